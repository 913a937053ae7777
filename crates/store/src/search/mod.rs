//! Search in conversations: everything that was said in them and is known of them.
//!
//! Each conversation is one row of terms (`terms`): its words without accents, how they begin, and who may open it. SQLite
//! keeps them in a table of FTS5, PostgreSQL as a tsvector; both only look terms up, so both find the same, and only as
//! much as an operator may see is ever read. What comes into question is then compared with the texts themselves
//! (`find`). The index follows the numbers of events (`index`); nobody who writes a message waits for it.

mod blocks;
mod filter;
mod find;
mod index;
mod query;
mod terms;
mod texts;
pub mod words;

pub use filter::Filter;
pub use find::{Found, Hit, Kind, Viewer, Wish};
pub use query::{LONGEST_QUERY, Marks, NoQuery, Query};
pub use texts::{Said, What};

use sqlx::{Executor, PgConnection, PgPool, SqliteConnection};

/// Only these terms and their rows: no texts, no positions. A sign that is not ASCII belongs to its word.
const SQLITE: &str = "create virtual table if not exists search_text using fts5(terms, content = '', \
    contentless_delete = 1, detail = none, tokenize = 'ascii')";

/// Two processes may open a new database together. The number is nobody else's.
const POSTGRES: [&str; 3] = [
    "select pg_advisory_xact_lock(7017130316)",
    "create table if not exists search_text (place bigint primary key, terms tsvector not null)",
    // A list of what is to be merged in later would have to be read through with every search.
    "create index if not exists search_text_terms on search_text using gin (terms) with (fastupdate = off)",
];

/// Makes SQLite's table.
pub(crate) async fn prepare_sqlite(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    conn.execute(SQLITE).await.map(|_| ())
}

/// Makes PostgreSQL's table.
pub(crate) async fn prepare_postgres(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    prepare_in(&mut transaction).await?;
    transaction.commit().await
}

/// The same, with what else is changed.
pub(crate) async fn prepare_in(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    for sql in POSTGRES {
        conn.execute(sql).await?;
    }
    Ok(())
}
