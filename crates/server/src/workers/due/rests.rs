//! Who is left alone for a while, because something is wrong there.

use desk::retry::pause;
use std::{collections::HashMap, hash::Hash, time::Duration};
use tokio::time::Instant;

/// Those who are in trouble.
pub struct Rests<K> {
    longest: Duration,
    rests: HashMap<K, Rest>,
}

struct Rest {
    /// How often in a row it was so.
    times: u32,
    until: Instant,
}

impl<K: Eq + Hash> Rests<K> {
    /// Nobody is; and nobody will be left alone for longer than this.
    pub fn new(longest: Duration) -> Self {
        Self { longest, rests: HashMap::new() }
    }

    /// How long it is left alone yet.
    pub fn left(&self, of: &K) -> Duration {
        self.rests.get(of).map_or(Duration::ZERO, |rest| rest.until.saturating_duration_since(Instant::now()))
    }

    /// Whether it was in trouble when it was tried last.
    pub fn is_in_trouble(&self, of: &K) -> bool {
        self.rests.contains_key(of)
    }

    /// It is in trouble. It asks for so long; none: for longer each time. What several are told at once is told once.
    pub fn rest(&mut self, of: K, asked: Option<Duration>) {
        let now = Instant::now();
        let rest = self.rests.entry(of).or_insert(Rest { times: 0, until: now });
        if rest.until <= now {
            rest.times = rest.times.saturating_add(1);
        }
        let wait = asked.unwrap_or_else(|| pause(rest.times).unsigned_abs()).min(self.longest);
        rest.until = rest.until.max(now + wait);
    }

    /// Something went well there. Before it was left alone long enough that says nothing: it was begun before.
    pub fn went_well(&mut self, of: &K) {
        if self.left(of).is_zero() {
            self.rests.remove(of);
        }
    }

    /// Something changed there: it is tried at once.
    pub fn try_anew(&mut self, of: &K) {
        self.rests.remove(of);
    }

    /// The same of all.
    pub fn try_all_anew(&mut self) {
        self.rests.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    const LONGEST: Duration = Duration::from_secs(300);

    fn seconds(rests: &Rests<u8>, of: u8) -> u64 {
        rests.left(&of).as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn each_time_it_is_left_alone_for_longer_but_not_for_ever() {
        let mut rests = Rests::new(LONGEST);
        for expected in [5, 30, 120, 300, 300] {
            rests.rest(1, None);
            assert_eq!((seconds(&rests, 1), seconds(&rests, 2)), (expected, 0));
            advance(rests.left(&1)).await;
            assert!(rests.is_in_trouble(&1) && rests.left(&1).is_zero());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_several_are_told_at_once_is_told_once_and_the_longest_holds() {
        let mut rests = Rests::new(LONGEST);
        rests.rest(1, None);
        rests.rest(1, Some(Duration::from_secs(60)));
        rests.rest(1, None);
        assert_eq!(seconds(&rests, 1), 60);
        advance(Duration::from_secs(60)).await;
        rests.rest(1, None);
        assert_eq!(seconds(&rests, 1), 30, "the second time");
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_well_ends_the_trouble_unless_it_was_begun_before() {
        let mut rests = Rests::new(LONGEST);
        rests.rest(1, None);
        rests.went_well(&1);
        assert_eq!(seconds(&rests, 1), 5);
        advance(Duration::from_secs(5)).await;
        rests.went_well(&1);
        assert!(!rests.is_in_trouble(&1));
        rests.rest(1, None);
        assert_eq!(seconds(&rests, 1), 5, "the first time again");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_changed_is_tried_at_once() {
        let mut rests = Rests::new(LONGEST);
        (1..=3).for_each(|of| rests.rest(of, None));
        rests.try_anew(&1);
        assert_eq!([1, 2, 3].map(|of| seconds(&rests, of)), [0, 5, 5]);
        rests.try_all_anew();
        assert_eq!([1, 2, 3].map(|of| seconds(&rests, of)), [0, 0, 0]);
    }
}
