//! Latencies and medians.

use hdrhistogram::Histogram;
use std::{collections::BTreeMap, time::Duration};

/// The longest latency told apart, in microseconds: two minutes.
const LONGEST: u64 = 120_000_000;

/// Latencies of one kind.
pub struct Latencies {
    micros: Histogram<u64>,
}

impl Default for Latencies {
    fn default() -> Self {
        Self { micros: Histogram::new_with_bounds(1, LONGEST, 3).expect("invariant: the bounds are constants") }
    }
}

impl Latencies {
    /// Counts one.
    pub fn record(&mut self, latency: Duration) {
        self.micros.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(LONGEST).max(1));
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.micros.len()
    }

    /// The figures.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let ms = |quantile| millis(self.micros.value_at_quantile(quantile));
        Summary { n: self.micros.len(), p50: ms(0.5), p90: ms(0.9), p99: ms(0.99), max: millis(self.micros.max()) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures, not money")]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1_000.0
}

/// Latencies in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many were counted.
    pub n: u64,
    /// Half were faster.
    pub p50: f64,
    /// Nine of ten were faster.
    pub p90: f64,
    /// Ninety-nine of a hundred were faster.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

/// What one run of a workload found, by name; names end with their unit.
pub type Figures = BTreeMap<String, f64>;

/// The figures of several runs: of each the median.
#[must_use]
pub fn medians(runs: &[Figures]) -> Figures {
    let names: std::collections::BTreeSet<&String> = runs.iter().flat_map(BTreeMap::keys).collect();
    let of = |name: &String| median(runs.iter().filter_map(|run| run.get(name).copied()).collect());
    names.into_iter().filter_map(|name| Some((name.clone(), of(name)?))).collect()
}

/// The middle one; of an even number the lower of the two. None of nothing.
fn median(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    of.get(of.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_what_was_recorded() {
        let mut latencies = Latencies::default();
        (1..=1_000).for_each(|ms| latencies.record(Duration::from_millis(ms)));
        let found = latencies.summary();
        let near = |is: f64, wanted: f64| (is / wanted - 1.0).abs() < 0.002;
        assert!(near(found.p50, 500.0) && near(found.p90, 900.0) && near(found.p99, 990.0), "{found:?}");
        assert!(near(found.max, 1_000.0) && found.n == 1_000, "{found:?}");
    }

    #[test]
    fn one_bad_run_of_three_does_not_move_the_median() {
        assert_eq!(median(vec![3.0, 900.0, 2.0]), Some(3.0));
        assert_eq!(median(vec![2.0, 1.0]), Some(1.0));
        assert_eq!(median(Vec::new()), None);
    }
}
