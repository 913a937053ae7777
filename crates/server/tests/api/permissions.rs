//! Who may see and do what.

use crate::support::{desk, new_id};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn administration_is_for_administrators() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let id = new_id();
    let requests = [
        (Method::GET, "/users".to_owned()),
        (Method::POST, "/users".to_owned()),
        (Method::PUT, format!("/users/{id}")),
        (Method::POST, format!("/users/{id}/deactivate")),
        (Method::POST, format!("/users/{id}/reactivate")),
        (Method::GET, "/groups".to_owned()),
        (Method::DELETE, format!("/groups/{id}")),
        (Method::GET, "/widgets".to_owned()),
        (Method::DELETE, "/widgets/demo".to_owned()),
        (Method::GET, "/results".to_owned()),
        (Method::GET, "/tags".to_owned()),
        (Method::GET, "/identify-secrets".to_owned()),
        (Method::POST, "/identify-secrets".to_owned()),
        (Method::DELETE, format!("/identify-secrets/{id}")),
        (Method::GET, "/webhooks".to_owned()),
        (Method::POST, "/webhooks".to_owned()),
        (Method::DELETE, format!("/webhooks/{id}")),
        (Method::POST, format!("/webhooks/{id}/secret")),
        (Method::POST, format!("/webhooks/{id}/test")),
        (Method::GET, format!("/webhooks/{id}/deliveries")),
        (Method::GET, format!("/webhooks/{id}/deliveries/{id}")),
        (Method::POST, format!("/webhooks/{id}/deliveries/{id}/replay")),
        (Method::POST, format!("/webhooks/{id}/replay")),
        (Method::GET, "/audit".to_owned()),
        (Method::GET, "/sign-in-rules".to_owned()),
        (Method::PUT, "/sign-in-rules".to_owned()),
        (Method::GET, "/openid".to_owned()),
        (Method::PUT, "/openid".to_owned()),
        (Method::POST, "/openid/test".to_owned()),
        (Method::DELETE, format!("/users/{id}/openid")),
        (Method::DELETE, format!("/users/{id}/second-factor")),
        (Method::GET, "/privacy".to_owned()),
        (Method::PUT, "/privacy".to_owned()),
        (Method::GET, "/privacy/due".to_owned()),
        (Method::GET, format!("/conversations/{id}/client/erasure")),
        (Method::POST, format!("/conversations/{id}/client/erasure")),
        (Method::GET, format!("/conversations/{id}/client/export")),
        (Method::GET, "/settings".to_owned()),
        (Method::PUT, "/settings".to_owned()),
    ];
    for (method, path) in requests {
        for who in [&bob, &eve] {
            who.send(method.clone(), &path, None).await.refused(403, "forbidden");
        }
    }
}

#[tokio::test]
async fn an_operator_sees_the_own_groups_queue_and_the_own_talks() {
    let (desk, ada) = desk().await;
    let sales = ada
        .post("/groups", &json!({"name": "Sales", "accept_seconds": 30, "service_level_seconds": 60, "members": []}))
        .await
        .ok();
    let sales = sales["id"].as_str().unwrap().to_owned();
    let bob = desk.operator(&ada, "Bob").await;
    let dan = desk.user(&ada, "Dan", "operator", &[&sales]).await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let mut line = dan.live().await;
    let id = desk.client().enters().await;
    assert!(dan.queue().await.is_empty());
    dan.view(id).await.refused(404, "not-found");
    dan.accept(id).await.refused(409, "not-yours");
    dan.act(id, "notes", &json!({"id": new_id(), "text": "x"})).await.refused(404, "not-found");
    line.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    assert_eq!(line.hears_type("refused").await["code"], "not-found");
    eve.view(id).await.ok();

    bob.accept(id).await.ok();
    let listed = async |who: &crate::support::Operator, state: &str| {
        let page = who.get(&format!("/conversations?state={state}")).await.ok();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!((listed(&bob, "active").await, listed(&dan, "active").await, listed(&eve, "active").await), (1, 0, 1));
    eve.says(id, "I listen").await.refused(409, "not-yours");
    let to_sales = json!({"target": {"group": sales}});
    bob.act(id, "redirect", &to_sales).await.ok();
    line.hears("row", |f| f["type"] == "row" && f["conversation"]["id"] == id.to_string()).await;
    assert_eq!(dan.queue().await, [id.to_string()]);
    assert_eq!(listed(&bob, "waiting").await, 0);
}

#[tokio::test]
async fn previews_can_be_switched_off() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    bob.view(id).await.ok();
    ada.change_settings(|s| s["previews"] = false.into()).await;
    bob.view(id).await.refused(403, "previews-off");
    bob.accept(id).await.ok();
    bob.view(id).await.ok();
}

#[tokio::test]
async fn who_serves_a_client_sees_the_earlier_talks_and_only_then() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let client = desk.client();
    let first = client.enters().await;
    bob.accept(first).await.ok();
    bob.act(first, "end", &json!({})).await.ok();
    cid.view(first).await.refused(404, "not-found");
    let second = client.enters().await;
    cid.accept(second).await.ok();
    cid.view(first).await.ok();
    cid.act(second, "end", &json!({})).await.ok();
    cid.view(first).await.refused(404, "not-found");
}
