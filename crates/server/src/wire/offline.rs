//! Offline requests: as clients leave them, and as operators see them.

use super::{
    Named, When,
    client::PageNow,
    conversation::NamedWidget,
    widget::{FieldKind, FormField},
};
use desk::{
    Entry,
    offline::{Means, Stage, Why},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// The form that stands in place of the queue while nobody can talk, as administrators edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(export)]
pub struct OfflineForm {
    /// Whether clients may leave a request at all.
    pub on: bool,
    /// The address that is told of each request; null: nobody is.
    pub email: Option<String>,
    /// What it asks for, in order. An e-mail address or a phone number must be among what is required.
    pub fields: Vec<FormField>,
    /// Whether it asks when a call suits, where it asks for a phone number.
    pub time: bool,
}

impl Default for OfflineForm {
    fn default() -> Self {
        let field = |kind, required| FormField { kind, required, choices: BTreeMap::new(), notice: false };
        Self {
            on: true,
            email: None,
            fields: vec![
                field(FieldKind::Name, false),
                field(FieldKind::Email, true),
                field(FieldKind::Phone, false),
                field(FieldKind::Message, true),
            ],
            time: false,
        }
    }
}

/// The same, as the web page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PublicOfflineForm {
    /// What it asks for, in order.
    pub fields: Vec<FormField>,
    /// Whether it asks when a call suits.
    pub time: bool,
}

/// What a client leaves.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct LeaveRequest {
    /// Made by the browser (UUIDv7); a repeated id leaves nothing twice.
    pub id: Uuid,
    /// Through which widget.
    pub widget: String,
    /// The way in that was meant; the widget must offer it.
    pub entry: Entry,
    /// Answers by field key; a consent is the number of the version that was shown, as on entering.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// When a call suits, at most 200 characters.
    #[serde(default)]
    pub time: Option<String>,
    /// The conversation in which the client waits: leaving a request leaves the queue.
    #[serde(default)]
    pub conversation: Option<Uuid>,
    /// The page the client is on.
    #[serde(default)]
    pub page: Option<PageNow>,
    /// The language the widget speaks with the client, a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// Who is signed in on the company's site: a token its server signed (docs/widget.md).
    #[serde(default)]
    pub identity: Option<String>,
}

/// It was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RequestLeft {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: When,
}

/// An offline request, as operators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OfflineRequest {
    /// Its id.
    pub id: Uuid,
    /// The client who left it.
    pub client: Uuid,
    /// The way in that was meant.
    pub entry: Entry,
    /// Where it was left.
    pub widget: NamedWidget,
    /// Who sees to it.
    pub group: Named,
    /// The name that was filled in.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// One of the choices.
    pub topic: Option<String>,
    /// What it is about.
    pub message: Option<String>,
    /// When a call suits, in the client's words.
    pub time: Option<String>,
    /// The language the client spoke (BCP 47).
    pub language: Option<String>,
    /// The page it was left on.
    pub page: Option<String>,
    /// The version of the consent's text that the client agreed to.
    pub consent: Option<u32>,
    /// Why it was left.
    pub why: Why,
    /// When it was left.
    pub created_at: When,
    /// How far it is.
    pub stage: Stage,
    /// Who has it, or had it last.
    pub operator: Option<Named>,
    /// Raised with every change: one with a lower number is older.
    pub version: i64,
    /// What was done with it, in order.
    pub history: Vec<Deed>,
}

/// What was done with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Deed {
    /// By whom.
    pub by: Named,
    /// When.
    pub at: When,
    /// What.
    #[serde(flatten)]
    pub what: Done,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "lowercase", tag = "kind")]
#[ts(export)]
pub enum Done {
    /// Taken.
    Taken,
    /// Left to others.
    Released,
    /// Answered.
    Answered {
        /// How.
        means: Means,
        /// What was written, if it was written here.
        text: Option<String>,
    },
    /// Closed.
    Closed,
    /// Taken up once more.
    Reopened,
}

/// How many requests of a group nobody has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenRequests {
    /// The group.
    pub group: Uuid,
    /// How many.
    pub open: u32,
}

/// The client was, or is to be, answered.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct AnswerRequest {
    /// Made by the browser (UUIDv7); a repeated id answers nothing twice.
    pub id: Uuid,
    /// How.
    pub means: Means,
    /// What to write to the client: it is sent as a mail. Left out: it was answered elsewhere.
    #[serde(default)]
    pub text: Option<String>,
}
