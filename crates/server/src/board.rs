//! The running conversations in memory: who waits for whom, who serves whom, at which place in line.
//!
//! A reader of committed changes, never their judge: what is decided, is decided on the database's rows.

use desk::{ConversationId, GroupId, OperatorId, event::Target, queue::Place};
use std::collections::{BTreeSet, HashMap, HashSet, hash_map::Entry};
use store::Running;

/// The running conversations.
#[derive(Default)]
pub struct Board {
    running: HashMap<ConversationId, Running>,
    active: HashMap<OperatorId, HashSet<ConversationId>>,
    /// In the queue's order.
    waiting: HashMap<Target, BTreeSet<Place>>,
}

impl Board {
    /// The board of these conversations.
    #[must_use]
    pub fn of(running: impl IntoIterator<Item = Running>) -> Self {
        let mut board = Self::default();
        for conversation in running {
            board.put(conversation);
        }
        board
    }

    /// A conversation runs, or runs differently; news older than what is known changes nothing. Returns what was known.
    pub fn put(&mut self, now: Running) -> Option<Running> {
        if let Some(known) = self.running.get_mut(&now.id) {
            if known.last_seq > now.last_seq {
                return Some(known.clone());
            }
            // Most often it only went on.
            let same = (known.operator, known.target, place(known)) == (now.operator, now.target, place(&now));
            if same && known.colleagues == now.colleagues {
                return Some(std::mem::replace(known, now));
            }
        }
        let before = self.forget(now.id);
        for operator in now.served_by() {
            self.active.entry(operator).or_default().insert(now.id);
        }
        if now.operator.is_none() {
            self.waiting.entry(now.target).or_default().insert(place(&now));
        }
        self.running.insert(now.id, now);
        before
    }

    /// A conversation ended. Returns what was known of it.
    pub fn forget(&mut self, id: ConversationId) -> Option<Running> {
        let before = self.running.remove(&id)?;
        for operator in before.served_by() {
            if let Entry::Occupied(mut own) = self.active.entry(operator) {
                own.get_mut().remove(&id);
                if own.get().is_empty() {
                    own.remove();
                }
            }
        }
        if before.operator.is_none()
            && let Entry::Occupied(mut queue) = self.waiting.entry(before.target)
        {
            queue.get_mut().remove(&place(&before));
            if queue.get().is_empty() {
                queue.remove();
            }
        }
        Some(before)
    }

    /// A running conversation.
    #[must_use]
    pub fn get(&self, id: ConversationId) -> Option<&Running> {
        self.running.get(&id)
    }

    /// How many conversations an operator is in.
    #[must_use]
    pub fn active_of(&self, operator: OperatorId) -> u32 {
        u32::try_from(self.active.get(&operator).map_or(0, HashSet::len)).unwrap_or(u32::MAX)
    }

    /// The operators who are in conversations.
    pub fn serving(&self) -> impl Iterator<Item = OperatorId> {
        self.active.keys().copied()
    }

    /// How many clients wait for a group.
    #[must_use]
    pub fn waiting_for(&self, group: GroupId) -> u32 {
        u32::try_from(self.waiting.get(&Target::Group(group)).map_or(0, BTreeSet::len)).unwrap_or(u32::MAX)
    }

    /// Who waits for a target, in the queue's order.
    #[must_use]
    pub fn queue(&self, target: Target) -> Vec<ConversationId> {
        self.waiting.get(&target).into_iter().flatten().map(Place::conversation).collect()
    }

    /// The place in line of a waiting conversation; 1 = next.
    #[must_use]
    pub fn place_of(&self, id: ConversationId) -> Option<u32> {
        let own = self.running.get(&id).filter(|c| c.operator.is_none())?;
        let before = self.waiting.get(&own.target)?.range(..place(own)).count();
        u32::try_from(before + 1).ok()
    }

    /// The numbers for `/metrics`: waiting and active conversations.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let waiting = self.waiting.values().map(BTreeSet::len).sum();
        (waiting, self.running.len() - waiting)
    }
}

fn place(conversation: &Running) -> Place {
    Place::new(conversation.priority, conversation.queued_at, conversation.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::{ClientId, Timestamp, conversation::Colleagues};
    use uuid::Uuid;

    fn conversation(id: u128, last_seq: i64, operator: Option<u128>) -> Running {
        let group = GroupId(Uuid::nil());
        Running {
            id: ConversationId(Uuid::from_u128(id)),
            client: ClientId(Uuid::nil()),
            last_seq,
            target: Target::Group(group),
            group,
            operator: operator.map(|o| OperatorId(Uuid::from_u128(o))),
            colleagues: Colleagues::default(),
            queued_at: Timestamp::from_second(i64::try_from(id).unwrap()).unwrap(),
            priority: 0,
        }
    }

    #[test]
    fn late_news_does_not_bring_a_taken_client_back_to_the_queue() {
        let mut board = Board::of([conversation(1, 1, None), conversation(2, 1, None)]);
        board.put(conversation(1, 3, Some(9)));
        board.put(conversation(1, 2, None));
        assert_eq!(board.queue(Target::Group(GroupId(Uuid::nil()))), [ConversationId(Uuid::from_u128(2))]);
        assert_eq!(board.active_of(OperatorId(Uuid::from_u128(9))), 1);
        let place = |n| board.place_of(ConversationId(Uuid::from_u128(n)));
        assert_eq!((place(1), place(2), place(3)), (None, Some(1), None));
        board.forget(ConversationId(Uuid::from_u128(1)));
        assert_eq!(board.active_of(OperatorId(Uuid::from_u128(9))), 0);
    }
}
