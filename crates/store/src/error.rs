//! What can go wrong between the desk and its database.

/// Why a statement had no effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said no, or nothing in time.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The batch this action was part of could not be committed; nothing of it happened.
    #[error("the batch could not be committed: {0}")]
    BatchLost(String),
    /// The write connection was not free in time.
    #[error("the database is busy")]
    Busy,
    /// The database was closed: the process is about to end.
    #[error("the database is closed")]
    Closed,
    /// The database was made by a newer release.
    #[error(
        "the database was made by a newer release of Hovorna (its migration {0} is unknown here); start that release, or restore a backup"
    )]
    NewerSchema(i64),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(sqlx::migrate::MigrateError),
    /// What is stored makes no sense.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// Which column.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// A copy is put only where nothing is.
    #[error("the database is not empty")]
    NotEmpty,
    /// A file of a copy could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// The address names no database we know.
    #[error("a database address starts with sqlite: or postgres:, this one does not")]
    UnknownDatabase,
}

impl Error {
    pub(crate) fn corrupt(what: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }

    /// Whether a unique key stood against it: somebody else was faster.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
