//! API tokens: what each scope lets do, and everything else that it does not.

use crate::support::{Answer, DOCUMENT, Desk, Operator, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const ALL: [&str; 6] =
    ["read:conversations", "write:conversations", "read:clients", "write:clients", "admin:users", "admin:audit"];

/// A program with a token.
struct Program {
    id: String,
    token: String,
    base: String,
    http: reqwest::Client,
}

impl Program {
    async fn with(by: &Operator, scopes: &[&str], more: Value) -> Self {
        let mut asked = json!({"name": "CRM", "scopes": scopes});
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = by.post("/api-tokens", &asked).await.ok();
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        let base = format!("http://{}/api/v1", by.address);
        Self { id: text("id"), token: text("token"), base, http: by.http().clone() }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::to(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }
}

async fn with_a_talk() -> (Desk, Operator, Operator, Uuid) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({"form": {"name": "Jana", "message": "Where is my order?"}})).await.ok();
    bob.accept(id).await.ok();
    (desk, ada, bob, id)
}

/// Each request of the document with parts that lead nowhere: who may ask is decided before anything is looked for.
fn requests() -> impl Iterator<Item = (Method, String, Option<String>)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/api/v1"));
    paths.flat_map(|(path, item)| {
        let methods = ["get", "post", "put", "patch", "delete"].into_iter();
        methods.filter_map(move |method| {
            let operation = item.get(method)?;
            let path = path.strip_prefix("/api/v1").unwrap();
            let filled: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "0197" } else { part }).collect();
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let ways = operation["security"].as_array();
            if ways.is_none() || path == "/time" {
                // Open to everybody.
                return None;
            }
            let scope = ways.unwrap().iter().find_map(|way| way["token"][0].as_str()).map(ToOwned::to_owned);
            Some((method, filled.join("/"), scope))
        })
    })
}

#[tokio::test]
async fn a_token_is_let_in_where_the_document_names_its_scope_and_nowhere_else() {
    let (_desk, ada) = desk().await;
    let everything = Program::with(&ada, &ALL, json!({})).await;
    let mut named = 0;
    for (method, path, scope) in requests() {
        let body = (method != Method::GET).then(|| json!({}));
        let answer = everything.send(method.clone(), &path, body.as_ref()).await;
        let code = answer.body["code"].as_str().unwrap_or_default();
        let Some(scope) = scope else {
            assert_eq!((answer.status.as_u16(), code), (403, "token-not-allowed"), "{method} {path}: {}", answer.body);
            continue;
        };
        named += 1;
        assert!(answer.status != 401 && answer.status != 403, "{method} {path} refuses {scope}: {}", answer.body);
        let others: Vec<&str> = ALL.into_iter().filter(|other| *other != scope).collect();
        let another = Program::with(&ada, &others, json!({})).await;
        let refused = another.send(method.clone(), &path, body.as_ref()).await.refused(403, "scope-missing");
        assert_eq!(refused["scope"], scope, "{method} {path}");
        ada.delete(&format!("/api-tokens/{}", another.id)).await.ok();
    }
    assert!(named >= 12, "{named} requests let tokens in");
}

