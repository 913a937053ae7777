//! What a rule asks of a client who comes in.

use crate::{Entry, OperatorId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const LONGEST_VALUE: usize = 500;
const MOST_CHOICES: usize = 50;

/// What is known of a client who comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The language of the page, a BCP 47 tag.
    pub language: Option<String>,
    /// The way in.
    pub entry: Entry,
    /// What the page and the form tell.
    pub parameters: BTreeMap<String, String>,
    /// The address of the page.
    pub page: Option<String>,
    /// Who talked with this client last.
    pub last_operator: Option<OperatorId>,
}

impl Facts {
    /// Only the parameters that these rules ask for: a record keeps no more.
    #[must_use]
    pub fn as_far_as_asked(mut self, rules: &[super::Rule]) -> Self {
        let asked = |name: &str| {
            let conditions = rules.iter().flat_map(|rule| &rule.when);
            conditions.into_iter().any(|it| matches!(it, Condition::Parameter { name: asked, .. } if asked == name))
        };
        self.parameters.retain(|name, _| asked(name));
        self
    }
}

/// One condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// The page is in one of these languages; `en` is also British English.
    Language {
        /// BCP 47 tags.
        any_of: Vec<String>,
    },
    /// The client comes in one of these ways.
    Entry {
        /// Which.
        any_of: Vec<Entry>,
    },
    /// A parameter says so.
    Parameter {
        /// Its name.
        name: String,
        /// How it is compared.
        how: How,
        /// With what; of no importance when it only must be given.
        value: String,
    },
    /// The page's address is such; a value that begins with `/` is compared with what follows the host.
    Page {
        /// How it is compared.
        how: How,
        /// With what.
        value: String,
    },
    /// Somebody has talked with this client before.
    Returning,
}

/// How a text is compared: never by case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is the same.
    Is,
    /// It is in there.
    Contains,
    /// It is the beginning.
    BeginsWith,
    /// There is some.
    IsGiven,
    /// It is like this, where each `*` stands for anything, also for nothing.
    Like,
}

impl How {
    fn holds(self, found: &str, value: &str) -> bool {
        let (found, value) = (found.trim().to_lowercase(), value.trim().to_lowercase());
        match self {
            Self::Is => found == value,
            Self::Contains => found.contains(&value),
            Self::BeginsWith => found.starts_with(&value),
            Self::IsGiven => !found.is_empty(),
            Self::Like => is_like(&found, &value),
        }
    }

    /// Whether the address of a page is such; a value that begins with `/` is compared with what follows the host. The
    /// widget does the same in the browser (`web/widget/src/rules/address.ts`): both are held against `addresses.json`.
    #[must_use]
    pub fn holds_of_page(self, page: &str, value: &str) -> bool {
        let found = if value.trim_start().starts_with('/') { after_host(page) } else { page };
        self.holds(found, value)
    }

    /// Whether there is enough to compare with.
    #[must_use]
    pub fn fits(self, value: &str) -> bool {
        self == Self::IsGiven || (1..=LONGEST_VALUE).contains(&value.trim().chars().count())
    }
}

/// What stands between the stars is there, in this order and without overlapping.
fn is_like(found: &str, value: &str) -> bool {
    let mut parts = value.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = found.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

impl Condition {
    /// Whether it is met.
    #[must_use]
    pub fn is_met(&self, facts: &Facts) -> bool {
        match self {
            Self::Language { any_of } => {
                let spoken = facts.language.as_deref().unwrap_or_default();
                any_of.iter().any(|wanted| speaks(spoken, wanted))
            }
            Self::Entry { any_of } => any_of.contains(&facts.entry),
            Self::Parameter { name, how, value } => {
                facts.parameters.get(name).is_some_and(|found| how.holds(found, value))
            }
            Self::Page { how, value } => facts.page.as_deref().is_some_and(|page| how.holds_of_page(page, value)),
            Self::Returning => facts.last_operator.is_some(),
        }
    }

    /// Whether it can be kept: it asks for something.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let fits = |text: &str| (1..=LONGEST_VALUE).contains(&text.trim().chars().count());
        match self {
            Self::Language { any_of } => (1..=MOST_CHOICES).contains(&any_of.len()) && any_of.iter().all(|it| fits(it)),
            Self::Entry { any_of } => (1..=MOST_CHOICES).contains(&any_of.len()),
            Self::Parameter { name, how, value } => fits(name) && how.fits(value),
            Self::Page { how, value } => how.fits(value),
            Self::Returning => true,
        }
    }
}

/// Whether a tag is the wanted language, or a kind of it.
fn speaks(spoken: &str, wanted: &str) -> bool {
    let (spoken, wanted) = (spoken.to_lowercase().replace('_', "-"), wanted.trim().to_lowercase().replace('_', "-"));
    spoken.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// "/tariffs?a=1" of "https://lumen.example/tariffs?a=1".
fn after_host(page: &str) -> &str {
    let rest = page.split_once("://").map_or(page, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            language: Some("en-GB".into()),
            entry: Entry::Chat,
            parameters: BTreeMap::from([("plan".into(), "Gold".into())]),
            page: Some("https://Lumen.example/tariffs/night?a=1".into()),
            last_operator: None,
        }
    }

    #[test]
    fn a_language_is_met_by_its_kinds_but_not_by_its_beginnings() {
        let met = |wanted: &str| Condition::Language { any_of: vec!["cs".into(), wanted.into()] }.is_met(&facts());
        assert!(met("en") && met("en-GB") && met("EN_gb"));
        assert!(!met("e") && !met("en-US") && !met("eng"));
    }

    #[test]
    fn a_page_is_compared_with_or_without_its_host() {
        let met = |how, value: &str| Condition::Page { how, value: value.into() }.is_met(&facts());
        assert!(met(How::BeginsWith, "https://lumen.example/") && met(How::BeginsWith, "/tariffs"));
        assert!(met(How::Contains, "NIGHT") && met(How::IsGiven, ""));
        assert!(!met(How::Is, "/tariffs") && !met(How::BeginsWith, "/lumen.example"));
        assert!(!Condition::Page { how: How::Contains, value: "a".into() }.is_met(&Facts { page: None, ..facts() }));
    }

    /// The widget's tests read the same file.
    #[test]
    fn addresses_are_told_as_the_widget_tells_them() {
        let samples: Vec<(String, How, String, bool)> = serde_json::from_str(include_str!("addresses.json")).unwrap();
        assert!(samples.len() > 20);
        for (page, how, value, holds) in samples {
            assert_eq!(how.holds_of_page(&page, &value), holds, "{page} {how:?} {value}");
        }
    }

    #[test]
    fn a_parameter_is_compared_whatever_its_case() {
        let met = |name: &str, how, value: &str| {
            Condition::Parameter { name: name.into(), how, value: value.into() }.is_met(&facts())
        };
        assert!(met("plan", How::Is, "gold ") && met("plan", How::IsGiven, ""));
        assert!(!met("plan", How::Is, "silver") && !met("age", How::IsGiven, ""));
    }

    #[test]
    fn a_condition_that_asks_for_nothing_cannot_be_kept() {
        assert!(!Condition::Language { any_of: vec![] }.is_sound());
        assert!(!Condition::Parameter { name: " ".into(), how: How::IsGiven, value: String::new() }.is_sound());
        assert!(!Condition::Page { how: How::Contains, value: String::new() }.is_sound());
        assert!(Condition::Returning.is_sound());
    }
}
