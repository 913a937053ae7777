//! Routing: to whom rules direct a client, that it is kept with its reasons, and tried before it is saved.

use crate::support::{Client, Desk, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

/// A group of its own with one operator who serves nothing else.
async fn group_of(desk: &Desk, ada: &Operator, name: &str, who: &str) -> (String, Operator) {
    let group = json!({"name": name, "accept_seconds": 5, "service_level_seconds": 60, "members": []});
    let id = ada.post("/groups", &group).await.ok()["id"].as_str().unwrap().to_owned();
    let operator = desk.user(ada, who, "operator", &[&id]).await;
    (id, operator)
}

async fn set_rules(ada: &Operator, rules: Value) -> Value {
    let mut widget = widget(ada).await;
    widget["routing"] = rules;
    ada.put("/widgets/demo", &widget).await.ok()
}

async fn widget(ada: &Operator) -> Value {
    ada.get("/widgets").await.ok()["items"].as_array().unwrap().iter().find(|it| it["id"] == "demo").unwrap().clone()
}

fn english(group: &str) -> Value {
    json!({"name": "English", "when": [{"kind": "language", "any_of": ["en"]}], "to": {"kind": "group", "id": group}})
}

fn back() -> Value {
    json!({"name": "Back to whom they know", "when": [{"kind": "returning"}], "to": {"kind": "last_operator"}})
}

async fn enters(client: &Client, more: Value) -> Uuid {
    let id = new_id();
    client.enters_with(id, more).await.ok();
    id
}

async fn why(by: &Operator, id: Uuid) -> Value {
    by.get(&format!("/conversations/{id}/routing")).await.ok()
}

#[tokio::test]
async fn a_client_goes_where_the_first_rule_leads_and_the_reason_is_kept() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (group, eve) = group_of(&desk, &ada, "English desk", "Eve").await;
    let plain = enters(&desk.client(), json!({})).await;
    assert_eq!(why(&bob, plain).await["decision"], Value::Null);

    set_rules(&ada, json!([english(&group)])).await;
    let english_one = enters(&desk.client(), json!({"language": "en-GB"})).await;
    let czech_one = enters(&desk.client(), json!({"language": "cs"})).await;
    assert_eq!(eve.queue().await, [english_one.to_string()]);
    assert!(bob.queue().await.contains(&czech_one.to_string()));

    let told = why(&eve, english_one).await;
    assert_eq!(told["decision"]["target"]["name"], "English desk");
    assert_eq!(told["decision"]["steps"][0]["outcome"], json!({"kind": "chosen"}));
    assert_eq!(told["decision"]["steps"][0]["rule"]["name"], "English");
    let told = why(&bob, czech_one).await;
    let outcomes: Vec<&Value> = told["decision"]["steps"].as_array().unwrap().iter().map(|it| &it["outcome"]).collect();
    assert_eq!(outcomes, [&json!({"kind": "not_met", "condition": 0}), &json!({"kind": "chosen"})]);
    eve.get(&format!("/conversations/{czech_one}/routing")).await.refused(404, "not-found");

    // What was decided is told as it was, whatever becomes of the rules.
    set_rules(&ada, json!([])).await;
    assert_eq!(why(&eve, english_one).await["decision"]["steps"][0]["rule"]["name"], "English");
}

#[tokio::test]
async fn a_group_that_takes_nobody_is_passed_over_and_the_widget_is_as_open_as_its_best_group() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (group, eve) = group_of(&desk, &ada, "English desk", "Eve").await;
    set_rules(&ada, json!([english(&group)])).await;
    eve.put("/me/status", &json!({"status": "away"})).await.ok();
    let passed = enters(&desk.client(), json!({"language": "en"})).await;
    let told = why(&bob, passed).await;
    assert_eq!(told["decision"]["steps"][0]["outcome"], json!({"kind": "closed", "reason": "all_away"}));

    eve.put("/me/status", &json!({"status": "available"})).await.ok();
    for one in [&ada, &bob] {
        one.put("/me/status", &json!({"status": "away"})).await.ok();
    }
    assert_eq!(desk.get("/widget/v1/widgets/demo").await.ok()["online"], true);
    enters(&desk.client(), json!({"language": "en"})).await;
    let refused = desk.client().enters_with(new_id(), json!({"language": "cs"})).await.refused(409, "nobody-online");
    assert_eq!(refused["reason"], "all_away");
}

