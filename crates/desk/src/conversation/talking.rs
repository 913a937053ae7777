//! What is said in a conversation, and what is learnt about its client.

use super::{Conversation, NotChanged, Stage};
use crate::{
    Ban, BanId, Event, EventBody, EventId, KnownAs, Message, OperatorId, TagId,
    event::Author,
    receipts::{Seen, Side},
    text::Text,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Conversation {
    /// The client says something, waiting or talking.
    ///
    /// # Errors
    /// [`NotChanged::Ended`]: a client who writes after the end starts a new conversation.
    pub fn client_said(
        &mut self,
        id: EventId,
        message: impl Into<Message>,
        now: Timestamp,
    ) -> Result<Event, NotChanged> {
        self.still_open()?;
        let message = message.into();
        self.glance.said(Side::Client, &message, self.last_seq + 1, now);
        Ok(self.sent(id, Author::Client(self.client), EventBody::MessageAdded { message }, now))
    }

    /// An operator who talks with the client says something: the one who has the conversation, or a guest.
    ///
    /// # Errors
    /// [`NotChanged`] when it is over or somebody else's.
    pub fn operator_said(
        &mut self,
        by: OperatorId,
        id: EventId,
        message: impl Into<Message>,
        now: Timestamp,
    ) -> Result<Event, NotChanged> {
        self.talked_in_by(by)?;
        let message = message.into();
        self.glance.said(Side::Operator, &message, self.last_seq + 1, now);
        Ok(self.sent(id, Author::Operator(by), EventBody::MessageAdded { message }, now))
    }

    /// An operator who may see the conversation, or a program, leaves a note for colleagues.
    ///
    /// # Errors
    /// [`NotChanged::Ended`].
    pub fn noted(
        &mut self,
        by: impl Into<Author>,
        id: EventId,
        text: Text,
        now: Timestamp,
    ) -> Result<Event, NotChanged> {
        self.still_open()?;
        Ok(self.sent(id, by.into(), EventBody::NoteAdded { text }, now))
    }

    /// An operator leaves a note about the client; it stays with the client over conversations.
    #[must_use]
    pub fn client_noted(&mut self, by: OperatorId, id: EventId, text: Text, now: Timestamp) -> Event {
        self.sent(id, Author::Operator(by), EventBody::ClientNoteAdded { text }, now)
    }

    /// The client opened a page while the conversation runs.
    ///
    /// # Errors
    /// [`NotChanged::Ended`].
    pub fn page_viewed(
        &mut self,
        id: EventId,
        url: String,
        title: String,
        now: Timestamp,
    ) -> Result<Event, NotChanged> {
        self.still_open()?;
        Ok(self.sent(id, Author::Client(self.client), EventBody::PageViewed { url, title }, now))
    }

    /// An operator, or a program, corrected who the client is.
    #[must_use]
    pub fn client_changed(
        &mut self,
        by: impl Into<Author>,
        name: Option<String>,
        phone: Option<String>,
        email: Option<String>,
        now: Timestamp,
    ) -> Event {
        self.happened(by.into(), EventBody::ClientChanged { name, phone, email }, now)
    }

    /// The client and another one are one person, known so from now on: an operator said so, or a messenger named both as one.
    #[must_use]
    pub fn client_merged(&mut self, by: impl Into<Author>, client: KnownAs, other: KnownAs, now: Timestamp) -> Event {
        self.happened(by.into(), EventBody::ClientMerged { client, other }, now)
    }

    /// An operator said that the client and another one are not one person after all.
    #[must_use]
    pub fn client_parted(&mut self, by: OperatorId, client: KnownAs, other: KnownAs, now: Timestamp) -> Event {
        self.happened(Author::Operator(by), EventBody::ClientParted { client, other }, now)
    }

    /// An operator said that the client is not served for a while. The talk may go on to its end.
    #[must_use]
    pub fn client_banned(&mut self, by: OperatorId, ban: &Ban, now: Timestamp) -> Event {
        let body = EventBody::ClientBanned { ban: ban.id, reason: ban.reason.clone(), until: ban.until };
        self.happened(Author::Operator(by), body, now)
    }

    /// An operator lifted a ban of the client.
    #[must_use]
    pub fn client_unbanned(&mut self, by: OperatorId, ban: BanId, now: Timestamp) -> Event {
        self.happened(Author::Operator(by), EventBody::ClientUnbanned { ban }, now)
    }

    /// An operator, or a program, set the tags; tagging stays possible after the end.
    #[must_use]
    pub fn tagged(&mut self, by: impl Into<Author>, tags: Vec<TagId>, now: Timestamp) -> Event {
        self.happened(by.into(), EventBody::TagsChanged { tags }, now)
    }

    /// The parameters are now these.
    #[must_use]
    pub fn parameters_changed(&mut self, by: Author, parameters: BTreeMap<String, String>, now: Timestamp) -> Event {
        self.happened(by, EventBody::ParametersChanged { parameters }, now)
    }

    /// One side reports how far it has got. No event: receipts are state. Tells whether anything changed.
    pub fn seen(&mut self, side: Side, report: Seen) -> bool {
        let known = self.receipts.of_mut(side);
        let raised = known.raised_by(report, self.last_seq);
        let changed = raised != *known;
        *known = raised;
        if side == Side::Operator {
            self.glance.read_up_to(raised.read);
        }
        changed
    }

    pub(super) const fn still_open(&self) -> Result<(), NotChanged> {
        if self.is_ended() { Err(NotChanged::Ended) } else { Ok(()) }
    }

    pub(super) fn served_by(&self, by: OperatorId) -> Result<(), NotChanged> {
        match self.stage {
            Stage::Ended { .. } => Err(NotChanged::Ended),
            Stage::Active { operator, .. } if operator == by => Ok(()),
            Stage::Active { .. } | Stage::Waiting { .. } => Err(NotChanged::NotYours),
        }
    }
}
