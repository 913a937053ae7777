//! Whether it is Meta that calls: the question for the address, and the signature of every delivery.
//!
//! Source: Graph API, "Webhooks: getting started".

use crate::Settings;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Carries `sha256=` and 64 lower-case hex digits: HMAC-SHA256 of the raw body under the app secret.
pub(crate) const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// A challenge longer than this is none of Meta's.
const LONGEST_CHALLENGE: usize = 200;

/// The challenge, to be said again as it is, if who asks knows the verify token.
///
/// Only what cannot be markup is said again, whoever asks.
pub(crate) fn confirm(settings: &Settings, query: &[(String, String)]) -> Option<String> {
    let told = |key: &str| query.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
    let expected = settings.get("verify_token");
    let challenge = told("hub.challenge");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=:".contains(&byte);
    (told("hub.mode") == "subscribe"
        && !expected.is_empty()
        && is_same(told("hub.verify_token"), expected)
        && (1..=LONGEST_CHALLENGE).contains(&challenge.len())
        && challenge.bytes().all(plain))
    .then(|| challenge.to_owned())
}

/// Whether the raw bytes were signed with our app secret, or with an old one that is still taken. Compared in constant time.
pub(crate) fn is_genuine(settings: &Settings, signature: &[u8], body: &[u8]) -> bool {
    let Some(told) = signature.strip_prefix(b"sha256=").and_then(from_hex) else { return false };
    // All are compared, whichever fits.
    settings.taken("app_secret").fold(false, |fits, secret| mac(secret, body).verify_slice(&told).is_ok() | fits)
}

/// The proof that who uses a token also knows the app secret. Source: Graph API, "Secure requests".
pub(super) fn proof(secret: &str, token: &str) -> String {
    use std::fmt::Write as _;
    mac(secret, token.as_bytes()).finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn mac(key: &str, message: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of any length").chain_update(message)
}

/// Compares in a time that says nothing of where they differ.
fn is_same(told: &str, expected: &str) -> bool {
    let expected = mac("verify token", expected.as_bytes()).finalize().into_bytes();
    mac("verify token", told.as_bytes()).verify_slice(&expected).is_ok()
}

/// Exactly 64 lower-case hex digits.
fn from_hex(digits: &[u8]) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    if digits.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn ask(mode: &str, token: &str, challenge: &str) -> Vec<(String, String)> {
        [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", challenge)]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .to_vec()
    }

    #[test]
    fn the_challenge_is_said_again_to_who_knows_the_verify_token() {
        let known = settings(&[("verify_token", "word")]);
        assert_eq!(confirm(&known, &ask("subscribe", "word", "1158201444")).as_deref(), Some("1158201444"));
        for (mode, token, challenge) in [
            ("subscribe", "wrong", "1"),
            ("subscribe", "", "1"),
            ("unsubscribe", "word", "1"),
            ("subscribe", "word", ""),
            ("subscribe", "word", "<script>"),
            ("subscribe", "word", &"1".repeat(201)),
        ] {
            assert_eq!(confirm(&known, &ask(mode, token, challenge)), None, "{mode} {token} {challenge}");
        }
    }

    #[test]
    fn without_a_verify_token_nobody_is_confirmed_and_without_a_secret_nothing_is_genuine() {
        assert_eq!(confirm(&settings(&[]), &ask("subscribe", "", "1")), None);
        let signed = format!("sha256={}", proof("", "{}"));
        assert!(!is_genuine(&settings(&[]), signed.as_bytes(), b"{}"));
    }
}
