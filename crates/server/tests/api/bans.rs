//! Bans: who may ban, whom it reaches, what the client hears of it, how it ends.

use crate::{
    identify::{jana, new_secret},
    support::{Answer, Client, Desk, Operator, desk, new_id},
};
use serde_json::{Value, json};
use server::app::now;
use uuid::Uuid;

const REASON: &str = "threatens my colleagues";

/// Bob talks with a client of whom a name is known; Eve is a supervisor.
async fn talking() -> (Desk, Operator, Operator, Operator, Client, Uuid) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({"form": {"name": "Karel"}})).await.ok();
    bob.accept(id).await.ok();
    (desk, ada, bob, eve, client, id)
}

fn asked(more: Value) -> Value {
    let mut asked = json!({"id": new_id(), "reason": REASON});
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    asked
}

async fn ban(by: &Operator, conversation: Uuid, more: Value) -> Answer {
    by.act(conversation, "ban", &asked(more)).await
}

async fn list(by: &Operator, query: &str) -> Vec<Value> {
    by.get(&format!("/bans{query}")).await.ok()["items"].as_array().unwrap().clone()
}

async fn leaves_a_request(client: &Client) -> Answer {
    let form = json!({"name": "Karel", "email": "karel@post.example", "message": "Hello"});
    client.post("/offline-requests", &json!({"id": new_id(), "widget": "demo", "entry": "chat", "form": form})).await
}

#[tokio::test]
async fn a_banned_client_is_refused_kindly_in_his_language_and_hears_no_reason() {
    let (_desk, _ada, bob, eve, client, id) = talking().await;
    let mut line = client.live(id, 0).await;
    let mut console = bob.live().await;
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    ban(&eve, id, json!({"end": true})).await.ok();
    let told = console.hears_event("client_banned").await;
    assert_eq!(
        (&told["reason"], &told["until"], &told["author"]["name"]),
        (&json!(REASON), &Value::Null, &json!("Eve"))
    );
    assert_eq!(console.hears_event("ended").await["cause"], "ban");
    assert_eq!(line.hears_event("ended").await["cause"], "operator", "of the ban the client hears nothing");
    assert_eq!(eve.view(id).await.ok()["conversation"]["end_cause"], "ban");
    let seen = client.get("/conversation?widget=demo").await.ok();
    assert!(!seen.to_string().contains("ban") && !seen.to_string().contains(REASON), "{seen}");
    assert_eq!(seen["state"], "ended");

    let refused = client.enters_with(new_id(), json!({"language": "cs"})).await.refused(403, "not-served");
    assert!(refused["words"].as_str().unwrap().contains("Omlouváme se"), "{refused}");
    let refused = client.enters_with(new_id(), json!({"language": "en"})).await.refused(403, "not-served");
    assert!(refused["words"].as_str().unwrap().starts_with("We are sorry"), "{refused}");
    leaves_a_request(&client).await.refused(403, "not-served");
    assert!(list(&eve, "").await.len() == 1 && bob.get("/offline-requests").await.ok()["items"] == json!([]));
}

#[tokio::test]
async fn a_talk_may_go_on_to_its_end_and_no_other_begins() {
    let (_desk, _ada, bob, eve, client, id) = talking().await;
    ban(&eve, id, json!({})).await.ok();
    client.says(id, "still here").await.ok();
    client.enters_with(new_id(), json!({})).await.refused(409, "already-running");
    bob.act(id, "end", &json!({})).await.ok();
    client.enters_with(new_id(), json!({})).await.refused(403, "not-served");
}

#[tokio::test]
async fn only_who_may_bans_and_only_whom_he_or_she_may_see() {
    let (desk, ada, bob, eve, client, id) = talking().await;
    ban(&bob, id, json!({})).await.refused(403, "forbidden");
    bob.get("/bans").await.refused(403, "forbidden");
    let nobody = new_id();
    eve.post(&format!("/bans/{nobody}/lift"), &Value::Null).await.refused(404, "not-found");
    ban(&eve, nobody, json!({})).await.refused(404, "not-found");
    assert_eq!(bob.get("/session").await.ok()["operator"]["permissions"], json!(["preview", "redirect"]));
    let eves = eve.get("/session").await.ok()["operator"]["permissions"].clone();
    assert!(eves.as_array().unwrap().contains(&json!("ban")));
    let asked = asked(json!({}));
    ada.act(id, "ban", &asked).await.ok();
    // The same request again, after a lost answer; and one of another who was slower.
    ada.act(id, "ban", &asked).await.ok();
    eve.act(id, "ban", &asked).await.refused(409, "id-in-use");
    ban(&eve, id, json!({})).await.refused(409, "already-banned");
    assert_eq!(list(&eve, "").await.len(), 1);
    let one = list(&eve, "").await[0]["id"].as_str().unwrap().to_owned();
    bob.post(&format!("/bans/{one}/lift"), &Value::Null).await.refused(403, "forbidden");
    assert_eq!(bob.view(id).await.ok()["client"]["bans"][0]["by"]["name"], "Ada", "colleagues see the mark");
    drop((desk, client));
}

