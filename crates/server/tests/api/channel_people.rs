//! Who the clients of outside messengers are: known by a number, by a user id, or by both at once.

use crate::{
    channels::{connected, events, says, sees, waits},
    support::{Desk, graph::Graph, new_id},
};
use desk::ClientId;
use serde_json::{Value, json};
use store::Client;

const USER: &str = "SK.13491208655302741918";

fn by_number(text: &str) -> Value {
    json!({"product": "whatsapp", "text": text, "name": "Jana"})
}

fn by_user_id(text: &str) -> Value {
    json!({"product": "whatsapp", "text": text, "name": "Jana", "user_id": USER, "no_phone": true})
}

fn by_both(text: &str) -> Value {
    json!({"product": "whatsapp", "text": text, "name": "Jana", "user_id": USER})
}

#[tokio::test]
async fn two_clients_whom_the_messenger_names_as_one_are_one_person_and_write_to_one_talk() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.inbound(by_number("From my old phone")).await;
    let first = waits(&ada, &[]).await;
    graph.inbound(by_user_id("Without a number")).await;
    let second = waits(&ada, &[first]).await;
    let person = |view: &Value| view["client"]["id"].clone();
    assert_ne!(person(&ada.view(first).await.ok()), person(&ada.view(second).await.ok()), "nothing says they are one");
    ada.accept(second).await.ok();

    graph.inbound(by_both("It is me")).await;
    let view = sees(&ada, second, "what was said", says("It is me")).await;
    let merged = events(&view, "client_merged").next().expect("the talk tells it");
    assert_eq!(merged["author"]["kind"], "system");
    let merged = view["client"]["merged"].as_array().unwrap();
    assert_eq!((merged.len(), &merged[0]["by"]), (1, &Value::Null));
    assert_eq!(view["conversation"]["client"]["phone"], "+421905123456", "what is known of either is known");
    assert_eq!(person(&ada.view(first).await.ok()), person(&view));

    // Whatever it names from now on comes to the same talk, and what is answered reaches the client.
    graph.inbound(by_user_id("Hidden again")).await;
    sees(&ada, second, "it", says("Hidden again")).await;
    graph.inbound(by_number("And by number")).await;
    let view = sees(&ada, second, "it", says("And by number")).await;
    assert_eq!(events(&view, "client_merged").count(), 1);
    ada.says(second, "I see you").await.ok();
    assert!(graph.sent(1).await[0].to_string().contains("I see you"));

    // An operator knows better: they are told apart, and stay so.
    let merge = merged_id(&view);
    ada.act(second, "client/part", &json!({"merge": merge})).await.ok();
    graph.inbound(by_both("Still me")).await;
    let view = sees(&ada, second, "it", says("Still me")).await;
    assert_eq!(view["client"]["merged"], json!([]));
}

fn merged_id(view: &Value) -> Value {
    view["client"]["merged"][0]["id"].clone()
}

/// Jana writes from her new number before the messenger tells that she has another one.
/// Jana has another number from now on.
async fn moves_to_the_new_number(graph: &Graph) {
    let told = json!({"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "messages": [{"from": "421905123456", "id": "wamid.moved", "timestamp": "1793600000", "type": "system",
            "system": {"type": "user_changed_number", "body": "changed", "wa_id": "421911000111"}}]});
    let entry = json!({"id": "102290129340398", "changes": [{"field": "messages", "value": told}]});
    let payload = json!({"object": "whatsapp_business_account", "entry": [entry]});
    graph.deliver(json!({"product": "whatsapp", "payload": payload})).await;
}

