//! API tokens, as they are kept: by their hashes.

use crate::{
    Conn, Error,
    columns::{at, maybe_at, ms},
    conn::on,
};
use desk::{OperatorId, Timestamp, TokenId, token::ApiToken, token::Scope};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// A token, and by what it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptToken {
    /// What it is.
    pub token: ApiToken,
    /// The hash of what its holder knows.
    pub hash: String,
    /// How that begins.
    pub hint: String,
    /// About when a request came with it last.
    pub used_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    hash: String,
    hint: String,
    scopes: Json<Vec<Scope>>,
    created_at: i64,
    created_by: Uuid,
    expires_at: Option<i64>,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl Conn<'_> {
    /// All tokens, oldest first; those that are over, too.
    pub async fn api_tokens(&mut self) -> Result<Vec<KeptToken>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, name, hash, hint, scopes, created_at, created_by, expires_at, used_at, revoked_at from api_token \
             order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| {
                let token = ApiToken {
                    id: TokenId(row.id),
                    name: row.name,
                    scopes: row.scopes.0,
                    made: (at(row.created_at)?, OperatorId(row.created_by)),
                    expires_at: maybe_at(row.expires_at)?,
                    revoked_at: maybe_at(row.revoked_at)?,
                };
                Ok(KeptToken { token, hash: row.hash, hint: row.hint, used_at: maybe_at(row.used_at)? })
            })
            .collect()
    }

    /// Stores a new token.
    pub async fn insert_api_token(&mut self, kept: &KeptToken) -> Result<(), Error> {
        let token = &kept.token;
        on!(self, conn => sqlx::query(
            "insert into api_token (id, name, hash, hint, scopes, created_at, created_by, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(token.id.0).bind(&token.name).bind(&kept.hash).bind(&kept.hint).bind(Json(&token.scopes))
            .bind(ms(token.made.0)).bind(token.made.1.0).bind(token.expires_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Revokes a token. Tells whether it was not revoked already.
    pub async fn revoke_api_token(&mut self, id: TokenId, now: Timestamp) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update api_token set revoked_at = $2 where id = $1 and revoked_at is null").bind(id.0).bind(ms(now))
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// A request came with it.
    pub async fn api_token_used(&mut self, id: TokenId, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update api_token set used_at = $2 where id = $1").bind(id.0).bind(ms(now))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
