//! Mailed links: who is invited comes in, who forgot the password gets another, and nobody else learns anything.

use crate::{
    account::{code_in, set_up},
    support::{Answer, Desk, MailServer, Operator, PASSWORD, desk},
};
use serde_json::{Value, json};

const PUBLIC: &str = "https://desk.lumen.example";
const GOOD: &str = "a better one by far";

/// A desk that can mail links.
async fn desk_with(server: &MailServer) -> (Desk, Operator) {
    let desk = Desk::start(|config| config.public_url = Some(PUBLIC.parse().unwrap())).await;
    let ada = desk.set_up().await;
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    (desk, ada)
}

fn invite(email: &str) -> Value {
    json!({"email": email, "role": "operator"})
}

/// The token of a link of this kind.
fn token_in(text: &str, page: &str) -> String {
    let (_, after) = text.split_once(&format!("/{page}#")).unwrap_or_else(|| panic!("no link to {page}: {text}"));
    after.split_whitespace().next().unwrap().to_owned()
}

async fn looks(desk: &Desk, token: &str) -> Answer {
    desk.post("/api/v1/access-links/look", &json!({"token": token})).await
}

async fn uses(desk: &Desk, token: &str, more: Value) -> Answer {
    let mut body = json!({"token": token, "password": GOOD});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.post("/api/v1/access-links/use", &body).await
}

async fn forgot(desk: &Desk, email: &str) {
    assert_eq!(desk.post("/api/v1/password-resets", &json!({"email": email})).await.status, 204);
}

async fn user(by: &Operator, id: &Value) -> Value {
    let users = by.get("/users").await.ok();
    users["items"].as_array().unwrap().iter().find(|user| user["id"] == *id).unwrap().clone()
}

#[tokio::test]
async fn who_is_invited_by_mail_sets_name_and_password_and_the_link_is_good_once() {
    let server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    let made = ada.post("/invitations", &invite(" Max@Lumen.Example ")).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    assert_eq!((&made["link"], &made["user"]["name"]), (&Value::Null, &json!("max")));
    assert_eq!((&made["user"]["invited"], &made["user"]["shown"]), (&json!(true), &json!("offline")));
    assert!(made["user"]["invitation_until"].is_string());
    let workspace = ada.get("/workspace").await.ok();
    assert!(!workspace["operators"].to_string().contains("max"), "colleagues do not see who was never here");

    let mail = server.took(1).await[0].clone();
    assert_eq!(mail["to"], json!(["max@lumen.example"]));
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains(&format!("{PUBLIC}/welcome#")) && text.contains("Ada"), "{text}");
    let token = token_in(text, "welcome");
    desk.sign_in("max@lumen.example", "").await.refused(401, "wrong-password");
    let owner = looks(&desk, &token).await.ok();
    assert_eq!(owner, json!({"kind": "invitation", "company": "Lumen", "name": "max", "email": "max@lumen.example"}));
    uses(&desk, &token, json!({"password": "short"})).await.invalid("password", "too-short");
    uses(&desk, &token, json!({"name": " "})).await.invalid("name", "required");
    uses(&desk, &token, json!({"name": "Max Novák"})).await.ok();
    uses(&desk, &token, json!({"name": "Somebody"})).await.refused(404, "not-found");
    looks(&desk, &token).await.refused(404, "not-found");

    let max = Operator::of(&desk, desk.sign_in("max@lumen.example", GOOD).await);
    assert_eq!(max.get("/session").await.ok()["operator"]["name"], "Max Novák");
    let told = user(&ada, &made["user"]["id"]).await;
    assert_eq!((&told["invited"], &told["invitation_until"]), (&json!(false), &Value::Null));
    ada.post("/invitations", &invite("max@lumen.example")).await.invalid("email", "taken");
    let log = ada.get("/audit?limit=500").await.ok().to_string();
    assert!(log.contains("user_invited") && log.contains("invitation_accepted") && !log.contains(&token));
}

#[tokio::test]
async fn without_a_mail_server_the_link_is_handed_over() {
    let (desk, ada) = desk().await;
    let made = ada.post("/invitations", &invite("max@lumen.example")).await.ok();
    let token = token_in(made["link"].as_str().unwrap(), "welcome");
    assert!(!ada.get("/users").await.ok().to_string().contains(&token), "it is told once");
    uses(&desk, &token, json!({})).await.ok();
    desk.sign_in("max@lumen.example", GOOD).await.ok();
}

