//! What is sent to clients of outside messengers, and refused afterwards.

use crate::channels::{connected, events, sees, waits};
use serde_json::{Value, json};

/// A status that says that a message did not get there.
fn refused(id: &Value, code: u32) -> Value {
    told(json!({"id": id, "status": "failed", "errors": [{"code": code, "title": "Not now"}]}))
}

/// A status of a message to Jana.
fn told(mut status: Value) -> Value {
    status["timestamp"] = "1793600000".into();
    status["recipient_id"] = "421905123456".into();
    let value = json!({"messaging_product": "whatsapp", "statuses": [status],
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}});
    json!({"product": "whatsapp", "payload": {"object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}]}})
}

#[tokio::test]
async fn what_was_taken_and_then_refused_for_a_passing_reason_goes_once_more_and_for_a_lasting_one_does_not() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.control(json!({"auto_status": {"enabled": false}})).await;
    graph.inbound(json!({"product": "whatsapp", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    ada.says(talk, "Good morning").await.ok();
    let name = |sent: &Value| sent["message_id"].clone();
    let first = name(&graph.sent(1).await[0]);
    assert!(first.is_string(), "the messenger called it something");
    sees(&ada, talk, "that it is there", |view| view["deliveries"][0]["state"] == "sent").await;
    graph.deliver(refused(&first, 131_016)).await;
    let view = sees(&ada, talk, "that it waits", |view| view["deliveries"][0]["state"] == "queued").await;
    assert_eq!(view["deliveries"][0]["why"], "temporary");
    // That it was sent is told after that it failed.
    let ours = |sent: &Value| sent["body"]["biz_opaque_callback_data"].clone();
    let late = json!({"id": first, "status": "sent", "biz_opaque_callback_data": ours(&graph.sends().await[0])});
    graph.deliver(told(late)).await;
    let sent = graph.sent(2).await;
    let [one, two] = [ours(&sent[0]), ours(&sent[1])].map(|it| it.as_str().unwrap().to_owned());
    assert_eq!((one.strip_suffix(".1"), one.len()), (two.strip_suffix(".2"), two.len()), "one part, two tries");
    assert!(sent[1].to_string().contains("Good morning"), "it goes once more");
    let second = name(&sent[1]);
    sees(&ada, talk, "that it is there again", |view| view["deliveries"][0]["state"] == "sent").await;
    graph.deliver(refused(&second, 131_026)).await;
    let view = sees(&ada, talk, "the end", |view| view["deliveries"][0]["state"] == "failed").await;
    assert_eq!(view["deliveries"][0]["why"], "unreachable");
    assert_eq!(events(&view, "message_added").count(), 2, "it stands once in the talk");
}
