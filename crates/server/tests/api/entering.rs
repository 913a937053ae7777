//! The client comes in: form, place in line, repeats, refusals, leaving.

use crate::support::{Client, Desk, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

/// A desk with an operator there, and a widget `strict` whose form asks for everything.
async fn strict() -> (Desk, Operator) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let field = |kind: &str, required: bool| json!({"kind": kind, "required": required, "choices": {}});
    let mut widget = ada.get("/widgets").await.ok()["items"][0].clone();
    widget["id"] = "strict".into();
    let mut topic = field("topic", true);
    topic["choices"] = json!({"en": ["Order", "Return"]});
    widget["form"] =
        json!([field("name", true), field("email", true), field("phone", false), topic, field("consent", true)]);
    ada.post("/widgets", &widget).await.ok();
    (desk, bob)
}

async fn enters_strict(client: &Client, id: Uuid, form: Value) -> crate::support::Answer {
    client.enters_with(id, json!({"widget": "strict", "form": form})).await
}

#[tokio::test]
async fn the_form_is_checked_field_by_field() {
    let (desk, bob) = strict().await;
    let (client, id) = (desk.client(), new_id());
    let refused = enters_strict(&client, id, json!({"email": "not one", "phone": "call me", "consent": "no"})).await;
    let fields = refused.refused(422, "invalid")["fields"].clone();
    let expected = json!({"name": "required", "email": "malformed", "phone": "malformed", "topic": "required", "consent": "required"});
    assert_eq!(fields, expected);
    let long = "x".repeat(201);
    let form = json!({"name": long, "email": "jana@seznam.cz", "topic": "Order", "consent": "true"});
    enters_strict(&client, id, form).await.invalid("name", "too-long");
    assert!(bob.queue().await.is_empty(), "nothing was begun");

    let form = json!({"name": " Jana ", "email": "jana@seznam.cz", "phone": "+420 602 418 773", "topic": "Order", "consent": "true"});
    enters_strict(&client, id, form).await.ok();
    let row = bob.view(id).await.ok()["conversation"].clone();
    assert_eq!(
        (row["client"]["name"].as_str(), row["client"]["phone"].as_str()),
        (Some("Jana"), Some("+420 602 418 773"))
    );
    assert_eq!(row["parameters"]["topic"], "Order");
}

/// After a restart nobody's token is remembered: who comes is taken for somebody new, until the token turns out to be taken.
#[tokio::test]
async fn who_was_here_before_a_restart_is_the_same_client_after_it() {
    let (desk, ada) = desk().await;
    let (client, id) = (desk.client(), new_id());
    let first = client.enters_with(id, json!({})).await;
    assert_eq!(first.status, 201);
    let desk = desk.restart().await;
    let (ada, client) = (ada.at(&desk), client.at(&desk));
    let _line = ada.live().await;
    let again = client.enters_with(id, json!({})).await;
    assert_eq!((again.status.as_u16(), &again.body["events"]), (200, &first.body["events"]));
    let desk = desk.restart().await;
    let (ada, client) = (ada.at(&desk), client.at(&desk));
    let _line = ada.live().await;
    let other = client.enters_with(new_id(), json!({})).await.refused(409, "already-running");
    assert_eq!(other["conversation"], id.to_string());
    assert_eq!(ada.queue().await.len(), 1);
}

#[tokio::test]
async fn a_repeated_request_begins_nothing_twice() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = (desk.client(), new_id());
    let more = json!({"message": {"id": new_id(), "text": "Hello"}});
    let first = client.enters_with(id, more.clone()).await;
    assert_eq!(first.status, 201);
    let again = client.enters_with(id, more).await;
    assert_eq!((again.status.as_u16(), &again.body["events"]), (200, &first.body["events"]));
    assert_eq!(bob.queue().await.len(), 1);
    let other = client.enters_with(new_id(), json!({})).await.refused(409, "already-running");
    assert_eq!(other["conversation"], id.to_string());
    // Somebody else's id is no way into his conversation.
    desk.client().enters_with(id, json!({})).await.refused(409, "id-in-use");
}

#[tokio::test]
async fn two_tabs_at_once_begin_one_conversation() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let tries = (0..8).map(|_| client.enters_with(new_id(), json!({})));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|a| [201, 409, 503].contains(&a.status.as_u16())), "{answers:?}");
    assert_eq!(bob.queue().await.len(), 1);
}

