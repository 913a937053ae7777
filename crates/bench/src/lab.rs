//! What is measured, and where: the server's processes on one core, the generator on another.

use crate::{
    http::Http,
    machine::{Process, stay_on},
    seed::Seed,
};
use anyhow::Context as _;
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// A server that does not answer within this has failed to start.
const STARTING: Duration = Duration::from_secs(30);
/// No limit is met at this; per minute.
const UNLIMITED: &str = "1000000000";
/// The limits of `hovorna serve`, all raised.
const LIMITS: [&str; 7] = [
    "SIGN_INS_PER_ADDRESS",
    "ENTRIES_PER_ADDRESS",
    "ENTRIES_PER_CLIENT",
    "MESSAGES_PER_CLIENT",
    "CLIENT_REQUESTS_PER_ADDRESS",
    "REQUESTS_PER_OPERATOR",
    "SOCKETS_PER_ADDRESS",
];

/// Where it is measured.
pub struct Lab {
    /// The release binary.
    pub hovorna: PathBuf,
    /// A folder for data; removed at the end.
    pub scratch: PathBuf,
    /// The server's core.
    pub server_core: usize,
    /// The generator's core.
    pub generator_core: usize,
}

/// Which of the two is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// The server.
    Hovorna,
    /// The bare relay.
    Relay,
}

/// A process under load.
pub struct Running {
    /// The process.
    pub process: Process,
    /// Where it listens.
    pub address: SocketAddr,
    /// Which of the two.
    pub system: System,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
}

impl Lab {
    /// Makes the folder for data and moves to the generator's core.
    ///
    /// # Errors
    /// When there is no such binary, folder or core.
    pub fn new(hovorna: PathBuf, server_core: usize, generator_core: usize) -> anyhow::Result<Self> {
        anyhow::ensure!(hovorna.exists(), "there is no {}: make build", hovorna.display());
        let scratch = std::env::temp_dir().join(format!("hovorna-bench-{}", std::process::id()));
        fs::create_dir_all(&scratch).with_context(|| format!("{} cannot be made", scratch.display()))?;
        stay_on(&[generator_core])?;
        Ok(Self { hovorna, scratch, server_core, generator_core })
    }

    /// Starts one of the two afresh; the server on a copy of what was seeded.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub async fn start(&self, system: System, seed: &Seed) -> anyhow::Result<Running> {
        match system {
            System::Hovorna => {
                let folder = self.fresh_folder()?;
                copy_files(&seed.folder, &folder)?;
                self.start_hovorna(&folder, &[self.server_core]).await
            }
            System::Relay => self.start_relay().await,
        }
    }

    /// Starts the server on a data folder.
    ///
    /// # Errors
    /// When it is not ready in time.
    pub async fn start_hovorna(&self, folder: &Path, cores: &[usize]) -> anyhow::Result<Running> {
        let address = free_address()?;
        let mut command = self.command(folder);
        command.arg("serve").arg("--listen").arg(address.to_string()).arg("--data").arg(folder);
        Running::start(&mut command, address, System::Hovorna, cores, self.generator_core).await
    }

    /// `hovorna` with raised limits, its log in the data folder's neighbour.
    #[must_use]
    pub fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.hovorna);
        let own = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HOVORNA_"));
        own.for_each(|(name, _)| {
            command.env_remove(name);
        });
        for limit in LIMITS {
            command.env(format!("HOVORNA_LIMITS__{limit}"), UNLIMITED);
        }
        command.env("HOVORNA_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::null());
        if let Ok(log) = fs::File::create(folder.with_extension("log")) {
            command.stderr(log);
        }
        command
    }

    async fn start_relay(&self) -> anyhow::Result<Running> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("relay").arg(address.to_string()).arg(self.fresh_folder()?.join("frames"));
        Running::start(&mut command, address, System::Relay, &[self.server_core], self.generator_core).await
    }

    /// An empty folder; the one before is removed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh_folder(&self) -> anyhow::Result<PathBuf> {
        let folder = self.scratch.join("run");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

impl Running {
    async fn start(
        command: &mut Command,
        address: SocketAddr,
        system: System,
        cores: &[usize],
        back: usize,
    ) -> anyhow::Result<Self> {
        let began = Instant::now();
        let process = Process::start(command, cores, &[back])?;
        let mut running = Self { process, address, system, started_in: Duration::ZERO };
        while !running.is_ready().await {
            anyhow::ensure!(began.elapsed() < STARTING, "{system:?} did not start");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        running.started_in = began.elapsed();
        Ok(running)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut http) = Http::open(self.address).await else { return false };
        match self.system {
            System::Relay => true,
            System::Hovorna => {
                http.send("GET", "/health/ready", NOBODY, "").await.is_ok_and(|answer| answer.status == 200)
            }
        }
    }
}

/// The header of a request that nobody needs to be known for.
pub const NOBODY: &str = "accept: */*";

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// Copies the files of a folder.
///
/// # Errors
/// When one cannot be read or written.
pub fn copy_files(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}
