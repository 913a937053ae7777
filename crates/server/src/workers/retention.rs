//! Makes what is older than it may be anonymous, and deletes it: a little at a time, so that nobody waits for it.

use crate::{
    actions::{
        hearing::Sifter,
        privacy::{remove_bytes, unname_heard},
    },
    app::{App, now},
};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};

/// How often it is looked for what has become too old, beside when the rules change.
const ROUND: Duration = Duration::from_secs(3_600);
/// Conversations or requests of one transaction: whoever writes meanwhile waits for it.
const FEW: i64 = 10;
/// Files of one transaction.
const FILES: i64 = 200;
/// Between two of these, so that others come to write.
const BREATH: Duration = Duration::from_millis(50);

pub async fn keep(app: Arc<App>) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!(%error, "what is older than it may be could not be erased; the next round tries again");
        }
        tokio::select! {
            () = app.retention.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

async fn round(app: &App) -> Result<(), store::Error> {
    // What a crash left.
    remove_bytes(app).await?;
    unname_heard(app).await?;
    let (mut talks, mut files) = (0, 0);
    loop {
        // Asked for each time: somebody may have thought better of it.
        let rules = app.store.read().await?.conn().retention().await?;
        let before = |days: u32| now() - SignedDuration::from_hours(24 * i64::from(days));
        let mut write = app.store.write().await?;
        let mut done = 0;
        if let Some(days) = rules.conversations_days {
            let some = write.conn().anonymise_conversations(before(days), FEW, &Sifter(app), now()).await?
                + write.conn().anonymise_requests(before(days), FEW, &Sifter(app), now()).await?;
            talks += some;
            done += some;
        }
        if let Some(days) = rules.files_days {
            let some = write.conn().forget_old_files(before(days), FILES).await?;
            files += some;
            done += some;
        }
        write.commit(|| ()).await?;
        if done == 0 {
            break;
        }
        remove_bytes(app).await?;
        tokio::time::sleep(BREATH).await;
    }
    // The words of what was erased leave the index.
    while app.store.purge_index().await? {
        tokio::time::sleep(BREATH).await;
    }
    if talks + files > 0 {
        // Tokens of who is nobody any more.
        app.known.forget_clients();
        tracing::info!(talks, files, "older than the rules let it be kept: erased");
    }
    Ok(())
}
