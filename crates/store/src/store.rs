//! Opening a database, and lending its connections.

use crate::{
    Conn, Error, checkpoint,
    lane::{Lane, Turn},
    migrate,
    together::SqliteConn,
};
use deadpool::unmanaged::{Object, Pool};
use sqlx::{
    ConnectOptions, Connection, PgPool, Postgres, SqliteConnection, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

/// Nobody waits longer than this for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// Connections for looking into SQLite.
const READERS: usize = 4;
/// Another process (a single command beside the server) may hold SQLite's write lock this long.
pub const SQLITE_BUSY: Duration = Duration::from_secs(10);

/// A database of either kind.
#[derive(Clone)]
pub struct Store {
    db: Db,
}

#[derive(Clone)]
enum Db {
    /// The readers' pool is not sqlx's, which asks every connection whether it is well before it is lent and when it comes
    /// back: two ways to another thread for each way that is wanted. A file does not hang up.
    Sqlite {
        lane: Arc<Lane>,
        readers: Pool<SqliteConnection>,
    },
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
            .pragma("wal_autocheckpoint", checkpoint::LARGEST_LOG)
            .disable_statement_logging();
        migrate::sqlite(&options).await?;
        let lane = Lane::open(&options).await?;
        let options = options.read_only(true).create_if_missing(false);
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            readers.push(SqliteConnection::connect_with(&options).await?);
        }
        let readers = Pool::from(readers);
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
            Db::Sqlite { readers, .. } => {
                let reader = tokio::time::timeout(ACQUIRE, readers.get()).await;
                Read::Sqlite(reader.map_err(|_| Error::Busy)?.map_err(|_| Error::Closed)?)
            }
            Db::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// Begins a transaction for changing. Dropped without [`Write::commit`], nothing of it happened.
    ///
    /// # Errors
    /// [`Error`] when the connection is not free in time.
    pub async fn write(&self) -> Result<Write, Error> {
        self.begin(false).await
    }

    /// As [`Store::write`], for somebody who counts the milliseconds: it is not kept waiting so that others can join it.
    ///
    /// # Errors
    /// [`Error`] when the connection is not free in time.
    pub async fn write_at_once(&self) -> Result<Write, Error> {
        self.begin(true).await
    }

    async fn begin(&self, hurried: bool) -> Result<Write, Error> {
        Ok(match &self.db {
            Db::Sqlite { lane, .. } => Write::Sqlite(lane.begin(hurried).await?),
            Db::Postgres(pool) => Write::Postgres(pool.begin().await?),
        })
    }

    /// Closes the connections; SQLite's one for writing goes with the last clone of this.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { readers, .. } => {
                for _ in 0..READERS {
                    if let Ok(reader) = readers.remove().await {
                        let _ = reader.close().await;
                    }
                }
                readers.close();
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection for looking.
pub enum Read {
    #[doc(hidden)]
    Sqlite(Object<SqliteConnection>),
    #[doc(hidden)]
    Postgres(PoolConnection<Postgres>),
}

impl Read {
    /// The connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(SqliteConn::plain(conn)),
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
