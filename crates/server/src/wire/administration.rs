//! What administrators edit.

use super::When;
use desk::{
    Entry, Permission,
    availability::AllAway,
    files::FileRules,
    offering::First,
    operator::{Role, Shown},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// An operator as administrators see him or her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct User {
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
    /// What may be done otherwise than the role says: true allows it, false does not.
    pub permissions: BTreeMap<Permission, bool>,
    /// Own chat limit; null: the groups', else the company's.
    pub chat_limit: Option<u32>,
    /// The entries he or she may not take.
    pub entries_barred: Vec<Entry>,
    /// The groups he or she serves.
    pub groups: Vec<Uuid>,
    /// What colleagues see now.
    pub shown: Shown,
    /// Seen last.
    pub seen_at: Option<When>,
    /// Since when he or she may not sign in any more.
    pub deactivated_at: Option<When>,
    /// Whether a code is asked for after the password.
    pub second_factor: bool,
    /// Invited, and never here so far.
    pub invited: bool,
    /// Until when the invitation is, or was, good; null: it was not sent, or accepted.
    pub invitation_until: Option<When>,
    /// Whether the OpenID Connect provider knows him or her.
    pub openid: bool,
}

/// From which role on something is allowed, unless it was said otherwise of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PermissionDefault {
    /// What.
    pub permission: Permission,
    /// The role, and those above it.
    pub from_role: Role,
}

/// Makes or changes an operator.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct UserDetails {
    /// The name, 1 to 100 characters.
    pub name: String,
    /// What clients see instead of the name, up to 100 characters; null: the name.
    #[serde(default)]
    pub public_name: Option<String>,
    /// The e-mail address to sign in with.
    pub email: String,
    /// What he or she is there for.
    pub role: Role,
    /// What may be done otherwise than the role says: true allows it, false does not. What is left out is as of the role.
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<Permission, bool>>", optional)]
    pub permissions: BTreeMap<Permission, bool>,
    /// Own chat limit, 0 to 50; null: the groups', else the company's.
    #[serde(default)]
    pub chat_limit: Option<u32>,
    /// The entries he or she may not take; an entry that is not named may be taken, also one that comes with a later build.
    #[serde(default)]
    #[ts(as = "Option<Vec<Entry>>", optional)]
    pub entries_barred: Vec<Entry>,
    /// The groups he or she serves.
    #[serde(default)]
    pub groups: Vec<Uuid>,
    /// A new password: 10 to 200 characters, neither the own name nor one of those that are guessed first; required for a new operator, left out to keep the old one.
    #[serde(default)]
    pub password: Option<String>,
}

/// A group as administrators edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GroupSettings {
    /// Its id.
    pub id: Uuid,
    /// What can be changed.
    #[serde(flatten)]
    pub details: GroupDetails,
}

/// What can be changed of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct GroupDetails {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// Chat limit of its members, 0 to 50; null: the company's.
    #[serde(default)]
    pub chat_limit: Option<u32>,
    /// How long a named operator has to accept, 5 to 3,600 seconds.
    pub accept_seconds: u32,
    /// How long a client should wait at most, 5 to 86,400 seconds.
    pub service_level_seconds: u32,
    /// Whom its clients are offered to first; null: everyone sees them at once.
    #[serde(default)]
    pub offering: Option<GroupOffering>,
    /// Where clients whom nobody accepts are offered on; null: nowhere.
    #[serde(default)]
    pub overflow: Option<GroupOverflow>,
    /// At most so many clients may wait for it, 0 to 10,000: whoever comes then is told it is busy; null: any number.
    #[serde(default)]
    pub queue_limit: Option<u32>,
    /// The time operators have after its conversations, 0 to 900 seconds, in which no new client is offered; null: none.
    #[serde(default)]
    pub wrap_up_seconds: Option<u32>,
    /// Who serves it.
    pub members: Vec<Uuid>,
}

/// How a group's operators are asked one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GroupOffering {
    /// Who is asked first of those who are Available and have room.
    pub first: First,
    /// After so many seconds one more is asked, 5 to 600.
    pub widens_after_seconds: u32,
}

/// What becomes of a group's clients whom nobody accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GroupOverflow {
    /// The group that may accept them then. Groups must not overflow into each other in a circle.
    pub to: Uuid,
    /// After so many seconds, 10 to 3,600.
    pub after_seconds: u32,
}

/// A result as administrators edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ResultDetails {
    /// Its name, 1 to 60 characters.
    pub name: String,
}

/// A tag as administrators edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct TagDetails {
    /// Its name, 1 to 60 characters.
    pub name: String,
    /// Its colour: a number from 1 to 6 of the palette.
    pub colour: i32,
}

/// The company's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct CompanySettings {
    /// The company's name, as clients see it.
    pub name: String,
    /// Chat limit where neither operator nor group has one, 0 to 50.
    pub chat_limit: u32,
    /// Whether waiting clients may be previewed.
    pub previews: bool,
    /// Graces, in seconds.
    pub graces: GraceSettings,
    /// Which files may be sent.
    pub files: FileRules,
    /// Whether operators see what a client is typing before it is sent; the client is told.
    pub typing_preview: bool,
    /// Whether messages with a link show what is behind it. The server looks at the pages then. Left out: yes.
    #[serde(default = "yes")]
    pub link_previews: bool,
    /// What widgets are while everybody who is there is away. Left out: offline.
    #[serde(default)]
    #[ts(as = "Option<AllAway>", optional)]
    pub all_away: AllAway,
}

const fn yes() -> bool {
    true
}

/// How long somebody may be gone before the desk acts, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GraceSettings {
    /// A client is shown as away after this.
    pub client_away: u32,
    /// A waiting client has left the queue after this.
    pub client_waiting: u32,
    /// A talking client has ended the conversation after this.
    pub client_active: u32,
    /// An operator gives the talks back after this.
    pub operator: u32,
}

/// A secret the company's server may sign with, without the secret itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct IdentifySecret {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub created_at: When,
    /// About when something it signed was believed last.
    pub used_at: Option<When>,
    /// False when it was sealed with another key than the present one: it is good for nothing.
    pub readable: bool,
}

/// A secret the company's server may sign with, told once.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct NewIdentifySecret {
    /// Its id.
    pub id: Uuid,
    /// The secret; the server signs with these characters as they stand.
    pub secret: String,
    /// When it was made.
    pub created_at: When,
}
