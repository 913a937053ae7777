//! Groups that ask their operators one after another.

use crate::support::{Desk, Operator, desk};
use serde_json::{Value, json};
use uuid::Uuid;

async fn set_offering(desk: &Desk, ada: &Operator, offering: Value) -> Value {
    let id = desk.group(ada).await;
    let mut group = ada.get("/groups").await.ok()["items"][0].clone();
    group["offering"] = offering;
    ada.put(&format!("/groups/{id}"), &group).await.ok()
}

/// The names of those a waiting client is offered to, as a list shows it.
fn offered_to(row: &Value) -> Vec<&str> {
    row["offered_to"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

async fn row(by: &Operator, id: Uuid) -> Value {
    by.view(id).await.ok()["conversation"].clone()
}

async fn offers(by: &Operator, id: Uuid) -> Vec<Value> {
    let view = by.view(id).await.ok();
    view["events"].as_array().unwrap().iter().filter(|it| it["kind"] == "offered").cloned().collect()
}

#[tokio::test]
async fn the_least_busy_operator_is_asked_first_then_one_more_then_everyone() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let (mut bobs, mut cids) = (bob.live().await, cid.live().await);
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    let busy = desk.client();
    let had = busy.enters().await;
    bob.accept(had).await.ok();
    let group = set_offering(&desk, &ada, json!({"first": "least_busy", "widens_after_seconds": 5})).await;
    assert_eq!(group["offering"], json!({"first": "least_busy", "widens_after_seconds": 5}));

    let client = desk.client();
    let id = client.enters().await;
    let _line = client.live(id, 0).await;
    // Everyone in the group sees the client, and who was asked.
    let is_it = |f: &Value| f["type"] == "row" && f["conversation"]["id"] == id.to_string();
    let told = bobs.hears("the client", is_it).await;
    assert_eq!(offered_to(&told["conversation"]), ["Cid"]);
    cids.hears("the second", |f| is_it(f) && offered_to(&f["conversation"]) == ["Cid", "Bob"]).await;
    cids.hears("everyone", |f| is_it(f) && offered_to(&f["conversation"]).is_empty()).await;
    let offers = offers(&bob, id).await;
    let because: Vec<&Value> = offers.iter().map(|it| &it["because"]).collect();
    assert_eq!(because[0], &json!({"kind": "least_busy", "conversations": 0}));
    assert_eq!(because[1], &json!({"kind": "least_busy", "conversations": 1}));
    assert_eq!((because[2], &offers[2]["to"]), (&json!({"kind": "nobody_else"}), &Value::Null));
}

#[tokio::test]
async fn the_longest_idle_is_asked_first_also_after_a_restart() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    set_offering(&desk, &ada, json!({"first": "longest_idle", "widens_after_seconds": 600})).await;
    for operator in [&cid, &bob] {
        let client = desk.client();
        let id = client.enters().await;
        operator.accept(id).await.ok();
        operator.act(id, "end", &json!({})).await.ok();
    }
    let id = desk.client().enters().await;
    assert_eq!(offered_to(&row(&bob, id).await), ["Cid"], "Cid's last talk was over before Bob's");

    let desk = desk.restart().await;
    let (bob, cid) = (bob.at(&desk), cid.at(&desk));
    cid.get("/workspace").await.ok();
    let id = desk.client().enters().await;
    assert_eq!(offered_to(&row(&bob, id).await), ["Cid"]);
    assert_eq!(offers(&bob, id).await[0]["because"]["kind"], "longest_idle");
}

#[tokio::test]
async fn who_was_not_asked_may_take_the_client_by_hand_and_who_sends_one_back_is_not_asked_first() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let (_bobs, _cids) = (bob.live().await, cid.live().await);
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    set_offering(&desk, &ada, json!({"first": "least_busy", "widens_after_seconds": 600})).await;
    let client = desk.client();
    let id = client.enters().await;
    let asked = offered_to(&row(&bob, id).await)[0].to_owned();
    let (asked, other) = if asked == "Bob" { (&bob, &cid) } else { (&cid, &bob) };
    other.accept(id).await.ok();
    assert!(offered_to(&row(other, id).await).is_empty(), "who talks with an operator is offered to nobody");
    let group = desk.group(&ada).await;
    other.act(id, "redirect", &json!({"target": {"group": group}})).await.ok();
    let offered = row(asked, id).await;
    assert_eq!(offered["offered_to"][0]["id"], asked.id.to_string());
    // A group that asks everyone again opens what waits with the next step; a new client is everyone's at once.
    set_offering(&desk, &ada, Value::Null).await;
    let id = desk.client().enters().await;
    assert!(offered_to(&row(&bob, id).await).is_empty());
    let mut group = ada.get("/groups").await.ok()["items"][0].clone();
    let path = format!("/groups/{}", group["id"].as_str().unwrap());
    group["offering"] = json!({"first": "least_busy", "widens_after_seconds": 4});
    ada.put(&path, &group).await.invalid("widens_after_seconds", "out-of-range");
}
