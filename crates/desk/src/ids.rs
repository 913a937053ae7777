//! One type per kind of id, so that a client's id never reaches where an operator's belongs.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id!(
    /// One contact of one client, from entry to end.
    ConversationId
);
id!(
    /// The person who contacts the company.
    ClientId
);
id!(
    /// A person of the company who talks with clients.
    OperatorId
);
id!(
    /// A page or number of an outside messenger.
    ChannelId
);
id!(
    /// Operators who serve the same clients.
    GroupId
);
id!(
    /// A file somebody sent.
    FileId
);
id!(
    /// What a client left while nobody could talk; the id is its browser's.
    OfflineRequestId
);
id!(
    /// A client who is not served for a while.
    BanId
);
id!(
    /// What a program of the company's signs in with.
    TokenId
);
id!(
    /// Why somebody is away.
    AwayReasonId
);
id!(
    /// A canned text.
    TemplateId
);
id!(
    /// One event; for a message it is the id its sender gave it.
    EventId
);
id!(
    /// What an operator picks at the end: solved, follow-up, spam …
    ResultId
);
id!(
    /// A coloured word on a conversation.
    TagId
);

/// A widget's short name, as it stands in the snippet (`demo`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WidgetId(pub String);

/// Why a text is no widget id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a widget id is 1 to 40 of a-z, 0-9 and -")]
pub struct NotAWidgetId;

impl FromStr for WidgetId {
    type Err = NotAWidgetId;
    fn from_str(text: &str) -> Result<Self, NotAWidgetId> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAWidgetId) }
    }
}

impl fmt::Display for WidgetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
