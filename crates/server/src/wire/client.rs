//! What a client sees: its own conversation, its own kind of events. Internal notes have no shape here.

use super::{
    When,
    message::{Attachment, ClientQuote},
    widget::PublicWidget,
};
use crate::wire::conversation::State;
use desk::{
    Entry,
    availability::{Availability, Unavailable},
    event::EndCause,
    receipts::Receipts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// One line of a conversation's log, as its client sees it. Numbers may be missing: not everything is for the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientEvent {
    /// Its number within the conversation: the order.
    pub seq: i64,
    /// Its id; for a message the one its sender gave it.
    pub id: Uuid,
    /// When the desk heard of it.
    pub at: When,
    /// What happened.
    #[serde(flatten)]
    pub body: ClientEventBody,
}

/// What happened, as the client sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum ClientEventBody {
    /// The client came in.
    Started {
        /// The way in.
        entry: Entry,
    },
    /// The client said something.
    ClientSaid {
        /// What was said; may be empty when there are files.
        text: String,
        /// Files that go with it.
        files: Vec<Attachment>,
        /// The message it answers.
        reply_to: Option<ClientQuote>,
    },
    /// The operator said something.
    OperatorSaid {
        /// What was said; may be empty when there are files.
        text: String,
        /// Files that go with it.
        files: Vec<Attachment>,
        /// The message it answers.
        reply_to: Option<ClientQuote>,
        /// Who said it.
        operator: String,
    },
    /// An operator joined.
    Accepted {
        /// Who.
        operator: String,
        /// Where the operator's photo is read, from the server's root; null: there is none.
        photo_url: Option<String>,
    },
    /// A colleague of the operator came into the talk.
    Joined {
        /// Who.
        operator: String,
    },
    /// A colleague of the operator went out of the talk.
    Left {
        /// Who.
        operator: String,
    },
    /// The client waits for somebody else now.
    Redirected {
        /// The group or operator, by name.
        to: String,
    },
    /// It is over.
    Ended {
        /// Who or what ended it.
        cause: ClientEndCause,
    },
}

/// Why a conversation ended, as its client is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClientEndCause {
    /// The operator ended it.
    Operator,
    /// The client left the queue or ended it.
    Client,
    /// The client was gone too long.
    ClientGone,
}

impl From<EndCause> for ClientEndCause {
    fn from(cause: EndCause) -> Self {
        match cause {
            // Bans are a matter among operators.
            EndCause::Operator | EndCause::Ban | EndCause::Elsewhere => Self::Operator,
            EndCause::Client => Self::Client,
            EndCause::ClientGone => Self::ClientGone,
        }
    }
}

/// The client's conversation, in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientConversation {
    /// Its id.
    pub id: Uuid,
    /// The way in.
    pub entry: Entry,
    /// Where it stands.
    pub state: State,
    /// Who talks with the client, by the name that is for clients.
    pub operator: Option<String>,
    /// Where that operator's photo is read, from the server's root; null: there is none.
    pub photo_url: Option<String>,
    /// The group that serves it, by name.
    pub group: String,
    /// When the client came in.
    pub queued_at: When,
    /// Its place in line, while it waits.
    pub queue: Option<QueuePlace>,
    /// Its events, oldest first (the newest 200).
    pub events: Vec<ClientEvent>,
    /// The number of its last event.
    pub last_seq: i64,
    /// How far both sides have got.
    pub receipts: Receipts,
    /// What can still be done, now that it is over; null: it is not, or nothing can.
    pub after: Option<AfterTalk>,
}

/// What a client can still do after a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AfterTalk {
    /// Whether the client is asked what he or she thinks of it.
    pub rates: bool,
    /// Whether he or she may add a word to it.
    pub comments: bool,
    /// What he or she said.
    pub rating: Option<ClientRating>,
    /// Whether the talk can be had by mail.
    pub transcript: bool,
    /// The address the client gave in this talk.
    pub email: Option<String>,
}

