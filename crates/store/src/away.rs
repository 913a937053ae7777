//! Why operators are away, and since when.

use crate::{
    Conn, Error,
    columns::{at, maybe_at, ms},
    conn::on,
};
use desk::{
    AwayReasonId, OperatorId, Timestamp,
    away::{Choice, chosen},
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A reason to be away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwayReason {
    /// Its id.
    pub id: AwayReasonId,
    /// Its name in each language.
    pub names: BTreeMap<String, String>,
    /// Whether the time is paid.
    pub paid: bool,
    /// Since when it cannot be chosen any more; its name lives on.
    pub removed_at: Option<Timestamp>,
}

/// A stretch of time in which somebody was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwayPeriod {
    /// Who.
    pub operator: OperatorId,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none: still away.
    pub until: Option<Timestamp>,
    /// Why, if that was chosen.
    pub reason: Option<AwayReasonId>,
}

impl Conn<'_> {
    /// All reasons, removed ones too, in the order they were made.
    pub async fn away_reasons(&mut self) -> Result<Vec<AwayReason>, Error> {
        type Row = (Uuid, Json<BTreeMap<String, String>>, bool, Option<i64>);
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, names, paid, removed_at from away_reason order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, names, paid, removed)| {
                Ok(AwayReason { id: AwayReasonId(id), names: names.0, paid, removed_at: maybe_at(removed)? })
            })
            .collect()
    }

    /// Stores a reason, new or changed.
    pub async fn save_away_reason(&mut self, reason: &AwayReason, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into away_reason (id, names, paid, created_at, removed_at) values ($1, $2, $3, $4, $5) \
             on conflict (id) do update set names = excluded.names, paid = excluded.paid, removed_at = excluded.removed_at")
            .bind(reason.id.0).bind(Json(&reason.names)).bind(reason.paid).bind(ms(now)).bind(reason.removed_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores what an operator chose, and the stretches of time it ends and begins. The operator's row is held.
    pub async fn choose(&mut self, operator: OperatorId, choice: Choice, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set status = $2, away_reason_id = $3 where id = $1")
            .bind(operator.0).bind(choice.status().as_str()).bind(choice.reason().map(|reason| reason.0))
            .execute(conn).await.map(|_| ()))?;
        let running: Option<(Option<Uuid>,)> = on!(self, conn => sqlx::query_as(
            "select reason_id from away_period where operator_id = $1 and until_at is null")
            .bind(operator.0).fetch_optional(conn).await)?;
        let stretches = chosen(running.map(|(reason,)| reason.map(AwayReasonId)), choice);
        if stretches.end {
            self.end_away(operator, now).await?;
        }
        if stretches.begin {
            on!(self, conn => sqlx::query(
                "insert into away_period (operator_id, from_at, reason_id) values ($1, $2, $3) \
                 on conflict (operator_id, from_at) do update set until_at = null, reason_id = excluded.reason_id")
                .bind(operator.0).bind(ms(now)).bind(choice.reason().map(|reason| reason.0))
                .execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Whoever was away is not even that any more: signed out, or gone since then.
    pub async fn end_away(&mut self, operator: OperatorId, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update away_period set until_at = case when from_at > $2 then from_at else $2 end \
             where operator_id = $1 and until_at is null")
            .bind(operator.0).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// When an operator was away, the latest first, at most so many.
    pub async fn away_periods(&mut self, operator: OperatorId, limit: i64) -> Result<Vec<AwayPeriod>, Error> {
        let rows: Vec<(i64, Option<i64>, Option<Uuid>)> = on!(self, conn => sqlx::query_as(
            "select from_at, until_at, reason_id from away_period where operator_id = $1 order by from_at desc limit $2")
            .bind(operator.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(from, until, reason)| {
                let (from, until, reason) = (at(from)?, maybe_at(until)?, reason.map(AwayReasonId));
                Ok(AwayPeriod { operator, from, until, reason })
            })
            .collect()
    }
}
