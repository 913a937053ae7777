//! Channels: pages and numbers of outside messengers, as administrators edit them and as the workspace needs them; and how far
//! what was sent through one has got.

use super::{
    Target, When,
    conversation::{Conversation, TargetId},
};
use desk::{
    Entry,
    delivery::{DeliveryState, FailedWhy},
    routing::Rule,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// A page or number of an outside messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Channel {
    /// Its id, as in the webhook's address.
    pub id: Uuid,
    /// Which messenger; also the entry of its clients.
    pub kind: Entry,
    /// The name operators see.
    pub name: String,
    /// Whom its clients are directed to where no rule holds.
    pub target: Target,
    /// Whom its clients are directed to, in order.
    pub routing: Vec<Rule>,
    /// The settings that may be shown, by key.
    pub settings: BTreeMap<String, String>,
    /// The keys of the secret settings that are there; they are never told again.
    pub secrets: Vec<String>,
    /// Until when what is signed with an app secret of before is taken in, too; null: there is none.
    pub old_secret_until: Option<When>,
    /// The address the messenger calls.
    pub webhook: String,
    /// Whether its secrets open with this installation's key; if not, they are to be entered again.
    pub readable: bool,
    /// When it was made.
    pub created_at: When,
    /// When it last told us something that was signed rightly.
    pub heard_at: Option<When>,
    /// When it last told us something whose signature was wrong, if nothing right came since.
    pub wrong_signature_at: Option<When>,
    /// What the messenger last said is wrong with the page or number, until something gets through again.
    pub trouble: Option<ChannelTrouble>,
    /// How much waits to be sent.
    pub waiting: u32,
    /// How much of what came in could not be taken in yet.
    pub stuck: u32,
}

/// What is wrong with a page or number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelTrouble {
    /// Why nothing gets through.
    pub why: FailedWhy,
    /// What the messenger says.
    pub said: String,
    /// Since when.
    pub at: When,
}

/// A new page or number.
#[derive(Clone, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct NewChannel {
    /// Which messenger: `messenger` or `whatsapp`.
    pub kind: Entry,
    /// The name operators see, 1 to 100 characters.
    pub name: String,
    /// Whom its clients are directed to.
    pub target: TargetId,
    /// All its settings, secrets among them, by key. A `verify_token` that is left out is made.
    pub settings: BTreeMap<String, String>,
    /// Whom its clients are directed to, in order.
    #[serde(default)]
    pub routing: Vec<Rule>,
}

/// What is changed of a page or number; what is left out stays.
#[derive(Clone, Default, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct ChangeChannel {
    /// The name operators see, 1 to 100 characters.
    pub name: Option<String>,
    /// Whom its clients are directed to.
    pub target: Option<TargetId>,
    /// Settings by key; an empty value takes one away that is not required. A new app secret is that of every page and number of
    /// the same app; what is signed with the one before is taken in for a day more.
    #[ts(optional, as = "Option<BTreeMap<String, String>>")]
    pub settings: BTreeMap<String, String>,
    /// Whom its clients are directed to, in order.
    pub routing: Option<Vec<Rule>>,
}

/// A kind of channel, with what is to be known of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelKind {
    /// Which messenger.
    pub kind: Entry,
    /// Its settings, in order.
    pub settings: Vec<ChannelField>,
}

/// A setting of a kind of channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelField {
    /// Its key.
    pub key: String,
    /// Never shown again.
    pub secret: bool,
    /// Nothing works without it.
    pub required: bool,
}

/// The channels there are, and could be.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct Channels {
    /// By name.
    pub items: Vec<Channel>,
    /// What can be connected.
    pub kinds: Vec<ChannelKind>,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelTest {
    /// Everything that was looked at, in order.
    pub checks: Vec<ChannelCheck>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelCheck {
    /// What.
    pub what: CheckedWhat,
    /// In order or not; null: it could not be found out.
    pub fine: Option<bool>,
    /// What exactly was found; null: there is no more to say.
    pub finding: Option<CheckFinding>,
    /// The page's name or the number, an address, what is missing; or what the messenger says is wrong. May be empty.
    pub said: String,
    /// Of a token: until when it holds; of signature and webhook: when something came in last.
    pub at: Option<When>,
}

/// What exactly was found: about each, something else is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CheckFinding {
    /// The secrets were sealed with another key of this installation.
    Unreadable,
    /// The token is over.
    Expired,
    /// Whoever made the token has another password since.
    PasswordChanged,
    /// Whoever made the token took it from the app.
    AppRemoved,
    /// The token is a person's, where one of the page is needed.
    OfAPerson,
    /// The messenger does not take it, and says no more.
    Refused,
    /// Something is missing; `said` names it.
    Missing,
    /// There is no such page or number, or none this token sees.
    NotThere,
    /// It is another page or number than was meant, or another account's.
    Another,
    /// The app is told of nothing.
    NotSubscribed,
    /// The app is told of something, but of no messages.
    NoMessages,
    /// The secret is not that of the app.
    NotTheApps,
    /// What came in last was signed with another secret.
    WrongSignature,
    /// The app has no webhook.
    NoWebhook,
    /// The webhook is switched off.
    Off,
    /// The webhook is another address; `said` is that.
    Elsewhere,
    /// The webhook is this one under another name; `said` is that.
    OtherName,
    /// The webhook is that of another page or number of the same app here; `said` is its name.
    ThroughAnother,
    /// This desk's address is none that the messenger calls; `said` is that.
    NotPublic,
    /// All is set, and nothing has come in yet.
    NothingYet,
    /// The app is not known, so it cannot be asked.
    NoApp,
    /// No answer came.
    NoAnswer,
    /// The messenger is in trouble, or is asked too much.
    Busy,
    /// It cannot be asked as long as the app secret is wrong.
    SecretFirst,
}

