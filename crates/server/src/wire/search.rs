//! What a search finds.

use super::{
    Named, Page, When,
    conversation::{Conversation, SentFile, ShownClient},
};
use desk::receipts::Side;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SearchKind {
    /// Conversations: what was said in them and is known of them.
    Conversations,
    /// Clients, by name, phone number and e-mail address.
    Clients,
    /// Files, by their names.
    Files,
}

/// What was found, of each kind the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchFound {
    /// Conversations.
    pub conversations: Page<FoundConversation>,
    /// Clients.
    pub clients: Page<FoundClient>,
    /// Files.
    pub files: Page<FoundFile>,
}

/// In which kind of text something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FoundIn {
    /// A message.
    Message,
    /// An internal note.
    Note,
    /// A note about the client.
    ClientNote,
    /// What the client entered before.
    Answer,
    /// A file's name.
    File,
    /// The client's name.
    Name,
    /// The client's e-mail address.
    Email,
    /// The client's phone number.
    Phone,
    /// A parameter.
    Parameter,
    /// A tag.
    Tag,
}

/// A piece of the text that was found; all pieces together are it, shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SnippetPiece {
    /// The words.
    pub text: String,
    /// Whether this is what was searched.
    pub hit: bool,
}

/// A conversation that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FoundConversation {
    /// The conversation.
    pub conversation: Conversation,
    /// In which kind of text.
    pub found_in: FoundIn,
    /// The event that says it; null where it is true of the whole conversation.
    pub seq: Option<i64>,
    /// When that was.
    pub at: Option<When>,
    /// Which side said it.
    pub from: Option<Side>,
    /// Who said it, where that was an operator.
    pub operator: Option<Named>,
    /// What it says.
    pub snippet: Vec<SnippetPiece>,
}

/// A client who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FoundClient {
    /// Who.
    pub client: ShownClient,
    /// What of it was searched.
    pub found_in: FoundIn,
    /// What it says.
    pub snippet: Vec<SnippetPiece>,
    /// The newest conversation that may be opened.
    pub conversation: Uuid,
    /// When that began.
    pub last_at: When,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FoundFile {
    /// The file, and where it was sent.
    pub sent: SentFile,
    /// The message that carries it.
    pub seq: i64,
    /// Whom the conversation is with.
    pub client: ShownClient,
    /// Its name.
    pub snippet: Vec<SnippetPiece>,
}
