//! How long what clients say is kept, and what goes when one is erased.

use super::When;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How long what clients say is kept. Null: for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub struct PrivacyRules {
    /// Conversations that ended, and closed requests that were left, longer ago than so many days (1 to 36,500) are made
    /// anonymous: nothing but numbers is left of them, and they are nobody's.
    pub conversations_days: Option<u32>,
    /// Files that were sent longer ago than so many days (1 to 36,500) in conversations that are over are deleted.
    pub files_days: Option<u32>,
}

/// How much these rules reach now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PrivacyDue {
    /// Conversations.
    pub conversations: i64,
    /// Requests.
    pub requests: i64,
    /// Files.
    pub files: i64,
}

/// What goes when a client is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Erasure {
    /// What is typed to say that it is meant: the name, else the e-mail address, else the phone number, else some of the id.
    pub confirm: String,
    /// When it was done already.
    pub erased_at: Option<When>,
    /// Conversations, as whatever client the person was known.
    pub conversations: i64,
    /// Of these: not over. As long as there are some, nobody is erased.
    pub running: i64,
    /// Messages of both sides.
    pub messages: i64,
    /// Notes.
    pub notes: i64,
    /// Files.
    pub files: i64,
    /// Of how many bytes together.
    pub bytes: i64,
    /// Pages looked at.
    pub page_views: i64,
    /// Offline requests.
    pub requests: i64,
}

/// Erases a client.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct EraseClient {
    /// What [`Erasure::confirm`] says.
    pub confirm: String,
}
