//! Stores whose client is connected, many with one commit: after a restart all come back at once.

use crate::{
    actions::{line::client_lines, undisturbed},
    app::App,
    lines::Lines,
    problem::Problem,
};
use desk::ConversationId;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// What comes within this is stored together. Nobody's absence counts meanwhile: whether a socket is open is asked then.
const GATHER: Duration = Duration::from_millis(500);
/// After a failure it is tried again this much later.
const AGAIN: Duration = Duration::from_secs(1);
/// Conversations of one commit.
const BATCH: usize = 100;

pub async fn note(app: Arc<App>) {
    let store = |ids| undisturbed(client_lines(Arc::clone(&app), ids));
    loop {
        app.lines.some().await;
        // A full batch is there already after all came back at once.
        let _ = tokio::time::timeout(GATHER, app.lines.many(BATCH)).await;
        if !store_some(&app.lines, &store).await {
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// False when something could not be stored: that is kept, or a client who left would stay connected for ever.
async fn store_some<F>(lines: &Lines, store: &impl Fn(BTreeSet<ConversationId>) -> F) -> bool
where
    F: Future<Output = Result<(), Problem>>,
{
    let ids = lines.take(BATCH);
    let Err(problem) = store(ids.clone()).await else { return true };
    tracing::warn!(code = problem.code, "clients' lines could not be stored together; each is tried by itself");
    let mut failed = Vec::new();
    for id in ids {
        // One that fails for ever must not hold up the others.
        if let Err(problem) = store(BTreeSet::from([id])).await {
            tracing::warn!(code = problem.code, conversation = %id.0, "a client's line could not be stored; it is tried again");
            failed.push(id);
        }
    }
    let stored = failed.is_empty();
    lines.again(failed);
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::RefCell, future::ready};
    use uuid::Uuid;

    fn id(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn what_cannot_be_stored_is_kept_and_tried_again() {
        let lines = Lines::default();
        let (stored, away) = (RefCell::new(BTreeSet::new()), RefCell::new(true));
        let store = |ids: BTreeSet<_>| {
            // The database is away; later it is one conversation that cannot be stored.
            ready(if *away.borrow() || ids.contains(&id(2)) {
                Err(Problem::unavailable())
            } else {
                stored.borrow_mut().extend(ids);
                Ok(())
            })
        };
        (1..=3).for_each(|n| lines.changed(id(n)));
        assert!(!store_some(&lines, &store).await);
        assert!(stored.borrow().is_empty());
        lines.changed(id(4));
        *away.borrow_mut() = false;
        assert!(!store_some(&lines, &store).await);
        assert_eq!(*stored.borrow(), BTreeSet::from([id(1), id(3), id(4)]));
        assert_eq!(lines.take(BATCH), BTreeSet::from([id(2)]));
    }

    #[tokio::test]
    async fn a_batch_has_its_size_and_the_rest_follows() {
        let lines = Lines::default();
        (0..150).for_each(|n| lines.changed(id(n)));
        let sizes = RefCell::new(Vec::new());
        let store = |ids: BTreeSet<_>| {
            sizes.borrow_mut().push(ids.len());
            ready(Ok(()))
        };
        for _ in 0..2 {
            lines.some().await;
            assert!(store_some(&lines, &store).await);
        }
        assert_eq!(*sizes.borrow(), [100, 50]);
    }
}
