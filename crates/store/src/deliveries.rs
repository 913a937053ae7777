//! News on their way to other systems. One is taken by a guarded update: any process may send it, one does.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms},
    conn::{later, on},
};
use desk::{
    ConversationId, Seq, Timestamp,
    webhook::{Topic, Trouble},
};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

/// News for another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same with every attempt.
    pub id: Uuid,
    /// For whom.
    pub webhook: Uuid,
    /// What it is about.
    pub topic: Topic,
    /// Where it happened.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: Seq,
    /// When it happened.
    pub created_at: Timestamp,
    /// Since when it has been tried.
    pub began_at: Timestamp,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// What the other side answered last.
    pub answer: Option<Answer>,
    /// When the other side took it.
    pub delivered_at: Option<Timestamp>,
    /// Since when it is not tried any more, though not delivered.
    pub stopped_at: Option<Timestamp>,
}

/// What another system answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What went wrong; none: nothing.
    pub trouble: Option<Trouble>,
    /// The HTTP status, if it came so far.
    pub status: Option<u16>,
    /// The beginning of what it said, or what the system said of the attempt.
    pub said: String,
}

/// How much is on its way to one other system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// To be tried, not tried yet or again.
    pub waiting: u32,
    /// Of these: tried in vain so far.
    pub troubled: u32,
    /// Not tried any more, though not delivered.
    pub stopped: u32,
    /// When it took something last.
    pub delivered_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    webhook_id: Uuid,
    topic: String,
    conversation_id: Uuid,
    seq: i64,
    created_at: i64,
    began_at: i64,
    due_at: Option<i64>,
    attempts: i32,
    tried_at: Option<i64>,
    answer: Option<Json<Answer>>,
    delivered_at: Option<i64>,
    stopped_at: Option<i64>,
}

const COLUMNS: &str = "id, webhook_id, topic, conversation_id, seq, created_at, began_at, due_at, attempts, tried_at, \
    answer, delivered_at, stopped_at";

fn topic(name: String) -> Result<Topic, Error> {
    serde_json::from_value(name.into()).map_err(|why| Error::corrupt("topic", why))
}

impl TryFrom<Row> for Delivery {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            webhook: row.webhook_id,
            topic: topic(row.topic)?,
            conversation: ConversationId(row.conversation_id),
            seq: row.seq,
            created_at: at(row.created_at)?,
            began_at: at(row.began_at)?,
            due_at: maybe_at(row.due_at)?,
            attempts: count("attempts", row.attempts.into())?,
            tried_at: maybe_at(row.tried_at)?,
            answer: row.answer.map(|it| it.0),
            delivered_at: maybe_at(row.delivered_at)?,
            stopped_at: maybe_at(row.stopped_at)?,
        })
    }
}

