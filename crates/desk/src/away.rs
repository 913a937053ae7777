//! Being away, and why: what an operator chooses, and which stretches of time it makes.

use crate::{ids::AwayReasonId, operator::Status};

/// What an operator chose: a status and, with Away, perhaps a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Takes new clients.
    Available,
    /// Takes none, for this reason if one was chosen.
    Away(Option<AwayReasonId>),
}

impl Choice {
    /// Of a status and a reason: whoever is Available has none.
    #[must_use]
    pub const fn of(status: Status, reason: Option<AwayReasonId>) -> Self {
        match status {
            Status::Available => Self::Available,
            Status::Away => Self::Away(reason),
        }
    }

    /// The status.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Available => Status::Available,
            Self::Away(_) => Status::Away,
        }
    }

    /// Why away.
    #[must_use]
    pub const fn reason(self) -> Option<AwayReasonId> {
        match self {
            Self::Available => None,
            Self::Away(reason) => reason,
        }
    }
}

/// What a choice does to the stretches of time that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretches {
    /// The one that runs ends.
    pub end: bool,
    /// Another one begins.
    pub begin: bool,
}

/// While a stretch runs with this reason (none: no stretch runs), somebody chooses anew.
#[must_use]
pub fn chosen(running: Option<Option<AwayReasonId>>, choice: Choice) -> Stretches {
    match (running, choice) {
        (None, Choice::Available) => Stretches { end: false, begin: false },
        (Some(_), Choice::Available) => Stretches { end: true, begin: false },
        (None, Choice::Away(_)) => Stretches { end: false, begin: true },
        (Some(before), Choice::Away(reason)) => Stretches { end: before != reason, begin: before != reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_stretch_lasts_as_long_as_its_reason() {
        let lunch = Some(AwayReasonId(Uuid::from_u128(1)));
        let stretches = |end, begin| Stretches { end, begin };
        assert_eq!(chosen(None, Choice::Away(lunch)), stretches(false, true));
        assert_eq!(chosen(Some(lunch), Choice::Away(lunch)), stretches(false, false));
        assert_eq!(chosen(Some(lunch), Choice::Away(None)), stretches(true, true));
        assert_eq!(chosen(Some(None), Choice::Available), stretches(true, false));
        assert_eq!(chosen(None, Choice::Available), stretches(false, false));
    }

    #[test]
    fn who_is_available_has_no_reason() {
        let reason = Some(AwayReasonId(Uuid::from_u128(1)));
        assert_eq!(Choice::of(Status::Available, reason).reason(), None);
        assert_eq!(Choice::of(Status::Away, reason).reason(), reason);
    }
}
