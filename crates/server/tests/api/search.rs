//! Search: what an operator finds, and what nobody is told.

use crate::support::{Answer, Client, Desk, Operator, PATIENCE, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

async fn search(by: &Operator, query: &[(&str, &str)]) -> Answer {
    let mut url = reqwest::Url::parse("http://x/search").unwrap();
    url.query_pairs_mut().extend_pairs(query);
    by.get(&format!("/search?{}", url.query().unwrap())).await
}

/// Asks until something of the kind is found: the index follows what is said within seconds.
async fn finds(by: &Operator, words: &str, kind: &str) -> Value {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let found = search(by, &[("q", words)]).await.ok();
            if !found[kind]["items"].as_array().unwrap().is_empty() {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{words} was not found"))
}

fn count(found: &Value, kind: &str) -> usize {
    found[kind]["items"].as_array().unwrap().len()
}

async fn talk(desk: &Desk, by: &Operator, words: &str) -> (Client, Uuid) {
    let client = desk.client();
    let id = client.enters().await;
    client.says(id, words).await.ok();
    by.accept(id).await.ok();
    (client, id)
}

fn marked(found: &Value) -> String {
    let pieces = found["snippet"].as_array().unwrap().iter();
    let piece = |piece: &Value| match (piece["text"].as_str().unwrap(), piece["hit"] == true) {
        (text, true) => format!("[{text}]"),
        (text, false) => text.to_owned(),
    };
    pieces.map(piece).collect()
}

#[tokio::test]
async fn what_was_said_is_found_where_it_was_said() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = talk(&desk, &bob, "Dobrý den").await;
    let said = client.says(id, "Kde najdu své vyúčtování za květen?").await.ok();
    let found = finds(&bob, "KVETEN vyuct", "conversations").await;
    let none = search(&bob, &[("q", "vyuct kveten")]).await.ok();
    assert_eq!(count(&none, "conversations"), 0, "only the last word is a beginning");
    let it = &found["conversations"]["items"][0];
    assert_eq!((&it["conversation"]["id"], &it["seq"]), (&json!(id), &said["seq"]));
    assert_eq!((&it["found_in"], &it["from"]), (&json!("message"), &json!("client")));
    assert_eq!(marked(it), "Kde najdu své [vyúčtování] za [květen]?");
}

#[tokio::test]
async fn a_stranger_to_a_conversation_is_told_nothing_of_it() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    let (_, id) = talk(&desk, &bob, "The kettle leaks").await;
    bob.act(id, "notes", &json!({"id": new_id(), "text": "refund the kettle"})).await.ok();
    let known = json!({"name": "Kettle Owner", "email": null, "phone": "+420 602 418 773"});
    bob.send(Method::PATCH, &format!("/conversations/{id}/client"), Some(&known)).await.ok();
    finds(&bob, "kettle owner", "clients").await;
    for words in ["kettle", "refund", "kettle owner", "602418773"] {
        let found = search(&eve, &[("q", words)]).await.ok();
        assert_eq!(["conversations", "clients", "files"].map(|kind| count(&found, kind)), [0; 3], "{words}");
    }
    // A supervisor sees everything.
    let sue = desk.user(&ada, "Sue", "supervisor", &[]).await;
    assert_eq!(count(&search(&sue, &[("q", "refund")]).await.ok(), "conversations"), 1);
    assert_eq!(desk.get("/api/v1/search?q=kettle").await.status, 401);
}

#[tokio::test]
async fn a_page_says_where_the_next_one_begins() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    for n in 0..3 {
        let (_, id) = talk(&desk, &bob, &format!("kettle number {n}")).await;
        bob.act(id, "end", &json!({})).await.ok();
    }
    tokio::time::timeout(PATIENCE, async {
        while count(&search(&bob, &[("q", "kettle")]).await.ok(), "conversations") < 3 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await
    .unwrap();
    let first = search(&bob, &[("q", "kettle"), ("kind", "conversations"), ("limit", "2")]).await.ok();
    assert_eq!(count(&first, "conversations"), 2);
    let next = first["conversations"]["next"].as_str().unwrap();
    let second = search(&bob, &[("q", "kettle"), ("kind", "conversations"), ("after", next)]).await.ok();
    assert_eq!((count(&second, "conversations"), &second["conversations"]["next"]), (1, &Value::Null));
    assert_eq!(search(&bob, &[("q", "kettle"), ("after", next)]).await.status, 400);
    assert_eq!(search(&bob, &[("q", "kettle"), ("kind", "files"), ("after", "x")]).await.status, 400);
}

#[tokio::test]
async fn what_cannot_be_searched_is_said() {
    let (_desk, ada) = desk().await;
    search(&ada, &[("q", " a ")]).await.invalid("q", "too-short");
    search(&ada, &[("q", &"ab ".repeat(67))]).await.invalid("q", "too-long");
    assert_eq!(ada.get("/search").await.status, 400);
}
