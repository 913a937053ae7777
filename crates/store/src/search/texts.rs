//! What can be found of a conversation: everything that was said in it, its client, its parameters, tags and files.

use crate::{
    Conn, Error, Tag,
    conn::on,
    conversations::{Shown, ShownRow, shown_select},
    events::{Row as EventRow, StoredEvent},
};
use desk::{
    Author, ConversationId, EventBody, Seq, TagId, Timestamp,
    message::{Attachment, Card, Content},
};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::HashMap;
use uuid::Uuid;

/// Of a conversation so many texts can be found, the newest ones.
const MOST_TEXTS: i64 = 2_000;

/// Events that say something: those of which [`said_by`] tells a text. A test holds both against each other.
const SAY: [&str; 9] = [
    "message_added",
    "message_edited",
    "file_fetched",
    "note_added",
    "client_note_added",
    "redirected",
    "invited",
    "ended",
    "started",
];

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// What client or operator said; also what is on a card, a place or an order that was sent.
    Message,
    /// A phone number on a card that was sent.
    Number,
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
    /// The event it stands at: the message, also where it came or changed later. Of what is true of the whole conversation
    /// there is none.
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

/// The texts of an event. `sender` tells who sent a message: what is fetched later is that one's.
fn said_by(stored: &StoredEvent, sender: impl Fn(Seq) -> Author) -> Vec<Said> {
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
            let content = message.outside().and_then(|outside| outside.content.as_ref()).map(of_content);
            let content = content.into_iter().flatten().map(|(what, text)| said(what, &text));
            text.into_iter().chain(files).chain(content).collect()
        }
        EventBody::MessageEdited { to, text, .. } => {
            let event = Some((*to, event.at, event.author));
            vec![Said { event, ..said(What::Message, text.as_str()) }]
        }
        EventBody::FileFetched { to, file } => {
            let event = Some((*to, event.at, sender(*to)));
            vec![Said { file: Some(file.clone()), event, ..said(What::File, &file.name) }]
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

/// What a card, a place or an order says.
fn of_content(content: &Content) -> Vec<(What, String)> {
    match content {
        Content::Location { name, address, .. } => {
            [name, address].into_iter().flatten().map(|text| (What::Message, text.clone())).collect()
        }
        Content::Contacts { cards } => {
            let of_card = |card: &Card| {
                let words = [&card.name].into_iter().chain(&card.company).chain(&card.emails);
                let words = words.map(|text| (What::Message, text.clone()));
                words.chain(card.phones.iter().map(|phone| (What::Number, phone.clone()))).collect::<Vec<_>>()
            };
            cards.iter().flat_map(of_card).collect()
        }
        Content::Order { items } => items.iter().map(|item| (What::Message, item.product.clone())).collect(),
        Content::Unsupported { .. } => vec![],
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
        let (which, say) = (placeholders(of.len()), SAY.map(|kind| format!("'{kind}'")).join(", "));
        let rows = self.shown_all(of).await?;
        let sql = format!(
            "select x.* from (select e.conversation_id, e.id, e.seq, e.version, e.author_kind, e.author_id, e.at, e.body, \
             row_number() over (partition by e.conversation_id order by e.seq desc) as n from event e \
             where e.conversation_id in ({which}) and e.kind in ({say})) x where x.n <= {MOST_TEXTS} \
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
                let is_message = |it: &&StoredEvent| matches!(it.event.body, EventBody::MessageAdded { .. });
                let senders: HashMap<Seq, Author> =
                    events.iter().filter(is_message).map(|it| (it.event.seq, it.event.author)).collect();
                let client = Author::Client(shown.conversation.client);
                let sender = |seq| senders.get(&seq).copied().unwrap_or(client);
                let mut said: Vec<Said> = events.iter().flat_map(|it| said_by(it, sender)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use desk::EventId;
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    /// The place of each kind in `one_of_each`: a new kind does not compile until it is here.
    const fn place(body: &EventBody) -> usize {
        match body {
            EventBody::Started { .. } => 0,
            EventBody::MessageAdded { .. } => 1,
            EventBody::Reacted { .. } => 2,
            EventBody::MessageEdited { .. } => 3,
            EventBody::MessageDeleted { .. } => 4,
            EventBody::FileFetched { .. } => 5,
            EventBody::FileMissed { .. } => 6,
            EventBody::HeldElsewhere { .. } => 7,
            EventBody::NoteAdded { .. } => 8,
            EventBody::Accepted => 9,
            EventBody::Redirected { .. } => 10,
            EventBody::Offered { .. } => 11,
            EventBody::Invited { .. } => 12,
            EventBody::InvitationClosed { .. } => 13,
            EventBody::Joined { .. } => 14,
            EventBody::Left { .. } => 15,
            EventBody::HandedOver { .. } => 16,
            EventBody::ClientLeft => 17,
            EventBody::ClientReturned => 18,
            EventBody::PageViewed { .. } => 19,
            EventBody::ClientChanged { .. } => 20,
            EventBody::ClientMerged { .. } => 21,
            EventBody::ClientParted { .. } => 22,
            EventBody::ClientBanned { .. } => 23,
            EventBody::ClientUnbanned { .. } => 24,
            EventBody::ClientNoteAdded { .. } => 25,
            EventBody::TagsChanged { .. } => 26,
            EventBody::ParametersChanged { .. } => 27,
            EventBody::Rated { .. } => 28,
            EventBody::TranscriptSent { .. } => 29,
            EventBody::Ended { .. } => 30,
            EventBody::Erased => 31,
        }
    }

    /// One of each kind, with a word wherever there may be one.
    fn one_of_each() -> Vec<EventBody> {
        let id = Uuid::nil();
        let (group, answer) = (json!({ "group": id }), json!({"field": "name", "value": "word"}));
        let file = json!({"id": id, "name": "word.pdf", "media_type": "application/pdf", "size": 1, "key": "k"});
        let known = json!({"id": id, "name": "word", "phone": null, "email": null});
        let all = [
            json!({"kind": "started", "entry": "chat", "widget": null, "target": group, "answers": [answer], "continues": null}),
            json!({"kind": "message_added", "text": "word"}),
            json!({"kind": "reacted", "to": 1, "emoji": "x"}),
            json!({"kind": "message_edited", "to": 1, "text": "word"}),
            json!({"kind": "message_deleted", "to": 1}),
            json!({"kind": "file_fetched", "to": 1, "file": file}),
            json!({"kind": "file_missed", "to": 1, "file": id, "why": "gone"}),
            json!({"kind": "held_elsewhere", "on": true, "by": "word"}),
            json!({"kind": "note_added", "text": "word"}),
            json!({"kind": "accepted"}),
            json!({"kind": "redirected", "from": group, "to": group, "accept_by": null, "note": "word", "cause": "operator"}),
            json!({"kind": "offered", "to": id, "because": {"kind": "nobody_else"}}),
            json!({"kind": "invited", "to": group, "until": "2026-01-01T00:00:00Z", "note": "word"}),
            json!({"kind": "invitation_closed", "to": group, "why": "declined"}),
            json!({"kind": "joined", "invitation": group}),
            json!({"kind": "left", "operator": id}),
            json!({"kind": "handed_over", "from": id, "to": id}),
            json!({"kind": "client_left"}),
            json!({"kind": "client_returned"}),
            json!({"kind": "page_viewed", "url": "https://word", "title": "word"}),
            json!({"kind": "client_changed", "name": "word", "phone": null, "email": null}),
            json!({"kind": "client_merged", "client": known, "other": known}),
            json!({"kind": "client_parted", "client": known, "other": known}),
            json!({"kind": "client_banned", "ban": id, "reason": "word", "until": null}),
            json!({"kind": "client_unbanned", "ban": id}),
            json!({"kind": "client_note_added", "text": "word"}),
            json!({"kind": "tags_changed", "tags": [id]}),
            json!({"kind": "parameters_changed", "parameters": {"word": "word"}}),
            json!({"kind": "rated", "stars": 5, "comment": "word"}),
            json!({"kind": "transcript_sent", "to": "word@example.org"}),
            json!({"kind": "ended", "cause": "operator", "result": null, "note": "word"}),
            json!({"kind": "erased"}),
        ];
        let read = |body: Value| EventBody::from_stored(1, body.clone()).unwrap_or_else(|why| panic!("{body}: {why}"));
        all.into_iter().map(read).collect()
    }

    #[test]
    fn what_says_something_is_asked_for_and_nothing_else() {
        let all = one_of_each();
        assert_eq!(all.iter().map(place).collect::<Vec<_>>(), (0..32).collect::<Vec<_>>());
        let mut say = BTreeSet::new();
        for body in all {
            let (kind, at, author) = (body.kind(), Timestamp::UNIX_EPOCH, Author::System);
            let event = desk::Event { seq: 1, id: None, at, author, body };
            if !said_by(&StoredEvent { id: EventId(Uuid::nil()), event, deleted: vec![] }, |_| author).is_empty() {
                say.insert(kind);
            }
        }
        assert_eq!(say, BTreeSet::from(SAY));
    }
}
