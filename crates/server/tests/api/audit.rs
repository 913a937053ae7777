//! The audit log: what is written down, by construction and in plain words.

use crate::support::{DOCUMENT, Desk, Operator, PASSWORD, desk, new_id, operation};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

async fn log(by: &Operator, query: &str) -> Vec<Value> {
    by.get(&format!("/audit?limit=500{query}")).await.ok()["items"].as_array().unwrap().clone()
}

/// The acts, oldest first.
async fn acts(by: &Operator, query: &str) -> Vec<String> {
    let entries = log(by, query).await;
    entries.iter().rev().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect()
}

/// Asked by POST, as what they are asked about does not fit into an address.
const CHANGES_NOTHING: [&str; 2] = ["preview_hours", "try_routing"];
/// Need something that was delivered, somebody who is banned, or a picture: `webhooks.rs`, `bans.rs` and `widgets.rs` look at
/// their lines.
const ELSEWHERE: [&str; 4] = ["replay_delivery", "lift_ban", "restore_ban", "add_logo"];

/// Everything an administrator can change, each once. A new request fails here until it is written down, too.
#[tokio::test]
async fn no_act_of_administration_is_forgotten() {
    let (desk, ada) = desk().await;
    let mut done = BTreeSet::new();
    let mut act = async |method: Method, path: &str, body: Value| {
        let full = format!("/api/v1{path}");
        done.insert(operation(&method, &full).unwrap()["operationId"].as_str().unwrap().to_owned());
        let known = log(&ada, "").await.len();
        let answer = if method == Method::PUT && path.ends_with("/photo") {
            ada.upload(path, crate::files::picture(8, 8)).await.ok()
        } else {
            ada.send(method.clone(), path, Some(&body)).await.ok()
        };
        let now = log(&ada, "").await;
        assert_eq!(now.len(), known + 1, "{method} {path} is not written down");
        assert_eq!(now[0]["operator"]["name"], "Ada");
        assert_eq!(now[0]["address"], "127.0.0.1");
        answer
    };
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    let user =
        json!({"name": "Bob", "email": "bob@lumen.example", "role": "operator", "groups": [], "password": PASSWORD});
    let bob = format!("/users/{}", act(post.clone(), "/users", user.clone()).await["id"].as_str().unwrap());
    act(put.clone(), &bob, user).await;
    act(post.clone(), &format!("{bob}/deactivate"), json!({})).await;
    act(post.clone(), &format!("{bob}/reactivate"), json!({})).await;
    act(post.clone(), &format!("{bob}/sign-out"), json!({})).await;
    act(put.clone(), &format!("{bob}/photo"), json!({})).await;
    act(delete.clone(), &format!("{bob}/photo"), json!({})).await;
    let signed_in = Operator::of(&desk, desk.sign_in("bob@lumen.example", PASSWORD).await);
    set_up_step(&signed_in).await;
    act(delete.clone(), &format!("{bob}/second-factor"), json!({})).await;

    let max = json!({"email": "max@lumen.example", "role": "operator"});
    let max = act(post.clone(), "/invitations", max).await["user"]["id"].as_str().unwrap().to_owned();
    act(post.clone(), &format!("/users/{max}/invitation"), json!({})).await;
    act(delete.clone(), &format!("/users/{max}/invitation"), json!({})).await;

    let group = json!({"name": "Sales", "accept_seconds": 30, "service_level_seconds": 60, "members": []});
    let sales = format!("/groups/{}", act(post.clone(), "/groups", group.clone()).await["id"].as_str().unwrap());
    act(put.clone(), &sales, group).await;
    let hours = json!({"zone": "Europe/Prague", "week": {}, "exceptions": []});
    act(put.clone(), &format!("{sales}/hours"), hours).await;
    act(delete.clone(), &format!("{sales}/hours"), json!({})).await;
    act(delete.clone(), &sales, json!({})).await;
    let mut widget = ada.get("/widgets").await.ok()["items"][0].clone();
    widget["id"] = "shop".into();
    act(post.clone(), "/widgets", widget.clone()).await;
    act(put.clone(), "/widgets/shop", widget).await;
    act(delete.clone(), "/widgets/shop", json!({})).await;
    for (path, word) in [("/results", json!({"name": "Sold"})), ("/tags", json!({"name": "VIP", "colour": 1}))] {
        let one = format!("{path}/{}", act(post.clone(), path, word.clone()).await["id"].as_str().unwrap());
        act(put.clone(), &one, word).await;
        act(delete.clone(), &one, json!({})).await;
    }
    let lunch = json!({"names": {"en": "Lunch"}, "paid": false});
    let reason = act(post.clone(), "/away-reasons", lunch.clone()).await;
    let reason = format!("/away-reasons/{}", reason["id"].as_str().unwrap());
    act(put.clone(), &reason, lunch).await;
    act(delete.clone(), &reason, json!({})).await;
    let secret = act(post.clone(), "/identify-secrets", json!({})).await;
    act(delete.clone(), &format!("/identify-secrets/{}", secret["id"].as_str().unwrap()), json!({})).await;
    act(put.clone(), "/settings", json!({"chat_limit": 7})).await;
    act(put.clone(), "/sign-in-rules", json!({"second_factor_roles": ["supervisor"]})).await;
    let provider = json!({"on": false, "name": "Lumen ID", "issuer": "http://127.0.0.1:1", "client_id": "desk",
        "client_secret": "told to nobody", "passwords": true});
    act(put.clone(), "/openid", provider.clone()).await;
    act(post.clone(), "/openid/test", provider).await;
    is_known_at(&desk, "http://127.0.0.1:1", &bob["/users/".len()..]).await;
    act(delete.clone(), &format!("{bob}/openid"), json!({})).await;
    let server = json!({"host": "127.0.0.1", "port": 1, "security": "none", "from_address": "a@b.example",
        "from_name": "Lumen", "language": "en"});
    act(put.clone(), "/mail-server", server.clone()).await;
    act(post.clone(), "/mail-server/test", json!({"server": server, "to": "ada@lumen.example"})).await;
    act(delete.clone(), "/mail-server", json!({})).await;
    let mail = a_mail(&desk).await;
    act(post.clone(), &format!("/mails/{mail}/retry"), json!({})).await;
    act(post.clone(), &format!("/mails/{mail}/give-up"), json!({})).await;

    act(put.clone(), "/privacy", json!({"conversations_days": 3_000, "files_days": null})).await;
    let client = desk.client();
    let talk = client.enters().await;
    client.leaves(talk).await.ok();
    let erasure = format!("/conversations/{talk}/client/erasure");
    let confirm = ada.get(&erasure).await.ok()["confirm"].clone();
    act(post.clone(), &erasure, json!({"confirm": confirm})).await;

    let hook = json!({"name": "CRM", "url": "https://crm.lumen.example/hook?key=secret", "topics": ["conversation.started"], "paused": true});
    let one = act(post.clone(), "/webhooks", hook.clone()).await;
    let one = format!("/webhooks/{}", one["id"].as_str().unwrap());
    act(put, &one, hook).await;
    act(post.clone(), &format!("{one}/secret"), json!({})).await;
    act(post.clone(), &format!("{one}/test"), json!({})).await;
    act(post.clone(), &format!("{one}/replay"), json!({})).await;
    act(delete.clone(), &one, json!({})).await;

    let token = json!({"name": "CRM", "scopes": ["read:clients"]});
    let token = act(post, "/api-tokens", token).await["id"].as_str().unwrap().to_owned();
    act(delete, &format!("/api-tokens/{token}"), json!({})).await;
    let whole = Value::from(log(&ada, "").await).to_string();
    assert!(!whole.contains("key=secret") && !whole.contains("told to nobody"));

    let paths = DOCUMENT["paths"].as_object().unwrap().values();
    let changing = paths.flat_map(|item| {
        let ways = ["post", "put", "patch", "delete"].into_iter().filter_map(|way| item.get(way));
        ways.filter(|operation| {
            ["administration", "webhooks", "bans"].contains(&operation["tags"][0].as_str().unwrap())
        })
        .collect::<Vec<_>>()
    });
    let all: BTreeSet<String> = changing.map(|it| it["operationId"].as_str().unwrap().to_owned()).collect();
    let exempt: Vec<&str> = CHANGES_NOTHING.into_iter().chain(ELSEWHERE).collect();
    assert_eq!(done, all.into_iter().filter(|it| !exempt.contains(&&**it)).collect());
}

