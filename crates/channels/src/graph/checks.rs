//! What a test of a page or number asks of Meta beside its own things: the token, the app, its webhook.
//!
//! Sources: Graph API, "Debug token" and "Application subscriptions".

use super::loose::{flag, id, list, member, number, text};
use super::{Effect, get, segment, told};
use crate::{Answer, Check, Checked, FailedWhy, Failure, Finding, Outcome, Request, Settings};
use jiff::Timestamp;
use serde_json::Value;

/// What an answer says, or why it says nothing.
pub(crate) type Found = Result<Value, Failure>;

/// What an answer of a test says.
pub(crate) fn found(answer: Option<&Answer>) -> Found {
    let nothing = |said: &str| super::failure_without_words(FailedWhy::NoAnswer, said);
    told(answer.ok_or_else(|| nothing(""))?, Effect::Same).map_err(|outcome| match outcome {
        Outcome::Failed(why) | Outcome::Unknown(why) | Outcome::Later { why, .. } => why,
        _ => nothing("no answer that says something"),
    })
}

/// What the token is and may do. Without proof: a wrong secret is told apart from a wrong token.
pub(crate) fn ask_for_token(settings: &Settings) -> Request {
    let mut request = get(settings, "debug_token", &[]);
    request.query = vec![("input_token".to_owned(), settings.get("access_token").to_owned())];
    if !settings.get("app_id").is_empty() {
        request.bearer = Some(app_token(settings, settings.get("app_id")));
    }
    request
}

/// Where the app's webhooks go; asked for with the app secret, which is seen to be right or wrong.
pub(crate) fn ask_for_app(settings: &Settings, app: &str) -> Request {
    let mut request = get(settings, &format!("{}/subscriptions", segment(app)), &[]);
    request.query.clear();
    request.bearer = Some(app_token(settings, app));
    request
}

/// What became of it where nobody could be asked: then nothing more is.
pub(crate) fn nobody_asked(answers: &[Answer]) -> Option<Outcome> {
    let last = answers.last().filter(|last| matches!(last, Answer::NotAsked(_)))?;
    told(last, Effect::Same).err()
}

/// The app: as it was set, else whose token it is.
pub(crate) fn app(settings: &Settings, token: &Found) -> Option<String> {
    let set = Some(settings.get("app_id")).filter(|app| !app.is_empty()).map(str::to_owned);
    set.or_else(|| id(member(token.as_ref().ok()?, "data"), "app_id"))
}

/// Whether the token holds, and may do what is needed. `own` is what the page or number itself was answered with.
///
/// `kind`: what the token must be of, where only one kind will do (`PAGE`).
pub(crate) fn token(token: &Found, own: &Found, needed: &[&str], kind: Option<&str>) -> [Checked; 2] {
    let data = token.as_ref().map(|token| member(token, "data")).ok().filter(|data| data.is_object());
    let holds = match (data, own) {
        (_, Err(why)) if why.why == FailedWhy::Token => {
            let finding = if is_of_a_person(data, kind) { Finding::OfAPerson } else { over(why.subcode) };
            Checked::wrong(Check::Token, finding, &why.said)
        }
        (Some(data), _) if !flag(data, "is_valid") => {
            let error = member(data, "error");
            Checked::wrong(Check::Token, over(number(error, "subcode")), text(error, "message").unwrap_or_default())
        }
        (Some(_), _) if is_of_a_person(data, kind) => Checked::wrong(Check::Token, Finding::OfAPerson, ""),
        (Some(_), _) | (None, Ok(_)) => Checked::fine(Check::Token, ""),
        (None, Err(why)) => Checked::open(Check::Token, not_found_out(why), &why.said),
    };
    let until = data
        .and_then(|data| number(data, "expires_at"))
        .filter(|at| *at > 0)
        .and_then(|at| Timestamp::from_second(at).ok());
    let permission = match (data.filter(|_| holds.fine == Some(true)), own) {
        (_, Err(why)) if why.why == FailedWhy::Permission => {
            Checked::wrong(Check::Permission, Finding::Refused, &why.said)
        }
        (Some(data), _) => {
            let has = |scope: &&&str| list(data, "scopes").iter().any(|told| told.as_str() == Some(**scope));
            let missing: Vec<_> = needed.iter().filter(|scope| !has(scope)).copied().collect();
            if missing.is_empty() {
                Checked::fine(Check::Permission, "")
            } else {
                Checked::wrong(Check::Permission, Finding::Missing, missing.join(", "))
            }
        }
        (None, _) => Checked::open(Check::Permission, None, ""),
    };
    [Checked { until, ..holds }, permission]
}

