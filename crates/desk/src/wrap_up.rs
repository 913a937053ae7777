//! After a conversation: time to write down what is left to be, in which no new client is offered.

use crate::{
    conversation::{Conversation, Stage},
    ids::OperatorId,
    limits::Seconds,
};
use jiff::{SignedDuration, Timestamp};

/// The longest there is.
pub const LONGEST: Seconds = Seconds(900);

/// Who has time to wrap up after a conversation of a group that gives so much, and until when: whoever had the conversation
/// when it ended. Of one that nobody had, or that goes on, nobody.
#[must_use]
pub fn wraps_up(
    conversation: &Conversation,
    gives: Option<Seconds>,
    now: Timestamp,
) -> Option<(OperatorId, Timestamp)> {
    let Stage::Ended { operator: Some(operator), .. } = conversation.stage else { return None };
    let gives = gives.filter(|seconds| seconds.0 > 0)?;
    Some((operator, now + SignedDuration::from(gives)))
}
