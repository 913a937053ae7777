//! Time to wrap up after a conversation: no new client is offered until it is over or the operator says so.

use crate::support::{Desk, Operator, desk};
use serde_json::{Value, json};

/// The group that was there from the beginning gives so many seconds.
async fn gives(desk: &Desk, ada: &Operator, seconds: i64) {
    let groups = ada.get("/groups").await.ok();
    let mut group = groups["items"].as_array().unwrap().iter().find(|it| it["name"] == "Support").unwrap().clone();
    group["wrap_up_seconds"] = seconds.into();
    let saved = ada.put(&format!("/groups/{}", desk.group(ada).await), &group).await.ok();
    assert_eq!(saved["wrap_up_seconds"], seconds);
}

async fn of_bob(by: &Operator) -> Value {
    let workspace = by.get("/workspace").await.ok();
    workspace["operators"].as_array().unwrap().iter().find(|one| one["name"] == "Bob").unwrap().clone()
}

async fn talks_and_ends(desk: &Desk, bob: &Operator) {
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    bob.act(id, "end", &json!({})).await.ok();
}

#[tokio::test]
async fn who_ends_a_talk_is_busy_until_done_and_may_accept_by_hand() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    gives(&desk, &ada, 600).await;
    let mut line = ada.live().await;
    talks_and_ends(&desk, &bob).await;
    let told =
        line.hears("Bob wraps up", |f| f["type"] == "operator" && !f["operator"]["wraps_up_until"].is_null()).await;
    assert_eq!((&told["operator"]["name"], &told["operator"]["shown"]), (&json!("Bob"), &json!("busy")));
    let desk = desk.restart().await;
    let (ada, bob) = (ada.at(&desk), bob.at(&desk));
    assert!(of_bob(&ada).await["wraps_up_until"].is_string(), "a restart does not end it");
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    assert_eq!(bob.delete("/me/wrap-up").await.status, 204);
    let now = of_bob(&ada).await;
    assert_eq!((&now["wraps_up_until"], &now["shown"]), (&Value::Null, &json!("available")));
}

#[tokio::test]
async fn the_time_ends_by_itself_and_colleagues_are_told() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    gives(&desk, &ada, 1).await;
    let mut line = ada.live().await;
    talks_and_ends(&desk, &bob).await;
    let of_bob = |f: &Value| f["type"] == "operator" && f["operator"]["name"] == "Bob";
    line.hears("busy", |f| of_bob(f) && f["operator"]["shown"] == "busy").await;
    line.hears("available", |f| of_bob(f) && f["operator"]["shown"] == "available").await;
}

#[tokio::test]
async fn a_client_nobody_talked_with_gives_nobody_time_and_neither_does_a_group_without() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    talks_and_ends(&desk, &bob).await;
    assert_eq!(of_bob(&ada).await["wraps_up_until"], Value::Null);
    gives(&desk, &ada, 600).await;
    let client = desk.client();
    let id = client.enters().await;
    client.leaves(id).await.ok();
    assert_eq!(of_bob(&ada).await["wraps_up_until"], Value::Null);
    let other = desk.client();
    let id = other.enters().await;
    bob.accept(id).await.ok();
    other.leaves(id).await.ok();
    assert!(of_bob(&ada).await["wraps_up_until"].is_string(), "also when the client ends it");
    let group = json!({"name": "Sales", "accept_seconds": 30, "service_level_seconds": 60, "members": [], "wrap_up_seconds": 901});
    ada.post("/groups", &group).await.invalid("wrap_up_seconds", "out-of-range");
}

#[tokio::test]
async fn where_operators_are_asked_one_after_another_who_wraps_up_is_not_asked() {
    let (desk, ada) = desk().await;
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let (_bobs, _cids) = (bob.live().await, cid.live().await);
    gives(&desk, &ada, 600).await;
    let mut group = ada.get("/groups").await.ok()["items"][0].clone();
    group["offering"] = json!({"first": "least_busy", "widens_after_seconds": 600});
    ada.put(&format!("/groups/{}", desk.group(&ada).await), &group).await.ok();
    talks_and_ends(&desk, &bob).await;
    // Cid has a conversation, Bob none: but Bob is not done yet.
    let had = desk.client().enters().await;
    cid.accept(had).await.ok();
    let id = desk.client().enters().await;
    assert_eq!(cid.view(id).await.ok()["conversation"]["offered_to"][0]["name"], "Cid");
}

#[tokio::test]
async fn a_client_nobody_was_asked_for_is_offered_when_the_time_is_over() {
    let (desk, ada) = desk().await;
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    let bob = desk.operator(&ada, "Bob").await;
    let mut line = bob.live().await;
    gives(&desk, &ada, 2).await;
    let mut group = ada.get("/groups").await.ok()["items"][0].clone();
    group["offering"] = json!({"first": "least_busy", "widens_after_seconds": 600});
    ada.put(&format!("/groups/{}", desk.group(&ada).await), &group).await.ok();
    talks_and_ends(&desk, &bob).await;
    let client = desk.client();
    let id = client.enters().await;
    let _open = client.live(id, 0).await;
    assert_eq!(bob.view(id).await.ok()["conversation"]["offered_to"], json!([]), "nobody is done yet");
    let is_it = |f: &Value| f["conversation"]["id"] == id.to_string();
    line.hears("the offer", |f| is_it(f) && f["conversation"]["offered_to"][0]["name"] == "Bob").await;
}
