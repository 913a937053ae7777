//! What a test of a page or number asks of Meta beside its own things: the token, the app, its webhook.
//!
//! Sources: Graph API, "Debug token" and "Application subscriptions".

use super::loose::{flag, id, list, member, number, text};
use super::{Effect, get, segment, told};
use crate::{Answer, Check, Checked, FailedWhy, Failure, Outcome, Request, Settings};
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

/// The app: as it was set, else whose token it is.
pub(crate) fn app(settings: &Settings, token: &Found) -> Option<String> {
    let set = Some(settings.get("app_id")).filter(|app| !app.is_empty()).map(str::to_owned);
    set.or_else(|| id(member(token.as_ref().ok()?, "data"), "app_id"))
}

/// Whether the token holds, and may do what is needed. `own` is what the page or number itself was answered with.
pub(crate) fn token(token: &Found, own: &Found, needed: &[&str]) -> [Checked; 2] {
    let data = token.as_ref().map(|token| member(token, "data")).ok().filter(|data| data.is_object());
    let valid = data.map(|data| flag(data, "is_valid"));
    let (fine, said) = match (valid, own) {
        (_, Err(why)) if why.why == FailedWhy::Token => (Some(false), why.said.clone()),
        (Some(false), _) => {
            (Some(false), data.and_then(|data| text(member(data, "error"), "message")).unwrap_or_default().into())
        }
        (Some(true), _) | (None, Ok(_)) => (Some(true), String::new()),
        (None, Err(why)) => (None, why.said.clone()),
    };
    let until = data
        .and_then(|data| number(data, "expires_at"))
        .filter(|at| *at > 0)
        .and_then(|at| Timestamp::from_second(at).ok());
    let permission = match (data.filter(|_| fine == Some(true)), own) {
        (_, Err(why)) if why.why == FailedWhy::Permission => (Some(false), why.said.clone()),
        (Some(data), _) => {
            let has = |scope: &&&str| list(data, "scopes").iter().any(|told| told.as_str() == Some(**scope));
            let missing: Vec<_> = needed.iter().filter(|scope| !has(scope)).copied().collect();
            (Some(missing.is_empty()), missing.join(", "))
        }
        (None, _) => (None, String::new()),
    };
    [
        Checked { what: Check::Token, fine, said, until },
        Checked { what: Check::Permission, fine: permission.0, said: permission.1, until: None },
    ]
}

/// Whether the app secret is that of the app.
pub(crate) fn secret(app: &Found) -> Checked {
    let (fine, said) = match app {
        Ok(_) => (Some(true), String::new()),
        // 1 and 101: "Error validating application".
        Err(why) if matches!(why.code, Some(1 | 101)) || why.why == FailedWhy::Token => (Some(false), why.said.clone()),
        Err(why) => (None, why.said.clone()),
    };
    Checked { what: Check::Signature, fine, said, until: None }
}

/// Where the app's webhook for these objects goes, and whether it is switched on.
pub(crate) fn callback(app: &Found, object: &str) -> Option<(String, bool)> {
    let subscriptions = list(app.as_ref().ok()?, "data");
    let ours = subscriptions.iter().find(|one| text(one, "object") == Some(object))?;
    Some((text(ours, "callback_url")?.to_owned(), member(ours, "active") != &Value::Bool(false)))
}

/// Whether what happens is told to the address of our webhook.
pub(crate) fn reachability(callback: Option<(String, bool)>, webhook: &str) -> Checked {
    let (fine, said) = match callback {
        Some((address, active)) => (Some(active && address == webhook), address),
        None => (None, String::new()),
    };
    Checked { what: Check::Reachability, fine, said, until: None }
}

fn app_token(settings: &Settings, app: &str) -> String {
    format!("{app}|{}", settings.get("app_secret"))
}
