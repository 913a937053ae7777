//! What happened: the events a conversation's log is made of.

use crate::{
    BanId, ChannelId, ClientId, ConversationId, Entry, EventId, FileId, GroupId, KnownAs, Message, OperatorId,
    ResultId, Seq, TagId, TokenId, WidgetId, delivery::FailedWhy, message::Attachment, offering::OfferedBecause,
    rating::Stars, text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a waiting conversation is directed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Any member of the group may accept.
    Group(GroupId),
    /// Only this operator may accept.
    Operator(OperatorId),
}

/// Who made an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Author {
    /// The conversation's client.
    Client(ClientId),
    /// An operator.
    Operator(OperatorId),
    /// A program of the company's.
    Token(TokenId),
    /// The desk itself: a grace ran out.
    System,
    /// Somebody who answers in the company's name elsewhere: in the messenger's own app.
    Elsewhere,
}

impl From<OperatorId> for Author {
    fn from(operator: OperatorId) -> Self {
        Self::Operator(operator)
    }
}

/// Why a conversation got a new target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedirectCause {
    /// An operator chose it.
    Operator,
    /// The named operator did not accept in time; the group may now.
    NotAccepted,
    /// Nobody of the group accepted in time; another group may now.
    Overflow,
    /// The operator who talked was gone too long.
    OperatorVanished,
    /// The operator or group it was directed at exists no longer.
    TargetRemoved,
}

/// Why a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// The operator ended it.
    Operator,
    /// The client left the queue or ended it.
    Client,
    /// The client was gone too long.
    ClientGone,
    /// The client was banned.
    Ban,
    /// It was only heard of: somebody answers in the messenger's own app.
    Elsewhere,
}

/// Why an invitation into a talk is open no longer, though nobody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationEnd {
    /// The invited operator will not come.
    Declined,
    /// Somebody in the talk took it back, or the invited operator exists no longer.
    Withdrawn,
    /// Nobody answered in time.
    Lapsed,
}

/// One answered field of the entry form, in the form's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Answer {
    /// The field's key: `name`, `phone`, `email`, `topic`, `consent` …
    pub field: String,
    /// What the client entered; for a consent the version agreed to.
    pub value: String,
}

impl Answer {
    /// The field of a consent.
    pub const CONSENT: &str = "consent";
}