/// What a client thinks of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientRating {
    /// From 1, bad, to 5, excellent.
    pub stars: u8,
    /// A word with it.
    pub comment: Option<String>,
    /// Until when it can be said otherwise.
    pub until: When,
}

/// Says what a client thinks of a talk.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct RateTalk {
    /// From 1, bad, to 5, excellent.
    pub stars: u8,
    /// A word with it, at most 1,000 characters; not kept where the widget does not ask for one.
    #[serde(default)]
    pub comment: Option<String>,
}

/// A place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct QueuePlace {
    /// 1 = next.
    pub position: u32,
    /// The wait to expect from now, in seconds; null when nothing honest can be said.
    pub estimate_seconds: Option<u32>,
}

/// A client comes in.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct Enter {
    /// The conversation's id, made by the browser (UUIDv7): a repeated request starts nothing twice.
    pub id: Uuid,
    /// Through which widget.
    pub widget: String,
    /// The way in; the widget must offer it.
    pub entry: Entry,
    /// Answers of the entry form by field key; a consent is the number of the version that was shown. "true" is taken as long
    /// as there is only one.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// The first message, under its own id.
    #[serde(default)]
    pub message: Option<super::message::NewNote>,
    /// The page the client is on.
    #[serde(default)]
    pub page: Option<PageNow>,
    /// Pages looked at before, oldest first, at most 50.
    #[serde(default)]
    pub page_views: Vec<NewPageView>,
    /// The language the widget speaks with the client, a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// Values the page attaches: at most 20, keys up to 40, values up to 500 characters.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Who is signed in on the company's site: a token its server signed (docs/widget.md).
    #[serde(default)]
    pub identity: Option<String>,
}

/// Who is signed in on the company's site.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Identity {
    /// On a page with which widget.
    pub widget: String,
    /// A token the company's server signed.
    pub identity: String,
}

/// Whom the company's server signed, as far as the widget needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct KnownClient {
    /// The name; the form does not ask for what is given here.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// This client's running conversation, maybe begun in another browser.
    pub conversation: Option<Uuid>,
    /// From then on the token is believed no longer.
    pub expires_at: When,
}

/// The page a client is on.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct PageNow {
    /// Its address.
    pub url: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Where the client came from.
    #[serde(default)]
    pub referrer: Option<String>,
}

/// A page the client looked at.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct NewPageView {
    /// Made by the browser (UUIDv7).
    pub id: Uuid,
    /// Its address.
    pub url: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// When it was opened, by the browser's clock.
    pub at: When,
}

/// The client says something. Text, files or both.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[ts(export, optional_fields)]
pub struct ClientMessage {
    /// Made by the browser (UUIDv7); a repeated id adds nothing twice.
    pub id: Uuid,
    /// The client's own conversation.
    pub conversation: Uuid,
    /// At most 4,000 characters; may be empty when there are files.
    #[serde(default)]
    pub text: String,
    /// Ids of files the client uploaded into this conversation, at most 10.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Uuid>>")]
    pub files: Vec<Uuid>,
    /// The number of the message this one answers.
    #[serde(default)]
    pub reply_to: Option<i64>,
}

/// How a client is received who would enter now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Reception {
    /// Whether clients are taken: `availability` is `online`.
    pub online: bool,
    /// Whether clients are taken.
    pub availability: Availability,
    /// Why they are not.
    pub reason: Option<Unavailable>,
    /// Closed: when it opens; null: not foreseen.
    pub opens_at: Option<When>,
}

impl From<desk::availability::Reception> for Reception {
    fn from(reception: desk::availability::Reception) -> Self {
        Self {
            online: reception.takes_clients(),
            availability: reception.availability,
            reason: reception.reason,
            opens_at: reception.opens_at.map(Into::into),
        }
    }
}

/// What the widget's availability request returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WidgetState {
    /// The widget.
    pub widget: PublicWidget,
    /// How a client is received who would enter now.
    #[serde(flatten)]
    pub reception: Reception,
    /// The build that answers; a newer one means: load the panel anew between conversations.
    pub build: String,
}
