//! W1: N conversations, both sides speak every two seconds on average.

use crate::{
    figures::Figures,
    lab::{Lab, Running, System},
    pace::{self, Due, Pace},
    seed::Seed,
    sides::{Says, connect},
    tally::{Shared, Tally},
};
use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedReceiver;

/// Messages per second of each side.
pub const RATE_OF_A_SIDE: f64 = 0.5;
/// What is sent is to arrive within this after the window, or counts as lost.
const DRAIN: Duration = Duration::from_secs(5);

/// How long is measured.
#[derive(Clone, Copy, Debug)]
pub struct Spans {
    /// Not counted.
    pub warm_up: Duration,
    /// Counted.
    pub window: Duration,
}

/// All of a seed's talks at the standard rate.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed, spans: Spans, random: u64) -> anyhow::Result<Figures> {
    let running = lab.start(system, seed).await?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let sides = connect(&running, &seed.talks, &tally).await?;
    let rate = RATE_OF_A_SIDE * sides_count(&sides);
    let mut figures = converse(&running, &sides, &tally, Pace::new(rate, sides.len(), random), spans).await?;
    figures.append(&mut drained(&tally).await);
    Ok(figures)
}

/// How many sides, to reckon a rate with.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "figures, not money")]
pub fn sides_count(sides: &[Says]) -> f64 {
    sides.len() as f64
}

/// Lets the sides speak, and counts.
///
/// # Errors
/// When the kernel does not tell of the process.
pub async fn converse(
    running: &Running,
    sides: &[Says],
    tally: &Shared,
    pace: Pace,
    spans: Spans,
) -> anyhow::Result<Figures> {
    let mut due = pace::start(pace, spans.warm_up + spans.window);
    let began = Instant::now();
    speak_until(began + spans.warm_up, &mut due, sides, tally).await;
    let before = running.process.cpu()?;
    tally.borrow_mut().open();
    let opened = Instant::now();
    speak_until(began + spans.warm_up + spans.window, &mut due, sides, tally).await;
    let lasted = opened.elapsed();
    let mut figures = tally.borrow_mut().close(lasted);
    let cpu = (running.process.cpu()? - before).as_secs_f64();
    let thousands = figures["delivered_per_second"] * lasted.as_secs_f64() / 1_000.0;
    figures.insert("cpu_s_per_1000".into(), cpu / thousands.max(0.001));
    figures.insert("cpu_part_of_core".into(), cpu / lasted.as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    figures.insert("pss_mib".into(), running.process.pss_kib()? as f64 / 1_024.0);
    Ok(figures)
}

async fn speak_until(end: Instant, due: &mut UnboundedReceiver<Due>, sides: &[Says], tally: &Shared) {
    let end = tokio::time::sleep_until(end.into());
    tokio::pin!(end);
    loop {
        tokio::select! {
            biased;
            () = &mut end => return,
            Some(Due { side, at }) = due.recv() => {
                let now = Instant::now();
                tally.borrow_mut().sends(now.saturating_duration_since(at));
                // A side whose line ended is counted as lost at the end.
                let _ = sides[side].send(now);
            }
        }
    }
}

/// Waits for what is under way; what never arrived, and what arrived twice.
async fn drained(tally: &Shared) -> Figures {
    let began = Instant::now();
    while began.elapsed() < DRAIN && tally.borrow().delivered < tally.borrow().sent {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let tally = tally.borrow();
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    [
        ("lost", tally.sent.saturating_sub(tally.delivered) as f64),
        ("doubled", tally.delivered.saturating_sub(tally.sent) as f64),
        ("failed", tally.failed as f64),
    ]
    .map(|(name, figure)| (name.to_owned(), figure))
    .into()
}
