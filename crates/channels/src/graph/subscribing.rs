//! Which apps are told what happens on a Page or in a business account.

use super::checks::{Found, app, ask_for_token, found, nobody_asked};
use super::{Effect, failure_without_words, flag, get, segment, told};
use crate::{Answer, Checked, FailedWhy, Outcome, Settings, Step};
use serde_json::Value;

/// The edge: read, it says who is told; written, whoever writes is told, too.
pub(crate) fn edge(account: &str) -> String {
    format!("{}/subscribed_apps", segment(account))
}

/// Who is told, as it was answered.
pub(crate) struct Subscribers<'a> {
    /// Our app, if it can be known.
    pub(crate) app: Option<String>,
    /// What was answered.
    pub(crate) told: Value,
    /// The answers to what was asked after that.
    pub(crate) after: &'a [Answer],
}

/// Asks for the app where it is not known, and who is told; or says what is to be done before that is known.
pub(crate) fn subscribers<'a>(
    settings: &Settings,
    account: &str,
    answers: &'a [Answer],
) -> Result<Subscribers<'a>, Step> {
    if let Some(outcome) = nobody_asked(answers) {
        return Err(Step::Over(outcome));
    }
    let (of_app, rest) = if settings.get("app_id").is_empty() {
        let Some((first, rest)) = answers.split_first() else { return Err(Step::Ask(ask_for_token(settings))) };
        (Some(first), rest)
    } else {
        (None, answers)
    };
    let app = app(settings, &found(of_app));
    let Some((answer, after)) = rest.split_first() else { return Err(Step::Ask(get(settings, &edge(account), &[]))) };
    told(answer, Effect::Same).map(|told| Subscribers { app, told, after }).map_err(Step::Over)
}

/// Whether our app is told.
pub(crate) fn watched(
    asked: Result<Subscribers<'_>, Step>,
    is_told: impl FnOnce(Option<&str>, &Found) -> Checked,
) -> Step {
    match asked {
        Ok(it) => Step::Over(Outcome::Checked(vec![is_told(it.app.as_deref(), &Ok(it.told))])),
        Err(step) => step,
    }
}

/// What became of a request that is answered with `success` alone.
pub(crate) fn succeeded(answer: &Answer) -> Outcome {
    match told(answer, Effect::Same) {
        Ok(told) if flag(&told, "success") => Outcome::Done,
        Ok(_) => Outcome::Failed(failure_without_words(FailedWhy::Other, "no success is told")),
        Err(outcome) => outcome,
    }
}