#[tokio::test]
async fn an_invitation_is_sent_again_and_withdrawn() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let made = ada.post("/invitations", &invite("max@lumen.example")).await.ok();
    let path = format!("/users/{}/invitation", made["user"]["id"].as_str().unwrap());
    let link = |answer: &Value| token_in(answer["link"].as_str().unwrap(), "welcome");
    bob.post(&path, &json!({})).await.refused(403, "forbidden");
    ada.post(&format!("/users/{}/invitation", bob.id), &json!({})).await.refused(404, "not-found");
    let again = ada.post(&path, &json!({})).await.ok();
    looks(&desk, &link(&made)).await.refused(404, "not-found");
    looks(&desk, &link(&again)).await.ok();

    ada.delete(&format!("/users/{}/invitation", bob.id)).await.refused(404, "not-found");
    assert_eq!(ada.delete(&path).await.status, 204);
    uses(&desk, &link(&again), json!({})).await.refused(404, "not-found");
    assert!(user(&ada, &made["user"]["id"]).await["deactivated_at"].is_string());
    let anew = ada.post("/invitations", &invite("max@lumen.example")).await.ok();
    assert_eq!((&anew["user"]["id"], &anew["user"]["deactivated_at"]), (&made["user"]["id"], &Value::Null));
    // Of an address that was wrong the link is worth nothing.
    let changed = json!({"name": "Max", "email": "maxim@lumen.example", "role": "operator", "groups": []});
    ada.put(&format!("/users/{}", made["user"]["id"].as_str().unwrap()), &changed).await.ok();
    looks(&desk, &link(&anew)).await.refused(404, "not-found");
}

#[tokio::test]
async fn nobody_invites_above_the_own_permissions_and_who_is_invited_does_not_count_as_administrator() {
    let (desk, ada) = desk().await;
    let group = desk.group(&ada).await;
    let bob = desk.user(&ada, "Bob", "supervisor", &[&group]).await;
    let details = json!({"name": "Bob", "email": "bob@lumen.example", "role": "supervisor", "groups": [group],
        "permissions": {"users": true}});
    ada.put(&format!("/users/{}", bob.id), &details).await.ok();
    let administrator = json!({"email": "max@lumen.example", "role": "administrator"});
    bob.post("/invitations", &administrator).await.refused(403, "beyond-you");
    ada.post("/invitations", &administrator).await.ok();
    ada.post(&format!("/users/{}/deactivate", ada.id), &json!({})).await.refused(409, "in-use");
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_mail_and_ends_all_sign_ins_but_no_second_step() {
    let server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    assert_eq!(desk.get("/api/v1/setup").await.ok(), json!({"open": false, "resets": true, "openid": null}));
    let bob = desk.operator(&ada, "Bob").await;
    let (secret, ..) = set_up(&bob).await;
    let mut line = bob.live().await;
    forgot(&desk, "nobody@lumen.example").await;
    forgot(&desk, " BOB@lumen.example").await;
    let mails = server.took(1).await;
    assert_eq!(mails[0]["to"], json!(["bob@lumen.example"]));
    let token = token_in(mails[0]["text"].as_str().unwrap(), "new-password");
    assert_eq!(looks(&desk, &token).await.ok()["kind"], "reset");
    // Asked again at once, no second mail takes the first one's place.
    forgot(&desk, "bob@lumen.example").await;
    bob.get("/session").await.ok();

    uses(&desk, &token, json!({"password": "lumen 2026"})).await.invalid("password", "like-name");
    uses(&desk, &token, json!({})).await.ok();
    line.hears_type("signed_out").await;
    bob.get("/session").await.refused(401, "not-signed-in");
    uses(&desk, &token, json!({})).await.refused(404, "not-found");
    desk.sign_in("bob@lumen.example", PASSWORD).await.refused(401, "wrong-password");
    desk.sign_in("bob@lumen.example", GOOD).await.refused(401, "code-required");
    let next = json!({"email": "bob@lumen.example", "password": GOOD, "code": code_in(&secret, 30)});
    desk.post("/api/v1/session", &next).await.ok();
    let acts = ada.get("/audit?limit=500").await.ok().to_string();
    assert!(acts.contains("password_reset_mailed") && acts.contains("password_reset\""));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_link_for_a_new_password_needs_an_address_of_ours_and_is_worth_nothing_to_who_is_deactivated() {
    let (desk, ada) = desk().await;
    assert_eq!(desk.get("/api/v1/setup").await.ok()["resets"], false);
    forgot(&desk, "ada@lumen.example").await;
    let made = ada.post("/invitations", &invite("max@lumen.example")).await.ok();
    let token = token_in(made["link"].as_str().unwrap(), "welcome");
    ada.post(&format!("/users/{}/deactivate", made["user"]["id"].as_str().unwrap()), &json!({})).await.ok();
    uses(&desk, &token, json!({})).await.refused(404, "not-found");
    for wrong in ["", "x", &server::secret::token()] {
        looks(&desk, wrong).await.refused(404, "not-found");
    }
}
