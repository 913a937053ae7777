//! What messengers called us with: kept as it came, then taken in, each thing once.

use super::Known;
use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms},
    conn::{later, on},
};
use desk::{ChannelId, Timestamp};
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, FromRow};
use std::fmt::Write as _;
use uuid::Uuid;

/// So much of what was heard before it was known by fingerprints is moved over at once.
const MOVED_AT_ONCE: i64 = 1_000;

/// What a messenger called us with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its id: later ones are greater.
    pub id: Uuid,
    /// The page or number whose webhook was called.
    pub channel: ChannelId,
    /// When.
    pub received_at: Timestamp,
    /// What was said, as it came.
    pub body: String,
    /// How often it was tried to take it in.
    pub attempts: u32,
}

/// Who can read what messengers told: the store cannot.
pub trait Deliveries: Sync {
    /// A delivery without what it tells of somebody known in one of these ways; none: it tells nothing of him or her.
    fn without(&self, hook: &Hook, whom: &[Known]) -> Option<Sifted>;
}

/// What is left of a delivery from which everything about somebody was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sifted {
    /// Its body; none: there was nothing else in it.
    pub left: Option<String>,
    /// What went, by the key under which it would have been heard.
    pub gone: Vec<(ChannelId, String)>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    channel_id: Uuid,
    received_at: i64,
    body: String,
    attempts: i32,
}

impl TryFrom<Row> for Hook {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            channel: ChannelId(row.channel_id),
            received_at: at(row.received_at)?,
            body: row.body,
            attempts: count("attempts", row.attempts.into())?,
        })
    }
}

