//! Stores receipts, many with one commit, and tells both sides.

use crate::{
    app::{App, Report},
    hub::ConversationNews,
};
use desk::{
    ConversationId,
    receipts::{Receipts, Seen, Side},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Reports that come within this are stored together.
const GATHER: Duration = Duration::from_millis(150);
/// Reports stored with one commit.
const BATCH: usize = 500;

pub async fn store(app: Arc<App>, mut reports: mpsc::Receiver<Report>) {
    let mut batch = Vec::with_capacity(BATCH);
    while reports.recv_many(&mut batch, BATCH).await > 0 {
        tokio::time::sleep(GATHER).await;
        while batch.len() < BATCH
            && let Ok(report) = reports.try_recv()
        {
            batch.push(report);
        }
        // By conversation, in order: locks are taken in one order everywhere.
        let mut by_conversation: BTreeMap<ConversationId, Vec<(Side, Seen)>> = BTreeMap::new();
        for report in batch.drain(..) {
            by_conversation.entry(report.conversation).or_default().push((report.side, report.seen));
        }
        if let Err(error) = store_all(&app, by_conversation).await {
            tracing::warn!(%error, "receipts could not be stored; the next report says more anyway");
        }
    }
}

async fn store_all(app: &Arc<App>, reports: BTreeMap<ConversationId, Vec<(Side, Seen)>>) -> Result<(), store::Error> {
    let graces = app.directory().company.graces;
    let mut write = app.store.write().await?;
    let mut risen: Vec<(ConversationId, Receipts)> = Vec::new();
    for (id, seen) in reports {
        let Some(mut conversation) = write.conn().conversation_for_change(id).await? else { continue };
        let mut changed = false;
        for (side, seen) in seen {
            changed |= conversation.seen(side, seen);
        }
        if changed {
            let due_at = conversation.next_deadline(&graces);
            write.conn().save_conversation(&conversation, due_at).await?;
            risen.push((id, conversation.receipts));
        }
    }
    let hub = Arc::clone(&app.hub);
    write
        .commit(move || {
            for (id, receipts) in risen {
                hub.tell(id, ConversationNews::Receipts { receipts });
            }
        })
        .await
}
