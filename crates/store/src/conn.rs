//! A connection of either kind, and the one macro by which a statement is written once for both.

use sqlx::{PgConnection, SqliteConnection};

/// A connection, lent by [`crate::Read`] or [`crate::Write`].
pub enum Conn<'a> {
    /// SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

impl Conn<'_> {
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
            $crate::conn::Conn::Sqlite(conn) => {
                let $conn = &mut **conn;
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