#[tokio::test]
async fn places_move_up_when_somebody_leaves() {
    let (desk, ada) = desk().await;
    let _bob = desk.operator(&ada, "Bob").await;
    let (one, two) = (desk.client(), desk.client());
    let (first, second) = (one.enters().await, two.enters().await);
    let mut line = two.live(second, 0).await;
    assert_eq!(line.hears_type("queue").await["place"]["position"], 2);
    assert_eq!(one.leaves(first).await.ok()["state"], "ended");
    line.hears("place 1", |f| f["type"] == "queue" && f["place"]["position"] == 1).await;
    assert_eq!(one.leaves(first).await.ok()["state"], "ended", "leaving twice is leaving");
    two.leaves(first).await.refused(404, "not-found");
}

#[tokio::test]
async fn an_estimate_follows_the_accepts_and_is_not_made_for_a_named_operator() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let place = async |client: &Client| client.get("/conversation?widget=demo").await.ok()["queue"].clone();
    let (one, two, three) = (desk.client(), desk.client(), desk.client());
    let (first, second) = (one.enters().await, two.enters().await);
    three.enters().await;
    bob.accept(first).await.ok();
    assert!(place(&three).await["estimate_seconds"].is_null(), "one accept makes no pace");
    bob.accept(second).await.ok();
    let next = place(&three).await;
    assert_eq!(next["position"], 1);
    assert!(next["estimate_seconds"].is_u64(), "{next}");

    bob.act(first, "redirect", &json!({"target": {"operator": cid.id}})).await.ok();
    assert!(place(&one).await["estimate_seconds"].is_null(), "the group's pace is not Cid's");
}

#[tokio::test]
async fn nobody_here_is_said_and_nothing_is_begun() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    bob.put("/me/status", &json!({"status": "away"})).await.ok();
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    let state = desk.get("/widget/v1/widgets/demo").await.ok();
    assert_eq!(
        (&state["online"], &state["availability"], &state["reason"], &state["opens_at"]),
        (&json!(false), &json!("offline"), &json!("all_away"), &json!(null))
    );
    let refused = desk.client().enters_with(new_id(), json!({})).await.refused(409, "nobody-online");
    assert_eq!((&refused["availability"], &refused["reason"]), (&json!("offline"), &json!("all_away")));
    bob.put("/me/status", &json!({"status": "available"})).await.ok();
    let state = desk.get("/widget/v1/widgets/demo").await.ok();
    assert_eq!((&state["online"], &state["availability"]), (&json!(true), &json!("online")));
    desk.client().enters().await;
}

#[tokio::test]
async fn what_the_browser_says_of_itself_is_known_to_the_operator() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    let (client, id) = (desk.client(), new_id());
    let view = |path: &str| json!({"id": new_id(), "url": format!("https://lumen.example/{path}"), "title": path, "at": "2026-01-01T10:00:00Z"});
    let body = json!({
        "id": id, "widget": "demo", "entry": "chat", "language": "cs-CZ", "parameters": {"order": "4711"},
        "page": {"url": "https://user:secret@lumen.example/lamps?a=1", "title": "Lamps", "referrer": "https://search.example/"},
        "page_views": [view("home"), view("lamps"), {"id": new_id(), "url": "javascript:alert(1)", "title": "x", "at": "2026-01-01T10:00:00Z"}],
    });
    client.send(reqwest::Method::POST, "/conversations", Some(&body), &[("user-agent", agent)]).await.ok();
    let view = bob.view(id).await.ok();
    let row = &view["conversation"];
    let told = ["language", "browser", "os", "device"].map(|key| row[key].as_str().unwrap_or_default());
    assert_eq!(told, ["cs-CZ", "Safari 18", "iOS 18", "mobile"]);
    assert_eq!(row["parameters"]["order"], "4711");
    assert_eq!(row["widget"]["id"], "demo");
    assert!(!view.to_string().contains("secret"), "passwords in addresses are dropped");
    assert_eq!(view["page_views"].as_array().unwrap().len(), 2, "only addresses that are safe to follow: {view}");
}

#[tokio::test]
async fn pages_opened_meanwhile_become_the_browsing_history() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, mut console) = (desk.client(), bob.live().await);
    let id = client.enters().await;
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    let view = json!({"id": new_id(), "url": "https://lumen.example/returns", "title": "Returns", "at": "2026-01-01T10:00:00Z"});
    let body = json!({"conversation": id, "view": view});
    client.post("/page-views", &body).await.ok();
    client.post("/page-views", &body).await.ok();
    assert_eq!(console.hears_event("page_viewed").await["url"], "https://lumen.example/returns");
    let seen = bob.view(id).await.ok();
    assert_eq!(seen["page_views"].as_array().unwrap().len(), 1, "a repeated report adds nothing");
    desk.client().post("/page-views", &body).await.refused(404, "not-found");
    client.leaves(id).await.ok();
    let late = json!({"conversation": id, "view": {"id": new_id(), "url": "https://lumen.example/", "title": "", "at": "2026-01-01T10:00:00Z"}});
    client.post("/page-views", &late).await.refused(409, "ended");
}
