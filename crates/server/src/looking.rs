//! Who looks at which conversation now. Fleeting: told by the consoles' sockets, kept in memory, gone with them.

use crate::hub::{ConversationNews, Hub};
use desk::{ConversationId, OperatorId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Conversations one console looks at: what lies on the stage, and a preview over it. A little more for what comes.
pub const MOST_LOOKED_AT: usize = 4;

/// Who looks at what. As large as the consoles are many.
#[derive(Default)]
pub struct Looking {
    conversations: Mutex<HashMap<ConversationId, Vec<Onlooker>>>,
}

struct Onlooker {
    operator: OperatorId,
    /// Tabs; one operator is one onlooker however many there are.
    consoles: usize,
}

impl Looking {
    /// Who looks at a conversation, in the order in which they came.
    #[must_use]
    pub fn at(&self, id: ConversationId) -> Vec<OperatorId> {
        self.lock().get(&id).map(|those| operators(those)).unwrap_or_default()
    }

    /// An operator looks at a conversation, until the look is dropped. Who follows the conversation is told.
    #[must_use]
    pub fn look(self: &Arc<Self>, hub: &Arc<Hub>, id: ConversationId, operator: OperatorId) -> Look {
        let mut conversations = self.lock();
        let those = conversations.entry(id).or_default();
        if let Some(known) = those.iter_mut().find(|one| one.operator == operator) {
            known.consoles += 1;
        } else {
            those.push(Onlooker { operator, consoles: 1 });
            // Told while held: two who come at once are told in the order in which they are kept.
            hub.tell(id, ConversationNews::Looking(operators(those).into()));
        }
        drop(conversations);
        Look { looking: Arc::clone(self), hub: Arc::clone(hub), id, operator }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConversationId, Vec<Onlooker>>> {
        // A panic elsewhere leaves the map whole.
        self.conversations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn operators(those: &[Onlooker]) -> Vec<OperatorId> {
    those.iter().map(|one| one.operator).collect()
}

/// One console's look at a conversation.
pub struct Look {
    looking: Arc<Looking>,
    hub: Arc<Hub>,
    id: ConversationId,
    operator: OperatorId,
}

impl Drop for Look {
    fn drop(&mut self) {
        let mut conversations = self.looking.lock();
        let Some(those) = conversations.get_mut(&self.id) else { return };
        let Some(n) = those.iter().position(|one| one.operator == self.operator) else { return };
        if those[n].consoles > 1 {
            those[n].consoles -= 1;
            return;
        }
        those.remove(n);
        self.hub.tell(self.id, ConversationNews::Looking(operators(those).into()));
        if those.is_empty() {
            conversations.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn tabs_of_one_operator_are_one_onlooker_and_nothing_is_left_behind() {
        let (looking, hub) = (Arc::<Looking>::default(), Arc::<Hub>::default());
        let (id, ada, bob) =
            (ConversationId(Uuid::from_u128(1)), OperatorId(Uuid::from_u128(2)), OperatorId(Uuid::from_u128(3)));
        let (first, second) = (looking.look(&hub, id, ada), looking.look(&hub, id, ada));
        let other = looking.look(&hub, id, bob);
        assert_eq!(looking.at(id), [ada, bob]);
        drop(first);
        assert_eq!(looking.at(id), [ada, bob]);
        drop(second);
        assert_eq!(looking.at(id), [bob]);
        drop(other);
        assert!(looking.lock().is_empty());
    }
}
