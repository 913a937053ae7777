//! What a test of a page or number finds.

use crate::{NUMBER, PAGE, settings};
use channels::{Answer, Check, Checked, Finding, Job, Outcome, Request, Settings, Step};
use serde_json::{Value, json};

/// Of which messenger, at which address, what it answers; what is checked, whether it is fine, what is found.
type Wrong = (&'static str, &'static str, Value, Check, Option<bool>, Option<Finding>);

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

/// Does a job until it is over; `answer` says what a path is answered with.
pub(crate) fn asked(kind: &str, job: &Job, answer: impl Fn(&str, &Request) -> Value) -> Outcome {
    let mut answers = Vec::new();
    loop {
        match channels::of(kind).unwrap().next(&known(), job, &answers) {
            Step::Ask(request) => {
                let channels::Address::Interface(path) = &request.address else { panic!("{request:?}") };
                let body = answer(path.strip_prefix("v25.0/").unwrap(), &request);
                let status = if body.get("error").is_some() { 400 } else { 200 };
                answers.push(Answer::Said { status, wait: None, body: body.to_string().into_bytes() });
                assert!(answers.len() < 10, "no end");
            }
            Step::Over(outcome) => return outcome,
            step @ Step::Fetch(_) => panic!("{step:?}"),
        }
    }
}

