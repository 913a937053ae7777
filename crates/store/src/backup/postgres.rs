//! PostgreSQL's tables, each by `copy` in one snapshot; and the way back. No program beside ours is needed, of no version.

use super::{Copied, CopiedPart, CopiedTable, Held, held};
use crate::{Conn, Error, migrate, search};
use desk::{FileId, Timestamp};
use futures_util::TryStreamExt as _;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, postgres::PgConnectOptions};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    str::FromStr,
};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter},
};
use uuid::Uuid;

/// Read and sent at once, in bytes.
const PIECE: usize = 256 * 1024;

/// The tables of our schema that hold rows of ours; the list of migrations is made by migrating.
const TABLES: &str = "select c.relname::text from pg_class c where c.relnamespace = current_schema()::regnamespace \
    and c.relkind = 'r' and c.relname <> '_sqlx_migrations' order by 1";

/// Which table refers to which other one.
const REFERENCES: &str = "select a.relname::text, b.relname::text from pg_constraint k join pg_class a on a.oid = k.conrelid \
    join pg_class b on b.oid = k.confrelid where k.contype = 'f' and a.oid <> b.oid \
    and a.relnamespace = current_schema()::regnamespace";

const COLUMNS: &str = "select a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid \
    where c.relnamespace = current_schema()::regnamespace and c.relname = $1 and a.attnum > 0 and not a.attisdropped \
    and a.attgenerated = '' order by a.attnum";

async fn connect(url: &str) -> Result<PgConnection, Error> {
    // A copy may take its time, unlike what a person waits for.
    let options = PgConnectOptions::from_str(url)?
        .options([("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "0")])
        .application_name("hovorna backup")
        .disable_statement_logging();
    Ok(options.connect().await?)
}

pub async fn copy(url: &str, folder: &Path) -> Result<Copied, Error> {
    let mut conn = connect(url).await?;
    conn.execute("begin transaction isolation level repeatable read, read only").await?;
    let (schema,): (i64,) =
        sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(&mut conn).await?;
    let (mut parts, mut rows) = (vec![], BTreeMap::new());
    for name in in_order(&mut conn).await? {
        let columns: Vec<(String,)> = sqlx::query_as(COLUMNS).bind(&name).fetch_all(&mut conn).await?;
        let mut table =
            CopiedTable { columns: columns.into_iter().map(|(column,)| column).collect(), name: name.clone(), rows: 0 };
        let file = format!("{name}.copy");
        table.rows = copy_table(&mut conn, &table, &folder.join(&file)).await?;
        rows.insert(name, table.rows);
        parts.push(CopiedPart { name: file, table: Some(table) });
    }
    let files: Vec<(Uuid,)> = match rows.get("file") {
        Some(_) => sqlx::query_as("select id from file order by id").fetch_all(&mut conn).await?,
        None => vec![],
    };
    conn.execute("commit").await?;
    conn.close().await?;
    let files = files.into_iter().map(|(id,)| FileId(id)).collect();
    Ok(Copied { kind: "postgres", schema, parts, rows, files })
}

/// Whom others refer to comes first.
async fn in_order(conn: &mut PgConnection) -> Result<Vec<String>, Error> {
    let tables: Vec<(String,)> = sqlx::query_as(TABLES).fetch_all(&mut *conn).await?;
    let references: Vec<(String, String)> = sqlx::query_as(REFERENCES).fetch_all(&mut *conn).await?;
    let mut left: BTreeSet<String> = tables.into_iter().map(|(name,)| name).collect();
    let mut order = vec![];
    while !left.is_empty() {
        let free = |name: &&String| !references.iter().any(|(from, to)| from == *name && left.contains(to));
        let Some(next) = left.iter().find(free).cloned() else {
            return Err(Error::corrupt("schema", "tables refer to each other in a circle"));
        };
        left.remove(&next);
        order.push(next);
    }
    Ok(order)
}

async fn copy_table(conn: &mut PgConnection, table: &CopiedTable, to: &Path) -> Result<u64, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = BufWriter::with_capacity(PIECE, options.open(to).await?);
    let sql = format!("copy {} to stdout", named(table));
    let mut stream = conn.copy_out_raw(&sql).await?;
    let mut rows = 0;
    while let Some(bytes) = stream.try_next().await? {
        // Source: PostgreSQL, "COPY", text format: a newline within a value is written as a backslash and an n.
        rows += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.write_all(&bytes).await?;
    }
    file.flush().await?;
    Ok(rows)
}

fn named(table: &CopiedTable) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(column)).collect();
    format!("{} ({})", quoted(&table.name), columns.join(", "))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub async fn is_empty(url: &str) -> Result<bool, Error> {
    let mut conn = connect(url).await?;
    let empty = has_no_tables(&mut conn).await?;
    conn.close().await?;
    Ok(empty)
}

async fn has_no_tables(conn: &mut PgConnection) -> Result<bool, Error> {
    let (tables,): (i64,) = sqlx::query_as(
        "select count(*) from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm')",
    )
    .fetch_one(conn)
    .await?;
    Ok(tables == 0)
}

pub async fn fill(url: &str, schema: i64, parts: &[CopiedPart], folder: &Path, now: Timestamp) -> Result<Held, Error> {
    let mut conn = connect(url).await?;
    let mut transaction = conn.begin().await?;
    if !has_no_tables(&mut transaction).await? {
        return Err(Error::NotEmpty);
    }
    migrate::postgres_up_to(schema, &mut transaction).await?;
    search::prepare_in(&mut transaction).await?;
    // What migrations put into new tables is in the copy, too, or was taken out since.
    for name in in_order(&mut transaction).await?.iter().rev() {
        transaction.execute(sqlx::AssertSqlSafe(format!("delete from {}", quoted(name)))).await?;
    }
    for part in parts {
        let Some(table) = &part.table else { return Err(Error::corrupt("copy", "a part belongs to no table")) };
        let sql = format!("copy {} from stdin", named(table));
        let mut file = File::open(folder.join(&part.name)).await?;
        let mut copy = transaction.copy_in_raw(&sql).await?;
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece).await {
                Ok(0) => break,
                Ok(read) => drop(copy.send(&piece[..read]).await?),
                Err(error) => {
                    copy.abort("the copy could not be read").await?;
                    return Err(error.into());
                }
            }
        }
        let rows = copy.finish().await?;
        if rows != table.rows {
            return Err(Error::corrupt("copy", format!("{} has {rows} rows instead of {}", table.name, table.rows)));
        }
    }
    migrate::postgres_up_to(super::newest_schema(), &mut transaction).await?;
    search::prepare_in(&mut transaction).await?;
    // In the same transaction: there is no moment at which a server could find it waiting.
    let held = held::what_waited(&mut Conn::Postgres(&mut transaction), now).await?;
    transaction.commit().await?;
    conn.close().await?;
    Ok(held)
}
