//! What one message says: text, files, the message it answers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Attachment {
    /// Its id, made by the sender (UUIDv7).
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is, found out from its bytes (`image/png`).
    pub media_type: String,
    /// Its size, in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Width of a picture, in pixels.
    pub width: Option<u32>,
    /// Height of a picture, in pixels.
    pub height: Option<u32>,
    /// Where it is read, from the server's root; whoever knows the address may, as long as it is there.
    pub url: String,
    /// Where a small copy of a picture is read (at most 480 pixels wide and high); null where there is none.
    pub thumbnail_url: Option<String>,
    /// It was deleted: the company keeps files for a while only.
    #[serde(default)]
    pub deleted: bool,
}

/// The message a reply is about, as its client sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientQuote {
    /// Its number.
    pub seq: i64,
    /// The operator who said it, by name; null: the client.
    pub operator: Option<String>,
    /// How it begins.
    pub words: String,
}

/// What is behind the first link of a message: what its page says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinkPreview {
    /// The link, as it stands in the message; `http` or `https`.
    pub url: String,
    /// The host that the page came from in the end.
    pub host: String,
    /// What the site calls itself.
    pub site: Option<String>,
    /// The page's title, at most 200 characters.
    pub title: String,
    /// What the page says it is about, at most 400 characters.
    pub description: Option<String>,
}

/// What an operator says to the client. Text, files or both.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct NewMessage {
    /// Made by the sender (UUIDv7); a repeated id adds nothing twice.
    pub id: Uuid,
    /// At most 4,000 characters; may be empty when there are files.
    pub text: String,
    /// Ids of files uploaded into this conversation by the same sender, at most 10.
    #[ts(optional, as = "Option<Vec<Uuid>>")]
    pub files: Vec<Uuid>,
    /// The number of the message this one answers.
    pub reply_to: Option<i64>,
    /// The template it was made of, if it was: counted.
    pub template: Option<Uuid>,
}

/// A note of an operator.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct NewNote {
    /// Made by the sender (UUIDv7); a repeated id adds nothing twice.
    pub id: Uuid,
    /// 1 to 4,000 characters.
    pub text: String,
}

/// Where a message came to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Added {
    /// The message's id.
    pub id: Uuid,
    /// Its number within the conversation.
    pub seq: i64,
}

/// What an operator has begun to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Draft {
    /// The reply to the client; empty: none. At most 4,000 characters.
    pub reply: String,
    /// The internal note; empty: none. At most 4,000 characters.
    pub note: String,
}
