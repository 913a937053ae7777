//! A desk of its own for each test: the real server on a free port, an empty database, the first administrator.

use super::{Answer, Client, Line, Operator};
use serde_json::{Value, json};
use server::{
    app::{App, now},
    config::{Config, Limits},
    demo, serve,
};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Weak},
};
use testkit::lumen::KLARA;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use uuid::Uuid;

pub const PASSWORD: &str = "correct horse battery";

/// A running desk.
pub struct Desk {
    pub address: SocketAddr,
    pub http: reqwest::Client,
    pub set_up_token: String,
    /// The server's own: nobody else may write while it runs.
    pub store: store::Store,
    /// The server itself, as long as it runs: for what it does by the clock.
    pub app: Weak<App>,
    config: Config,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<anyhow::Result<()>>,
    folder: PathBuf,
}

/// A desk whose set-up is done, and its administrator.
pub async fn desk() -> (Desk, Operator) {
    let desk = Desk::start(|_| ()).await;
    let administrator = desk.set_up().await;
    (desk, administrator)
}

impl Desk {
    /// Starts one on an empty database, with settings changed as wished.
    pub async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-api-{}", Uuid::now_v7()));
        let mut config = Config { data: folder.clone(), limits: Limits::default(), ..Config::default() };
        change(&mut config);
        Self::run(config, folder).await
    }

    /// The demo's company, in the middle of a shift, and Klára, who is signed in.
    pub async fn of_lumen() -> (Self, Operator) {
        let data = std::env::temp_dir().join(format!("hovorna-api-{}", Uuid::now_v7()));
        let config = Config { data: data.clone(), ..Config::default() };
        demo::make(&config, PASSWORD, now()).await.unwrap();
        let desk = Self::run(config, data).await;
        let klara = Operator::of(&desk, desk.sign_in(KLARA, PASSWORD).await);
        (desk, klara)
    }

    async fn run(config: Config, folder: PathBuf) -> Self {
        server::http::health::collect_figures();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let store = serve::open(&config).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let (app, running) = serve::start(config.clone(), store.clone(), listener, async {
            let _ = stopped.await;
        })
        .await
        .unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let set_up_token = app.set_up_token.clone();
        let app = Arc::downgrade(&app);
        Self { address, http, set_up_token, store, app, config, stop: Some(stop), running, folder }
    }

    /// Stops it and starts another on the same database.
    pub async fn restart(mut self) -> Self {
        self.stop.take().unwrap().send(()).unwrap();
        (&mut self.running).await.unwrap().unwrap();
        let (config, folder) = (self.config.clone(), std::mem::take(&mut self.folder));
        Self::run(config, folder).await
    }

    /// What it was started with.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Starts one on what is there already. Its folder goes with it.
    pub async fn over(config: Config) -> Self {
        let folder = config.data.clone();
        Self::run(config, folder).await
    }

    /// Stops it; what it kept stays until the settings' folder is removed.
    pub async fn stop(mut self) -> Config {
        self.stop.take().unwrap().send(()).unwrap();
        (&mut self.running).await.unwrap().unwrap();
        self.folder = PathBuf::new();
        self.store.close().await;
        self.config.clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.http.get(self.url(path))).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.http.post(self.url(path)).json(body)).await
    }

    pub async fn live(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Line, u16> {
        Line::open(&format!("ws://{}{path}", self.address), headers).await
    }

    /// Makes the first administrator.
    pub async fn set_up(&self) -> Operator {
        let body = json!({"token": self.set_up_token, "company": "Lumen", "name": "Ada", "email": "ada@lumen.example", "password": PASSWORD});
        Operator::of(self, self.post("/api/v1/setup", &body).await)
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/session", &json!({"email": email, "password": password})).await
    }

    /// Adds a user of this role, who serves these groups and is signed in.
    pub async fn user(&self, by: &Operator, name: &str, role: &str, groups: &[&str]) -> Operator {
        let email = format!("{}@lumen.example", name.to_lowercase());
        let user = json!({"name": name, "email": email, "role": role, "groups": groups, "password": PASSWORD});
        by.post("/users", &user).await.ok();
        Operator::of(self, self.sign_in(&email, PASSWORD).await)
    }

    /// Adds an operator of the group that was there from the beginning.
    pub async fn operator(&self, by: &Operator, name: &str) -> Operator {
        let group = self.group(by).await;
        self.user(by, name, "operator", &[&group]).await
    }

    /// The id of the group that was there from the beginning.
    pub async fn group(&self, by: &Operator) -> String {
        let groups = by.get("/groups").await.ok();
        let support = groups["items"].as_array().unwrap().iter().find(|group| group["name"] == "Support");
        support.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        &self.config.data
    }

    pub fn client(&self) -> Client {
        Client::new(self)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.running.abort();
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
