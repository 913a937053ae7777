//! Messages both ways: once, in order, heard by who may hear them; receipts, typing, notes, tags.

use crate::support::{Client, Desk, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

struct Talk {
    desk: Desk,
    ada: Operator,
    bob: Operator,
    client: Client,
    id: Uuid,
}

/// Bob talks with a client.
async fn talk() -> Talk {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    Talk { desk, ada, bob, client, id }
}

fn texts(events: &Value) -> Vec<String> {
    let said = events.as_array().unwrap().iter().filter_map(|event| event["text"].as_str());
    said.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn what_is_said_is_heard_on_the_other_side_once() {
    let Talk { desk: _desk, bob, client, id, .. } = talk().await;
    let (mut console, mut widget) = (bob.live().await, client.live(id, 0).await);
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;

    let said = json!({"id": new_id(), "conversation": id, "text": "Where is my lamp? 💡"});
    let first = client.post("/messages", &said).await;
    assert_eq!(first.status, 201);
    assert_eq!(console.hears_event("message_added").await["text"], "Where is my lamp? 💡");
    let again = client.post("/messages", &said).await;
    assert_eq!((again.status.as_u16(), again.body), (200, first.body));
    let answer = json!({"id": new_id(), "text": "On its way."});
    assert_eq!(bob.act(id, "messages", &answer).await.status, 201);
    assert_eq!(bob.act(id, "messages", &answer).await.status, 200);
    let heard = widget.hears_event("operator_said").await;
    assert_eq!((heard["text"].as_str(), heard["operator"].as_str()), (Some("On its way."), Some("Bob")));
    assert!(console.heard_so_far().await.iter().all(|f| !f.to_string().contains("lamp")), "told once");
    assert_eq!(texts(&bob.view(id).await.ok()["events"]), ["Where is my lamp? 💡", "On its way."]);
}

#[tokio::test]
async fn an_id_of_something_else_is_refused() {
    let Talk { desk, bob, client, id, .. } = talk().await;
    let taken = new_id();
    bob.act(id, "messages", &json!({"id": taken, "text": "Hello"})).await.ok();
    let body = json!({"id": taken, "conversation": id, "text": "Mine"});
    client.post("/messages", &body).await.refused(409, "id-in-use");
    let other = desk.client();
    let waiting = other.enters().await;
    let body = json!({"id": taken, "conversation": waiting, "text": "Mine"});
    other.post("/messages", &body).await.refused(409, "id-in-use");
    assert_eq!(texts(&bob.view(id).await.ok()["events"]), ["Hello"]);
}

#[tokio::test]
async fn a_line_that_was_lost_catches_up_without_a_gap() {
    let Talk { desk: _desk, bob, client, id, .. } = talk().await;
    bob.says(id, "heard already").await.ok();
    let seen = client.get("/conversation?widget=demo").await.ok()["last_seq"].as_i64().unwrap();
    for n in 0..120 {
        bob.says(id, &format!("{n}")).await.ok();
    }
    let mut widget = client.live(id, seen).await;
    bob.says(id, "last").await.ok();
    let mut heard = Vec::new();
    while heard.last().is_none_or(|text| text != "last") {
        let frame = widget.hears_type("events").await;
        heard.extend(texts(&frame["events"]));
    }
    let expected: Vec<String> = (0..120).map(|n| n.to_string()).chain(["last".to_owned()]).collect();
    assert_eq!(heard, expected);

    let page = bob.get(&format!("/conversations/{id}/events?before={}&limit=50", seen + 61)).await.ok();
    let older: Vec<String> = (10..60).map(|n| n.to_string()).collect();
    assert_eq!((texts(&page["items"]), page["next"].as_str()), (older, Some((seen + 11).to_string().as_str())));
}

#[tokio::test]
async fn receipts_and_typing_reach_the_other_side_only() {
    let Talk { desk: _desk, bob, client, id, .. } = talk().await;
    let (mut console, mut widget) = (bob.live().await, client.live(id, 0).await);
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    let seq = bob.says(id, "Hello").await.ok()["seq"].as_i64().unwrap();
    widget.hears_event("operator_said").await;

    widget.says(json!({"type": "seen", "seen": {"delivered": seq, "read": 0}})).await;
    let told = |f: &Value, read: i64| f["receipts"]["client"] == json!({"delivered": seq, "read": read});
    console.hears("delivered", |f| told(f, 0)).await;
    widget.says(json!({"type": "seen", "seen": {"delivered": seq, "read": seq}})).await;
    console.hears("read", |f| told(f, seq)).await;
    // Nobody can have read what was not said yet.
    widget.says(json!({"type": "seen", "seen": {"delivered": seq + 50, "read": seq + 50}})).await;
    assert!(console.heard_so_far().await.iter().all(|f| f["receipts"]["client"]["read"].as_i64() <= Some(seq)));

    console.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    widget.hears("typing", |f| f["type"] == "typing" && f["on"] == true).await;
    widget.says(json!({"type": "typing", "on": true})).await;
    console.hears("typing", |f| f["type"] == "typing" && f["on"] == true).await;
    drop(widget);
    console.hears("no longer typing", |f| f["type"] == "typing" && f["on"] == false).await;
}

#[tokio::test]
async fn notes_stay_among_colleagues() {
    let Talk { desk: _desk, ada, bob, client, id } = talk().await;
    let mut widget = client.live(id, 0).await;
    bob.act(id, "notes", &json!({"id": new_id(), "text": "seems angry"})).await.ok();
    bob.act(id, "client-notes", &json!({"id": new_id(), "text": "prefers mornings"})).await.ok();
    let tag = ada.get("/tags").await.ok()["items"][0]["id"].clone();
    bob.put(&format!("/conversations/{id}/tags"), &json!({"tags": [tag]})).await.ok();
    bob.says(id, "Hello").await.ok();
    let frame = widget.hears("Hello", |f| f.to_string().contains("Hello")).await;
    assert!(!frame.to_string().contains("angry"));
    let own = client.get("/conversation?widget=demo").await.ok().to_string();
    for secret in ["angry", "mornings", "tag", "note"] {
        assert!(!own.contains(secret), "the client is told of {secret}: {own}");
    }
    let view = bob.view(id).await.ok();
    assert!(texts(&view["events"]).contains(&"seems angry".to_owned()));
    assert_eq!(view["client"]["notes"][0]["text"], "prefers mornings");
    assert_eq!(view["conversation"]["tags"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_the_client_is_can_be_corrected() {
    let Talk { desk: _desk, bob, id, .. } = talk().await;
    let path = format!("/conversations/{id}/client");
    let change = async |body: Value| bob.send(reqwest::Method::PATCH, &path, Some(&body)).await;
    let row = change(json!({"name": "Jana", "email": "jana@seznam.cz"})).await.ok();
    assert_eq!(
        (row["client"]["name"].as_str(), row["client"]["email"].as_str()),
        (Some("Jana"), Some("jana@seznam.cz"))
    );
    let row = change(json!({"name": "", "phone": "+420 602 418 773", "email": "jana@seznam.cz"})).await.ok();
    assert_eq!((&row["client"]["name"], row["client"]["phone"].as_str()), (&Value::Null, Some("+420 602 418 773")));
    change(json!({"email": "nonsense"})).await.invalid("email", "malformed");
    change(json!({"name": "x".repeat(201)})).await.invalid("name", "too-long");
}

#[tokio::test]
async fn a_text_that_is_none_is_refused_on_both_sides() {
    let Talk { desk: _desk, bob, client, id, .. } = talk().await;
    for (text, code) in [("", "empty"), (" \n\t ", "empty"), (&*"x".repeat(4_001), "too-long")] {
        client.says(id, text).await.invalid("text", code);
        bob.says(id, text).await.invalid("text", code);
        bob.act(id, "notes", &json!({"id": new_id(), "text": text})).await.invalid("text", code);
    }
    client.says(id, &"ž".repeat(4_000)).await.ok();
    assert_eq!(texts(&bob.view(id).await.ok()["events"]).len(), 1);
}
