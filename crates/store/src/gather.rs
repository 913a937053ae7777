//! When a batch waits a moment for others, so that one sync of the disk serves several.
//!
//! Where the desk is quiet nobody waits: a batch is one action. Where many write, but not so many that they queue by
//! themselves, each would pay for a sync, locks and pages of the log of its own. There a few milliseconds that nobody
//! notices are worth half of that (the same as PostgreSQL's `commit_delay` with its `commit_siblings`). Where still more
//! write they come together while the batch before theirs is committed, and nobody waits either. Nor does anybody while
//! somebody queues who cannot wait (`Hurry`): a messenger that calls a webhook counts the milliseconds, people do not.

use std::{
    ops::RangeInclusive,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// How long a batch waits for others.
const WAIT: Duration = Duration::from_millis(5);
/// How long the writing is counted.
const WINDOW: Duration = Duration::from_millis(100);
/// Who writes this often within that is worth waiting for.
const BUSY: RangeInclusive<u32> = 20..=150;

/// How much is written.
#[derive(Debug)]
pub struct Pace {
    began_at: Instant,
    actions: u32,
    /// How many there were in the window before, where that is just over.
    before: u32,
}

impl Pace {
    pub const fn new(now: Instant) -> Self {
        Self { began_at: now, actions: 0, before: 0 }
    }

    /// One more action.
    pub fn count(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.began_at);
        if passed >= WINDOW {
            self.before = if passed < 2 * WINDOW { self.actions } else { 0 };
            (self.began_at, self.actions) = (now, 0);
        }
        self.actions += 1;
    }

    /// How long a batch that began then waits for others, if for any.
    pub fn wait(&self, batch: Instant, now: Instant) -> Option<Duration> {
        let is_over = now.saturating_duration_since(self.began_at) >= 2 * WINDOW;
        let is_busy = !is_over && BUSY.contains(&self.actions.max(self.before));
        let left = WAIT.checked_sub(now.saturating_duration_since(batch)).filter(|left| !left.is_zero());
        left.filter(|_| is_busy)
    }
}

/// Those who queue and cannot wait.
#[derive(Debug, Default)]
pub struct Hurry {
    queued: AtomicUsize,
    came: Notify,
}

impl Hurry {
    /// Somebody queues, until that is dropped.
    pub fn queues(&self) -> Hurried<'_> {
        self.queued.fetch_add(1, Ordering::SeqCst);
        self.came.notify_waiters();
        Hurried(self)
    }

    /// Whether somebody queues.
    pub fn is_on(&self) -> bool {
        self.queued.load(Ordering::SeqCst) > 0
    }

    /// Ends when somebody queues.
    pub async fn comes(&self) {
        let mut came = std::pin::pin!(self.came.notified());
        // Heard from here on, so nobody comes in between.
        came.as_mut().enable();
        if !self.is_on() {
            came.await;
        }
    }
}

/// Queues, and cannot wait.
pub struct Hurried<'a>(&'a Hurry);

impl Drop for Hurried<'_> {
    fn drop(&mut self) {
        self.0.queued.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pace after one action every `gap`, and the moment of the last one.
    fn after(gap: Duration, actions: u32) -> (Pace, Instant) {
        let began = Instant::now();
        let mut pace = Pace::new(began);
        for n in 0..actions {
            pace.count(began + gap * n);
        }
        (pace, began + gap * (actions - 1))
    }

    #[test]
    fn nobody_waits_at_a_quiet_desk() {
        let (pace, now) = after(Duration::from_millis(10), 200);
        assert_eq!(pace.wait(now, now), None);
        let (pace, now) = after(Duration::from_millis(1), 1);
        assert_eq!(pace.wait(now, now), None);
    }

    #[test]
    fn where_many_write_a_batch_waits_for_the_rest_of_its_time() {
        let (pace, now) = after(Duration::from_millis(2), 200);
        assert_eq!(pace.wait(now, now), Some(WAIT));
        let millisecond = Duration::from_millis(1);
        assert_eq!(pace.wait(now, now + millisecond), Some(WAIT - millisecond));
        assert_eq!(pace.wait(now, now + WAIT), None);
    }

    #[test]
    fn where_still_more_write_nobody_waits() {
        let (pace, now) = after(Duration::from_micros(500), 2_000);
        assert_eq!(pace.wait(now, now), None);
    }

    #[tokio::test]
    async fn who_cannot_wait_is_noticed_before_and_while_one_waits() {
        let hurry = Hurry::default();
        assert!(!hurry.is_on());
        let queues = hurry.queues();
        hurry.comes().await;
        drop(queues);
        assert!(!hurry.is_on());
        tokio::join!(hurry.comes(), async {
            tokio::task::yield_now().await;
            drop(hurry.queues());
        });
    }

    #[test]
    fn what_was_busy_once_is_not_for_ever() {
        let (mut pace, now) = after(Duration::from_millis(2), 200);
        let later = now + Duration::from_secs(1);
        assert_eq!(pace.wait(later, later), None);
        pace.count(later);
        assert_eq!(pace.wait(later, later), None);
    }
}
