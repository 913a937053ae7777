//! Other systems that hear what happens: what they hear of, and what their requests are signed with.

use crate::{
    Conn, Error,
    columns::{at, maybe_at, ms, word},
    conn::on,
};
use desk::{Timestamp, webhook::Topic};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// Another system that hears what happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What it hears of.
    pub topics: Vec<Topic>,
    /// What its requests are signed with, sealed.
    pub sealed: String,
    /// What they were signed with before, sealed, and until when they still are.
    pub before: Option<(String, Timestamp)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when nothing is sent, and why.
    pub paused: Option<(Timestamp, PausedWhy)>,
}

/// Why nothing is sent to another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PausedWhy {
    /// A person said so.
    ByHand,
    /// It answered that it wants to hear nothing more.
    Gone,
}

impl PausedWhy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Gone => "gone",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::ByHand, Self::Gone].into_iter().find(|why| why.as_str() == word)
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    url: String,
    topics: Json<Vec<Topic>>,
    sealed: String,
    sealed_before: Option<String>,
    before_until: Option<i64>,
    created_at: i64,
    paused_at: Option<i64>,
    paused_why: Option<String>,
}

impl TryFrom<Row> for Webhook {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let why = row.paused_why.map(|why| word("why it is paused", &why, PausedWhy::parse)).transpose()?;
        Ok(Self {
            id: row.id,
            name: row.name,
            url: row.url,
            topics: row.topics.0,
            sealed: row.sealed,
            before: row.sealed_before.zip(maybe_at(row.before_until)?),
            created_at: at(row.created_at)?,
            paused: maybe_at(row.paused_at)?.zip(why),
        })
    }
}

impl Conn<'_> {
    /// All of them, oldest first.
    pub async fn webhooks(&mut self) -> Result<Vec<Webhook>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, name, url, topics, sealed, sealed_before, before_until, created_at, paused_at, paused_why \
             from webhook order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter().map(Webhook::try_from).collect()
    }

    /// Stores one, new or changed.
    pub async fn save_webhook(&mut self, webhook: &Webhook) -> Result<(), Error> {
        let (sealed_before, until) = webhook.before.as_ref().map(|(sealed, until)| (sealed, ms(*until))).unzip();
        let (paused_at, why) = webhook.paused.map(|(at, why)| (ms(at), why.as_str())).unzip();
        on!(self, conn => sqlx::query(
            "insert into webhook (id, name, url, topics, sealed, sealed_before, before_until, created_at, paused_at, paused_why) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             on conflict (id) do update set name = excluded.name, url = excluded.url, topics = excluded.topics, \
             sealed = excluded.sealed, sealed_before = excluded.sealed_before, before_until = excluded.before_until, \
             paused_at = excluded.paused_at, paused_why = excluded.paused_why")
            .bind(webhook.id).bind(&webhook.name).bind(&webhook.url).bind(Json(&webhook.topics)).bind(&webhook.sealed)
            .bind(sealed_before).bind(until).bind(ms(webhook.created_at)).bind(paused_at).bind(why)
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Removes one, with all news on their way to it. Tells whether it was there.
    pub async fn remove_webhook(&mut self, id: Uuid) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query("delete from webhook where id = $1").bind(id)
            .execute(conn).await.map(|done| done.rows_affected()))?;
        on!(self, conn => sqlx::query("delete from delivery where webhook_id = $1").bind(id)
            .execute(conn).await.map(|_| ()))?;
        Ok(rows == 1)
    }
}
