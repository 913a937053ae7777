//! The app is told what happens: whether it is, and that it be.

use crate::testing::asked;
use channels::{Body, Check, Checked, FailedWhy, Finding, Job, Method, Outcome, Request};
use serde_json::{Value, json};
use std::cell::RefCell;

/// What becomes of a job where the token is the app's 15 and `answer` says who is told; and what was changed.
fn done(kind: &str, job: &Job, answer: impl Fn(&Request) -> Value) -> (Outcome, Vec<Request>) {
    let changed = RefCell::new(Vec::new());
    let outcome = asked(kind, job, |path, request| {
        if path == "debug_token" {
            return json!({"data": {"app_id": "15", "is_valid": true}});
        }
        let account = if kind == "messenger" { "112233445566778" } else { "102" };
        assert_eq!(path, format!("{account}/subscribed_apps"));
        if request.method == Method::Post {
            changed.borrow_mut().push(request.clone());
        }
        answer(request)
    });
    (outcome, changed.into_inner())
}

fn subscribed(kind: &str, told: Value) -> (Outcome, Vec<Request>) {
    done(kind, &Job::Subscribe, |request| match request.method {
        Method::Get => told.clone(),
        Method::Post => json!({"success": true}),
    })
}

fn fields(request: &Request) -> Vec<&str> {
    let (_, fields) = request.query.iter().find(|(key, _)| key == "subscribed_fields").unwrap();
    fields.split(',').collect()
}

#[test]
fn a_page_is_asked_to_tell_what_we_need_and_goes_on_telling_what_it_told() {
    let (outcome, changed) = subscribed("messenger", json!({"data": []}));
    assert_eq!((outcome, changed.len()), (Outcome::Done, 1));
    let needed = fields(&changed[0]);
    for field in ["messages", "messaging_postbacks", "message_echoes", "message_reads", "standby"] {
        assert!(needed.contains(&field), "{needed:?}");
    }
    assert!(changed[0].body == Body::None && changed[0].repeatable);

    let ours = json!({"id": "15", "subscribed_fields": ["feed", {"name": "messages"}]});
    let others = json!({"id": "16", "subscribed_fields": ["leadgen"]});
    let (_, changed) = subscribed("messenger", json!({"data": [others, ours]}));
    let all = fields(&changed[0]);
    assert!(all.contains(&"feed") && !all.contains(&"leadgen"), "{all:?}");
    assert_eq!(all.iter().filter(|&&field| field == "messages").count(), 1);
}

/// Not every app may have handovers: then at least what is needed most.
#[test]
fn a_field_that_is_refused_costs_only_what_is_not_needed() {
    let (outcome, changed) = done("messenger", &Job::Subscribe, |request| match request.method {
        Method::Get => json!({"data": []}),
        Method::Post if fields(request).contains(&"standby") => {
            json!({"error": {"code": 100, "message": "no such field"}})
        }
        Method::Post => json!({"success": true}),
    });
    assert_eq!((outcome, changed.len()), (Outcome::Done, 2));
    assert!(fields(&changed[1]).contains(&"messages"));
}

/// A request would take away an address of its own: who is subscribed is left alone.
#[test]
fn an_account_is_subscribed_once() {
    let (outcome, changed) = subscribed("whatsapp", json!({"data": []}));
    assert_eq!((outcome, changed.len()), (Outcome::Done, 1));
    let ours = json!({"whatsapp_business_api_data": {"id": "15"}, "override_callback_uri": "https://desk.example"});
    let (outcome, changed) = subscribed("whatsapp", json!({"data": [ours]}));
    assert_eq!((outcome, changed.len()), (Outcome::Done, 0));
    let (_, changed) = subscribed("whatsapp", json!({"data": [{"whatsapp_business_api_data": {"id": "16"}}]}));
    assert_eq!(changed.len(), 1);
}

#[test]
fn what_is_refused_is_told() {
    for kind in ["messenger", "whatsapp"] {
        for (answer, why) in [
            (json!({"error": {"code": 200, "message": "no"}}), Some(FailedWhy::Permission)),
            (json!({"success": false}), Some(FailedWhy::Other)),
            (json!({"error": {"code": 190, "message": "no"}}), None),
        ] {
            let (outcome, _) = done(kind, &Job::Subscribe, |request| match request.method {
                Method::Get => json!({"data": []}),
                Method::Post => answer.clone(),
            });
            match (outcome, why) {
                (Outcome::Failed(failure), Some(why)) => assert_eq!(failure.why, why, "{kind}"),
                (Outcome::Later { why, .. }, None) => assert_eq!(why.why, FailedWhy::Token, "{kind}"),
                (outcome, _) => panic!("{kind}: {outcome:?}"),
            }
        }
    }
}

#[test]
fn whether_the_app_is_still_told_is_found_out() {
    let ours = [
        (
            "messenger",
            json!([{"id": "15", "subscribed_fields": ["messages"]}]),
            json!([{"id": "16", "subscribed_fields": ["messages"]}]),
        ),
        (
            "whatsapp",
            json!([{"whatsapp_business_api_data": {"id": "15"}}]),
            json!([{"whatsapp_business_api_data": {"id": "16"}}]),
        ),
    ];
    for (kind, told, not) in ours {
        for (apps, fine) in [(told, true), (not, false), (json!([]), false)] {
            let (outcome, changed) = done(kind, &Job::Watch, |_| json!({"data": apps}));
            let Outcome::Checked(checked) = outcome else { panic!("{outcome:?}") };
            let [Checked { what: Check::Subscription, fine: found, finding, .. }] = &checked[..] else {
                panic!("{checked:?}")
            };
            assert_eq!((*found, changed.len()), (Some(fine), 0), "{kind}");
            assert_eq!(*finding == Some(Finding::NotSubscribed), !fine, "{kind}");
        }
        let (outcome, _) = done(kind, &Job::Watch, |_| json!({"error": {"code": 190}}));
        assert!(matches!(outcome, Outcome::Later { .. }), "{outcome:?}");
    }
}
