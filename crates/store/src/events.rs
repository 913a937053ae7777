//! The log: events appended with their change, read by number.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::{later, on},
    persons::SAME_PERSON,
};
use desk::{
    Author, ClientId, ConversationId, Event, EventBody, EventId, FileId, OperatorId, Seq, TokenId, event::BODY_VERSION,
};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its id: the sender's own, or one it got when it was stored.
    pub id: EventId,
    /// The event.
    pub event: Event,
    /// Files its message names that were deleted since. What is read by itself, not as a log, does not say.
    pub deleted: Vec<FileId>,
}

/// What already stands under an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Under which number.
    pub seq: Seq,
    /// By whom.
    pub author: Author,
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: Uuid,
    seq: i64,
    version: i64,
    author_kind: String,
    author_id: Option<Uuid>,
    at: i64,
    body: Json<serde_json::Value>,
}

pub(crate) const fn author_columns(author: Author) -> (&'static str, Option<Uuid>) {
    match author {
        Author::Client(id) => ("client", Some(id.0)),
        Author::Operator(id) => ("operator", Some(id.0)),
        Author::Token(id) => ("token", Some(id.0)),
        Author::System => ("system", None),
        Author::Elsewhere => ("elsewhere", None),
    }
}

pub(crate) fn author(kind: &str, id: Option<Uuid>) -> Result<Author, Error> {
    match (kind, id) {
        ("client", Some(id)) => Ok(Author::Client(ClientId(id))),
        ("operator", Some(id)) => Ok(Author::Operator(OperatorId(id))),
        ("token", Some(id)) => Ok(Author::Token(TokenId(id))),
        ("system", None) => Ok(Author::System),
        ("elsewhere", None) => Ok(Author::Elsewhere),
        _ => Err(Error::corrupt("author", kind)),
    }
}

impl Row {
    pub(crate) fn into_event(self) -> Result<StoredEvent, Error> {
        let version = i32::try_from(self.version).map_err(|why| Error::corrupt("event version", why))?;
        let body = EventBody::from_stored(version, self.body.0).map_err(|why| Error::corrupt("event", why))?;
        let id = EventId(self.id);
        let author = author(&self.author_kind, self.author_id)?;
        let event = Event { seq: self.seq, id: Some(id), at: at(self.at)?, author, body };
        Ok(StoredEvent { id, event, deleted: Vec::new() })
    }
}

impl Conn<'_> {
    /// Appends an event to its conversation's log.
    pub async fn append_event(
        &mut self,
        conversation: ConversationId,
        id: EventId,
        event: &Event,
    ) -> Result<(), Error> {
        let (author_kind, author_id) = author_columns(event.author);
        later!(
            self,
            "insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id.0,
            conversation.0,
            event.seq,
            event.body.kind(),
            i64::from(BODY_VERSION),
            author_kind,
            author_id,
            ms(event.at),
            Json(event.body.to_stored()),
        )
    }

    /// What stands under this id already, if anything.
    pub async fn recorded(&mut self, id: EventId) -> Result<Option<Recorded>, Error> {
        let row: Option<(Uuid, i64, String, Option<Uuid>)> = on!(self, conn => sqlx::query_as(
            "select conversation_id, seq, author_kind, author_id from event where id = $1")
            .bind(id.0).fetch_optional(conn).await)?;
        row.map(|(conversation, seq, kind, by)| {
            Ok(Recorded { conversation: ConversationId(conversation), seq, author: author(&kind, by)? })
        })
        .transpose()
    }

    /// The company's last sign on a message, put there or taken away: under which number, by whom, and which.
    pub async fn sign_of_company(
        &mut self,
        conversation: ConversationId,
        message: Seq,
    ) -> Result<Option<(Seq, Author, Option<String>)>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, seq, version, author_kind, author_id, at, body from event where conversation_id = $1 and seq > $2 \
             and kind = 'reacted' and author_kind <> 'client' order by seq desc limit 500")
            .bind(conversation.0).bind(message).fetch_all(conn).await)?;
        for row in rows {
            let event = row.into_event()?.event;
            match event.body {
                EventBody::Reacted { to, emoji, .. } if to == message => {
                    return Ok(Some((event.seq, event.author, emoji)));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Events with a number above `after`, in order.
    pub async fn events_after(
        &mut self,
        conversation: ConversationId,
        after: Seq,
        limit: i64,
    ) -> Result<Vec<StoredEvent>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, seq, version, author_kind, author_id, at, body from event \
             where conversation_id = $1 and seq > $2 order by seq limit $3")
            .bind(conversation.0).bind(after).bind(limit).fetch_all(conn).await)?;
        self.with_what_was_deleted(rows).await
    }

    /// The newest events with a number below `before`, in order.
    pub async fn events_before(
        &mut self,
        conversation: ConversationId,
        before: Seq,
        limit: i64,
    ) -> Result<Vec<StoredEvent>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, seq, version, author_kind, author_id, at, body from event \
             where conversation_id = $1 and seq < $2 order by seq desc limit $3")
            .bind(conversation.0).bind(before).bind(limit).fetch_all(conn).await)?;
        let mut events = self.with_what_was_deleted(rows).await?;
        events.reverse();
        Ok(events)
    }

    /// Events of a log, with which of their files are there no longer.
    async fn with_what_was_deleted(&mut self, rows: Vec<Row>) -> Result<Vec<StoredEvent>, Error> {
        let mut events = rows.into_iter().map(Row::into_event).collect::<Result<Vec<_>, _>>()?;
        let files = |stored: &StoredEvent| match &stored.event.body {
            EventBody::MessageAdded { message } => message.files().iter().map(|file| file.id).collect(),
            _ => Vec::new(),
        };
        let named: Vec<FileId> = events.iter().flat_map(files).collect();
        if named.is_empty() {
            return Ok(events);
        }
        let there = self.files_there(&named).await?;
        for stored in &mut events {
            stored.deleted = files(stored).into_iter().filter(|file| !there.contains(file)).collect();
        }
        Ok(events)
    }

    /// The notes about a client over all conversations, newest first.
    pub async fn client_notes(&mut self, client: ClientId, limit: i64) -> Result<Vec<StoredEvent>, Error> {
        let sql = format!(
            "select e.id, e.seq, e.version, e.author_kind, e.author_id, e.at, e.body \
             from event e join conversation c on c.id = e.conversation_id \
             where c.client_id in {SAME_PERSON} and e.kind = 'client_note_added' order by e.at desc, e.id desc limit $2"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(client.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(Row::into_event).collect()
    }
}
