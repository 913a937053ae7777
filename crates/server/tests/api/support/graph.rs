//! A stand-in for Meta's Graph API in a process of its own: it takes what is sent, and calls our webhooks as Meta does.

use super::{Desk, Operator, PATIENCE};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};
use url::Url;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/support/fake_graph.py");
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../channels/fixtures");
/// What both sides sign with.
pub const APP_SECRET: &str = "test-app-secret-0123456789abcdef";

/// The stand-in.
pub struct Graph {
    pub url: Url,
    process: Child,
    http: reqwest::Client,
}

impl Graph {
    pub fn start() -> Self {
        let mut process = Command::new("python3")
            .args([SCRIPT, "--port", "0", "--quiet", "--fixtures", FIXTURES])
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is there");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().rsplit(' ').next().unwrap().parse().expect("it says where it listens");
        Self { url, process, http: reqwest::Client::new() }
    }

    /// A desk that talks with it, and its administrator.
    pub async fn with_desk() -> (Self, Desk, Operator) {
        let graph = Self::start();
        let url = graph.url.clone();
        let desk = Desk::start(|config| config.meta_graph_url = Some(url)).await;
        let ada = desk.set_up().await;
        (graph, desk, ada)
    }

    async fn ask(&self, path: &str, body: &Value) -> Value {
        let url = self.url.join(path).unwrap();
        let answer = self.http.post(url).json(body).timeout(PATIENCE).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// From now on it behaves like this; see the script.
    pub async fn control(&self, how: Value) {
        self.ask("/__control", &how).await;
    }

    /// A client writes; tells the message's id.
    pub async fn inbound(&self, what: Value) -> String {
        let told = self.ask("/__inbound", &what).await;
        told["message_id"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
    }

    /// It calls our webhook; tells what it was answered.
    pub async fn deliver(&self, what: Value) -> Value {
        self.ask("/__deliver", &what).await
    }

    /// How it behaves now, and what it was told to remember.
    pub async fn state(&self) -> Value {
        self.http.get(self.url.join("/__control").unwrap()).send().await.unwrap().json().await.unwrap()
    }

    /// What was sent to clients so far.
    pub async fn sends(&self) -> Vec<Value> {
        let url = self.url.join("/__calls?kind=send").unwrap();
        let all: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        let all = all.get("calls").unwrap_or(&all);
        all.as_array().unwrap_or_else(|| panic!("{all}")).clone()
    }

    /// Waits until so much was sent.
    pub async fn sent(&self, count: usize) -> Vec<Value> {
        let sent = tokio::time::timeout(PATIENCE, async {
            loop {
                let sends = self.sends().await;
                if sends.len() >= count {
                    return sends;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        sent.await.unwrap_or_else(|_| panic!("{count} were not sent"))
    }

    /// Connects the stand-in's page or number, and tells the stand-in where our webhook is.
    pub async fn connect(&self, by: &Operator, desk: &Desk, kind: &str) -> Value {
        let made = by.post("/channels", &channel(desk, by, kind).await).await.ok();
        let path = format!("/hooks/{kind}/{}", made["id"].as_str().unwrap());
        self.control(json!({"callback": {kind: desk.url(&path)}})).await;
        made
    }
}

/// What an administrator enters.
pub async fn channel(desk: &Desk, by: &Operator, kind: &str) -> Value {
    let settings = match kind {
        "messenger" => {
            json!({"page_id": "112233445566778", "access_token": "page-test-token", "app_secret": APP_SECRET,
            "verify_token": "test-verify-token"})
        }
        _ => {
            json!({"phone_number_id": "106540352242922", "waba_id": "102290129340398", "access_token": "wa-test-token",
            "app_secret": APP_SECRET, "verify_token": "test-verify-token"})
        }
    };
    json!({"kind": kind, "name": "Shop", "target": {"group": desk.group(by).await}, "settings": settings})
}

impl Drop for Graph {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
