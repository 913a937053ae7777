//! What only outside messengers bring: signs on messages, messages said otherwise, media that come later, answers given
//! elsewhere, and a window in which anything may be said.

use super::Conversation;
use crate::{
    Event, EventBody, EventId, FileId, Message, Seq,
    delivery::FailedWhy,
    event::{Author, EndCause},
    message::Attachment,
    receipts::Side,
    text::Text,
};
use jiff::Timestamp;

impl Conversation {
    /// The client did something by which anything may be said until then. An earlier moment changes nothing.
    pub fn may_be_answered_until(&mut self, until: Timestamp) {
        self.glance.reply_until = self.glance.reply_until.max(Some(until));
    }

    /// Whether the time in which anything may be said is over.
    #[must_use]
    pub fn window_is_over(&self, now: Timestamp) -> bool {
        self.glance.reply_until.is_some_and(|until| now >= until)
    }

    /// Something was said to the client in the company's name, not from here.
    #[must_use]
    pub fn said_elsewhere(&mut self, id: EventId, message: Message, now: Timestamp) -> Event {
        if !self.is_ended() {
            self.glance.said(Side::Operator, &message, self.last_seq + 1, now);
        }
        self.sent(id, Author::Elsewhere, EventBody::MessageAdded { message }, now)
    }

    /// Over before anybody here waited: it is only kept.
    #[must_use]
    pub fn ended_elsewhere(&mut self, cause: EndCause, now: Timestamp) -> Option<Event> {
        (!self.is_ended()).then(|| self.finish(Author::System, cause, None, None, now))
    }

    /// The author put a sign to a message, or took it away; also when the talk is over. What comes from outside says when it was
    /// done.
    #[must_use]
    pub fn reacted(
        &mut self,
        by: Author,
        to: Seq,
        emoji: Option<String>,
        done_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Event {
        self.happened(by, EventBody::Reacted { to, emoji, done_at }, now)
    }

    /// The client says an earlier message otherwise, and did so then.
    #[must_use]
    pub fn client_edited(&mut self, to: Seq, text: Text, done_at: Timestamp, now: Timestamp) -> Event {
        self.happened(Author::Client(self.client), EventBody::MessageEdited { to, text, done_at: Some(done_at) }, now)
    }

    /// The client took an earlier message back.
    #[must_use]
    pub fn client_deleted(&mut self, to: Seq, now: Timestamp) -> Event {
        self.happened(Author::Client(self.client), EventBody::MessageDeleted { to }, now)
    }

    /// A medium of a message is here.
    #[must_use]
    pub fn file_fetched(&mut self, to: Seq, file: Attachment, now: Timestamp) -> Event {
        self.happened(Author::System, EventBody::FileFetched { to, file }, now)
    }

    /// A medium of a message could not be fetched.
    #[must_use]
    pub fn file_missed(&mut self, to: Seq, file: FileId, why: FailedWhy, now: Timestamp) -> Event {
        self.happened(Author::System, EventBody::FileMissed { to, file, why }, now)
    }

    /// Another program answers the client now, or does not any more. None: that was known.
    #[must_use]
    pub fn held_elsewhere(&mut self, on: bool, by: Option<String>, now: Timestamp) -> Option<Event> {
        if self.glance.held_elsewhere == on {
            return None;
        }
        self.glance.held_elsewhere = on;
        Some(self.happened(Author::System, EventBody::HeldElsewhere { on, by }, now))
    }
}
