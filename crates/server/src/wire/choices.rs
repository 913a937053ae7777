//! By what lists of conversations can be filtered: also what exists no longer, for there were conversations with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What can be chosen in the filters of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FilterChoices {
    /// Groups, by name.
    pub groups: Vec<Choice>,
    /// Operators, by name.
    pub operators: Vec<Choice>,
    /// Widgets, by name.
    pub widgets: Vec<Choice>,
    /// Pages and numbers of outside messengers, by name.
    pub channels: Vec<Choice>,
    /// Tags.
    pub tags: Vec<Choice>,
    /// Results.
    pub results: Vec<Choice>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Choice {
    /// What to ask for.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// It exists no longer.
    pub gone: bool,
}