/// As what a thing is known to have been heard: messengers call things by names that hold telephone numbers, and this is kept
/// longer than a client may be known.
fn fingerprint(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl Conn<'_> {
    /// Keeps what a messenger called us with; to be taken in at once.
    pub async fn keep_hook(&mut self, id: Uuid, channel: ChannelId, body: &str, now: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "insert into hook (id, channel_id, received_at, body, due_at) values ($1, $2, $3, $4, $3)",
            id,
            channel.0,
            ms(now),
            body.to_owned(),
        )
    }

    /// Takes what is to be taken in, the oldest first: at most so many, and of so many bytes together, but at least one. Nobody
    /// else gets it until then.
    pub async fn take_hooks(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
        bytes: i64,
    ) -> Result<Vec<Hook>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "update hook set taken_until = $2, attempts = attempts + 1 where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) and id in (select id from \
             (select id, size, sum(size) over (order by due_at, id) as up_to from \
             (select id, due_at, octet_length(body) as size from hook where due_at <= $1 \
             and (taken_until is null or taken_until <= $1) order by due_at, id limit $3) as due) as sized \
             where up_to <= $4 or up_to = size) \
             returning id, channel_id, received_at, body, attempts")
            .bind(ms(now)).bind(ms(until)).bind(most).bind(bytes).fetch_all(conn).await)?;
        let mut taken = rows.into_iter().map(Hook::try_from).collect::<Result<Vec<_>, _>>()?;
        taken.sort_unstable_by_key(|hook| hook.id);
        Ok(taken)
    }

    /// Whoever takes these in needs longer: nobody else gets them until then.
    pub async fn hooks_are_taken(&mut self, ids: &[Uuid], until: Timestamp) -> Result<(), Error> {
        for id in ids {
            later!(
                self,
                "update hook set taken_until = $2 where id = $1 and taken_until is not null and due_at is not null",
                *id,
                ms(until),
            )?;
        }
        Ok(())
    }

    /// When something is to be taken in next.
    pub async fn next_hook(&mut self) -> Result<Option<Timestamp>, Error> {
        let (due,): (Option<i64>,) = on!(self, conn => sqlx::query_as(
            "select min(case when taken_until > due_at then taken_until else due_at end) from hook \
             where due_at is not null").fetch_one(conn).await)?;
        maybe_at(due)
    }

    /// All of it was taken in.
    pub async fn hook_done(&mut self, id: Uuid, now: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update hook set due_at = null, taken_until = null, trouble = null, done_at = $2 where id = $1",
            id,
            ms(now),
        )
    }

    /// Not all of it could be taken in; it is tried again then.
    pub async fn hook_failed(&mut self, id: Uuid, next: Timestamp, trouble: &str) -> Result<(), Error> {
        later!(
            self,
            "update hook set due_at = $2, taken_until = null, trouble = $3 where id = $1",
            id,
            ms(next),
            trouble.to_owned(),
        )
    }

    /// Some of it is about something that may be on its way still: it is looked at again then, and that is no failure.
    pub async fn hook_waits(&mut self, id: Uuid, next: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update hook set due_at = $2, taken_until = null, trouble = null, attempts = attempts - 1 where id = $1",
            id,
            ms(next),
        )
    }

    /// What is not taken in yet, by id, from after this one on.
    pub(crate) async fn waiting_hooks(&mut self, after: Uuid, most: i64) -> Result<Vec<Hook>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, channel_id, received_at, body, attempts from hook where due_at is not null and id > $1 \
             order by id limit $2").bind(after).bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(Hook::try_from).collect()
    }

    /// This is left of what a messenger told; none: nothing.
    pub(crate) async fn hook_becomes(&mut self, id: Uuid, body: Option<&str>) -> Result<(), Error> {
        match body {
            Some(body) => later!(self, "update hook set body = $2 where id = $1", id, body.to_owned()),
            None => later!(self, "delete from hook where id = $1", id),
        }
    }

    /// Nobody takes anything in now: only where one process has the database to itself.
    pub async fn release_hooks(&mut self) -> Result<(), Error> {
        if let Self::Sqlite(conn) = self {
            sqlx::query("update hook set taken_until = null where taken_until is not null").execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Something is heard for the first time. False: it was taken in already.
    pub async fn hear(&mut self, channel: ChannelId, key: &str, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "insert into heard (channel_id, key, at) select $1, $2, $3 where not exists \
             (select 1 from heard_before b where b.channel_id = $1 and b.key = $4) on conflict do nothing")
            .bind(channel.0).bind(fingerprint(key)).bind(ms(now)).bind(key)
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Moves some of what was heard before it was known by fingerprints. Tells whether there may be more.
    pub async fn move_heard(&mut self) -> Result<bool, Error> {
        let rows: Vec<(Uuid, String, i64)> = on!(self, conn => sqlx::query_as(
            "select channel_id, key, at from heard_before order by at limit $1")
            .bind(MOVED_AT_ONCE).fetch_all(conn).await)?;
        for (channel, key, at) in &rows {
            later!(
                self,
                "insert into heard (channel_id, key, at) values ($1, $2, $3) on conflict do nothing",
                *channel,
                fingerprint(key),
                *at,
            )?;
            later!(self, "delete from heard_before where channel_id = $1 and key = $2", *channel, key.clone())?;
        }
        Ok(!rows.is_empty())
    }

    /// Of nothing that was heard is it known any more what the messenger called it. Who erases has moved most of it before,
    /// in changes of their own.
    pub(crate) async fn unname_heard(&mut self) -> Result<(), Error> {
        while self.move_heard().await? {}
        Ok(())
    }

    /// Forgets what was taken in, and that it was heard, before these moments; at most so much. What could not be taken in until
    /// then goes with that it was heard: nobody could tell any more what of it was. Tells how much that was.
    pub async fn forget_hooks(&mut self, done: Timestamp, heard: Timestamp, most: i64) -> Result<u64, Error> {
        self.move_heard().await?;
        let mut forgotten = 0;
        for (sql, before) in [
            ("delete from hook where id in (select id from hook where done_at < $1 order by done_at limit $2)", done),
            (
                "delete from hook where id in (select id from hook where due_at is not null and received_at < $1 \
                 order by due_at limit $2)",
                heard,
            ),
            (
                "delete from heard where at < $1 and (channel_id, key) in \
                 (select channel_id, key from heard where at < $1 order by at limit $2)",
                heard,
            ),
            (
                "delete from heard_before where at < $1 and (channel_id, key) in \
                 (select channel_id, key from heard_before where at < $1 order by at limit $2)",
                heard,
            ),
        ] {
            forgotten += on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(ms(before)).bind(most)
                .execute(conn).await.map(|done| done.rows_affected()))?;
        }
        Ok(forgotten)
    }
}
