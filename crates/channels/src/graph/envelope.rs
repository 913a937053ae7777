//! Taking a delivery apart, event by event: one that cannot be read costs no other.
//!
//! Events stay raw until each is read by itself, so numbers out of all range or a depth beyond reason spoil only themselves.

use super::loose;
use crate::{Heard, What};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// An object, its values not read yet.
pub(crate) type Members<'a> = BTreeMap<String, &'a RawValue>;

/// Ids longer than this are kept as fingerprints in keys.
const LONGEST_ID: usize = 200;
/// What a messenger calls something is cut off here.
const LONGEST_KIND: usize = 60;

/// The entries of a delivery; where there are none to be found, what it is called instead.
pub(crate) fn entries(body: &str) -> Result<Vec<&RawValue>, &'static str> {
    let whole: &RawValue = serde_json::from_str(body).map_err(|_| "no JSON")?;
    let whole = members(whole);
    let entry = whole.get("entry").ok_or("no entry")?;
    list(entry).ok_or("no entry")
}

/// The members of an object; none where it is something else.
pub(crate) fn members(raw: &RawValue) -> Members<'_> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The items of a list among these members; none where it is something else.
pub(crate) fn items<'a>(members: &Members<'a>, key: &str) -> Vec<&'a RawValue> {
    members.get(key).and_then(|raw| list(raw)).unwrap_or_default()
}

/// A value among these members; null where there is none or it cannot be read.
pub(crate) fn value(members: &Members<'_>, key: &str) -> Value {
    members.get(key).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// An id among these members: a string or a number.
pub(crate) fn member_id(members: &Members<'_>, key: &str) -> Option<String> {
    let value = value(members, key);
    let id =
        value.as_str().map(str::trim).map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()));
    id.filter(|id| !id.is_empty())
}

fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

/// The key of something the messenger has an id for.
pub(crate) fn key(kind: &str, id: &str) -> String {
    format!("{kind}:{}", bounded(id.to_owned()))
}

/// An id that can be looked up by. An endless one, which no messenger gives, is told apart by its fingerprint.
pub(crate) fn bounded(id: String) -> String {
    if id.len() > LONGEST_ID { fingerprint(&id) } else { id }
}

/// A short text that stands for these words: 128 bits of SHA-256.
pub(crate) fn fingerprint(words: &str) -> String {
    Sha256::digest(words.as_bytes()).iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Something that was not understood.
pub(crate) fn unknown(account: Option<&str>, kind: &str, raw: &str) -> Heard {
    let at = serde_json::from_str(raw).ok().and_then(|value: Value| loose::time(&value, "timestamp"));
    Heard {
        account: account.map(str::to_owned),
        key: format!("unknown:{}", fingerprint(raw)),
        at,
        who: None,
        what: What::Unknown { kind: kind.chars().take(LONGEST_KIND).collect() },
    }
}

/// In the order of their own times; what has none stays behind what it came after.
pub(crate) fn in_order(heard: Vec<Heard>) -> Vec<Heard> {
    let mut last = None;
    let mut timed: Vec<_> = heard
        .into_iter()
        .map(|one| {
            last = one.at.or(last);
            (last, one)
        })
        .collect();
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_beyond_reason_spoils_only_itself() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let body = format!(r#"{{"entry":[{{"a":{deep}}},{{"b":1e999}},{{"c":1}},{{"c":2,"c":3}}]}}"#);
        let entries = entries(&body).unwrap();
        assert_eq!(entries.len(), 4);
        assert!(value(&members(entries[0]), "a").is_null());
        assert_eq!(value(&members(entries[3]), "c"), 3);
    }

    #[test]
    fn what_has_no_time_stays_behind_what_it_came_after() {
        let one = |key: &str, at: Option<i64>| Heard {
            account: None,
            key: key.into(),
            at: at.map(|at| jiff::Timestamp::from_second(at).unwrap()),
            who: None,
            what: What::Nothing,
        };
        let ordered = in_order(vec![one("late", Some(9)), one("after late", None), one("early", Some(1))]);
        assert_eq!(ordered.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["early", "late", "after late"]);
    }
}
