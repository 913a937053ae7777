//! What clients of outside messengers tell, in whatever order and from whomever it comes: what stands here then, and where.

use crate::{
    channels::{connected, events, says, sees, waits},
    support::{Operator, PATIENCE, graph::channel, new_id},
};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use uuid::Uuid;

const PAGE: &str = "112233445566778";
const PETER: &str = "7654321098765432";
const JANA: &str = "421905123456";

/// Seconds since 1970, so long ago.
fn ago(seconds: u64) -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() - seconds
}

/// A delivery of Messenger with these events of Peter.
fn messenger(list: &str, events: Value) -> Value {
    let mut events = events;
    for event in events.as_array_mut().unwrap() {
        let event = event.as_object_mut().unwrap();
        event.entry("sender").or_insert(json!({"id": PETER}));
        event.entry("recipient").or_insert(json!({"id": PAGE}));
        event.entry("timestamp").or_insert(json!(ago(0) * 1_000));
    }
    json!({"product": "messenger", "payload": {"object": "page", "entry": [{"id": PAGE, "time": 1, list: events}]}})
}

/// A delivery of WhatsApp with these messages of Jana.
fn whatsapp(messages: Value) -> Value {
    let mut messages = messages;
    for message in messages.as_array_mut().unwrap() {
        let message = message.as_object_mut().unwrap();
        message.entry("from").or_insert(json!(JANA));
        message.entry("timestamp").or_insert(json!(ago(0).to_string()));
    }
    let value = json!({"messaging_product": "whatsapp", "messages": messages,
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}});
    let change = json!({"field": "messages", "value": value});
    let entry = json!({"id": "102290129340398", "changes": [change]});
    json!({"product": "whatsapp", "payload": {"object": "whatsapp_business_account", "entry": [entry]}})
}

fn texts(view: &Value) -> Vec<&str> {
    events(view, "message_added").filter_map(|event| event["text"].as_str()).collect()
}

async fn nothing_is_stuck(by: &Operator) {
    let all = by.get("/channels").await.ok();
    assert!(all["items"].as_array().unwrap().iter().all(|it| it["stuck"] == 0), "{all}");
}

#[tokio::test]
async fn a_long_text_stands_whole() {
    for kind in ["whatsapp", "messenger"] {
        let (graph, _desk, ada, _) = connected(kind).await;
        let long = format!("{} end", "ž".repeat(4_092));
        let id = graph.inbound(json!({"product": kind, "text": long, "id": "wamid.long"})).await;
        let talk = waits(&ada, &[]).await;
        sees(&ada, talk, "all of it", says(&long)).await;
        let longer = format!("{long} of all");
        let edit = match kind {
            "whatsapp" => whatsapp(json!([{"id": "wamid.edit", "type": "edit", "edit": {"original_message_id": id,
                "message": {"type": "text", "text": {"body": longer}}}}])),
            _ => messenger("messaging", json!([{"message_edit": {"mid": id, "text": longer, "num_edit": 1}}])),
        };
        graph.deliver(edit).await;
        sees(&ada, talk, "the edit", |view| events(view, "message_edited").any(|event| event["text"] == longer)).await;
    }
}

#[tokio::test]
async fn a_number_that_was_left_is_whoever_has_it_next() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "It is me", "name": "Jana"})).await;
    let jana = waits(&ada, &[]).await;
    ada.accept(jana).await.ok();
    graph
        .deliver(whatsapp(json!([{"id": "wamid.moved", "type": "system",
            "system": {"type": "user_changed_number", "body": "changed", "wa_id": "421911000111"}}])))
        .await;
    sees(&ada, jana, "the number", |view| view["conversation"]["client"]["phone"] == "+421911000111").await;

    graph.inbound(json!({"product": "whatsapp", "text": "I have this number now", "name": "Karel"})).await;
    let karel = waits(&ada, &[jana]).await;
    let view = sees(&ada, karel, "it", says("I have this number now")).await;
    assert_ne!(view["client"]["id"], ada.view(jana).await.ok()["client"]["id"]);
    assert_eq!(view["conversation"]["continues"], Value::Null);

    graph.inbound(json!({"product": "whatsapp", "text": "Still me", "name": "Jana", "from": "421911000111"})).await;
    sees(&ada, jana, "it", says("Still me")).await;
    ada.says(jana, "For Jana alone").await.ok();
    let sent = graph.sent(1).await[0].to_string();
    assert!(sent.contains("For Jana alone") && sent.contains("421911000111"), "{sent}");
}

