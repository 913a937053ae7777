//! What can be found of a conversation: everything that was said in it, its client, its parameters, tags and files.

use crate::{
    Conn, Error, Tag,
    conn::on,
    conversations::{Shown, ShownRow, shown_select},
    events::{Row as EventRow, StoredEvent},
};
use desk::{Author, ConversationId, EventBody, Seq, TagId, Timestamp, message::Attachment};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::HashMap;
use uuid::Uuid;

/// Of a conversation so many texts can be found, the newest ones.
const MOST_TEXTS: i64 = 2_000;

/// Events that say something.
const SAY: &str = "('message_added', 'note_added', 'client_note_added', 'redirected', 'invited', 'ended', 'started')";

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// What client or operator said.
    Message,
    /// An internal note: in the thread, with a redirect or an invitation, at the end.
    Note,
    /// A note about the client.
    ClientNote,
    /// What the client entered before.
    Answer,
    /// A file's name.
    File,
    /// The client's name.
    Name,
    /// The client's e-mail address.
    Email,
    /// The client's phone number.
    Phone,
    /// A parameter's value.
    Parameter,
    /// A tag's name.
    Tag,
}

/// A text that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What kind of text.
    pub what: What,
    /// The text.
    pub text: String,
    /// The event that says it; of what is true of the whole conversation there is none.
    pub event: Option<(Seq, Timestamp, Author)>,
    /// The file it is the name of.
    pub file: Option<Attachment>,
}

/// A conversation and its texts.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The conversation.
    pub shown: Shown,
    /// The texts, newest events first; what is true of the whole comes last.
    pub said: Vec<Said>,
}

/// The texts of an event.
fn said_by(stored: &StoredEvent) -> Vec<Said> {
    let event = &stored.event;
    let said = |what, text: &str| Said {
        what,
        text: text.to_owned(),
        event: Some((event.seq, event.at, event.author)),
        file: None,
    };
    let note = |note: &Option<desk::text::Text>| note.iter().map(|note| said(What::Note, note.as_str())).collect();
    match &event.body {
        EventBody::MessageAdded { message } => {
            let text = Some(message.text()).filter(|text| !text.is_empty()).map(|text| said(What::Message, text));
            let files = message.files();
            let files = files.iter().map(|file| Said { file: Some(file.clone()), ..said(What::File, &file.name) });
            text.into_iter().chain(files).collect()
        }
        EventBody::MessageEdited { text, .. } => vec![said(What::Message, text.as_str())],
        EventBody::FileFetched { file, .. } => {
            vec![Said { file: Some(file.clone()), ..said(What::File, &file.name) }]
        }
        EventBody::NoteAdded { text } => vec![said(What::Note, text.as_str())],
        EventBody::ClientNoteAdded { text } => vec![said(What::ClientNote, text.as_str())],
        EventBody::Redirected { note: it, .. }
        | EventBody::Invited { note: it, .. }
        | EventBody::Ended { note: it, .. } => note(it),
        EventBody::Started { answers, .. } => answers.iter().map(|answer| said(What::Answer, &answer.value)).collect(),
        EventBody::Accepted
        | EventBody::Reacted { .. }
        | EventBody::MessageDeleted { .. }
        | EventBody::FileMissed { .. }
        | EventBody::HeldElsewhere { .. }
        | EventBody::Offered { .. }
        | EventBody::InvitationClosed { .. }
        | EventBody::Joined { .. }
        | EventBody::Left { .. }
        | EventBody::HandedOver { .. }
        | EventBody::ClientLeft
        | EventBody::ClientReturned
        | EventBody::PageViewed { .. }
        | EventBody::ClientChanged { .. }
        | EventBody::ClientMerged { .. }
        | EventBody::ClientParted { .. }
        | EventBody::ClientBanned { .. }
        | EventBody::ClientUnbanned { .. }
        | EventBody::Rated { .. }
        | EventBody::TranscriptSent { .. }
        | EventBody::TagsChanged { .. }
        | EventBody::ParametersChanged { .. }
        | EventBody::Erased => vec![],
    }
}

