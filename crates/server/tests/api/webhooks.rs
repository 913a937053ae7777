//! Other systems hear what happens: signed, at least once, and administrators see what they did not take.

use crate::support::{Desk, Operator, PATIENCE, desk};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use server::{app::now, webhooks::signature};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

/// Another system of the company, at a port of its own.
pub struct Other {
    pub url: String,
    heard: UnboundedReceiver<Heard>,
    /// What it answers next; then 200.
    answers: Arc<Mutex<VecDeque<Response>>>,
}

pub struct Heard {
    headers: HeaderMap,
    body: String,
}

type Listening = (UnboundedSender<Heard>, Arc<Mutex<VecDeque<Response>>>);

impl Other {
    pub async fn open() -> Self {
        let (say, heard) = unbounded_channel();
        let answers = Arc::<Mutex<VecDeque<Response>>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?token=of-the-other-side", listener.local_addr().unwrap());
        let listen = async |State((say, answers)): State<Listening>, headers: HeaderMap, body: String| {
            let answer = answers.lock().unwrap().pop_front();
            say.send(Heard { headers, body }).unwrap();
            answer.unwrap_or_else(|| StatusCode::OK.into_response())
        };
        let router = Router::new().fallback(listen).with_state((say, Arc::clone(&answers)));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, heard, answers }
    }

    fn answers(&self, answer: impl IntoResponse) {
        self.answers.lock().unwrap().push_back(answer.into_response());
    }

    pub async fn hears(&mut self) -> Heard {
        tokio::time::timeout(PATIENCE, self.heard.recv()).await.expect("it heard nothing").unwrap()
    }
}

impl Heard {
    fn id(&self) -> &str {
        self.headers[signature::ID].to_str().unwrap()
    }

    fn news(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether one of its signatures is by this secret.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let sent_at = self.headers[signature::TIMESTAMP].to_str().unwrap().parse().unwrap();
        let sent_at = desk::Timestamp::from_second(sent_at).unwrap();
        assert!(now().duration_since(sent_at).as_secs() < 100, "it says when it was sent");
        let ours = signature::sign(&[secret.to_owned()], self.id(), sent_at, &self.body);
        self.headers[signature::SIGNATURE].to_str().unwrap().split(' ').any(|it| it == ours)
    }
}

/// What may be changed of it.
fn details(url: &str, topics: &[&str]) -> Value {
    json!({"name": "Orders", "url": url, "topics": topics})
}

