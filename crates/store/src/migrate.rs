//! Brings a schema up to date. A database made by a newer release is refused with a word.

use crate::Error;
use sqlx::{Connection, PgPool, SqliteConnection, migrate::MigrateError, sqlite::SqliteConnectOptions};

/// One text for both databases; what must differ gets a folder of its own beside this one.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

pub async fn sqlite(options: &SqliteConnectOptions) -> Result<(), Error> {
    let mut conn = SqliteConnection::connect_with(options).await?;
    // sqlx locks nothing here: two processes that open a new file together would both make its tables.
    let mut transaction = conn.begin_with("begin immediate").await?;
    MIGRATIONS.run(&mut *transaction).await.map_err(explain)?;
    transaction.commit().await?;
    Ok(conn.close().await?)
}

pub async fn postgres(pool: &PgPool) -> Result<(), Error> {
    // sqlx holds an advisory lock meanwhile, so that nodes that start together do not migrate together.
    MIGRATIONS.run(pool).await.map_err(explain)
}

fn explain(error: MigrateError) -> Error {
    match error {
        MigrateError::VersionMissing(version) => Error::NewerSchema(version),
        other => Error::Migration(other),
    }
}
