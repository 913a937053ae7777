//! Clients who are one person: found, merged, parted again; and what a wrong merge tells nobody.

use crate::support::{Answer, Client, Desk, Operator, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// A browser, its conversation with Bob, and the client it is.
struct Talk {
    browser: Client,
    id: Uuid,
    client: String,
}

struct Two {
    desk: Desk,
    ada: Operator,
    bob: Operator,
    one: Talk,
    other: Talk,
}

/// Bob talks with two clients who have an address in common.
async fn two() -> Two {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let one = talk(&desk, &bob, json!({"name": "Jana Nová", "email": "jana@seznam.cz", "phone": null})).await;
    let known = json!({"name": "J. N.", "email": "JANA@seznam.cz", "phone": "+420 602 418 773"});
    let other = talk(&desk, &bob, known).await;
    Two { desk, ada, bob, one, other }
}

async fn talk(desk: &Desk, operator: &Operator, known: Value) -> Talk {
    let browser = desk.client();
    let id = browser.enters().await;
    operator.accept(id).await.ok();
    let row = correct(operator, id, known).await.ok();
    Talk { browser, id, client: row["client"]["id"].as_str().unwrap().to_owned() }
}

async fn correct(by: &Operator, conversation: Uuid, known: Value) -> Answer {
    by.send(Method::PATCH, &format!("/conversations/{conversation}/client"), Some(&known)).await
}

fn merging(one: &Talk, other: &Talk) -> Value {
    json!({"id": new_id(), "client": one.client, "other": other.client, "phone": "other"})
}

async fn merge(by: &Operator, conversation: Uuid, merge: &Value) -> Answer {
    by.act(conversation, "client/merge", merge).await
}

async fn part(by: &Operator, conversation: Uuid, merge: &Value) -> Answer {
    by.act(conversation, "client/part", &json!({"merge": merge["id"]})).await
}

async fn candidates(by: &Operator, conversation: Uuid, search: &str) -> Answer {
    by.get(&format!("/conversations/{conversation}/client/candidates{search}")).await
}

fn names(found: &Value) -> Vec<&str> {
    found["items"].as_array().unwrap().iter().filter_map(|one| one["client"]["name"].as_str()).collect()
}

fn kinds(view: &Value, kind: &str) -> usize {
    view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == kind).count()
}

#[tokio::test]
async fn who_looks_like_the_same_is_offered_with_what_would_come_along() {
    let Two { desk: _desk, bob, one, other, .. } = two().await;
    bob.act(other.id, "client-notes", &json!({"id": new_id(), "text": "prefers mornings"})).await.ok();
    let found = candidates(&bob, one.id, "").await.ok();
    assert_eq!(names(&found), ["J. N."]);
    let it = &found["items"][0];
    assert_eq!((&it["alike"], &it["conversations"], &it["notes"]), (&json!(["email"]), &json!(1), &json!(1)));
    assert_eq!(names(&candidates(&bob, one.id, "?search=602418").await.ok()), ["J. N."]);
    assert!(names(&candidates(&bob, one.id, "?search=nobody").await.ok()).is_empty());
    assert!(names(&candidates(&bob, one.id, "?search=Jana%20Nov").await.ok()).is_empty(), "not oneself");
    candidates(&bob, one.id, "?search=%20a").await.invalid("search", "too-short");
    candidates(&bob, one.id, &format!("?search={}", "x".repeat(201))).await.invalid("search", "too-long");
}