#[tokio::test]
async fn a_ban_lets_a_running_talk_go_on_and_no_other_begin() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let inbound = async |text: &str| graph.inbound(json!({"product": "whatsapp", "text": text})).await;
    inbound("Hello").await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    let ban = new_id();
    ada.act(talk, "ban", &json!({"id": ban, "reason": "threatens us", "end": false})).await.ok();
    inbound("I take that back").await;
    sees(&ada, talk, "what was said", says("I take that back")).await;
    ada.act(talk, "end", &json!({})).await.ok();
    // That the client has a name there, too, is told with it: so it is known when it was taken in.
    graph.inbound(json!({"product": "whatsapp", "text": "You will see", "user_id": "SK.1349120865"})).await;
    let knows = |view: &Value| view["client"]["known_by"].as_array().is_some_and(|all| all.len() == 2);
    sees(&ada, talk, "how the client is known", knows).await;
    assert!(ada.queue().await.is_empty());
    ada.post(&format!("/bans/{ban}/lift"), &Value::Null).await.ok();
    inbound("Sorry").await;
    let next = waits(&ada, &[talk]).await;
    let view = sees(&ada, next, "it", says("Sorry")).await;
    assert_eq!(texts(&view), ["Sorry"], "what the banned client said opened nothing");
}

#[tokio::test]
async fn what_comes_before_its_message_waits_for_it_and_holds_nothing_up() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let early = json!([
        {"id": "wamid.edit", "type": "edit", "edit": {"original_message_id": "wamid.late",
            "message": {"type": "text", "text": {"body": "At nine"}}}},
        {"id": "wamid.sign", "type": "reaction", "reaction": {"message_id": "wamid.late", "emoji": "🙏"}},
        {"id": "wamid.other", "type": "text", "text": {"body": "Hello"}},
    ]);
    graph.deliver(whatsapp(early)).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "what was not early", says("Hello")).await;
    assert_eq!(events(&view, "message_edited").count(), 0);
    nothing_is_stuck(&ada).await;
    graph.inbound(json!({"product": "whatsapp", "text": "At eight", "id": "wamid.late"})).await;
    let view = sees(&ada, talk, "both", |view| {
        events(view, "message_edited").next().is_some() && events(view, "reacted").next().is_some()
    });
    let view = view.await;
    let late = events(&view, "message_added").find(|event| event["text"] == "At eight").unwrap()["seq"].clone();
    assert_eq!(events(&view, "message_edited").next().unwrap()["to"], late);
    assert_eq!(events(&view, "reacted").next().unwrap()["to"], late);
    nothing_is_stuck(&ada).await;
}

#[tokio::test]
async fn a_sign_opens_the_time_for_answers_and_a_late_message_does_not_close_it() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    let old =
        |id: &str, text: &str| json!({"id": id, "timestamp": "1600000000", "type": "text", "text": {"body": text}});
    graph.deliver(whatsapp(json!([old("wamid.old", "Years ago")]))).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    ada.says(talk, "Too late").await.refused(409, "window-over");
    let sign =
        json!([{"id": "wamid.sign", "type": "reaction", "reaction": {"message_id": "wamid.old", "emoji": "👍"}}]);
    graph.deliver(whatsapp(sign)).await;
    sees(&ada, talk, "the sign", |view| events(view, "reacted").next().is_some()).await;
    ada.says(talk, "You are there").await.ok();
    graph.sent(1).await;
    ada.act(talk, "end", &json!({})).await.ok();
    graph.deliver(whatsapp(json!([old("wamid.older", "Also years ago")]))).await;
    let next = waits(&ada, &[talk]).await;
    ada.accept(next).await.ok();
    ada.says(next, "And still are").await.ok();
}

