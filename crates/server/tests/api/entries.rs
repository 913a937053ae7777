//! Which entries operators take: what they switch off for themselves, and what administrators do not let them take.

use crate::support::{Client, Desk, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

async fn switches(who: &Operator, off: Value) {
    assert_eq!(who.put("/me/entries", &json!({"off": off})).await.status, 204);
}

/// Ada lets Bob take everything but this.
async fn bars(ada: &Operator, bob: &Operator, group: &str, entries: Value) {
    let user = json!({"name": "Bob", "email": "bob@lumen.example", "role": "operator", "groups": [group], "entries_barred": entries});
    let saved = ada.put(&format!("/users/{}", bob.id), &user).await.ok();
    assert_eq!(saved["entries_barred"], entries);
}

async fn of_bob(by: &Operator) -> Value {
    let workspace = by.get("/workspace").await.ok();
    workspace["operators"].as_array().unwrap().iter().find(|one| one["name"] == "Bob").unwrap().clone()
}

async fn door(client: &Client) -> Value {
    client.get("/widgets/demo").await.ok()
}

async fn row(by: &Operator, id: Uuid) -> Value {
    by.view(id).await.ok()["conversation"].clone()
}

/// Bob alone is there for the clients of the demo's widget.
async fn alone() -> (Desk, Operator, Operator) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    ada.change_settings(|settings| settings["all_away"] = "busy".into()).await;
    (desk, ada, bob)
}

#[tokio::test]
async fn who_has_switched_chat_off_is_no_help_at_the_door_and_keeps_what_he_has() {
    let (desk, ada, bob) = alone().await;
    let (client, other) = (desk.client(), desk.client());
    let (had, waits) = (client.enters().await, other.enters().await);
    bob.accept(had).await.ok();
    assert_eq!(door(&client).await["online"], true);
    let mut line = ada.live().await;
    switches(&bob, json!(["chat"])).await;
    let told = line.hears("Bob", |f| f["type"] == "operator" && f["operator"]["entries_off"] == json!(["chat"])).await;
    let (shown, status) = (&told["operator"]["shown"], &told["operator"]["status"]);
    assert_eq!((shown, status), (&json!("busy"), &json!("available")), "he is not away");
    let refused = desk.client().enters_with(new_id(), json!({})).await.refused(409, "nobody-online");
    assert_eq!((&refused["availability"], &refused["reason"]), (&json!("busy"), &json!("all_away")));
    assert_eq!(door(&client).await["online"], false);

    // What he has goes on, and he may still take somebody by hand.
    bob.says(had, "Still here").await.ok();
    assert_eq!(bob.queue().await, [waits.to_string()]);
    bob.accept(waits).await.ok();

    // It is kept over a sign-out and a restart, and goes with one press.
    bob.delete("/session").await.ok();
    let desk = desk.restart().await;
    let bob = Operator::of(&desk, desk.sign_in("bob@lumen.example", crate::support::PASSWORD).await);
    assert_eq!(of_bob(&bob).await["entries_off"], json!(["chat"]));
    switches(&bob, json!([])).await;
    assert_eq!(door(&desk.client()).await["online"], true);
    bob.put("/me/entries", &json!({"off": ["carrier_pigeon"]})).await.refused(400, "malformed");
}

#[tokio::test]
async fn whoever_may_not_take_an_entry_neither_accepts_nor_is_given_one() {
    let (desk, ada, bob) = alone().await;
    let group = desk.group(&ada).await;
    let (client, cid) = (desk.client(), desk.operator(&ada, "Cid").await);
    let id = client.enters().await;
    bars(&ada, &bob, &group, json!(["chat"])).await;
    assert_eq!(bob.queue().await, [id.to_string()], "the queue is the group's all the same");
    bob.accept(id).await.refused(409, "entry-barred");
    let to_bob = json!({"target": {"operator": bob.id}});
    cid.act(id, "redirect", &to_bob).await.refused(409, "target-barred");
    cid.accept(id).await.ok();
    // He may help a colleague, who keeps the talk.
    cid.act(id, "invite", &to_bob).await.ok();
    bob.act(id, "join", &json!({})).await.ok();
    cid.act(id, "hand-over", &json!({"operator": bob.id})).await.refused(409, "target-barred");
    let targets = cid.get(&format!("/conversations/{id}/targets")).await.ok();
    let support = targets["groups"].as_array().unwrap().iter().find(|it| it["name"] == "Support").unwrap().clone();
    assert_eq!((&support["available"], &support["busy"]), (&json!(1), &json!(0)), "Bob is not counted");

    // At the door he is nobody.
    cid.put("/me/status", &json!({"status": "away"})).await.ok();
    let refused = desk.client().enters_with(new_id(), json!({})).await.refused(409, "nobody-online");
    assert_eq!(refused["reason"], "all_away");
    let changes = ada.get("/audit?area=users&limit=1").await.ok()["items"][0]["changes"].clone();
    let told = json!({"field": "entries_barred", "before": [], "after": ["chat"]});
    assert!(changes.as_array().unwrap().contains(&told), "{changes}");

    bars(&ada, &bob, &group, json!([])).await;
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
}