/// Why a token is not taken, by Meta's finer number. Source: Graph API, "Error handling".
const fn over(subcode: Option<i64>) -> Finding {
    match subcode {
        Some(463) => Finding::Expired,
        Some(460) => Finding::PasswordChanged,
        Some(458) => Finding::AppRemoved,
        _ => Finding::Refused,
    }
}

fn is_of_a_person(data: Option<&Value>, kind: Option<&str>) -> bool {
    let told = data.and_then(|data| text(data, "type"));
    kind.is_some() && told == Some("USER")
}

/// Why something could not be found out.
pub(crate) const fn not_found_out(why: &Failure) -> Option<Finding> {
    match why.why {
        FailedWhy::NoAnswer => Some(Finding::NoAnswer),
        FailedWhy::Temporary | FailedWhy::TooFast => Some(Finding::Busy),
        _ => None,
    }
}

/// Whether the app secret is that of the app.
pub(crate) fn secret(app: Option<&str>, told: &Found) -> Checked {
    match told {
        Ok(_) => Checked::fine(Check::Signature, ""),
        // 1 and 101: "Error validating application".
        Err(why) if matches!(why.code, Some(1 | 101)) || why.why == FailedWhy::Token => {
            Checked::wrong(Check::Signature, Finding::NotTheApps, &why.said)
        }
        Err(_) if app.is_none() => Checked::open(Check::Signature, Some(Finding::NoApp), ""),
        Err(why) => Checked::open(Check::Signature, not_found_out(why), &why.said),
    }
}

/// What was found out under a proof that is wrong says nothing of what was asked.
pub(crate) fn under_proof(found: Checked, told: &Found, secret: &Checked) -> Checked {
    let is_refused = told.as_ref().is_err_and(|why| why.why == FailedWhy::Content);
    if is_refused && secret.fine == Some(false) {
        return Checked::open(found.what, Some(Finding::SecretFirst), found.said);
    }
    found
}

/// Where the webhook is.
pub(crate) enum Callback {
    /// There.
    At { address: String, on: bool },
    /// Nowhere: the app has none.
    None,
    /// It cannot be found out.
    Unknown,
}

/// Where the app's webhook for these objects goes, and whether it is switched on.
pub(crate) fn callback(app: &Found, object: &str) -> Callback {
    let Ok(told) = app else { return Callback::Unknown };
    let ours = list(told, "data").iter().find(|one| text(one, "object") == Some(object));
    let Some(ours) = ours else { return Callback::None };
    match text(ours, "callback_url") {
        Some(address) => {
            Callback::At { address: address.to_owned(), on: member(ours, "active") != &Value::Bool(false) }
        }
        None => Callback::Unknown,
    }
}

/// Whether what happens is told to the address of our webhook.
pub(crate) fn reachability(app: Option<&str>, callback: Callback, webhook: &str) -> Checked {
    match callback {
        Callback::At { address, on: false } if address == webhook => {
            Checked::wrong(Check::Reachability, Finding::Off, address)
        }
        Callback::At { address, .. } if address == webhook => Checked::fine(Check::Reachability, address),
        Callback::At { address, on: true } if path_of(&address) == path_of(webhook) => {
            Checked::open(Check::Reachability, Some(Finding::OtherName), address)
        }
        Callback::At { address, .. } => Checked::wrong(Check::Reachability, Finding::Elsewhere, address),
        Callback::None if !webhook.starts_with("https://") => {
            Checked::wrong(Check::Reachability, Finding::NotPublic, webhook)
        }
        Callback::None => Checked::wrong(Check::Reachability, Finding::NoWebhook, ""),
        Callback::Unknown => Checked::open(Check::Reachability, app.is_none().then_some(Finding::NoApp), ""),
    }
}

/// What stands behind the host's name.
fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// Whether an app is told what happens: `subscribed` is what the page or account was answered with, `is_told` looks at the answer.
pub(crate) fn subscription(subscribed: &Found, is_told: impl FnOnce(&Value) -> Checked) -> Checked {
    match subscribed {
        Ok(told) => is_told(told),
        Err(why) if why.why == FailedWhy::Permission => {
            Checked::wrong(Check::Subscription, Finding::Refused, &why.said)
        }
        Err(why) => Checked::open(Check::Subscription, not_found_out(why), &why.said),
    }
}

fn app_token(settings: &Settings, app: &str) -> String {
    format!("{app}|{}", settings.get("app_secret"))
}
