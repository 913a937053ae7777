//! Whether a number is set up as it must be.

use crate::graph::{self, Callback, Found, edge, found, get, id, list, member, segment, text};
use crate::{Answer, Check, Checked, FailedWhy, Finding, Outcome, Settings, Step};
use serde_json::Value;

/// Without these nothing comes in or goes out; the second is for templates.
const SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

/// Asks for the token, the number, the account's subscription and numbers, and the app's webhook.
pub(super) fn test(settings: &Settings, webhook: &str, answers: &[Answer]) -> Step {
    if let Some(outcome) = graph::nobody_asked(answers) {
        return Step::Over(outcome);
    }
    let (number, account) = (segment(settings.get("phone_number_id")), segment(settings.get("waba_id")));
    let app = graph::app(settings, &found(answers.first()));
    let fields = "id,display_phone_number,verified_name,status,webhook_configuration";
    match (answers.len(), &app) {
        (0, _) => Step::Ask(graph::ask_for_token(settings)),
        (1, _) => Step::Ask(get(settings, &number, &[("fields", fields)])),
        (2, _) => Step::Ask(get(settings, &edge(settings.get("waba_id")), &[])),
        (3, _) => Step::Ask(get(settings, &format!("{account}/phone_numbers"), &[("fields", "id"), ("limit", "100")])),
        (4, Some(app)) => Step::Ask(graph::ask_for_app(settings, app)),
        _ => Step::Over(Outcome::Checked(checked(settings, webhook, app.as_deref(), answers))),
    }
}

fn checked(settings: &Settings, webhook: &str, app: Option<&str>, answers: &[Answer]) -> Vec<Checked> {
    let [token, number, subscribed, numbers, webhooks] = [0, 1, 2, 3, 4].map(|at| found(answers.get(at)));
    let secret = graph::secret(app, &webhooks);
    let [holds, may] = graph::token(&token, &number, &SCOPES, None);
    let callback =
        own_callback(&number, &subscribed).unwrap_or_else(|| graph::callback(&webhooks, "whatsapp_business_account"));
    vec![
        holds,
        may,
        graph::under_proof(account(settings, &number, &numbers), &number, &secret),
        graph::under_proof(subscription(app, &subscribed), &subscribed, &secret),
        secret,
        graph::reachability(app, callback, webhook),
    ]
}

/// The number is there, and one of this business account.
fn account(settings: &Settings, number: &Found, numbers: &Found) -> Checked {
    let ours = settings.get("phone_number_id");
    match (number, numbers) {
        (Err(why), _) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content) => {
            Checked::wrong(Check::Account, Finding::NotThere, &why.said)
        }
        (Err(why), _) if why.why == FailedWhy::Permission => {
            Checked::wrong(Check::Account, Finding::Refused, &why.said)
        }
        (Err(why), _) => Checked::open(Check::Account, graph::not_found_out(why), &why.said),
        (Ok(_), Err(why)) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content) => {
            Checked::wrong(Check::Account, Finding::Another, &why.said)
        }
        (Ok(number), numbers) => {
            let told = [text(number, "display_phone_number"), text(number, "verified_name")];
            let told = told.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let elsewhere = numbers.as_ref().is_ok_and(|numbers| {
                let numbers = list(numbers, "data");
                !numbers.iter().any(|number| id(number, "id").as_deref() == Some(ours))
            });
            if elsewhere {
                Checked::wrong(Check::Account, Finding::Another, told)
            } else {
                Checked::fine(Check::Account, told)
            }
        }
    }
}

/// Whether the app is told what happens in the account.
pub(super) fn subscription(app: Option<&str>, subscribed: &Found) -> Checked {
    graph::subscription(subscribed, |told| {
        if is_subscribed(app, told) {
            Checked::fine(Check::Subscription, "")
        } else {
            Checked::wrong(Check::Subscription, Finding::NotSubscribed, "")
        }
    })
}

/// Whether the app is among those that are told. Where it is not known, whether any is.
pub(super) fn is_subscribed(app: Option<&str>, told: &Value) -> bool {
    let of = |one: &Value| id(member(one, "whatsapp_business_api_data"), "id");
    list(told, "data").iter().any(|one| app.is_none_or(|app| of(one).is_none_or(|id| id == app)))
}

/// A number's own address goes before the account's, that before the app's.
fn own_callback(number: &Found, subscribed: &Found) -> Option<Callback> {
    let configured = number.as_ref().ok().map(|number| member(number, "webhook_configuration"));
    let of_number = ["phone_number", "whatsapp_business_account", "application"].into_iter();
    let of_number = of_number.filter_map(|level| text(configured?, level)).next();
    let of_account = || {
        subscribed
            .as_ref()
            .ok()
            .and_then(|told| list(told, "data").iter().find_map(|one| text(one, "override_callback_uri")))
    };
    of_number.or_else(of_account).map(|address| Callback::At { address: address.to_owned(), on: true })
}