#[tokio::test]
async fn a_merge_brings_everything_together_and_parting_takes_it_back() {
    let Two { desk: _desk, ada, bob, one, other } = two().await;
    bob.act(other.id, "client-notes", &json!({"id": new_id(), "text": "prefers mornings"})).await.ok();
    let mut line = ada.live().await;
    line.says(json!({"type": "subscribe", "conversation": other.id, "after": 0})).await;
    line.hears_type("subscribed").await;
    let asked = merging(&one, &other);
    let row = merge(&bob, one.id, &asked).await.ok();
    let known = json!({"id": one.client, "name": "Jana Nová", "email": "jana@seznam.cz", "phone": "+420 602 418 773"});
    // The log says what a client was called; whether a photo is shown is known of the present.
    let mut shown = known.clone();
    shown["photo_url"] = Value::Null;
    assert_eq!(row["client"], shown);
    let told = line.hears_event("client_merged").await;
    assert_eq!((&told["client"], &told["other"]["name"]), (&known, &json!("Jana Nová")));
    assert_eq!(told["author"]["name"], "Bob");

    // Repeated, nothing happens again.
    merge(&bob, one.id, &asked).await.ok();
    for talk in [&one, &other] {
        let view = bob.view(talk.id).await.ok();
        assert_eq!((&view["conversation"]["client"], kinds(&view, "client_merged")), (&shown, 1));
        let card = &view["client"];
        assert_eq!((&card["id"], &card["conversations"]), (&json!(one.client), &json!(2)));
        assert_eq!(card["notes"][0]["text"], "prefers mornings");
        assert_eq!(view["past"].as_array().unwrap().len(), 1);
        assert_eq!((&card["merged"][0]["id"], &card["merged"][0]["by"]["name"]), (&asked["id"], &json!("Bob")));
        assert_eq!(card["merged"][0]["client"]["name"], "J. N.");
        let ways: Vec<&str> =
            card["known_by"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(ways.iter().filter(|kind| **kind == "browser").count(), 2, "{card}");
        assert!(ways.contains(&"email") && ways.contains(&"phone"));
    }
    assert_eq!(candidates(&bob, one.id, "").await.ok()["items"], json!([]));

    let row = part(&bob, other.id, &asked).await.ok();
    assert_eq!((&row["client"]["id"], &row["client"]["name"]), (&json!(other.client), &json!("J. N.")));
    let told = line.hears_event("client_parted").await;
    assert_eq!((&told["client"]["name"], &told["other"]["name"]), (&json!("J. N."), &json!("Jana Nová")));
    part(&bob, one.id, &asked).await.ok();
    let view = bob.view(one.id).await.ok();
    assert_eq!((&view["conversation"]["client"]["phone"], kinds(&view, "client_parted")), (&Value::Null, 1));
    assert_eq!((&view["client"]["conversations"], &view["client"]["notes"]), (&json!(1), &json!([])));
    assert_eq!(names(&candidates(&bob, one.id, "").await.ok()), ["J. N."]);
    merge(&bob, one.id, &json!({"id": asked["id"], "client": other.client, "other": one.client}))
        .await
        .refused(409, "id-in-use");
}

#[tokio::test]
async fn what_came_meanwhile_goes_with_the_browser_it_came_from() {
    let Two { desk: _desk, bob, one, other, .. } = two().await;
    let asked = merging(&one, &other);
    merge(&bob, one.id, &asked).await.ok();
    bob.act(other.id, "end", &json!({})).await.ok();
    let again = other.browser.enters().await;
    bob.accept(again).await.ok();
    let view = bob.view(again).await.ok();
    assert_eq!(
        (&view["conversation"]["client"]["name"], &view["client"]["conversations"]),
        (&json!("Jana Nová"), &json!(3))
    );
    part(&bob, again, &asked).await.ok();
    let view = bob.view(again).await.ok();
    assert_eq!(
        (&view["conversation"]["client"]["name"], &view["client"]["conversations"]),
        (&json!("J. N."), &json!(2))
    );
    let last = other.browser.leaves(again).await;
    assert!(last.status.is_success());
    let new = other.browser.enters().await;
    let view = bob.view(new).await.ok();
    assert_eq!(
        (&view["conversation"]["client"]["id"], &view["client"]["conversations"]),
        (&json!(other.client), &json!(3))
    );
    assert_eq!(bob.view(one.id).await.ok()["client"]["conversations"], 1);
}

#[tokio::test]
async fn a_correction_is_told_in_every_talk_of_the_person_and_stays_when_they_are_parted() {
    let Two { desk: _desk, bob, one, other, .. } = two().await;
    let asked = merging(&one, &other);
    merge(&bob, one.id, &asked).await.ok();
    let known = json!({"name": "Jana Nováková", "email": "jana@seznam.cz", "phone": "+420 602 418 773"});
    correct(&bob, other.id, known).await.ok();
    for talk in [&one, &other] {
        let view = bob.view(talk.id).await.ok();
        assert_eq!(view["conversation"]["client"]["name"], "Jana Nováková");
        let last = view["events"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((last["kind"].as_str(), last["name"].as_str()), (Some("client_changed"), Some("Jana Nováková")));
    }
    part(&bob, one.id, &asked).await.ok();
    let row = bob.view(one.id).await.ok()["conversation"]["client"].clone();
    assert_eq!((&row["name"], &row["phone"]), (&json!("Jana Nováková"), &Value::Null));
}

#[tokio::test]
async fn of_two_who_merge_at_once_one_is_told_so() {
    let Two { desk, ada, bob, one, other } = two().await;
    for _ in 0..8 {
        let (to, fro) = (merging(&one, &other), merging(&other, &one));
        let (a, b) = tokio::join!(merge(&bob, one.id, &to), merge(&ada, other.id, &fro));
        let (won, lost) = if a.status.is_success() { (to, b) } else { (fro, a) };
        lost.refused(409, "merged-meanwhile");
        let view = bob.view(one.id).await.ok();
        assert_eq!(view["client"]["merged"].as_array().unwrap().len(), 1);
        // Undone by two at once: once.
        let before = kinds(&view, "client_parted");
        let (a, b) = tokio::join!(part(&bob, one.id, &won), part(&ada, other.id, &won));
        let _ = (a.ok(), b.ok());
        assert_eq!(kinds(&bob.view(one.id).await.ok(), "client_parted"), before + 1);
    }
    // The third of two: whoever was shown as somebody else meanwhile is not merged unseen.
    let third = talk(&desk, &bob, json!({"name": "Petr"})).await;
    merge(&bob, one.id, &merging(&one, &other)).await.ok();
    merge(&bob, third.id, &merging(&third, &other)).await.refused(409, "merged-meanwhile");
    merge(&bob, other.id, &merging(&other, &third)).await.refused(409, "merged-meanwhile");
    merge(&bob, third.id, &merging(&third, &one)).await.ok();
    assert_eq!(bob.view(other.id).await.ok()["client"]["conversations"], 3);
}

#[tokio::test]
async fn only_who_serves_the_client_merges_it_and_only_with_whom_he_or_she_may_know() {
    let Two { desk, ada, bob, one, other } = two().await;
    let group = json!({"name": "Sales", "accept_seconds": 30, "service_level_seconds": 60, "members": []});
    let sales = ada.post("/groups", &group).await.ok()["id"].as_str().unwrap().to_owned();
    let dan = desk.user(&ada, "Dan", "operator", &[&sales]).await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let asked = merging(&one, &other);
    candidates(&dan, one.id, "").await.refused(404, "not-found");
    merge(&dan, one.id, &asked).await.refused(404, "not-found");

    // Dan has one of them: the other is nobody whom he may know.
    bob.act(one.id, "redirect", &json!({"target": {"group": sales}})).await.ok();
    dan.accept(one.id).await.ok();
    assert!(names(&candidates(&dan, one.id, "").await.ok()).is_empty());
    assert!(names(&candidates(&dan, one.id, "?search=602418").await.ok()).is_empty());
    merge(&dan, one.id, &asked).await.refused(404, "not-found");
    merge(&dan, one.id, &json!({"id": new_id(), "client": one.client, "other": new_id()}))
        .await
        .refused(404, "not-found");
    merge(&dan, one.id, &json!({"id": new_id(), "client": one.client, "other": one.client}))
        .await
        .invalid("other", "malformed");

    assert_eq!(names(&candidates(&eve, one.id, "").await.ok()), ["J. N."]);
    merge(&eve, one.id, &asked).await.ok();
    // A merge is undone by whoever may see a conversation of the person; of another's it is not even there.
    let stranger = talk(&desk, &bob, json!({"name": "Petr"})).await;
    part(&bob, stranger.id, &asked).await.refused(404, "not-found");
    part(&dan, stranger.id, &asked).await.refused(404, "not-found");
    part(&dan, one.id, &json!({"id": new_id()})).await.refused(404, "not-found");
    part(&dan, one.id, &asked).await.ok();
}

#[tokio::test]
async fn a_browser_never_sees_what_the_other_said_however_wrong_the_merge() {
    let Two { desk: _desk, bob, one, other, .. } = two().await;
    one.browser.says(one.id, "my secret is the lamp").await.ok();
    merge(&bob, other.id, &json!({"id": new_id(), "client": other.client, "other": one.client, "name": "other"}))
        .await
        .ok();
    let mine = other.browser.get("/conversation?widget=demo").await.ok();
    assert_eq!(mine["id"], other.id.to_string());
    for secret in ["lamp", "Jana", "merged", &one.client] {
        assert!(!mine.to_string().contains(secret), "the client is told of {secret}: {mine}");
    }
    other.browser.says(one.id, "who am I").await.refused(404, "not-found");
    other.browser.leaves(one.id).await.refused(404, "not-found");
    let mut line = other.browser.live(other.id, 0).await;
    one.browser.says(one.id, "still the lamp").await.ok();
    bob.says(other.id, "Good day").await.ok();
    let heard = line.hears_event("operator_said").await;
    assert_eq!(heard["text"], "Good day");
    assert!(line.heard_so_far().await.iter().all(|frame| !frame.to_string().contains("lamp")));
    // After its own talk, its browser continues that one.
    bob.act(other.id, "end", &json!({})).await.ok();
    let again = other.browser.enters().await;
    assert_eq!(bob.view(again).await.ok()["conversation"]["continues"], other.id.to_string());
}
