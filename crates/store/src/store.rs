//! Opening a database, and lending its connections.

use crate::{
    Conn, Error,
    lane::{Lane, Turn},
    migrate,
};
use sqlx::{
    ConnectOptions, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

/// Nobody waits longer than this for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// Another process (a single command beside the server) may hold SQLite's write lock this long.
pub const SQLITE_BUSY: Duration = Duration::from_secs(10);

/// A database of either kind.
#[derive(Clone)]
pub struct Store {
    db: Db,
}

#[derive(Clone)]
enum Db {
    Sqlite { lane: Arc<Lane>, readers: SqlitePool },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`) and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error`] when it cannot be reached, or a newer release made it.
    pub async fn open(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(Path::new(path.trim_start_matches("//"))).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            Err(Error::UnknownDatabase)
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL saves a tenth of the work and can lose what was acknowledged.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(SQLITE_BUSY)
            // What is erased must not stay in free pages.
            .pragma("secure_delete", "on")
            .disable_statement_logging();
        migrate::sqlite(&options).await?;
        let lane = Lane::open(&options).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(ACQUIRE)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self { db: Db::Sqlite { lane, readers } })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url)?
            .options([("statement_timeout", "15s"), ("idle_in_transaction_session_timeout", "30s")])
            .application_name("hovorna")
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(ACQUIRE).connect_with(options).await?;
        migrate::postgres(&pool).await?;
        Ok(Self { db: Db::Postgres(pool) })
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.db {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Lends a connection for looking.
    ///
    /// # Errors
    /// [`Error`] when none is free in time.
    pub async fn read(&self) -> Result<Read, Error> {
        Ok(match &self.db {
            Db::Sqlite { readers, .. } => Read::Sqlite(readers.acquire().await?),
            Db::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// Begins a transaction for changing. Dropped without [`Write::commit`], nothing of it happened.
    ///
    /// # Errors
    /// [`Error`] when the connection is not free in time.
    pub async fn write(&self) -> Result<Write, Error> {
        Ok(match &self.db {
            Db::Sqlite { lane, .. } => Write::Sqlite(lane.begin().await?),
            Db::Postgres(pool) => Write::Postgres(pool.begin().await?),
        })
    }

    /// Closes the connections; SQLite's one for writing goes with the last clone of this.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { readers, .. } => readers.close().await,
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection for looking.
pub enum Read {
    #[doc(hidden)]
    Sqlite(PoolConnection<Sqlite>),
    #[doc(hidden)]
    Postgres(PoolConnection<Postgres>),
}

impl Read {
    /// The connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A transaction for changing.
pub enum Write {
    #[doc(hidden)]
    Sqlite(Turn),
    #[doc(hidden)]
    Postgres(Transaction<'static, Postgres>),
}

impl Write {
    /// The connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(turn) => Conn::Sqlite(turn.conn()),
            Self::Postgres(transaction) => Conn::Postgres(transaction),
        }
    }

    /// Makes all of it durable; then, and only then, does `then` run. It must not wait for anything.
    ///
    /// # Errors
    /// [`Error`]: nothing of it happened.
    pub async fn commit(self, then: impl FnOnce() + Send + 'static) -> Result<(), Error> {
        match self {
            Self::Sqlite(turn) => turn.commit(Box::new(then)).await,
            Self::Postgres(transaction) => {
                transaction.commit().await?;
                then();
                Ok(())
            }
        }
    }
}
