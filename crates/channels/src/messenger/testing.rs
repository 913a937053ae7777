//! Whether a Page is set up as it must be.

use super::subscribing::{BASIC, names};
use crate::graph::{self, Found, edge, found, get, id, list, member, segment, text};
use crate::{Answer, Check, Checked, FailedWhy, Finding, Outcome, Settings, Step};
use serde_json::Value;

/// Without these nothing comes in, or nothing can go out.
const SCOPES: [&str; 2] = ["pages_messaging", "pages_manage_metadata"];
/// A person's token opens the page, too, and sends nothing.
const KIND: &str = "PAGE";

/// Asks for the token, the Page, its subscription, and the app's webhook.
pub(super) fn test(settings: &Settings, webhook: &str, answers: &[Answer]) -> Step {
    if let Some(outcome) = graph::nobody_asked(answers) {
        return Step::Over(outcome);
    }
    let page = segment(settings.get("page_id"));
    let app = graph::app(settings, &found(answers.first()));
    match (answers.len(), &app) {
        (0, _) => Step::Ask(graph::ask_for_token(settings)),
        (1, _) => Step::Ask(get(settings, &page, &[("fields", "id,name")])),
        (2, _) => Step::Ask(get(settings, &edge(settings.get("page_id")), &[])),
        (3, Some(app)) => Step::Ask(graph::ask_for_app(settings, app)),
        _ => Step::Over(Outcome::Checked(checked(settings, webhook, app.as_deref(), answers))),
    }
}

fn checked(settings: &Settings, webhook: &str, app: Option<&str>, answers: &[Answer]) -> Vec<Checked> {
    let [token, page, subscribed, webhooks] = [0, 1, 2, 3].map(|at| found(answers.get(at)));
    let secret = graph::secret(app, &webhooks);
    let [holds, may] = graph::token(&token, &page, &SCOPES, Some(KIND));
    vec![
        holds,
        may,
        graph::under_proof(account(settings, &page), &page, &secret),
        graph::under_proof(subscription(app, &subscribed), &subscribed, &secret),
        secret,
        graph::reachability(app, graph::callback(&webhooks, "page"), webhook),
    ]
}

fn account(settings: &Settings, page: &Found) -> Checked {
    match page {
        Ok(page) => {
            let name = text(page, "name").unwrap_or_default();
            if id(page, "id").as_deref() == Some(settings.get("page_id")) {
                Checked::fine(Check::Account, name)
            } else {
                Checked::wrong(Check::Account, Finding::Another, name)
            }
        }
        Err(why) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content) => {
            Checked::wrong(Check::Account, Finding::NotThere, &why.said)
        }
        Err(why) if why.why == FailedWhy::Permission => Checked::wrong(Check::Account, Finding::Refused, &why.said),
        Err(why) => Checked::open(Check::Account, graph::not_found_out(why), &why.said),
    }
}

/// Says which events are missing.
pub(super) fn subscription(app: Option<&str>, subscribed: &Found) -> Checked {
    graph::subscription(subscribed, |told| {
        let Some(fields) = fields(app, told) else {
            return Checked::wrong(Check::Subscription, Finding::NotSubscribed, "");
        };
        let has = names(fields);
        let missing: Vec<_> = BASIC.into_iter().filter(|field| !has.iter().any(|it| it == field)).collect();
        let said = missing.join(", ");
        match missing.as_slice() {
            [] => Checked::fine(Check::Subscription, ""),
            some if some.contains(&"messages") => Checked::wrong(Check::Subscription, Finding::NoMessages, said),
            _ => Checked { finding: Some(Finding::Missing), ..Checked::fine(Check::Subscription, said) },
        }
    })
}

/// What the app is told of; none: nothing. Where the app is not known, that of the first.
pub(super) fn fields<'a>(app: Option<&str>, told: &'a Value) -> Option<&'a Value> {
    let ours = |one: &&Value| app.is_none_or(|app| id(one, "id").is_none_or(|id| id == app));
    list(told, "data").iter().find(ours).map(|one| member(one, "subscribed_fields"))
}