/// What is looked at in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CheckedWhat {
    /// The token holds.
    Token,
    /// It may do what is needed.
    Permission,
    /// The page or number is the one that was meant.
    Account,
    /// The messenger tells us what happens there.
    Subscription,
    /// What comes in is signed with the app secret we have.
    Signature,
    /// The messenger reaches the webhook.
    Reachability,
}

/// A page or number as the workspace needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WorkspaceChannel {
    /// Its id.
    pub id: Uuid,
    /// Which messenger.
    pub kind: Entry,
    /// The name operators see.
    pub name: String,
    /// What can be sent; null: it is connected no longer, and nothing can be.
    pub can: Option<Capabilities>,
}

/// What can be sent through a messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Capabilities {
    /// The longest text of one part; a longer one goes out as several.
    pub text: u32,
    /// Which files, and how large.
    pub files: Vec<FileLimit>,
    /// A message may answer an earlier one.
    pub replies: bool,
    /// The signs an operator may react with; empty: any emoji; null: none at all.
    pub reactions: Option<Vec<String>>,
    /// The client sees that an operator types.
    pub typing: bool,
    /// For how long after the client's last word anything may be sent, in hours; null: always.
    pub window_hours: Option<u32>,
    /// After that, and to begin a talk, approved templates may be sent.
    pub templates: bool,
}

/// How large a file of some types may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FileLimit {
    /// Its media types (`image/png`); empty: any.
    pub types: Vec<String>,
    /// In bytes.
    #[ts(type = "number")]
    pub most: u64,
}

/// How far one of the operators' messages has got on an outside messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MessageDelivery {
    /// The message's number.
    pub seq: i64,
    /// How far; of one that went in several parts, the one that is least far.
    pub state: DeliveryState,
    /// Why it failed or is unknown.
    pub why: Option<FailedWhy>,
    /// What the messenger says of it.
    pub said: Option<String>,
    /// When it last got further, or less far; of one that went in several parts, any of them.
    pub at: When,
}

/// A template the messenger approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelTemplate {
    /// Its name.
    pub name: String,
    /// Its language, as the account calls it (`en_US`).
    pub language: String,
    /// What it is for, as the messenger says (`UTILITY`).
    pub category: String,
    /// The words above; places are `{{1}}`.
    pub header: Option<String>,
    /// The words; places are `{{1}}` or `{{name}}`.
    pub body: String,
    /// The words below.
    pub footer: Option<String>,
    /// The labels of its buttons.
    pub buttons: Vec<String>,
}

/// The templates of an account that can be sent.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct ChannelTemplates {
    /// By name.
    pub items: Vec<ChannelTemplate>,
}

/// Sends an approved template in a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct SendTemplate {
    /// The message's id, made by the sender (UUIDv7); a repeated id sends nothing twice.
    pub id: Uuid,
    /// The template's name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What stands in the header's places, in order.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub header: Vec<String>,
    /// What stands in the body's places, in order.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub body: Vec<String>,
}

/// Begins a talk with a client through a channel, by an approved template.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct BeginByTemplate {
    /// The conversation's id, made by the sender (UUIDv7).
    pub id: Uuid,
    /// The client; either this or a number.
    #[serde(default)]
    pub client: Option<Uuid>,
    /// The phone number, in international form with its plus.
    #[serde(default)]
    pub phone: Option<String>,
    /// What is sent.
    pub template: SendTemplate,
}

/// A conversation that was begun.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[ts(export)]
pub struct Begun {
    /// It.
    pub conversation: Conversation,
}

/// An operator's sign on a message, or its taking away.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct React {
    /// The number of a message of the client.
    pub seq: i64,
    /// One emoji; null: none any more.
    pub emoji: Option<String>,
}