pub async fn add(by: &Operator, url: &str, topics: &[&str]) -> (String, String) {
    let made = by.post("/webhooks", &details(url, topics)).await.ok();
    (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

async fn webhook(by: &Operator, id: &str) -> Value {
    let all = by.get("/webhooks").await.ok();
    all["items"].as_array().unwrap().iter().find(|it| it["id"] == id).cloned().unwrap_or_default()
}

/// Asks for its news until it is so.
async fn deliveries(by: &Operator, id: &str, what: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let page = by.get(&format!("/webhooks/{id}/deliveries")).await.ok();
            let items = page["items"].as_array().unwrap().clone();
            if fits(&items) {
                return items;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

fn all_are(state: &'static str) -> impl Fn(&[Value]) -> bool {
    move |items| !items.is_empty() && items.iter().all(|it| it["state"] == state)
}

async fn listening(topics: &[&str]) -> (Desk, Operator, Other, String, String) {
    let (desk, ada) = desk().await;
    let other = Other::open().await;
    let (id, secret) = add(&ada, &other.url, topics).await;
    (desk, ada, other, id, secret)
}

#[tokio::test]
async fn what_happens_is_told_signed_with_the_conversation_and_only_what_was_asked_for() {
    let (desk, ada, mut other, id, secret) =
        listening(&["conversation.started", "conversation.message_added", "conversation.ended"]).await;
    let client = desk.client();
    let talk = client.enters().await;
    let started = other.hears().await;
    assert!(started.is_signed_by(&secret) && !started.is_signed_by(&signature::new_secret()));
    assert!(started.headers["user-agent"].to_str().unwrap().starts_with("Hovorna/"));
    assert_eq!(started.headers["content-type"], "application/json");
    let news = started.news();
    assert_eq!((&news["type"], &news["data"]["event"]["kind"]), (&json!("conversation.started"), &json!("started")));
    assert_eq!(news["data"]["conversation"]["id"], talk.to_string());
    assert_eq!(news["timestamp"], news["data"]["event"]["at"]);

    ada.accept(talk).await.ok();
    ada.says(talk, "Good morning").await.ok();
    let said = other.hears().await;
    assert_eq!(said.news()["data"]["event"]["text"], "Good morning", "who accepted it was not asked for");
    assert_ne!(said.id(), started.id());
    client.leaves(talk).await.ok();
    assert_eq!(other.hears().await.news()["data"]["conversation"]["state"], "ended");

    let log = deliveries(&ada, &id, "delivery", |all| all.len() == 3 && all_are("delivered")(all)).await;
    assert_eq!(log[0]["topic"], "conversation.ended");
    assert_eq!((&log[1]["answer"]["status"], &log[1]["attempts"]), (&json!(200), &json!(1)));
    let one = ada.get(&format!("/webhooks/{id}/deliveries/{}", said.id())).await.ok();
    let shown: Value = serde_json::from_str(one["body"].as_str().unwrap()).unwrap();
    assert_eq!(shown["data"]["event"], said.news()["data"]["event"]);
    let now = webhook(&ada, &id).await;
    assert_eq!((&now["waiting"], &now["stopped"]), (&json!(0), &json!(0)));
    assert!(now["delivered_at"].is_string());
}

#[tokio::test]
async fn what_was_not_taken_is_kept_shown_and_sent_again_under_the_same_id() {
    let (desk, ada, mut other, id, _) = listening(&["conversation.started"]).await;
    other.answers((StatusCode::INTERNAL_SERVER_ERROR, "out of\n\u{7}paper"));
    desk.client().enters().await;
    let first = other.hears().await;
    let failed = deliveries(&ada, &id, "the failure", all_are("retrying")).await[0].clone();
    assert_eq!(failed["answer"], json!({"trouble": "refused", "status": 500, "said": "out of paper"}));
    assert!(failed["due_at"].as_str() > failed["tried_at"].as_str());
    let counted = webhook(&ada, &id).await;
    assert_eq!((&counted["waiting"], &counted["troubled"]), (&json!(1), &json!(1)));

    // It is in trouble: what happens meanwhile waits too, until somebody says that it is well.
    desk.client().enters().await;
    let again = ada.post(&format!("/webhooks/{id}/replay"), &Value::Null).await;
    assert_eq!((again.status.as_u16(), &again.body["count"]), (202, &json!(2)));
    let heard = [other.hears().await, other.hears().await];
    assert!(heard.iter().any(|it| it.id() == first.id() && it.body == first.body));
    deliveries(&ada, &id, "delivery", |all| all.len() == 2 && all_are("delivered")(all)).await;

    // Also what was taken is sent once more, if somebody wants it.
    ada.post(&format!("/webhooks/{id}/deliveries/{}/replay", first.id()), &Value::Null).await.ok();
    assert_eq!(ada.get("/audit?limit=1").await.ok()["items"][0]["act"], "webhook_replayed");
    assert_eq!(other.hears().await.id(), first.id());
    ada.post(&format!("/webhooks/{id}/deliveries/{}/replay", Uuid::now_v7()), &Value::Null)
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn nothing_is_lost_while_it_is_paused_or_over_a_restart() {
    let (desk, ada, mut other, id, secret) = listening(&["conversation.started"]).await;
    let mut paused = details(&other.url, &["conversation.started"]);
    paused["paused"] = true.into();
    ada.put(&format!("/webhooks/{id}"), &paused).await.ok();
    let talk = desk.client().enters().await;
    deliveries(&ada, &id, "the news", all_are("waiting")).await;
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    assert!(webhook(&ada, &id).await["paused_at"].is_string());
    ada.put(&format!("/webhooks/{id}"), &details(&other.url, &["conversation.started"])).await.ok();
    let heard = other.hears().await;
    assert_eq!(heard.news()["data"]["conversation"]["id"], talk.to_string());
    assert!(heard.is_signed_by(&secret));
    deliveries(&ada, &id, "delivery", all_are("delivered")).await;
    assert!(other.heard.try_recv().is_err(), "once");
}

#[tokio::test]
async fn one_that_does_not_answer_holds_up_no_other() {
    let (desk, ada, mut other, _, _) = listening(&["conversation.started"]).await;
    // It takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    add(&ada, &format!("http://{}/", silent.local_addr().unwrap()), &["conversation.started"]).await;
    for _ in 0..20 {
        desk.client().enters().await;
    }
    let began = std::time::Instant::now();
    for _ in 0..20 {
        other.hears().await;
    }
    assert!(began.elapsed() < Duration::from_secs(15), "it waited for the other one");
}

#[tokio::test]
async fn who_wants_to_hear_nothing_more_is_left_alone() {
    let (desk, ada, mut other, id, _) = listening(&["conversation.started"]).await;
    other.answers(StatusCode::GONE);
    desk.client().enters().await;
    other.hears().await;
    let stopped = deliveries(&ada, &id, "the end", all_are("stopped")).await;
    assert_eq!(stopped[0]["answer"]["trouble"], "gone");
    let asked = tokio::time::timeout(PATIENCE, async {
        while webhook(&ada, &id).await["gone"] == false {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.expect("it is not paused");
    desk.client().enters().await;
    deliveries(&ada, &id, "the news", |all| all.len() == 2 && all[0]["state"] == "waiting").await;
    // Until a person says that it listens again.
    ada.put(&format!("/webhooks/{id}"), &details(&other.url, &["conversation.started"])).await.ok();
    other.hears().await;
    assert_eq!(webhook(&ada, &id).await["gone"], false);
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let (_desk, ada, mut other, id, secret) = listening(&["conversation.ended"]).await;
    let test = async || ada.post(&format!("/webhooks/{id}/test"), &Value::Null).await.ok();
    assert_eq!(test().await, json!({"trouble": null, "status": 200, "said": ""}));
    let heard = other.hears().await;
    assert!(heard.is_signed_by(&secret));
    assert_eq!(heard.news()["type"], "test");
    other.answers((StatusCode::FOUND, [("location", "http://127.0.0.1:1/")], "elsewhere"));
    assert_eq!(test().await, json!({"trouble": "refused", "status": 302, "said": "elsewhere"}), "nobody is sent on");

    let to = async |url: &str| {
        ada.put(&format!("/webhooks/{id}"), &details(url, &["conversation.ended"])).await.ok();
        test().await
    };
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let answer = to(&format!("http://{nobody}/?token=of-the-other-side")).await;
    assert_eq!((&answer["trouble"], &answer["status"]), (&json!("no-connection"), &Value::Null));
    assert!(!answer["said"].as_str().unwrap().contains("of-the-other-side"), "{answer}");
    assert_eq!(to(&other.url.replace("http:", "https:")).await["status"], Value::Null, "no encryption there");
}

#[tokio::test]
async fn a_new_secret_takes_over_from_the_old_one_and_none_is_told_again() {
    let (_desk, ada, mut other, id, old) = listening(&["conversation.ended"]).await;
    let made = ada.post(&format!("/webhooks/{id}/secret"), &Value::Null).await;
    assert_eq!(made.status.as_u16(), 201);
    let new = made.body["secret"].as_str().unwrap().to_owned();
    ada.post(&format!("/webhooks/{id}/test"), &Value::Null).await.ok();
    let heard = other.hears().await;
    assert!(heard.is_signed_by(&old) && heard.is_signed_by(&new) && old != new);
    let shown = webhook(&ada, &id).await;
    assert!(shown["old_secret_until"].is_string() && shown["readable"] == true);
    let all = shown.to_string();
    assert!(!all.contains("whsec_") && !all.contains("sealed"));
}

#[tokio::test]
async fn what_does_not_fit_is_said() {
    let (_desk, ada) = desk().await;
    let url = "https://orders.example.org/";
    let wrong = async |change: (&str, Value)| {
        let mut all = details(url, &["conversation.ended"]);
        all[change.0] = change.1;
        ada.post("/webhooks", &all).await
    };
    wrong(("name", " ".into())).await.invalid("name", "required");
    wrong(("url", "ftp://example.org".into())).await.invalid("url", "malformed");
    wrong(("topics", json!([]))).await.invalid("topics", "required");
    wrong(("topics", json!(["conversation.page_viewed"]))).await.refused(400, "malformed");
    for _ in 0..20 {
        add(&ada, url, &["conversation.ended"]).await;
    }
    ada.post("/webhooks", &details(url, &["conversation.ended"])).await.refused(409, "enough-webhooks");
    let (first, none) = (ada.get("/webhooks").await.ok()["items"][0]["id"].clone(), Uuid::now_v7());
    let first = first.as_str().unwrap();
    ada.delete(&format!("/webhooks/{first}")).await.ok();
    for id in [first, &none.to_string()] {
        ada.delete(&format!("/webhooks/{id}")).await.refused(404, "not-found");
        ada.put(&format!("/webhooks/{id}"), &details(url, &["conversation.ended"])).await.refused(404, "not-found");
        for what in ["test", "secret", "replay"] {
            ada.post(&format!("/webhooks/{id}/{what}"), &Value::Null).await.refused(404, "not-found");
        }
    }
}
