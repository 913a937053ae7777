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
            Ok(url) => Step::Fetch(Request { digest: digest_told(addressed), ..download(settings, url) }),
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

/// What the bytes must come to. Meta says it in hexadecimal here and in base64 elsewhere: either is read.
fn digest_told(addressed: &Answer) -> Option<[u8; 32]> {
    digest(text(&told(addressed, Effect::Same).ok()?, "sha256")?.trim())
}

fn digest(told: &str) -> Option<[u8; 32]> {
    let (bits, digits) = match told.len() {
        64 => (4, told),
        43 | 44 => (6, told.trim_end_matches('=')),
        _ => return None,
    };
    let value = |sign: u8| match (bits, sign) {
        (4, _) => char::from(sign).to_digit(16),
        (_, b'A'..=b'Z') => Some(u32::from(sign - b'A')),
        (_, b'a'..=b'z') => Some(u32::from(sign - b'a') + 26),
        (_, b'0'..=b'9') => Some(u32::from(sign - b'0') + 52),
        (_, b'+' | b'-') => Some(62),
        (_, b'/' | b'_') => Some(63),
        _ => None,
    };
    let (mut bytes, mut held, mut count) = (Vec::with_capacity(33), 0_u32, 0);
    for sign in digits.bytes() {
        (held, count) = (held << bits | value(sign)?, count + bits);
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count & 0xff) as u8);
        }
    }
    bytes.try_into().ok()
}

fn download(settings: &Settings, url: String) -> Request {
    Request {
        method: Method::Get,
        address: Address::Media(url),
        query: Vec::new(),
        bearer: Some(settings.get("access_token").to_owned()),
        body: Body::None,
        repeatable: true,
        digest: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_in_either_form() {
        // printf abc | sha256sum; printf abc | openssl dgst -sha256 -binary | base64
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let of_abc = digest(hex).unwrap();
        assert_eq!(of_abc[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(digest(&hex.to_uppercase()), Some(of_abc));
        assert_eq!(digest("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="), Some(of_abc));
        assert_eq!(digest("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"), Some(of_abc));
        for odd in ["", "ba78", &"z".repeat(64), &"?".repeat(44)] {
            assert_eq!(digest(odd), None, "{odd}");
        }
    }
}