#[tokio::test]
async fn a_program_reads_and_notes_in_its_own_name() {
    let (_desk, ada, bob, id) = with_a_talk().await;
    let crm = Program::with(&ada, &ALL, json!({})).await;
    let listed = crm.get("/conversations?state=active").await.ok();
    assert_eq!(listed["items"][0]["id"], id.to_string());
    let note = json!({"id": new_id(), "text": "Order 4711 left the store"});
    crm.send(Method::POST, &format!("/conversations/{id}/notes"), Some(&note)).await.ok();
    // Again, after a lost answer.
    crm.send(Method::POST, &format!("/conversations/{id}/notes"), Some(&note)).await.ok();
    let tags = crm.get("/filter-choices").await.ok()["tags"].clone();
    let set = json!({"tags": [tags[0]["id"]]});
    crm.send(Method::PUT, &format!("/conversations/{id}/tags"), Some(&set)).await.ok();
    let client = listed["items"][0]["client"]["id"].as_str().unwrap().to_owned();
    let corrected = json!({"name": "Jana Nová", "email": "jana@seznam.cz", "phone": null});
    let person = crm.send(Method::PATCH, &format!("/clients/{client}"), Some(&corrected)).await.ok();
    assert_eq!((&person["client"]["name"], &person["card"]["conversations"]), (&json!("Jana Nová"), &json!(1)));
    assert_eq!(crm.get(&format!("/clients/{client}")).await.ok(), person);

    let view = bob.view(id).await.ok();
    let by: Vec<(&str, &str)> = view["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["author"]["kind"] == "token")
        .map(|it| (it["kind"].as_str().unwrap(), it["author"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(by, [("note_added", "CRM"), ("tags_changed", "CRM"), ("client_changed", "CRM")]);
    assert_eq!(view["conversation"]["client"]["email"], "jana@seznam.cz");

    // What it looked at is written down, in its name.
    crm.get(&format!("/conversations/{id}")).await.ok();
    let looks = ada.get("/audit?area=looks").await.ok();
    assert_eq!((&looks["items"][0]["who"], &looks["items"][0]["operator"]), (&json!("CRM"), &Value::Null));
    // Operators who see not everything are no programs.
    bob.get(&format!("/clients/{client}")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_token_is_told_once_and_kept_as_a_hash_and_opens_nothing_once_it_is_over() {
    let (desk, ada, _bob, _id) = with_a_talk().await;
    let crm = Program::with(&ada, &["read:conversations"], json!({})).await;
    assert!(crm.token.starts_with("hov_") && crm.token.len() == 47);
    let list = ada.get("/api-tokens").await.ok();
    assert_eq!((&list["items"][0]["name"], &list["items"][0]["created_by"]["name"]), (&json!("CRM"), &json!("Ada")));
    let audit = ada.get("/audit?limit=500").await.ok();
    let kept = format!("{:?}", desk.store.read().await.unwrap().conn().api_tokens().await.unwrap());
    for told in [list.to_string(), audit.to_string(), kept] {
        assert!(!told.contains(&crm.token), "it is told again");
        assert!(told.contains("CRM"));
    }
    crm.get("/conversations").await.ok();
    let wrong = |token: &str| Program {
        token: token.to_owned(),
        id: String::new(),
        base: crm.base.clone(),
        http: crm.http.clone(),
    };
    let other = format!("hov_{}", server::secret::token());
    for token in ["", "hov_", &other, &crm.token[..46], &crm.token[4..]] {
        wrong(token).get("/conversations").await.refused(401, "not-signed-in");
    }
    ada.delete(&format!("/api-tokens/{}", crm.id)).await.ok();
    crm.get("/conversations").await.refused(401, "not-signed-in");
    ada.delete(&format!("/api-tokens/{}", crm.id)).await.refused(404, "not-found");
    assert_eq!(ada.get("/api-tokens").await.ok()["items"], json!([]));

    let soon = (server::app::now() + jiff::SignedDuration::from_millis(1_200)).to_string();
    let brief = Program::with(&ada, &["read:conversations"], json!({"expires_at": soon})).await;
    brief.get("/conversations").await.ok();
    let over = tokio::time::timeout(crate::support::PATIENCE, async {
        while brief.get("/conversations").await.status.is_success() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    over.await.expect("it never ends");
}

#[tokio::test]
async fn only_administrators_make_tokens_and_none_makes_another_or_an_administrator() {
    let (desk, ada, bob, _id) = with_a_talk().await;
    let asked = json!({"name": "X", "scopes": ["read:clients"]});
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    for who in [&bob, &eve] {
        who.post("/api-tokens", &asked).await.refused(403, "forbidden");
        who.get("/api-tokens").await.refused(403, "forbidden");
    }
    ada.post("/api-tokens", &json!({"name": " ", "scopes": ["read:clients"]})).await.invalid("name", "required");
    ada.post("/api-tokens", &json!({"name": "X", "scopes": []})).await.invalid("scopes", "required");
    ada.post("/api-tokens", &json!({"name": "X", "scopes": ["admin:everything"]})).await.refused(400, "malformed");
    let past = json!({"name": "X", "scopes": ["read:clients"], "expires_at": "2001-01-01T00:00:00Z"});
    ada.post("/api-tokens", &past).await.invalid("expires_at", "out-of-range");

    let hr = Program::with(&ada, &["admin:users"], json!({})).await;
    let user = |role: &str| json!({"name": "Zoe", "email": "zoe@lumen.example", "role": role, "groups": [], "password": crate::support::PASSWORD});
    hr.send(Method::POST, "/users", Some(&user("administrator"))).await.refused(403, "token-not-allowed");
    let zoe = hr.send(Method::POST, "/users", Some(&user("operator"))).await.ok()["id"].as_str().unwrap().to_owned();
    hr.send(Method::PUT, &format!("/users/{zoe}"), Some(&user("administrator")))
        .await
        .refused(403, "token-not-allowed");
    hr.send(Method::POST, &format!("/users/{}/deactivate", ada.id), None).await.refused(403, "token-not-allowed");
    hr.send(Method::POST, &format!("/users/{zoe}/deactivate"), None).await.ok();
    let audit = ada.get("/audit?area=users").await.ok();
    assert_eq!((&audit["items"][0]["who"], &audit["items"][0]["act"]), (&json!("CRM"), &json!("user_deactivated")));
}

#[tokio::test]
async fn a_program_that_asks_too_often_waits() {
    let desk = Desk::start(|config| config.limits.requests_per_token = 3).await;
    let ada = desk.set_up().await;
    let crm = Program::with(&ada, &["read:conversations"], json!({})).await;
    for _ in 0..3 {
        crm.get("/conversations").await.ok();
    }
    crm.get("/conversations").await.refused(429, "too-many-requests");
    // Nobody else waits for it.
    ada.get("/conversations").await.ok();
}

/// The examples of docs/api.md, each run as it stands against the real server.
#[tokio::test]
async fn the_examples_of_the_document_work() {
    let (_desk, ada, _bob, id) = with_a_talk().await;
    let crm = Program::with(&ada, &ALL, json!({})).await;
    let client = ada.view(id).await.ok()["client"]["id"].as_str().unwrap().to_owned();
    let document = include_str!("../../../../docs/api.md");
    let mut run = 0;
    for part in document.split("```sh\n").skip(1) {
        let example = part.split("```").next().unwrap();
        let done = tokio::process::Command::new("bash")
            .args(["-euo", "pipefail", "-c", example])
            .env("HOVORNA", format!("http://{}", ada.address))
            .env("TOKEN", &crm.token)
            .env("CONVERSATION", id.to_string())
            .env("CLIENT", &client)
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{example}\n{said}{}", String::from_utf8_lossy(&done.stderr));
        run += 1;
    }
    assert!(run >= 6, "{run} examples were run");
    let view = ada.view(id).await.ok();
    assert!(view["events"].to_string().contains("left the warehouse"), "the note of the document is there");
}

#[tokio::test]
async fn nobody_gives_a_token_more_than_he_or_she_may_and_no_token_makes_anybody_powerful() {
    let (desk, ada) = desk().await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let users = ada.get("/users").await.ok()["items"].as_array().unwrap().clone();
    let mut settings = users.into_iter().find(|user| user["id"] == eve.id).unwrap();
    settings["permissions"] = json!({"settings": true});
    ada.put(&format!("/users/{}", eve.id), &settings).await.ok();
    let token = |scope: &str| json!({"name": "CRM", "scopes": [scope]});
    for scope in ["admin:users", "admin:audit"] {
        eve.post("/api-tokens", &token(scope)).await.refused(403, "beyond-you");
    }
    eve.post("/api-tokens", &token("read:conversations")).await.ok();

    let program = Program::with(&ada, &["admin:users"], json!({})).await;
    let mut user = json!({"name": "Dan", "email": "dan@lumen.example", "role": "operator", "groups": [],
        "password": "correct horse battery", "permissions": {"settings": true}});
    program.send(Method::POST, "/users", Some(&user)).await.refused(403, "beyond-you");
    user["permissions"] = json!({"export": true});
    let path =
        format!("/users/{}", program.send(Method::POST, "/users", Some(&user)).await.ok()["id"].as_str().unwrap());
    user["permissions"] = json!({"users": true});
    program.send(Method::PUT, &path, Some(&user)).await.refused(403, "beyond-you");
    // Nor does it change whom it could not have made.
    let path = format!("/users/{}", eve.id);
    program.send(Method::PUT, &path, Some(&settings)).await.refused(403, "beyond-you");
}
