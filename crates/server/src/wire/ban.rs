//! Clients who are not served for a while.

use super::{Named, When, conversation::ClientName};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// A client who is not served. Clients are never told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Ban {
    /// Its id.
    pub id: Uuid,
    /// Who, as known now; it reaches everybody who is the same person.
    pub client: ClientName,
    /// The conversation that gave rise to it.
    pub conversation: Uuid,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: Named,
    /// Since when.
    pub at: When,
    /// When it lapses by itself; null: never.
    pub until: Option<When>,
    /// Who lifted it before its time.
    pub lifted_by: Option<Named>,
    /// When it was lifted.
    pub lifted_at: Option<When>,
}

/// A ban as the client's card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientBan {
    /// Its id.
    pub id: Uuid,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: Named,
    /// Since when.
    pub at: When,
    /// When it lapses by itself; null: never.
    pub until: Option<When>,
}

/// Bans the client of a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct BanClient {
    /// The ban's id, made by whoever asks: repeated, nothing happens again.
    pub id: Uuid,
    /// Why, for colleagues; at most 500 characters.
    pub reason: String,
    /// When it lapses by itself; left out or null: never.
    #[serde(default)]
    pub until: Option<When>,
    /// Whether the client's running conversations end with it.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub end: bool,
}
