//! One conversation, told by the desk's own rules at moments of the past.

use super::{
    company::Company,
    talks::{Line, Talk},
};
use desk::{
    ClientId, Conversation, ConversationId, Event, EventBody, EventId, Graces, NewConversation, OperatorId, TagId,
    Timestamp, WidgetId,
    capacity::Load,
    conversation::Acceptor,
    event::{Answer, Target},
    receipts::{Seen, Side},
    text::Text,
};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use store::{Client, Conn, Origin, PageView};
use uuid::Uuid;

/// Whom a talk of the past was with: the same clients come again.
const KNOWN_AS: &str = "demo";
/// From one line of a talk to the next, in seconds.
const PACE: i64 = 38;
/// How long an invitation stays open: whoever looks at the demo is to see it.
const WAITS_FOR_AN_ANSWER: SignedDuration = SignedDuration::from_hours(1);

/// A conversation while it is told.
pub struct Story {
    conversation: Conversation,
    at: Timestamp,
    by: OperatorId,
}

impl Story {
    /// The client comes in.
    pub async fn begin(
        conn: &mut Conn<'_>,
        company: &Company,
        talk: &Talk,
        n: usize,
        at: Timestamp,
    ) -> anyhow::Result<Self> {
        let client = client(conn, talk, n, at).await?;
        let group = company.groups[talk.group];
        let new = NewConversation {
            id: ConversationId(Uuid::now_v7()),
            client,
            entry: desk::Entry::Chat,
            widget: Some(WidgetId("demo".into())),
            group,
            accept_by: None,
            answers: vec![Answer { field: "name".into(), value: talk.client.into() }],
            continues: None,
        };
        let (mut conversation, started) = Conversation::start(new, at);
        let _ = conversation.client_connected(at);
        let [language, browser, os, device] = talk.origin;
        let origin = Origin {
            language: Some(language.into()),
            browser: Some(browser.into()),
            os: Some(os.into()),
            device: Some(device.into()),
            page_url: Some("https://lumen.example/moving".into()),
            page_title: Some("Moving house".into()),
            referrer: Some("https://search.example/".into()),
            identified: None,
        };
        let parameters: BTreeMap<String, String> =
            talk.parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        conn.insert_conversation(&conversation, &origin, &parameters, None, None).await?;
        let mut story = Self { conversation, at, by: company.people[talk.operator] };
        story.append(conn, started).await?;
        for (page, (path, title)) in [("", "Lumen"), ("moving", "Moving house")].into_iter().enumerate() {
            let at = at - SignedDuration::from_secs(140 - 90 * i64::try_from(page)?);
            let url = format!("https://lumen.example/{path}");
            conn.add_page_view(client, &PageView { id: Uuid::now_v7(), url, title: title.into(), at }).await?;
        }
        Ok(story)
    }

    /// Accepted, and all its lines.
    pub async fn tell_all(
        &mut self,
        conn: &mut Conn<'_>,
        company: &Company,
        talk: &Talk,
        n: usize,
    ) -> anyhow::Result<()> {
        let mut lines = talk.lines.iter();
        if let Some(Line::Client(first)) = lines.next() {
            self.client_says(conn, first).await?;
        }
        self.pass(25 + 7 * i64::try_from(n % 9)?);
        let groups = [self.conversation.group];
        let acceptor = Acceptor { id: self.by, groups: &groups, load: Load::default(), chat_limit: u32::MAX };
        if let Some(event) = self.conversation.accept(&acceptor, self.at)? {
            self.append(conn, event).await?;
        }
        for line in lines {
            self.pass(PACE);
            match line {
                Line::Client(text) => self.client_says(conn, text).await?,
                Line::Operator(text) => {
                    let event = self.conversation.operator_said(self.by, new_id(), Text::parse(text)?, self.at)?;
                    self.append(conn, event).await?;
                }
                Line::Note(text) => {
                    let event = self.conversation.noted(self.by, new_id(), Text::parse(text)?, self.at)?;
                    self.append(conn, event).await?;
                }
                Line::AboutClient(text) => {
                    let event = self.conversation.client_noted(self.by, new_id(), Text::parse(text)?, self.at);
                    self.append(conn, event).await?;
                }
                Line::Tag(tag) => self.tag(conn, company.tags[*tag]).await?,
                Line::Asks(whom, note) => self.asks(conn, company.people[*whom], note).await?,
                Line::Joins(who) => self.joins(conn, company.people[*who]).await?,
                Line::Guest(who, text) => {
                    let said = Text::parse(text)?;
                    let event = self.conversation.operator_said(company.people[*who], new_id(), said, self.at)?;
                    self.append(conn, event).await?;
                }
            }
        }
        let read_all = !matches!(talk.lines.last(), Some(Line::Client(_)));
        let last = self.conversation.last_seq;
        self.conversation.seen(Side::Client, Seen { delivered: last, read: last });
        let read = if read_all { last } else { last - 1 };
        self.conversation.seen(Side::Operator, Seen { delivered: last, read });
        self.save(conn).await
    }

