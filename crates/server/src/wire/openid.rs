//! Signing in through an OpenID Connect provider: its settings, and what one is told on the way.

use super::When;
use desk::{Role, openid::Trouble};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// The provider, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenId {
    /// Whether people sign in through it.
    pub on: bool,
    /// What people call it; the button says "Sign in with …".
    pub name: String,
    /// The issuer's address, exactly as the provider says it.
    pub issuer: String,
    /// What this desk is called there.
    pub client_id: String,
    /// Whether a client secret is kept. It is not told.
    pub has_secret: bool,
    /// Whether e-mail addresses count as verified where the provider does not say whether they are.
    pub trusts_addresses: bool,
    /// What becomes of people nobody knows; null: they are refused.
    pub newcomers: Option<Newcomers>,
    /// Whether others than administrators still sign in with a password.
    pub passwords: bool,
}

/// People nobody knows are made users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Newcomers {
    /// Of this role: `operator` or `supervisor`.
    pub role: Role,
    /// Who serve these groups.
    pub groups: Vec<Uuid>,
    /// If their address is of one of these domains: at least one, at most 50. Those below a domain are others.
    pub domains: Vec<String>,
}

/// Sets the provider.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct OpenIdDetails {
    /// Whether people sign in through it.
    pub on: bool,
    /// What people call it, 1 to 60 characters.
    pub name: String,
    /// The issuer's address, exactly as the provider says it: `https://…`, or `http://…` on this very machine.
    pub issuer: String,
    /// What this desk is called there.
    pub client_id: String,
    /// The client secret. Left out, the one that is kept stays; but only for the same issuer and client id.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Whether e-mail addresses count as verified where the provider does not say whether they are.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub trusts_addresses: bool,
    /// What becomes of people nobody knows; null: they are refused.
    #[serde(default)]
    pub newcomers: Option<Newcomers>,
    /// Whether others than administrators still sign in with a password. Turned off, one administrator must have one.
    pub passwords: bool,
}

/// The provider as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenIdState {
    /// The provider; null: none was set so far.
    pub provider: Option<OpenId>,
    /// Where the provider sends people back to: has to be registered there.
    pub redirect: String,
    /// How many users are known to be somebody there.
    pub linked: u32,
}

/// What became of looking at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenIdTested {
    /// Where it ended; null: it answers, and believes this desk.
    pub trouble: Option<Trouble>,
    /// What the provider or the system said.
    pub said: Option<String>,
}

/// What the page for signing in offers beside the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenIdWay {
    /// What people call the provider.
    pub name: String,
    /// Whether others than administrators still sign in with a password.
    pub passwords: bool,
}

/// By what one can sign in oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OwnWays {
    /// Whether one has a password.
    pub password: bool,
    /// The provider through which one signs in; null: none, or it does not know one.
    pub openid: Option<OwnOpenId>,
}

/// That one is somebody at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OwnOpenId {
    /// What people call the provider.
    pub name: String,
    /// Since when.
    pub since: When,
    /// Whether one can undo it oneself: there is a password to sign in with afterwards.
    pub can_unlink: bool,
}

/// Why somebody who went off to sign in through the provider is not signed in. Stands behind `#refused=` in the address of
/// the page for signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum OpenIdRefusal {
    /// Nobody signs in through a provider here.
    Off,
    /// The provider does not answer, or not as it should.
    Provider,
    /// The person did not agree there, or is not let in there.
    Denied,
    /// It took too long, was done already, or was begun in another browser.
    Expired,
    /// The provider tells no e-mail address.
    NoAddress,
    /// The provider does not say that the e-mail address is verified.
    Unverified,
    /// No user has the address.
    Unknown,
    /// The user may not sign in any more.
    Deactivated,
    /// The user of the address is linked with another account of the provider.
    LinkedOtherwise,
    /// Too many tries.
    TooMany,
    /// The desk could not do it at the moment.
    Unavailable,
}
