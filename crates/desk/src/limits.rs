//! How long somebody may be gone before the desk acts.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Times after which a disconnect counts. All are settings of the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Graces {
    /// A client whose browser is gone this long is shown as away (a reload takes less).
    pub client_away: Seconds,
    /// A waiting client who is gone this long has left the queue.
    pub client_waiting: Seconds,
    /// A talking client who is gone this long has ended the conversation.
    pub client_active: Seconds,
    /// An operator not seen this long gives the talks back to the queue.
    pub operator: Seconds,
}

/// A time span of whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

/// What becomes of a group's clients whom nobody accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overflow {
    /// The group that may accept them then.
    pub to: crate::GroupId,
    /// After so long in this group's queue.
    pub after: Seconds,
}

impl Overflow {
    /// When a client who waits for the group since `now` is offered on; never without an overflow.
    #[must_use]
    pub fn deadline(overflow: Option<Self>, now: jiff::Timestamp) -> Option<jiff::Timestamp> {
        overflow.map(|overflow| now + SignedDuration::from(overflow.after))
    }
}

impl From<Seconds> for SignedDuration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(i64::from(seconds.0))
    }
}

impl Default for Graces {
    fn default() -> Self {
        Self {
            client_away: Seconds(6),
            client_waiting: Seconds(45),
            client_active: Seconds(600),
            operator: Seconds(120),
        }
    }
}
