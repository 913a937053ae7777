//! W6: how soon a started process serves, and what it takes while nobody is there.

use crate::{
    figures::Figures,
    lab::{Lab, System},
    seed::Seed,
};
use std::{fs, path::Path, time::Duration};

/// Nothing happens for this long before the memory is looked at.
const QUIET: Duration = Duration::from_secs(3);

/// Starts with an empty folder and with one that is in use.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed) -> anyhow::Result<Figures> {
    let mut figures = Figures::new();
    if system == System::Hovorna {
        let folder = lab.fresh_folder()?;
        let running = lab.start_hovorna(&folder, &[lab.server_core]).await?;
        figures.insert("first_start_s".into(), running.started_in.as_secs_f64());
        figures.insert("binary_mib".into(), mib(fs::metadata(&lab.hovorna)?.len()));
        running.process.stop()?;
        figures.insert("empty_folder_mib".into(), mib(size(&folder)?));
    }
    let running = lab.start(system, seed).await?;
    figures.insert("start_s".into(), running.started_in.as_secs_f64());
    tokio::time::sleep(QUIET).await;
    figures.insert("idle_mib".into(), mib(running.process.pss_kib()? * 1_024));
    let before = running.process.cpu()?;
    tokio::time::sleep(QUIET).await;
    let cpu = running.process.cpu()? - before;
    figures.insert("idle_cpu_part_of_core".into(), cpu.as_secs_f64() / QUIET.as_secs_f64());
    Ok(figures)
}

fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}

#[expect(clippy::cast_precision_loss, reason = "figures, not money")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
