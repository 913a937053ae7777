//! Links that were mailed to people, good once and for a limited time. Known by their token's hash.

use crate::{
    Conn, Error,
    columns::{at, ms, word},
    conn::on,
};
use desk::{OperatorId, Timestamp};
use uuid::Uuid;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// To come in as a new user.
    Invitation,
    /// To set a new password.
    Reset,
}

impl LinkKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLink {
    /// Whose.
    pub operator: OperatorId,
    /// What it is for.
    pub kind: LinkKind,
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

type Row = (Uuid, String, String, i64, i64);

fn link((operator, kind, token_hash, created, expires): Row) -> Result<AccessLink, Error> {
    Ok(AccessLink {
        operator: OperatorId(operator),
        kind: word("kind", &kind, LinkKind::parse)?,
        token_hash,
        created_at: at(created)?,
        expires_at: at(expires)?,
    })
}

impl Conn<'_> {
    /// Stores a link; the one of this kind before it leads nowhere any more.
    pub async fn put_access_link(&mut self, link: &AccessLink) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into access_link (operator_id, kind, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5) \
             on conflict (operator_id, kind) do update set token_hash = excluded.token_hash, \
             created_at = excluded.created_at, expires_at = excluded.expires_at")
            .bind(link.operator.0).bind(link.kind.as_str()).bind(&link.token_hash)
            .bind(ms(link.created_at)).bind(ms(link.expires_at))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The link with this token, unless it was used or ended.
    pub async fn access_link(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<AccessLink>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select operator_id, kind, token_hash, created_at, expires_at from access_link \
             where token_hash = $1 and expires_at > $2")
            .bind(token_hash).bind(ms(now)).fetch_optional(conn).await)?;
        row.map(link).transpose()
    }

    /// The same, used with this: of two who ask at once one gets it.
    pub async fn use_access_link(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<AccessLink>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "delete from access_link where token_hash = $1 and expires_at > $2 \
             returning operator_id, kind, token_hash, created_at, expires_at")
            .bind(token_hash).bind(ms(now)).fetch_optional(conn).await)?;
        row.map(link).transpose()
    }

    /// An operator's link of this kind, ended or not.
    pub async fn access_link_of(&mut self, operator: OperatorId, kind: LinkKind) -> Result<Option<AccessLink>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select operator_id, kind, token_hash, created_at, expires_at from access_link \
             where operator_id = $1 and kind = $2")
            .bind(operator.0).bind(kind.as_str()).fetch_optional(conn).await)?;
        row.map(link).transpose()
    }

    /// Until when each invitation is, or was, good.
    pub async fn invitations(&mut self) -> Result<Vec<(OperatorId, Timestamp)>, Error> {
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select operator_id, expires_at from access_link where kind = 'invitation'").fetch_all(conn).await)?;
        rows.into_iter().map(|(operator, expires)| Ok((OperatorId(operator), at(expires)?))).collect()
    }

    /// None of an operator's links leads anywhere any more.
    pub async fn remove_access_links_of(&mut self, operator: OperatorId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from access_link where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
