//! What a client thinks of a talk that is over: one to five, and a word. Given once, and changed only for a while.

use crate::text::Text;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// For so long after the end a client may say what he or she thinks of it.
pub const RATE_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// For so long after it was said it may be said otherwise.
pub const CHANGE_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// The longest word with it, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

/// From 1, bad, to 5, excellent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Stars(u8);

/// Why a number is no rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating is one of 1 to 5")]
pub struct NotStars;

impl TryFrom<u8> for Stars {
    type Error = NotStars;
    fn try_from(stars: u8) -> Result<Self, NotStars> {
        if (1..=5).contains(&stars) { Ok(Self(stars)) } else { Err(NotStars) }
    }
}

impl From<Stars> for u8 {
    fn from(stars: Stars) -> Self {
        stars.0
    }
}

/// What a client thinks of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// From 1 to 5.
    pub stars: Stars,
    /// A word with it.
    pub comment: Option<Text>,
    /// When it was first said.
    pub at: Timestamp,
}

impl Rating {
    /// Until when it may be said otherwise.
    #[must_use]
    pub fn changeable_until(&self) -> Timestamp {
        self.at + CHANGE_WITHIN
    }
}

/// Why a rating is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRated {
    /// The talk goes on.
    #[error("the conversation is not over")]
    Running,
    /// Nobody talked: there is nothing to rate.
    #[error("nobody talked with this client")]
    NobodyTalked,
    /// Too long after the end, or after it was said first.
    #[error("it is too late to rate this conversation")]
    TooLate,
}

/// Why a talk is not sent by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The talk goes on.
    #[error("the conversation is not over")]
    Running,
    /// Nobody talked: there is nothing to send.
    #[error("nobody talked with this client")]
    NobodyTalked,
    /// It was sent to as many addresses as a client may ask for.
    #[error("the conversation was sent to enough addresses")]
    Enough,
}

/// A client may have a talk sent to so many addresses.
pub const MOST_ADDRESSES: usize = 3;