/// What happened. A new variant asks, by the compiler, for its audience, its drawing and its effect on a screen's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    /// The client came in.
    Started {
        /// The way in.
        entry: Entry,
        /// The widget it came through.
        widget: Option<WidgetId>,
        /// The page or number it came through.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<ChannelId>,
        /// Where it waits.
        target: Target,
        /// The entry form.
        answers: Vec<Answer>,
        /// The ended conversation this one continues.
        continues: Option<ConversationId>,
    },
    /// Client or operator said something.
    MessageAdded {
        /// What was said.
        #[serde(flatten)]
        message: Message,
    },
    /// The author put a sign to a message, or took it away.
    Reacted {
        /// The message's number.
        to: Seq,
        /// The sign; none: none any more.
        emoji: Option<String>,
        /// When it was done, by the messenger's clock, of what came from outside. What was done later stands, in whatever order
        /// it is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Timestamp>,
    },
    /// The author says an earlier message otherwise.
    MessageEdited {
        /// The message's number.
        to: Seq,
        /// How it reads now.
        text: Text,
        /// When it was done, by the messenger's clock. What was done later stands, in whatever order it is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Timestamp>,
    },
    /// The author took an earlier message back. What it said stays in the log.
    MessageDeleted {
        /// The message's number.
        to: Seq,
    },
    /// What a message named was fetched from the messenger.
    FileFetched {
        /// The message's number.
        to: Seq,
        /// The file, under the medium's id.
        file: Attachment,
    },
    /// What a message named could not be fetched from the messenger.
    FileMissed {
        /// The message's number.
        to: Seq,
        /// The medium's id.
        file: FileId,
        /// Why.
        why: FailedWhy,
    },
    /// Another program answers this client now, or does not any more.
    HeldElsewhere {
        /// Whether.
        on: bool,
        /// Which program, by the messenger's id for it.
        by: Option<String>,
    },
    /// An operator left a note that only operators see.
    NoteAdded {
        /// The note.
        text: Text,
    },
    /// The author took the conversation.
    Accepted,
    /// The conversation waits for somebody else now.
    Redirected {
        /// Who had it: the target it waited for, or the operator who talked.
        from: Target,
        /// Who may accept now.
        to: Target,
        /// When a named operator's time to accept runs out.
        accept_by: Option<Timestamp>,
        /// A word for the next operator.
        note: Option<Text>,
        /// Why.
        cause: RedirectCause,
    },
    /// The client, who waits for a group, is offered to one more of its operators, or to all.
    Offered {
        /// Whom; none: everyone of the group.
        to: Option<OperatorId>,
        /// Why.
        because: OfferedBecause,
    },
    /// The author asks an operator or a group into the talk.
    Invited {
        /// Who may come.
        to: Target,
        /// When the invitation closes by itself.
        until: Timestamp,
        /// What it is about.
        note: Option<Text>,
    },
    /// An invitation is open no longer, though nobody came.
    InvitationClosed {
        /// Who could have come.
        to: Target,
        /// Why.
        why: InvitationEnd,
    },
    /// The author came into the talk as a guest.
    Joined {
        /// The invitation that let the author in; it is closed with this.
        invitation: Target,
    },
    /// A guest went out of the talk.
    Left {
        /// Who: the author, unless the desk noticed an absence.
        operator: OperatorId,
    },
    /// A guest has the conversation now; who had it is a guest.
    HandedOver {
        /// Who had it.
        from: OperatorId,
        /// Who has it.
        to: OperatorId,
    },
    /// The client's browser has been gone for a while.
    ClientLeft,
    /// The client is back.
    ClientReturned,
    /// The client opened a page.
    PageViewed {
        /// Its address.
        url: String,
        /// Its title.
        title: String,
    },
    /// Somebody corrected who the client is.
    ClientChanged {
        /// The client's name.
        name: Option<String>,
        /// The client's phone number.
        phone: Option<String>,
        /// The client's e-mail address.
        email: Option<String>,
    },
    /// The author said that the client and another one are one person.
    ClientMerged {
        /// As whom the client is shown from now on.
        client: KnownAs,
        /// With whom, as known until then.
        other: KnownAs,
    },
    /// The author said that the client is not the same person as another one after all.
    ClientParted {
        /// As whom the client is shown from now on.
        client: KnownAs,
        /// From whom.
        other: KnownAs,
    },
    /// The author said that the client is not served for a while.
    ClientBanned {
        /// Which ban.
        ban: BanId,
        /// Why.
        reason: Text,
        /// When it lapses; none: never.
        until: Option<Timestamp>,
    },
    /// The author lifted a ban before its time.
    ClientUnbanned {
        /// Which ban.
        ban: BanId,
    },
    /// A note about the client, kept over conversations.
    ClientNoteAdded {
        /// The note.
        text: Text,
    },
    /// The conversation's tags are now these.
    TagsChanged {
        /// All tags, in the order they were given.
        tags: Vec<TagId>,
    },
    /// The conversation's parameters are now these.
    ParametersChanged {
        /// All parameters.
        parameters: BTreeMap<String, String>,
    },
    /// The client said what he or she thinks of the talk, or says it otherwise now.
    Rated {
        /// From 1 to 5.
        stars: Stars,
        /// A word with it.
        comment: Option<Text>,
    },
    /// The talk went to an address by mail: the author asked for it.
    TranscriptSent {
        /// The address.
        to: String,
    },
    /// It is over, for good.
    Ended {
        /// Who or what ended it.
        cause: EndCause,
        /// What the operator picked.
        result: Option<ResultId>,
        /// A closing word for colleagues.
        note: Option<Text>,
    },
    /// What happened, when and by whom is known still; what was said was erased, for the client's privacy.
    Erased,
}

