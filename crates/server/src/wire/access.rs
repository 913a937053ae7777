//! Mailed links: invitations, and new passwords for who forgot the own one.

use super::administration::User;
use desk::{Entry, Permission, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// Invites somebody, who sets name and password then.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct Invite {
    /// The e-mail address, to which the invitation goes and with which he or she signs in.
    pub email: String,
    /// The name, up to 100 characters; left out: what stands before the @ of the address, until he or she says.
    #[serde(default)]
    pub name: Option<String>,
    /// What he or she is there for.
    pub role: Role,
    /// What may be done otherwise than the role says.
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<Permission, bool>>", optional)]
    pub permissions: BTreeMap<Permission, bool>,
    /// Own chat limit, 0 to 50; null: the groups', else the company's.
    #[serde(default)]
    pub chat_limit: Option<u32>,
    /// The entries he or she may not take.
    #[serde(default)]
    #[ts(as = "Option<Vec<Entry>>", optional)]
    pub entries_barred: Vec<Entry>,
    /// The groups he or she serves.
    #[serde(default)]
    #[ts(as = "Option<Vec<Uuid>>", optional)]
    pub groups: Vec<Uuid>,
}

/// Who was invited.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Invited {
    /// The user.
    pub user: User,
    /// Where the link leads on this server, told once, where no mail could be sent: it has to be handed over. Null: it was
    /// mailed.
    pub link: Option<String>,
}

/// Asks for a mail to set a new password with.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ResetWanted {
    /// The address one signs in with.
    pub email: String,
}

/// Asks whose a link is.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinkToken {
    /// What stands behind the # of the link.
    pub token: String,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LinkFor {
    /// To come in as a new user.
    Invitation,
    /// To set a new password.
    Reset,
}

/// Whose a link is.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinkOwner {
    /// What it is for.
    pub kind: LinkFor,
    /// The company's name.
    pub company: String,
    /// The person's name so far.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
}

/// Uses a link.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct LinkUse {
    /// What stands behind the # of the link.
    pub token: String,
    /// The name, 1 to 100 characters; of an invitation only. Left out: as it is.
    #[serde(default)]
    pub name: Option<String>,
    /// The password: 10 to 200 characters, neither the own name nor one of those that are guessed first.
    pub password: String,
}