/// The provider knows this user.
async fn is_known_at(desk: &Desk, issuer: &str, user: &str) {
    let (issuer, operator) = (issuer.to_owned(), desk::OperatorId(user.parse().unwrap()));
    let link = store::OpenIdLink { issuer, subject: "bob".into(), operator, linked_at: server::app::now() };
    let mut write = desk.store.write().await.unwrap();
    write.conn().add_openid_link(&link).await.unwrap();
    write.commit(|| ()).await.unwrap();
}

/// A mail that waits for a server.
async fn a_mail(desk: &Desk) -> Uuid {
    let id = new_id();
    let mail = store::NewMail {
        id,
        kind: "test",
        about: None,
        to_address: "jana@lumen.example".into(),
        to_name: None,
        reply_to: None,
        subject: "Hello".into(),
        text: "Hello".into(),
        html: None,
    };
    let mut write = desk.store.write().await.unwrap();
    write.conn().add_mail(&mail, server::app::now()).await.unwrap();
    write.commit(|| ()).await.unwrap();
    id
}

async fn set_up_step(who: &Operator) {
    let begun = who.post("/me/second-factor", &json!({"password": PASSWORD})).await.ok();
    let code = crate::account::code(begun["secret"].as_str().unwrap());
    who.post("/me/second-factor/confirm", &json!({"code": code})).await.ok();
}

