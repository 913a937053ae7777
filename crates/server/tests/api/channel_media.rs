//! Media of outside messengers, and what is shown for a moment: whatever the other side does, nothing is lost, doubled or told to
//! whom it is not for.

use crate::{
    channels::{connected, events, says, sees, waits},
    support::{Desk, Operator, PATIENCE, graph::Graph, new_id},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// The requests of a kind that were made so far.
async fn calls(graph: &Graph, kind: &str) -> Vec<Value> {
    let url = graph.url.join(&format!("/__calls?kind={kind}")).unwrap();
    let told: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    told["calls"].as_array().unwrap().clone()
}

/// Waits until so many were made.
async fn called(graph: &Graph, kind: &str, count: usize) -> Vec<Value> {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let calls = calls(graph, kind).await;
            if calls.len() >= count {
                return calls;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{count} of {kind} were not made"))
}

fn picture(kind: &str, from: &str) -> Value {
    json!({"product": kind, "from": from, "media": {"type": "image", "mime": "image/png"}})
}

fn has(kind: &str, count: usize) -> impl Fn(&Value) -> bool {
    move |view| events(view, kind).count() == count
}

/// The medium's id.
fn medium(view: &Value) -> Uuid {
    let message = events(view, "message_added").last().unwrap();
    message["media"][0]["id"].as_str().unwrap().parse().unwrap()
}

/// Whether bytes, or a small copy, lie there under this id.
fn lies_in(folder: &Path, id: Uuid) -> bool {
    let name = id.simple().to_string();
    let shelf = folder.join(&name[30..]);
    let entries = std::fs::read_dir(shelf).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_str().unwrap().starts_with(&name))
}

async fn erase(by: &Operator, talk: Uuid) {
    let erasure = format!("/conversations/{talk}/client/erasure");
    let confirm = by.get(&erasure).await.ok()["confirm"].clone();
    assert_eq!(by.post(&erasure, &json!({ "confirm": confirm })).await.status, 204);
}

#[tokio::test]
async fn a_medium_that_takes_its_time_holds_up_no_other() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.control(json!({"fail": {"count": 1, "mode": "hold", "match": {"kind": "download"}}})).await;
    graph.inbound(picture("whatsapp", "421905123456")).await;
    let talk = waits(&ada, &[]).await;
    called(&graph, "get", 1).await;
    for _ in 0..5 {
        graph.inbound(picture("whatsapp", "421905123456")).await;
    }
    sees(&ada, talk, "that the others came", has("file_fetched", 5)).await;
    graph.control(json!({"clear_fail": true})).await;
    sees(&ada, talk, "that it came, too", has("file_fetched", 6)).await;
}

