//! Sign-ins, known by the hash of their cookie, and failed attempts.

use crate::{
    Conn, Error,
    columns::{at, count, ms},
    conn::on,
};
use desk::{OperatorId, Timestamp};
use uuid::Uuid;

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// SHA-256 of the cookie's token, in hex: who reads the table cannot sign in with it.
    pub token_hash: String,
    /// Who.
    pub operator: OperatorId,
    /// When.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl Conn<'_> {
    /// Stores a sign-in.
    pub async fn insert_sign_in(
        &mut self,
        sign_in: &SignIn,
        address: Option<&str>,
        user_agent: Option<&str>,
    ) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into sign_in (token_hash, operator_id, created_at, expires_at, address, user_agent) \
             values ($1, $2, $3, $4, $5, $6)")
            .bind(&sign_in.token_hash).bind(sign_in.operator.0).bind(ms(sign_in.created_at)).bind(ms(sign_in.expires_at))
            .bind(address).bind(user_agent)
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The sign-in with this token, unless it ended or its operator was deactivated.
    pub async fn sign_in(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<SignIn>, Error> {
        let row: Option<(Uuid, i64, i64)> = on!(self, conn => sqlx::query_as(
            "select s.operator_id, s.created_at, s.expires_at from sign_in s join operator o on o.id = s.operator_id \
             where s.token_hash = $1 and s.expires_at > $2 and o.deactivated_at is null")
            .bind(token_hash).bind(ms(now)).fetch_optional(conn).await)?;
        row.map(|(operator, created, expires)| {
            Ok(SignIn {
                token_hash: token_hash.to_owned(),
                operator: OperatorId(operator),
                created_at: at(created)?,
                expires_at: at(expires)?,
            })
        })
        .transpose()
    }

    /// Ends a sign-in.
    pub async fn delete_sign_in(&mut self, token_hash: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in where token_hash = $1")
            .bind(token_hash).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Ends every sign-in of an operator.
    pub async fn delete_sign_ins_of(&mut self, operator: OperatorId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// How often signing in under this key failed in a row, and when last.
    pub async fn failures(&mut self, key: &str) -> Result<Option<(u32, Timestamp)>, Error> {
        let row: Option<(i64, i64)> = on!(self, conn => sqlx::query_as(
            "select failures, last_at from sign_in_failure where key = $1").bind(key).fetch_optional(conn).await)?;
        row.map(|(failures, last)| Ok((count("failures", failures)?, at(last)?))).transpose()
    }

    /// Signing in failed once more.
    pub async fn add_failure(&mut self, key: &str, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into sign_in_failure (key, failures, last_at) values ($1, 1, $2) \
             on conflict (key) do update set failures = sign_in_failure.failures + 1, last_at = excluded.last_at")
            .bind(key).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Signing in succeeded, or it is long ago.
    pub async fn forget_failures(&mut self, key: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in_failure where key = $1")
            .bind(key).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Clears sign-ins that ended and failures from before `long_ago`.
    pub async fn clear_old_sign_ins(&mut self, now: Timestamp, long_ago: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in where expires_at <= $1")
            .bind(ms(now)).execute(conn).await.map(|_| ()))?;
        on!(self, conn => sqlx::query("delete from sign_in_failure where last_at <= $1")
            .bind(ms(long_ago)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
