//! One ledger for all that an operator serves at once.

use crate::entry::{Demand, Entry};
use serde::{Deserialize, Serialize};

/// What an operator serves now, counted from the active conversations themselves: a counter could drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Active conversations that take one slot each.
    pub slots: u32,
    /// Active conversations that take the whole operator.
    pub whole: u32,
}

/// Why one more conversation does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRoom {
    /// As many chats as the chat limit allows.
    #[error("the chat limit of {limit} is reached")]
    LimitReached {
        /// The operator's chat limit.
        limit: u32,
    },
    /// A call or video takes the whole operator already.
    #[error("a call or video conversation is open")]
    InCall,
    /// A call or video needs an empty desk.
    #[error("this needs an empty desk")]
    DeskNotEmpty,
}

impl Load {
    /// The load of these active conversations.
    #[must_use]
    pub fn of(active: impl IntoIterator<Item = Entry>) -> Self {
        active.into_iter().fold(Self::default(), |load, entry| match entry.demand() {
            Demand::Slot => Self { slots: load.slots + 1, ..load },
            Demand::Whole => Self { whole: load.whole + 1, ..load },
        })
    }

    /// Whether one more conversation of this demand fits under the chat limit.
    ///
    /// # Errors
    /// [`NoRoom`] says what stands against it.
    pub const fn room_for(self, demand: Demand, limit: u32) -> Result<(), NoRoom> {
        match demand {
            _ if self.whole > 0 => Err(NoRoom::InCall),
            Demand::Slot if self.slots >= limit => Err(NoRoom::LimitReached { limit }),
            Demand::Slot => Ok(()),
            Demand::Whole if self.slots > 0 => Err(NoRoom::DeskNotEmpty),
            Demand::Whole => Ok(()),
        }
    }
}

/// The chat limit of a company that set none.
pub const DEFAULT_CHAT_LIMIT: u32 = 4;

/// The chat limit that holds: the operator's own, else the lowest of the groups', else the company's.
#[must_use]
pub fn chat_limit(own: Option<u32>, groups: impl IntoIterator<Item = Option<u32>>, company: u32) -> u32 {
    own.or_else(|| groups.into_iter().flatten().min()).unwrap_or(company)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_limit_wins_then_the_lowest_group_then_the_company() {
        assert_eq!(chat_limit(Some(9), [Some(2)], 4), 9);
        assert_eq!(chat_limit(None, [Some(5), None, Some(3)], 4), 3);
        assert_eq!(chat_limit(None, [None], 4), 4);
    }

    #[test]
    fn a_call_needs_an_empty_desk_and_fills_it() {
        let chat = Load::of([Entry::Chat]);
        assert_eq!(chat.room_for(Demand::Whole, 4), Err(NoRoom::DeskNotEmpty));
        let call = Load { slots: 0, whole: 1 };
        assert_eq!(call.room_for(Demand::Slot, 4), Err(NoRoom::InCall));
        assert_eq!(call.room_for(Demand::Whole, 4), Err(NoRoom::InCall));
        assert_eq!(Load::default().room_for(Demand::Whole, 0), Ok(()));
    }

    #[test]
    fn a_limit_lowered_below_the_load_only_stops_new_ones() {
        assert_eq!(Load { slots: 5, whole: 0 }.room_for(Demand::Slot, 2), Err(NoRoom::LimitReached { limit: 2 }));
    }
}
