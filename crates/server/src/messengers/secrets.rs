//! The secrets of a page or number, sealed as one: the present ones, and old ones that are still taken for a while.
//!
//! Meta goes over to a new app secret in its own time, and says again for days what was refused: what is signed with the old one
//! must not be turned away meanwhile.

use super::purpose;
use crate::seal::Seal;
use channels::{Field, Settings};
use desk::Timestamp;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Channel;

/// For so long what is signed with an old secret is taken in.
const OLD_SECRET: SignedDuration = SignedDuration::from_hours(24);
/// So many old ones at most: a new one may be mistyped more than once before it is right.
const MOST_OLD: usize = 5;

/// The secrets of a page or number. Never logged, never told.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Secrets {
    #[serde(flatten)]
    present: BTreeMap<String, String>,
    /// The newest last.
    #[serde(default, rename = "old", skip_serializing_if = "Vec::is_empty")]
    old: Vec<Old>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Old {
    key: String,
    value: String,
    until: Timestamp,
}

impl Secrets {
    /// Those of a page or number. None when they were sealed with another key.
    #[must_use]
    pub fn open(seal: &Seal, channel: &Channel) -> Option<Self> {
        serde_json::from_str(&seal.open(&purpose(channel.id), &channel.sealed)?).ok()
    }

    /// As they are kept.
    #[must_use]
    pub fn seal(&self, seal: &Seal, channel: &Channel) -> Option<String> {
        seal.seal(&purpose(channel.id), &serde_json::to_string(self).ok()?)
    }

    /// The present one of a key; empty where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.present.get(key).map_or("", String::as_str)
    }

    /// It is this from now on; empty: there is none. The one before is still taken where it may be.
    pub fn set(&mut self, field: &Field, value: &str, now: Timestamp) {
        if value.is_empty() {
            self.present.remove(field.key);
            self.old.retain(|it| it.key != field.key);
            return;
        }
        let before = self.present.insert(field.key.to_owned(), value.to_owned());
        self.old.retain(|it| it.key != field.key || it.value != value);
        if let Some(before) = before.filter(|it| field.overlaps && it != value) {
            self.old.push(Old { key: field.key.to_owned(), value: before, until: now + OLD_SECRET });
            self.old.drain(..self.old.len().saturating_sub(MOST_OLD));
        }
    }

    /// Until when an old one is taken; none: there is none any more.
    #[must_use]
    pub fn old_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.old.iter().map(|it| it.until).filter(|until| *until > now).max()
    }

    /// Old ones are not taken any more. Tells whether there was one.
    pub fn end_old(&mut self) -> bool {
        !std::mem::take(&mut self.old).is_empty()
    }

    /// Old ones whose time is over go. Tells whether there was one.
    pub fn forget_old(&mut self, now: Timestamp) -> bool {
        let before = self.old.len();
        self.old.retain(|it| it.until > now);
        self.old.len() < before
    }

    /// All settings of a page or number that has these secrets.
    #[must_use]
    pub fn with(&self, shown: &BTreeMap<String, String>, now: Timestamp) -> Settings {
        let all: Settings = shown.clone().into_iter().chain(self.present.clone()).collect();
        let old = self.old.iter().filter(|it| it.until > now);
        old.fold(all, |all, it| all.with_old(&it.key, &it.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: Field = Field { key: "app_secret", secret: true, required: true, overlaps: true };
    const TOKEN: Field = Field { key: "access_token", secret: true, required: true, overlaps: false };

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn taken(secrets: &Secrets, now: Timestamp) -> Vec<String> {
        secrets.with(&BTreeMap::new(), now).taken("app_secret").map(ToOwned::to_owned).collect()
    }

    #[test]
    fn an_old_secret_is_taken_for_a_day_and_an_old_token_never() {
        let mut secrets = Secrets::default();
        secrets.set(&SECRET, "one", at(0));
        secrets.set(&TOKEN, "token", at(0));
        assert_eq!((secrets.old_until(at(0)), taken(&secrets, at(0))), (None, vec!["one".to_owned()]));
        secrets.set(&SECRET, "two", at(1));
        secrets.set(&TOKEN, "another token", at(1));
        assert_eq!(secrets.old_until(at(1)), Some(at(25)));
        assert_eq!(taken(&secrets, at(24)), ["two", "one"]);
        assert_eq!((secrets.old_until(at(25)), taken(&secrets, at(25))), (None, vec!["two".to_owned()]));
        assert!(secrets.forget_old(at(25)) && !secrets.forget_old(at(25)));
        assert!(!serde_json::to_string(&secrets).unwrap().contains("one"));
    }

    #[test]
    fn a_mistyped_secret_does_not_cost_the_one_before_it() {
        let mut secrets = Secrets::default();
        for (secret, hour) in [("one", 0), ("mistyped", 1), ("two", 2), ("two", 3)] {
            secrets.set(&SECRET, secret, at(hour));
        }
        assert_eq!(taken(&secrets, at(3)), ["two", "one", "mistyped"]);
        secrets.set(&SECRET, "one", at(4));
        assert_eq!(taken(&secrets, at(4)), ["one", "mistyped", "two"], "what is taken again stands once");
        for n in 0..20 {
            secrets.set(&SECRET, &n.to_string(), at(5));
        }
        assert_eq!(taken(&secrets, at(5)).len(), 1 + MOST_OLD);
        assert!(secrets.end_old() && !secrets.end_old());
        assert_eq!(taken(&secrets, at(5)), ["19"]);
        secrets.set(&SECRET, "20", at(6));
        secrets.set(&SECRET, "", at(6));
        assert_eq!(taken(&secrets, at(6)).len(), 0, "what is taken away is taken from nobody");
    }

    #[test]
    fn what_an_earlier_release_sealed_is_read() {
        let read: Secrets = serde_json::from_str(r#"{"access_token":"token","app_secret":"one"}"#).unwrap();
        assert_eq!((read.get("app_secret"), read.old_until(at(0))), ("one", None));
        let mut renewed = read;
        renewed.set(&SECRET, "two", at(0));
        let again: Secrets = serde_json::from_str(&serde_json::to_string(&renewed).unwrap()).unwrap();
        assert_eq!((taken(&again, at(1)), again.get("access_token")), (vec!["two".into(), "one".into()], "token"));
    }
}
