//! The rules of the desk: who waits, who may accept, what happened.
//!
//! Nothing here waits, reads a clock or makes an id: time, ids and counts come in, events and refusals go out.

pub mod availability;
pub mod away;
pub mod ban;
pub mod capacity;
pub mod conversation;
pub mod delivery;
pub mod details;
pub mod entry;
pub mod event;
pub mod files;
pub mod hours;
pub mod ids;
pub mod limits;
pub mod mail;
pub mod message;
pub mod offering;
pub mod offline;
pub mod openid;
pub mod operator;
pub mod permissions;
pub mod queue;
pub mod rating;
pub mod receipts;
pub mod retry;
pub mod routing;
pub mod taking;
pub mod text;
pub mod token;
pub mod trigger;
pub mod webhook;
pub mod wrap_up;

pub use ban::Ban;
pub use conversation::{Conversation, NewConversation, Stage};
pub use details::{Details, KnownAs};
pub use entry::{Entry, EntrySet};
pub use event::{Author, Event, EventBody};
pub use ids::*;
pub use jiff::Timestamp;
pub use limits::Graces;
pub use message::Message;
pub use offline::OfflineRequest;
pub use operator::{Role, Status};
pub use permissions::{Permission, Rights};

/// The number of an event within its conversation: 1, 2, 3 … without gaps.
pub type Seq = i64;
