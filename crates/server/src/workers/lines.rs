//! Stores whose client is connected, many with one commit: after a restart all come back at once.

use crate::{
    actions::{line::client_lines, undisturbed},
    app::App,
};
use desk::ConversationId;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// What comes within this is stored together.
const GATHER: Duration = Duration::from_millis(10);
/// Conversations of one commit.
const BATCH: usize = 100;

pub async fn note(app: Arc<App>, mut lines: mpsc::Receiver<ConversationId>) {
    let mut batch = Vec::with_capacity(BATCH);
    while lines.recv_many(&mut batch, BATCH).await > 0 {
        tokio::time::sleep(GATHER).await;
        while batch.len() < BATCH
            && let Ok(more) = lines.try_recv()
        {
            batch.push(more);
        }
        // In order: locks are taken in one order everywhere.
        let ids: BTreeSet<ConversationId> = batch.drain(..).collect();
        if let Err(problem) = undisturbed(client_lines(Arc::clone(&app), ids)).await {
            tracing::warn!(code = problem.code, "clients' lines could not be noted; the graces will tell");
        }
    }
}
