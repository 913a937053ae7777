//! Fetching what clients sent: an address that is open to all for some days. One that is over is asked for anew, by the message.
//!
//! Source: Messenger Platform, "messages"; Graph API, "/{message-id}/attachments".

use super::message::file_name;
use crate::graph::{Effect, failure_without_words, get, list, lost, member, segment, text, told};
use crate::{Address, Answer, Body, FailedWhy, Fetch, Method, Outcome, Request, Settings, Step};
use serde_json::Value;

const FIELDS: &str = "attachments{id,name,mime_type,file_url,image_data,video_data}";

/// Fetches from the address that was told, else from the one the message has now.
pub(super) fn fetch(settings: &Settings, wanted: &Fetch, answers: &[Answer]) -> Step {
    let known = wanted.media.url.as_deref().filter(|url| is_web_address(url));
    match (known, answers) {
        (Some(url), []) => download(url),
        (_, [.., Answer::Saved]) => Step::Over(Outcome::Fetched),
        (Some(_), [answer]) if is_over(answer) => ask(settings, wanted, "the address is over"),
        (None, []) => ask(settings, wanted, "no address"),
        (Some(_), [_, addressed]) | (None, [addressed]) => match anew(wanted, addressed) {
            Ok(url) => download(&url),
            Err(outcome) => Step::Over(outcome),
        },
        (_, [.., answer]) if is_over(answer) => gone("the address the message has now is over, too"),
        (_, [.., answer]) => Step::Over(match told(answer, Effect::Same) {
            Ok(_) => lost(Effect::Same, failure_without_words(FailedWhy::Temporary, "not what was asked for")),
            Err(outcome) => outcome,
        }),
    }
}

/// "URL signature expired", or nothing there.
fn is_over(answer: &Answer) -> bool {
    matches!(answer, Answer::Said { status: 403 | 404 | 410, .. })
}

fn ask(settings: &Settings, wanted: &Fetch, why: &str) -> Step {
    match wanted.message.as_deref().filter(|message| !message.is_empty()) {
        Some(message) => Step::Ask(get(settings, &segment(message), &[("fields", FIELDS)])),
        None => gone(why),
    }
}

/// The address the message has for it now.
fn anew(wanted: &Fetch, addressed: &Answer) -> Result<String, Outcome> {
    let told = told(addressed, Effect::Same)?;
    let addresses: Vec<&str> = list(member(&told, "attachments"), "data").iter().filter_map(address).collect();
    // The end of the path stays the same; where it does not, the order does.
    let same = |url: &&&str| {
        let name = file_name(url);
        name.is_some() && name == wanted.media.url.as_deref().and_then(file_name)
    };
    let mut named = addresses.iter().filter(same);
    let found = match (named.next(), named.next()) {
        (Some(only), None) => Some(only),
        _ => addresses.get(wanted.place),
    };
    let gone = || Outcome::Failed(failure_without_words(FailedWhy::Gone, "the message has it no longer"));
    found.map(|url| (*url).to_owned()).ok_or_else(gone)
}

fn address(attachment: &Value) -> Option<&str> {
    let of = |kind: &str| text(member(attachment, kind), "url");
    let url = of("image_data").or_else(|| of("video_data")).or_else(|| text(attachment, "file_url"))?;
    is_web_address(url).then_some(url)
}

/// Open to all: no token goes there.
fn download(url: &str) -> Step {
    Step::Fetch(Request {
        method: Method::Get,
        address: Address::Media(url.to_owned()),
        query: Vec::new(),
        bearer: None,
        body: Body::None,
        repeatable: true,
        digest: None,
    })
}

fn gone(said: &str) -> Step {
    Step::Over(Outcome::Failed(failure_without_words(FailedWhy::Gone, said)))
}

/// Reels have addresses within Facebook.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
