//! A conversation: as a row of a list, and in full as preview and stage show it.

use super::{
    Named, Tag, Target, When,
    ban::ClientBan,
    channel::MessageDelivery,
    event::Event,
    message::{Attachment, Draft},
};
use desk::{
    Entry,
    details::Whose,
    event::EndCause,
    receipts::{Receipts, Side},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum State {
    /// In the queue of its target.
    Waiting,
    /// An operator talks with the client.
    Active,
    /// Over.
    Ended,
}

impl State {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Ended => "ended",
        }
    }
}

/// A conversation as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// The way in.
    pub entry: Entry,
    /// Where it stands.
    pub state: State,
    /// Whom it is with.
    pub client: ShownClient,
    /// Who was signed in on the company's site when it began, as the company's server signed it.
    pub verified: Option<Verified>,
    /// What the client agreed to on entering.
    pub consent: Option<Agreed>,
    /// The client's language, a BCP 47 tag.
    pub language: Option<String>,
    /// The client's browser, a display name ("Chrome 142").
    pub browser: Option<String>,
    /// The client's operating system, a display name ("Windows 11").
    pub os: Option<String>,
    /// `desktop`, `mobile` or `tablet`.
    pub device: Option<String>,
    /// The widget it came through.
    pub widget: Option<NamedWidget>,
    /// The page or number it came through.
    pub channel: Option<Named>,
    /// Until when anything may be sent to the client; null: always. Afterwards, what the channel can says what still may.
    pub reply_until: Option<When>,
    /// Where it is, or was last, directed.
    pub target: Target,
    /// Who talks with the client, or did at the end.
    pub operator: Option<Named>,
    /// Who is in the talk beside that operator, or was at the end; longest first.
    pub guests: Vec<Named>,
    /// Who is asked into the talk.
    pub invitations: Vec<Invitation>,
    /// Its place in line.
    pub queued_at: When,
    /// Higher is served sooner.
    pub priority: i32,
    /// When the target's time to accept runs out: a named operator's, or that of a group that overflows.
    pub accept_by: Option<When>,
    /// The operators of its group who were asked to take it, where they are asked one after another; empty: everyone.
    pub offered_to: Vec<Named>,
    /// Who redirected it here, if it was.
    pub redirected_by: Option<Named>,
    /// The word that came with the redirect.
    pub redirect_note: Option<String>,
    /// The group it waits for, or falls back to.
    pub group: Named,
    /// When somebody first took it.
    pub first_accepted_at: Option<When>,
    /// When the present operator took it.
    pub accepted_at: Option<When>,
    /// When it ended.
    pub ended_at: Option<When>,
    /// Why it ended.
    pub end_cause: Option<EndCause>,
    /// What the operator picked at the end.
    pub result: Option<Named>,
    /// What the client thinks of it.
    pub rating: Option<Rating>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The number of its last event. Every change of this row but receipts is an event: a row with a lower number is older.
    pub last_seq: i64,
    /// How the client's first message begins.
    pub first_words: Option<String>,
    /// The last message, shortened.
    pub last_message: Option<LastMessage>,
    /// The client's first message that no operator has answered.
    pub unanswered_since: Option<When>,
    /// The numbers of the client's messages that no operator has read (the newest 99).
    pub unread: Vec<i64>,
    /// Since when the client's browser is gone (told after a few seconds).
    pub client_left_at: Option<When>,
    /// How far both sides have got.
    pub receipts: Receipts,
    /// The ended conversation this one continues.
    pub continues: Option<Uuid>,
}

/// What a client thinks of a talk that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Rating {
    /// From 1, bad, to 5, excellent.
    pub stars: u8,
    /// A word with it.
    pub comment: Option<String>,
    /// When it was first said.
    pub at: When,
}

/// Sends a talk that is over by mail.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SendTranscript {
    /// To which address. One that has it already gets it no second time.
    pub email: String,
}

/// A consent that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Agreed {
    /// To which version of the widget's text.
    pub version: u32,
    /// When.
    pub at: When,
}

