//! What a test of a page or number finds.

use crate::{NUMBER, PAGE, settings};
use channels::{Answer, Check, Checked, Job, Outcome, Request, Settings, Step};
use serde_json::{Value, json};

const WEBHOOK: &str = "https://desk.example/hooks/x/1";

fn known() -> Settings {
    settings(&[
        ("page_id", PAGE),
        ("phone_number_id", NUMBER),
        ("waba_id", "102"),
        ("access_token", "token"),
        ("app_secret", "secret"),
    ])
}

/// Asks until it is over; `answer` says what a path is answered with.
fn found(kind: &str, answer: impl Fn(&str, &Request) -> Value) -> Vec<Checked> {
    let job = Job::Test { webhook: WEBHOOK.into() };
    let mut answers = Vec::new();
    loop {
        match channels::of(kind).unwrap().next(&known(), &job, &answers) {
            Step::Ask(request) => {
                let channels::Address::Interface(path) = &request.address else { panic!("{request:?}") };
                let body = answer(path.strip_prefix("v25.0/").unwrap(), &request);
                let status = if body.get("error").is_some() { 400 } else { 200 };
                answers.push(Answer::Said { status, wait: None, body: body.to_string().into_bytes() });
                assert!(answers.len() < 10, "no end");
            }
            Step::Over(Outcome::Checked(checked)) => return checked,
            step => panic!("{step:?}"),
        }
    }
}

fn fine(kind: &str) -> impl Fn(&str, &Request) -> Value {
    let page = kind == "messenger";
    move |path, request| match path {
        "debug_token" if page => {
            json!({"data": {"app_id": "15", "is_valid": true, "expires_at": 1_800_000_000, "scopes": ["pages_messaging", "pages_manage_metadata"]}})
        }
        "debug_token" => {
            json!({"data": {"app_id": "15", "is_valid": true, "expires_at": 0, "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"]}})
        }
        "112233445566778" => json!({"id": PAGE, "name": "Acme Support"}),
        "112233445566778/subscribed_apps" => {
            json!({"data": [{"id": "15", "subscribed_fields": ["messages", "message_echoes"]}]})
        }
        "106540352242922" => {
            json!({"id": NUMBER, "display_phone_number": "+15550783881", "verified_name": "Acme", "webhook_configuration": {"application": WEBHOOK}})
        }
        "102/subscribed_apps" => json!({"data": [{"whatsapp_business_api_data": {"id": "15"}}]}),
        "102/phone_numbers" => json!({"data": [{"id": NUMBER}]}),
        "15/subscriptions" => {
            assert_eq!(request.bearer.as_deref(), Some("15|secret"));
            json!({"data": [{"object": "page", "callback_url": WEBHOOK, "active": true}]})
        }
        path => panic!("{path}"),
    }
}

fn of(checked: &[Checked], what: Check) -> &Checked {
    checked.iter().find(|one| one.what == what).unwrap()
}

fn error(code: i64) -> Value {
    json!({"error": {"code": code, "message": "no"}})
}

#[test]
fn everything_in_order_is_found_so() {
    for kind in ["messenger", "whatsapp"] {
        let checked = found(kind, fine(kind));
        assert_eq!(checked.len(), 6);
        assert!(checked.iter().all(|one| one.fine == Some(true)), "{checked:#?}");
    }
    let checked = found("messenger", fine("messenger"));
    assert_eq!(of(&checked, Check::Account).said, "Acme Support");
    assert_eq!(of(&checked, Check::Token).until.unwrap().as_second(), 1_800_000_000);
    assert!(of(&checked, Check::Subscription).said.contains("message_reads"), "says what is missing");
    let checked = found("whatsapp", fine("whatsapp"));
    assert_eq!(
        (of(&checked, Check::Account).said.as_str(), of(&checked, Check::Token).until),
        ("+15550783881 · Acme", None)
    );
}

