//! After a talk: the client rates it and has it by e-mail, an operator sends it.

use crate::support::{Answer, Client, Desk, MailServer, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

/// Bob has talked with Jana, who gave an address; it is over.
async fn over() -> (Desk, Operator, Operator, Client, Uuid) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = talked(&desk, &bob).await;
    bob.act(id, "end", &json!({})).await.ok();
    (desk, ada, bob, client, id)
}

async fn talked(desk: &Desk, bob: &Operator) -> (Client, Uuid) {
    let (client, id) = (desk.client(), new_id());
    let form = json!({"name": "Jana", "message": "Where is my order?"});
    client.enters_with(id, json!({"form": form, "language": "cs"})).await.ok();
    bob.accept(id).await.ok();
    bob.says(id, "On its way <b>today</b>.").await.ok();
    bob.act(id, "notes", &json!({"id": new_id(), "text": "a difficult one"})).await.ok();
    (client, id)
}

async fn rates(client: &Client, id: Uuid, stars: u8, comment: Option<&str>) -> Answer {
    client.post(&format!("/conversations/{id}/rating"), &json!({"stars": stars, "comment": comment})).await
}

async fn asks(client: &Client, id: Uuid, email: &str) -> Answer {
    client.post(&format!("/conversations/{id}/transcript"), &json!({"email": email})).await
}

async fn current(client: &Client) -> Value {
    client.get("/conversation?widget=demo").await.ok()
}

async fn change_widget(by: &Operator, change: impl FnOnce(&mut Value)) {
    let widgets = by.get("/widgets").await.ok();
    let mut widget = widgets["items"].as_array().unwrap().iter().find(|it| it["id"] == "demo").unwrap().clone();
    change(&mut widget);
    by.put("/widgets/demo", &widget).await.ok();
}

