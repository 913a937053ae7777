//! Events as operators see them. What a client sees of them is `wire::client::ClientEvent`, made by one function.

use super::{Named, Tag, Target, When, conversation::ClientName, message::Attachment};
use desk::{
    Entry,
    delivery::FailedWhy,
    event::{Answer, EndCause, InvitationEnd, RedirectCause},
    message::{Content, MediaKind},
    offering::OfferedBecause,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who made an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Author {
    /// The conversation's client.
    Client,
    /// An operator.
    Operator(Named),
    /// A program of the company's, by its API token.
    Token(Named),
    /// The desk itself: a grace ran out.
    System,
    /// Somebody who answers in the company's name elsewhere: in the messenger's own app.
    Elsewhere,
}

/// One line of a conversation's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Event {
    /// Its number within the conversation: the order.
    pub seq: i64,
    /// Its id; for a message the one its sender gave it.
    pub id: Uuid,
    /// When the desk heard of it.
    pub at: When,
    /// Who made it.
    pub author: Author,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
}

/// The message a reply is about, as operators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Quote {
    /// Its number.
    pub seq: i64,
    /// Who said it.
    pub author: Author,
    /// How it begins.
    pub words: String,
}

/// A medium that was, or is to be, fetched from the messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Media {
    /// Its id, and that of the file it becomes.
    pub id: Uuid,
    /// What it is.
    pub kind: MediaKind,
    /// The name it was sent under, if it has one.
    pub name: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum EventBody {
    /// The client came in.
    Started {
        /// The way in.
        entry: Entry,
        /// Where it waits.
        target: Target,
        /// The entry form.
        answers: Vec<Answer>,
        /// The ended conversation this one continues.
        continues: Option<Uuid>,
    },
    /// Client or operator said something.
    MessageAdded {
        /// What was said; may be empty when there are files.
        text: String,
        /// Files that go with it.
        files: Vec<Attachment>,
        /// The message it answers.
        reply_to: Option<Quote>,
        /// When it was sent, by the messenger's clock, of one that came from outside.
        sent_at: Option<When>,
        /// What is, or was, to be fetched from the messenger; what became of it say `file_fetched` and `file_missed`.
        media: Vec<Media>,
        /// What else it says, beside words and files.
        content: Option<Content>,
        /// It was passed on from another talk.
        forwarded: bool,
        /// It was sent by an approved template of this name.
        template: Option<String>,
    },
    /// The author put a sign to a message, or took it away.
    Reacted {
        /// The message's number.
        to: i64,
        /// The sign; null: none any more.
        emoji: Option<String>,
        /// When it was done, by the messenger's clock, of what came from outside. One that was done before what stands already
        /// changes nothing.
        done_at: Option<When>,
    },
    /// The author says an earlier message otherwise.
    MessageEdited {
        /// The message's number.
        to: i64,
        /// How it reads now.
        text: String,
        /// When it was done, by the messenger's clock. One that was done before what stands already changes nothing.
        done_at: Option<When>,
    },
    /// The author took an earlier message back.
    MessageDeleted {
        /// The message's number.
        to: i64,
    },
    /// What a message named was fetched from the messenger.
    FileFetched {
        /// The message's number.
        to: i64,
        /// The file; its id is that of the medium.
        file: Attachment,
    },
    /// What a message named could not be fetched from the messenger; it can be tried again.
    FileMissed {
        /// The message's number.
        to: i64,
        /// The medium's id.
        file: Uuid,
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
        text: String,
    },
    /// The author took the conversation.
    Accepted,
    /// The conversation waits for somebody else now.
    Redirected {
        /// Who had it.
        from: Target,
        /// Who may accept now.
        to: Target,
        /// When a named operator's time to accept runs out.
        accept_by: Option<When>,
        /// A word for the next operator.
        note: Option<String>,
        /// Why.
        cause: RedirectCause,
    },
    /// The client is offered to one more operator of the group it waits for, or to all.
    Offered {
        /// Whom; null: everyone of the group.
        to: Option<Named>,
        /// Why.
        because: OfferedBecause,
    },
    /// The author asks an operator or a group into the talk.
    Invited {
        /// Who may come.
        to: Target,
        /// When the invitation closes by itself.
        until: When,
        /// What it is about.
        note: Option<String>,
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
        operator: Named,
    },
    /// A guest has the conversation now; who had it is a guest.
    HandedOver {
        /// Who had it.
        from: Named,
        /// Who has it.
        to: Named,
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
        client: ClientName,
        /// With whom, as known until then.
        other: ClientName,
    },
    /// The author said that the client is not the same person as another one after all.
    ClientParted {
        /// As whom the client is shown from now on.
        client: ClientName,
        /// From whom.
        other: ClientName,
    },
    /// The author said that the client is not served for a while.
    ClientBanned {
        /// Which ban.
        ban: Uuid,
        /// Why.
        reason: String,
        /// When it lapses by itself; null: never.
        until: Option<When>,
    },
    /// The author lifted a ban before its time.
    ClientUnbanned {
        /// Which ban.
        ban: Uuid,
    },
    /// A note about the client, kept over conversations.
    ClientNoteAdded {
        /// The note.
        text: String,
    },
    /// The conversation's tags are now these.
    TagsChanged {
        /// All tags.
        tags: Vec<Tag>,
    },
    /// The conversation's parameters are now these.
    ParametersChanged {
        /// All parameters.
        parameters: BTreeMap<String, String>,
    },
    /// The client said what he or she thinks of the talk, or says it otherwise now.
    Rated {
        /// From 1 to 5.
        stars: u8,
        /// A word with it.
        comment: Option<String>,
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
        result: Option<Named>,
        /// A closing word for colleagues.
        note: Option<String>,
    },
    /// What happened here was erased, for the client's privacy.
    Erased,
}
