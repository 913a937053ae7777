//! What is asked of the server: the lowest bar it must clear, and what it aims at.

use crate::report::Found;

/// A bound on a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
}

impl Bound {
    /// Whether a figure keeps to it.
    #[must_use]
    pub fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "<= {most}"),
            Self::AtLeast(least) => write!(f, ">= {least}"),
        }
    }
}

/// Whose figure is held against the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The server's own.
    Own,
    /// The server's, divided by the bare relay's.
    Ratio,
}

/// One line of the targets.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// In words.
    pub what: &'static str,
    /// In which workload.
    pub workload: &'static str,
    /// Which of its figures.
    pub figure: &'static str,
    /// Whose.
    pub measure: Measure,
    /// The lowest bar.
    pub must: Bound,
    /// What it aims at.
    pub aim: Bound,
}

impl Target {
    /// The figure that is held against the bounds; none where the workload did not run.
    #[must_use]
    pub fn figure(&self, found: &Found) -> Option<f64> {
        let own = found.hovorna.get(self.figure)?;
        match self.measure {
            Measure::Own => Some(*own),
            Measure::Ratio => Some(own / found.relay.get(self.figure).filter(|relay| **relay > 0.0)?),
        }
    }
}

const fn target(
    what: &'static str,
    (workload, figure): (&'static str, &'static str),
    measure: Measure,
    must: Bound,
    aim: Bound,
) -> Target {
    Target { what, workload, figure, measure, must, aim }
}

use Bound::{AtLeast, AtMost};
use Measure::{Own, Ratio};

/// All of them.
pub const TARGETS: [Target; 16] = [
    target("CPU per message against the relay", ("w1", "cpu_s_per_1000"), Ratio, AtMost(2.5), AtMost(1.7)),
    target("p99 to delivered against the relay", ("w1", "delivered_p99_ms"), Ratio, AtMost(10.0), AtMost(3.0)),
    target("messages lost", ("w1", "lost"), Own, AtMost(0.0), AtMost(0.0)),
    target("knee, messages/s on one core", ("w1-knee", "knee_per_second"), Own, AtLeast(8_000.0), AtLeast(24_000.0)),
    target("p99 at half the knee, ms", ("w1-knee", "p99_at_half_the_knee_ms"), Own, AtMost(100.0), AtMost(100.0)),
    target("memory of an idle connection, KiB", ("w2", "connection_kib"), Own, AtMost(12.0), AtMost(8.0)),
    target("CPU of a connect, ms", ("w2", "connect_cpu_ms"), Own, AtMost(0.25), AtMost(0.25)),
    target("p99 from entry to seen against the relay", ("w3", "seen_p99_ms"), Ratio, AtMost(30.0), AtMost(5.0)),
    target("CPU against the relay", ("w3", "cpu_s"), Ratio, AtMost(3.0), AtMost(2.0)),
    target("seconds until all are back", ("w4", "all_back_s"), Own, AtMost(2.0), AtMost(0.6)),
    target("messages lost", ("w4", "lost"), Own, AtMost(0.0), AtMost(0.0)),
    target("messages doubled", ("w4", "doubled"), Own, AtMost(0.0), AtMost(0.0)),
    target("start to first answer, s", ("w6", "start_s"), Own, AtMost(0.5), AtMost(0.1)),
    target(
        "p99 of a webhook's answer against one that only verifies",
        ("w7", "acknowledged_p99_ms"),
        Ratio,
        AtMost(5.0),
        AtMost(3.0),
    ),
    target("messages lost", ("w7", "lost"), Own, AtMost(0.0), AtMost(0.0)),
    target("memory when idle, MiB", ("w6", "idle_mib"), Own, AtMost(60.0), AtMost(30.0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_needs_both_and_bounds_include_themselves() {
        let cpu = TARGETS[0];
        let mut found = Found::default();
        assert_eq!(cpu.figure(&found), None);
        found.hovorna.insert("cpu_s_per_1000".into(), 0.5);
        assert_eq!(cpu.figure(&found), None);
        found.relay.insert("cpu_s_per_1000".into(), 0.2);
        assert_eq!(cpu.figure(&found), Some(2.5));
        assert!(cpu.must.holds(2.5) && !cpu.aim.holds(2.5));
    }
}
