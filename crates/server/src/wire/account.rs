//! What people change of their own sign-in: password, second step, where they are signed in.

use super::When;
use desk::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// What must be done before anything else may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Owed {
    /// Set up the second step of signing in.
    SecondFactor,
}

impl From<store::Owed> for Owed {
    fn from(owed: store::Owed) -> Self {
        match owed {
            store::Owed::SecondFactor => Self::SecondFactor,
        }
    }
}

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SignInPlace {
    /// Its id. It says nothing of the cookie.
    pub id: Uuid,
    /// The browser, "Chrome 142".
    pub browser: Option<String>,
    /// The operating system, "Windows 11".
    pub os: Option<String>,
    /// `desktop`, `mobile` or `tablet`.
    pub device: Option<String>,
    /// The address it was made from.
    pub address: Option<String>,
    /// When it was made.
    pub created_at: When,
    /// About when a request came with it last.
    pub seen_at: When,
    /// When it ends by itself.
    pub expires_at: When,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether it was made through the OpenID Connect provider.
    pub openid: bool,
}

/// How clients see who is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Profile {
    /// What clients see instead of the name, up to 100 characters; empty: the name.
    pub public_name: String,
}

/// Changes one's own password.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ChangePassword {
    /// The present one.
    pub current: String,
    /// The new one: 10 to 200 characters, neither one's own name nor one of those that are guessed first.
    pub password: String,
}

/// Proves who sits there by the password.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ProvePassword {
    /// The password.
    pub password: String,
}

/// How one's own second step stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SecondFactor {
    /// Since when a code is asked for; null: it is not.
    pub on_since: Option<When>,
    /// How many recovery codes were not used yet.
    pub recovery_codes_left: u32,
    /// Whether the company asks it of this role.
    pub required: bool,
}

/// Begins to set up the second step.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct BeginSecondFactor {
    /// The password. Who was led here right after it need not say it again.
    #[serde(default)]
    pub password: Option<String>,
}

/// What goes into the app. It counts once a code of it was sent.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SecondFactorBegun {
    /// The secret, to type where no picture can be taken: base32.
    pub secret: String,
    /// The same as an address, for an app on this device.
    pub address: String,
    /// The address as a picture.
    pub picture: QrCode,
}

/// A QR code.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct QrCode {
    /// Squares on each side, without the quiet edge of four around it.
    pub size: u32,
    /// The dark squares as the path of an SVG whose unit is one square.
    pub path: String,
}

/// The first code of the app.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ConfirmSecondFactor {
    /// Six digits.
    pub code: String,
}

/// Codes for a lost app, told once. Each opens once.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// What the company asks of those who sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SignInRules {
    /// The roles that must use a second step. Who has none is led to it at the next sign-in.
    pub second_factor_roles: Vec<Role>,
}
