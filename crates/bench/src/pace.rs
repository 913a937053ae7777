//! When who speaks: an open loop with exponential gaps. Nobody waits for an answer before the next message.

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// One message is due.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Which side speaks.
    pub side: usize,
    /// When it should.
    pub at: Instant,
}

/// Moments at `rate` per second on average, each for one of `sides`. Many sides with exponential gaps each are together
/// one stream with exponential gaps and a side drawn for each.
pub struct Pace {
    random: SmallRng,
    rate: f64,
    sides: usize,
    at: Duration,
}

impl Pace {
    /// The same `seed` gives the same moments.
    #[must_use]
    pub fn new(rate: f64, sides: usize, seed: u64) -> Self {
        Self { random: SmallRng::seed_from_u64(seed), rate, sides, at: Duration::ZERO }
    }
}

impl Iterator for Pace {
    type Item = (Duration, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let uniform: f64 = self.random.random();
        self.at += Duration::from_secs_f64(-(1.0 - uniform).ln() / self.rate);
        Some((self.at, self.random.random_range(0..self.sides)))
    }
}

/// Tells what is due for as long as `lasts`, from a thread of its own: a runtime's timers are a millisecond coarse.
pub fn start(pace: Pace, lasts: Duration) -> UnboundedReceiver<Due> {
    let (told, due) = unbounded_channel();
    std::thread::spawn(move || {
        let start = Instant::now();
        for (after, side) in pace.take_while(|(after, _)| *after < lasts) {
            let at = start + after;
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            if told.send(Due { side, at }).is_err() {
                return;
            }
        }
    });
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_exponential_and_everybody_speaks() {
        let (n, rate) = (100_000_u32, 500.0);
        let mut last = Duration::ZERO;
        let mut long = 0_u32;
        let mut spoke = [0_u32; 10];
        for (at, side) in Pace::new(rate, spoke.len(), 7).take(n as usize) {
            // Of exponential gaps exp(-2), 13.5 %, are longer than twice the mean.
            long += u32::from((at - last).as_secs_f64() > 2.0 / rate);
            spoke[side] += 1;
            last = at;
        }
        let mean = last.as_secs_f64() / f64::from(n);
        assert!((mean * rate - 1.0).abs() < 0.02, "{mean}");
        assert!((f64::from(long) / f64::from(n) - 0.1353).abs() < 0.01, "{long}");
        assert!(spoke.iter().all(|n| (9_000..11_000).contains(n)), "{spoke:?}");
    }
}