#[tokio::test]
async fn a_change_is_told_with_names_before_and_after_and_without_secrets() {
    let (desk, ada) = desk().await;
    let support = desk.group(&ada).await;
    let mut user = json!({"name": "Bob", "email": "bob@lumen.example", "role": "operator", "groups": [support], "password": PASSWORD});
    let bob = ada.post("/users", &user).await.ok()["id"].as_str().unwrap().to_owned();
    user["role"] = "supervisor".into();
    user["groups"] = json!([]);
    user["password"] = "another long enough one".into();
    ada.put(&format!("/users/{bob}"), &user).await.ok();
    let entry = log(&ada, "&area=users").await[0].clone();
    assert_eq!((&entry["act"], &entry["subject"]), (&json!("user_changed"), &json!({"id": bob, "name": "Bob"})));
    let changes = json!([
        {"field": "groups", "before": ["Support"], "after": []},
        {"field": "role", "before": "operator", "after": "supervisor"},
        {"field": "password", "before": null, "after": null},
    ]);
    assert_eq!(entry["changes"], changes);
    let whole = Value::from(log(&ada, "").await).to_string();
    assert!(!whole.contains("another long") && !whole.contains(PASSWORD) && !whole.contains("argon2"));
}

#[tokio::test]
async fn signing_in_and_out_and_failing_to_is_written_down() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    desk.sign_in("bob@lumen.example", "not the password").await.refused(401, "wrong-password");
    desk.sign_in("nobody@lumen.example", "x").await.refused(401, "wrong-password");
    let again = Operator::of(&desk, desk.sign_in("bob@lumen.example", PASSWORD).await);
    bob.delete("/me/sessions").await.ok();
    again.get("/session").await.refused(401, "not-signed-in");
    bob.put("/me/password", &json!({"current": PASSWORD, "password": "another long enough one"})).await.ok();
    bob.delete("/session").await.ok();
    let mine = format!("&operator={}", bob.id);
    let told = ["signed_in", "sign_in_failed", "signed_in", "other_sign_ins_ended", "password_changed", "signed_out"];
    assert_eq!(acts(&ada, &mine).await, told);
    let failed = log(&ada, "&area=sign_in").await.into_iter().find(|entry| entry["who"] == "nobody@lumen.example");
    assert_eq!(failed.unwrap()["operator"], Value::Null);
    assert_eq!(acts(&ada, "&area=company").await, ["set_up"]);
}

