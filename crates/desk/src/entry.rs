//! The ways a client comes in, and what each of them can do.

use serde::{Deserialize, Serialize};

/// How the client came in; fixed for the conversation's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Website chat.
    Chat,
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
    /// Every entry that exists, in the order a widget offers them.
    pub const ALL: [Self; 1] = [Self::Chat];

    /// How much of an operator a conversation of this entry takes.
    #[must_use]
    pub const fn demand(self) -> Demand {
        match self {
            Self::Chat => Demand::Slot,
        }
    }

    /// Whether a client of this entry is present only while a browser is connected (graces apply).
    #[must_use]
    pub const fn client_is_live(self) -> bool {
        match self {
            Self::Chat => true,
        }
    }

    /// The word used in the database, the API and the code alike.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
        }
    }

    /// The entry of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entry| entry.as_str() == word)
    }
}
