//! The app is told what happens in a business account: whether it is, and that it be.
//!
//! Source: WhatsApp Business Platform, "WhatsApp Business Account: subscribed apps". A request without an address takes away one that
//! stands there instead of the app's: who is subscribed is left as he is.

use super::testing::{is_subscribed, subscription};
use crate::graph::{self, edge, post, subscribers};
use crate::{Answer, Outcome, Settings, Step};
use serde_json::json;

/// Asks whether the app is told.
pub(super) fn watch(settings: &Settings, answers: &[Answer]) -> Step {
    graph::watched(subscribers(settings, settings.get("waba_id"), answers), subscription)
}

/// Subscribes the app, unless it is.
pub(super) fn subscribe(settings: &Settings, answers: &[Answer]) -> Step {
    let asked = match subscribers(settings, settings.get("waba_id"), answers) {
        Ok(asked) => asked,
        Err(step) => return step,
    };
    match asked.after {
        [] if asked.app.as_deref().is_some_and(|app| is_subscribed(Some(app), &asked.told)) => {
            Step::Over(Outcome::Done)
        }
        [] => Step::Ask(post(settings, &edge(settings.get("waba_id")), json!({}), true)),
        [.., last] => Step::Over(graph::succeeded(last)),
    }
}
