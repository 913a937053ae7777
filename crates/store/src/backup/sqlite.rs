//! SQLite copies itself (`vacuum into`): in one read, without what was erased, while the one writer goes on.

use super::{Copied, CopiedPart, Held, held};
use crate::{Conn, Error, migrate, store::SQLITE_BUSY, together::SqliteConn};
use desk::{FileId, Timestamp};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{collections::BTreeMap, fs::OpenOptions, path::Path};
use uuid::Uuid;

const NAME: &str = "database.sqlite";

/// The write-ahead log cannot begin anew meanwhile: it grows by what is written in the time a plain copy of the file takes.
/// What takes longer, packing and hashing, is done to the copy.
pub async fn copy(path: &Path, folder: &Path) -> Result<Copied, Error> {
    let to = folder.join(NAME);
    // SQLite fills an empty file, and would make one that everybody can read.
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&to)?;
    let mut conn = read_only(path).connect().await?;
    sqlx::query("vacuum into $1").bind(to.to_string_lossy().as_ref()).execute(&mut conn).await?;
    conn.close().await?;

    let mut conn = read_only(&to).connect().await?;
    let (schema,): (i64,) =
        sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(&mut conn).await?;
    let tables: Vec<(String,)> = sqlx::query_as(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' \
         and name not like 'search\\_text%' escape '\\' and name <> '_sqlx_migrations' order by name",
    )
    .fetch_all(&mut conn)
    .await?;
    let mut rows = BTreeMap::new();
    for (table,) in tables {
        let sql = format!("select count(*) from \"{table}\"");
        let (count,): (i64,) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut conn).await?;
        rows.insert(table, count.unsigned_abs());
    }
    let files = match rows.get("file") {
        Some(_) => sqlx::query_as("select id from file order by id").fetch_all(&mut conn).await?,
        None => vec![],
    };
    conn.close().await?;
    let files = files.into_iter().map(|(id,): (Uuid,)| FileId(id)).collect();
    let parts = vec![CopiedPart { name: NAME.into(), table: None }];
    Ok(Copied { kind: "sqlite", schema, parts, rows, files })
}

/// It has no log yet, as `vacuum into` makes it, and gets none here: what is moved afterwards is this one file.
pub async fn settle(path: &Path, now: Timestamp) -> Result<Held, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(SQLITE_BUSY)
        .foreign_keys(true)
        .pragma("secure_delete", "on")
        .disable_statement_logging();
    migrate::sqlite(&options).await?;
    let mut conn = options.connect().await?;
    let mut transaction = conn.begin().await?;
    let held = held::what_waited(&mut Conn::Sqlite(SqliteConn::plain(&mut transaction)), now).await?;
    transaction.commit().await?;
    conn.close().await?;
    Ok(held)
}

fn read_only(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(SQLITE_BUSY).disable_statement_logging()
}