#[tokio::test]
async fn a_look_at_somebody_elses_client_is_written_down_once_and_no_other() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let client = desk.client();
    let id = new_id();
    client.enters_with(id, json!({"form": {"name": "Jana Veselá"}})).await.ok();
    let looks = async || log(&ada, "&area=looks").await;
    bob.view(id).await.ok();
    bob.accept(id).await.ok();
    bob.view(id).await.ok();
    assert_eq!(looks().await, [] as [Value; 0], "who is waited for and who serves may look");
    eve.view(id).await.ok();
    eve.view(id).await.ok();
    eve.get(&format!("/conversations/{id}/events?before=9")).await.ok();
    let told = looks().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["act"], &told[0]["operator"]["name"]), (&json!("conversation_seen"), &json!("Eve")));
    assert_eq!(told[0]["subject"]["id"], id.to_string());

    bob.act(id, "end", &json!({})).await.ok();
    bob.view(id).await.ok();
    assert_eq!(looks().await.len(), 1, "one's own past is one's own");
    // By the socket alone, too.
    let mut line = ada.live().await;
    line.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    line.hears_type("subscribed").await;
    assert_eq!(looks().await.len(), 2);
    let second = client.enters().await;
    bob.accept(second).await.ok();
    bob.view(id).await.ok();
    assert_eq!(looks().await.len(), 2, "nor is the past of a client whom one serves");
}

#[tokio::test]
async fn every_other_way_to_a_client_is_a_look_too() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let supervisor = async |name: &str| desk.user(&ada, name, "supervisor", &[]).await;
    let (eve, dan, zoe) = (supervisor("Eve").await, supervisor("Dan").await, supervisor("Zoe").await);
    let hook = json!({"name": "CRM", "url": "http://127.0.0.1:1/", "topics": ["conversation.started"], "paused": true});
    let hook = ada.post("/webhooks", &hook).await.ok()["id"].as_str().unwrap().to_owned();
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({"form": {"name": "Jana Veselá"}})).await.ok();
    bob.accept(id).await.ok();
    let looks = async |by: &Operator| {
        let told = log(&ada, &format!("&area=looks&operator={}", by.id)).await;
        let told = told.iter().map(|it| (it["act"].clone(), it["subject"]["name"].clone()));
        told.map(|(act, name)| format!("{} {}", act.as_str().unwrap(), name.as_str().unwrap())).collect::<Vec<_>>()
    };

    // By the client's own id; also who corrects something is told what is known.
    let known = bob.view(id).await.ok()["client"]["id"].as_str().unwrap().to_owned();
    let details = json!({"name": "Jana Nová", "email": null, "phone": null});
    eve.get(&format!("/clients/{known}")).await.ok();
    eve.get(&format!("/clients/{known}")).await.ok();
    dan.send(Method::PATCH, &format!("/clients/{known}"), Some(&details)).await.ok();
    assert_eq!(looks(&eve).await, ["client_seen Jana Veselá"]);
    assert_eq!(looks(&dan).await, ["client_seen Jana Nová"]);
    let (own, hers) = (desk.client(), new_id());
    own.enters_with(hers, json!({})).await.ok();
    ada.accept(hers).await.ok();
    let served = ada.view(hers).await.ok()["client"]["id"].as_str().unwrap().to_owned();
    ada.get(&format!("/clients/{served}")).await.ok();
    assert_eq!(looks(&ada).await, [] as [&str; 0], "who serves the client may look");

    // By why he or she came to whom; and by what another system was told.
    zoe.get(&format!("/conversations/{id}/routing")).await.ok();
    assert_eq!(looks(&zoe).await, ["conversation_seen Jana Nová"]);
    let said = ada.get(&format!("/webhooks/{hook}/deliveries")).await.ok();
    let of = |conversation: Uuid| {
        let items = said["items"].as_array().unwrap();
        let found = items.iter().find(|it| it["conversation"] == conversation.to_string()).unwrap();
        format!("/webhooks/{hook}/deliveries/{}", found["id"].as_str().unwrap())
    };
    ada.get(&of(hers)).await.ok();
    assert_eq!(looks(&ada).await, [] as [&str; 0]);
    ada.get(&of(id)).await.ok();
    assert_eq!(looks(&ada).await, ["conversation_seen Jana Nová"]);

    // By what would be erased.
    let max = desk.user(&ada, "Max", "administrator", &[]).await;
    max.get(&format!("/conversations/{id}/client/erasure")).await.ok();
    assert_eq!(looks(&max).await, ["conversation_seen Jana Nová"]);
}

