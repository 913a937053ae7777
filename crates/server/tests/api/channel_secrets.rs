//! The secrets of a page or number, old and new: nothing that leaves the server holds one, whatever is asked of it.

use crate::support::{
    DOCUMENT, PATIENCE,
    graph::{Graph, channel},
};
use reqwest::Method;
use serde_json::{Value, json};
use server::backup;
use std::{
    io::{self, Write},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;

const TOKEN: &str = "access-token-told-to-nobody";
const NEW_TOKEN: &str = "second-access-token-told-to-nobody";
const SECRET: &str = "app-secret-told-to-nobody";
const NEW_SECRET: &str = "second-app-secret-told-to-nobody";

fn is_told(words: &[u8]) -> bool {
    [TOKEN, NEW_TOKEN, SECRET, NEW_SECRET].iter().any(|it| words.windows(it.len()).any(|part| part == it.as_bytes()))
}

/// Lines of the log that hold one.
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// How many lines were looked at.
static LINES: Mutex<usize> = Mutex::new(0);

struct Watched;

impl Write for Watched {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        *LINES.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        if is_told(line) {
            LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Every path of the API that can be read, with these ids in it.
fn readable(ids: &[(&str, String)]) -> Vec<String> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get("get").is_some());
    let filled = paths.flat_map(|(path, _)| {
        if !path.contains('{') {
            return vec![path.clone()];
        }
        let one = |id: &String| {
            path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/")
        };
        ids.iter().map(|(_, id)| one(id)).collect()
    });
    filled.collect()
}

#[tokio::test]
async fn no_answer_no_log_no_audit_and_no_export_holds_a_secret() {
    // All there is to log, and of what the server is made of.
    let logged =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(|| Watched);
    let _ = logged.try_init();
    let (graph, desk, ada) = Graph::with_desk().await;
    for token in [TOKEN, NEW_TOKEN] {
        graph.control(json!({"tokens": {token: {"kind": "wa", "id": "102290129340398", "status": "ok"}}})).await;
    }
    graph.control(json!({"config": {"callback_secret_override": SECRET}})).await;
    let mut answers: Vec<(String, Vec<u8>)> = Vec::new();
    let ask = async |method: Method, path: &str, body: Option<Value>| {
        let url = format!("http://{}{path}", ada.address);
        let mut request = ada.http().request(method.clone(), url).header("cookie", &ada.cookie);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.timeout(PATIENCE).send().await.unwrap();
        let headers = format!("{:?}", answer.headers());
        (format!("{method} {path}"), [headers.into_bytes(), answer.bytes().await.unwrap().to_vec()].concat())
    };
    let mut new = channel(&desk, &ada, "whatsapp").await;
    new["settings"]["access_token"] = TOKEN.into();
    new["settings"]["app_secret"] = SECRET.into();
    let made = ask(Method::POST, "/api/v1/channels", Some(new.clone())).await;
    answers.push(made);
    let all = ada.get("/channels").await.ok();
    let id = all["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/channels/{id}");
    graph.control(json!({"callback": {"whatsapp": desk.url(&format!("/hooks/whatsapp/{id}"))}})).await;
    graph.inbound(json!({"product": "whatsapp", "text": "Hello"})).await;
    let talk = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(talk) = ada.queue().await.first() {
                return talk.parse::<Uuid>().unwrap();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("a client waits");
    ada.accept(talk).await.ok();
    ada.says(talk, "Hello").await.ok();
    graph.sent(1).await;

    // Renewed, wrong, tested, refused, in trouble: each says something.
    for (method, at, body) in [
        (Method::POST, "/api/v1/channels".to_owned(), Some(new.clone())),
        (Method::PATCH, path.clone(), Some(json!({"settings": {"app_secret": NEW_SECRET, "page": SECRET}}))),
        (Method::PATCH, path.clone(), Some(json!({"settings": {"app_secret": NEW_SECRET, "access_token": NEW_TOKEN}}))),
        (Method::PATCH, path.clone(), Some(json!({"settings": {"app_secret": format!("{SECRET}\u{7}")}}))),
        (Method::POST, format!("{path}/test"), Some(json!({}))),
        (Method::POST, format!("{path}/subscription"), Some(json!({}))),
        (Method::GET, format!("{path}/templates"), None),
    ] {
        answers.push(ask(method, &at, body).await);
    }
    let client = ada.view(talk).await.ok()["client"]["id"].as_str().unwrap().to_owned();
    for fault in [
        json!({"tokens": {NEW_TOKEN: {"status": "expired"}}}),
        json!({"fail": {"count": -1, "mode": "drop", "match": {"path": "."}}}),
        json!({"clear_fail": true, "fail": {"count": -1, "mode": "html", "match": {"path": "."}}}),
        json!({"clear_fail": true, "fail": {"count": -1, "code": 100, "message": "Invalid appsecret_proof", "match": {"path": "."}}}),
    ] {
        graph.control(fault).await;
        for at in ["test", "subscription"] {
            answers.push(ask(Method::POST, &format!("{path}/{at}"), Some(json!({}))).await);
        }
        let app = desk.app.upgrade().unwrap();
        server::workers::subscriptions::round(&app, &server::workers::subscriptions::connected(&app)).await;
    }
    let ids = [("channel", id.clone()), ("conversation", talk.to_string()), ("client", client)];
    for path in readable(&ids) {
        answers.push(ask(Method::GET, &path, None).await);
    }
    assert!(answers.iter().any(|(asked, _)| asked.ends_with("/conversations.csv")), "exports are among them");
    assert!(answers.iter().any(|(asked, _)| asked.ends_with("/audit")), "so is the audit log");
    answers.push(ask(Method::DELETE, &format!("{path}/old-secret"), None).await);
    answers.push(ask(Method::DELETE, &path, None).await);
    for (asked, answer) in &answers {
        assert!(!is_told(answer), "{asked}: {}", String::from_utf8_lossy(answer));
    }

    // Nor does what lies on the disk, or is taken away as a backup.
    ada.post("/channels", &new).await.ok();
    let archive = desk.data().join("backup.hovorna");
    backup::make(desk.config(), &archive, false, &|_: &str| {}).await.unwrap();
    let mut looked_at = 0;
    for entry in std::fs::read_dir(desk.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            looked_at += 1;
            assert!(!is_told(&std::fs::read(&path).unwrap()), "{}", path.display());
        }
    }
    assert!(looked_at >= 3, "database, key and backup");
    assert!(*LINES.lock().unwrap() > 100, "the log is looked at");
    assert_eq!(*LEAKS.lock().unwrap(), Vec::<String>::new());
}
