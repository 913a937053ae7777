//! How far what an operator said has got on an outside messenger.
//!
//! A message leaves in parts, one after the other. The messenger's word for a part only moves it on; what is not known is said to be
//! unknown, and is never sent again by itself: the client might have it.

use serde::{Deserialize, Serialize};

/// How far a part of a message has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "MessageDeliveryState"), schema(as = MessageDeliveryState))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its turn, or for another try.
    Queued,
    /// It is being sent.
    Sending,
    /// It may have been taken or not: no whole answer came.
    Unknown,
    /// The messenger has it.
    Sent,
    /// It is on the client's device.
    Delivered,
    /// The client has seen it.
    Read,
    /// It did not get there, and will not.
    Failed,
}

/// Why something did not get to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailedWhy {
    /// The time after the client's last word is over.
    Window,
    /// The client cannot be reached: gone, blocked, never there.
    Unreachable,
    /// The client wants no more of this kind.
    OptedOut,
    /// Too much, too fast.
    TooFast,
    /// The messenger is in trouble.
    Temporary,
    /// The token is not taken (any more).
    Token,
    /// The token, or the app, may not do this.
    Permission,
    /// The messenger stopped the page or number: policy, payment, registration.
    Account,
    /// What was to be sent is not taken: its type, its size, its form.
    Content,
    /// The template is not taken.
    Template,
    /// What it is about is not there (any more).
    Gone,
    /// Another program answers this client now.
    HeldElsewhere,
    /// No answer came.
    NoAnswer,
    /// It waited in the backup that the desk was restored from, and may have been sent after that was made.
    Restored,
    /// The messenger does not tell us what happens on the page or number (any more).
    Subscription,
    /// Its secrets do not open with this installation's key, or the page or number was removed.
    Settings,
    /// Anything else.
    Other,
}

/// What the messenger says of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It has it.
    Sent,
    /// It is on the client's device.
    Delivered,
    /// The client has seen it.
    Read,
    /// It did not get there.
    Failed,
}

impl DeliveryState {
    /// After the messenger's word, whatever order its words come in. A word that takes nothing further changes nothing.
    #[must_use]
    pub const fn told(self, word: Word) -> Self {
        match (self, word) {
            (Self::Read, _) | (_, Word::Read) => Self::Read,
            (Self::Delivered, _) | (_, Word::Delivered) => Self::Delivered,
            (Self::Failed, _) | (_, Word::Failed) => Self::Failed,
            (Self::Queued | Self::Sending | Self::Unknown | Self::Sent, Word::Sent) => Self::Sent,
        }
    }

    /// Whether the next part of the same conversation has to wait for this one.
    #[must_use]
    pub const fn holds_up(self) -> bool {
        matches!(self, Self::Queued | Self::Sending)
    }

    /// Whether an operator may have it sent again.
    #[must_use]
    pub const fn can_be_sent_again(self) -> bool {
        matches!(self, Self::Failed | Self::Unknown)
    }

    /// The state of a whole message, of those of its parts: the one that asks most of whoever looks at it. That something may
    /// be there already comes before that something is not: who sends it again has to know.
    #[must_use]
    pub fn of_parts(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().min_by_key(|part| match part {
            Self::Unknown => 0,
            Self::Failed => 1,
            Self::Queued => 2,
            Self::Sending => 3,
            Self::Sent => 4,
            Self::Delivered => 5,
            Self::Read => 6,
        })
    }

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WORDS: [Word; 4] = [Word::Sent, Word::Delivered, Word::Read, Word::Failed];

    proptest! {
        #[test]
        fn the_order_of_the_messengers_words_does_not_matter(
            words in proptest::sample::subsequence(WORDS.to_vec(), 0..=4).prop_shuffle(),
            from in proptest::sample::select(vec![DeliveryState::Sending, DeliveryState::Unknown, DeliveryState::Sent]),
        ) {
            let end = words.iter().fold(from, |state, word| state.told(*word));
            let mut sorted = words.clone();
            sorted.sort_by_key(|word| *word as u8);
            let other = sorted.iter().fold(from, |state, word| state.told(*word));
            prop_assert_eq!(end, other);
            if words.contains(&Word::Read) {
                prop_assert_eq!(end, DeliveryState::Read);
            } else if words.contains(&Word::Delivered) {
                prop_assert_eq!(end, DeliveryState::Delivered);
            } else if words.contains(&Word::Failed) {
                prop_assert_eq!(end, DeliveryState::Failed);
            }
        }
    }

    #[test]
    fn a_message_is_as_far_as_its_least_part_and_what_may_be_there_is_told_first() {
        use DeliveryState::{Delivered, Failed, Queued, Read, Sent, Unknown};
        assert_eq!(DeliveryState::of_parts([Read, Sent, Delivered]), Some(Sent));
        assert_eq!(DeliveryState::of_parts([Read, Unknown, Queued]), Some(Unknown));
        assert_eq!(DeliveryState::of_parts([Unknown, Failed, Read]), Some(Unknown));
        assert_eq!(DeliveryState::of_parts([Sent, Failed, Queued]), Some(Failed));
        assert_eq!(DeliveryState::of_parts([]), None);
    }
}