/// Who was signed in on the company's site. The client's name, number and address may have been changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Verified {
    /// What the company calls this person.
    pub subject: String,
    /// The name the company gave.
    pub name: Option<String>,
    /// The phone number the company gave.
    pub phone: Option<String>,
    /// The e-mail address the company gave.
    pub email: Option<String>,
}

/// A word to an operator or a group to come into a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Invitation {
    /// Who may come.
    pub to: Target,
    /// Who asks.
    pub by: Named,
    /// When it closes by itself.
    pub until: When,
    /// What it is about.
    pub note: Option<String>,
}

/// Whom a conversation is with, as it is shown now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ShownClient {
    /// The client's id.
    pub id: Uuid,
    /// The name, if known.
    pub name: Option<String>,
    /// The phone number, if known.
    pub phone: Option<String>,
    /// The e-mail address, if known.
    pub email: Option<String>,
    /// Where operators read the photo an outside messenger shows, from the server's root, if there is one.
    pub photo_url: Option<String>,
}

/// What a client is, or was, called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientName {
    /// The client's id.
    pub id: Uuid,
    /// The name, if known.
    pub name: Option<String>,
    /// The phone number, if known.
    pub phone: Option<String>,
    /// The e-mail address, if known.
    pub email: Option<String>,
}

/// A widget and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct NamedWidget {
    /// Its short name, as in the snippet.
    pub id: String,
    /// The name operators see.
    pub name: String,
}

/// The last message of a conversation, shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LastMessage {
    /// Which side said it.
    pub from: Side,
    /// How it begins.
    pub words: String,
    /// When.
    pub at: When,
    /// Its number.
    pub seq: i64,
}

/// All that preview, stage and dock show of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ConversationView {
    /// The row.
    pub conversation: Conversation,
    /// The newest events, oldest first, without a gap up to `conversation.last_seq`.
    pub events: Vec<Event>,
    /// Whether there are older events than these (`GET …/events?before=`).
    pub more_events: bool,
    /// Who the client is.
    pub client: ClientCard,
    /// The client's other conversations, newest first, at most 20.
    pub past: Vec<PastConversation>,
    /// Pages the client looked at, newest first, at most 50.
    pub page_views: Vec<PageView>,
    /// Files sent in the client's conversations, newest first, at most 50.
    pub files: Vec<SentFile>,
    /// What the operator who asks has begun to write here.
    pub draft: Draft,
    /// How far the operators' messages have got, of a conversation through an outside messenger.
    pub deliveries: Vec<MessageDelivery>,
}

/// A file of a client's conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SentFile {
    /// The file.
    pub file: Attachment,
    /// In which conversation.
    pub conversation: Uuid,
    /// Which side sent it.
    pub from: Side,
    /// When.
    pub at: When,
}

/// Who a client is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientCard {
    /// The client's id.
    pub id: Uuid,
    /// When the company first heard of the client.
    pub first_seen_at: When,
    /// How the client is known, at most 50 and beside the number and address of the row.
    pub known_by: Vec<KnownBy>,
    /// Who was said to be the same person, newest first; each can be parted again.
    pub merged: Vec<MergedClient>,
    /// How many conversations there were, this one included.
    pub conversations: i64,
    /// The bans that hold, newest first: several where banned clients turned out to be one person.
    pub bans: Vec<ClientBan>,
    /// Notes about the client, newest first.
    pub notes: Vec<ClientNote>,
}

/// A client by its own id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Person {
    /// As whom the client is shown now, with name, phone number and e-mail address.
    pub client: ShownClient,
    /// What else is known.
    pub card: ClientCard,
}

/// In what way a client is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IdentityKind {
    /// A browser that came in through a widget.
    Browser,
    /// What the company calls him or her, as its server signed it.
    Site,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A Facebook Messenger client of a page.
    Messenger,
    /// A WhatsApp client.
    Whatsapp,
}

/// How a client is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct KnownBy {
    /// In what way.
    pub kind: IdentityKind,
    /// The address, the number or the company's name for the client; of a browser its display name, if known.
    pub value: Option<String>,
    /// The widget a browser last came through.
    pub widget: Option<NamedWidget>,
    /// When it was first seen, of what is seen.
    pub first_seen_at: Option<When>,
    /// When it last came in.
    pub last_seen_at: Option<When>,
}