#[tokio::test]
async fn where_operators_are_asked_one_after_another_who_takes_none_is_not_asked() {
    let (desk, ada, bob) = alone().await;
    let cid = desk.operator(&ada, "Cid").await;
    let (_bobs, _cids) = (bob.live().await, cid.live().await);
    one_by_one(&desk, &ada).await;
    // Cid has a conversation, Bob none: but Bob takes no chats.
    let had = desk.client().enters().await;
    cid.accept(had).await.ok();
    switches(&bob, json!(["chat"])).await;
    let id = desk.client().enters().await;
    assert_eq!(row(&cid, id).await["offered_to"][0]["name"], "Cid");
}

#[tokio::test]
async fn a_rule_passes_over_an_operator_who_takes_none_and_says_so() {
    let (desk, ada, bob) = alone().await;
    let cid = desk.operator(&ada, "Cid").await;
    let mut widget = ada.get("/widgets").await.ok()["items"][0].clone();
    widget["routing"] = json!([{"name": "Bob", "when": [], "to": {"kind": "operator", "id": bob.id}}]);
    ada.put(&format!("/widgets/{}", widget["id"].as_str().unwrap()), &widget).await.ok();
    switches(&bob, json!(["chat"])).await;
    let id = desk.client().enters().await;
    assert!(row(&cid, id).await["target"]["group"].is_object());
    let why = cid.get(&format!("/conversations/{id}/routing")).await.ok();
    let outcome = json!({"kind": "absent", "operator": bob.id, "why": "not_this_entry"});
    assert_eq!(why["decision"]["steps"][0]["outcome"], outcome);
}

async fn one_by_one(desk: &Desk, ada: &Operator) {
    let id = desk.group(ada).await;
    let groups = ada.get("/groups").await.ok();
    let mut group = groups["items"].as_array().unwrap().iter().find(|it| it["name"] == "Support").unwrap().clone();
    group["offering"] = json!({"first": "least_busy", "widens_after_seconds": 600});
    ada.put(&format!("/groups/{id}"), &group).await.ok();
}

/// Somebody waits whom nobody was there to be asked for. Bob can be asked as soon as he comes back, and is, at once.
#[tokio::test]
async fn a_client_nobody_was_asked_for_is_offered_at_once_to_whoever_is_free_again() {
    let (desk, ada, bob) = alone().await;
    one_by_one(&desk, &ada).await;
    let mut line = bob.live().await;
    let mut waiting = async |comes_back: &str, goes: (&str, Value), back: (&str, Value)| {
        let (client, id) = (desk.client(), new_id());
        // He goes only after the door let the client in; nobody was asked then.
        bob.put(goes.0, &goes.1).await.ok();
        ada.put("/me/status", &json!({"status": "available"})).await.ok();
        let busy = ada.put("/me/entries", &json!({"off": []})).await.status;
        assert_eq!(busy, 204);
        fill(&desk, &ada).await;
        client.enters_with(id, json!({})).await.ok();
        assert_eq!(row(&ada, id).await["offered_to"], json!([]), "{comes_back}: nobody is there with room");
        bob.put(back.0, &back.1).await.ok();
        let is_it = |f: &Value| f["conversation"]["id"] == id.to_string();
        line.hears(comes_back, |f| is_it(f) && f["conversation"]["offered_to"][0]["name"] == "Bob").await;
        bob.accept(id).await.ok();
        bob.act(id, "end", &json!({})).await.ok();
    };
    let status = |status: &str| ("/me/status", json!({"status": status}));
    waiting("back from away", status("away"), status("available")).await;
    waiting("switched on again", ("/me/entries", json!({"off": ["chat"]})), ("/me/entries", json!({"off": []}))).await;
}

/// Ada, who is there, has as many conversations as she may.
async fn fill(desk: &Desk, ada: &Operator) {
    let workspace = ada.get("/workspace").await.ok();
    let me =
        workspace["operators"].as_array().unwrap().iter().find(|one| one["id"] == ada.id.as_str()).unwrap().clone();
    for _ in me["active"].as_u64().unwrap()..me["chat_limit"].as_u64().unwrap() {
        let id = desk.client().enters().await;
        ada.accept(id).await.ok();
    }
}
