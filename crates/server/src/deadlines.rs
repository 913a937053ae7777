//! When the next deadline of a conversation is watched for; and the bell that rings when an earlier one is set.

use desk::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Notify;

/// The deadline that is slept until.
pub struct Deadlines {
    /// In epoch milliseconds.
    until: AtomicI64,
    earlier: Notify,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { until: AtomicI64::new(i64::MAX), earlier: Notify::new() }
    }
}

impl Deadlines {
    /// A conversation has this deadline now. Later than the one that is slept until, it wakes nobody.
    pub fn set(&self, at: Timestamp) {
        if at.as_millisecond() < self.until.load(Ordering::SeqCst) {
            self.earlier.notify_one();
        }
    }

    /// They are looked for: whatever is set meanwhile may be the earliest.
    pub fn looked_for(&self) {
        self.until.store(i64::MAX, Ordering::SeqCst);
    }

    /// This is the earliest: only one before it rings from now on.
    pub fn earliest_is(&self, at: Timestamp) {
        self.until.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// Waits for an earlier one.
    pub async fn earlier(&self) {
        self.earlier.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::Future as _, pin::pin, task::Context};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn only_an_earlier_deadline_wakes() {
        let deadlines = Deadlines::default();
        deadlines.earliest_is(at(10));
        let mut sleep = pin!(deadlines.earlier());
        let mut wakes = || sleep.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())).is_ready();
        assert!(!wakes());
        deadlines.set(at(11));
        deadlines.set(at(10));
        assert!(!wakes());
        deadlines.set(at(9));
        assert!(wakes());
    }

    #[test]
    fn one_that_is_set_while_they_are_looked_for_is_not_missed() {
        let deadlines = Deadlines::default();
        deadlines.looked_for();
        deadlines.set(at(99));
        deadlines.earliest_is(at(10));
        let sleep = pin!(deadlines.earlier());
        assert!(sleep.poll(&mut Context::from_waker(std::task::Waker::noop())).is_ready());
    }
}
