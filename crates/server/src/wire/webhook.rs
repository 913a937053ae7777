//! Other systems that hear what happens, as administrators see and change them.

use super::When;
use desk::webhook::{Topic, Trouble};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// Another system that hears what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// What can be changed.
    #[serde(flatten)]
    pub details: WebhookDetails,
    /// When it was made.
    pub created_at: When,
    /// Since when nothing is sent; what happens meanwhile is kept.
    pub paused_at: Option<When>,
    /// Whether that is because it answered that it wants to hear nothing more (status 410).
    pub gone: bool,
    /// Whether its secret opens with this installation's key; if not, it needs a new one.
    pub readable: bool,
    /// Until when its requests are signed with the secret before, too.
    pub old_secret_until: Option<When>,
    /// How much is to be sent, not tried yet or again.
    pub waiting: u32,
    /// Of these: tried in vain so far.
    pub troubled: u32,
    /// How much was given up.
    pub stopped: u32,
    /// When it took something last.
    pub delivered_at: Option<When>,
}

/// What can be changed of another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct WebhookDetails {
    /// What people call it, 1 to 100 characters.
    pub name: String,
    /// Where it listens: an `http` or `https` address.
    pub url: String,
    /// What it hears of, at least one.
    pub topics: Vec<Topic>,
    /// Whether nothing is sent.
    #[serde(default)]
    pub paused: bool,
}

/// What its requests are signed with. Told this once.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WebhookSecret {
    /// The webhook.
    pub id: Uuid,
    /// The secret, as the Standard Webhooks specification has it: `whsec_` and base64.
    pub secret: String,
}

/// What another system answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WebhookAnswer {
    /// What went wrong; null: nothing.
    pub trouble: Option<Trouble>,
    /// The HTTP status, if it came so far.
    pub status: Option<u16>,
    /// The beginning of what it said, or what the system said of the attempt.
    pub said: String,
}

/// How far news are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DeliveryState {
    /// Not tried yet.
    Waiting,
    /// Tried in vain, and tried again.
    Retrying,
    /// The other side took it.
    Delivered,
    /// Not tried any more.
    Stopped,
}

/// News for another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Delivery {
    /// Its id, the same with every attempt: the header `webhook-id`.
    pub id: Uuid,
    /// What it is about.
    pub topic: Topic,
    /// Where it happened.
    pub conversation: Uuid,
    /// Its number there.
    pub seq: i64,
    /// When it happened.
    pub created_at: When,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<When>,
    /// When it is tried next.
    pub due_at: Option<When>,
    /// What the other side answered last.
    pub answer: Option<WebhookAnswer>,
}

/// News for another system, with what is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct DeliveryView {
    /// The news.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The request's body as it would be sent now; null when what it tells of is not there any more.
    pub body: Option<String>,
}

/// How much is sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SentAgain {
    /// How much.
    pub count: u64,
}