fn found(kind: &str, answer: impl Fn(&str, &Request) -> Value) -> Vec<Checked> {
    match asked(kind, &Job::Test { webhook: WEBHOOK.into() }, answer) {
        Outcome::Checked(checked) => checked,
        outcome => panic!("{outcome:?}"),
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
    let told = of(&checked, Check::Subscription);
    assert_eq!(told.finding, Some(Finding::Missing));
    assert!(told.said.contains("message_reads"), "says what is missing");
    let checked = found("whatsapp", fine("whatsapp"));
    assert_eq!(
        (of(&checked, Check::Account).said.as_str(), of(&checked, Check::Token).until),
        ("+15550783881 · Acme", None)
    );
}

/// One thing at a time is wrong, and exactly that is found.
#[test]
fn what_is_wrong_is_told() {
    use Finding::*;
    let over = |subcode: i64| json!({"error": {"code": 190, "error_subcode": subcode, "message": "no"}});
    let debugged = |data: Value| json!({"data": data});
    let (page, told, app) = ("112233445566778", "112233445566778/subscribed_apps", "15/subscriptions");
    let number = "106540352242922";
    let callback = |rest: Value| {
        let mut it = json!({"object": "page", "callback_url": WEBHOOK});
        it.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        json!({"data": [it]})
    };
    let elsewhere = json!({"callback_url": "https://other.example"});
    let scopes = |scopes: &[&str]| debugged(json!({"app_id": "15", "is_valid": true, "scopes": scopes}));
    let refused = || {
        debugged(json!({"app_id": "15", "is_valid": false, "error": {"code": 190, "subcode": 463, "message": "no"}}))
    };
    let gone = || json!({"error": {"code": 100, "error_subcode": 33}});
    let apps = |apps: Value| json!({"data": apps});
    let wrong: Vec<Wrong> = vec![
        ("messenger", page, error(190), Check::Token, Some(false), Some(Refused)),
        ("messenger", page, over(463), Check::Token, Some(false), Some(Expired)),
        ("messenger", page, over(460), Check::Token, Some(false), Some(PasswordChanged)),
        ("messenger", page, over(458), Check::Token, Some(false), Some(AppRemoved)),
        ("messenger", "debug_token", refused(), Check::Token, Some(false), Some(Expired)),
        (
            "messenger",
            "debug_token",
            debugged(json!({"app_id": "15", "is_valid": true, "type": "USER", "scopes": ["pages_messaging"]})),
            Check::Token,
            Some(false),
            Some(OfAPerson),
        ),
        ("messenger", "debug_token", scopes(&["pages_messaging"]), Check::Permission, Some(false), Some(Missing)),
        ("messenger", page, error(200), Check::Permission, Some(false), Some(Refused)),
        ("messenger", page, error(200), Check::Account, Some(false), Some(Refused)),
        ("messenger", page, gone(), Check::Account, Some(false), Some(NotThere)),
        ("messenger", page, json!({"id": "7", "name": "Another"}), Check::Account, Some(false), Some(Another)),
        ("messenger", page, error(4), Check::Account, None, Some(Busy)),
        ("messenger", told, apps(json!([])), Check::Subscription, Some(false), Some(NotSubscribed)),
        (
            "messenger",
            told,
            apps(json!([{"id": "16", "subscribed_fields": ["messages"]}])),
            Check::Subscription,
            Some(false),
            Some(NotSubscribed),
        ),
        (
            "messenger",
            told,
            apps(json!([{"id": "15", "subscribed_fields": ["feed"]}])),
            Check::Subscription,
            Some(false),
            Some(NoMessages),
        ),
        ("messenger", told, error(200), Check::Subscription, Some(false), Some(Refused)),
        ("messenger", app, error(190), Check::Signature, Some(false), Some(NotTheApps)),
        ("messenger", app, error(2), Check::Signature, None, Some(Busy)),
        ("messenger", app, callback(elsewhere), Check::Reachability, Some(false), Some(Elsewhere)),
        ("messenger", app, callback(json!({"active": false})), Check::Reachability, Some(false), Some(Off)),
        ("messenger", app, apps(json!([])), Check::Reachability, Some(false), Some(NoWebhook)),
        ("whatsapp", number, error(0), Check::Token, Some(false), Some(Refused)),
        ("whatsapp", number, gone(), Check::Account, Some(false), Some(NotThere)),
        ("whatsapp", "debug_token", scopes(&[]), Check::Permission, Some(false), Some(Missing)),
        ("whatsapp", "102/subscribed_apps", apps(json!([])), Check::Subscription, Some(false), Some(NotSubscribed)),
        ("whatsapp", "102/phone_numbers", apps(json!([{"id": "1"}])), Check::Account, Some(false), Some(Another)),
        ("whatsapp", app, error(190), Check::Signature, Some(false), Some(NotTheApps)),
        (
            "whatsapp",
            number,
            json!({"id": NUMBER, "webhook_configuration": {"phone_number": "https://other.example", "application": WEBHOOK}}),
            Check::Reachability,
            Some(false),
            Some(Elsewhere),
        ),
    ];
    for (kind, at, body, what, expected, finding) in wrong {
        let rest = fine(kind);
        let checked = found(kind, |path, request| if path == at { body.clone() } else { rest(path, request) });
        let it = of(&checked, what);
        assert_eq!((it.fine, it.finding), (expected, finding), "{kind} {at} {body}: {checked:#?}");
    }
}

/// Every question bears a proof made with the app secret: with a wrong one Meta refuses them, and says nothing of the page.
#[test]
fn a_wrong_secret_is_told_as_that_and_not_as_a_wrong_page() {
    for kind in ["messenger", "whatsapp"] {
        let rest = fine(kind);
        let checked = found(kind, |path, request| match path {
            "debug_token" => rest(path, request),
            "15/subscriptions" => error(190),
            _ => error(100),
        });
        assert_eq!(of(&checked, Check::Signature).finding, Some(Finding::NotTheApps));
        for what in [Check::Account, Check::Subscription] {
            let it = of(&checked, what);
            assert_eq!((it.fine, it.finding), (None, Some(Finding::SecretFirst)), "{kind}: {checked:#?}");
        }
    }
}

/// Meta takes no address that is not `https`: before the app has a webhook, that is what is wrong.
#[test]
fn an_address_meta_would_not_call_is_told() {
    let rest = fine("messenger");
    let job = Job::Test { webhook: "http://desk.example/hooks/x/1".into() };
    let checked = asked("messenger", &job, |path, request| rest(path, request));
    let Outcome::Checked(checked) = checked else { panic!("{checked:?}") };
    let it = of(&checked, Check::Reachability);
    assert_eq!(
        (it.fine, it.finding, it.said.as_str()),
        (None, Some(Finding::OtherName), WEBHOOK),
        "the same, by its public name"
    );
    let checked = asked("messenger", &job, |path, request| match path {
        "15/subscriptions" => json!({"data": []}),
        _ => rest(path, request),
    });
    let Outcome::Checked(checked) = checked else { panic!("{checked:?}") };
    let it = of(&checked, Check::Reachability);
    let address = "http://desk.example/hooks/x/1";
    assert_eq!((it.fine, it.finding, it.said.as_str()), (Some(false), Some(Finding::NotPublic), address));
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
    let it = of(&checked, Check::Signature);
    assert_eq!((it.fine, it.finding), (None, Some(Finding::NoApp)));
}
