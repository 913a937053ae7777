//! One conversation, told by the desk's own rules at moments of the past.

use crate::Ids;
use desk::{
    Author, Ban, BanId, ChannelId, ClientId, Conversation, ConversationId, Details, Entry, EntrySet, Event, EventBody,
    EventId, FileId, Graces, GroupId, Message, NewConversation, OperatorId, ResultId, TagId, Timestamp, WidgetId,
    capacity::Load,
    conversation::Acceptor,
    event::{Answer, Target},
    message::Attachment,
    receipts::{Seen, Side},
    routing::Record,
    text::Text,
};
use std::collections::BTreeMap;
use store::{Client, Conn, Draft, Origin, PageView, StoredFile};

/// A desk while it is told: one transaction of its database.
pub struct Telling<'c> {
    /// The transaction.
    pub conn: Conn<'c>,
    /// Ids of what happens.
    pub ids: Ids,
}

/// What a client brings along on entry.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// Who.
    pub client: ClientId,
    /// The way in.
    pub entry: Entry,
    /// Through which widget, if it is one.
    pub widget: Option<WidgetId>,
    /// Through which page or number of an outside messenger, if it is one.
    pub channel: Option<ChannelId>,
    /// Whose queue.
    pub group: GroupId,
    /// The entry form.
    pub answers: Vec<Answer>,
    /// Browser, language, page.
    pub origin: Origin,
    /// What the page attached.
    pub parameters: BTreeMap<String, String>,
    /// The ended conversation this one continues.
    pub continues: Option<ConversationId>,
    /// Why it waits for whom; none: the widget has no rules.
    pub routed: Option<Record>,
}

impl Entrance {
    /// A client who writes, and of whom nothing else is known.
    #[must_use]
    pub fn new(client: ClientId, widget: WidgetId, group: GroupId) -> Self {
        Self {
            client,
            entry: Entry::Chat,
            widget: Some(widget),
            channel: None,
            group,
            answers: Vec::new(),
            origin: Origin::default(),
            parameters: BTreeMap::new(),
            continues: None,
            routed: None,
        }
    }

    /// A client who writes to a page or number of an outside messenger.
    #[must_use]
    pub fn of_messenger(client: ClientId, entry: Entry, channel: ChannelId, group: GroupId) -> Self {
        let none = Self::new(client, WidgetId(String::new()), group);
        Self { entry, widget: None, channel: Some(channel), ..none }
    }
}

impl<'c> Telling<'c> {
    /// Begins to tell.
    #[must_use]
    pub const fn new(conn: Conn<'c>, ids: Ids) -> Self {
        Self { conn, ids }
    }

    /// A client the company has not heard of.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn client(&mut self, details: Details, at: Timestamp) -> Result<ClientId, store::Error> {
        let (id, Details { name, phone, email }) = (ClientId(self.ids.at(at)), details);
        self.conn.insert_client(&Client { id, name, phone, email, first_seen_at: at }).await?;
        Ok(id)
    }

    /// A client looks at a page, before a conversation or beside it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn page(
        &mut self,
        client: ClientId,
        url: &str,
        title: &str,
        at: Timestamp,
    ) -> Result<EventId, store::Error> {
        let id = self.ids.at(at);
        let view = PageView { id, url: url.into(), title: title.into(), at };
        self.conn.keep_page_view(client, &view).await?;
        Ok(EventId(id))
    }

    /// A client comes in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enters<'d>(&'d mut self, entrance: Entrance, at: Timestamp) -> anyhow::Result<Story<'d, 'c>> {
        let Entrance { client, entry, widget, channel, group, answers, origin, parameters, continues, routed } =
            entrance;
        let id = ConversationId(self.ids.at(at));
        let new = NewConversation {
            id,
            client,
            entry,
            widget,
            channel,
            group,
            operator: None,
            accept_by: None,
            answers,
            continues,
        };
        let (mut conversation, started) = Conversation::start(new, at);
        // A browser connects as soon as it has come in.
        let _ = conversation.client_connected(at);
        self.conn.insert_conversation(&conversation, &origin, &parameters, continues, None).await?;
        if let Some(record) = &routed {
            self.conn.record_routing(id, at, record).await?;
        }
        let mut story = Story { desk: self, conversation };
        story.happened(started).await?;
        Ok(story)
    }
}

/// A conversation while it is told; [`Story::told`] stores what became of it.
pub struct Story<'d, 'c> {
    desk: &'d mut Telling<'c>,
    conversation: Conversation,
}