fn kinds(view: &Value) -> Vec<&str> {
    view["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_rating_is_seen_by_those_who_may_see_the_talk_and_may_be_changed() {
    let (_desk, ada, bob, client, id) = over().await;
    let after = current(&client).await["after"].clone();
    assert_eq!(after, json!({"rates": true, "comments": true, "rating": null, "transcript": false, "email": null}));
    let given = rates(&client, id, 2, Some("  slow ")).await.ok();
    assert_eq!((&given["stars"], &given["comment"]), (&json!(2), &json!("slow")));
    rates(&client, id, 2, Some("slow")).await.ok();
    rates(&client, id, 4, Some("")).await.ok();
    // After a reload, too.
    assert_eq!(current(&client).await["after"]["rating"]["stars"], 4);
    let view = bob.view(id).await.ok();
    assert_eq!(kinds(&view).iter().filter(|kind| **kind == "rated").count(), 2, "the same again is nothing new");
    assert_eq!(
        (&view["conversation"]["rating"]["stars"], &view["conversation"]["rating"]["comment"]),
        (&json!(4), &Value::Null)
    );

    // In lists, by the filter and in the file.
    let list =
        async |query: &str| ada.get(&format!("/conversations?{query}")).await.ok()["items"].as_array().unwrap().len();
    let found = tokio::time::timeout(crate::support::PATIENCE, async {
        while list("rating=4").await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    found.await.expect("it is not found by its rating");
    assert_eq!((list("rating=2").await, list("rating=5").await), (0, 0));
    for wrong in ["rating=0", "rating=6", "rating=good"] {
        ada.get(&format!("/conversations?{wrong}")).await.refused(400, "malformed");
    }
    let url = format!("http://{}/api/v1/conversations.csv?rating=4", ada.address);
    let csv = ada.http().get(url).header("cookie", &ada.cookie).send().await.unwrap().text().await.unwrap();
    assert!(csv.contains(",Rating,Rating in words,") && csv.contains(",4,,"), "{csv}");
}

#[tokio::test]
async fn what_cannot_be_rated_is_refused() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = talked(&desk, &bob).await;
    assert_eq!(current(&client).await["after"], Value::Null);
    rates(&client, id, 5, None).await.refused(409, "still-running");
    bob.act(id, "end", &json!({})).await.ok();
    rates(&client, id, 0, None).await.invalid("stars", "out-of-range");
    rates(&client, id, 6, None).await.invalid("stars", "out-of-range");
    rates(&client, id, 5, Some(&"x".repeat(1_001))).await.invalid("comment", "too-long");
    rates(&desk.client(), id, 5, None).await.refused(404, "not-found");
    let stranger = desk.client();
    let other = stranger.enters().await;
    rates(&stranger, id, 5, None).await.refused(404, "not-found");
    // Nobody served this one.
    stranger.leaves(other).await.ok();
    rates(&stranger, other, 5, None).await.refused(404, "not-found");
    assert_eq!(current(&stranger).await["after"], Value::Null);
    change_widget(&ada, |widget| widget["rating"] = json!(false)).await;
    rates(&client, id, 5, None).await.refused(404, "not-found");
    assert_eq!(current(&client).await["after"]["rates"], false);
}

#[tokio::test]
async fn the_talk_comes_by_mail_once_in_the_clients_language_and_without_notes() {
    let (_desk, ada, bob, client, id) = over().await;
    asks(&client, id, "jana@seznam.cz").await.refused(409, "no-mail");
    let server = MailServer::start("starttls");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    assert_eq!(current(&client).await["after"]["transcript"], true);
    asks(&client, id, "nonsense").await.invalid("email", "malformed");
    asks(&client, id, "jana@seznam.cz").await.ok();
    asks(&client, id, " Jana@Seznam.cz ").await.ok();
    let mails = server.took(1).await;
    assert_eq!(mails[0]["to"], json!(["jana@seznam.cz"]));
    let (text, html) = (mails[0]["text"].as_str().unwrap(), mails[0]["html"].as_str().unwrap());
    for said in [text, html] {
        assert!(
            said.contains("Where is my order?") && said.contains("Bob, 2") && said.contains("Toto je vaše"),
            "{said}"
        );
        assert!(!said.contains("difficult"), "a note went out: {said}");
    }
    assert!(text.contains("<b>today</b>") && html.contains("&lt;b&gt;today"), "{html}");
    for n in 0..2 {
        asks(&client, id, &format!("more{n}@seznam.cz")).await.ok();
    }
    asks(&client, id, "evenmore@seznam.cz").await.refused(409, "enough-addresses");
    assert_eq!(server.took(3).await.len(), 3);
    let view = bob.view(id).await.ok();
    assert_eq!(kinds(&view).iter().filter(|kind| **kind == "transcript_sent").count(), 3);
    assert!(!current(&client).await.to_string().contains("more1@"), "who asked is told nothing more");
}

#[tokio::test]
async fn an_operator_sends_the_talk_with_the_end_or_afterwards() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let server = MailServer::start("none");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    let (_client, id) = talked(&desk, &bob).await;
    let send = async |email: &str| bob.act(id, "transcript", &json!({"email": email})).await;
    send("jana@seznam.cz").await.refused(409, "still-running");
    bob.act(id, "end", &json!({"transcript": "nonsense"})).await.invalid("transcript", "malformed");
    assert_eq!(bob.view(id).await.ok()["conversation"]["state"], "active", "nothing of it happened");
    bob.act(id, "end", &json!({"transcript": "jana@seznam.cz"})).await.ok();
    send("jana@seznam.cz").await.ok();
    send("").await.invalid("email", "required");
    send("boss@lumen.example").await.ok();
    let mails = server.took(2).await;
    assert_eq!(mails.len(), 2);
    let view = bob.view(id).await.ok();
    assert!(kinds(&view).ends_with(&["ended", "transcript_sent", "transcript_sent"]), "{view}");
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    eve.act(id, "transcript", &json!({"email": "eve@lumen.example"})).await.refused(404, "not-found");
}

#[tokio::test]
async fn who_is_banned_rates_nothing_and_has_nothing_sent() {
    let (_desk, ada, _bob, client, id) = over().await;
    let server = MailServer::start("none");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    ada.act(id, "ban", &json!({"id": new_id(), "reason": "threats"})).await.ok();
    assert_eq!(current(&client).await["after"], Value::Null);
    rates(&client, id, 1, None).await.refused(403, "not-served");
    asks(&client, id, "victim@post.example").await.refused(403, "not-served");
}
