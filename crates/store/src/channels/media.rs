//! Media that clients sent and that are still with the messenger.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms},
    conn::{later, on},
};
use desk::{ChannelId, ConversationId, FileId, Seq, Timestamp, delivery::FailedWhy};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// A medium to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    /// The file it becomes.
    pub file: FileId,
    /// Through which page or number it came.
    pub channel: ChannelId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// With which message.
    pub seq: Seq,
    /// Where it is.
    pub source: Source,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when.
    pub began_at: Timestamp,
}

/// Where a medium is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// What it is: `image`, `file` and others.
    pub kind: String,
    /// The messenger's id for it.
    pub id: Option<String>,
    /// Where it can be read, for a while.
    pub url: Option<String>,
    /// The media type the messenger names.
    pub media_type: Option<String>,
    /// The name it was sent under.
    pub name: Option<String>,
}

#[derive(FromRow)]
struct Row {
    file_id: Uuid,
    channel_id: Uuid,
    conversation_id: Uuid,
    seq: i64,
    source: Json<Source>,
    attempts: i32,
    began_at: i64,
}

impl TryFrom<Row> for Medium {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            file: FileId(row.file_id),
            channel: ChannelId(row.channel_id),
            conversation: ConversationId(row.conversation_id),
            seq: row.seq,
            source: row.source.0,
            attempts: count("attempts", row.attempts.into())?,
            began_at: at(row.began_at)?,
        })
    }
}

impl Conn<'_> {
    /// A medium is to be fetched, at once.
    pub async fn add_medium(&mut self, it: &Medium) -> Result<(), Error> {
        later!(
            self,
            "insert into medium (file_id, channel_id, conversation_id, seq, source, due_at, began_at) \
             values ($1, $2, $3, $4, $5, $6, $6)",
            it.file.0,
            it.channel.0,
            it.conversation.0,
            it.seq,
            Json(&it.source),
            ms(it.began_at),
        )
    }

    /// Takes media that are to be fetched. Nobody else gets them until then.
    pub async fn take_media(&mut self, now: Timestamp, until: Timestamp, most: i64) -> Result<Vec<Medium>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "update medium set taken_until = $2, attempts = attempts + 1 where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) and file_id in (select file_id from medium where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) order by due_at limit $3) \
             returning file_id, channel_id, conversation_id, seq, source, attempts, began_at")
            .bind(ms(now)).bind(ms(until)).bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(Medium::try_from).collect()
    }

    /// When a medium is to be fetched next.
    pub async fn next_medium(&mut self) -> Result<Option<Timestamp>, Error> {
        let (due,): (Option<i64>,) = on!(self, conn => sqlx::query_as(
            "select min(case when taken_until > due_at then taken_until else due_at end) from medium \
             where due_at is not null").fetch_one(conn).await)?;
        maybe_at(due)
    }

    /// Who took a medium has it until then. False: it is wanted no longer, or somebody else has taken it since.
    pub async fn keep_medium(&mut self, it: &Medium, until: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update medium set taken_until = $3 where file_id = $1 and attempts = $2 and taken_until is not null")
            .bind(it.file.0).bind(i64::from(it.attempts)).bind(ms(until)).execute(conn).await
            .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// A medium is here. False: it is wanted no longer, or was here before.
    pub async fn medium_done(&mut self, file: FileId) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query("delete from medium where file_id = $1")
            .bind(file.0).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// A medium could not be fetched; it is tried again then, or, without a time, only by hand. False: it is wanted no longer,
    /// or is here by now.
    pub async fn medium_missed(
        &mut self,
        file: FileId,
        why: FailedWhy,
        next: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let why = serde_json::to_value(why).ok().and_then(|it| it.as_str().map(str::to_owned));
        let rows = on!(self, conn => sqlx::query(
            "update medium set taken_until = null, due_at = $2, why = $3 where file_id = $1")
            .bind(file.0).bind(next.map(ms)).bind(why).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Has a medium fetched at once. False: it is here, is on its way, or is not of this conversation.
    pub async fn fetch_again(&mut self, of: ConversationId, file: FileId, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update medium set due_at = $3, began_at = $3, attempts = 0, why = null \
             where file_id = $2 and conversation_id = $1 and due_at is null")
            .bind(of.0).bind(file.0).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Nobody fetches anything now: only where one process has the database to itself.
    pub async fn release_media(&mut self) -> Result<(), Error> {
        if let Self::Sqlite(conn) = self {
            sqlx::query("update medium set taken_until = null where taken_until is not null")
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }
}
