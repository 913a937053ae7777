//! Settings of the process: command line over environment (`HOVORNA_…`) over a TOML file over defaults.

use anyhow::Context as _;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::{net::SocketAddr, path::PathBuf};
use url::Url;

/// Settings of the process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The address to listen at.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; none: `hovorna.sqlite` in the data folder.
    pub database: Option<String>,
    /// The address people reach us at (`https://chat.example.com`); none: whatever the request says.
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// What seals secrets in the database: 32 bytes as base64url; none: `secret.key` in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<SecretKey>,
    /// Hosts within the company (`wiki.lan`, `shop.lan:8080`) whose pages may be previewed when a message links to them.
    /// All others are looked at on public addresses and the usual ports only.
    pub preview_hosts: Vec<String>,
    /// The address of Meta's Graph API; none: `https://graph.facebook.com`.
    pub meta_graph_url: Option<Url>,
    /// How much a stranger may ask for.
    pub limits: Limits,
}

/// The key that seals secrets. It is never printed.
#[derive(Clone, Serialize, Deserialize)]
pub struct SecretKey(pub String);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// Requests per minute; each may come at once, too. A whole office behind one address must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Attempts to sign in, per address.
    pub sign_ins_per_address: u32,
    /// Wrong passwords in a row for one user from one address before it is locked out, ever longer.
    pub wrong_passwords: u32,
    /// Conversations begun, per address.
    pub entries_per_address: u32,
    /// Conversations begun, per client.
    pub entries_per_client: u32,
    /// Messages and page views, per client.
    pub messages_per_client: u32,
    /// All requests of clients, per address.
    pub client_requests_per_address: u32,
    /// All requests of one operator.
    pub requests_per_operator: u32,
    /// All requests of one API token.
    pub requests_per_token: u32,
    /// Sockets opened, per address.
    pub sockets_per_address: u32,
    /// Pages looked at for one operator.
    pub previews_per_operator: u32,
    /// Mails one administrator sends to see whether they arrive.
    pub mail_tests_per_administrator: u32,
    /// Talks sent by mail for clients, per address they ask from.
    pub transcripts_per_address: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_ins_per_address: 120,
            wrong_passwords: 5,
            entries_per_address: 600,
            entries_per_client: 20,
            messages_per_client: 120,
            client_requests_per_address: 12_000,
            requests_per_operator: 6_000,
            requests_per_token: 600,
            sockets_per_address: 3_000,
            previews_per_operator: 60,
            mail_tests_per_administrator: 20,
            transcripts_per_address: 20,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: ([127, 0, 0, 1], 8080).into(),
            data: PathBuf::from("data"),
            database: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            log_format: LogFormat::Text,
            secret_key: None,
            preview_hosts: Vec::new(),
            meta_graph_url: None,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Reads the settings. `given` are those of the command line.
    ///
    /// # Errors
    /// A file that cannot be read, or a value that makes no sense, is named.
    pub fn read(file: Option<PathBuf>, given: &Given) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            anyhow::ensure!(file.exists(), "there is no configuration file {}", file.display());
            figment = figment.merge(Toml::file(file));
        }
        figment
            .merge(Env::prefixed("HOVORNA_").ignore(&["config"]).split("__"))
            .merge(Serialized::defaults(given))
            .extract()
            .context("the settings make no sense")
    }

    /// The database's address.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("hovorna.sqlite").display()))
    }
}

/// Settings given on the command line; what is not given leaves the others alone.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Given {
    /// `--listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// `--data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `--database`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
}
