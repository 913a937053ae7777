//! The app is told what happens on a Page: whether it is, and that it be.
//!
//! Source: Messenger Platform, "Webhooks"; Graph API, "Page subscribed apps". A request says anew all that an app is told of, so what
//! it was told of before is named again: something else may be done with the app, too.

use super::testing::{fields, subscription};
use crate::graph::{self, Effect, edge, post, subscribers, text};
use crate::{Answer, Body, FailedWhy, Failure, Outcome, Request, Settings, Step};
use serde_json::Value;

/// What the Page should tell us of; only without the first nothing works at all.
pub(super) const BASIC: [&str; 6] =
    ["messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "message_reactions"];
/// What it tells besides, where the app may have it.
const MORE: [&str; 4] = ["message_edits", "messaging_referrals", "messaging_handovers", "standby"];

/// Asks whether the app is told.
pub(super) fn watch(settings: &Settings, answers: &[Answer]) -> Step {
    graph::watched(subscribers(settings, settings.get("page_id"), answers), subscription)
}

/// Has the Page tell the app what we need, and what it was told of before.
pub(super) fn subscribe(settings: &Settings, answers: &[Answer]) -> Step {
    let asked = match subscribers(settings, settings.get("page_id"), answers) {
        Ok(asked) => asked,
        Err(step) => return step,
    };
    let before = asked.app.as_deref().and_then(|app| fields(Some(app), &asked.told)).map(names).unwrap_or_default();
    let ask = |wanted: &[&str]| {
        let before = before.iter().map(String::as_str).filter(|field| !wanted.contains(field));
        Step::Ask(request(settings, &wanted.iter().copied().chain(before).collect::<Vec<_>>().join(",")))
    };
    match asked.after {
        [] => ask(&[&BASIC[..], &MORE[..]].concat()),
        // Not every app may have all of it: what is needed most is taken then.
        [first] if is_of_fields(first) => ask(&BASIC),
        [.., last] => Step::Over(graph::succeeded(last)),
    }
}

fn request(settings: &Settings, fields: &str) -> Request {
    let mut request = post(settings, &edge(settings.get("page_id")), Value::Null, true);
    request.body = Body::None;
    request.query.push(("subscribed_fields".to_owned(), fields.to_owned()));
    request
}

/// "Invalid parameter": a field that this app or this page cannot have.
fn is_of_fields(answer: &Answer) -> bool {
    matches!(graph::told(answer, Effect::Same), Err(Outcome::Failed(Failure { why: FailedWhy::Content, .. })))
}

/// A string here, an object with a name there.
pub(super) fn names(fields: &Value) -> Vec<String> {
    let name = |told: &Value| told.as_str().or_else(|| text(told, "name")).map(str::to_owned);
    fields.as_array().into_iter().flatten().filter_map(name).collect()
}
