//! Operators as their colleagues see them.

use super::{When, account::Owed, openid::OpenIdWay};
use desk::{
    Entry, Permission,
    operator::{Role, Shown, Status},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// An operator as colleagues see him or her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Operator {
    /// The id.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// What clients see instead of the name; null: the name.
    pub public_name: Option<String>,
    /// Where the photo is read, from the server's root; null: there is none.
    pub photo_url: Option<String>,
    /// The chosen status.
    pub status: Status,
    /// The chosen status and what the system adds to it.
    pub shown: Shown,
    /// Why away, if that was chosen.
    pub away_reason: Option<AwayReason>,
    /// Until when he or she wraps up after a conversation: no new client is offered.
    pub wraps_up_until: Option<When>,
    /// Active conversations now.
    pub active: u32,
    /// The chat limit that holds.
    pub chat_limit: u32,
    /// The groups he or she serves.
    pub groups: Vec<Uuid>,
    /// The entries administrators do not let him or her take.
    pub entries_barred: Vec<Entry>,
    /// The entries he or she has switched off: such clients are not offered, but may be accepted by hand.
    pub entries_off: Vec<Entry>,
}

/// The operator who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Me {
    /// The id.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// What clients see instead of the name; null: the name.
    pub public_name: Option<String>,
    /// Where the photo is read, from the server's root; null: there is none.
    pub photo_url: Option<String>,
    /// The e-mail address to sign in with.
    pub email: String,
    /// What he or she is there for.
    pub role: Role,
    /// What he or she may do.
    pub permissions: Vec<Permission>,
}

/// Signs in.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct SignIn {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The app's code or a recovery code, of who has a second step; asked for with `code-required`.
    #[serde(default)]
    pub code: Option<String>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Session {
    /// The operator.
    pub operator: Me,
    /// When this sign-in ends by itself.
    pub expires_at: When,
    /// What must be done before anything else may be.
    pub owes: Option<Owed>,
}

/// Chooses a status.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct ChosenStatus {
    /// The status.
    pub status: Status,
    /// Why, with `away`: one of the company's reasons; left out: none is said.
    #[serde(default)]
    pub reason: Option<Uuid>,
}

/// Switches entries on and off for oneself.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct EntrySwitches {
    /// Those whose clients are not to be offered; all others are.
    pub off: Vec<Entry>,
}

/// A reason to be away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AwayReason {
    /// Its id.
    pub id: Uuid,
    /// What can be changed.
    #[serde(flatten)]
    pub details: AwayReasonDetails,
}

/// What can be changed of a reason to be away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AwayReasonDetails {
    /// Its name in each language of the console (`en`, `cs`), 1 to 60 characters; one is enough.
    pub names: BTreeMap<String, String>,
    /// Whether the time is paid.
    pub paid: bool,
}

/// Whether the set-up page is open.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SetUpState {
    /// True until the first administrator exists.
    pub open: bool,
    /// Whether who forgot the password can have a link mailed.
    pub resets: bool,
    /// The OpenID Connect provider people sign in through; null: none.
    pub openid: Option<OpenIdWay>,
}

/// Makes the first administrator.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SetUp {
    /// The one-time token printed on the server's console.
    pub token: String,
    /// The company's name, as clients see it.
    pub company: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's e-mail address.
    pub email: String,
    /// At least 10 characters.
    pub password: String,
}
