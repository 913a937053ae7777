//! W3: clients come in, a hundred a second, while operators watch the queue.

use crate::{
    figures::{Figures, Latencies},
    http::Http,
    lab::{Lab, Running, System},
    line::Line,
    pace::{self, Pace},
    seed::{Seed, Talk, token},
    sides::{message, open, open_console},
    tally::By,
};
use anyhow::Context as _;
use memchr::memmem;
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::task::spawn_local;
use uuid::Uuid;

/// Operators who watch.
pub const WATCHING: usize = 50;
/// Clients who come in.
const COMING: usize = 1_000;
/// How many of them a second: all within ten seconds.
const RATE: f64 = 100.0;
/// All is seen within this after the last one came, or counts as never seen.
const DRAIN: Duration = Duration::from_secs(10);

/// What the operators saw.
#[derive(Default)]
struct Watch {
    entered: HashMap<String, Instant>,
    seen: Latencies,
    acknowledged: Latencies,
    failed: u64,
}

type Shared = Rc<RefCell<Watch>>;

/// A burst.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed, random: u64) -> anyhow::Result<Figures> {
    let running = Rc::new(lab.start(system, seed).await?);
    let watch = Shared::default();
    for n in 0..WATCHING {
        let line = open_watching(&running, seed, n).await?;
        spawn_local(see(line, watch.clone()));
    }
    let before = running.process.cpu()?;
    let began = Instant::now();
    let mut due = pace::start(Pace::new(RATE, 1, random), Duration::from_secs(60));
    for _ in 0..COMING {
        if due.recv().await.is_some() {
            spawn_local(come(Rc::clone(&running), watch.clone()));
        }
    }
    let lasted = began.elapsed();
    let wanted = u64::try_from(COMING * WATCHING).unwrap_or(u64::MAX);
    let last = Instant::now();
    while last.elapsed() < DRAIN && watch.borrow().seen.count() < wanted {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let cpu = (running.process.cpu()? - before).as_secs_f64();
    let watch = watch.borrow();
    let (seen, acknowledged) = (watch.seen.summary(), watch.acknowledged.summary());
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    Ok([
        ("entering_s", lasted.as_secs_f64()),
        ("seen_p50_ms", seen.p50),
        ("seen_p99_ms", seen.p99),
        ("seen_max_ms", seen.max),
        ("acknowledged_p50_ms", acknowledged.p50),
        ("acknowledged_p99_ms", acknowledged.p99),
        ("cpu_s", cpu),
        ("never_seen", wanted.saturating_sub(seen.n) as f64),
        ("failed", watch.failed as f64),
    ]
    .map(|(name, figure)| (name.to_owned(), figure))
    .into())
}

async fn open_watching(running: &Running, seed: &Seed, n: usize) -> anyhow::Result<Line> {
    match running.system {
        System::Hovorna => open_console(running, &seed.operators[n]).await,
        System::Relay => open(running, &queue(), By::Operator, 0, &mut |_| ()).await,
    }
}

/// With the relay all who come in speak into one conversation that all who watch hear.
fn queue() -> Talk {
    Talk { conversation: "queue".into(), token: String::new(), operator: String::new() }
}

/// Counts each who came in once.
async fn see(mut line: Line, watch: Shared) {
    let mut seen = HashSet::new();
    while let Some(frame) = line.hear().await {
        let mut watch = watch.borrow_mut();
        if let Some(id) = first_id(&frame)
            && let Some(entered) = watch.entered.get(id).copied()
            && seen.insert(id.to_owned())
        {
            watch.seen.record(entered.elapsed());
        }
    }
}

/// The id that a row or a relayed frame is about.
fn first_id(frame: &str) -> Option<&str> {
    const FIELD: &[u8] = br#""id":""#;
    let at = memmem::find(frame.as_bytes(), FIELD)? + FIELD.len();
    frame.get(at..at + 36)
}

/// A client comes in with a first message and opens its socket, as the widget does.
async fn come(running: Rc<Running>, watch: Shared) {
    let entered = Instant::now();
    match comes(&running, &watch, entered).await {
        // The line stays open until the end.
        Ok(mut line) => while line.hear().await.is_some() {},
        Err(_) => watch.borrow_mut().failed += 1,
    }
}

async fn comes(running: &Running, watch: &Shared, entered: Instant) -> anyhow::Result<Line> {
    let talk = Talk { conversation: Uuid::now_v7().to_string(), token: token(), operator: String::new() };
    let id = &talk.conversation;
    match running.system {
        System::Hovorna => {
            let first = message(id, By::Client, entered);
            let body = format!(r#"{{"id":"{id}","widget":"demo","entry":"chat","language":"en","message":{first}}}"#);
            let mut http = Http::open(running.address).await?;
            watch.borrow_mut().entered.insert(id.clone(), entered);
            let begun = http.send("POST", "/widget/v1/conversations", &talk.client(), &body).await?.json()?;
            watch.borrow_mut().acknowledged.record(entered.elapsed());
            let known = begun["last_seq"].as_u64().context("no number")?;
            open(running, &talk, By::Client, known, &mut |_| ()).await
        }
        System::Relay => {
            let mut line = open(running, &talk, By::Client, 0, &mut |_| ()).await?;
            let text = crate::tally::text(By::Client, entered);
            watch.borrow_mut().entered.insert(id.clone(), entered);
            line.say(format!(r#"{{"conversation":"queue","id":"{id}","text":"{text}"}}"#)).await?;
            line.hear_until(r#"{"ack""#, &mut |_| ()).await?;
            watch.borrow_mut().acknowledged.record(entered.elapsed());
            Ok(line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_and_a_relayed_frame_are_about_the_same() {
        let id = Uuid::now_v7().to_string();
        let row = format!(r#"{{"type":"row","conversation":{{"id":"{id}","client":{{"id":"{}"}}}}}}"#, Uuid::nil());
        let relayed = format!(r#"{{"conversation":"queue","id":"{id}","text":"hello"}}"#);
        assert_eq!((first_id(&row), first_id(&relayed)), (Some(&*id), Some(&*id)));
        assert_eq!(first_id(r#"{"type":"pong"}"#), None);
    }
}