#[tokio::test]
async fn where_a_client_comes_from_stands_with_the_talk_and_opens_the_time_for_answers() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.deliver(messenger("messaging", json!([{"referral": {"ref": "leaflet", "type": "OPEN_THREAD"}}]))).await;
    let long_ago = json!([{"timestamp": 1_600_000_000_000_u64, "message": {"mid": "m_1", "text": "Hello"}}]);
    graph.deliver(messenger("messaging", long_ago)).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "it", says("Hello")).await;
    assert_eq!(view["conversation"]["parameters"]["ref"], "leaflet", "{}", view["conversation"]);
    ada.accept(talk).await.ok();
    ada.says(talk, "You came just now").await.ok();
    let more = json!([{"referral": {"ref": "autumn", "ad_id": "120", "source": "ADS"}}]);
    graph.deliver(messenger("messaging", more)).await;
    sees(&ada, talk, "the next", |view| view["conversation"]["parameters"]["ref"] == "autumn").await;
}

#[tokio::test]
async fn what_was_said_is_taken_back_and_so_is_a_sign() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "Nonsense", "id": "wamid.one"})).await;
    let talk = waits(&ada, &[]).await;
    for (n, emoji) in ["👍", ""].into_iter().enumerate() {
        let sign = json!({"message_id": "wamid.one", "emoji": emoji});
        let sign = json!({"id": format!("wamid.sign{n}"), "type": "reaction", "reaction": sign});
        graph.deliver(whatsapp(json!([sign]))).await;
    }
    let revoke = json!([{"id": "wamid.two", "type": "revoke", "revoke": {"original_message_id": "wamid.one"}}]);
    graph.deliver(whatsapp(revoke)).await;
    let view = sees(&ada, talk, "it", |view| events(view, "message_deleted").next().is_some()).await;
    let seq = events(&view, "message_added").next().unwrap()["seq"].clone();
    assert_eq!(events(&view, "message_deleted").next().unwrap()["to"], seq);
    let signs: Vec<_> = events(&view, "reacted").map(|event| event["emoji"].clone()).collect();
    assert_eq!(signs, [json!("👍"), Value::Null]);
}

#[tokio::test]
async fn what_is_told_in_the_wrong_order_says_when_it_was_done() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    let mid = graph.inbound(json!({"product": "messenger", "text": "At eight"})).await;
    let talk = waits(&ada, &[]).await;
    let (later, earlier) = (ago(5) * 1_000, ago(9) * 1_000);
    for (n, (at, text, action)) in [(later, "At ten", "unreact"), (earlier, "At nine", "react")].into_iter().enumerate()
    {
        let sign = json!({"mid": mid, "action": action, "reaction": "love", "emoji": "❤"});
        let events = json!([
            {"timestamp": at, "message_edit": {"mid": mid, "text": text, "num_edit": 2 - n}},
            {"timestamp": at, "reaction": sign},
        ]);
        graph.deliver(messenger("messaging", events)).await;
        sees(&ada, talk, text, |view| events_of(view, "reacted", n + 1)).await;
    }
    let view = ada.view(talk).await.ok();
    let done = |kind: &str| -> Vec<u64> {
        let moment = |event: &Value| event["done_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        events(&view, kind).map(|event| moment(event).as_millisecond().try_into().unwrap()).collect()
    };
    assert_eq!(done("message_edited"), [later, earlier], "in the order in which it came, to be shown in the other");
    assert_eq!(done("reacted"), [later, earlier]);
}

fn events_of(view: &Value, kind: &str, count: usize) -> bool {
    events(view, kind).count() == count
}

