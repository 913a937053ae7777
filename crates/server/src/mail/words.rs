//! The words of mails: from the same catalogues as those of the console and the widget, one file per language.

use rust_embed::RustEmbed;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// What clients agree to where the company says nothing: kept with each version of it.
const CONSENT: &str = "widget_form_consent";
/// Where no other language fits.
const FALLBACK: &str = "en";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/shared/words"]
struct Catalogues;

type Catalogue = HashMap<String, String>;

static CATALOGUES: LazyLock<BTreeMap<String, Catalogue>> = LazyLock::new(|| {
    Catalogues::iter()
        .filter_map(|file| {
            let language = file.strip_suffix(".json").filter(|name| !name.contains('/'))?.to_owned();
            let words: HashMap<String, serde_json::Value> =
                serde_json::from_slice(&Catalogues::get(&file)?.data).ok()?;
            let of_mails = words.into_iter().filter(|(key, _)| key.starts_with("mail_") || key == CONSENT);
            let texts = of_mails.filter_map(|(key, text)| Some((key, text.as_str()?.to_owned())));
            Some((language, texts.collect()))
        })
        .collect()
});

/// The words of one language.
#[derive(Clone, Copy)]
pub struct Words(&'static Catalogue);

impl Words {
    /// Of a language (BCP 47), or of the nearest there is.
    #[must_use]
    pub fn of(language: &str) -> Self {
        static NONE: LazyLock<Catalogue> = LazyLock::new(HashMap::new);
        let spoken = language.to_lowercase();
        let base = spoken.split('-').next().unwrap_or_default();
        let found = [spoken.as_str(), base, FALLBACK].into_iter().find_map(|one| CATALOGUES.get(one));
        Self(found.unwrap_or(&NONE))
    }

    /// A text with its placeholders filled. What is filled in is taken as it stands.
    #[must_use]
    pub fn say(self, key: &'static str, with: &[(&str, &str)]) -> String {
        let Some(mut rest) = self.0.get(key).map(String::as_str) else {
            tracing::error!(key, "a word of a mail is in no catalogue");
            return key.to_owned();
        };
        let mut said = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            said.push_str(with.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

/// The languages there are words of.
pub fn languages() -> impl Iterator<Item = &'static str> {
    CATALOGUES.keys().map(String::as_str)
}

/// Whether mails can be written in this language.
#[must_use]
pub fn is_spoken(language: &str) -> bool {
    CATALOGUES.contains_key(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        let keys = |language: &str| {
            let mut keys: Vec<&str> = CATALOGUES[language].keys().map(String::as_str).collect();
            keys.sort_unstable();
            keys
        };
        assert!(!keys("en").is_empty());
        assert_eq!(keys("en"), keys("cs"));
    }

    #[test]
    fn the_nearest_language_is_taken() {
        let subject = |language| Words::of(language).say("mail_test_subject", &[]);
        assert_eq!(subject("cs-CZ"), subject("cs"));
        assert_eq!(subject("de"), subject("en"));
        assert_ne!(subject("cs"), subject("en"));
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let said = Words::of("en").say("mail_test_text", &[("company", "{company} {"), ("server", "x")]);
        assert!(said.contains("{company} {"), "{said}");
    }
}
