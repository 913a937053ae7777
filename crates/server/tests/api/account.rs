//! One's own sign-in: where, the password, the second step.

use crate::support::{Answer, Desk, Operator, PASSWORD, desk};
use phone::code_at;
use reqwest::Method;
use serde_json::{Value, json};
use server::app::now;

/// A phone with an app, as RFC 6238 says, and not with the library the server uses.
mod phone {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha1::Sha1;

    pub fn code_at(secret: &str, second: i64) -> String {
        let key = unbase32(secret);
        let step = u64::try_from(second / 30).unwrap();
        let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
        mac.update(&step.to_be_bytes());
        let signed = mac.finalize().into_bytes();
        let at = usize::from(signed[19] & 15);
        let number = u32::from_be_bytes(signed[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    fn unbase32(text: &str) -> Vec<u8> {
        let bits = text.bytes().flat_map(|c| {
            let value = if c.is_ascii_uppercase() { c - b'A' } else { c - b'2' + 26 };
            (0..5).rev().map(move |bit| value >> bit & 1)
        });
        let bits: Vec<u8> = bits.collect();
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect()
    }
}

pub fn code(secret: &str) -> String {
    code_in(secret, 0)
}

/// The code so many seconds from now.
pub fn code_in(secret: &str, seconds: i64) -> String {
    code_at(secret, now().as_second() + seconds)
}

/// Sets it up and returns the app's secret, the code that was typed and the recovery codes.
pub async fn set_up(who: &Operator) -> (String, String, Vec<String>) {
    let begun = who.post("/me/second-factor", &json!({"password": PASSWORD})).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let typed = code(&secret);
    let told = who.post("/me/second-factor/confirm", &json!({"code": typed})).await.ok();
    let codes = told["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, typed, codes.collect())
}

async fn sign_in(desk: &Desk, email: &str, code: &str) -> Answer {
    desk.post("/api/v1/session", &json!({"email": email, "password": PASSWORD, "code": code})).await
}

const BOB: &str = "bob@lumen.example";

#[tokio::test]
async fn a_second_step_is_asked_for_from_the_first_code_on_until_it_is_turned_off() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    bob.post("/me/second-factor", &json!({"password": "not the password"})).await.invalid("password", "wrong");
    let begun = bob.post("/me/second-factor", &json!({"password": PASSWORD})).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["address"].as_str().unwrap().contains(&secret), "{begun}");
    desk.sign_in(BOB, PASSWORD).await.ok();
    bob.post("/me/second-factor/confirm", &json!({"code": "000"})).await.invalid("code", "wrong");

    let told = bob.post("/me/second-factor/confirm", &json!({"code": code(&secret)})).await.ok();
    assert_eq!(told["codes"].as_array().unwrap().len(), 10);
    let state = bob.get("/me/second-factor").await.ok();
    assert!(state["on_since"].is_string() && state["recovery_codes_left"] == 10 && state["required"] == false);
    desk.sign_in(BOB, PASSWORD).await.refused(401, "code-required");
    sign_in(&desk, BOB, "000000").await.refused(401, "wrong-code");
    bob.post("/me/second-factor", &json!({"password": PASSWORD})).await.refused(409, "second-factor-on");
    let next = code_at(&secret, now().as_second() + 30);
    let again = Operator::of(&desk, sign_in(&desk, BOB, &next).await);
    let users = ada.get("/users").await.ok();
    let with: Vec<_> = users["items"].as_array().unwrap().iter().map(|u| u["second_factor"] == true).collect();
    assert_eq!(with, [false, true]);

    again.post("/me/second-factor/off", &json!({"password": "not the password"})).await.invalid("password", "wrong");
    again.post("/me/second-factor/off", &json!({"password": PASSWORD})).await.ok();
    desk.sign_in(BOB, PASSWORD).await.ok();
    let state = again.get("/me/second-factor").await.ok();
    assert!(state["on_since"].is_null() && state["recovery_codes_left"] == 0);
}

#[tokio::test]
async fn a_code_opens_once() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (secret, typed, codes) = set_up(&bob).await;
    sign_in(&desk, BOB, &typed).await.refused(401, "wrong-code");
    let next = code_at(&secret, now().as_second() + 30);
    sign_in(&desk, BOB, &next).await.ok();
    sign_in(&desk, BOB, &next).await.refused(401, "wrong-code");
    sign_in(&desk, BOB, &codes[3].to_uppercase()).await.ok();
    sign_in(&desk, BOB, &codes[3]).await.refused(401, "wrong-code");
    assert_eq!(bob.get("/me/second-factor").await.ok()["recovery_codes_left"], 9);

    let fresh = bob.post("/me/second-factor/recovery-codes", &json!({"password": PASSWORD})).await.ok();
    sign_in(&desk, BOB, &codes[4]).await.refused(401, "wrong-code");
    sign_in(&desk, BOB, fresh["codes"][0].as_str().unwrap()).await.ok();
}

#[tokio::test]
async fn codes_are_not_guessed_without_end_and_a_right_password_forgives_none() {
    let desk = Desk::start(|config| config.limits.wrong_passwords = 3).await;
    let ada = desk.set_up().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (secret, ..) = set_up(&bob).await;
    for _ in 0..3 {
        desk.sign_in(BOB, PASSWORD).await.refused(401, "code-required");
        sign_in(&desk, BOB, "000000").await.refused(401, "wrong-code");
    }
    let next = code_at(&secret, now().as_second() + 30);
    sign_in(&desk, BOB, &next).await.refused(429, "locked-out");
    desk.sign_in(BOB, PASSWORD).await.refused(429, "locked-out");
    bob.post("/me/second-factor/off", &json!({"password": PASSWORD})).await.refused(429, "locked-out");
}

#[tokio::test]
async fn guesses_that_come_at_once_count_one_after_the_other() {
    let desk = Desk::start(|config| config.limits.wrong_passwords = 3).await;
    let ada = desk.set_up().await;
    let bob = desk.operator(&ada, "Bob").await;
    set_up(&bob).await;
    let guesses = (0..12).map(|_| sign_in(&desk, BOB, "000000"));
    let answers = futures_util::future::join_all(guesses).await;
    let heard = answers.iter().filter(|answer| answer.body["code"] == "wrong-code").count();
    assert_eq!(heard, 3, "the others were locked out without being looked at");
}

#[tokio::test]
async fn who_must_have_a_second_step_is_led_to_it_and_can_do_nothing_else() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let rules = json!({"second_factor_roles": ["operator"]});
    bob.put("/sign-in-rules", &rules).await.refused(403, "forbidden");
    assert_eq!(ada.put("/sign-in-rules", &rules).await.ok(), rules);
    bob.get("/workspace").await.ok();

