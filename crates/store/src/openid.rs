//! Signing in through an OpenID Connect provider: its settings, who is known there, and sign-ins that are on their way.

use crate::{
    Conn, Error,
    columns::{at, count, ms},
    conn::on,
};
use desk::{OperatorId, Role, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The provider, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenId {
    /// Whether people sign in through it.
    pub on: bool,
    /// What people call it.
    pub name: String,
    /// The issuer's address, exactly as the provider says it.
    pub issuer: String,
    /// What this desk is called there.
    pub client_id: String,
    /// What this desk proves itself with there, sealed.
    pub sealed_secret: String,
    /// Whether e-mail addresses count as verified where the provider does not say whether they are.
    #[serde(default)]
    pub trusts_addresses: bool,
    /// What becomes of people nobody knows; none: they are refused.
    #[serde(default)]
    pub newcomers: Option<Newcomers>,
    /// Whether others than administrators still sign in with a password.
    pub passwords: bool,
}

/// People nobody knows are made users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomers {
    /// Of this role.
    pub role: Role,
    /// Who serve these groups.
    pub groups: Vec<Uuid>,
    /// If their address is of one of these domains, in lower case.
    pub domains: Vec<String>,
}

impl OpenId {
    /// Whether somebody of this role may sign in with a password: administrators always can, as the provider may fail.
    #[must_use]
    pub fn takes_password_of(&self, role: Role) -> bool {
        !self.on || self.passwords || role == Role::Administrator
    }
}

/// Who a user is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdLink {
    /// The issuer's address.
    pub issuer: String,
    /// What the provider calls the person, for ever.
    pub subject: String,
    /// The user.
    pub operator: OperatorId,
    /// Since when.
    pub linked_at: Timestamp,
}

type Row = (String, String, Uuid, i64);

fn link((issuer, subject, operator, linked): Row) -> Result<OpenIdLink, Error> {
    Ok(OpenIdLink { issuer, subject, operator: OperatorId(operator), linked_at: at(linked)? })
}

impl Conn<'_> {
    /// The provider; none was set so far.
    pub async fn openid(&mut self) -> Result<Option<OpenId>, Error> {
        self.setting("openid").await
    }

    /// Stores the provider.
    pub async fn save_openid(&mut self, openid: &OpenId) -> Result<(), Error> {
        self.save_setting("openid", openid).await
    }

    /// Whom the provider calls so.
    pub async fn openid_link(&mut self, issuer: &str, subject: &str) -> Result<Option<OpenIdLink>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select issuer, subject, operator_id, linked_at from openid_link where issuer = $1 and subject = $2")
            .bind(issuer).bind(subject).fetch_optional(conn).await)?;
        row.map(link).transpose()
    }

    /// Who is known at this provider.
    pub async fn openid_links(&mut self, issuer: &str) -> Result<Vec<OpenIdLink>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select issuer, subject, operator_id, linked_at from openid_link where issuer = $1 order by operator_id")
            .bind(issuer).fetch_all(conn).await)?;
        rows.into_iter().map(link).collect()
    }

    /// Who an operator is at this provider.
    pub async fn openid_link_of(&mut self, operator: OperatorId, issuer: &str) -> Result<Option<OpenIdLink>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select issuer, subject, operator_id, linked_at from openid_link where operator_id = $1 and issuer = $2")
            .bind(operator.0).bind(issuer).fetch_optional(conn).await)?;
        row.map(link).transpose()
    }

    /// Stores who an operator is at a provider: one there is one here.
    pub async fn add_openid_link(&mut self, link: &OpenIdLink) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into openid_link (issuer, subject, operator_id, linked_at) values ($1, $2, $3, $4)")
            .bind(&link.issuer).bind(&link.subject).bind(link.operator.0).bind(ms(link.linked_at))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// An operator is known at no provider any more. False when he or she was at none.
    pub async fn remove_openid_links_of(&mut self, operator: OperatorId) -> Result<bool, Error> {
        let gone = on!(self, conn => sqlx::query("delete from openid_link where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// Somebody goes off to the provider.
    pub async fn add_openid_flow(
        &mut self,
        token_hash: &str,
        return_to: &str,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        on!(self, conn => sqlx::query("insert into openid_flow (token_hash, return_to, expires_at) values ($1, $2, $3)")
            .bind(token_hash).bind(return_to).bind(ms(expires_at)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Somebody comes back from the provider: where he or she wanted to go. Of two who come with the same, one does.
    pub async fn use_openid_flow(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<String>, Error> {
        let row: Option<(String,)> = on!(self, conn => sqlx::query_as(
            "delete from openid_flow where token_hash = $1 and expires_at > $2 returning return_to")
            .bind(token_hash).bind(ms(now)).fetch_optional(conn).await)?;
        Ok(row.map(|(return_to,)| return_to))
    }

    /// Clears sign-ins that never came back.
    pub async fn clear_old_openid_flows(&mut self, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from openid_flow where expires_at <= $1")
            .bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Whether an operator has a password.
    pub async fn has_password(&mut self, operator: OperatorId) -> Result<bool, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from operator where id = $1 and password_hash is not null")
            .bind(operator.0).fetch_one(conn).await)?;
        Ok(n > 0)
    }

    /// How many administrators may sign in with a password.
    pub async fn administrators_with_password(&mut self) -> Result<u32, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from operator where role = 'administrator' and deactivated_at is null \
             and password_hash is not null").fetch_one(conn).await)?;
        count("count", n)
    }
}
