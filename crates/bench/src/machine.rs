//! Cores, processes and what the kernel counts of them.

use anyhow::Context as _;
use rustix::{
    process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit},
    thread::{CpuSet, sched_setaffinity},
};
use std::{
    collections::HashMap,
    fs,
    process::{Child, Command},
    time::{Duration, Instant},
};

/// A server that is told to stop gets this long.
const STOPPING: Duration = Duration::from_secs(15);

/// Runs the calling thread, and what it starts from now on, on these cores only.
///
/// # Errors
/// When there is no such core.
pub fn stay_on(cores: &[usize]) -> anyhow::Result<()> {
    let mut set = CpuSet::new();
    cores.iter().for_each(|core| set.set(*core));
    sched_setaffinity(None, &set).with_context(|| format!("there are no cores {cores:?}"))
}

/// Thousands of sockets need as many open files as the machine allows.
///
/// # Errors
/// When it allows fewer than `needed`.
pub fn allow_open_files(needed: u64) -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    anyhow::ensure!(allowed >= needed, "{needed} open files are needed, {allowed} are allowed (ulimit -Hn)");
    Ok(())
}

/// A process under measurement. Killed when dropped.
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts it on `cores`; the caller stays on `back`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command, cores: &[usize], back: &[usize]) -> anyhow::Result<Self> {
        stay_on(cores)?;
        let child = command.spawn().with_context(|| format!("{} cannot be started", command.get_program().display()));
        stay_on(back)?;
        Ok(Self { child: child? })
    }

    /// CPU time of it and of all it started, so far.
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let mut stats = HashMap::new();
        for entry in fs::read_dir("/proc")?.flatten() {
            let pid = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
            // A process that ended meanwhile is none of ours.
            if let Some(pid) = pid
                && let Ok(text) = fs::read_to_string(entry.path().join("stat"))
                && let Some(stat) = Stat::parse(&text)
            {
                stats.insert(pid, stat);
            }
        }
        let ticks: u64 = stats.iter().filter(|(pid, _)| self.started(**pid, &stats)).map(|(_, stat)| stat.ticks).sum();
        Ok(Duration::from_millis(ticks * 1_000 / rustix::param::clock_ticks_per_second()))
    }

    fn started(&self, pid: u32, stats: &HashMap<u32, Stat>) -> bool {
        let mut at = pid;
        while at > 1 {
            if at == self.child.id() {
                return true;
            }
            at = stats.get(&at).map_or(0, |stat| stat.parent);
        }
        false
    }

    /// Memory it has for itself, with its share of what it shares (Pss), in KiB.
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn pss_kib(&self) -> anyhow::Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        parse_pss(&text).context("smaps_rollup has no Pss")
    }

    /// Tells it to stop and waits until it has.
    ///
    /// # Errors
    /// When it does not.
    pub fn stop(mut self) -> anyhow::Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let told = Instant::now();
        while self.child.try_wait()?.is_none() {
            anyhow::ensure!(told.elapsed() < STOPPING, "the server did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `/proc/PID/stat` says (proc(5)).
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// User and system time, in clock ticks.
    ticks: u64,
}

impl Stat {
    fn parse(text: &str) -> Option<Self> {
        // The name stands in parentheses and may contain anything, parentheses too.
        let fields: Vec<&str> = text.get(text.rfind(')')? + 2..)?.split_ascii_whitespace().collect();
        let number = |n: usize| fields.get(n)?.parse::<u64>().ok();
        Some(Self { parent: u32::try_from(number(1)?).ok()?, ticks: number(11)? + number(12)? })
    }
}

fn parse_pss(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let text = "42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 9 9 20 0 3 0 100 1 1";
        assert_eq!(Stat::parse(text), Some(Stat { parent: 7, ticks: 200 }));
        assert_eq!(Stat::parse("nonsense"), None);
    }

    #[test]
    fn pss_is_told_in_kib_and_is_not_one_of_its_parts() {
        assert_eq!(parse_pss("Rss: 9 kB\nPss_Dirty: 1 kB\nPss:      1234 kB\n"), Some(1_234));
    }

    #[test]
    fn a_process_that_works_uses_cpu_and_memory() {
        let busy = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
        let process = Process { child: busy };
        let began = Instant::now();
        while process.cpu().unwrap() < Duration::from_millis(10) {
            assert!(began.elapsed() < Duration::from_secs(20), "no CPU time was counted");
        }
        assert!(process.pss_kib().unwrap() > 0);
    }
}