impl Conn<'_> {
    /// Something happened that another system hears of; due at once.
    pub async fn add_delivery(
        &mut self,
        id: Uuid,
        webhook: Uuid,
        topic: Topic,
        (conversation, seq): (ConversationId, Seq),
        now: Timestamp,
    ) -> Result<(), Error> {
        later!(
            self,
            "insert into delivery (id, webhook_id, topic, conversation_id, seq, created_at, began_at, due_at) \
             values ($1, $2, $3, $4, $5, $6, $6, $6)",
            id,
            webhook,
            topic.as_str().to_owned(),
            conversation.0,
            seq,
            ms(now),
        )
    }

    /// Takes what has been due longest for another system, to be sent until then. Nobody else gets it meanwhile.
    pub async fn take_deliveries(
        &mut self,
        webhook: Uuid,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Delivery>, Error> {
        let sql = format!(
            "update delivery set taken_until = $3, attempts = attempts + 1, tried_at = $2 where due_at <= $2 \
             and (taken_until is null or taken_until <= $2) and id in (select id from delivery where webhook_id = $1 \
             and due_at <= $2 and (taken_until is null or taken_until <= $2) order by due_at, id limit $4) \
             returning {COLUMNS}"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(webhook).bind(ms(now)).bind(ms(until)).bind(most).fetch_all(conn).await)?;
        let mut taken = rows.into_iter().map(Delivery::try_from).collect::<Result<Vec<_>, _>>()?;
        taken.sort_unstable_by_key(|delivery| delivery.id);
        Ok(taken)
    }

    /// Nobody sends anything now: what was being sent may be taken again. Only where one process has the database to itself;
    /// where several share one, the time of who took it runs out.
    pub async fn release_deliveries(&mut self) -> Result<(), Error> {
        if let Self::Sqlite(conn) = self {
            let sql = "update delivery set taken_until = null where taken_until is not null";
            sqlx::query(sql).execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// The other side took it.
    pub async fn delivered(&mut self, id: Uuid, answer: &Answer, now: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update delivery set delivered_at = $2, due_at = null, taken_until = null, stopped_at = null, answer = $3 \
             where id = $1",
            id,
            ms(now),
            Json(answer.clone()),
        )
    }

    /// The other side did not take it; it is tried again then, or, without a time, not any more.
    pub async fn not_delivered(
        &mut self,
        id: Uuid,
        answer: &Answer,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        later!(
            self,
            "update delivery set answer = $2, due_at = $3, taken_until = null, stopped_at = $4 \
             where id = $1 and delivered_at is null",
            id,
            Json(answer.clone()),
            next.map(ms),
            next.is_none().then(|| ms(now)),
        )
    }

    /// Has it sent at once, also a second time, with all its time before it. Not while it is being sent.
    pub async fn send_again(&mut self, webhook: Uuid, id: Uuid, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update delivery set due_at = $3, began_at = $3, stopped_at = null, delivered_at = null \
             where id = $2 and webhook_id = $1 and (taken_until is null or taken_until <= $3)")
            .bind(webhook).bind(id).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Has all that was not delivered sent at once, with all its time before it. Tells how much that is.
    pub async fn send_all_again(&mut self, webhook: Uuid, now: Timestamp) -> Result<u64, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update delivery set due_at = $2, began_at = $2, stopped_at = null \
             where webhook_id = $1 and delivered_at is null and (taken_until is null or taken_until <= $2)")
            .bind(webhook).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows)
    }

    /// News for another system.
    pub async fn delivery(&mut self, webhook: Uuid, id: Uuid) -> Result<Option<Delivery>, Error> {
        let sql = format!("select {COLUMNS} from delivery where webhook_id = $1 and id = $2");
        let row: Option<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(webhook).bind(id).fetch_optional(conn).await)?;
        row.map(Delivery::try_from).transpose()
    }

    /// News for another system, newest first, from the one before this on.
    pub async fn deliveries(
        &mut self,
        webhook: Uuid,
        undelivered: bool,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<Delivery>, Error> {
        let which = if undelivered { " and delivered_at is null" } else { "" };
        let sql = format!(
            "select {COLUMNS} from delivery where webhook_id = $1 and id < $2{which} order by id desc limit $3"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(webhook).bind(before.unwrap_or(Uuid::max())).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// How much is on its way to each other system.
    pub async fn delivery_counts(&mut self) -> Result<HashMap<Uuid, DeliveryCounts>, Error> {
        type Row = (Uuid, i64, i64, i64, Option<i64>);
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select w.id, count(d.due_at), count(case when d.due_at is not null and d.answer is not null then 1 end), \
             count(d.stopped_at), w.last from (select id, (select max(delivered_at) from delivery \
             where webhook_id = webhook.id and delivered_at is not null) as last from webhook) w \
             left join delivery d on d.webhook_id = w.id and d.delivered_at is null group by w.id, w.last")
            .fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(webhook, waiting, troubled, stopped, last)| {
                let counts = DeliveryCounts {
                    waiting: count("deliveries", waiting)?,
                    troubled: count("deliveries", troubled)?,
                    stopped: count("deliveries", stopped)?,
                    delivered_at: maybe_at(last)?,
                };
                Ok((webhook, counts))
            })
            .collect()
    }

    /// When something is due for each other system, what is taken when it may be taken again.
    pub async fn next_deliveries(&mut self) -> Result<HashMap<Uuid, Timestamp>, Error> {
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select webhook_id, min(case when taken_until > due_at then taken_until else due_at end) from delivery \
             where due_at is not null group by webhook_id").fetch_all(conn).await)?;
        rows.into_iter().map(|(webhook, due)| Ok((webhook, at(due)?))).collect()
    }

    /// Forgets what one took, or was given up, before this, and what is on its way since before `old`: so many of each at most.
    pub async fn forget_deliveries(
        &mut self,
        webhook: Uuid,
        over: Timestamp,
        old: Timestamp,
        most: i64,
    ) -> Result<(), Error> {
        for (which, before) in [
            ("delivered_at < $2", over),
            ("delivered_at is null and stopped_at < $2", over),
            ("delivered_at is null and began_at < $2", old),
        ] {
            let sql = format!(
                "delete from delivery where id in (select id from delivery where webhook_id = $1 and {which} limit $3)"
            );
            on!(self, conn => sqlx::query(AssertSqlSafe(sql))
                .bind(webhook).bind(ms(before)).bind(most).execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Forgets what was on its way to those who were removed meanwhile.
    pub async fn forget_stray_deliveries(&mut self) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from delivery where webhook_id not in (select id from webhook)")
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
