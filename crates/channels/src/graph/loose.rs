//! Reading what may be there, may be null, and may be a number where a string is promised.

use jiff::Timestamp;
use serde_json::Value;

/// From here on a time is in milliseconds; below, in seconds.
const MILLISECONDS_FROM: i64 = 1_000_000_000_000;

/// A member; null where there is none.
pub(crate) fn member<'a>(of: &'a Value, key: &str) -> &'a Value {
    of.get(key).unwrap_or(&Value::Null)
}

/// A string that is not empty.
pub(crate) fn text<'a>(of: &'a Value, key: &str) -> Option<&'a str> {
    member(of, key).as_str().filter(|text| !text.trim().is_empty())
}

/// An id: a string that is not empty, or a number.
pub(crate) fn id(of: &Value, key: &str) -> Option<String> {
    match member(of, key) {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, or a string of one.
pub(crate) fn number(of: &Value, key: &str) -> Option<i64> {
    match member(of, key) {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A moment in seconds or milliseconds since 1970; none where it is before that or beyond all times.
pub(crate) fn time(of: &Value, key: &str) -> Option<Timestamp> {
    let number = number(of, key).filter(|number| *number > 0)?;
    if number >= MILLISECONDS_FROM {
        Timestamp::from_millisecond(number).ok()
    } else {
        Timestamp::from_second(number).ok()
    }
}

/// Whether it is said to be so.
pub(crate) fn flag(of: &Value, key: &str) -> bool {
    match member(of, key) {
        Value::Bool(so) => *so,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The items of a list; none where it is no list.
pub(crate) fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    member(of, key).as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn seconds_and_milliseconds_as_numbers_and_strings_are_one_moment() {
        let moment = Timestamp::from_second(1_793_600_000).unwrap();
        for told in [
            json!(1_793_600_000),
            json!("1793600000"),
            json!(1_793_600_000_000_i64),
            json!("1793600000000"),
            json!(1.7936e12),
        ] {
            assert_eq!(time(&json!({"at": told}), "at"), Some(moment), "{told}");
        }
        for told in
            [json!(null), json!(0), json!(-5), json!("soon"), json!({}), json!(i64::MAX), json!(1e300), json!(true)]
        {
            assert_eq!(time(&json!({"at": told}), "at"), None, "{told}");
        }
    }

    #[test]
    fn ids_are_strings_whatever_they_were() {
        assert_eq!(id(&json!({"id": 18_446_744_073_709_551_615_u64}), "id").unwrap(), "18446744073709551615");
        assert_eq!(id(&json!({"id": " 12 "}), "id").unwrap(), "12");
        assert_eq!(id(&json!({"id": ""}), "id"), None);
        assert_eq!(id(&json!([1]), "id"), None);
    }
}