/// One thing at a time is wrong, and exactly that is found.
#[test]
fn what_is_wrong_is_told() {
    type Wrong = (&'static str, &'static str, Value, Check, Option<bool>);
    let wrong: Vec<Wrong> = vec![
        ("messenger", "112233445566778", error(190), Check::Token, Some(false)),
        ("messenger", "debug_token", json!({"data": {"app_id": "15", "is_valid": false}}), Check::Token, Some(false)),
        (
            "messenger",
            "debug_token",
            json!({"data": {"app_id": "15", "is_valid": true, "scopes": ["pages_messaging"]}}),
            Check::Permission,
            Some(false),
        ),
        ("messenger", "112233445566778", error(200), Check::Permission, Some(false)),
        (
            "messenger",
            "112233445566778",
            json!({"error": {"code": 100, "error_subcode": 33}}),
            Check::Account,
            Some(false),
        ),
        ("messenger", "112233445566778/subscribed_apps", json!({"data": []}), Check::Subscription, Some(false)),
        (
            "messenger",
            "112233445566778/subscribed_apps",
            json!({"data": [{"id": "16", "subscribed_fields": ["messages"]}]}),
            Check::Subscription,
            Some(false),
        ),
        (
            "messenger",
            "112233445566778/subscribed_apps",
            json!({"data": [{"id": "15", "subscribed_fields": ["feed"]}]}),
            Check::Subscription,
            Some(false),
        ),
        ("messenger", "15/subscriptions", error(190), Check::Signature, Some(false)),
        (
            "messenger",
            "15/subscriptions",
            json!({"data": [{"object": "page", "callback_url": "https://other.example"}]}),
            Check::Reachability,
            Some(false),
        ),
        (
            "messenger",
            "15/subscriptions",
            json!({"data": [{"object": "page", "callback_url": WEBHOOK, "active": false}]}),
            Check::Reachability,
            Some(false),
        ),
        ("messenger", "15/subscriptions", json!({"data": []}), Check::Reachability, None),
        ("whatsapp", "106540352242922", error(0), Check::Token, Some(false)),
        (
            "whatsapp",
            "debug_token",
            json!({"data": {"app_id": "15", "is_valid": true, "scopes": []}}),
            Check::Permission,
            Some(false),
        ),
        ("whatsapp", "102/subscribed_apps", json!({"data": []}), Check::Subscription, Some(false)),
        ("whatsapp", "102/phone_numbers", json!({"data": [{"id": "1"}]}), Check::Account, Some(false)),
        ("whatsapp", "15/subscriptions", error(190), Check::Signature, Some(false)),
        (
            "whatsapp",
            "106540352242922",
            json!({"id": NUMBER, "webhook_configuration": {"phone_number": "https://other.example", "application": WEBHOOK}}),
            Check::Reachability,
            Some(false),
        ),
    ];
    for (kind, at, body, what, expected) in wrong {
        let rest = fine(kind);
        let checked = found(kind, |path, request| if path == at { body.clone() } else { rest(path, request) });
        assert_eq!(of(&checked, what).fine, expected, "{kind} {at} {body}: {checked:#?}");
    }
}

#[test]
fn where_nobody_can_be_asked_nothing_is_found_out() {
    let job = Job::Test { webhook: WEBHOOK.into() };
    for kind in ["messenger", "whatsapp"] {
        let step = channels::of(kind).unwrap().next(&known(), &job, &[Answer::NotAsked("no route".into())]);
        assert!(matches!(step, Step::Over(Outcome::Later { .. })), "{step:?}");
    }
}

/// A token may be forbidden to look at itself: what the page answers says enough.
#[test]
fn a_token_that_must_not_be_looked_at_is_known_by_what_it_opens() {
    let rest = fine("messenger");
    let checked =
        found("messenger", |path, request| if path == "debug_token" { error(100) } else { rest(path, request) });
    assert_eq!((of(&checked, Check::Token).fine, of(&checked, Check::Permission).fine), (Some(true), None));
    assert_eq!(of(&checked, Check::Signature).fine, None);
}
