//! The frames of the live sockets. `docs/live-protocol.md` tells how they are used.

use super::{
    Named, When,
    channel::MessageDelivery,
    client::{ClientEvent, QueuePlace, Reception},
    conversation::Conversation,
    event::Event,
    offline::OfflineRequest,
    operator::Operator,
};
use desk::receipts::{Receipts, Seen};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The version of both sockets' protocols.
pub const PROTOCOL: u32 = 1;

/// From the server to a console.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
#[expect(clippy::large_enum_variant, reason = "a frame lives only until it is serialised")]
pub enum ConsoleFrame {
    /// The first frame. From here on every change of the workspace is told.
    Hello {
        /// The protocol's version.
        protocol: u32,
        /// The build that serves; another one than the page's own means: offer a reload.
        build: String,
        /// The server's clock.
        now: When,
    },
    /// A conversation that belongs to this operator's queue or own conversations, as it is now.
    Row {
        /// The row; one with a lower `last_seq` than the known one is dropped.
        conversation: Conversation,
    },
    /// A conversation that belongs there no longer.
    Gone {
        /// Which.
        id: Uuid,
        /// The number of the event by which it left.
        last_seq: i64,
        /// Why.
        why: GoneWhy,
        /// Who took or redirected it.
        operator: Option<Named>,
    },
    /// Events of a subscribed conversation, in order, without a gap after what was sent before.
    Events {
        /// Which.
        conversation: Uuid,
        /// The events.
        events: Vec<Event>,
    },
    /// Everything up to `last_seq` has been sent; from here on news follows.
    Subscribed {
        /// Which.
        conversation: Uuid,
        /// Its last number.
        last_seq: i64,
    },
    /// The conversation cannot be followed (any more).
    Refused {
        /// Which.
        conversation: Uuid,
        /// A stable code, as in problem+json.
        code: String,
    },
    /// How far both sides have got.
    Receipts {
        /// Which.
        conversation: Uuid,
        /// How far.
        receipts: Receipts,
    },
    /// How far an operator's message has got on an outside messenger.
    Delivery {
        /// Which conversation.
        conversation: Uuid,
        /// How far.
        delivery: MessageDelivery,
    },
    /// The client or a colleague is typing, or has stopped.
    Typing {
        /// Which.
        conversation: Uuid,
        /// The colleague; none: the client.
        operator: Option<Named>,
        /// Whether.
        on: bool,
        /// What is typed so far, where the company lets operators see it.
        text: Option<String>,
    },
    /// Who else looks at a subscribed conversation now; never the operator who is told.
    Looking {
        /// Which.
        conversation: Uuid,
        /// All of them, in the order in which they came.
        operators: Vec<Named>,
    },
    /// An operator as he or she is now.
    Operator {
        /// The operator.
        operator: Operator,
    },
    /// An offline request that this operator sees, as it is now.
    OfflineRequest {
        /// The request; one with a lower `version` than the known one is dropped.
        request: OfflineRequest,
        /// How many of its group's nobody has taken now.
        open: u32,
    },
    /// Words, groups or members changed: load the workspace anew.
    WorkspaceChanged,
    /// The sign-in is over.
    SignedOut,
    /// Answer to a ping.
    Pong,
}

/// Why a conversation belongs no longer to an operator's queue or own conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GoneWhy {
    /// A colleague accepted it.
    Taken,
    /// It waits for somebody else now.
    Redirected,
    /// The operator went out of the talk, or is not invited into it any more.
    Left,
    /// It ended.
    Ended,
}

/// From a console to the server. Nothing here changes a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ConsoleSays {
    /// Follow a conversation from after this number.
    Subscribe {
        /// Which.
        conversation: Uuid,
        /// The last number already here; 0 for all.
        after: i64,
    },
    /// Stop following it.
    Unsubscribe {
        /// Which.
        conversation: Uuid,
    },
    /// The operator is typing, or has stopped.
    Typing {
        /// Where.
        conversation: Uuid,
        /// Whether.
        on: bool,
    },
    /// What is on the screen of a console that can be seen: the conversation on the stage and one that is previewed. Said
    /// again every few seconds; forgotten otherwise.
    Looking {
        /// All of them; at most 4 count, and only while they are subscribed.
        conversations: Vec<Uuid>,
    },
    /// How far this operator has got.
    Seen {
        /// Where.
        conversation: Uuid,
        /// How far.
        seen: Seen,
    },
    /// Is the line alive?
    Ping,
}

/// From the server to a widget.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ClientFrame {
    /// Answer to the widget's hello.
    Hello {
        /// The protocol's version.
        protocol: u32,
        /// The build that serves.
        build: String,
        /// The server's clock.
        now: When,
        /// The conversation's last number.
        last_seq: i64,
        /// How far both sides have got.
        receipts: Receipts,
    },
    /// Events, in order.
    Events {
        /// The events.
        events: Vec<ClientEvent>,
    },
    /// The place in line moved.
    Queue {
        /// Where the client stands now.
        place: QueuePlace,
    },
    /// How far both sides have got.
    Receipts {
        /// How far.
        receipts: Receipts,
    },
    /// The operator is typing, or has stopped.
    Typing {
        /// Whether.
        on: bool,
    },
    /// Answer to watching, and news of it: whether clients are taken.
    Availability(Reception),
    /// The socket cannot be served; it closes after this.
    Refused {
        /// A stable code, as in problem+json.
        code: String,
    },
    /// Answer to a ping.
    Pong,
}

/// From a widget to the server. Nothing here changes a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ClientSays {
    /// The first frame: who, and from where on.
    Hello {
        /// The client's token (never in an address: addresses are logged).
        token: String,
        /// Which conversation.
        conversation: Uuid,
        /// The last number already here; 0 for all.
        after: i64,
    },
    /// The first frame of a page without a conversation: tell whether clients are taken, now and whenever that changes.
    Watch,
    /// The client is typing, or has stopped.
    Typing {
        /// Whether.
        on: bool,
        /// What is typed so far (at most 1,000 characters are shown), where the company lets operators see it.
        #[serde(default)]
        #[ts(optional)]
        text: Option<String>,
    },
    /// How far the client has got.
    Seen {
        /// How far.
        seen: Seen,
    },
    /// Is the line alive?
    Ping,
}
