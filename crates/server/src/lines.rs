//! Conversations whose client came or went, until that is stored: each once, so there are never more than conversations.

use desk::ConversationId;
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// What is to be stored.
#[derive(Default)]
pub struct Lines {
    changed: Mutex<BTreeSet<ConversationId>>,
    more: Notify,
}

impl Lines {
    /// A socket of the conversation's client opened or closed.
    pub fn changed(&self, id: ConversationId) {
        self.lock().insert(id);
        self.more.notify_one();
    }

    /// What could not be stored is not forgotten.
    pub fn again(&self, ids: impl IntoIterator<Item = ConversationId>) {
        self.lock().extend(ids);
        self.more.notify_one();
    }

    /// Waits until there is something.
    pub async fn some(&self) {
        while self.lock().is_empty() {
            self.more.notified().await;
        }
    }

    /// Waits until there are so many.
    pub async fn many(&self, count: usize) {
        while self.lock().len() < count {
            self.more.notified().await;
        }
    }

    /// Up to so many, in order: locks are taken in one order everywhere.
    pub fn take(&self, most: usize) -> BTreeSet<ConversationId> {
        let mut changed = self.lock();
        let rest = changed.iter().nth(most).copied();
        let rest = rest.map(|first| changed.split_off(&first)).unwrap_or_default();
        std::mem::replace(&mut *changed, rest)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<ConversationId>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
