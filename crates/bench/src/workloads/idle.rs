//! W2: thousands of idle widget sockets, each in a conversation that an operator has.

use crate::{
    figures::Figures,
    lab::{Lab, Running, System},
    seed::{Seed, Talk, at_once},
    sides::{hear, open},
    tally::{By, Shared, Tally},
};
use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

/// Connected before the first look at the memory: what any socket needs once is not counted with each.
const FIRST: usize = 50;
/// What connecting leaves to be done is done within this.
const SETTLED: Duration = Duration::from_secs(2);

/// Connects a widget's socket for each of the seed's talks, then nothing happens for `idle`.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed, idle: Duration) -> anyhow::Result<Figures> {
    let running = Rc::new(lab.start(system, seed).await?);
    let tally = Rc::new(RefCell::new(Tally::default()));
    let (first, rest) = seed.talks.split_at(FIRST.min(seed.talks.len()));
    connect(&running, first, &tally).await?;
    tokio::time::sleep(SETTLED).await;
    let (pss, cpu) = (running.process.pss_kib()?, running.process.cpu()?);
    let began = Instant::now();
    connect(&running, rest, &tally).await?;
    let seconds = began.elapsed().as_secs_f64();
    tokio::time::sleep(SETTLED).await;
    let (pss_after, cpu_after) = (running.process.pss_kib()?, running.process.cpu()?);
    tokio::time::sleep(idle).await;
    let idle_cpu = running.process.cpu()? - cpu_after;
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    let each = |of: f64| of / rest.len().max(1) as f64;
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    Ok([
        ("connect_all_s", seconds),
        ("connect_cpu_ms", each((cpu_after - cpu).as_secs_f64() * 1_000.0)),
        ("connection_kib", each(pss_after as f64 - pss as f64)),
        ("pss_mib", pss_after as f64 / 1_024.0),
        ("idle_cpu_part_of_core", idle_cpu.as_secs_f64() / idle.as_secs_f64()),
    ]
    .map(|(name, figure)| (name.to_owned(), figure))
    .into())
}

async fn connect(running: &Rc<Running>, talks: &[Talk], tally: &Shared) -> anyhow::Result<()> {
    let (running, tally, talks) = (Rc::clone(running), tally.clone(), talks.to_vec());
    at_once(talks.len(), async move |n| {
        let line = open(&running, &talks[n], By::Client, 0, &mut |_| ()).await?;
        tokio::task::spawn_local(hear(line, talks[n].conversation.clone(), By::Client, tally.clone()));
        Ok(())
    })
    .await
    .map(drop)
}
