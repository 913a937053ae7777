//! The secrets with which the company's own server signs who is signed in there, as they are kept: sealed.

use crate::{
    Conn, Error,
    columns::{at, maybe_at, ms},
    conn::on,
};
use desk::Timestamp;
use uuid::Uuid;

/// A secret, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifySecret {
    /// Its id.
    pub id: Uuid,
    /// The secret, sealed.
    pub sealed: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// About when something it signed was believed last.
    pub used_at: Option<Timestamp>,
}

impl Conn<'_> {
    /// All secrets, oldest first.
    pub async fn identify_secrets(&mut self) -> Result<Vec<IdentifySecret>, Error> {
        let rows: Vec<(Uuid, String, i64, Option<i64>)> = on!(self, conn => sqlx::query_as(
            "select id, sealed, created_at, used_at from identify_secret order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, sealed, made, used)| {
                Ok(IdentifySecret { id, sealed, created_at: at(made)?, used_at: maybe_at(used)? })
            })
            .collect()
    }

    /// Stores a new secret.
    pub async fn add_identify_secret(&mut self, secret: &IdentifySecret) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into identify_secret (id, sealed, created_at, used_at) values ($1, $2, $3, $4)")
            .bind(secret.id).bind(&secret.sealed).bind(ms(secret.created_at)).bind(secret.used_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Something it signed was believed. A moment later than `since` is as good as now, and costs no write.
    pub async fn identify_secret_used(&mut self, id: Uuid, now: Timestamp, since: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update identify_secret set used_at = $2 where id = $1 and (used_at is null or used_at < $3)")
            .bind(id).bind(ms(now)).bind(ms(since))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Removes a secret: what it signed is believed no longer. Tells whether it was there.
    pub async fn remove_identify_secret(&mut self, id: Uuid) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query("delete from identify_secret where id = $1").bind(id)
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }
}
