//! Routing rules tried, and decisions told.

use super::{Named, When};
use desk::{
    Entry,
    routing::{Outcome, Rule},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a conversation was directed to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ConversationRouting {
    /// Through which widget the client came.
    pub widget: Option<String>,
    /// The decision; null: the widget had no rules, so its group has it.
    pub decision: Option<RoutingReport>,
}

/// A decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RoutingReport {
    /// When.
    pub at: When,
    /// The client's language as it was told.
    pub language: Option<String>,
    /// The page the client came from.
    pub page: Option<String>,
    /// Every rule that was looked at, in order; the last one decided.
    pub steps: Vec<RoutingStep>,
    /// To whom the client was directed.
    pub target: Named,
}

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RoutingStep {
    /// The rule as it was; null: none of them, so the widget's group has it.
    pub rule: Option<Rule>,
    /// The group or operator it leads to, by name; null: the last operator of a client who had none.
    pub to: Option<Named>,
    /// What it came to.
    pub outcome: Outcome,
}

/// Rules to be tried on a client who does not exist.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct TryRouting {
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// The widget's group.
    pub group: Uuid,
    /// The client.
    pub client: ImaginedClient,
}

/// A client who does not exist.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct ImaginedClient {
    /// The language of the page, a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// The way in.
    pub entry: Entry,
    /// Parameters of the page and the form.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// The page's address.
    #[serde(default)]
    pub page: Option<String>,
    /// Who talked with the client last; left out: nobody has.
    #[serde(default)]
    pub last_operator: Option<Uuid>,
}