#[tokio::test]
async fn requests_of_others_are_looked_at_in_writing() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let (client, id) = (desk.client(), new_id());
    let form = json!({"name": "Jana", "email": "jana@seznam.cz", "message": "Call me"});
    client.post("/offline-requests", &json!({"id": id, "widget": "demo", "entry": "chat", "form": form})).await.ok();
    let looks = async || {
        let told = log(&ada, "&area=looks").await;
        let told =
            told.iter().rev().map(|it| (it["operator"]["name"].clone(), it["act"].clone(), it["subject"].clone()));
        told.collect::<Vec<_>>()
    };
    let request = bob.get(&format!("/offline-requests/{id}")).await.ok();
    bob.get("/offline-requests").await.ok();
    assert!(looks().await.is_empty(), "it is for his group");

    eve.get("/offline-requests?stage=closed").await.ok();
    assert!(looks().await.is_empty(), "there was nothing to be seen");
    eve.get("/offline-requests").await.ok();
    eve.get("/offline-requests?stage=open").await.ok();
    let through = (json!("Eve"), json!("requests_seen"), json!({"id": desk.group(&ada).await, "name": "Support"}));
    assert_eq!(looks().await, std::slice::from_ref(&through), "once for the group, and not for every page");
    eve.get(&format!("/offline-requests?client={}", request["client"].as_str().unwrap())).await.ok();
    eve.get(&format!("/offline-requests/{id}")).await.ok();
    let one = (json!("Eve"), json!("request_seen"), json!({"id": id, "name": "Jana"}));
    assert_eq!(looks().await, [through.clone(), one.clone()]);
    // Whoever has it may look.
    let max = desk.user(&ada, "Max", "supervisor", &[]).await;
    max.post(&format!("/offline-requests/{id}/take"), &Value::Null).await.ok();
    max.get(&format!("/offline-requests/{id}")).await.ok();
    max.get("/offline-requests").await.ok();
    assert_eq!(looks().await, [through, one]);
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_by_administrators_only() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    for who in [&bob, &eve] {
        who.get("/audit").await.refused(403, "forbidden");
    }
    for n in 0..5 {
        ada.post("/tags", &json!({"name": format!("Tag {n}"), "colour": 1})).await.ok();
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = ada.get(&format!("/audit?area=words&limit=2{after}")).await.ok();
        seen.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["subject"]["name"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, ["Tag 4", "Tag 3", "Tag 2", "Tag 1", "Tag 0"]);
    let none = ada.get("/audit?from=2001-01-01T00:00:00Z&until=2001-01-02T00:00:00Z").await.ok();
    assert_eq!(none["items"], json!([]));
    for wrong in ["area=nothing", "after=x", "from=yesterday", "limit=many"] {
        ada.get(&format!("/audit?{wrong}")).await.refused(400, "malformed");
    }
}

#[tokio::test]
async fn what_was_not_done_is_not_written_down() {
    let desk = Desk::start(|_| ()).await;
    let ada = desk.set_up().await;
    let known = log(&ada, "").await.len();
    ada.post("/users", &json!({"name": "Bob", "email": "ada@lumen.example", "role": "operator", "password": PASSWORD}))
        .await
        .invalid("email", "taken");
    ada.delete(&format!("/groups/{}", desk.group(&ada).await)).await.refused(409, "in-use");
    ada.delete(&format!("/identify-secrets/{}", new_id())).await.refused(404, "not-found");
    assert_eq!(log(&ada, "").await.len(), known);
}