    let answer = desk.sign_in(BOB, PASSWORD).await;
    assert_eq!(answer.body["owes"], "second_factor");
    let again = Operator::of(&desk, answer);
    for path in ["/workspace", "/me/sessions", "/conversations?state=waiting", "/templates"] {
        again.get(path).await.refused(403, "second-factor-required");
    }
    again.put("/me/status", &json!({"status": "away"})).await.refused(403, "second-factor-required");
    assert_eq!(desk.live("/api/v1/live", &[("cookie", &again.cookie)]).await.err(), Some(403));
    assert_eq!(again.get("/session").await.ok()["owes"], "second_factor");

    let begun = again.post("/me/second-factor", &json!({})).await.ok();
    let first = code(begun["secret"].as_str().unwrap());
    again.post("/me/second-factor/confirm", &json!({"code": first})).await.ok();
    assert_eq!(again.get("/session").await.ok()["owes"], Value::Null);
    again.get("/workspace").await.ok();
    again.post("/me/second-factor/off", &json!({"password": PASSWORD})).await.refused(403, "second-factor-required");
    // The administrator's role is free of it.
    desk.sign_in("ada@lumen.example", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_administrator_resets_the_second_step_of_somebody_who_lost_the_phone() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let path = format!("/users/{}/second-factor", bob.id);
    ada.delete(&path).await.refused(404, "not-found");
    set_up(&bob).await;
    bob.delete(&path).await.refused(403, "forbidden");
    let mut line = bob.live().await;
    ada.delete(&path).await.ok();
    line.hears_type("signed_out").await;
    bob.get("/session").await.refused(401, "not-signed-in");
    desk.sign_in(BOB, PASSWORD).await.ok();
}

#[tokio::test]
async fn a_new_password_is_a_good_one_and_ends_all_other_sign_ins() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let other = Operator::of(&desk, desk.sign_in(BOB, PASSWORD).await);
    let mut here = bob.live().await;
    let mut there = other.live().await;
    let change = |current: &str, password: &str| json!({"current": current, "password": password});
    for (password, code) in
        [("short", "too-short"), ("Password2026", "too-common"), ("lumen 2026", "like-name"), (PASSWORD, "same")]
    {
        bob.put("/me/password", &change(PASSWORD, password)).await.invalid("password", code);
    }
    bob.put("/me/password", &change("not the password", "a better one by far")).await.invalid("current", "wrong");
    other.get("/session").await.ok();
    bob.put("/me/password", &change(PASSWORD, "a better one by far")).await.ok();
    there.hears_type("signed_out").await;
    other.get("/session").await.refused(401, "not-signed-in");
    bob.get("/session").await.ok();
    here.says(json!({"type": "ping"})).await;
    here.hears_type("pong").await;
    desk.sign_in(BOB, PASSWORD).await.refused(401, "wrong-password");
    desk.sign_in(BOB, "a better one by far").await.ok();
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it_there() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let eve = desk.operator(&ada, "Eve").await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
    let request = desk.http.post(desk.url("/api/v1/session")).header("user-agent", firefox);
    let answer = Answer::to(request.json(&json!({"email": BOB, "password": PASSWORD}))).await;
    let other = Operator::of(&desk, answer);
    let places = |answer: Value| answer["items"].as_array().unwrap().clone();
    let told = places(bob.get("/me/sessions").await.ok());
    assert_eq!(told.len(), 2);
    let here = told.iter().find(|place| place["current"] == true).unwrap();
    let there = told.iter().find(|place| place["current"] == false).unwrap();
    assert_eq!((&there["browser"], &there["os"]), (&json!("Firefox 143"), &json!("Linux")));
    assert_eq!(there["address"], "127.0.0.1");
    assert!(!there.to_string().contains(&server::secret::token_hash(other.cookie.split('=').nth(1).unwrap())[..32]));

    let path = format!("/me/sessions/{}", there["id"].as_str().unwrap());
    eve.delete(&path).await.refused(404, "not-found");
    let mut line = other.live().await;
    bob.delete(&path).await.ok();
    line.hears_type("signed_out").await;
    other.get("/session").await.refused(401, "not-signed-in");
    assert_eq!(places(bob.get("/me/sessions").await.ok()), std::slice::from_ref(here));

    let third = Operator::of(&desk, desk.sign_in(BOB, PASSWORD).await);
    bob.send(Method::DELETE, "/me/sessions", None).await.ok();
    third.get("/session").await.refused(401, "not-signed-in");
    bob.get("/session").await.ok();
    eve.get("/session").await.ok();
}