#[tokio::test]
async fn what_is_fetched_while_its_client_is_erased_comes_back_no_more() {
    let (graph, desk, ada, _) = connected("whatsapp").await;
    graph.control(json!({"fail": {"count": 1, "mode": "hold", "match": {"kind": "download"}}})).await;
    graph.inbound(picture("whatsapp", "421905123456")).await;
    let talk = waits(&ada, &[]).await;
    called(&graph, "get", 1).await;
    let id = medium(&ada.view(talk).await.ok());
    ada.accept(talk).await.ok();
    ada.act(talk, "end", &json!({})).await.ok();
    erase(&ada, talk).await;
    let erased = ada.view(talk).await.ok();

    graph.control(json!({"clear_fail": true})).await;
    called(&graph, "download", 1).await;
    // Another one comes through the same worker, and after it.
    graph.inbound(picture("whatsapp", "421905999999")).await;
    let other = waits(&ada, &[]).await;
    let view = sees(&ada, other, "that it came", has("file_fetched", 1)).await;
    assert!(lies_in(&desk.data().join("files"), medium(&view)), "where bytes lie is known");
    assert_eq!(ada.view(talk).await.ok()["events"], erased["events"], "nothing is told into it");
    let gone = tokio::time::timeout(PATIENCE, async {
        while lies_in(&desk.data().join("files"), id) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    gone.await.expect("its bytes stay");
}

#[tokio::test]
async fn an_address_that_is_over_is_asked_for_anew_and_no_token_goes_to_it() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    // No face is fetched first, which would be refused in the picture's place.
    graph.control(json!({"config": {"profile_access": false}})).await;
    graph.control(json!({"fail": {"count": 1, "code": 100, "http": 403, "match": {"kind": "download"}}})).await;
    graph.inbound(picture("messenger", "7654321098765432")).await;
    let talk = waits(&ada, &[]).await;
    sees(&ada, talk, "the picture", has("file_fetched", 1)).await;
    let asked = calls(&graph, "attachments").await;
    assert_eq!((asked.len(), &asked[0]["token"]), (1, &json!("page-test-token")));
    let fetched = calls(&graph, "download").await;
    assert!(fetched.len() >= 2, "{fetched:?}");
    for call in fetched {
        assert!(!call.to_string().contains("page-test-token") && call["headers"]["authorization"].is_null(), "{call}");
    }
}

#[tokio::test]
async fn what_is_gone_is_told_and_fetched_again_by_whom_may_see_it() {
    let (graph, desk, ada, _) = connected("messenger").await;
    graph.control(json!({"config": {"cdn_ttl_s": -10, "message_attachments": false}})).await;
    graph.inbound(picture("messenger", "7654321098765432")).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "that it is missing", has("file_missed", 1)).await;
    assert_eq!(events(&view, "file_missed").next().unwrap()["why"], "gone");
    let path = format!("media/{}/fetch-again", medium(&view));
    let stranger = desk.user(&ada, "Ben", "operator", &[]).await;
    stranger.act(talk, &path, &json!({})).await.refused(404, "not-found");
    assert_eq!(calls(&graph, "attachments").await.len(), 0);

    // It is gone still: told once more.
    ada.act(talk, &path, &json!({})).await.ok();
    sees(&ada, talk, "that it is missing still", has("file_missed", 2)).await;
    // The address it came with stays over; the message has another one.
    graph.control(json!({"config": {"cdn_ttl_s": 600, "message_attachments": true}})).await;
    ada.act(talk, &path, &json!({})).await.ok();
    let view = sees(&ada, talk, "that it came", has("file_fetched", 1)).await;
    let file = &events(&view, "file_fetched").next().unwrap()["file"];
    let got = desk.http.get(desk.url(file["url"].as_str().unwrap())).send().await.unwrap();
    assert_eq!((got.status().as_u16(), got.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    ada.act(talk, &path, &json!({})).await.refused(404, "not-found");
}

/// Somewhere that is not Meta: tells how often somebody came.
async fn foreign() -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (format!("http://{address}"), count)
}

#[tokio::test]
async fn neither_a_foreign_address_nor_a_redirect_to_one_is_asked() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let (elsewhere, count) = foreign().await;
    graph.control(json!({"config": {"public_base": elsewhere}})).await;
    graph.inbound(picture("whatsapp", "421905123456")).await;
    let talk = waits(&ada, &[]).await;
    called(&graph, "get", 1).await;
    graph.control(json!({"config": {"public_base": null}})).await;
    sees(&ada, talk, "that it came when its address was Meta's", has("file_fetched", 1)).await;
    assert_eq!(count.load(Ordering::SeqCst), 0, "the address was foreign");

    let redirect = json!({"count": 1, "mode": "redirect", "to": elsewhere, "match": {"kind": "download"}});
    graph.control(json!({ "fail": redirect })).await;
    graph.inbound(picture("whatsapp", "421905123456")).await;
    sees(&ada, talk, "that the second came without a redirect", has("file_fetched", 2)).await;
    let statuses: Vec<_> = calls(&graph, "download").await.iter().map(|call| call["status"].clone()).collect();
    assert!(statuses.contains(&json!(302)), "{statuses:?}");
    assert_eq!(count.load(Ordering::SeqCst), 0, "the redirect led elsewhere");
}

