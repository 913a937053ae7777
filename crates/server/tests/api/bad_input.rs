//! What cannot be understood is refused clearly, on every address of the API; nothing breaks.

use crate::support::{Answer, DOCUMENT, Operator, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};

/// All requests of the document, with ids filled in.
fn requests() -> Vec<(Method, String)> {
    let methods = ["get", "post", "put", "patch", "delete"];
    let mut all = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for method in methods.iter().filter(|method| item.get(**method).is_some()) {
            let path = path.replace("{id}", &new_id().to_string());
            all.push((method.to_uppercase().parse().unwrap(), path));
        }
    }
    all
}

async fn send(by: &Operator, token: &str, method: &Method, path: &str, body: &[u8]) -> Answer {
    let url = format!("http://{}{path}", by.address);
    let request = by.http().request(method.clone(), url).header("cookie", &by.cookie);
    let request = request.header("x-hovorna-client", token).header("content-type", "application/json");
    Answer::to(request.body(body.to_vec())).await
}

#[tokio::test]
async fn no_body_of_any_kind_breaks_anything() {
    let (desk, ada) = desk().await;
    let client = desk.client();
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies: [&[u8]; 10] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\"text\"",
        b"\xff\xfe",
        b"{\"id\": \"not-a-uuid\", \"text\": 1e999}",
        b"{\"name\": \"\\u0000\\ud800\"}",
        deep.as_bytes(),
    ];
    for (method, path) in requests() {
        // Signing out is not what is tried here.
        if method == Method::DELETE && path == "/api/v1/session" {
            continue;
        }
        for body in bodies {
            let answer = send(&ada, &client.token, &method, &path, body).await;
            assert!(answer.status.as_u16() < 500, "{method} {path}: {} {}", answer.status, answer.body);
            let reads_body = method != Method::GET && method != Method::DELETE;
            let not_json = serde_json::from_slice::<Value>(body).is_err() && !body.is_empty();
            if reads_body && not_json {
                // These take no body at all.
                let takes_none = ["activate", "/accept", "/end", "/identify-secrets"];
                let refused = answer.status.is_client_error() || takes_none.iter().any(|end| path.ends_with(end));
                assert!(refused, "{method} {path} took {body:?}: {}", answer.status);
            }
        }
    }
    ada.get("/session").await.ok();
}

#[tokio::test]
async fn no_address_of_any_kind_breaks_anything() {
    let (_desk, ada) = desk().await;
    for part in ["x", "%00", "%ff%fe", "..", "%2e%2e%2f", "'--", "00000000-0000-0000-0000-000000000000", "-1"] {
        for of in ["conversations", "users", "groups", "widgets", "results", "tags"] {
            for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
                let answer = ada.send(method.clone(), &format!("/{of}/{part}"), Some(&json!({}))).await;
                assert!(answer.status.is_client_error(), "{method} {of}/{part}: {}", answer.status);
            }
        }
    }
    for query in [
        "state=",
        "state=nosuch",
        "state=waiting&limit=x",
        "state=ended&after=x_y",
        "state=ended&after=99999999999999999999_x",
    ] {
        ada.get(&format!("/conversations?{query}")).await.refused(400, "malformed");
    }
    ada.get("/conversations?state=ended&limit=-5").await.ok();
    ada.get(&format!("/conversations?state=ended&after=0_{}", new_id())).await.ok();
    ada.get(&format!("/conversations/{}/events?before=x", new_id())).await.refused(400, "malformed");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_so_is_a_wrong_method() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    bob.says(id, &"x".repeat(200_000)).await.refused(413, "too-large");
    bob.act(id, "end", &json!({"note": "x".repeat(200_000)})).await.refused(413, "too-large");
    ada.send(Method::PATCH, "/users", None).await.refused(405, "method-not-allowed");
    ada.get("/nosuch").await.refused(404, "not-found");
}

#[tokio::test]
async fn strange_headers_are_no_way_in_and_break_nothing() {
    let (desk, ada) = desk().await;
    let _bob = desk.operator(&ada, "Bob").await;
    let long = "x".repeat(8_000);
    let strange: [&[u8]; 6] =
        [b"", b"\xff\xfe\xfd", b"a=b=c;;;=;", b"hovorna_session=", b"\"quoted\", 1.2.3.4, ::1, x", long.as_bytes()];
    for name in [
        "cookie",
        "user-agent",
        "accept-language",
        "sec-ch-ua-platform",
        "sec-ch-ua-platform-version",
        "x-forwarded-for",
        "referer",
        "origin",
    ] {
        for value in strange {
            let value = reqwest::header::HeaderValue::from_bytes(value).unwrap();
            let body = json!({"id": new_id(), "widget": "demo", "entry": "chat"});
            let client = desk.client();
            let request = desk.http.post(desk.url("/widget/v1/conversations")).json(&body);
            let request = request.header("x-hovorna-client", &client.token).header(name, value.clone());
            assert_eq!(Answer::to(request).await.status, 201, "{name}: {value:?}");
            let answer = Answer::to(desk.http.get(desk.url("/api/v1/session")).header(name, value)).await;
            answer.refused(401, "not-signed-in");
        }
    }
}