/// What is true of the whole conversation.
fn of_the_whole(shown: &Shown, tags: &HashMap<TagId, Tag>) -> Vec<Said> {
    let (name, phone, email) = &shown.client;
    let mut said = details(name.as_deref(), email.as_deref(), phone.as_deref());
    said.extend(shown.parameters.values().map(|value| plain(What::Parameter, value)));
    said.extend(shown.tags.iter().filter_map(|tag| tags.get(tag)).map(|tag| plain(What::Tag, &tag.name)));
    said
}

fn plain(what: What, text: &str) -> Said {
    Said { what, text: text.to_owned(), event: None, file: None }
}

fn details(name: Option<&str>, email: Option<&str>, phone: Option<&str>) -> Vec<Said> {
    let all = [(What::Name, name), (What::Email, email), (What::Phone, phone)];
    all.into_iter().filter_map(|(what, text)| Some(plain(what, text?))).collect()
}

/// `$1, $2, …`
pub(super) fn placeholders(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Binds ids to them.
macro_rules! bind_all {
    ($query:expr, $ids:expr) => {
        $ids.iter().fold($query, |query, id| query.bind(id.0))
    };
}
pub(super) use bind_all;

#[derive(FromRow)]
struct Told {
    conversation_id: Uuid,
    #[sqlx(flatten)]
    event: EventRow,
}

type Known = (Uuid, Option<String>, Option<String>, Option<String>);

impl Conn<'_> {
    /// Conversations as rows of a list, in no order.
    pub(super) async fn shown_all(&mut self, of: &[ConversationId]) -> Result<Vec<Shown>, Error> {
        if of.is_empty() {
            return Ok(vec![]);
        }
        let sql = format!("{} where c.id in ({})", shown_select(), placeholders(of.len()));
        let rows: Vec<ShownRow> =
            on!(self, conn => bind_all!(sqlx::query_as(AssertSqlSafe(sql)), of).fetch_all(conn).await)?;
        rows.into_iter().map(ShownRow::into_shown).collect()
    }

    /// The texts of conversations, in no order.
    pub(super) async fn texts(&mut self, of: &[ConversationId]) -> Result<Vec<Texts>, Error> {
        if of.is_empty() {
            return Ok(vec![]);
        }
        let which = placeholders(of.len());
        let rows = self.shown_all(of).await?;
        let sql = format!(
            "select x.* from (select e.conversation_id, e.id, e.seq, e.version, e.author_kind, e.author_id, e.at, e.body, \
             row_number() over (partition by e.conversation_id order by e.seq desc) as n from event e \
             where e.conversation_id in ({which}) and e.kind in {SAY}) x where x.n <= {MOST_TEXTS} \
             order by x.conversation_id, x.seq desc"
        );
        let events: Vec<Told> =
            on!(self, conn => bind_all!(sqlx::query_as(AssertSqlSafe(sql)), of).fetch_all(conn).await)?;
        // A client who was merged into another was known in another way.
        let sql = format!(
            "select c.id, o.name, o.email, o.phone from conversation c join client o on o.id = c.client_id \
             where c.id in ({which}) and o.person_id <> o.id"
        );
        let known: Vec<Known> =
            on!(self, conn => bind_all!(sqlx::query_as(AssertSqlSafe(sql)), of).fetch_all(conn).await)?;
        let tags: HashMap<TagId, Tag> = self.tags().await?.into_iter().map(|tag| (tag.id, tag)).collect();
        let mut events_of: HashMap<Uuid, Vec<StoredEvent>> = HashMap::new();
        for told in events {
            events_of.entry(told.conversation_id).or_default().push(told.event.into_event()?);
        }
        rows.into_iter()
            .map(|shown| {
                let id = shown.conversation.id.0;
                let events = events_of.remove(&id).unwrap_or_default();
                let mut said: Vec<Said> = events.iter().flat_map(said_by).collect();
                said.extend(of_the_whole(&shown, &tags));
                for (_, name, email, phone) in known.iter().filter(|known| known.0 == id) {
                    for other in details(name.as_deref(), email.as_deref(), phone.as_deref()) {
                        if !said.contains(&other) {
                            said.push(other);
                        }
                    }
                }
                Ok(Texts { shown, said })
            })
            .collect()
    }
}
