//! The second step of signing in: the secret of an app, sealed, and codes for when it is lost.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms},
    conn::on,
};
use desk::{OperatorId, Timestamp};
use uuid::Uuid;

/// The secret an operator's app makes codes of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whose.
    pub operator: OperatorId,
    /// The secret, sealed.
    pub sealed: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is asked for; none: no code was ever typed.
    pub confirmed_at: Option<Timestamp>,
    /// The step of time of the last code that was believed.
    pub last_step: i64,
}

impl Conn<'_> {
    /// The secret of an operator, if there is one.
    pub async fn second_factor(&mut self, operator: OperatorId) -> Result<Option<SecondFactor>, Error> {
        let row: Option<(String, i64, Option<i64>, i64)> = on!(self, conn => sqlx::query_as(
            "select sealed, created_at, confirmed_at, last_step from second_factor where operator_id = $1")
            .bind(operator.0).fetch_optional(conn).await)?;
        row.map(|(sealed, made, confirmed, last_step)| {
            let (created_at, confirmed_at) = (at(made)?, maybe_at(confirmed)?);
            Ok(SecondFactor { operator, sealed, created_at, confirmed_at, last_step })
        })
        .transpose()
    }

    /// Who is asked for a code.
    pub async fn with_second_factor(&mut self) -> Result<Vec<OperatorId>, Error> {
        let rows: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select operator_id from second_factor where confirmed_at is not null").fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(id,)| OperatorId(id)).collect())
    }

    /// Stores a secret in the place of the present one.
    pub async fn save_second_factor(&mut self, factor: &SecondFactor) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into second_factor (operator_id, sealed, created_at, confirmed_at, last_step) \
             values ($1, $2, $3, $4, $5) on conflict (operator_id) do update set sealed = excluded.sealed, \
             created_at = excluded.created_at, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step")
            .bind(factor.operator.0).bind(&factor.sealed).bind(ms(factor.created_at))
            .bind(factor.confirmed_at.map(ms)).bind(factor.last_step)
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A code of this step was typed. False when it, or one of a later step, was believed before.
    pub async fn use_second_factor(&mut self, operator: OperatorId, step: i64) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update second_factor set last_step = $2 where operator_id = $1 and last_step < $2")
            .bind(operator.0).bind(step).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Removes the secret and its recovery codes. Tells whether there was one.
    pub async fn remove_second_factor(&mut self, operator: OperatorId) -> Result<bool, Error> {
        self.set_recovery_codes(operator, &[]).await?;
        let rows = on!(self, conn => sqlx::query("delete from second_factor where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Puts recovery codes, by their hashes, in the place of the present ones.
    pub async fn set_recovery_codes(&mut self, operator: OperatorId, hashes: &[String]) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from recovery_code where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        for hash in hashes {
            on!(self, conn => sqlx::query("insert into recovery_code (operator_id, hash) values ($1, $2)")
                .bind(operator.0).bind(hash).execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// A recovery code was typed. False when there is none of this hash, or it was used before.
    pub async fn use_recovery_code(&mut self, operator: OperatorId, hash: &str, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update recovery_code set used_at = $3 where operator_id = $1 and hash = $2 and used_at is null")
            .bind(operator.0).bind(hash).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// How many recovery codes an operator has not used yet.
    pub async fn recovery_codes_left(&mut self, operator: OperatorId) -> Result<u32, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from recovery_code where operator_id = $1 and used_at is null")
            .bind(operator.0).fetch_one(conn).await)?;
        count("count", n)
    }
}
