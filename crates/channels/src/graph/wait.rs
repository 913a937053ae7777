//! How long Meta asks to be left alone.
//!
//! Source: Graph API, "Rate limits": `X-Business-Use-Case-Usage` says `estimated_time_to_regain_access` in minutes.

use super::loose::number;
use jiff::SignedDuration;
use serde_json::Value;

/// Nobody is believed who asks for more.
const LONGEST: i64 = 24 * 60 * 60;

/// By the headers (names in lower case) of an answer; none: nothing is said.
pub(crate) fn wait(headers: &[(&str, &str)]) -> Option<SignedDuration> {
    let told = |name: &str| headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value.trim());
    let seconds = told("retry-after").and_then(|value| value.parse().ok());
    let minutes = told("x-business-use-case-usage")
        .and_then(|value| serde_json::from_str(value).ok())
        .and_then(|usage| regained(&usage));
    let longest = seconds.into_iter().chain(minutes.map(|minutes: i64| minutes.saturating_mul(60))).max()?;
    (longest > 0).then(|| SignedDuration::from_secs(longest.min(LONGEST)))
}

/// The longest of all that are told.
fn regained(usage: &Value) -> Option<i64> {
    let accounts = usage.as_object()?.values().filter_map(Value::as_array);
    accounts.flatten().filter_map(|usage| number(usage, "estimated_time_to_regain_access")).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wait_that_is_asked_for_counts() {
        let usage = r#"{"102":[{"type":"messenger","estimated_time_to_regain_access":0},{"estimated_time_to_regain_access":"3"}]}"#;
        for (headers, seconds) in [
            (vec![("retry-after", "17")], Some(17)),
            (vec![("retry-after", "0")], None),
            (vec![("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], None),
            (vec![("x-business-use-case-usage", usage)], Some(180)),
            (vec![("x-business-use-case-usage", usage), ("retry-after", "200")], Some(200)),
            (vec![("x-business-use-case-usage", "[]")], None),
            (vec![("retry-after", "99999999999")], Some(LONGEST)),
            (vec![], None),
        ] {
            assert_eq!(wait(&headers), seconds.map(SignedDuration::from_secs), "{headers:?}");
        }
    }
}
