//! What a row of a list shows of a conversation without reading its log.

use crate::{Seq, receipts::Side, text::Text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// First words, last words, and since when the client waits for a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// How the client's first message begins.
    pub first_words: Option<String>,
    /// The last message.
    pub last_message: Option<LastMessage>,
    /// The client's first message that no operator has answered.
    pub unanswered_since: Option<Timestamp>,
}

/// The last message of a conversation, shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMessage {
    /// Which side said it.
    pub from: Side,
    /// How it begins.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// Its number.
    pub seq: Seq,
}

impl Glance {
    pub(super) fn said(&mut self, from: Side, text: &Text, seq: Seq, at: Timestamp) {
        let words = text.first_words();
        match from {
            Side::Client => {
                self.first_words.get_or_insert_with(|| words.clone());
                self.unanswered_since.get_or_insert(at);
            }
            Side::Operator => self.unanswered_since = None,
        }
        self.last_message = Some(LastMessage { from, words, at, seq });
    }
}
