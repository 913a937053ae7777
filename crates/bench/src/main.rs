//! `make bench`: the workloads of the performance targets, against the server and against a bare relay in the same run.

mod figures;
mod http;
mod lab;
mod line;
mod machine;
mod pace;
mod plan;
mod relay;
mod report;
mod seed;
mod sides;
mod size;
mod tally;
mod targets;
mod workloads;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use lab::Lab;
use plan::{Options, Plan};
use serde_json::json;
use std::{fs, net::SocketAddr, path::PathBuf};

/// Load on `hovorna serve` and on a bare relay, side by side.
#[derive(Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only these workloads: w1, w1-knee, w2, w3, w4, w5, w6.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Runs of each; the medians count.
    #[arg(long, default_value_t = 3)]
    runs: u32,
    /// Fewer conversations and shorter windows: whether it runs, not how fast.
    #[arg(long)]
    quick: bool,
    /// Fails when a lowest bar is missed.
    #[arg(long)]
    check: bool,
    /// Figures for machines go here.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
    /// The release binary of the server.
    #[arg(long, default_value = "target/release/hovorna")]
    hovorna: PathBuf,
    /// The core of the measured process.
    #[arg(long, default_value_t = 0)]
    server_core: usize,
    /// The core of the generator.
    #[arg(long, default_value_t = 1)]
    generator_core: usize,
}

#[derive(Subcommand)]
enum Command {
    /// The bare relay; started by the measurement itself.
    Relay {
        /// Where it listens.
        address: SocketAddr,
        /// What it appends to.
        file: PathBuf,
    },
    /// D1: how long a desk with years behind it takes to answer.
    Size {
        /// Conversations, each of ten messages. Made once and kept.
        #[arg(long, default_value_t = 1_000_000)]
        conversations: usize,
        /// How often each thing is asked.
        #[arg(long, default_value_t = 500)]
        times: usize,
        /// Where it is kept.
        #[arg(long, default_value = "target/bench-size")]
        cache: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    match cli.command {
        Some(Command::Relay { address, file }) => return relay::serve(address, &file),
        Some(Command::Size { conversations, times, cache }) => {
            let lab = Lab::new(cli.hovorna, cli.server_core, cli.generator_core)?;
            let asked = size::run(&lab, &cache, conversations, times);
            let missed = tokio::task::LocalSet::new().block_on(&runtime()?, asked)?;
            anyhow::ensure!(!cli.check || missed == 0, "{missed} of the lowest bars are missed");
            return Ok(());
        }
        None => {}
    }
    let options = Options { runs: cli.runs, quick: cli.quick };
    let plan = Plan::new(&cli.only, options)?;
    machine::allow_open_files(plan.open_files())?;
    let lab = Lab::new(cli.hovorna, cli.server_core, cli.generator_core)?;
    let results = tokio::task::LocalSet::new().block_on(&runtime()?, plan.run(&lab))?;
    print!("{}{}", report::table(&results), report::verdicts(&results));
    let how = json!({"runs": cli.runs, "quick": cli.quick, "cores": std::thread::available_parallelism()?.get()});
    let json = serde_json::to_string_pretty(&report::json(&results, &how))?;
    fs::write(&cli.json, json).with_context(|| format!("{} cannot be written", cli.json.display()))?;
    println!("\nAll figures: {}", cli.json.display());
    let missed = report::missed(&results);
    anyhow::ensure!(!cli.check || missed == 0, "{missed} of the lowest bars are missed");
    Ok(())
}