impl EventBody {
    /// The word for this kind of event in the database and the API.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::MessageAdded { .. } => "message_added",
            Self::Reacted { .. } => "reacted",
            Self::MessageEdited { .. } => "message_edited",
            Self::MessageDeleted { .. } => "message_deleted",
            Self::FileFetched { .. } => "file_fetched",
            Self::FileMissed { .. } => "file_missed",
            Self::HeldElsewhere { .. } => "held_elsewhere",
            Self::NoteAdded { .. } => "note_added",
            Self::Accepted => "accepted",
            Self::Redirected { .. } => "redirected",
            Self::Offered { .. } => "offered",
            Self::Invited { .. } => "invited",
            Self::InvitationClosed { .. } => "invitation_closed",
            Self::Joined { .. } => "joined",
            Self::Left { .. } => "left",
            Self::HandedOver { .. } => "handed_over",
            Self::ClientLeft => "client_left",
            Self::ClientReturned => "client_returned",
            Self::PageViewed { .. } => "page_viewed",
            Self::ClientChanged { .. } => "client_changed",
            Self::ClientMerged { .. } => "client_merged",
            Self::ClientParted { .. } => "client_parted",
            Self::ClientBanned { .. } => "client_banned",
            Self::ClientUnbanned { .. } => "client_unbanned",
            Self::ClientNoteAdded { .. } => "client_note_added",
            Self::TagsChanged { .. } => "tags_changed",
            Self::ParametersChanged { .. } => "parameters_changed",
            Self::Rated { .. } => "rated",
            Self::TranscriptSent { .. } => "transcript_sent",
            Self::Ended { .. } => "ended",
            Self::Erased => "erased",
        }
    }

    /// The same without whatever says who the client is, or what anybody said: what is left can be counted.
    #[must_use]
    pub fn erased(self) -> Self {
        match self {
            // The version of the consent says nothing of anybody, and without it nobody could show that there was one.
            Self::Started { entry, widget, channel, target, mut answers, continues: _ } => {
                answers.retain(|answer| answer.field == Answer::CONSENT && answer.value.parse::<u32>().is_ok());
                Self::Started { entry, widget, channel, target, answers, continues: None }
            }
            Self::Redirected { from, to, accept_by, note: _, cause } => {
                Self::Redirected { from, to, accept_by, note: None, cause }
            }
            Self::Invited { to, until, note: _ } => Self::Invited { to, until, note: None },
            Self::Ended { cause, result, note: _ } => Self::Ended { cause, result, note: None },
            Self::MessageAdded { .. }
            | Self::Reacted { .. }
            | Self::MessageEdited { .. }
            | Self::MessageDeleted { .. }
            | Self::FileFetched { .. }
            | Self::FileMissed { .. }
            | Self::NoteAdded { .. }
            | Self::PageViewed { .. }
            | Self::ClientChanged { .. }
            | Self::ClientMerged { .. }
            | Self::ClientParted { .. }
            | Self::ClientBanned { .. }
            | Self::ClientUnbanned { .. }
            | Self::ClientNoteAdded { .. }
            | Self::ParametersChanged { .. }
            | Self::TranscriptSent { .. }
            | Self::Erased => Self::Erased,
            Self::Rated { stars, comment: _ } => Self::Rated { stars, comment: None },
            kept @ (Self::Accepted
            | Self::Offered { .. }
            | Self::InvitationClosed { .. }
            | Self::Joined { .. }
            | Self::Left { .. }
            | Self::HandedOver { .. }
            | Self::ClientLeft
            | Self::ClientReturned
            | Self::HeldElsewhere { .. }
            | Self::TagsChanged { .. }) => kept,
        }
    }
}

impl EventBody {
    /// Whether it may change who is in the talk, or asked into it, beside the operator who has it.
    #[must_use]
    pub const fn concerns_colleagues(&self) -> bool {
        matches!(
            self,
            Self::Invited { .. }
                | Self::InvitationClosed { .. }
                | Self::Joined { .. }
                | Self::Left { .. }
                | Self::HandedOver { .. }
                | Self::Redirected { .. }
                | Self::Ended { .. }
        )
    }
}

/// The version new bodies are written in. Older ones are lifted when read, never rewritten.
pub const BODY_VERSION: i32 = 1;

/// Why a stored body cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// Written by a newer release.
    #[error("event body version {0} is newer than this release knows")]
    Newer(i32),
    /// Not a body of its version.
    #[error("event body cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl EventBody {
    /// The body as it is stored under [`BODY_VERSION`].
    #[must_use]
    pub fn to_stored(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("invariant: an event body is plain data with text keys")
    }

    /// Reads a stored body of any version.
    ///
    /// # Errors
    /// [`BodyError`] when it comes from a newer release or is broken.
    pub fn from_stored(version: i32, body: serde_json::Value) -> Result<Self, BodyError> {
        match version {
            1 => Ok(serde_json::from_value(body)?),
            newer => Err(BodyError::Newer(newer)),
        }
    }
}

/// One line of a conversation's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number within the conversation: the order.
    pub seq: Seq,
    /// The sender's own id; an event nobody sent gets one when it is stored.
    pub id: Option<EventId>,
    /// When the desk heard of it.
    pub at: Timestamp,
    /// Who made it.
    pub author: Author,
    /// What happened.
    pub body: EventBody,
}
