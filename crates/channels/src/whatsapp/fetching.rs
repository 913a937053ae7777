//! Fetching what clients sent: an id gives an address that holds for five minutes and wants the token.
//!
//! Source: WhatsApp Cloud API, "Media". The token goes along with [`Address::Media`], which is asked for only where its host
//! is one of `media_hosts` or the interface's own.

use crate::graph::{Effect, failure_without_words, get, lost, segment, text, told};
use crate::{Address, Answer, Body, FailedWhy, Media, Method, Outcome, Request, Settings, Step};

/// Asks for the address, fetches, and where it was over already does both once more.
pub(super) fn fetch(settings: &Settings, media: &Media, answers: &[Answer]) -> Step {
    let Some(id) = &media.id else { return by_address(settings, media, answers) };
    let ask = || Step::Ask(get(settings, &segment(id), &[("phone_number_id", settings.get("phone_number_id"))]));
    match answers {
        [] => ask(),
        [addressed] | [_, _, addressed] => match address(addressed) {
            Ok(url) => Step::Fetch(download(settings, url)),
            Err(outcome) => Step::Over(outcome),
        },
        [_, Answer::Saved] | [_, _, _, Answer::Saved, ..] => Step::Over(Outcome::Fetched),
        [_, Answer::Said { status: 400..=499, .. }] if !is_final(&answers[1]) => ask(),
        [.., answer] => Step::Over(failed(answer)),
    }
}

/// Of a medium that has only the address it came with.
fn by_address(settings: &Settings, media: &Media, answers: &[Answer]) -> Step {
    match (&media.url, answers.last()) {
        (Some(url), None) if is_web_address(url) => Step::Fetch(download(settings, url.clone())),
        (Some(_), Some(Answer::Saved)) => Step::Over(Outcome::Fetched),
        (Some(_), Some(answer)) => Step::Over(failed(answer)),
        _ => Step::Over(Outcome::Failed(failure_without_words(FailedWhy::Gone, "no address"))),
    }
}

fn address(answer: &Answer) -> Result<String, Outcome> {
    let told = told(answer, Effect::Same)?;
    let url = text(&told, "url").filter(|url| is_web_address(url)).map(str::to_owned);
    url.ok_or_else(|| lost(Effect::Same, failure_without_words(FailedWhy::Temporary, "no address was told")))
}

fn download(settings: &Settings, url: String) -> Request {
    Request {
        method: Method::Get,
        address: Address::Media(url),
        query: Vec::new(),
        bearer: Some(settings.get("access_token").to_owned()),
        body: Body::None,
        repeatable: true,
    }
}

/// A bad token or a limit is not cured by another address.
fn is_final(answer: &Answer) -> bool {
    match told(answer, Effect::Same) {
        Err(Outcome::Later { why, .. } | Outcome::Failed(why)) => {
            matches!(why.why, FailedWhy::Token | FailedWhy::TooFast | FailedWhy::Permission)
        }
        _ => false,
    }
}

fn failed(answer: &Answer) -> Outcome {
    if let Answer::Said { status: status @ (403 | 404 | 410), .. } = answer
        && !is_final(answer)
    {
        return Outcome::Failed(failure_without_words(FailedWhy::Gone, &format!("HTTP {status}")));
    }
    match told(answer, Effect::Same) {
        Ok(_) => lost(Effect::Same, failure_without_words(FailedWhy::Temporary, "not what was asked for")),
        Err(outcome) => outcome,
    }
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