/// What was said to Peter in another program, under the id it was given by whoever sent it.
fn echo(id: &str, text: &str, metadata: Option<Uuid>) -> Value {
    let message =
        json!({"mid": id, "text": text, "is_echo": true, "app_id": 263_902_037_430_900_u64, "metadata": metadata});
    messenger("messaging", json!([{"sender": {"id": PAGE}, "recipient": {"id": PETER}, "message": message}]))
}

#[tokio::test]
async fn what_others_answer_stands_in_the_running_talk_or_by_itself() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.deliver(echo("m_echo1", "We are open till six", None)).await;
    graph.inbound(json!({"product": "messenger", "text": "Thank you"})).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "it", says("Thank you")).await;
    let before = view["conversation"]["continues"].as_str().expect("the answer is kept").parse().unwrap();
    let before = ada.view(before).await.ok();
    assert_eq!((texts(&before), &before["conversation"]["state"]), (vec!["We are open till six"], &json!("ended")));

    graph.deliver(echo("m_echo2", "You are welcome", None)).await;
    let view = sees(&ada, talk, "the answer", says("You are welcome")).await;
    assert_eq!(events(&view, "message_added").last().unwrap()["author"]["kind"], "elsewhere");
}

#[tokio::test]
async fn what_we_said_ourselves_and_erased_does_not_come_back() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.deliver(echo("m_echo", "Said by us", Some(Uuid::now_v7()))).await;
    graph.inbound(json!({"product": "messenger", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "it", says("Hello")).await;
    assert_eq!(view["conversation"]["continues"], Value::Null);
}

/// A delivery that could not be taken in yet holds words of two clients, one of whom is erased.
#[tokio::test]
async fn what_waits_of_an_erased_client_goes_and_what_waits_of_others_is_taken_in() {
    let (graph, desk, ada, made) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "Hello", "name": "Jana", "from": JANA})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    ada.act(talk, "end", &json!({})).await.ok();
    let text = |from: &str, id: &str, text: &str| json!({"from": from, "id": id, "type": "text", "text": {"body": text}, "timestamp": ago(5).to_string()});
    let told =
        whatsapp(json!([text(JANA, "wamid.stuck1", "qzx secret"), text("421911000111", "wamid.stuck2", "I wait")]));
    let (hook, channel) = (new_id(), desk::ChannelId(made["id"].as_str().unwrap().parse().unwrap()));
    let later = server::app::now() + jiff::SignedDuration::from_hours(1);
    let mut write = desk.store.write().await.unwrap();
    write.conn().keep_hook(hook, channel, &told["payload"].to_string(), later).await.unwrap();
    write.commit(|| ()).await.unwrap();

    let erasure = format!("/conversations/{talk}/client/erasure");
    assert_eq!(ada.post(&erasure, &json!({"confirm": "Jana"})).await.status, 204);
    let mut write = desk.store.write().await.unwrap();
    let kept = write.conn().take_hooks(later, later + jiff::SignedDuration::from_mins(1), 9, 9_999).await.unwrap();
    let body = kept.iter().find(|it| it.id == hook).map(|it| it.body.clone()).expect("the other client's is kept");
    assert!(body.contains("I wait") && !body.contains("qzx") && !body.contains(JANA), "{body}");
    // Whoever had read it before finds it heard.
    assert!(!write.conn().hear(channel, "message:wamid.stuck1", server::app::now()).await.unwrap());
    write.conn().hook_failed(hook, server::app::now(), "unavailable").await.unwrap();
    write.commit(|| ()).await.unwrap();
    let other = waits(&ada, &[talk]).await;
    sees(&ada, other, "what waited", says("I wait")).await;
    assert_eq!(ada.queue().await.len(), 1, "the erased one does not come back");
    nothing_is_stuck(&ada).await;
}

