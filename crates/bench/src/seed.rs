//! A desk with its people and their talks, made once through the command line and the API; every run starts on a copy.

use crate::{
    http::Http,
    lab::{Lab, NOBODY, Running},
};
use anyhow::Context as _;
use rand::{RngExt as _, distr::Alphanumeric};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    rc::Rc,
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// The e-mail address of the administrator.
pub const ADMINISTRATOR: &str = "ada@bench.example";
const PASSWORD: &str = "correct horse battery";
/// Requests under way at once while seeding.
const AT_ONCE: usize = 16;

/// A desk to be copied.
#[derive(Clone)]
pub struct Seed {
    /// Its data folder.
    pub folder: PathBuf,
    /// Header lines by which the server knows each operator.
    pub operators: Vec<String>,
    /// Conversations that an operator has accepted, dealt out in turn.
    pub talks: Vec<Talk>,
}

/// A conversation and both its sides.
#[derive(Clone)]
pub struct Talk {
    /// Its id.
    pub conversation: String,
    /// The client's token.
    pub token: String,
    /// Header line of its operator.
    pub operator: String,
}

impl Talk {
    /// Header line of its client.
    #[must_use]
    pub fn client(&self) -> String {
        format!("x-hovorna-client: {}", self.token)
    }
}

impl Seed {
    /// A desk with so many operators, all signed in, and nobody waiting.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn new(lab: &Lab, operators: usize) -> anyhow::Result<Self> {
        let folder = lab.scratch.join("desk");
        fs::create_dir_all(&folder)?;
        add_administrator(lab, &folder)?;
        let running = lab.start_hovorna(&folder, &[lab.server_core, lab.generator_core]).await?;
        let administrator = sign_in(running.address, ADMINISTRATOR).await?;
        let group = prepare(running.address, &administrator).await?;
        let added = at_once(operators, {
            let (address, administrator) = (running.address, administrator.clone());
            async move |n| {
                let email = format!("operator{n}@bench.example");
                let user = json!({"name": format!("Operator {n}"), "email": email, "role": "operator",
                    "chat_limit": 50, "groups": [group], "password": PASSWORD});
                post(address, "/api/v1/users", &administrator, &user).await?;
                sign_in(address, &email).await
            }
        });
        let operators = added.await?;
        running.process.stop()?;
        Ok(Self { folder, operators, talks: Vec::new() })
    }

    /// A copy of this desk with so many talks, dealt out among its operators.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn with_talks(&self, lab: &Lab, talks: usize, said: usize) -> anyhow::Result<Self> {
        let folder = lab.scratch.join(format!("desk-{talks}-{said}"));
        let running = copy(lab, self, &folder).await?;
        let (address, operators) = (running.address, Rc::new(self.operators.clone()));
        // Who signed in before the server's start counts as there once heard of.
        send(address, "GET", "/api/v1/session", &operators[0], "").await?;
        let made = at_once(talks, async move |n| {
            let talk = Talk {
                conversation: Uuid::now_v7().to_string(),
                token: token(),
                operator: operators[n % operators.len()].clone(),
            };
            enter(address, &talk).await?;
            post(address, &format!("/api/v1/conversations/{}/accept", talk.conversation), &talk.operator, &json!({}))
                .await?;
            for _ in 0..said {
                let body = json!({"id": Uuid::now_v7(), "conversation": talk.conversation, "text": "x".repeat(120)});
                post(address, "/widget/v1/messages", &talk.client(), &body).await?;
            }
            Ok(talk)
        });
        let talks = made.await?;
        running.process.stop()?;
        Ok(Self { folder, talks, ..self.clone() })
    }
}

async fn copy(lab: &Lab, seed: &Seed, folder: &Path) -> anyhow::Result<Running> {
    fs::create_dir_all(folder)?;
    crate::lab::copy_files(&seed.folder, folder)?;
    lab.start_hovorna(folder, &[lab.server_core, lab.generator_core]).await
}

/// A client comes in.
///
/// # Errors
/// When it is refused.
pub async fn enter(address: SocketAddr, talk: &Talk) -> anyhow::Result<()> {
    let body = json!({"id": talk.conversation, "widget": "demo", "entry": "chat", "language": "en"});
    post(address, "/widget/v1/conversations", &talk.client(), &body).await.map(drop)
}

/// A client's token as a browser makes it: 32 random bytes in base64url. The last character has spare bits that are zero.
#[must_use]
pub fn token() -> String {
    rand::rng().sample_iter(Alphanumeric).take(42).map(char::from).chain(['A']).collect()
}

fn add_administrator(lab: &Lab, folder: &Path) -> anyhow::Result<()> {
    let mut command = lab.command(folder);
    command.args([
        "user",
        "add",
        "--email",
        ADMINISTRATOR,
        "--name",
        "Ada",
        "--role",
        "administrator",
        "--password-stdin",
    ]);
    let mut adding = command.arg("--data").arg(folder).stdin(Stdio::piped()).spawn()?;
    adding.stdin.take().context("no standard input")?.write_all(PASSWORD.as_bytes())?;
    anyhow::ensure!(adding.wait()?.success(), "hovorna user add failed");
    Ok(())
}

/// Nobody is to be given up while the load is being set up. Returns the id of the group that was there from the start.
async fn prepare(address: SocketAddr, administrator: &str) -> anyhow::Result<String> {
    let mut settings = send(address, "GET", "/api/v1/settings", administrator, "").await?;
    settings["graces"] = json!({"client_away": 600, "client_waiting": 3600, "client_active": 86400, "operator": 86400});
    send(address, "PUT", "/api/v1/settings", administrator, &settings.to_string()).await?;
    let groups = send(address, "GET", "/api/v1/groups", administrator, "").await?;
    Ok(groups["items"][0]["id"].as_str().context("no group")?.to_owned())
}

/// Signs somebody in; the header line by which the server knows who it is.
///
/// # Errors
/// When it is refused.
pub async fn sign_in(address: SocketAddr, email: &str) -> anyhow::Result<String> {
    let mut http = Http::open(address).await?;
    let body = json!({"email": email, "password": PASSWORD}).to_string();
    let answer = http.send("POST", "/api/v1/session", NOBODY, &body).await?;
    answer.json()?;
    Ok(format!("cookie: {}", answer.cookie.context("no session")?))
}

async fn post(address: SocketAddr, path: &str, who: &str, body: &Value) -> anyhow::Result<Value> {
    send(address, "POST", path, who, &body.to_string()).await
}

/// Sends a request; the answer of one that was not refused.
///
/// # Errors
/// When it is.
pub async fn send(address: SocketAddr, method: &str, path: &str, who: &str, body: &str) -> anyhow::Result<Value> {
    Http::open(address).await?.send(method, path, who, body).await?.json().with_context(|| path.to_owned())
}

/// Does it for 0 to `n`, some at once; what came of each, in order.
///
/// # Errors
/// The first failure.
pub async fn at_once<T: 'static>(
    n: usize,
    act: impl AsyncFn(usize) -> anyhow::Result<T> + 'static,
) -> anyhow::Result<Vec<T>> {
    let (act, mut running, mut done) = (Rc::new(act), JoinSet::new(), Vec::with_capacity(n));
    for lane in 0..AT_ONCE.min(n) {
        let act = Rc::clone(&act);
        running.spawn_local(async move {
            let mut did = Vec::new();
            for i in (lane..n).step_by(AT_ONCE) {
                did.push((i, act(i).await?));
            }
            anyhow::Ok(did)
        });
    }
    while let Some(did) = running.join_next().await {
        done.extend(did??);
    }
    done.sort_by_key(|(i, _)| *i);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}