    /// Only the client's first words: nobody has accepted yet.
    pub async fn client_waits(&mut self, conn: &mut Conn<'_>, talk: &Talk) -> anyhow::Result<()> {
        for line in talk.lines {
            if let Line::Client(text) = line {
                self.client_says(conn, text).await?;
            }
        }
        self.save(conn).await
    }

    /// The operator ends it with a result.
    pub async fn end(&mut self, conn: &mut Conn<'_>, company: &Company, n: usize) -> anyhow::Result<()> {
        self.pass(PACE);
        let result = company.results.get(usize::from(n % 5 == 4)).copied();
        if let Some(event) = self.conversation.end(self.by, result, None, self.at)? {
            self.append(conn, event).await?;
        }
        let last = self.conversation.last_seq;
        self.conversation.seen(Side::Operator, Seen { delivered: last, read: last });
        self.save(conn).await
    }

    async fn client_says(&mut self, conn: &mut Conn<'_>, text: &str) -> anyhow::Result<()> {
        let event = self.conversation.client_said(new_id(), Text::parse(text)?, self.at)?;
        self.append(conn, event).await
    }

    async fn tag(&mut self, conn: &mut Conn<'_>, tag: TagId) -> anyhow::Result<()> {
        conn.set_tags(self.conversation.id, &[tag]).await?;
        let event = self.conversation.tagged(self.by, vec![tag], self.at);
        self.append(conn, event).await
    }

    async fn asks(&mut self, conn: &mut Conn<'_>, whom: OperatorId, note: &str) -> anyhow::Result<()> {
        let (to, note) = (Target::Operator(whom), Text::parse(note)?);
        let Some(mut event) = self.conversation.invite(self.by, to, Some(note), self.at)? else { return Ok(()) };
        let patient = self.at + WAITS_FOR_AN_ANSWER;
        for open in &mut self.conversation.colleagues.invitations {
            open.until = patient;
        }
        if let EventBody::Invited { until, .. } = &mut event.body {
            *until = patient;
        }
        self.append(conn, event).await
    }

    async fn joins(&mut self, conn: &mut Conn<'_>, who: OperatorId) -> anyhow::Result<()> {
        let acceptor = Acceptor { id: who, groups: &[], load: Load::default(), chat_limit: u32::MAX };
        match self.conversation.join(&acceptor, self.at)? {
            Some(event) => self.append(conn, event).await,
            None => Ok(()),
        }
    }

    fn pass(&mut self, seconds: i64) {
        self.at += SignedDuration::from_secs(seconds);
    }

    async fn append(&mut self, conn: &mut Conn<'_>, event: Event) -> anyhow::Result<()> {
        let id = event.id.unwrap_or_else(new_id);
        Ok(conn.append_event(self.conversation.id, id, &event).await?)
    }

    async fn save(&self, conn: &mut Conn<'_>) -> anyhow::Result<()> {
        let due_at = self.conversation.next_deadline(&Graces::default());
        conn.save_conversation(&self.conversation, due_at).await?;
        Ok(conn.list_colleagues(&self.conversation).await?)
    }
}

fn new_id() -> EventId {
    EventId(Uuid::now_v7())
}

/// The client of this name, who may have been here before.
async fn client(conn: &mut Conn<'_>, talk: &Talk, n: usize, at: Timestamp) -> Result<ClientId, store::Error> {
    // Who gave no name is a new client each time.
    let known_as = if talk.client.is_empty() { format!("nobody {n}") } else { talk.client.to_owned() };
    if let Some(id) = conn.client_by_identity(KNOWN_AS, &known_as).await? {
        return Ok(id);
    }
    let id = ClientId(Uuid::now_v7());
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let client =
        Client { id, name: some(talk.client), phone: some(talk.phone), email: some(talk.email), first_seen_at: at };
    conn.insert_client(&client).await?;
    conn.add_identity(KNOWN_AS, &known_as, id, at).await?;
    Ok(id)
}