/// Faces of Messenger stand behind addresses that only lead on.
#[tokio::test]
async fn a_medium_that_has_moved_is_fetched_where_it_is() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.control(json!({"config": {"profile_access": false}})).await;
    let moved = json!({"count": 2, "mode": "redirect", "match": {"kind": "download"}});
    graph.control(json!({ "fail": moved })).await;
    graph.inbound(picture("messenger", "7654321098765432")).await;
    let talk = waits(&ada, &[]).await;
    sees(&ada, talk, "that it came", has("file_fetched", 1)).await;
    let calls = calls(&graph, "download").await;
    let statuses: Vec<_> = calls.iter().map(|call| call["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [302, 302, 200], "one after the other, in one go: {calls:?}");
}

/// Types in a talk, and has seen what was said there.
async fn looks_at(by: &Operator, talk: Uuid) {
    let mut line = by.live().await;
    line.says(json!({"type": "typing", "conversation": talk, "on": true})).await;
    line.says(json!({"type": "seen", "conversation": talk, "seen": {"delivered": 99, "read": 99}})).await;
    line.heard_so_far().await;
}

async fn another(graph: &Graph, by: &Operator, from: &str, known: &[Uuid]) -> (Uuid, String) {
    let id = graph.inbound(json!({"product": "whatsapp", "from": from, "text": "Hello"})).await;
    let talk = waits(by, known).await;
    sees(by, talk, "it", says("Hello")).await;
    (talk, id)
}

#[tokio::test]
async fn typing_and_reading_are_shown_only_of_who_talks_with_the_client() {
    let (graph, desk, ada, _) = connected("whatsapp").await;
    let ben = desk.operator(&ada, "Ben").await;
    let (waiting, _) = another(&graph, &ada, "421905000001", &[]).await;
    looks_at(&ada, waiting).await;
    let (bens, _) = another(&graph, &ada, "421905000002", &[waiting]).await;
    ben.accept(bens).await.ok();
    looks_at(&ada, bens).await;
    let (adas, message) = another(&graph, &ada, "421905000003", &[waiting]).await;
    ada.accept(adas).await.ok();
    looks_at(&ada, adas).await;
    for kind in ["typing", "read"] {
        for call in called(&graph, kind, 1).await {
            assert_eq!(call["body"]["message_id"], json!(message), "{kind}");
        }
    }
}

#[tokio::test]
async fn that_words_were_read_is_told_until_the_messenger_has_it() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let (talk, _) = another(&graph, &ada, "421905000001", &[]).await;
    ada.accept(talk).await.ok();
    graph.control(json!({"fail": {"count": 1, "code": 131_000, "http": 500, "match": {"kind": "read"}}})).await;
    looks_at(&ada, talk).await;
    called(&graph, "read", 1).await;
    looks_at(&ada, talk).await;
    let told = called(&graph, "read", 2).await;
    assert_eq!((&told[0]["status"], &told[1]["status"]), (&json!(500), &json!(200)));
}

#[tokio::test]
async fn a_template_that_was_sent_is_known_while_the_messenger_is_not_there() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    let channel = made["id"].as_str().unwrap();
    let (talk, _) = another(&graph, &ada, "421905000001", &[]).await;
    ada.accept(talk).await.ok();
    let template = || json!({"id": new_id(), "name": "hello_world", "language": "en_US"});
    let (sent, begun) = (template(), json!({"id": new_id(), "phone": "+421905000099", "template": template()}));
    let path = format!("/channels/{channel}/conversations");
    let first = ada.act(talk, "template", &sent).await.ok();
    let begins = ada.post(&path, &begun).await.ok();
    let (desk, ada) = again(desk, ada).await;
    graph.control(json!({"fail": {"count": -1, "mode": "drop", "match": {"kind": "message_templates"}}})).await;
    let new = template();
    ada.act(talk, "template", &new).await.refused(424, "messenger-unavailable");
    assert_eq!(ada.act(talk, "template", &sent).await.ok(), first);
    let repeated = ada.post(&path, &begun).await.ok();
    assert_eq!(repeated["conversation"]["id"], begins["conversation"]["id"]);
    let view = ada.view(talk).await.ok();
    assert_eq!(events(&view, "message_added").filter(|event| event["template"].is_string()).count(), 1);
    drop(desk);
}

/// Nothing is remembered from before.
async fn again(desk: Desk, ada: Operator) -> (Desk, Operator) {
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    (desk, ada)
}

#[tokio::test]
async fn a_sign_that_stands_is_not_put_there_again() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let (talk, _) = another(&graph, &ada, "421905000001", &[]).await;
    ada.accept(talk).await.ok();
    let view = ada.view(talk).await.ok();
    let seq = events(&view, "message_added").next().unwrap()["seq"].clone();
    let signs = [Some("🙏"), Some("🙏"), Some("👍"), Some("👍"), Some("🙏"), None, None];
    for emoji in signs {
        ada.act(talk, "reactions", &json!({"seq": seq, "emoji": emoji})).await.ok();
    }
    let view = ada.view(talk).await.ok();
    let stand: Vec<_> = events(&view, "reacted").map(|event| event["emoji"].as_str()).collect();
    assert_eq!(stand, [Some("🙏"), Some("👍"), Some("🙏"), None]);
}
