//! Mails and the server they are handed to, as administrators see them.

use super::{Named, When};
use desk::mail::Trouble;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum MailSecurity {
    /// Not at all: only for a server on the same machine or wire.
    None,
    /// After the greeting, by STARTTLS; never without. Mostly port 587.
    Starttls,
    /// From the first byte. Mostly port 465.
    Tls,
}

/// The server mails are handed to, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is protected.
    pub security: MailSecurity,
    /// Who signs in there; null: nobody.
    pub user: Option<String>,
    /// Whether a password is kept. It is not told.
    pub has_password: bool,
    /// The address mails come from.
    pub from_address: String,
    /// The name mails come from.
    pub from_name: String,
    /// The language of mails to the company's own people.
    pub language: String,
    /// Certificates (PEM) believed besides those everybody believes; null: none.
    pub authority: Option<String>,
}

/// Sets the server mails are handed to.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct MailServerDetails {
    /// Its name or address, 1 to 253 characters.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is protected.
    pub security: MailSecurity,
    /// Who signs in there; left out: nobody.
    #[serde(default)]
    pub user: Option<String>,
    /// The password. Left out, the one that is kept stays; but only for the same server and user.
    #[serde(default)]
    pub password: Option<String>,
    /// The address mails come from.
    pub from_address: String,
    /// The name mails come from, at most 100 characters.
    #[serde(default)]
    pub from_name: String,
    /// The language of mails to the company's own people: `en` or `cs`.
    pub language: String,
    /// Certificates (PEM) believed besides those everybody believes.
    #[serde(default)]
    pub authority: Option<String>,
}

/// A mail sent to see whether it arrives.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MailTest {
    /// With these settings, stored or not.
    pub server: MailServerDetails,
    /// To this address.
    pub to: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MailTested {
    /// Where it ended; null: the server took it.
    pub trouble: Option<Trouble>,
    /// What the server or the system said.
    pub said: Option<String>,
}

/// Mails as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MailState {
    /// The server they are handed to; null: none is set, and mails wait.
    pub server: Option<MailServer>,
    /// Mails that are to be tried, for the first time or again.
    pub waiting: u32,
    /// Of these: tried in vain so far.
    pub troubled: u32,
    /// Mails that are not tried any more, though not sent.
    pub stopped: u32,
}

/// A mail, without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Mail {
    /// Its id.
    pub id: Uuid,
    /// What it is: `offline-request`, `answer`, …
    pub kind: String,
    /// To whom.
    pub to: String,
    /// What it is about, in one line.
    pub subject: String,
    /// When it was written.
    pub created_at: When,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<When>,
    /// When it is tried next; null: not any more.
    pub due_at: Option<When>,
    /// Whether it is being sent now.
    pub sending: bool,
    /// What went wrong last.
    pub trouble: Option<Trouble>,
    /// What the server or the system said then.
    pub said: Option<String>,
    /// When the server took it.
    pub sent_at: Option<When>,
    /// Since when it is not tried any more, though not sent.
    pub stopped_at: Option<When>,
    /// Who gave it up; null: it had its time, or was refused for good.
    pub stopped_by: Option<Named>,
}
