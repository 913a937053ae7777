//! A connection of either kind, and the one macro by which a statement is written once for both.

use crate::{known::Memory, together::SqliteConn};
use sqlx::PgConnection;

/// A connection, lent by [`crate::Read`] or [`crate::Write`].
pub enum Conn<'a> {
    /// SQLite.
    Sqlite(SqliteConn<'a>),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

impl<'a> Conn<'a> {
    /// What is known without asking: in a change on SQLite.
    pub(crate) const fn memory(&mut self) -> Option<&mut Memory<'a>> {
        match self {
            Self::Sqlite(conn) => conn.memory(),
            Self::Postgres(_) => None,
        }
    }

    /// What a select adds to hold the row until the transaction ends. SQLite has one writer anyway. Keys never change, so
    /// others may refer to the row meanwhile: who holds a conversation and names an operator in it does not wait for the
    /// one who holds that operator and wants the conversation.
    pub(crate) const fn row_lock(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for no key update",
        }
    }
}

/// Expands the body once per database: `on!(self, conn => query(...).execute(conn))`.
macro_rules! on {
    ($self:expr, $conn:ident => $body:expr) => {
        match $self {
            $crate::conn::Conn::Sqlite($conn) => {
                let $conn = &mut *$conn;
                $body
            }
            $crate::conn::Conn::Postgres(conn) => {
                let $conn = &mut **conn;
                $body
            }
        }
    };
}
pub(crate) use on;

/// Says a statement whose effect nobody asks for: on SQLite it goes along with the next one, or with the commit, and its
/// failure shows there.
macro_rules! later {
    ($self:expr, $sql:expr, $($value:expr),+ $(,)?) => {
        match $self {
            $crate::conn::Conn::Sqlite(conn) => conn.later($sql, [$($crate::together::Value::from($value)),+]).await,
            $crate::conn::Conn::Postgres(conn) => {
                let done = sqlx::query($sql)$(.bind($value))+.execute(&mut **conn).await;
                done.map(|_| ()).map_err($crate::Error::from)
            }
        }
    };
}
pub(crate) use later;
