//! Preview, accept, redirect, end: what an operator does, and what colleagues see of it.

use crate::support::{desk, new_id};
use serde_json::json;

#[tokio::test]
async fn a_client_is_previewed_accepted_and_talked_to_until_the_end() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (mut console, client) = (bob.live().await, desk.client());
    let id = new_id();
    let first = json!({"message": {"id": new_id(), "text": "Where is my lamp?"}, "form": {"name": "Jana"}});
    let entered = client.enters_with(id, first).await.ok();
    assert_eq!((entered["state"].as_str(), entered["queue"]["position"].as_u64()), (Some("waiting"), Some(1)));

    let row = console.hears_type("row").await["conversation"].clone();
    assert_eq!((row["id"].as_str(), row["state"].as_str()), (Some(id.to_string().as_str()), Some("waiting")));
    assert_eq!(
        (row["client"]["name"].as_str(), row["first_words"].as_str()),
        (Some("Jana"), Some("Where is my lamp?"))
    );
    let preview = bob.view(id).await.ok();
    let kinds: Vec<_> = preview["events"].as_array().unwrap().iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds, ["started", "message_added"]);

    let accepted = bob.accept(id).await.ok();
    assert_eq!((accepted["state"].as_str(), accepted["operator"]["name"].as_str()), (Some("active"), Some("Bob")));
    let repeated = bob.accept(id).await.ok();
    assert_eq!(repeated["last_seq"], accepted["last_seq"], "accepting again changes nothing");

    bob.says(id, "On its way.").await.ok();
    let results = ada.get("/results").await.ok();
    let solved = results["items"][0]["id"].clone();
    let ended = bob.act(id, "end", &json!({"result": solved, "note": "told the date"})).await.ok();
    assert_eq!((ended["state"].as_str(), ended["result"]["name"].as_str()), (Some("ended"), Some("Solved")));
    assert_eq!(ended["end_cause"], "operator");
    console.hears("gone", |f| f["type"] == "gone" && f["why"] == "ended").await;

    let seen = client.get("/conversation?widget=demo").await.ok();
    let said: Vec<_> = seen["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(said, ["started", "client_said", "accepted", "operator_said", "ended"]);
    assert!(!seen.to_string().contains("told the date"), "a closing word is for colleagues");
}

#[tokio::test]
async fn the_second_to_accept_is_told_who_was_first() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    let cid = desk.operator(&ada, "Cid").await;
    let mut line = cid.live().await;
    bob.accept(id).await.ok();
    let gone = line.hears("gone", |f| f["type"] == "gone" && f["why"] == "taken").await;
    assert_eq!(gone["operator"]["name"], "Bob");
    assert_eq!(cid.accept(id).await.refused(409, "taken")["operator"]["name"], "Bob");
}

#[tokio::test]
async fn a_limit_stops_the_next_accept_and_an_end_makes_room() {
    let (desk, ada) = desk().await;
    ada.change_settings(|s| s["chat_limit"] = 2.into()).await;
    let bob = desk.operator(&ada, "Bob").await;
    let (a, b, c) = (desk.client().enters().await, desk.client().enters().await, desk.client().enters().await);
    bob.accept(a).await.ok();
    bob.accept(b).await.ok();
    assert_eq!(bob.accept(c).await.refused(409, "limit-reached")["limit"], 2);
    bob.act(a, "end", &json!({})).await.ok();
    bob.accept(c).await.ok();
}

#[tokio::test]
async fn a_redirect_hands_over_with_its_note_and_takes_the_slot_away() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let (client, mut bobs, mut cids) = (desk.client(), bob.live().await, cid.live().await);
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let targets = bob.get(&format!("/conversations/{id}/targets")).await.ok();
    let named = |list: &str| targets[list].as_array().unwrap().iter().map(|t| t.to_string()).collect::<String>();
    assert!(
        named("operators").contains("Cid")
            && !named("operators").contains("\"Bob\"")
            && named("groups").contains("Support")
    );

    let to_cid = json!({"target": {"operator": cid.id}, "note": "speaks German"});
    let sent = bob.act(id, "redirect", &to_cid).await.ok();
    assert_eq!((sent["state"].as_str(), sent["target"]["operator"]["name"].as_str()), (Some("waiting"), Some("Cid")));
    bobs.hears("gone", |f| f["type"] == "gone" && f["why"] == "redirected").await;
    let row = cids.hears("row", |f| f["conversation"]["redirect_note"] == "speaks German").await;
    assert_eq!(row["conversation"]["redirected_by"]["name"], "Bob");
    assert!(row["conversation"]["accept_by"].is_string(), "a named operator has a time to accept");

    ada.accept(id).await.refused(409, "not-yours");
    bob.says(id, "still me").await.refused(409, "not-yours");
    bob.view(id).await.refused(404, "not-found");
    assert_eq!(cid.queue().await, [id.to_string()]);
    cid.accept(id).await.ok();
    let seen = client.get("/conversation?widget=demo").await.ok().to_string();
    assert!(seen.contains("redirected") && !seen.contains("speaks German"), "the note is for colleagues");
}

#[tokio::test]
async fn who_is_redirected_waits_at_the_place_of_his_first_arrival() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (first, second) = (desk.client().enters().await, desk.client().enters().await);
    let group = desk.group(&ada).await;
    bob.accept(first).await.ok();
    assert_eq!(bob.queue().await, [second.to_string()]);
    bob.act(first, "redirect", &json!({"target": {"group": group}})).await.ok();
    assert_eq!(bob.queue().await, [first.to_string(), second.to_string()]);
}

#[tokio::test]
async fn a_redirect_that_makes_no_sense_is_refused() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    bob.act(id, "redirect", &json!({"target": {"operator": new_id()}})).await.invalid("target", "malformed");
    bob.act(id, "redirect", &json!({"target": {"group": new_id()}})).await.invalid("target", "malformed");
    bob.act(id, "redirect", &json!({"target": "somewhere"})).await.refused(400, "malformed");
    let long = "x".repeat(4_001);
    let to_bob = json!({"target": {"operator": bob.id}, "note": long});
    bob.act(id, "redirect", &to_bob).await.invalid("note", "too-long");
    bob.act(id, "end", &json!({"result": new_id()})).await.invalid("result", "malformed");
    assert_eq!(bob.view(id).await.ok()["conversation"]["state"], "waiting");
}

#[tokio::test]
async fn what_has_ended_stays_as_it_was() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, group) = (desk.client(), desk.group(&ada).await);
    let id = client.enters().await;
    bob.accept(id).await.ok();
    bob.act(id, "end", &json!({})).await.ok();
    bob.says(id, "one more thing").await.refused(409, "ended");
    client.says(id, "one more thing").await.refused(409, "ended");
    bob.accept(id).await.refused(409, "ended");
    bob.act(id, "redirect", &json!({"target": {"group": group}})).await.refused(409, "ended");
    // A client who comes again continues the ended one in a new conversation.
    let next = client.enters().await;
    assert_eq!(bob.view(next).await.ok()["conversation"]["continues"], id.to_string());
    assert_eq!(bob.view(next).await.ok()["past"][0]["id"], id.to_string());
}
