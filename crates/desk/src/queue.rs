//! The order of the waiting queue and an honest estimate of the wait.

use crate::ConversationId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a waiting conversation stands: higher priority first, then who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Negated, so that the natural order is the queue's order.
    negative_priority: i32,
    queued_at: Timestamp,
    conversation: ConversationId,
}

impl Place {
    /// The place of a conversation with this priority, waiting since `queued_at`.
    #[must_use]
    pub const fn new(priority: i32, queued_at: Timestamp, conversation: ConversationId) -> Self {
        Self { negative_priority: -priority, queued_at, conversation }
    }

    /// Whose place it is.
    #[must_use]
    pub const fn conversation(&self) -> ConversationId {
        self.conversation
    }
}

/// How far back acceptances tell something about now.
const MEMORY: SignedDuration = SignedDuration::from_hours(1);

/// The wait to expect at `position` (1 = next), from when the group accepted clients lately.
///
/// The pace is the mean gap between recent acceptances, the gap since the last one included, so that a stalled desk makes
/// the estimate grow. Without two acceptances in the last hour nothing honest can be said.
#[must_use]
pub fn estimate(position: u32, accepted_at: &[Timestamp], now: Timestamp) -> Option<SignedDuration> {
    let recent: Vec<Timestamp> =
        accepted_at.iter().copied().filter(|at| *at <= now && now.duration_since(*at) <= MEMORY).collect();
    let (first, count) = (recent.iter().min()?, recent.len());
    if count < 2 {
        return None;
    }
    let pace = now.duration_since(*first) / i32::try_from(count).ok()?;
    Some(pace * i32::try_from(position).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn priority_comes_before_time_and_time_before_nothing() {
        let place = |priority, second, id| Place::new(priority, at(second), ConversationId(Uuid::from_u128(id)));
        let mut places = [place(0, 10, 1), place(0, 5, 2), place(1, 20, 3)];
        places.sort();
        assert_eq!(places.map(|p| p.conversation().0.as_u128()), [3, 2, 1]);
    }

    #[test]
    fn no_estimate_without_two_recent_acceptances() {
        assert_eq!(estimate(1, &[], at(10_000)), None);
        assert_eq!(estimate(1, &[at(9_900)], at(10_000)), None);
        assert_eq!(estimate(1, &[at(1), at(2), at(9_900)], at(10_000)), None);
    }

    #[test]
    fn the_estimate_is_the_pace_times_the_position_and_grows_while_nobody_accepts() {
        let accepted = [at(1_000), at(1_060)];
        assert_eq!(estimate(2, &accepted, at(1_120)), Some(SignedDuration::from_secs(120)));
        assert!(estimate(2, &accepted, at(1_600)) > estimate(2, &accepted, at(1_120)));
    }
}
