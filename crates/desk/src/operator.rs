//! Operators: what they may do, whether they are there, what others see of it.

use crate::{capacity::Load, entry::Demand, limits::Graces};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What somebody is there for. What he or she may do follows from it, unless it was said otherwise (`permissions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Serves clients.
    Operator,
    /// Also sees every conversation.
    Supervisor,
    /// Also changes users, groups, widgets and settings.
    Administrator,
}

impl Role {
    /// The word used in the database, the API and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// The role of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Operator, Self::Supervisor, Self::Administrator].into_iter().find(|role| role.as_str() == word)
    }
}

/// What an operator chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Takes new clients.
    Available,
    /// No offers, no sounds, not counted as online; may still accept by hand.
    Away,
}

impl Status {
    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Away => "away",
        }
    }

    /// The status of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Available, Self::Away].into_iter().find(|status| status.as_str() == word)
    }
}

/// What colleagues see: the chosen status and what the system adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Present, Available and with room for one more chat.
    Available,
    /// Present and Available, but at the limit, wrapping up, or taking no entry.
    Busy,
    /// Present, chose Away.
    Away,
    /// Not present.
    Offline,
}

/// Whether somebody seen last at `seen_at` still counts as present.
#[must_use]
pub fn is_present(seen_at: Option<Timestamp>, graces: &Graces, now: Timestamp) -> bool {
    seen_at.is_some_and(|at| now.duration_since(at) <= SignedDuration::from(graces.operator))
}

/// What colleagues see of an operator, who may take nobody just now: wrapping up after a conversation, or with every entry
/// switched off.
#[must_use]
pub const fn shown(present: bool, status: Status, load: Load, limit: u32, takes_nobody: bool) -> Shown {
    match (present, status) {
        (false, _) => Shown::Offline,
        (true, Status::Away) => Shown::Away,
        (true, Status::Available) if takes_nobody || load.room_for(Demand::Slot, limit).is_err() => Shown::Busy,
        (true, Status::Available) => Shown::Available,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_lasts_through_the_grace_and_not_a_second_longer() {
        let graces = Graces::default();
        let seen = Timestamp::from_second(1_000).unwrap();
        assert!(is_present(Some(seen), &graces, Timestamp::from_second(1_120).unwrap()));
        assert!(!is_present(Some(seen), &graces, Timestamp::from_second(1_121).unwrap()));
        assert!(!is_present(None, &graces, seen));
    }

    #[test]
    fn away_is_shown_even_at_the_limit_and_offline_above_all() {
        let full = Load { slots: 4, whole: 0 };
        assert_eq!(shown(true, Status::Available, full, 4, false), Shown::Busy);
        assert_eq!(shown(true, Status::Away, full, 4, true), Shown::Away);
        assert_eq!(shown(false, Status::Available, full, 4, true), Shown::Offline);
    }

    #[test]
    fn who_wraps_up_is_busy_with_an_empty_desk() {
        assert_eq!(shown(true, Status::Available, Load::default(), 4, true), Shown::Busy);
        assert_eq!(shown(true, Status::Available, Load::default(), 4, false), Shown::Available);
    }
}
