//! Set-up, sign-in, sign-out, lock-out.

use crate::support::{Desk, Operator, desk};
use serde_json::json;

#[tokio::test]
async fn the_set_up_is_open_once_and_only_with_its_token() {
    let desk = Desk::start(|_| ()).await;
    assert_eq!(desk.get("/api/v1/setup").await.ok()["open"], true);
    let mut body = json!({"token": "wrong", "company": "Lumen", "name": "Ada", "email": "ada@lumen.example", "password": "long enough"});
    desk.post("/api/v1/setup", &body).await.invalid("token", "wrong");
    body["token"] = desk.set_up_token.clone().into();
    body["password"] = "too short".into();
    desk.post("/api/v1/setup", &body).await.invalid("password", "too-short");
    body["password"] = "long enough".into();
    let ada = Operator::of(&desk, desk.post("/api/v1/setup", &body).await);
    assert_eq!(ada.get("/session").await.ok()["operator"]["role"], "administrator");
    assert_eq!(ada.get("/settings").await.ok()["name"], "Lumen");
    assert_eq!(desk.get("/api/v1/setup").await.ok()["open"], false);
    desk.post("/api/v1/setup", &body).await.refused(409, "set-up-closed");
}

#[tokio::test]
async fn a_session_lasts_over_a_restart_and_until_sign_out() {
    let (desk, ada) = desk().await;
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    assert_eq!(ada.get("/session").await.ok()["operator"]["name"], "Ada");
    let other = Operator::of(&desk, desk.sign_in("ADA@lumen.example ", "correct horse battery").await);
    let mut line = ada.live().await;
    let gone = ada.delete("/session").await;
    let cookie = gone.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("Max-Age=0") && cookie.contains("HttpOnly"), "{cookie}");
    gone.ok();
    line.hears_type("signed_out").await;
    assert_eq!(line.closed().await, 4401);
    ada.get("/session").await.refused(401, "not-signed-in");
    other.get("/session").await.ok();
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites_and_secure_under_tls() {
    let desk = Desk::start(|config| config.public_url = Some("https://chat.lumen.example".parse().unwrap())).await;
    desk.set_up().await;
    let answer = desk.sign_in("ada@lumen.example", "correct horse battery").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(answer.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn wrong_passwords_lock_out_and_do_not_tell_who_exists() {
    let desk = Desk::start(|config| config.limits.wrong_passwords = 3).await;
    desk.set_up().await;
    for email in ["ada@lumen.example", "nobody@lumen.example"] {
        for _ in 0..3 {
            desk.sign_in(email, "not the password").await.refused(401, "wrong-password");
        }
        let answer = desk.sign_in(email, "correct horse battery").await;
        assert!(answer.headers.contains_key("retry-after"));
        let locked = answer.refused(429, "locked-out");
        assert!(locked["retry_after"].as_u64().unwrap() >= 1, "{locked}");
    }
}

#[tokio::test]
async fn a_flood_of_sign_ins_is_slowed_down() {
    let desk = Desk::start(|config| config.limits.sign_ins_per_address = 3).await;
    desk.set_up().await; // counts as one
    desk.sign_in("a@lumen.example", "x").await.refused(401, "wrong-password");
    desk.sign_in("b@lumen.example", "x").await.refused(401, "wrong-password");
    desk.sign_in("ada@lumen.example", "correct horse battery").await.refused(429, "too-many-requests");
}

#[tokio::test]
async fn without_a_session_nothing_of_the_desk_is_told() {
    let (desk, _) = desk().await;
    for path in ["session", "workspace", "conversations?state=waiting", "users", "settings", "widgets"] {
        desk.get(&format!("/api/v1/{path}")).await.refused(401, "not-signed-in");
    }
    for cookie in
        ["hovorna_session=", "hovorna_session=abc", "hovorna_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    {
        assert_eq!(desk.live("/api/v1/live", &[("cookie", cookie)]).await.err(), Some(401));
    }
}

#[tokio::test]
async fn another_site_may_neither_change_anything_nor_listen() {
    let (desk, ada) = desk().await;
    let request = desk.http.put(desk.url("/api/v1/me/status")).json(&json!({"status": "away"}));
    let foreign = request.header("cookie", &ada.cookie).header("origin", "https://evil.example");
    crate::support::Answer::to(foreign).await.refused(403, "foreign-origin");
    let headers = [("cookie", ada.cookie.as_str()), ("origin", "https://evil.example")];
    assert_eq!(desk.live("/api/v1/live", &headers).await.err(), Some(403));
    let own = format!("http://{}", desk.address);
    assert!(desk.live("/api/v1/live", &[("cookie", &ada.cookie), ("origin", &own)]).await.is_ok());
}

#[tokio::test]
async fn colleagues_hear_of_a_chosen_status() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let mut line = ada.live().await;
    bob.put("/me/status", &json!({"status": "away"})).await.ok();
    line.hears("Bob away", |f| f["operator"]["id"] == *bob.id && f["operator"]["shown"] == "away").await;
    bob.put("/me/status", &json!({"status": "available"})).await.ok();
    line.hears("Bob available", |f| f["operator"]["id"] == *bob.id && f["operator"]["shown"] == "available").await;
    bob.put("/me/status", &json!({"status": "asleep"})).await.refused(400, "malformed");
}
