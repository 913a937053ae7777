//! Which workloads run, how large and how often.

use crate::{
    figures::{Figures, medians},
    lab::{Lab, System},
    report::Results,
    seed::Seed,
    workloads::{
        burst,
        conversations::{self, Spans},
        deliveries, history, idle, knee, start, storm,
    },
};
use std::time::{Duration, Instant};

/// The workloads, in the order in which they run.
const WORKLOADS: [&str; 8] = ["w1", "w1-knee", "w2", "w3", "w4", "w5", "w6", "w7"];

/// How it is measured.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Runs of each workload.
    pub runs: u32,
    /// Small and short.
    pub quick: bool,
}

/// What is measured.
pub struct Plan {
    workloads: Vec<&'static str>,
    options: Options,
    size: Size,
}

/// How large the workloads are.
#[derive(Clone, Copy)]
struct Size {
    /// Operators, and conversations of W1.
    conversations: usize,
    /// Conversations of W4.
    cut: usize,
    /// Sockets of W2.
    idle: usize,
    /// Deliveries of W7.
    deliveries: usize,
    w1: Spans,
    step: Spans,
    quiet: Duration,
}

const STANDARD: Size = Size {
    conversations: 500,
    cut: 2_500,
    idle: 9_900,
    deliveries: 2_000,
    w1: Spans { warm_up: Duration::from_secs(3), window: Duration::from_secs(12) },
    step: Spans { warm_up: Duration::from_secs(2), window: Duration::from_secs(6) },
    quiet: Duration::from_secs(10),
};
const QUICK: Size = Size {
    conversations: 60,
    cut: 120,
    idle: 300,
    deliveries: 200,
    w1: Spans { warm_up: Duration::from_secs(1), window: Duration::from_secs(3) },
    step: Spans { warm_up: Duration::from_millis(500), window: Duration::from_secs(2) },
    quiet: Duration::from_secs(2),
};

/// Desks to start from; the large ones are made only when they are needed.
struct Seeds {
    desk: Seed,
    talks: Option<Seed>,
    history: Option<Seed>,
    cut: Option<Seed>,
    idle: Option<Seed>,
}

impl Plan {
    /// Only some workloads, or all.
    ///
    /// # Errors
    /// When there is no such workload.
    pub fn new(only: &[String], options: Options) -> anyhow::Result<Self> {
        let unknown = only.iter().find(|name| !WORKLOADS.contains(&name.to_lowercase().as_str()));
        anyhow::ensure!(unknown.is_none(), "there are {}", WORKLOADS.join(", "));
        let wanted = |name: &&str| only.is_empty() || only.iter().any(|only| only.eq_ignore_ascii_case(name));
        let workloads = WORKLOADS.into_iter().filter(wanted).collect();
        Ok(Self { workloads, options, size: if options.quick { QUICK } else { STANDARD } })
    }

    /// Files that the generator has open at once, and a few more.
    #[must_use]
    pub fn open_files(&self) -> u64 {
        u64::try_from(self.size.idle.max(self.size.cut * 2)).unwrap_or(u64::MAX) + 2_000
    }

    /// Runs them.
    ///
    /// # Errors
    /// When a server fails.
    pub async fn run(&self, lab: &Lab) -> anyhow::Result<Results> {
        let seeds = self.seeds(lab).await?;
        let mut results = Results::new();
        for run in 0..self.options.runs {
            for workload in &self.workloads {
                let found = results.entry(*workload).or_default();
                // The relay has no history to read.
                if *workload != "w5" {
                    found.relay_runs.push(self.one(lab, &seeds, workload, System::Relay, run).await?);
                }
                found.hovorna_runs.push(self.one(lab, &seeds, workload, System::Hovorna, run).await?);
            }
        }
        for found in results.values_mut() {
            (found.hovorna, found.relay) = (medians(&found.hovorna_runs), medians(&found.relay_runs));
        }
        Ok(results)
    }

    async fn one(&self, lab: &Lab, seeds: &Seeds, workload: &str, system: System, run: u32) -> anyhow::Result<Figures> {
        let (began, random) = (Instant::now(), u64::from(run));
        // Tasks hold sockets and the server they talk to: with the workload all of them end.
        let tasks = tokio::task::LocalSet::new();
        let figures = tasks.run_until(self.play(lab, seeds, workload, system, random)).await?;
        drop(tasks);
        eprintln!("{workload} {system:?}, run {}: {:.0} s", run + 1, began.elapsed().as_secs_f64());
        Ok(figures)
    }

    async fn play(
        &self,
        lab: &Lab,
        seeds: &Seeds,
        workload: &str,
        system: System,
        random: u64,
    ) -> anyhow::Result<Figures> {
        let size = self.size;
        let seed = |seed: &Option<Seed>| seed.clone().unwrap_or_else(|| seeds.desk.clone());
        match workload {
            "w1" => conversations::run(lab, system, &seed(&seeds.talks), size.w1, random).await,
            "w1-knee" => knee::run(lab, system, &seed(&seeds.talks), size.step, random).await,
            "w2" => idle::run(lab, system, &seed(&seeds.idle), size.quiet).await,
            "w3" => burst::run(lab, system, &seeds.desk, random).await,
            "w4" => storm::run(lab, system, &seed(&seeds.cut)).await,
            "w7" => deliveries::run(lab, system, &seeds.desk, size.deliveries, random).await,
            "w5" => history::run(lab, &seed(&seeds.history), size.w1, random).await,
            _ => start::run(lab, system, &seeds.desk).await,
        }
    }

    async fn seeds(&self, lab: &Lab) -> anyhow::Result<Seeds> {
        let (size, began) = (self.size, Instant::now());
        let needs = |names: &[&str]| self.workloads.iter().any(|name| names.contains(name));
        let desk = Seed::new(lab, size.conversations.max(burst::WATCHING)).await?;
        let mut seeds = Seeds { talks: None, history: None, cut: None, idle: None, desk };
        if needs(&["w1", "w1-knee"]) {
            seeds.talks = Some(seeds.desk.with_talks(lab, size.conversations, 0).await?);
        }
        if needs(&["w5"]) {
            seeds.history = Some(seeds.desk.with_talks(lab, size.conversations, history::SAID_BEFORE).await?);
        }
        if needs(&["w4"]) {
            seeds.cut = Some(seeds.desk.with_talks(lab, size.cut, 0).await?);
        }
        if needs(&["w2"]) {
            seeds.idle = Some(seeds.desk.with_talks(lab, size.idle, 0).await?);
        }
        eprintln!("desks with people and conversations made: {:.0} s", began.elapsed().as_secs_f64());
        Ok(seeds)
    }
}
