//! What a composer needs beyond text: templates, drafts, replies, seeing what is typed.

use crate::support::{desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};

fn template(shared: bool, shortcut: &str) -> Value {
    json!({"shared": shared, "shortcut": shortcut, "title": "Opening hours", "folder": "Shop", "language": "en",
        "text": "We are open 9 to 5, {{client.name}}."})
}

#[tokio::test]
async fn templates_are_everybodys_or_ones_own() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let mut line = bob.live().await;
    let shared = eve.post("/templates", &template(true, "hours")).await;
    assert_eq!(shared.status, 201);
    let shared = shared.ok();
    line.hears_type("workspace_changed").await;
    bob.post("/templates", &template(true, "mine")).await.refused(403, "forbidden");
    let own = bob.post("/templates", &template(false, "hours")).await.ok();
    let listed = async |who: &crate::support::Operator| {
        let page = who.get("/templates").await.ok();
        page["items"].as_array().unwrap().iter().map(|t| t["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(listed(&bob).await, [shared["id"].clone(), own["id"].clone()]);
    assert_eq!(listed(&cid).await, [shared["id"].clone()]);
    let path = |t: &Value| format!("/templates/{}", t["id"].as_str().unwrap());
    cid.put(&path(&own), &template(false, "stolen")).await.refused(404, "not-found");
    cid.delete(&path(&own)).await.refused(404, "not-found");
    bob.delete(&path(&shared)).await.refused(403, "forbidden");
    let changed = bob.put(&path(&own), &template(true, "later")).await.ok();
    assert_eq!(
        (changed["shared"].as_bool(), changed["shortcut"].as_str()),
        (Some(false), Some("later")),
        "whose it is stays"
    );
    bob.delete(&path(&own)).await.ok();
    ada.delete(&path(&shared)).await.ok();
    assert!(listed(&bob).await.is_empty());
}

#[tokio::test]
async fn a_template_is_checked_before_it_is_kept() {
    let (_desk, ada) = desk().await;
    ada.post("/templates", &template(true, "hours")).await.ok();
    ada.post("/templates", &template(true, "HOURS")).await.invalid("shortcut", "taken");
    let mut czech = template(true, "hours");
    czech["language"] = "cs".into();
    ada.post("/templates", &czech).await.ok();
    for (field, value, code) in [
        ("shortcut", "".to_owned(), "required"),
        ("shortcut", "two words".to_owned(), "malformed"),
        ("shortcut", "x".repeat(41), "too-long"),
        ("title", " ".to_owned(), "required"),
        ("folder", "x".repeat(61), "too-long"),
        ("language", "not a tag!".to_owned(), "malformed"),
        ("text", "".to_owned(), "empty"),
        ("text", "x".repeat(4_001), "too-long"),
    ] {
        let mut wrong = template(true, "other");
        wrong[field] = value.into();
        ada.post("/templates", &wrong).await.invalid(field, code);
    }
}

#[tokio::test]
async fn a_sent_template_is_counted() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let made = ada.post("/templates", &template(true, "hours")).await.ok();
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    let said = json!({"id": new_id(), "text": "We are open", "template": made["id"]});
    bob.act(id, "messages", &said).await.ok();
    bob.act(id, "messages", &said).await.ok();
    assert_eq!(bob.get("/templates").await.ok()["items"][0]["used"], 1, "a repeated request counts once");
}

#[tokio::test]
async fn a_draft_is_kept_for_the_one_who_writes_it() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    let path = format!("/conversations/{id}/draft");
    let draft = json!({"reply": "Dear Jana, ", "note": "check the order"});
    bob.put(&path, &draft).await.ok();
    let desk = desk.restart().await;
    let (bob, ada) = (bob.at(&desk), ada.at(&desk));
    assert_eq!(bob.view(id).await.ok()["draft"], draft);
    assert_eq!(ada.view(id).await.ok()["draft"], json!({"reply": "", "note": ""}));
    bob.put(&path, &json!({"reply": "x".repeat(4_001), "note": ""})).await.invalid("reply", "too-long");
    bob.put(&path, &json!({"reply": "", "note": ""})).await.ok();
    assert_eq!(bob.view(id).await.ok()["draft"], json!({"reply": "", "note": ""}));
    bob.put(&format!("/conversations/{}/draft", new_id()), &draft).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_reply_carries_the_words_it_answers() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let asked = client.says(id, "Where is my lamp?").await.ok()["seq"].clone();
    let noted = bob.act(id, "notes", &json!({"id": new_id(), "text": "angry"})).await.ok()["seq"].clone();
    let said = bob.act(id, "messages", &json!({"id": new_id(), "text": "On its way", "reply_to": asked})).await.ok();
    let own = client.get("/conversation?widget=demo").await.ok();
    let last = own["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["reply_to"], json!({"seq": asked, "operator": null, "words": "Where is my lamp?"}));
    let body = json!({"id": new_id(), "conversation": id, "text": "Thanks", "reply_to": said["seq"]});
    client.post("/messages", &body).await.ok();
    let view = bob.view(id).await.ok();
    let last = view["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["reply_to"]["words"], &last["reply_to"]["author"]["name"]),
        (&json!("On its way"), &json!("Bob"))
    );
    // A note is no message to reply to, least of all for the client: its words would be told.
    for seq in [noted, json!(0), json!(-1), json!(1), json!(9_999)] {
        let body = json!({"id": new_id(), "conversation": id, "text": "?", "reply_to": seq});
        client.post("/messages", &body).await.invalid("reply_to", "malformed");
    }
}

#[tokio::test]
async fn what_a_client_types_is_seen_only_where_the_company_wants_it() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    assert_eq!(desk.get("/widget/v1/widgets/demo").await.ok()["widget"]["typing_preview"], true);
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let (mut console, mut widget) = (bob.live().await, client.live(id, 0).await);
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    widget.says(json!({"type": "typing", "on": true, "text": "I would like to compl"})).await;
    assert_eq!(console.hears_type("typing").await["text"], "I would like to compl");
    ada.change_settings(|s| s["typing_preview"] = false.into()).await;
    widget.says(json!({"type": "typing", "on": true, "text": "secret"})).await;
    let frame = console.hears_type("typing").await;
    assert_eq!((&frame["on"], &frame["text"]), (&json!(true), &Value::Null));
    assert_eq!(desk.get("/widget/v1/widgets/demo").await.ok()["widget"]["typing_preview"], false);
    ada.send(Method::GET, "/settings", None).await.ok();
}