/// Everything that can happen. Each fails when the desk's rules refuse it, or the database does.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Story<'_, '_> {
    /// As it stands.
    #[must_use]
    pub const fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Anything may be said to the client until then, who is reached through an outside messenger.
    pub fn may_be_answered_until(&mut self, until: Timestamp) {
        self.conversation.may_be_answered_until(until);
    }

    /// The client says something.
    pub async fn client_says(&mut self, at: Timestamp, text: &str) -> anyhow::Result<()> {
        self.client_sends(at, Text::parse(text)?).await
    }

    /// The client sends what may be more than a text.
    pub async fn client_sends(&mut self, at: Timestamp, message: impl Into<Message>) -> anyhow::Result<()> {
        let id = self.id(at);
        let event = self.conversation.client_said(id, message, at)?;
        self.happened(event).await
    }

    /// An operator in the talk says something.
    pub async fn says(&mut self, at: Timestamp, by: OperatorId, text: &str) -> anyhow::Result<()> {
        self.sends(at, by, Text::parse(text)?).await
    }

    /// An operator in the talk sends what may be more than a text.
    pub async fn sends(&mut self, at: Timestamp, by: OperatorId, message: impl Into<Message>) -> anyhow::Result<()> {
        let id = self.id(at);
        let event = self.conversation.operator_said(by, id, message, at)?;
        self.happened(event).await
    }

    /// Somebody uploads a file, for a message to carry. Its bytes are kept by whoever keeps files.
    pub async fn uploads(&mut self, at: Timestamp, author: Author, file: Attachment) -> anyhow::Result<()> {
        let conversation = self.conversation.id;
        let stored = StoredFile { file, conversation, author, created_at: at, sent_at: Some(at) };
        anyhow::ensure!(self.desk.conn.insert_file(&stored).await?, "this file is there already");
        Ok(())
    }

    /// The id of a file that is uploaded at this moment.
    pub fn file_id(&mut self, at: Timestamp) -> FileId {
        FileId(self.desk.ids.at(at))
    }

    /// The client opens a page.
    pub async fn opens(&mut self, at: Timestamp, url: &str, title: &str) -> anyhow::Result<()> {
        let id = self.desk.page(self.conversation.client, url, title, at).await?;
        let event = self.conversation.page_viewed(id, url.into(), title.into(), at)?;
        self.happened(event).await
    }

    /// An operator takes it.
    pub async fn accepted(&mut self, at: Timestamp, by: OperatorId) -> anyhow::Result<()> {
        let groups = [self.conversation.group];
        match self.conversation.accept(&with_room(by, &groups), at)? {
            Some(event) => self.happened(event).await,
            None => Ok(()),
        }
    }

    /// An operator who has it, or has it in the queue, sends it on to a colleague.
    pub async fn redirected(
        &mut self,
        at: Timestamp,
        by: OperatorId,
        to: OperatorId,
        note: &str,
    ) -> anyhow::Result<()> {
        let groups = [self.conversation.group];
        let (to, note) = (Target::Operator(to), Text::parse(note)?);
        let event = self.conversation.redirect(&with_room(by, &groups), to, None, Some(note), at)?;
        self.happened(event).await
    }

    /// An operator leaves a note for colleagues.
    pub async fn notes(&mut self, at: Timestamp, by: OperatorId, text: &str) -> anyhow::Result<()> {
        let id = self.id(at);
        let event = self.conversation.noted(by, id, Text::parse(text)?, at)?;
        self.happened(event).await
    }

    /// An operator leaves a note about the client.
    pub async fn notes_of_client(&mut self, at: Timestamp, by: OperatorId, text: &str) -> anyhow::Result<()> {
        let id = self.id(at);
        let event = self.conversation.client_noted(by, id, Text::parse(text)?, at);
        self.happened(event).await
    }

    /// An operator sets the tags.
    pub async fn tagged(&mut self, at: Timestamp, by: OperatorId, tags: &[TagId]) -> anyhow::Result<()> {
        self.desk.conn.set_tags(self.conversation.id, tags).await?;
        let event = self.conversation.tagged(by, tags.to_vec(), at);
        self.happened(event).await
    }

    /// Whoever is in the talk asks a colleague in. The invitation stays open until then: who looks later is to see it.
    pub async fn invites(
        &mut self,
        at: Timestamp,
        by: OperatorId,
        whom: OperatorId,
        note: &str,
        open_until: Timestamp,
    ) -> anyhow::Result<()> {
        let note = (!note.is_empty()).then(|| Text::parse(note)).transpose()?;
        let to = Target::Operator(whom);
        let Some(mut event) = self.conversation.invite(by, to, note, at)? else { return Ok(()) };
        for open in self.conversation.colleagues.invitations.iter_mut().filter(|open| open.to == to) {
            open.until = open_until;
        }
        if let EventBody::Invited { until, .. } = &mut event.body {
            *until = open_until;
        }
        self.happened(event).await
    }

    /// The colleague who was asked in comes.
    pub async fn joins(&mut self, at: Timestamp, who: OperatorId) -> anyhow::Result<()> {
        match self.conversation.join(&with_room(who, &[]), at)? {
            Some(event) => self.happened(event).await,
            None => Ok(()),
        }
    }

    /// The operator begins to write, and is called away.
    pub async fn drafts(&mut self, at: Timestamp, by: OperatorId, reply: &str) -> anyhow::Result<()> {
        let draft = Draft { reply: reply.into(), note: String::new() };
        Ok(self.desk.conn.save_draft(self.conversation.id, by, &draft, at).await?)
    }

    /// Somebody who may bans the client, up to that moment or for good.
    pub async fn bans(
        &mut self,
        at: Timestamp,
        by: OperatorId,
        reason: &str,
        until: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        let ban = Ban {
            id: BanId(self.desk.ids.at(at)),
            client: self.conversation.client,
            conversation: self.conversation.id,
            by,
            reason: Text::parse(reason)?,
            at,
            until,
            lifted: None,
        };
        let ban = ban.checked()?;
        self.desk.conn.insert_ban(&ban).await?;
        let event = self.conversation.client_banned(by, &ban, at);
        self.happened(event).await
    }

    /// The operator ends it.
    pub async fn ends(&mut self, at: Timestamp, by: OperatorId, result: Option<ResultId>) -> anyhow::Result<()> {
        match self.conversation.end(by, result, None, at)? {
            Some(event) => self.happened(event).await,
            None => Ok(()),
        }
    }

    /// The client says what he or she thinks of it, now that it is over.
    pub async fn rated(&mut self, at: Timestamp, stars: u8, comment: &str) -> anyhow::Result<()> {
        let comment = (!comment.is_empty()).then(|| Text::parse(comment)).transpose()?;
        match self.conversation.rated(stars.try_into()?, comment, at)? {
            Some(event) => self.happened(event).await,
            None => Ok(()),
        }
    }

    /// The client ends it, or leaves the queue.
    pub async fn client_ends(&mut self, at: Timestamp) -> anyhow::Result<()> {
        match self.conversation.client_ends(at) {
            Some(event) => self.happened(event).await,
            None => Ok(()),
        }
    }

    /// The client's browser is gone at this moment and does not come back: the company's graces end the conversation.
    pub async fn client_vanishes(&mut self, at: Timestamp) -> anyhow::Result<()> {
        self.conversation.client_disconnected(at);
        let graces = Graces::default();
        while let Some(due) = self.conversation.next_deadline(&graces) {
            for event in self.conversation.due(&graces, |_| None, due) {
                self.happened(event).await?;
            }
        }
        Ok(())
    }

    /// Both sides have read everything so far.
    pub fn all_read(&mut self) {
        self.read_by(Side::Client);
        self.read_by(Side::Operator);
    }

    /// One side has read everything so far.
    pub fn read_by(&mut self, side: Side) {
        let last = self.conversation.last_seq;
        self.conversation.seen(side, Seen { delivered: last, read: last });
    }

    /// Stores what became of it.
    pub async fn told(mut self) -> anyhow::Result<Conversation> {
        // What was not read did arrive.
        for side in [Side::Client, Side::Operator] {
            self.conversation.seen(side, Seen { delivered: self.conversation.last_seq, read: 0 });
        }
        let due_at = self.conversation.next_deadline(&Graces::default());
        self.desk.conn.save_conversation(&self.conversation, due_at).await?;
        if self.conversation.colleagues != Default::default() {
            self.desk.conn.list_colleagues(&self.conversation).await?;
        }
        Ok(self.conversation)
    }

    fn id(&mut self, at: Timestamp) -> EventId {
        EventId(self.desk.ids.at(at))
    }

    async fn happened(&mut self, event: Event) -> anyhow::Result<()> {
        let id = event.id.unwrap_or_else(|| EventId(self.desk.ids.at(event.at)));
        Ok(self.desk.conn.append_event(self.conversation.id, id, &event).await?)
    }
}

/// Whatever else the operator serves: a story says who took what.
fn with_room(id: OperatorId, groups: &[GroupId]) -> Acceptor<'_> {
    Acceptor { id, groups, load: Load::default(), chat_limit: u32::MAX, barred: EntrySet::NONE }
}
