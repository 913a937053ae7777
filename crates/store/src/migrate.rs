//! Brings a schema up to date. A database made by a newer release is refused with a word.

use crate::{Error, search, store::SQLITE_BUSY};
use sqlx::{Connection, PgConnection, PgPool, SqliteConnection, migrate::MigrateError, sqlite::SqliteConnectOptions};
use std::time::{Duration, Instant};

const TRY_AGAIN: Duration = Duration::from_millis(10);

/// One text for both databases; what must differ gets a folder of its own beside this one.
pub(crate) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

pub async fn sqlite(options: &SqliteConnectOptions) -> Result<(), Error> {
    let mut conn = connect_patiently(options).await?;
    // sqlx locks nothing here: two processes that open a new file together would both make its tables.
    let mut transaction = conn.begin_with("begin immediate").await?;
    MIGRATIONS.run(&mut *transaction).await.map_err(explain)?;
    search::prepare_sqlite(&mut transaction).await?;
    transaction.commit().await?;
    Ok(conn.close().await?)
}

pub async fn postgres(pool: &PgPool) -> Result<(), Error> {
    // sqlx holds an advisory lock meanwhile, so that nodes that start together do not migrate together.
    MIGRATIONS.run(pool).await.map_err(explain)?;
    Ok(search::prepare_postgres(pool).await?)
}

/// As a release left it whose last migration had this number.
pub async fn postgres_up_to(schema: i64, conn: &mut PgConnection) -> Result<(), Error> {
    MIGRATIONS.run_to(schema, conn).await.map_err(explain)
}

/// A new file is turned to write-ahead logging by the first connection, and for that SQLite does not wait for others, not
/// even as long as it is told to wait for locks.
async fn connect_patiently(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let began = Instant::now();
    loop {
        match SqliteConnection::connect_with(options).await {
            Err(error) if is_busy(&error) && began.elapsed() < SQLITE_BUSY => tokio::time::sleep(TRY_AGAIN).await,
            other => return other,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    /// Source: SQLite, "Result and Error Codes".
    const BUSY: &str = "5";
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == BUSY)
}

fn explain(error: MigrateError) -> Error {
    match error {
        MigrateError::VersionMissing(version) => Error::NewerSchema(version),
        other => Error::Migration(other),
    }
}
