//! Whether a number is set up as it must be.

use crate::graph::{self, found, get, id, list, member, segment, text};
use crate::{Answer, Check, Checked, FailedWhy, Failure, Outcome, Settings, Step};
use serde_json::Value;

/// Without these nothing comes in or goes out; the second is for templates.
const SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

/// Asks for the token, the number, the account's subscription and numbers, and the app's webhook.
pub(super) fn test(settings: &Settings, webhook: &str, answers: &[Answer]) -> Step {
    if let Some(Answer::NotAsked(_)) = answers.last() {
        return Step::Over(
            graph::told(&answers[answers.len() - 1], graph::Effect::Same).err().unwrap_or(Outcome::Done),
        );
    }
    let (number, account) = (segment(settings.get("phone_number_id")), segment(settings.get("waba_id")));
    let app = graph::app(settings, &found(answers.first()));
    let fields = "id,display_phone_number,verified_name,status,webhook_configuration";
    match (answers.len(), &app) {
        (0, _) => Step::Ask(graph::ask_for_token(settings)),
        (1, _) => Step::Ask(get(settings, &number, &[("fields", fields)])),
        (2, _) => Step::Ask(get(settings, &format!("{account}/subscribed_apps"), &[])),
        (3, _) => Step::Ask(get(settings, &format!("{account}/phone_numbers"), &[("fields", "id"), ("limit", "100")])),
        (4, Some(app)) => Step::Ask(graph::ask_for_app(settings, app)),
        _ => Step::Over(Outcome::Checked(checked(settings, webhook, app.as_deref(), answers))),
    }
}

fn checked(settings: &Settings, webhook: &str, app: Option<&str>, answers: &[Answer]) -> Vec<Checked> {
    let [token, number, subscribed, numbers, webhooks] = [0, 1, 2, 3, 4].map(|at| found(answers.get(at)));
    let mut checked = graph::token(&token, &number, &SCOPES).to_vec();
    checked.push(account(settings, &number, &numbers));
    checked.push(subscription(app, &subscribed));
    checked.push(graph::secret(&webhooks));
    let callback =
        own_callback(&number, &subscribed).or_else(|| graph::callback(&webhooks, "whatsapp_business_account"));
    checked.push(graph::reachability(callback, webhook));
    checked
}

/// The number is there, and one of this business account.
fn account(settings: &Settings, number: &Result<Value, Failure>, numbers: &Result<Value, Failure>) -> Checked {
    let ours = settings.get("phone_number_id");
    let (fine, said) = match (number, numbers) {
        (Err(why), _) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content | FailedWhy::Permission) => {
            (Some(false), why.said.clone())
        }
        (Err(why), _) => (None, why.said.clone()),
        (Ok(_), Err(why)) if matches!(why.why, FailedWhy::Gone | FailedWhy::Content) => (Some(false), why.said.clone()),
        (Ok(number), numbers) => {
            let told = [text(number, "display_phone_number"), text(number, "verified_name")];
            let elsewhere = numbers.as_ref().is_ok_and(|numbers| {
                let numbers = list(numbers, "data");
                !numbers.iter().any(|number| id(number, "id").as_deref() == Some(ours))
            });
            (Some(!elsewhere), told.into_iter().flatten().collect::<Vec<_>>().join(" · "))
        }
    };
    Checked { what: Check::Account, fine, said, until: None }
}

fn subscription(app: Option<&str>, subscribed: &Result<Value, Failure>) -> Checked {
    let (fine, said) = match subscribed {
        Ok(told) => {
            let of = |one: &Value| id(member(one, "whatsapp_business_api_data"), "id");
            let ours = |one: &Value| app.is_none_or(|app| of(one).is_none_or(|id| id == app));
            (Some(list(told, "data").iter().any(ours)), String::new())
        }
        Err(why) => (None, why.said.clone()),
    };
    Checked { what: Check::Subscription, fine, said, until: None }
}

/// A number's own address goes before the account's, that before the app's.
fn own_callback(number: &Result<Value, Failure>, subscribed: &Result<Value, Failure>) -> Option<(String, bool)> {
    let configured = number.as_ref().ok().map(|number| member(number, "webhook_configuration"));
    let of_number = ["phone_number", "whatsapp_business_account", "application"].into_iter();
    let of_number = of_number.filter_map(|level| text(configured?, level)).next();
    let of_account = || {
        subscribed
            .as_ref()
            .ok()
            .and_then(|told| list(told, "data").iter().find_map(|one| text(one, "override_callback_uri")))
    };
    of_number.or_else(of_account).map(|address| (address.to_owned(), true))
}
