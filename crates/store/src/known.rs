//! Running conversations as they stand, kept beside SQLite's one writer: nobody else changes them, so they need not be
//! asked for again with every message. Whatever writes a conversation's row says so here, or forgets all.

use desk::{Conversation, ConversationId};
use lru::LruCache;
use std::num::NonZeroUsize;

/// More are not kept; about a kilobyte each.
const MOST: NonZeroUsize = NonZeroUsize::new(4_096).expect("not zero");

/// As the kept changes left them.
#[derive(Debug)]
pub struct Known(LruCache<ConversationId, Conversation>);

impl Default for Known {
    fn default() -> Self {
        // Grows as it fills.
        let mut kept = LruCache::unbounded();
        kept.resize(MOST);
        Self(kept)
    }
}

impl Known {
    /// A change is kept.
    pub fn keep(&mut self, changed: Vec<Conversation>) {
        for conversation in changed {
            if conversation.is_ended() {
                self.0.pop(&conversation.id);
            } else {
                self.0.put(conversation.id, conversation);
            }
        }
    }

    /// Changes that had been kept are lost, or rows were written in another way.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}

/// What a change in the making knows.
#[derive(Debug)]
pub struct Memory<'a> {
    known: &'a mut Known,
    /// What this change wrote itself; the last word is the last one.
    changed: &'a mut Vec<Conversation>,
    /// What it was told without asking.
    looked_at: &'a mut Vec<ConversationId>,
}

impl<'a> Memory<'a> {
    pub const fn new(
        known: &'a mut Known,
        changed: &'a mut Vec<Conversation>,
        looked_at: &'a mut Vec<ConversationId>,
    ) -> Self {
        Self { known, changed, looked_at }
    }

    /// A conversation as it stands, if that is known.
    pub fn get(&mut self, id: ConversationId) -> Option<Conversation> {
        let own = self.changed.iter().rev().find(|changed| changed.id == id);
        let known = own.or_else(|| self.known.0.get(&id)).cloned();
        self.looked_at.extend(known.is_some().then_some(id));
        known
    }

    /// Changes that others were told of came to nothing. Tells whether this change builds on one of them.
    pub fn failed(&mut self, those: &[ConversationId]) -> bool {
        self.known.forget();
        self.looked_at.iter().any(|id| those.contains(id))
    }

    /// The same, to be looked at.
    pub fn peek(&self, id: ConversationId) -> Option<&Conversation> {
        let own = self.changed.iter().rev().find(|changed| changed.id == id);
        own.or_else(|| self.known.0.peek(&id))
    }

    /// It was read. What this change wrote is not known before it is kept.
    pub fn read(&mut self, conversation: &Conversation) {
        if !conversation.is_ended() && !self.changed.iter().any(|changed| changed.id == conversation.id) {
            self.known.0.put(conversation.id, conversation.clone());
        }
    }

    /// It was written.
    pub fn wrote(&mut self, conversation: &Conversation) {
        self.changed.push(conversation.clone());
    }

    /// Rows were written past this.
    pub fn forget(&mut self) {
        self.changed.clear();
        self.known.forget();
    }
}
