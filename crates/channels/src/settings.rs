//! What is to be known of a page or number.

use std::collections::BTreeMap;

/// The values of a channel's [`Field`]s, by key, secrets among them. Never logged.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings {
    present: BTreeMap<String, String>,
    /// Values that are being replaced, by key.
    old: Vec<(String, String)>,
}

/// One setting of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key in the API.
    pub key: &'static str,
    /// Kept sealed and never shown again.
    pub secret: bool,
    /// Nothing works without it.
    pub required: bool,
    /// The messenger goes over to a new one in its own time: for a while what it tells may still be signed with the old one.
    pub overlaps: bool,
}

impl Settings {
    /// The value of a key; empty where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.present.get(key).map_or("", String::as_str)
    }

    /// An old value of a key is taken beside the present one.
    #[must_use]
    pub fn with_old(mut self, key: &str, value: &str) -> Self {
        self.old.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Every value of a key that is taken: the present one, then old ones. None of them is empty.
    pub fn taken<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let old = self.old.iter().filter(move |(of, _)| of == key).map(|(_, value)| value.as_str());
        std::iter::once(self.get(key)).chain(old).filter(|value| !value.is_empty())
    }

    /// All present values by their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.present.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Settings {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self { present: pairs.into_iter().collect(), old: Vec::new() }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.present.keys()).finish()
    }
}
