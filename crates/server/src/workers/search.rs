//! Keeps the search index in line with what is said, a little at a time.

use crate::app::{App, now};
use std::{sync::Arc, time::Duration};

/// What was said is found after about this.
const ROUND: Duration = Duration::from_secs(2);
/// Running conversations of one round: where more is said, each takes its turn.
const RUNNING: i64 = 20;
/// Conversations that are over, of one transaction: whoever writes meanwhile waits for it.
const ENDED: i64 = 40;
/// Between two of these, so that others come to write.
const BREATH: Duration = Duration::from_millis(20);
/// How far it has got with years of them is told this often.
const TELL_EVERY: u32 = 500;

pub async fn index(app: Arc<App>) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!(%error, "the search index could not be brought in line; the next round tries again");
        }
        tokio::time::sleep(ROUND).await;
    }
}

async fn round(app: &Arc<App>) -> Result<(), store::Error> {
    let mut running = RUNNING;
    for batch in 0_u32.. {
        let indexed = app.store.index_some(ENDED, running, now()).await?;
        // The rest of a long list; who is talked with now comes once a round.
        running = if batch.is_multiple_of(TELL_EVERY) { RUNNING } else { 0 };
        if i64::try_from(indexed).is_ok_and(|indexed| indexed < ENDED) {
            if batch >= TELL_EVERY {
                tracing::info!("all conversations can be searched now");
            }
            break;
        }
        if batch > 0 && batch.is_multiple_of(TELL_EVERY) {
            let left = app.store.to_index().await?;
            tracing::info!(left, "older conversations are being indexed for search");
        }
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}
