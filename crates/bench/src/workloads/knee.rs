//! W1-knee: the same conversations, the offered rate doubled step by step until the server no longer keeps up.

use super::conversations::{Spans, converse};
use crate::{
    figures::Figures,
    lab::{Lab, System},
    pace::Pace,
    seed::Seed,
    sides::connect,
    tally::Tally,
};
use std::{cell::RefCell, rc::Rc, time::Duration};

/// Messages per second of the first step.
const FIRST: u32 = 500;
/// No step offers more, messages per second.
const LAST: u32 = 128_000;
/// A step holds when at least this part is delivered within its window, and the p99 is below [`SLOWEST_MS`].
const DELIVERED: f64 = 0.94;
const SLOWEST_MS: f64 = 250.0;
/// Between steps, for what is under way.
const PAUSE: Duration = Duration::from_secs(1);

/// Doubles the rate until a step does not hold.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed, spans: Spans, random: u64) -> anyhow::Result<Figures> {
    let running = lab.start(system, seed).await?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let sides = connect(&running, &seed.talks, &tally).await?;
    let mut figures = Figures::new();
    let (mut rate, mut p99_before, mut most) = (FIRST, None, 0.0_f64);
    while rate <= LAST {
        let pace = Pace::new(f64::from(rate), sides.len(), random + u64::from(rate));
        let step = converse(&running, &sides, &tally, pace, spans).await?;
        for name in
            ["delivered_p99_ms", "delivered_part", "cpu_s_per_1000", "cpu_part_of_core", "generator_late_p99_ms"]
        {
            figures.insert(format!("at_{rate:06}_{name}"), step[name]);
        }
        most = most.max(step["delivered_per_second"]);
        if step["delivered_part"] < DELIVERED || step["delivered_p99_ms"] >= SLOWEST_MS {
            break;
        }
        figures.insert("knee_per_second".into(), f64::from(rate));
        figures.insert("p99_at_half_the_knee_ms".into(), p99_before.unwrap_or(step["delivered_p99_ms"]));
        p99_before = Some(step["delivered_p99_ms"]);
        rate *= 2;
        tokio::time::sleep(PAUSE).await;
    }
    figures.insert("most_delivered_per_second".into(), most);
    Ok(figures)
}