/// A client who was said to be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct MergedClient {
    /// The merge's id: what undoes it.
    pub id: Uuid,
    /// Who was merged, as known apart.
    pub client: ClientName,
    /// The operator who said so; none: a messenger named both as one.
    pub by: Option<Named>,
    /// When.
    pub at: When,
}

/// What makes two clients look like one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Likeness {
    /// The same name, of several words.
    Name,
    /// The same phone number.
    Phone,
    /// The same e-mail address.
    Email,
}

/// A client with whom another may be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Candidate {
    /// Who.
    pub client: ShownClient,
    /// When the company first heard of this client.
    pub first_seen_at: When,
    /// How many conversations there were.
    pub conversations: i64,
    /// When the last one began.
    pub last_at: Option<When>,
    /// How many files were sent in them.
    pub files: i64,
    /// How many notes about the client there are.
    pub notes: i64,
    /// What the two have in common.
    pub alike: Vec<Likeness>,
}

/// Says that two clients are one person.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct MergeClients {
    /// The merge's id, made by whoever asks: repeated, nothing happens again.
    pub id: Uuid,
    /// The conversation's client, as whom both are shown from then on.
    pub client: Uuid,
    /// The other one.
    pub other: Uuid,
    /// Whose name is kept.
    #[serde(default)]
    pub name: Whose,
    /// Whose phone number is kept.
    #[serde(default)]
    pub phone: Whose,
    /// Whose e-mail address is kept.
    #[serde(default)]
    pub email: Whose,
}

/// Parts two clients who were merged.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PartClients {
    /// The merge's id.
    pub merge: Uuid,
}

/// A note about a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientNote {
    /// Its id.
    pub id: Uuid,
    /// The note.
    pub text: String,
    /// Who wrote it.
    pub by: Named,
    /// When.
    pub at: When,
}

/// A conversation of the same client, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PastConversation {
    /// Its id.
    pub id: Uuid,
    /// The way in.
    pub entry: Entry,
    /// Where it stands.
    pub state: State,
    /// When it began.
    pub queued_at: When,
    /// When it ended.
    pub ended_at: Option<When>,
    /// Who talked.
    pub operator: Option<Named>,
    /// What the operator picked.
    pub result: Option<Named>,
    /// How the client's first message begins.
    pub first_words: Option<String>,
    /// It gave rise to a ban.
    pub banned: bool,
}

/// A page the client looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PageView {
    /// Its id, made by the client's browser.
    pub id: Uuid,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub at: When,
}

/// Whom a redirect is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TargetId {
    /// A group.
    Group(Uuid),
    /// An operator.
    Operator(Uuid),
}

impl From<TargetId> for desk::event::Target {
    fn from(id: TargetId) -> Self {
        match id {
            TargetId::Group(group) => Self::Group(desk::GroupId(group)),
            TargetId::Operator(operator) => Self::Operator(desk::OperatorId(operator)),
        }
    }
}

/// Takes an invitation back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Withdraw {
    /// Who was invited.
    pub target: TargetId,
}

/// Gives the conversation to a guest.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct HandOver {
    /// Who is to have it.
    pub operator: Uuid,
}

/// A redirect, or an invitation into a talk.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct Redirect {
    /// Whom to.
    pub target: TargetId,
    /// A word for the next operator.
    #[serde(default)]
    pub note: Option<String>,
}

/// The end of a conversation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct End {
    /// The result's id.
    #[serde(default)]
    pub result: Option<Uuid>,
    /// A closing word for colleagues.
    #[serde(default)]
    pub note: Option<String>,
    /// The address to which the talk is sent by mail.
    #[serde(default)]
    pub transcript: Option<String>,
}

/// Corrects who the client is; a field left out stays, null or "" empties it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientDetails {
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// The phone number, at most 40 characters.
    pub phone: Option<String>,
    /// The e-mail address, at most 254 characters.
    pub email: Option<String>,
}

/// Sets a conversation's tags.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct TagIds {
    /// All tags the conversation is to have.
    pub tags: Vec<Uuid>,
}
