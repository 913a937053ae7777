//! Whom of a group a waiting client is offered to: everybody, or one operator after another, in a circle that widens with
//! time. Whoever serves the group may accept by hand all the while, so that a wrong first choice strands nobody.

use crate::{OperatorId, limits::Seconds};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a group's clients are offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offering {
    /// Everyone sees them at once.
    #[default]
    Everyone,
    /// One operator after another.
    OneByOne {
        /// Who comes first.
        first: First,
        /// After so long one more is asked.
        widens_after: Seconds,
    },
}

/// Who is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// Who has the fewest conversations.
    LeastBusy,
    /// Who has had none for longest.
    LongestIdle,
}

impl First {
    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeastBusy => "least_busy",
            Self::LongestIdle => "longest_idle",
        }
    }

    /// The order of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::LeastBusy, Self::LongestIdle].into_iter().find(|first| first.as_str() == word)
    }
}

/// An operator of the group who is there, Available, and has room for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub operator: OperatorId,
    /// How many conversations he or she is in.
    pub conversations: u32,
    /// When the last one was over; none: there was none since the desk can remember.
    pub rests_since: Option<Timestamp>,
}

/// Why somebody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfferedBecause {
    /// Nobody else had fewer conversations.
    LeastBusy {
        /// How many.
        conversations: u32,
    },
    /// Nobody else had had none for longer.
    LongestIdle {
        /// Since when; none: longer than the desk can remember.
        #[cfg_attr(feature = "wire", ts(type = "string | null"), schema(value_type = Option<String>))]
        since: Option<Timestamp>,
    },
    /// Nobody more can be asked, so that everyone is.
    NobodyElse,
}

/// Who was asked so far to take a client that waits for a group; nobody: everyone is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circle {
    /// In the order in which they were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<OperatorId>,
    /// When one more is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub widens_at: Option<Timestamp>,
    /// All were asked in the end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

impl First {
    /// The best of those who were not asked yet. Equal ones come in the order of their ids, so that it can be told again.
    pub(crate) fn choose(self, there: &[Candidate], asked: &[OperatorId]) -> Option<(OperatorId, OfferedBecause)> {
        let left = there.iter().filter(|one| !asked.contains(&one.operator));
        // Who has had no conversation yet rests longest: none is less than any moment.
        let best = match self {
            Self::LeastBusy => left.min_by_key(|one| (one.conversations, one.rests_since, one.operator)),
            Self::LongestIdle => left.min_by_key(|one| (one.conversations > 0, one.rests_since, one.operator)),
        }?;
        let because = match self {
            Self::LongestIdle if best.conversations == 0 => OfferedBecause::LongestIdle { since: best.rests_since },
            _ => OfferedBecause::LeastBusy { conversations: best.conversations },
        };
        Some((best.operator, because))
    }
}