#[tokio::test]
async fn a_returning_client_gets_the_last_operator_who_else_the_group_after_the_time_to_accept() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let support = desk.group(&ada).await;
    let mut group = ada.get("/groups").await.ok()["items"].as_array().unwrap()[0].clone();
    group["accept_seconds"] = 5.into();
    ada.put(&format!("/groups/{support}"), &group).await.ok();
    set_rules(&ada, json!([back()])).await;

    let client = desk.client();
    let first = enters(&client, json!({})).await;
    assert_eq!(why(&bob, first).await["decision"]["steps"][0]["outcome"], json!({"kind": "not_met", "condition": 0}));
    bob.accept(first).await.ok();
    bob.act(first, "end", &json!({})).await.ok();

    let second = enters(&client, json!({})).await;
    assert_eq!(bob.queue().await, [second.to_string()]);
    assert!(cid.queue().await.is_empty(), "it waits for Bob alone");
    assert_eq!(why(&bob, second).await["decision"]["target"]["name"], "Bob");
    // Bob does not accept: after five seconds everybody of the group may.
    bob.sees(second, "the group's turn", |c| c["target"]["group"]["id"] == *support).await;
    cid.accept(second).await.ok();
    cid.act(second, "end", &json!({})).await.ok();

    cid.put("/me/status", &json!({"status": "away"})).await.ok();
    let third = enters(&client, json!({})).await;
    let told = why(&bob, third).await;
    assert_eq!(told["decision"]["steps"][0]["outcome"], json!({"kind": "absent", "operator": cid.id, "why": "away"}));
}

#[tokio::test]
async fn page_and_parameters_decide_too() {
    let (desk, ada) = desk().await;
    let _bob = desk.operator(&ada, "Bob").await;
    let (group, eve) = group_of(&desk, &ada, "Gold", "Eve").await;
    let when = json!([
        {"kind": "parameter", "name": "plan", "how": "is", "value": "gold"},
        {"kind": "page", "how": "begins_with", "value": "/tariffs"},
        {"kind": "entry", "any_of": ["chat"]},
    ]);
    set_rules(&ada, json!([{"name": "", "when": when, "to": {"kind": "group", "id": group}}])).await;
    let page = |path: &str| json!({"url": format!("https://lumen.example{path}"), "title": "A page"});
    let gold = json!({"parameters": {"plan": "Gold", "secret": "7"}, "page": page("/tariffs/night")});
    let meant = enters(&desk.client(), gold).await;
    enters(&desk.client(), json!({"parameters": {"plan": "gold"}, "page": page("/")})).await;
    enters(&desk.client(), json!({"page": page("/tariffs")})).await;
    assert_eq!(eve.queue().await, [meant.to_string()]);
    let kept =
        desk.store.read().await.unwrap().conn().routing_of(desk::ConversationId(meant)).await.unwrap().unwrap().1;
    assert_eq!(kept.replay(), kept.decision);
    assert!(!kept.facts.parameters.contains_key("secret"), "only what the rules ask for is kept");
}

#[tokio::test]
async fn rules_are_tried_on_an_imagined_client_before_they_are_saved() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (group, _eve) = group_of(&desk, &ada, "English desk", "Eve").await;
    let support = desk.group(&ada).await;
    let tried = |language: &str| {
        let client = json!({"language": language, "entry": "chat", "last_operator": bob.id});
        json!({"rules": [english(&group), back()], "group": support, "client": client})
    };
    let report = ada.post("/routing/try", &tried("en")).await.ok();
    assert_eq!(report["target"]["name"], "English desk");
    let report = ada.post("/routing/try", &tried("cs")).await.ok();
    assert_eq!((&report["target"]["name"], &report["steps"][1]["to"]["name"]), (&json!("Bob"), &json!("Bob")));
    assert_eq!(widget(&ada).await["routing"], json!([]));
    bob.post("/routing/try", &tried("cs")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn rules_that_lead_nowhere_are_not_kept_and_a_group_they_need_stays() {
    let (desk, ada) = desk().await;
    let (group, _eve) = group_of(&desk, &ada, "English desk", "Eve").await;
    let mut widget = widget(&ada).await;
    for wrong in [
        json!([english(&new_id().to_string())]),
        json!([{"name": "", "when": [{"kind": "language", "any_of": []}], "to": {"kind": "last_operator"}}]),
        json!([{"name": "x".repeat(101), "when": [], "to": {"kind": "last_operator"}}]),
        Value::Array(vec![back(); 51]),
    ] {
        widget["routing"] = wrong;
        ada.put("/widgets/demo", &widget).await.invalid("routing", "malformed");
    }
    set_rules(&ada, json!([english(&group)])).await;
    ada.delete(&format!("/groups/{group}")).await.refused(409, "in-use");
    // A program that knows nothing of rules leaves them alone.
    widget.as_object_mut().unwrap().remove("routing");
    let kept = ada.put("/widgets/demo", &widget).await.ok();
    assert_eq!(kept["routing"][0]["name"], "English");
}
