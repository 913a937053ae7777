//! Clients of Messenger and WhatsApp, against a stand-in for the Graph API: what they write, what they are answered, and what
//! becomes of it when the other side, or ours, fails.

use crate::support::{
    Desk, Operator, PATIENCE,
    graph::{APP_SECRET, Graph, channel},
    new_id,
};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// Asks for the queue until somebody waits who is not known yet.
pub async fn waits(by: &Operator, but: &[Uuid]) -> Uuid {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let queue = by.queue().await;
            let ids = queue.iter().map(|id| id.parse::<Uuid>().unwrap());
            if let Some(new) = ids.into_iter().find(|id| !but.contains(id)) {
                return new;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.expect("nobody waits")
}

/// Asks for the whole of it until it is so.
pub async fn sees(by: &Operator, talk: Uuid, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let view = by.view(talk).await.ok();
            if fits(&view) {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    match asked.await {
        Ok(view) => view,
        Err(_) => panic!("{what} did not happen: {}", by.view(talk).await.ok()["deliveries"]),
    }
}

pub fn events<'a>(view: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    view["events"].as_array().unwrap().iter().filter(move |event| event["kind"] == kind)
}

pub fn says(text: &str) -> impl Fn(&Value) -> bool {
    move |view| events(view, "message_added").any(|event| event["text"] == text)
}

/// How far the operators' messages have got, in order.
fn states(view: &Value) -> Vec<&str> {
    view["deliveries"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect()
}

/// An approved template of a number, filled in.
pub async fn by_template(by: &Operator, channel: &str) -> Value {
    let templates = by.get(&format!("/channels/{channel}/templates")).await.ok();
    let template =
        templates["items"].as_array().unwrap().iter().find(|it| !it["body"].as_str().unwrap().contains("{{2}}"));
    let template = template.unwrap_or_else(|| panic!("{templates}"));
    let places = usize::from(template["body"].as_str().unwrap().contains("{{"));
    let body: Vec<&str> = std::iter::repeat_n("Jana", places).collect();
    json!({"id": new_id(), "name": template["name"], "language": template["language"], "body": body})
}

pub async fn connected(kind: &str) -> (Graph, Desk, Operator, Value) {
    let (graph, desk, ada) = Graph::with_desk().await;
    let made = graph.connect(&ada, &desk, kind).await;
    (graph, desk, ada, made)
}

#[tokio::test]
async fn a_number_is_connected_by_whom_may_and_its_secrets_are_never_told() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    let id = made["id"].as_str().unwrap();
    let all = ada.get("/channels").await.ok();
    for told in [&made, &all] {
        let told = told.to_string();
        assert!(!told.contains("wa-test-token") && !told.contains(APP_SECRET), "{told}");
    }
    assert_eq!(made["secrets"], json!(["access_token", "app_secret"]));
    assert_eq!(made["settings"]["verify_token"], "test-verify-token");
    assert!(made["webhook"].as_str().unwrap().ends_with(&format!("/hooks/whatsapp/{id}")));
    ada.post("/channels", &channel(&desk, &ada, "whatsapp").await).await.refused(409, "channel-in-use");

    let mut wrong = channel(&desk, &ada, "messenger").await;
    wrong["settings"].as_object_mut().unwrap().remove("page_id");
    ada.post("/channels", &wrong).await.invalid("page_id", "required");

    let ben = desk.operator(&ada, "Ben").await;
    ben.get("/channels").await.refused(403, "forbidden");

    let test = ada.post(&format!("/channels/{id}/test"), &json!({})).await.ok();
    let token = test["checks"].as_array().unwrap().iter().find(|it| it["what"] == "token").unwrap().clone();
    assert_eq!(token["fine"], true, "{test}");
    graph
        .control(json!({"tokens": {"wa-test-token": {"kind": "wa", "id": "102290129340398", "status": "expired"}}}))
        .await;
    let test = ada.post(&format!("/channels/{id}/test"), &json!({})).await.ok();
    assert!(test["checks"].as_array().unwrap().iter().any(|it| it["fine"] == false), "{test}");

    ada.send(reqwest::Method::PATCH, &format!("/channels/{id}"), Some(&json!({"name": "Number"}))).await.ok();
    assert_eq!(ada.get("/channels").await.ok()["items"][0]["name"], "Number");
    ada.delete(&format!("/channels/{id}")).await.ok();
    assert_eq!(ada.get("/channels").await.ok()["items"], json!([]));
    let audit = ada.get("/audit").await.ok().to_string();
    assert!(audit.contains("channel_added") && audit.contains("channel_removed") && !audit.contains(APP_SECRET));
}

/// Asks for a list until it is this long: what changed shows within seconds.
async fn lists(by: &Operator, query: &str, count: usize) -> Vec<Value> {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let list = by.get(&format!("/{query}")).await.ok();
            let items = list.get("conversations").unwrap_or(&list)["items"].as_array().unwrap();
            if items.len() == count {
                return items.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{query} does not list {count}"))
}

#[tokio::test]
async fn lists_are_of_a_page_or_number_also_when_it_is_connected_no_longer() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    let id = made["id"].as_str().unwrap();
    graph.inbound(json!({"product": "whatsapp", "from": "421905123456", "name": "Jana", "text": "Hello"})).await;
    desk.client().enters().await;
    lists(&ada, "conversations", 2).await;
    let by_number = lists(&ada, &format!("conversations?channel={id}"), 1).await;
    assert_eq!(by_number[0]["client"]["name"], "Jana");
    assert_eq!(by_number[0]["channel"], json!({"id": id, "name": "Shop"}));
    lists(&ada, &format!("conversations?channel={}", new_id()), 0).await;
    lists(&ada, &format!("conversations?channel={id}&state=ended"), 0).await;
    lists(&ada, &format!("search?q=hello&channel={id}"), 1).await;
    lists(&ada, &format!("search?q=hello&channel={}", new_id()), 0).await;
    assert_eq!(ada.get("/conversations?channel=shop").await.status, 400);

    ada.delete(&format!("/channels/{id}")).await.ok();
    let choices = ada.get("/filter-choices").await.ok();
    assert_eq!(choices["channels"], json!([{"id": id, "name": "Shop", "gone": true}]));
    lists(&ada, &format!("conversations?channel={id}"), 1).await;
    let url = desk.url(&format!("/api/v1/conversations.csv?channel={id}"));
    let csv = ada.http().get(url).header("cookie", &ada.cookie).send().await.unwrap().text().await.unwrap();
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.lines().next().unwrap().contains(",Widget,Page or number,"), "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains(",Shop,"), "{csv}");
    let workspace = ada.get("/workspace").await.ok();
    assert_eq!(workspace["channels"][0]["can"], Value::Null, "nothing is sent through it any more");
}

#[tokio::test]
async fn the_address_is_confirmed_to_whom_knows_the_word_and_wrong_signatures_leave_nothing() {
    for kind in ["messenger", "whatsapp"] {
        let (graph, desk, ada, made) = connected(kind).await;
        let callback = desk.url(&format!("/hooks/{kind}/{}", made["id"].as_str().unwrap()));
        let http = reqwest::Client::new();
        let ask = |word: &str, challenge: &str| {
            let query = format!("?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={word}");
            http.get(format!("{callback}{query}")).send()
        };
        let confirmed = ask("test-verify-token", "1158201444").await.unwrap();
        assert_eq!(confirmed.status(), 200);
        assert!(confirmed.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
        assert_eq!(confirmed.text().await.unwrap(), "1158201444");
        assert_eq!(ask("another", "1158201444").await.unwrap().status(), 403);
        assert_eq!(ask("test-verify-token", "115%3Cb%3E").await.unwrap().status(), 403, "no markup is said again");

        let product = if kind == "messenger" { "messenger/m01_text.json" } else { "whatsapp/w01_text_2026.json" };
        for signature in ["bad", "none", "sha1", "wrong_secret", "truncated", "no_prefix", "reserialised", "empty"] {
            let told = graph.deliver(json!({"callback": callback, "fixture": product, "signature": signature})).await;
            assert!(told.to_string().contains("403"), "{signature}: {told}");
        }
        assert!(ada.queue().await.is_empty());
        let state = ada.get("/channels").await.ok();
        assert!(state["items"][0]["wrong_signature_at"].is_string(), "{state}");
    }
}

#[tokio::test]
async fn a_client_writes_with_a_picture_is_answered_and_receipts_come_back() {
    for (kind, name) in [("messenger", "Jana Nová"), ("whatsapp", "Jana Nová")] {
        let (graph, _desk, ada, _) = connected(kind).await;
        graph.control(json!({"auto_status": {"enabled": true, "echo": true}})).await;
        graph.inbound(json!({"product": kind, "text": "Is the blue one there?", "name": name})).await;
        let talk = waits(&ada, &[]).await;
        let view = sees(&ada, talk, "the first words", says("Is the blue one there?")).await;
        assert_eq!(view["conversation"]["entry"], kind);
        assert_eq!(view["conversation"]["channel"]["name"], "Shop");
        assert!(view["conversation"]["reply_until"].is_string());
        sees(&ada, talk, "the name", |view| view["conversation"]["client"]["name"] == name).await;

        graph.inbound(json!({"product": kind, "media": {"type": "image", "mime": "image/png"}})).await;
        let view = sees(&ada, talk, "the picture", |view| events(view, "file_fetched").next().is_some()).await;
        let message = events(&view, "message_added").last().unwrap();
        let fetched = events(&view, "file_fetched").next().unwrap();
        assert_eq!((&message["media"][0]["kind"], &fetched["to"]), (&json!("image"), &message["seq"]));
        assert_eq!(message["media"][0]["id"], fetched["file"]["id"]);
        assert_eq!(fetched["file"]["media_type"], "image/png");

        ada.accept(talk).await.ok();
        ada.says(talk, "Yes, three of them.").await.ok();
        let sent = graph.sent(1).await;
        assert!(sent[0].to_string().contains("Yes, three of them."), "{sent:?}");
        sees(&ada, talk, "that it was read", |view| states(view) == ["read"]).await;
        let view = ada.view(talk).await.ok();
        assert_eq!(events(&view, "message_added").count(), 3, "an echo of our own is no message");
    }
}

#[tokio::test]
async fn what_is_told_again_stands_once_and_after_the_end_a_new_talk_continues_the_last() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let one = json!({"product": "whatsapp", "text": "one", "id": "wamid.one", "duplicate": 4, "concurrency": 4});
    graph.inbound(one.clone()).await;
    let talk = waits(&ada, &[]).await;
    graph.inbound(one).await;
    graph.inbound(json!({"product": "whatsapp", "text": "two"})).await;
    let view = sees(&ada, talk, "both", says("two")).await;
    assert_eq!(events(&view, "message_added").count(), 2);

    ada.accept(talk).await.ok();
    ada.act(talk, "end", &json!({})).await.ok();
    graph.inbound(json!({"product": "whatsapp", "text": "One more thing"})).await;
    let next = waits(&ada, &[talk]).await;
    let view = sees(&ada, next, "it", says("One more thing")).await;
    assert_eq!(view["conversation"]["continues"], talk.to_string());
    assert_eq!(view["client"]["id"], ada.view(talk).await.ok()["client"]["id"]);
}

#[tokio::test]
async fn everything_the_fixtures_tell_is_taken_in() {
    let (graph, desk, ada) = Graph::with_desk().await;
    for kind in ["messenger", "whatsapp"] {
        graph.connect(&ada, &desk, kind).await;
        let folder = format!("{}/../channels/fixtures/{kind}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        for name in names {
            let told = graph.deliver(json!({"product": kind, "fixture": format!("{kind}/{name}")})).await;
            assert!(told.to_string().contains("200"), "{name}: {told}");
        }
    }
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            let waiting = ada.queue().await.len();
            let channels = ada.get("/channels").await.ok();
            let stuck: u64 = channels["items"].as_array().unwrap().iter().map(|it| it["stuck"].as_u64().unwrap()).sum();
            assert_eq!(stuck, 0, "{channels}");
            if waiting >= 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.expect("nobody waits");
    let mut kinds = Vec::new();
    for id in ada.queue().await {
        let view = ada.view(id.parse().unwrap()).await.ok();
        for event in events(&view, "message_added") {
            kinds.extend(event["content"]["kind"].as_str().map(ToOwned::to_owned));
        }
    }
    for wanted in ["location", "contacts", "order", "unsupported"] {
        assert!(kinds.iter().any(|kind| kind == wanted), "{wanted} is shown; there were {kinds:?}");
    }
}

#[tokio::test]
async fn after_the_window_only_a_template_is_sent_and_it_is_told_so() {
    let (graph, _desk, ada, made) = connected("whatsapp").await;
    let (id, old) = (made["id"].as_str().unwrap(), "1600000000");
    let message = json!({"timestamp": old, "type": "text", "text": {"body": "years ago"}});
    graph.inbound(json!({"product": "whatsapp", "message": message})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    ada.says(talk, "Too late").await.refused(409, "window-over");
    let ask = by_template(&ada, id).await;
    ada.act(talk, "template", &ask).await.ok();
    let sent = graph.sent(1).await;
    assert!(sent[0].to_string().contains("template"), "{sent:?}");
    ada.act(talk, "template", &ask).await.ok();
    let view = ada.view(talk).await.ok();
    assert_eq!(events(&view, "message_added").filter(|event| event["template"].is_string()).count(), 1);
}

#[tokio::test]
async fn what_may_have_been_taken_is_unknown_until_the_messenger_tells_and_is_not_sent_again_by_itself() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.control(json!({"auto_status": {"enabled": false}})).await;
    graph.inbound(json!({"product": "whatsapp", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    graph.control(json!({"fail": {"count": 1, "mode": "accept_then_drop", "match": {"kind": "send"}}})).await;
    ada.says(talk, "Did you get this?").await.ok();
    sees(&ada, talk, "that nobody knows", |view| states(view) == ["unknown"]).await;
    // What is said next does not wait for it.
    ada.says(talk, "And this?").await.ok();
    sees(&ada, talk, "that the next one went", |view| states(view) == ["unknown", "sent"]).await;
    let taken = graph.sends().await;
    let first = taken.iter().filter(|call| call.to_string().contains("Did you get this?")).count();
    assert_eq!(first, 1, "it was not sent again");
    let view = ada.view(talk).await.ok();
    let seq = view["deliveries"][0]["seq"].as_i64().unwrap();
    ada.act(talk, &format!("messages/{seq}/send-again"), &json!({})).await.ok();
    sees(&ada, talk, "that it was sent by hand", |view| states(view) == ["sent", "sent"]).await;
}

#[tokio::test]
async fn a_passing_no_is_tried_again_a_lasting_one_is_told_and_order_is_kept() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.control(json!({"auto_status": {"enabled": false}})).await;
    graph.inbound(json!({"product": "messenger", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    graph.control(json!({"fail": {"count": 1, "code": 2, "http": 503, "match": {"kind": "send"}}})).await;
    for word in ["first", "second", "third"] {
        ada.says(talk, word).await.ok();
    }
    sees(&ada, talk, "that all went", |view| states(view) == ["sent", "sent", "sent"]).await;
    let went: Vec<String> =
        graph.sends().await.iter().filter(|it| it["ok"] != json!(false)).map(ToString::to_string).collect();
    let order: Vec<usize> = ["first", "second", "third"]
        .iter()
        .map(|word| went.iter().rposition(|call| call.contains(word)).unwrap_or_else(|| panic!("{word}: {went:?}")))
        .collect();
    assert!(order.is_sorted(), "{order:?}");

    graph.control(json!({"fail": {"count": 1, "code": 551, "subcode": 1545041, "match": {"kind": "send"}}})).await;
    ada.says(talk, "You are gone").await.ok();
    let view = sees(&ada, talk, "that it failed", |view| states(view).last() == Some(&"failed")).await;
    assert_eq!(view["deliveries"][3]["why"], "unreachable");
}

#[tokio::test]
async fn a_reaction_of_either_side_stands_at_its_message() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let id = graph.inbound(json!({"product": "whatsapp", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    let reaction = json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}});
    graph.inbound(json!({"product": "whatsapp", "message": reaction})).await;
    let view = sees(&ada, talk, "it", |view| events(view, "reacted").next().is_some()).await;
    let seq = events(&view, "message_added").next().unwrap()["seq"].clone();
    let event = events(&view, "reacted").next().unwrap();
    assert_eq!((&event["to"], &event["emoji"], &event["author"]["kind"]), (&seq, &json!("👍"), &json!("client")));
    ada.act(talk, "reactions", &json!({"seq": seq, "emoji": "🙏"})).await.ok();
    sees(&ada, talk, "ours", |view| events(view, "reacted").any(|event| event["author"]["kind"] == "operator")).await;
    let sent = graph.sent(1).await;
    assert!(sent[0].to_string().contains("🙏") || sent[0].to_string().contains("reaction"), "{sent:?}");
}

#[tokio::test]
async fn a_restart_ends_no_talk_of_a_messenger_and_loses_nothing() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "before"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    let path = format!("/hooks/whatsapp/{}", made["id"].as_str().unwrap());
    graph.control(json!({"callback": {"whatsapp": desk.url(&path)}})).await;
    graph.inbound(json!({"product": "whatsapp", "text": "after"})).await;
    let view = sees(&ada, talk, "what came after", says("after")).await;
    assert_eq!(
        (&view["conversation"]["state"], &view["conversation"]["client_left_at"]),
        (&json!("active"), &Value::Null)
    );
}
