//! Talks this desk begins, by an approved template: with whom, and who answers.

use crate::{
    channels::{by_template, connected, says, sees, waits},
    support::{Operator, new_id},
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn begins(by: &Operator, channel: &str, whom: Value) -> Uuid {
    let mut ask = json!({"id": new_id(), "template": by_template(by, channel).await});
    ask.as_object_mut().unwrap().extend(whom.as_object().unwrap().clone());
    let row = by.post(&format!("/channels/{channel}/conversations"), &ask).await.ok()["conversation"].clone();
    let again = by.post(&format!("/channels/{channel}/conversations"), &ask).await.ok()["conversation"].clone();
    assert_eq!(again["id"], row["id"], "asked again it is the same talk");
    row["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_answers_under_another_form_of_the_number_answers_in_the_same_talk() {
    let (graph, _desk, ada, made) = connected("whatsapp").await;
    graph.control(json!({"config": {"wa_id_map": {"525512345678": "5215512345678"}}})).await;
    let talk = begins(&ada, made["id"].as_str().unwrap(), json!({"phone": "+52 55 1234 5678"})).await;
    sees(&ada, talk, "that it is there", |view| view["deliveries"][0]["state"] == "sent").await;
    graph.inbound(json!({"product": "whatsapp", "from": "5215512345678", "text": "Hello, who is it?"})).await;
    sees(&ada, talk, "the answer", says("Hello, who is it?")).await;
    assert!(ada.queue().await.is_empty(), "nobody else waits");
}

#[tokio::test]
async fn a_number_that_is_another_clients_is_that_clients_and_a_new_one_is_shown_as_the_same_person() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    let number = made["id"].as_str().unwrap();
    graph.inbound(json!({"product": "whatsapp", "text": "Hello", "name": "Petr"})).await;
    let petr = waits(&ada, &[]).await;
    ada.accept(petr).await.ok();
    ada.act(petr, "end", &json!({})).await.ok();
    let petr = ada.view(petr).await.ok()["client"]["id"].clone();

    // Somebody on the website types Petr's number.
    let chat = new_id();
    desk.client().enters_with(chat, json!({"form": {"name": "Jana", "phone": "+421905123456"}})).await.ok();
    let jana = ada.view(chat).await.ok()["client"]["id"].clone();
    let talk = begins(&ada, number, json!({"client": jana, "phone": "+421905123456"})).await;
    let view = ada.view(talk).await.ok();
    assert_eq!(view["client"]["id"], petr, "the number is his: nothing but a word says that he is she");

    let talk = begins(&ada, number, json!({"client": jana, "phone": "+421905999888"})).await;
    let view = ada.view(talk).await.ok();
    assert_eq!((&view["client"]["id"], &view["conversation"]["client"]["name"]), (&jana, &json!("Jana")));
    let merged = &view["client"]["merged"][0];
    assert!(merged["by"]["name"].is_string(), "an operator took it so, and may take it back: {merged}");
    graph.inbound(json!({"product": "whatsapp", "from": "421905999888", "text": "Yes, it is me"})).await;
    sees(&ada, talk, "the answer", says("Yes, it is me")).await;
}

#[tokio::test]
async fn nobody_comes_to_know_a_client_by_beginning_a_talk() {
    let (_graph, desk, ada, made) = connected("whatsapp").await;
    let chat = new_id();
    desk.client().enters_with(chat, json!({"form": {"name": "Jana"}})).await.ok();
    let jana = ada.view(chat).await.ok()["client"]["id"].clone();
    let number = made["id"].as_str().unwrap();
    let template = by_template(&ada, number).await;
    let ask = json!({"id": new_id(), "client": jana, "phone": "+421905999888", "template": template});
    let path = format!("/channels/{number}/conversations");
    let stranger = desk.user(&ada, "Ben", "operator", &[]).await;
    stranger.post(&path, &ask).await.refused(404, "not-found");
    ada.post(&path, &ask).await.ok();
}

#[tokio::test]
async fn what_waits_for_a_token_goes_as_soon_as_there_is_a_new_one() {
    let (graph, _desk, ada, made) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "Are you there?"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    let path = format!("/channels/{}", made["id"].as_str().unwrap());
    ada.patch(&path, &json!({"settings": {"access_token": "wrong"}})).await.ok();
    for text in ["One", "Two", "Three"] {
        ada.says(talk, text).await.ok();
    }
    sees(&ada, talk, "why", |view| view["deliveries"][0]["why"] == "token").await;
    let trouble = |all: &Value| all["items"][0]["trouble"].clone();
    assert_eq!(trouble(&ada.get("/channels").await.ok())["why"], "token");
    ada.patch(&path, &json!({"settings": {"access_token": "wa-test-token"}})).await.ok();
    let all_there = |view: &Value| (0..3).all(|n| view["deliveries"][n]["state"] == "sent");
    sees(&ada, talk, "that all of them went", all_there).await;
    let mut sent = graph.sends().await;
    sent.retain(|call| call["status"] == 200);
    assert_eq!(sent.len(), 3);
    for (sent, text) in sent.iter().zip(["One", "Two", "Three"]) {
        assert!(sent.to_string().contains(text), "in their order");
    }
    assert_eq!(trouble(&ada.get("/channels").await.ok()), Value::Null);
}
