//! What an answer of the Graph API means for the job.

use super::loose::member;
use super::{failure, failure_without_words, readable};
use crate::{Answer, FailedWhy, Failure, Outcome};
use jiff::SignedDuration;
use serde_json::Value;

/// After Meta took a number for a sender of spam it is left alone at least so long.
const AFTER_SPAM: SignedDuration = SignedDuration::from_mins(15);

/// What a request does when it is made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing more: it may be repeated when no answer came.
    Same,
    /// The client gets the message twice.
    Doubled,
}

/// What the answer says, or what has become of the job.
pub(crate) fn told(answer: &Answer, effect: Effect) -> Result<Value, Outcome> {
    let (status, wait, body) = match answer {
        Answer::NotAsked(why) => return Err(later(None, failure_without_words(FailedWhy::NoAnswer, why))),
        Answer::NoAnswer(why) => return Err(lost(effect, failure_without_words(FailedWhy::NoAnswer, why))),
        Answer::Saved => return Ok(Value::Null),
        Answer::Said { status, wait, body } => (*status, *wait, body),
    };
    let value = serde_json::from_str::<Value>(&readable(body)).ok();
    if let Some(error) = value.as_ref().map(|value| member(value, "error")).filter(|error| error.is_object()) {
        return Err(refused(failure(error), status, wait, effect));
    }
    let without_words = |why| failure_without_words(why, &format!("HTTP {status}"));
    match (status, value) {
        (200..=299, Some(value)) => Ok(value),
        (200..=299, None) | (408 | 500..=599, _) => Err(lost(effect, without_words(FailedWhy::Temporary))),
        (429, _) => Err(later(wait, without_words(FailedWhy::TooFast))),
        // No word of Meta's: something between us and Meta, or a wrong address. It was not done.
        _ => Err(later(wait, without_words(FailedWhy::Temporary))),
    }
}

/// The messenger has answered, but not what it must.
pub(crate) fn lost(effect: Effect, why: Failure) -> Outcome {
    match effect {
        Effect::Same => later(None, why),
        Effect::Doubled => Outcome::Unknown(why),
    }
}

fn refused(why: Failure, status: u16, wait: Option<SignedDuration>, effect: Effect) -> Outcome {
    match (why.code, why.why) {
        // "An unexpected error": said also after the message was taken. 503 says that nothing was begun.
        (Some(1 | 2), FailedWhy::Temporary) if effect == Effect::Doubled && status >= 500 && status != 503 => {
            Outcome::Unknown(why)
        }
        // "Duplicate post": it is there already.
        (Some(506), _) if effect == Effect::Doubled => Outcome::Unknown(why),
        (Some(506), _) => Outcome::Done,
        (Some(131_048 | 131_064), _) => later(Some(wait.unwrap_or(AFTER_SPAM)), why),
        (_, FailedWhy::Temporary | FailedWhy::TooFast | FailedWhy::Token) => later(wait, why),
        _ => Outcome::Failed(why),
    }
}

fn later(wait: Option<SignedDuration>, why: Failure) -> Outcome {
    // 131056: too fast to this one client.
    let everything = match why.why {
        FailedWhy::TooFast => why.code != Some(131_056),
        FailedWhy::Token => true,
        _ => false,
    };
    Outcome::Later { wait, everything, why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(status: u16, body: &str) -> Answer {
        Answer::Said { status, wait: None, body: body.into() }
    }

    fn error(status: u16, code: i64) -> Answer {
        said(status, &json!({"error": {"code": code, "message": "x"}}).to_string())
    }

    /// `later`, `all later`, `unknown`, `failed`, `done` or `fine`.
    fn became(answer: &Answer, effect: Effect) -> &'static str {
        match told(answer, effect) {
            Ok(_) => "fine",
            Err(Outcome::Later { everything: true, .. }) => "all later",
            Err(Outcome::Later { .. }) => "later",
            Err(Outcome::Unknown(_)) => "unknown",
            Err(Outcome::Failed(_)) => "failed",
            Err(Outcome::Done) => "done",
            Err(_) => "something else",
        }
    }

    #[test]
    fn every_kind_of_answer_becomes_what_it_must() {
        for (answer, once, repeatable) in [
            (said(200, "{}"), "fine", "fine"),
            (Answer::NotAsked("refused".into()), "later", "later"),
            (Answer::NoAnswer("reset".into()), "unknown", "later"),
            (said(500, "<html>"), "unknown", "later"),
            (said(502, ""), "unknown", "later"),
            (said(503, "{}"), "unknown", "later"),
            (said(408, ""), "unknown", "later"),
            (said(200, "<html>"), "unknown", "later"),
            (said(200, "{\"messa"), "unknown", "later"),
            (said(429, ""), "all later", "all later"),
            (said(404, "<html>"), "later", "later"),
            (said(301, ""), "later", "later"),
            (error(400, 2), "later", "later"),
            (error(503, 2), "later", "later"),
            (error(500, 2), "unknown", "later"),
            (error(500, 1), "unknown", "later"),
            (error(500, 131_000), "later", "later"),
            (error(500, 131_016), "later", "later"),
            (error(500, 131_057), "later", "later"),
            (error(400, 4), "all later", "all later"),
            (error(400, 613), "all later", "all later"),
            (error(400, 130_429), "all later", "all later"),
            (error(400, 131_048), "all later", "all later"),
            (error(400, 131_056), "later", "later"),
            (error(401, 190), "all later", "all later"),
            (error(403, 200), "failed", "failed"),
            (error(400, 131_047), "failed", "failed"),
            (error(500, 131_047), "failed", "failed"),
            (error(200, 131_047), "failed", "failed"),
            (error(500, 3), "failed", "failed"),
            (error(400, 506), "unknown", "done"),
            (error(500, 987_654), "failed", "failed"),
        ] {
            assert_eq!(became(&answer, Effect::Doubled), once, "{answer:?} not repeatable");
            assert_eq!(became(&answer, Effect::Same), repeatable, "{answer:?} repeatable");
        }
    }

    #[test]
    fn how_long_to_wait_is_kept() {
        let wait = Some(SignedDuration::from_secs(7));
        let answer = Answer::Said { status: 429, wait, body: br#"{"error":{"code":4}}"#.to_vec() };
        assert!(matches!(told(&answer, Effect::Doubled), Err(Outcome::Later { wait: asked, .. }) if asked == wait));
        let spam = error(400, 131_048);
        assert!(matches!(told(&spam, Effect::Doubled), Err(Outcome::Later { wait: Some(AFTER_SPAM), .. })));
    }
}
