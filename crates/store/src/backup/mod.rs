//! A copy of the whole database as of one moment, while others write, and a database made of such a copy. Neither opens a
//! `Store`: what is copied is not brought up to date before.

mod held;
mod postgres;
mod sqlite;

pub use held::Held;

use crate::{Error, migrate::MIGRATIONS};
use desk::{FileId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// The database as of one moment, in files of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// `sqlite` or `postgres`.
    pub kind: &'static str,
    /// The number of its last migration.
    pub schema: i64,
    /// Its files, in the order in which they are read again.
    pub parts: Vec<CopiedPart>,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
    /// The files people sent, whose bytes are kept outside.
    pub files: Vec<FileId>,
}

/// One file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedPart {
    /// Its name in the folder.
    pub name: String,
    /// The table whose rows it holds; none: all of SQLite's database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<CopiedTable>,
}

/// Rows of a table of PostgreSQL, in its text format of `copy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedTable {
    /// The table.
    pub name: String,
    /// Its columns, in the order of the rows' values.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
}

/// The number of this release's last migration.
#[must_use]
pub fn newest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Where SQLite keeps the database of this address; none: it is none of SQLite's.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<&Path> {
    url.strip_prefix("sqlite:").map(|path| Path::new(path.trim_start_matches("//")))
}

/// Copies the database at `url` into a folder that is there and empty. Nobody who writes waits for it.
///
/// # Errors
/// [`Error`] when it cannot be read, or the folder not be written.
pub async fn copy(url: &str, folder: &Path) -> Result<Copied, Error> {
    match sqlite_path(url) {
        Some(path) => sqlite::copy(path, folder).await,
        None => postgres::copy(url, folder).await,
    }
}

/// Fills the empty PostgreSQL database at `url` with a copy of this schema, brings it up to date, and holds what waited in it
/// to be sent: all of it or nothing.
///
/// # Errors
/// [`Error::NotEmpty`]; [`Error`] when the copy does not fit.
pub async fn fill_postgres(
    url: &str,
    schema: i64,
    parts: &[CopiedPart],
    folder: &Path,
    now: Timestamp,
) -> Result<Held, Error> {
    postgres::fill(url, schema, parts, folder, now).await
}

/// Makes a desk's database of a copy that SQLite made, where it lies: brings it up to date, and holds what waited in it to be
/// sent. Afterwards it is this one file, without a log.
///
/// # Errors
/// [`Error`] when it is no such copy, or of a newer release.
pub async fn settle_sqlite(path: &Path, now: Timestamp) -> Result<Held, Error> {
    sqlite::settle(path, now).await
}

/// Whether the PostgreSQL database at `url` has no tables.
///
/// # Errors
/// [`Error`] when it cannot be reached.
pub async fn is_empty_postgres(url: &str) -> Result<bool, Error> {
    postgres::is_empty(url).await
}
