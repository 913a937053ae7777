//! Sign-ins, known by the hash of their cookie, and failed attempts.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::on,
};
use desk::{OperatorId, Timestamp};
use sqlx::FromRow;
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
    /// What must be done before anything else may be.
    pub owes: Option<Owed>,
    /// By what it was made.
    pub through: Through,
}

/// By what a sign-in is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Through {
    /// A password, and a code where one is asked for.
    #[default]
    Password,
    /// The OpenID Connect provider.
    OpenId,
}

impl Through {
    const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Password => None,
            Self::OpenId => Some("openid"),
        }
    }

    fn parse(word: &str) -> Option<Self> {
        (Some(word) == Self::OpenId.as_str()).then_some(Self::OpenId)
    }
}

/// What somebody must do before a sign-in is good for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Set up the second step of signing in, which the company asks of this role.
    SecondFactor,
}

impl Owed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        (word == Self::SecondFactor.as_str()).then_some(Self::SecondFactor)
    }
}

/// A sign-in with where it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sign-in.
    pub sign_in: SignIn,
    /// The address it was made from.
    pub address: Option<String>,
    /// The browser, as it said.
    pub user_agent: Option<String>,
    /// About when a request came with it last.
    pub seen_at: Timestamp,
}

type Row = (String, Uuid, i64, i64, Option<String>, Option<String>);

#[derive(FromRow)]
struct PlaceRow {
    token_hash: String,
    operator_id: Uuid,
    created_at: i64,
    expires_at: i64,
    owes: Option<String>,
    through: Option<String>,
    address: Option<String>,
    user_agent: Option<String>,
    seen_at: Option<i64>,
}

fn sign_in((token_hash, operator, created, expires, owes, through): Row) -> Result<SignIn, Error> {
    Ok(SignIn {
        token_hash,
        operator: OperatorId(operator),
        created_at: at(created)?,
        expires_at: at(expires)?,
        owes: owes.map(|owes| word("owes", &owes, Owed::parse)).transpose()?,
        through: through.map(|through| word("through", &through, Through::parse)).transpose()?.unwrap_or_default(),
    })
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
            "insert into sign_in (token_hash, operator_id, created_at, expires_at, address, user_agent, seen_at, owes, through) \
             values ($1, $2, $3, $4, $5, $6, $3, $7, $8)")
            .bind(&sign_in.token_hash).bind(sign_in.operator.0).bind(ms(sign_in.created_at)).bind(ms(sign_in.expires_at))
            .bind(address).bind(user_agent).bind(sign_in.owes.map(Owed::as_str))
            .bind(sign_in.through.as_str())
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The sign-in with this token, unless it ended or its operator was deactivated.
    pub async fn sign_in(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<SignIn>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select s.token_hash, s.operator_id, s.created_at, s.expires_at, s.owes, s.through \
             from sign_in s join operator o on o.id = s.operator_id \
             where s.token_hash = $1 and s.expires_at > $2 and o.deactivated_at is null")
            .bind(token_hash).bind(ms(now)).fetch_optional(conn).await)?;
        row.map(sign_in).transpose()
    }

    /// Where an operator is signed in now, the one seen last first.
    pub async fn sign_ins_of(&mut self, operator: OperatorId, now: Timestamp) -> Result<Vec<Place>, Error> {
        let rows: Vec<PlaceRow> = on!(self, conn => sqlx::query_as(
            "select token_hash, operator_id, created_at, expires_at, owes, through, address, user_agent, seen_at from sign_in \
             where operator_id = $1 and expires_at > $2 order by seen_at desc, token_hash")
            .bind(operator.0).bind(ms(now)).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| {
                let made = (row.token_hash, row.operator_id, row.created_at, row.expires_at, row.owes, row.through);
                let sign_in = sign_in(made)?;
                let seen_at = maybe_at(row.seen_at)?.unwrap_or(sign_in.created_at);
                Ok(Place { sign_in, address: row.address, user_agent: row.user_agent, seen_at })
            })
            .collect()
    }

    /// A request came with it.
    pub async fn set_sign_in_seen(&mut self, token_hash: &str, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update sign_in set seen_at = $2 where token_hash = $1")
            .bind(token_hash).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// What was owed is done: all of an operator's sign-ins are good for everything.
    pub async fn settle_sign_ins_of(&mut self, operator: OperatorId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update sign_in set owes = null where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Ends a sign-in.
    pub async fn delete_sign_in(&mut self, token_hash: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in where token_hash = $1")
            .bind(token_hash).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Ends every sign-in of an operator but one.
    pub async fn delete_other_sign_ins(&mut self, operator: OperatorId, kept: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from sign_in where operator_id = $1 and token_hash <> $2")
            .bind(operator.0).bind(kept).execute(conn).await.map(|_| ()))?;
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