#[tokio::test]
async fn another_program_answers_until_the_client_is_ours_again() {
    let (graph, _desk, ada, _) = connected("messenger").await;
    graph.inbound(json!({"product": "messenger", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    let held =
        |on: Vec<bool>| move |view: &Value| events(view, "held_elsewhere").map(|event| &event["on"]).eq(on.iter());
    let take = json!([{"take_thread_control": {"new_owner_app_id": "263902037430900"}}]);
    graph.deliver(messenger("messaging", take)).await;
    sees(&ada, talk, "that another has the client", held(vec![true])).await;
    graph.deliver(messenger("standby", json!([{"message": {"mid": "m_by", "text": "Said to the other"}}]))).await;
    sees(&ada, talk, "what was said there", says("Said to the other")).await;
    let pass = json!([{"pass_thread_control": {"new_owner_app_id": "1"}}]);
    graph.deliver(messenger("messaging", pass)).await;
    sees(&ada, talk, "that the client is ours", held(vec![true, false])).await;

    // That he was passed on, and back, may have been missed.
    graph.deliver(messenger("standby", json!([{"message": {"mid": "m_by2", "text": "To the other again"}}]))).await;
    sees(&ada, talk, "that another has the client", held(vec![true, false, true])).await;
    graph.inbound(json!({"product": "messenger", "text": "To you"})).await;
    sees(&ada, talk, "that the client is ours", held(vec![true, false, true, false])).await;
}

#[tokio::test]
async fn one_delivery_is_taken_in_by_its_own_times_and_for_every_page_it_is_about() {
    let (graph, desk, ada, made) = connected("messenger").await;
    let (second, first) = (ago(20) * 1_000, ago(30) * 1_000);
    let both = json!([
        {"timestamp": second, "message": {"mid": "m_2", "text": "second"}},
        {"timestamp": first, "message": {"mid": "m_1", "text": "first"}},
    ]);
    graph.deliver(messenger("messaging", both)).await;
    let talk = waits(&ada, &[]).await;
    let view = sees(&ada, talk, "both", says("second")).await;
    assert_eq!(texts(&view), ["first", "second"]);

    // Of a page that is not connected nothing is taken in, and nothing beside it is lost.
    let two_pages = json!({"product": "messenger", "fixture": "messenger/m23_batch_two_pages.json"});
    graph.deliver(two_pages.clone()).await;
    let view = sees(&ada, talk, "what is of the first page", says("two")).await;
    assert_eq!(texts(&view), ["first", "second", "one", "two"]);
    assert_eq!(ada.queue().await.len(), 1);

    let mut other = channel(&desk, &ada, "messenger").await;
    other["name"] = json!("Other page");
    other["settings"]["page_id"] = json!("998877665544332");
    ada.post("/channels", &other).await.ok();
    let path = format!("/hooks/messenger/{}", made["id"].as_str().unwrap());
    let mut again = two_pages;
    again["callback"] = json!(desk.url(&path));
    graph.deliver(again).await;
    let next = waits(&ada, &[talk]).await;
    let view = sees(&ada, next, "what is of the other page", says("other page")).await;
    assert_eq!(view["conversation"]["channel"]["name"], "Other page");
    assert_eq!(texts(&ada.view(talk).await.ok()).len(), 4, "the first page's stand once");
    nothing_is_stuck(&ada).await;
}

#[tokio::test]
async fn what_is_not_for_us_is_refused_before_it_is_read() {
    let (_graph, desk, _ada, made) = connected("whatsapp").await;
    let host = desk.url("").replace("http://", "");
    let host = host.trim_end_matches('/');
    let known = made["id"].as_str().unwrap().to_owned();
    for (id, status) in [(new_id().to_string(), "404"), (known, "403")] {
        let mut line = tokio::net::TcpStream::connect(host).await.unwrap();
        // Announced, and never sent.
        let head = format!("POST /hooks/whatsapp/{id} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 4000000\r\n\r\n{{");
        line.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        let read = tokio::time::timeout(PATIENCE.min(Duration::from_secs(20)), line.read_exact(&mut answer));
        read.await.expect("it is answered at once").unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), format!("HTTP/1.1 {status}"));
    }
}
