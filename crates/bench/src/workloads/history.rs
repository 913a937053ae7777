//! W5: W1 with reads of history beside it.

use super::conversations::{RATE_OF_A_SIDE, Spans, converse, sides_count};
use crate::{
    figures::{Figures, Latencies},
    http::Http,
    lab::{Lab, Running, System},
    pace::{self, Pace},
    seed::{Seed, Talk},
    sides::connect,
    tally::Tally,
};
use std::{cell::RefCell, rc::Rc, time::Instant};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::spawn_local,
};

/// Messages in each conversation when it begins.
pub const SAID_BEFORE: usize = 60;
/// Reads per second, together.
const READS: f64 = 100.0;
/// Consoles that read.
const READERS: usize = 50;

/// What was read.
#[derive(Default)]
struct Reads {
    latencies: Latencies,
    failed: u64,
}

/// All of a seed's talks at the standard rate, and their operators read the last 50 events of now this one, now that.
///
/// # Errors
/// When the server fails.
pub async fn run(lab: &Lab, seed: &Seed, spans: Spans, random: u64) -> anyhow::Result<Figures> {
    let running = lab.start(System::Hovorna, seed).await?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let sides = connect(&running, &seed.talks, &tally).await?;
    let reads = Rc::new(RefCell::new(Reads::default()));
    read(&running, seed, spans, random, &reads).await?;
    let rate = RATE_OF_A_SIDE * sides_count(&sides);
    let mut figures = converse(&running, &sides, &tally, Pace::new(rate, sides.len(), random), spans).await?;
    let reads = reads.borrow();
    let summary = reads.latencies.summary();
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    figures.extend(
        [
            ("reads", summary.n as f64),
            ("read_p50_ms", summary.p50),
            ("read_p99_ms", summary.p99),
            ("reads_failed", reads.failed as f64),
        ]
        .map(|(name, figure)| (name.to_owned(), figure)),
    );
    Ok(figures)
}

/// Starts the readers; they stop with the window.
async fn read(
    running: &Running,
    seed: &Seed,
    spans: Spans,
    random: u64,
    reads: &Rc<RefCell<Reads>>,
) -> anyhow::Result<()> {
    let mut readers = Vec::new();
    for n in 0..READERS.min(seed.talks.len()) {
        let (tell, told) = unbounded_channel();
        spawn_local(reader(Http::open(running.address).await?, seed.talks[n].clone(), told, reads.clone()));
        readers.push(tell);
    }
    let mut due = pace::start(Pace::new(READS, readers.len(), random + 1), spans.warm_up + spans.window);
    spawn_local(async move {
        while let Some(due) = due.recv().await {
            let _ = readers[due.side].send(Instant::now());
        }
    });
    Ok(())
}

async fn reader(mut http: Http, talk: Talk, mut told: UnboundedReceiver<Instant>, reads: Rc<RefCell<Reads>>) {
    let path = format!("/api/v1/conversations/{}/events?before=1000000000&limit=50", talk.conversation);
    while let Some(asked) = told.recv().await {
        let answer = http.send("GET", &path, &talk.operator, "").await;
        let mut reads = reads.borrow_mut();
        match answer {
            Ok(answer) if answer.status == 200 => reads.latencies.record(asked.elapsed()),
            Ok(_) | Err(_) => reads.failed += 1,
        }
    }
}
