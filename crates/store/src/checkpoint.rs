//! Brings what stands in SQLite's write-ahead log into the database, beside the writing: done by the writer itself, as it
//! is by default, everybody waits for two syncs every few hundred changes.

use crate::Error;
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::watch;

/// So many commits are brought over together: the more, the oftener a page that changed again is written once.
const COMMITS: u64 = 500;
/// The writer does it itself when the log has this many pages (32 MB): a log starts again from its beginning only after
/// somebody found nothing more to bring over, which beside the writing may not happen for long.
pub const LARGEST_LOG: &str = "8000";

/// Does so from now on, until the sender of the count of commits is dropped.
pub async fn beside(options: &SqliteConnectOptions, mut commits: watch::Receiver<u64>) -> Result<(), Error> {
    let mut conn = SqliteConnection::connect_with(options).await?;
    tokio::spawn(async move {
        let mut brought = 0;
        while let Ok(count) = commits.wait_for(|count| count - brought >= COMMITS).await.map(|count| *count) {
            brought = count;
            // Source: SQLite, "PRAGMA wal_checkpoint": PASSIVE waits for nobody and holds nobody up.
            if let Err(error) = conn.execute("pragma wal_checkpoint(passive)").await {
                tracing::warn!(%error, "the write-ahead log could not be brought into the database; the next round tries again");
            }
        }
        let _ = conn.close().await;
    });
    Ok(())
}