#[tokio::test]
async fn what_makes_no_ban_is_said_at_its_field() {
    let (_desk, _ada, _bob, eve, client, id) = talking().await;
    ban(&eve, id, json!({"reason": " "})).await.invalid("reason", "empty");
    ban(&eve, id, json!({"reason": "x".repeat(501)})).await.invalid("reason", "too-long");
    ban(&eve, id, json!({"until": "2001-01-01T00:00:00Z"})).await.invalid("until", "out-of-range");
    assert_eq!(list(&eve, "").await, [] as [Value; 0]);
    assert_eq!(eve.view(id).await.ok()["client"]["bans"], json!([]));
    client.leaves(id).await.ok();
    client.enters().await;
}

#[tokio::test]
async fn a_ban_lapses_by_itself_at_its_end() {
    let (_desk, _ada, _bob, eve, client, id) = talking().await;
    let until = (now() + jiff::SignedDuration::from_millis(1_500)).to_string();
    ban(&eve, id, json!({"end": true, "until": until})).await.ok();
    client.enters_with(new_id(), json!({})).await.refused(403, "not-served");
    let lapsed = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        loop {
            let answer = client.enters_with(new_id(), json!({})).await;
            if answer.status.is_success() {
                break;
            }
            answer.refused(403, "not-served");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    });
    lapsed.await.expect("it never lapsed");
    assert_eq!(list(&eve, "").await, [] as [Value; 0]);
    let over = list(&eve, "?over=true").await;
    assert_eq!((&over[0]["lifted_at"], &over[0]["reason"]), (&Value::Null, &json!(REASON)));
}

#[tokio::test]
async fn a_lifted_ban_lets_in_and_a_restored_one_does_not() {
    let (_desk, ada, bob, eve, client, id) = talking().await;
    ban(&eve, id, json!({"end": true})).await.ok();
    let one = list(&eve, "").await[0].clone();
    assert_eq!(
        (&one["client"]["name"], &one["by"]["name"], &one["conversation"]),
        (&json!("Karel"), &json!("Eve"), &json!(id))
    );
    let lift = format!("/bans/{}/lift", one["id"].as_str().unwrap());
    let lifted = ada.post(&lift, &Value::Null).await.ok();
    assert_eq!(lifted["lifted_by"]["name"], "Ada");
    ada.post(&lift, &Value::Null).await.ok();
    client.enters().await;
    let again = format!("/bans/{}/restore", one["id"].as_str().unwrap());
    ada.post(&again, &Value::Null).await.ok();
    let view = bob.view(id).await.ok();
    let kinds: Vec<&str> = view["events"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert!(kinds.ends_with(&["client_banned", "ended", "client_unbanned", "client_banned"]), "{kinds:?}");
    assert_eq!(view["client"]["bans"][0]["id"], one["id"]);
    let audit = ada.get("/audit?area=clients&limit=9").await.ok();
    let acts: Vec<&str> = audit["items"].as_array().unwrap().iter().map(|it| it["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["ban_restored", "ban_lifted", "client_banned"]);
    assert_eq!(audit["items"][2]["subject"]["name"], "Karel");
    assert!(audit["items"][2]["changes"].to_string().contains(REASON));
}

#[tokio::test]
async fn a_ban_reaches_every_browser_of_whom_the_company_signed_and_whoever_is_merged_with_him() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let secret = new_secret(&ada).await["secret"].as_str().unwrap().to_owned();
    let (laptop, phone) = (desk.client(), desk.client());
    let id = new_id();
    laptop.enters_with(id, json!({"identity": jana(&secret)})).await.ok();
    bob.accept(id).await.ok();
    ban(&ada, id, json!({"end": true})).await.ok();
    phone.enters_with(new_id(), json!({"identity": jana(&secret)})).await.refused(403, "not-served");

    // Another client, until somebody says that it is the same person.
    let other = desk.client();
    let talk = other.enters().await;
    bob.accept(talk).await.ok();
    let who = async |of| ada.view(of).await.ok()["conversation"]["client"]["id"].clone();
    let merge = json!({"id": new_id(), "client": who(talk).await, "other": who(id).await});
    ada.act(talk, "client/merge", &merge).await.ok();
    assert_eq!(ada.view(talk).await.ok()["client"]["bans"].as_array().unwrap().len(), 1);
    bob.act(talk, "end", &json!({})).await.ok();
    other.enters_with(new_id(), json!({})).await.refused(403, "not-served");
    ada.act(talk, "client/part", &json!({"merge": merge["id"]})).await.ok();
    other.enters().await;
}

#[tokio::test]
async fn the_list_is_read_page_by_page() {
    let (desk, ada) = desk().await;
    let _bob = desk.operator(&ada, "Bob").await;
    for _ in 0..3 {
        let id = desk.client().enters().await;
        ban(&ada, id, json!({"end": true})).await.ok();
    }
    let first = ada.get("/bans?limit=2").await.ok();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let rest = list(&ada, &format!("?limit=2&after={}", first["next"].as_str().unwrap())).await;
    assert_eq!(rest.len(), 1);
    for wrong in ["after=x", "over=perhaps", "limit=many"] {
        ada.get(&format!("/bans?{wrong}")).await.refused(400, "malformed");
    }
}
