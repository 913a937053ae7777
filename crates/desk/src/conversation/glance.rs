//! What a row of a list shows of a conversation without reading its log.

use crate::{Message, OperatorId, Seq, event::Author, rating::Rating, receipts::Side, text::Text};
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
    /// The client's messages that no operator has read: the newest [`UNREAD_SHOWN`].
    #[serde(default)]
    pub unread: Vec<Seq>,
    /// The operator who redirected it last.
    #[serde(default)]
    pub redirected_by: Option<OperatorId>,
    /// The word that came with that redirect.
    #[serde(default)]
    pub redirect_note: Option<String>,
    /// What the client thinks of it, now that it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Until when anything may be sent to the client of an outside messenger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_until: Option<Timestamp>,
    /// Another program answers this client now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held_elsewhere: bool,
    /// The addresses it was sent to, in small letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transcripts: Vec<String>,
}

/// More unread messages than this are not counted one by one.
pub const UNREAD_SHOWN: usize = 99;

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
    pub(super) fn said(&mut self, from: Side, message: &Message, seq: Seq, at: Timestamp) {
        let words = message.words();
        match from {
            Side::Client => {
                self.first_words.get_or_insert_with(|| words.clone());
                self.unanswered_since.get_or_insert(at);
                self.unread.push(seq);
                if self.unread.len() > UNREAD_SHOWN {
                    self.unread.remove(0);
                }
            }
            Side::Operator => self.unanswered_since = None,
        }
        self.last_message = Some(LastMessage { from, words, at, seq });
    }

    /// The desk's own redirects keep the last operator's word: it still helps whoever comes next.
    pub(super) fn redirected(&mut self, by: Author, note: Option<&Text>) {
        if let Author::Operator(operator) = by {
            self.redirected_by = Some(operator);
            self.redirect_note = note.map(|note| note.as_str().to_owned());
        }
    }

    pub(super) fn read_up_to(&mut self, read: Seq) {
        self.unread.retain(|seq| *seq > read);
    }
}
