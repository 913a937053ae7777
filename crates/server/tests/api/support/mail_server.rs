//! A mail server of its own for a test: Debian's aiosmtpd, a process that may be killed, told how to behave by a file.

use super::{PATIENCE, new_id};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/test/smtp.py");

/// A mail server.
pub struct MailServer {
    pub port: u16,
    folder: PathBuf,
    security: &'static str,
    process: Child,
}

impl MailServer {
    /// Starts one that protects the way so: `none`, `starttls` or `tls`.
    pub fn start(security: &'static str) -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-smtp-{}", new_id()));
        std::fs::create_dir(&folder).unwrap();
        let (process, port) = run(&folder, security, 0);
        Self { port, folder, security, process }
    }

    /// What an administrator would set to reach it; with more, or other, as wished.
    pub fn settings(&self, change: Value) -> Value {
        let authority = std::fs::read_to_string(self.folder.join("authority.pem")).ok();
        let mut settings = json!({"host": "localhost", "port": self.port, "security": self.security, "user": "desk",
            "password": "correct horse", "from_address": "desk@lumen.example", "from_name": "Lumen – podpora",
            "language": "cs", "authority": authority});
        let (Value::Object(settings), Value::Object(change)) = (&mut settings, change) else { unreachable!() };
        settings.extend(change);
        Value::Object(settings.clone())
    }

    /// From now on it behaves like this; see `smtp.py`.
    pub fn behaves(&self, how: &Value) {
        // Whole or not at all: it is read at any moment.
        let beside = self.folder.join("behaviour.new");
        std::fs::write(&beside, how.to_string()).unwrap();
        std::fs::rename(beside, self.folder.join("behaviour")).unwrap();
    }

    /// From now on it behaves.
    pub fn behaves_again(&self) {
        let _ = std::fs::remove_file(self.folder.join("behaviour"));
    }

    /// The mails it took so far.
    pub fn received(&self) -> Vec<Value> {
        let lines = std::fs::read_to_string(self.folder.join("received")).unwrap_or_default();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until it took so many mails.
    pub async fn took(&self, count: usize) -> Vec<Value> {
        let taken = tokio::time::timeout(PATIENCE, async {
            loop {
                let received = self.received();
                if received.len() >= count {
                    return received;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        taken.await.unwrap_or_else(|_| panic!("{} mails came instead of {count}", self.received().len()))
    }

    /// Ends it at once, whatever it is doing.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Starts it again, at the same port.
    pub fn start_again(&mut self) {
        self.kill();
        (self.process, self.port) = run(&self.folder, self.security, self.port);
    }

    /// Waits until it ended by itself.
    pub async fn ended(&mut self) {
        let ended = tokio::time::timeout(PATIENCE, async {
            while self.process.try_wait().unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        ended.await.expect("it did not end");
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(folder: &PathBuf, security: &str, port: u16) -> (Child, u16) {
    // A second Python may stand before Debian's own, which has the package.
    let has_it = |python: &&str| {
        let asked = Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    let python = ["/usr/bin/python3", "python3"].into_iter().find(has_it);
    let python = python.expect("the tests need aiosmtpd; on Debian: sudo apt-get install python3-aiosmtpd");
    let mut process = Command::new(python)
        .arg(SCRIPT)
        .arg(folder)
        .args(["--security", security, "--port", &port.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().parse().expect("the mail server did not start");
    (process, port)
}
