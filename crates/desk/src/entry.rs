//! The ways a client comes in, and what each of them can do.

use serde::{Deserialize, Serialize};

/// How the client came in; fixed for the conversation's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Website chat.
    Chat,
    /// Facebook Messenger: writes to the company's page.
    Messenger,
    /// WhatsApp: writes to the company's number.
    Whatsapp,
}

/// How much of an operator one conversation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// One of several at once, up to the chat limit.
    Slot,
    /// The whole operator: accepted only at an empty desk.
    Whole,
}

impl Entry {
    /// Every entry that exists, in the order a widget offers them, and then those of outside messengers.
    pub const ALL: [Self; 3] = [Self::Chat, Self::Messenger, Self::Whatsapp];

    /// Whether its clients come in through a widget, which may offer it.
    #[must_use]
    pub const fn is_of_widgets(self) -> bool {
        match self {
            Self::Chat => true,
            Self::Messenger | Self::Whatsapp => false,
        }
    }

    /// How much of an operator a conversation of this entry takes.
    #[must_use]
    pub const fn demand(self) -> Demand {
        match self {
            Self::Chat | Self::Messenger | Self::Whatsapp => Demand::Slot,
        }
    }

    /// Whether a client of this entry is present only while a browser is connected (graces apply).
    #[must_use]
    pub const fn client_is_live(self) -> bool {
        match self {
            Self::Chat => true,
            Self::Messenger | Self::Whatsapp => false,
        }
    }

    /// The word used in the database, the API and the code alike.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Messenger => "messenger",
            Self::Whatsapp => "whatsapp",
        }
    }

    /// The entry of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entry| entry.as_str() == word)
    }
}

/// Some of the entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct EntrySet(u16);

impl EntrySet {
    /// None of them.
    pub const NONE: Self = Self(0);

    const fn bit(entry: Entry) -> u16 {
        1 << entry as u16
    }

    /// Whether it is one of them.
    #[must_use]
    pub const fn contains(self, entry: Entry) -> bool {
        self.0 & Self::bit(entry) != 0
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All entries but these.
    #[must_use]
    pub fn others(self) -> Self {
        Entry::ALL.into_iter().filter(|entry| !self.contains(*entry)).collect()
    }

    /// They, in the order of [`Entry::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Entry> {
        Entry::ALL.into_iter().filter(move |entry| self.contains(*entry))
    }
}

impl FromIterator<Entry> for EntrySet {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        Self(entries.into_iter().fold(0, |bits, entry| bits | Self::bit(entry)))
    }
}

impl From<Vec<Entry>> for EntrySet {
    fn from(entries: Vec<Entry>) -> Self {
        entries.into_iter().collect()
    }
}

impl From<EntrySet> for Vec<Entry> {
    fn from(entries: EntrySet) -> Self {
        entries.iter().collect()
    }
}
