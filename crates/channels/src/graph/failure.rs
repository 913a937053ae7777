//! What Meta's numbers for errors mean. Decided by code and subcode, never by HTTP status or words.
//!
//! Sources: Graph API "Error handling", Messenger Platform "Error codes", WhatsApp Cloud API "Error codes".

use super::loose::{id, list, member, number, text};
use crate::{FailedWhy, Failure};
use serde_json::Value;

/// The longest text of a failure.
const LONGEST: usize = 300;

/// What an error object says; it may be as thin as a code.
pub(crate) fn failure(error: &Value) -> Failure {
    let code = number(error, "code");
    let subcode = number(error, "error_subcode");
    let transient = super::flag(error, "is_transient");
    let why = match why(code, subcode) {
        FailedWhy::Other if transient => FailedWhy::Temporary,
        why => why,
    };
    Failure { why, code, subcode, said: one_line(&words(error)) }
}

/// A failure the messenger has no number for.
pub(crate) fn failure_without_words(why: FailedWhy, said: &str) -> Failure {
    Failure { why, code: None, subcode: None, said: one_line(said) }
}

/// What these numbers mean; the finer one decides where it is known.
fn why(code: Option<i64>, subcode: Option<i64>) -> FailedWhy {
    subcode.and_then(by_subcode).or_else(|| code.map(by_code)).unwrap_or(FailedWhy::Other)
}

fn by_subcode(subcode: i64) -> Option<FailedWhy> {
    Some(match subcode {
        // The last: HUMAN_AGENT without approval, which is asked for only after the window.
        2_018_278 | 2_018_065 | 2_534_022 | 2_018_276 => FailedWhy::Window,
        2_018_001 | 1_545_041 => FailedWhy::Unreachable,
        2_018_300 => FailedWhy::HeldElsewhere,
        2_018_028 | 2_018_247 => FailedWhy::Permission,
        1_893_063 => FailedWhy::Account,
        2_018_008 | 2_018_047 | 2_018_074 | 2_018_109 | 2_018_294 => FailedWhy::Content,
        2_018_338 => FailedWhy::TooFast,
        33 | 2_018_218 => FailedWhy::Gone,
        _ => return None,
    })
}

fn by_code(code: i64) -> FailedWhy {
    match code {
        0 | 102 | 104 | 190 | 2500 => FailedWhy::Token,
        1 | 2 | 131_000 | 131_016 | 131_057 => FailedWhy::Temporary,
        4 | 17 | 32 | 341 | 613 | 80_007 | 130_429 | 131_048 | 131_056 | 131_064 | 133_016 => FailedWhy::TooFast,
        3 | 10 | 200..=299 | 131_005 => FailedWhy::Permission,
        368 | 130_497 | 131_031 | 131_037 | 131_042 | 131_045 | 133_010 => FailedWhy::Account,
        551 | 131_021 | 131_026 | 131_030 | 131_062 => FailedWhy::Unreachable,
        131_047 => FailedWhy::Window,
        131_050 => FailedWhy::OptedOut,
        100 | 131_008 | 131_009 | 131_051..=131_053 => FailedWhy::Content,
        131_063 | 132_000..=132_999 => FailedWhy::Template,
        33 | 9_000_001 => FailedWhy::Gone,
        2_018_300 => FailedWhy::HeldElsewhere,
        _ => FailedWhy::Other,
    }
}

/// The most useful words, and the number Meta's support asks for.
fn words(error: &Value) -> String {
    let data = member(error, "error_data");
    let told = text(data, "details")
        .or_else(|| data.as_str().filter(|data| !data.is_empty()))
        .or_else(|| text(error, "error_user_msg"))
        .or_else(|| text(error, "message"))
        .or_else(|| text(error, "title"))
        .or_else(|| list(error, "errors").iter().find_map(|error| text(error, "message")))
        .unwrap_or_default();
    match id(error, "fbtrace_id") {
        Some(trace) => format!("{} ({trace})", told.chars().take(LONGEST - 50).collect::<String>()),
        None => told.to_owned(),
    }
}

fn one_line(words: &str) -> String {
    let words = words.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_decide_and_the_finer_one_first() {
        for (code, subcode, expected) in [
            (190, Some(463), FailedWhy::Token),
            (0, None, FailedWhy::Token),
            (10, None, FailedWhy::Permission),
            (10, Some(2_018_278), FailedWhy::Window),
            (100, Some(2_018_276), FailedWhy::Window),
            (100, Some(2_018_001), FailedWhy::Unreachable),
            (100, Some(33), FailedWhy::Gone),
            (100, None, FailedWhy::Content),
            (200, Some(2_018_028), FailedWhy::Permission),
            (230, None, FailedWhy::Permission),
            (299, None, FailedWhy::Permission),
            (300, None, FailedWhy::Other),
            (551, Some(1_545_041), FailedWhy::Unreachable),
            (613, None, FailedWhy::TooFast),
            (2, None, FailedWhy::Temporary),
            (368, None, FailedWhy::Account),
            (130_429, None, FailedWhy::TooFast),
            (131_026, None, FailedWhy::Unreachable),
            (131_047, None, FailedWhy::Window),
            (131_050, None, FailedWhy::OptedOut),
            (131_053, None, FailedWhy::Content),
            (132_015, None, FailedWhy::Template),
            (133_010, None, FailedWhy::Account),
            (9_000_001, None, FailedWhy::Gone),
        ] {
            assert_eq!(why(Some(code), subcode), expected, "{code}/{subcode:?}");
        }
    }

    #[test]
    fn thin_and_odd_errors_are_read() {
        let thin = failure(&json!({"code": "131026", "title": "Message undeliverable"}));
        assert_eq!(
            (thin.why, thin.code, thin.said.as_str()),
            (FailedWhy::Unreachable, Some(131_026), "Message undeliverable")
        );
        let odd = failure(&json!({"code": 131_000, "error_data": "in\nwords", "message": "less", "fbtrace_id": "Az8"}));
        assert_eq!(odd.said, "in words (Az8)");
        let nothing = failure(&json!({}));
        assert_eq!((nothing.why, nothing.said.as_str()), (FailedWhy::Other, ""));
        assert_eq!(failure(&json!({"code": 77, "is_transient": true})).why, FailedWhy::Temporary);
        assert_eq!(failure(&json!({"message": "x".repeat(900), "fbtrace_id": "Az8"})).said.chars().count(), 256);
    }
}