#[tokio::test]
async fn who_is_known_by_the_new_number_already_is_the_same_person() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.inbound(by_number("From my old number")).await;
    let old = waits(&ada, &[]).await;
    graph
        .inbound(json!({"product": "whatsapp", "text": "From my new one", "name": "Jana", "from": "421911000111"}))
        .await;
    let new = waits(&ada, &[old]).await;
    ada.accept(old).await.ok();
    let person = |view: &Value| view["client"]["id"].clone();
    assert_ne!(person(&ada.view(old).await.ok()), person(&ada.view(new).await.ok()));

    moves_to_the_new_number(&graph).await;
    let merged = |view: &Value| events(view, "client_merged").count() == 1;
    let view = sees(&ada, old, "that they are one", merged).await;
    assert_eq!(person(&ada.view(new).await.ok()), person(&view));
    assert_eq!(view["client"]["merged"][0]["by"], Value::Null);
    assert_eq!(view["conversation"]["client"]["phone"], "+421911000111");

    // Both talks run, so the later one goes on; what is answered in the other reaches the number there is now, too.
    graph.inbound(json!({"product": "whatsapp", "text": "Me again", "from": "421911000111"})).await;
    sees(&ada, new, "it", says("Me again")).await;
    assert_eq!(ada.queue().await.len(), 1, "nobody else waits");
    ada.says(old, "I see you").await.ok();
    assert!(graph.sent(1).await[0].to_string().contains("421911000111"));
}

/// Petr, who has had for years the number that Jana moves to.
async fn known_since_long(desk: &Desk) {
    let petr = Client {
        id: ClientId(new_id()),
        name: Some("Petr".into()),
        phone: None,
        email: None,
        first_seen_at: "2025-01-01T00:00:00Z".parse().unwrap(),
    };
    let mut write = desk.store.write().await.unwrap();
    write.conn().insert_client(&petr).await.unwrap();
    write.conn().add_identity("whatsapp_phone", "421911000111", petr.id, petr.first_seen_at).await.unwrap();
    write.commit(|| ()).await.unwrap();
}

/// Numbers are given away again after a while.
#[tokio::test]
async fn who_had_the_new_number_long_before_is_somebody_else() {
    let (graph, desk, ada, _) = connected("whatsapp").await;
    known_since_long(&desk).await;
    graph.inbound(json!({"product": "whatsapp", "text": "It is Petr", "from": "421911000111"})).await;
    let his = waits(&ada, &[]).await;
    ada.accept(his).await.ok();
    graph.inbound(by_number("From my old number")).await;
    let hers = waits(&ada, &[his]).await;

    moves_to_the_new_number(&graph).await;
    let moved = |view: &Value| view["conversation"]["client"]["phone"] == "+421911000111";
    let view = sees(&ada, hers, "the new number", moved).await;
    assert_eq!(events(&view, "client_merged").count(), 0, "they are two");
    graph.inbound(json!({"product": "whatsapp", "text": "Me again", "from": "421911000111"})).await;
    sees(&ada, hers, "it", says("Me again")).await;
    // What is meant for him reaches nobody who has his number now.
    ada.says(his, "For Petr only").await.ok();
    sees(&ada, his, "that it does not get there", |view| view["deliveries"][0]["state"] == "failed").await;
    assert!(!graph.sent(0).await.iter().any(|it| it.to_string().contains("For Petr only")));
}

#[tokio::test]
async fn who_moves_to_a_number_of_the_same_person_is_reached_there_in_every_talk() {
    let (graph, desk, ada, _) = connected("whatsapp").await;
    known_since_long(&desk).await;
    graph.inbound(json!({"product": "whatsapp", "text": "It is Petr", "from": "421911000111"})).await;
    let second = waits(&ada, &[]).await;
    ada.accept(second).await.ok();
    graph.inbound(by_number("From my old number")).await;
    let first = waits(&ada, &[second]).await;
    ada.accept(first).await.ok();
    let client = async |talk| ada.view(talk).await.ok()["client"]["id"].clone();
    let merge = json!({"id": new_id(), "client": client(first).await, "other": client(second).await});
    ada.act(first, "client/merge", &merge).await.ok();

    moves_to_the_new_number(&graph).await;
    let moved = |view: &Value| view["conversation"]["client"]["phone"] == "+421911000111";
    sees(&ada, first, "the new number", moved).await;
    for talk in [first, second] {
        ada.says(talk, "I see you").await.ok();
        sees(&ada, talk, "that it is there", |view| view["deliveries"][0]["state"] == "sent").await;
    }
    assert!(graph.sent(2).await.iter().all(|it| it.to_string().contains("421911000111")));
    graph.inbound(json!({"product": "whatsapp", "text": "Me again", "from": "421911000111"})).await;
    sees(&ada, first, "it", says("Me again")).await;
    assert!(ada.queue().await.is_empty(), "nobody else waits");
}
