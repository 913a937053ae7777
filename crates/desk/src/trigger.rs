//! Rules by which a widget speaks first: on which pages, to whom, how often, and what it does then. They are looked at in the
//! browser (`web/widget/src/rules`); here is what they are and which can be kept.

use crate::routing::How;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// As many rules a widget may have.
const MOST_RULES: usize = 20;
const MOST_SIGNS: usize = 10;
const LONGEST_NAME: usize = 100;
const LONGEST_TEXT: usize = 200;
const LONGEST_STAY: u32 = 3_600;
const MOST_DAYS: u32 = 365;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Trigger {
    /// Made by the editor: a browser remembers by it what was shown.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub id: Uuid,
    /// What administrators call it, and what the page is told when it comes true.
    pub name: String,
    /// Whether it is looked at.
    pub on: bool,
    /// All of these must be so; none: it comes true at once.
    pub when: Vec<Sign>,
    /// How often at most.
    pub often: Often,
    /// What the widget does.
    pub does: Does,
    /// What it says, per language.
    pub texts: BTreeMap<String, String>,
}

/// What must be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "TriggerSign"), schema(as = TriggerSign))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sign {
    /// Somebody has looked at this address for so long; a page in the background does not count.
    Stays {
        /// 1 to 3,600 seconds.
        seconds: u32,
    },
    /// The page's address is such; a value that begins with `/` is compared with what follows the host.
    Page {
        /// How it is compared.
        how: How,
        /// With what.
        value: String,
    },
    /// This browser has pressed the widget before, or has not.
    Returning {
        /// Which of the two.
        is: bool,
    },
    /// Somebody is there to talk.
    Online,
    /// The window is wider than a phone's.
    NotOnPhones,
}

/// How often a rule may come true in one browser. Whatever was closed is not shown again in the same visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "TriggerOften"), schema(as = TriggerOften))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Often {
    /// On every page, until it is closed; nothing is stored before.
    Always,
    /// Once per visit: until the tab is closed.
    Visit,
    /// Once in so many days.
    Days {
        /// 1 to 365.
        days: u32,
    },
}

/// What the widget does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "TriggerDoes"), schema(as = TriggerDoes))]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Says something beside the launcher.
    Bubble,
    /// Opens the panel, except on phones, where it would hide the page: there it says something.
    Open,
}

impl Trigger {
    /// Whether it can be kept: its name and words are short enough, it says something, and what it asks for can be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let said = |text: &String| (1..=LONGEST_TEXT).contains(&text.trim().chars().count());
        let days = match self.often {
            Often::Always | Often::Visit => true,
            Often::Days { days } => (1..=MOST_DAYS).contains(&days),
        };
        days && self.name.chars().count() <= LONGEST_NAME
            && self.when.len() <= MOST_SIGNS
            && self.when.iter().all(Sign::is_sound)
            && !self.texts.is_empty()
            && self.texts.values().all(said)
    }
}

impl Sign {
    fn is_sound(&self) -> bool {
        match self {
            Self::Stays { seconds } => (1..=LONGEST_STAY).contains(seconds),
            Self::Page { how, value } => how.fits(value),
            Self::Returning { .. } | Self::Online | Self::NotOnPhones => true,
        }
    }
}

/// Whether all of them can be kept: each for itself, and told from the others.
#[must_use]
pub fn are_sound(rules: &[Trigger]) -> bool {
    let mut seen = HashSet::new();
    rules.len() <= MOST_RULES && rules.iter().all(|rule| rule.is_sound() && seen.insert(rule.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Trigger {
        Trigger {
            id: Uuid::from_u128(1),
            name: "Moving".into(),
            on: true,
            when: vec![Sign::Stays { seconds: 40 }, Sign::Page { how: How::Like, value: "/moving/*".into() }],
            often: Often::Visit,
            does: Does::Bubble,
            texts: BTreeMap::from([("en".into(), "Moving house? We will help.".into())]),
        }
    }

    #[test]
    fn a_rule_that_says_nothing_or_asks_for_nothing_cannot_be_kept() {
        assert!(rule().is_sound());
        assert!(!Trigger { texts: BTreeMap::new(), ..rule() }.is_sound());
        assert!(!Trigger { texts: BTreeMap::from([("en".into(), " ".into())]), ..rule() }.is_sound());
        assert!(!Trigger { texts: BTreeMap::from([("en".into(), "x".repeat(201))]), ..rule() }.is_sound());
        assert!(!Trigger { when: vec![Sign::Stays { seconds: 0 }], ..rule() }.is_sound());
        assert!(!Trigger { when: vec![Sign::Page { how: How::Is, value: " ".into() }], ..rule() }.is_sound());
        assert!(!Trigger { often: Often::Days { days: 0 }, ..rule() }.is_sound());
        assert!(!Trigger { often: Often::Days { days: 366 }, ..rule() }.is_sound());
        let rules = |n: u128| (0..n).map(|n| Trigger { id: Uuid::from_u128(n), ..rule() }).collect::<Vec<_>>();
        assert!(are_sound(&rules(20)) && !are_sound(&rules(21)));
        assert!(!are_sound(&[rule(), rule()]), "a browser could not tell them apart");
    }

    #[test]
    fn a_rule_travels_as_the_document_says() {
        let json = serde_json::json!({
            "id": rule().id, "name": "Moving", "on": true, "often": {"kind": "visit"}, "does": "bubble",
            "when": [{"kind": "stays", "seconds": 40}, {"kind": "page", "how": "like", "value": "/moving/*"}],
            "texts": {"en": "Moving house? We will help."},
        });
        assert_eq!(serde_json::to_value(rule()).unwrap(), json);
    }
}
