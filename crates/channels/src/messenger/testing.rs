//! Whether a Page is set up as it must be.

use crate::graph::{self, found, get, id, list, member, segment, text};
use crate::{Answer, Check, Checked, FailedWhy, Outcome, Settings, Step};
use serde_json::Value;

/// Without these nothing comes in, or nothing can go out.
const SCOPES: [&str; 2] = ["pages_messaging", "pages_manage_metadata"];

/// What the Page should tell us of; only without the first nothing works at all.
const FIELDS: [&str; 6] =
    ["messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "message_reactions"];

/// Asks for the token, the Page, its subscription, and the app's webhook.
pub(super) fn test(settings: &Settings, webhook: &str, answers: &[Answer]) -> Step {
    if let Some(Answer::NotAsked(_)) = answers.last() {
        return Step::Over(
            graph::told(&answers[answers.len() - 1], graph::Effect::Same).err().unwrap_or(Outcome::Done),
        );
    }
    let page = segment(settings.get("page_id"));
    let app = graph::app(settings, &found(answers.first()));
    match (answers.len(), &app) {
        (0, _) => Step::Ask(graph::ask_for_token(settings)),
        (1, _) => Step::Ask(get(settings, &page, &[("fields", "id,name")])),
        (2, _) => Step::Ask(get(settings, &format!("{page}/subscribed_apps"), &[])),
        (3, Some(app)) => Step::Ask(graph::ask_for_app(settings, app)),
        _ => Step::Over(Outcome::Checked(checked(settings, webhook, app.as_deref(), answers))),
    }
}

fn checked(settings: &Settings, webhook: &str, app: Option<&str>, answers: &[Answer]) -> Vec<Checked> {
    let [token, page, subscribed, webhooks] = [0, 1, 2, 3].map(|at| found(answers.get(at)));
    let mut checked = graph::token(&token, &page, &SCOPES).to_vec();
    checked.push(account(settings, &page));
    checked.push(subscription(app, &subscribed));
    checked.push(graph::secret(&webhooks));
    checked.push(graph::reachability(graph::callback(&webhooks, "page"), webhook));
    checked
}

fn account(settings: &Settings, page: &Result<Value, crate::Failure>) -> Checked {
    let (fine, said) = match page {
        Ok(page) => {
            let same = id(page, "id").as_deref() == Some(settings.get("page_id"));
            (Some(same), text(page, "name").unwrap_or_default().to_owned())
        }
        Err(why) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content | FailedWhy::Permission) => {
            (Some(false), why.said.clone())
        }
        Err(why) => (None, why.said.clone()),
    };
    Checked { what: Check::Account, fine, said, until: None }
}

/// Says which events are missing.
fn subscription(app: Option<&str>, subscribed: &Result<Value, crate::Failure>) -> Checked {
    let (fine, said) = match subscribed {
        Ok(told) => {
            let ours = |one: &&Value| app.is_none_or(|app| id(one, "id").is_none_or(|id| id == app));
            let fields = list(told, "data").iter().find(ours).map(|one| member(one, "subscribed_fields"));
            let has = |field: &&&str| fields.is_some_and(|fields| list_has(fields, field));
            let missing: Vec<_> = FIELDS.iter().filter(|field| !has(field)).copied().collect();
            (Some(fields.is_some() && !missing.contains(&"messages")), missing.join(", "))
        }
        Err(why) => (None, why.said.clone()),
    };
    Checked { what: Check::Subscription, fine, said, until: None }
}

fn list_has(fields: &Value, field: &str) -> bool {
    // A string here, an object with a name there.
    fields
        .as_array()
        .is_some_and(|fields| fields.iter().any(|told| told.as_str().or_else(|| text(told, "name")) == Some(field)))
}
