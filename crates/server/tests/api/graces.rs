//! Who is gone too long: clients, operators, operators by name. With the shortest times the settings allow.

use crate::support::{Desk, Operator, desk, new_id};
use serde_json::json;

/// A desk with the shortest graces.
async fn impatient() -> (Desk, Operator) {
    let (desk, ada) = desk().await;
    let graces = json!({"client_away": 1, "client_waiting": 5, "client_active": 5, "operator": 5});
    ada.change_settings(|s| s["graces"] = graces).await;
    let id = desk.group(&ada).await;
    let mut group = ada.get("/groups").await.ok()["items"][0].clone();
    group["accept_seconds"] = 5.into();
    ada.put(&format!("/groups/{id}"), &group).await.ok();
    (desk, ada)
}

#[tokio::test]
async fn a_waiting_client_who_is_gone_has_left_the_queue() {
    let (desk, ada) = impatient().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (mut console, client) = (bob.live().await, desk.client());
    let id = client.enters().await;
    drop(client.live(id, 0).await);
    // Shown first, acted on later.
    console.hears("away", |f| f["conversation"]["client_left_at"].is_string()).await;
    console.hears("gone", |f| f["type"] == "gone" && f["why"] == "ended").await;
    let row = bob.view(id).await;
    // He never served this client: the ended conversation is not his to see.
    row.refused(404, "not-found");
    assert_eq!(ada.view(id).await.ok()["conversation"]["end_cause"], "client_gone");
}

#[tokio::test]
async fn a_client_who_comes_back_in_time_keeps_the_place() {
    let (desk, ada) = impatient().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (mut console, client) = (bob.live().await, desk.client());
    let id = client.enters().await;
    drop(client.live(id, 0).await);
    console.hears("away", |f| f["conversation"]["client_left_at"].is_string()).await;
    let mut line = client.live(id, 0).await;
    console.hears("back", |f| f["type"] == "row" && f["conversation"]["client_left_at"].is_null()).await;
    // Another client's time runs out meanwhile: whose line is open stays.
    let other = desk.client();
    let gone = other.enters().await;
    drop(other.live(gone, 0).await);
    console.hears("the other gone", |f| f["type"] == "gone" && f["id"] == gone.to_string()).await;
    assert_eq!(bob.queue().await, [id.to_string()]);
    line.heard_so_far().await;
}

#[tokio::test]
async fn a_talking_client_who_is_gone_has_ended_the_talk() {
    let (desk, ada) = impatient().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    drop(client.live(id, 0).await);
    let view = bob.sees(id, "the end", |row| row["state"] == "ended").await;
    assert_eq!(view["conversation"]["end_cause"], "client_gone");
    client.says(id, "I am back").await.refused(409, "ended");
}

#[tokio::test]
async fn a_named_operator_who_does_not_accept_loses_it_to_the_group() {
    let (desk, ada) = impatient().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let mut console = bob.live().await;
    let _line = client.live(id, 0).await;
    let _cids = cid.live().await;
    bob.act(id, "redirect", &json!({"target": {"operator": cid.id}, "note": "for you"})).await.ok();
    let row = console
        .hears("back in the group", |f| f["type"] == "row" && f["conversation"]["target"]["group"].is_object())
        .await;
    assert_eq!(row["conversation"]["state"], "waiting");
    bob.accept(id).await.ok();
}

#[tokio::test]
async fn clients_whom_nobody_accepts_are_offered_to_the_next_group() {
    let (desk, ada) = desk().await;
    let group = |name: &str| json!({"name": name, "accept_seconds": 30, "service_level_seconds": 60, "members": []});
    let backup = ada.post("/groups", &group("Backup")).await.ok()["id"].as_str().unwrap().to_owned();
    let support = desk.group(&ada).await;
    let mut settings = group("Support");
    settings["overflow"] = json!({"to": backup, "after_seconds": 10});
    ada.put(&format!("/groups/{support}"), &settings).await.ok();
    let (bob, dan) = (desk.operator(&ada, "Bob").await, desk.user(&ada, "Dan", "operator", &[&backup]).await);
    let (mut bobs, mut dans) = (bob.live().await, dan.live().await);
    let client = desk.client();
    let id = client.enters().await;
    let mut widget = client.live(id, 0).await;
    assert!(bobs.hears_type("row").await["conversation"]["accept_by"].is_string());
    let row = dans.hears_type("row").await;
    assert_eq!(row["conversation"]["target"]["group"]["name"], "Backup");
    assert!(row["conversation"]["accept_by"].is_null(), "it overflows nowhere from there");
    bobs.hears("gone", |f| f["type"] == "gone" && f["why"] == "redirected").await;
    widget.hears_event("redirected").await;
    dan.accept(id).await.ok();

    // A circle would send clients round for ever.
    let mut back = group("Backup");
    back["overflow"] = json!({"to": support, "after_seconds": 10});
    ada.put(&format!("/groups/{backup}"), &back).await.invalid("overflow_to", "malformed");
    back["overflow"] = json!({"to": backup, "after_seconds": 10});
    ada.put(&format!("/groups/{backup}"), &back).await.invalid("overflow_to", "malformed");
    settings["overflow"]["after_seconds"] = 9.into();
    ada.put(&format!("/groups/{support}"), &settings).await.invalid("overflow_seconds", "out-of-range");
    dan.act(id, "end", &json!({})).await.ok();
    ada.delete(&format!("/groups/{backup}")).await.refused(409, "in-use");
}

#[tokio::test]
async fn an_operator_who_vanishes_gives_the_talks_back() {
    let (desk, ada) = impatient().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let (mut console, mut widget) = (cid.live().await, client.live(id, 0).await);
    drop(bob.live().await);
    let row = console.hears("given back", |f| f["conversation"]["id"] == id.to_string()).await;
    assert_eq!(row["conversation"]["state"], "waiting");
    console.hears("Bob offline", |f| f["operator"]["id"] == *bob.id && f["operator"]["shown"] == "offline").await;
    widget.hears_event("redirected").await;
    cid.accept(id).await.ok();
    bob.says(id, "here again").await.refused(409, "not-yours");
}

#[tokio::test]
async fn graces_go_on_over_a_restart() {
    let (desk, ada) = impatient().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    drop(client.live(id, 0).await);
    let desk = desk.restart().await;
    let bob = bob.at(&desk);
    bob.sees(id, "the end", |row| row["state"] == "ended").await;
}

#[tokio::test]
async fn times_that_make_no_sense_are_refused() {
    let (_desk, ada) = desk().await;
    for (field, value) in [("client_away", 0), ("client_waiting", 4), ("client_active", 4), ("operator", 100_000)] {
        let mut settings = ada.get("/settings").await.ok();
        settings["graces"][field] = value.into();
        ada.put("/settings", &settings).await.invalid(field, "out-of-range");
    }
    let id = new_id();
    ada.put(
        &format!("/groups/{id}"),
        &json!({"name": "x", "accept_seconds": 5, "service_level_seconds": 60, "members": []}),
    )
    .await
    .refused(404, "not-found");
}
