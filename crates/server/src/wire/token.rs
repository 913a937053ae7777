//! API tokens, as administrators see and make them.

use super::{Named, When};
use desk::token::Scope;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// An API token. What opens is told once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// How it begins.
    pub hint: String,
    /// What it lets do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: When,
    /// Who made it.
    pub created_by: Named,
    /// When it ends by itself; null: never.
    pub expires_at: Option<When>,
    /// About when a request came with it last.
    pub used_at: Option<When>,
}

/// Makes an API token.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct NewApiToken {
    /// What people call it, at most 100 characters.
    pub name: String,
    /// What it lets do, at least one thing.
    pub scopes: Vec<Scope>,
    /// When it ends by itself; left out or null: never.
    #[serde(default)]
    pub expires_at: Option<When>,
}

/// A token that was just made.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MadeApiToken {
    /// Its id.
    pub id: Uuid,
    /// What opens, told this once: `Authorization: Bearer TOKEN`.
    pub token: String,
}
