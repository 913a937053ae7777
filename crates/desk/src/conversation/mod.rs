//! The conversation: one contact of one client, from entry to end.
//!
//! `serving` decides who has it, `colleagues` who is in it beside that operator, `talking` what is said in it, `line` what
//! happens when somebody's connection is gone, `offering` whom it is offered to, `outside` what
//! only an outside messenger brings, `after` what becomes of it when it is over,
//! `glance` what a row of a list shows of it.

mod after;
mod colleagues;
#[cfg(test)]
mod day;
mod glance;
mod line;
mod offering;
mod outside;
#[cfg(test)]
mod properties;
mod serving;
mod talking;

pub use colleagues::{Colleagues, INVITATION_LASTS, Invitation, MOST_COLLEAGUES, NotHandedOver, NotInvited, NotJoined};
pub use glance::{Glance, LastMessage};
pub use line::ClientLine;
pub use serving::{Acceptor, NotAccepted, NotChanged};

use crate::{
    ChannelId, ClientId, ConversationId, Entry, Event, EventBody, EventId, GroupId, OperatorId, ResultId, Seq,
    WidgetId,
    event::{Answer, Author, EndCause, Target},
    offering::Circle,
    receipts::Receipts,
};
use jiff::Timestamp;

/// Where a conversation stands. There is no way back from `Ended`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In the waiting queue of the conversation's target.
    Waiting {
        /// When the target's time to accept runs out; that of a group without an overflow never does.
        accept_by: Option<Timestamp>,
    },
    /// An operator talks with the client.
    Active {
        /// Who.
        operator: OperatorId,
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Ended {
        /// When.
        at: Timestamp,
        /// Who or what ended it.
        cause: EndCause,
        /// Who talked last, if anybody did.
        operator: Option<OperatorId>,
        /// What the operator picked.
        result: Option<ResultId>,
    },
}

/// One contact of one client. Every change returns the events to be stored with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id, made by whoever started it.
    pub id: ConversationId,
    /// Who contacts the company.
    pub client: ClientId,
    /// How the client came in.
    pub entry: Entry,
    /// The widget, if it came through one.
    pub widget: Option<WidgetId>,
    /// The page or number, if it came through one.
    pub channel: Option<ChannelId>,
    /// Where it stands.
    pub stage: Stage,
    /// Whom it is, or was last, directed at.
    pub target: Target,
    /// The group it falls back to: always a group, so it is never targeted at nobody.
    pub group: GroupId,
    /// Who was asked to take it, while it waits for a group that asks one after another.
    pub circle: Circle,
    /// Who is in the talk, or asked into it, beside the operator who has it.
    pub colleagues: Colleagues,
    /// Its place in line; a redirect keeps it.
    pub queued_at: Timestamp,
    /// Higher is served sooner; raised when an operator vanished.
    pub priority: i32,
    /// When somebody first took it.
    pub first_accepted_at: Option<Timestamp>,
    /// Whether the client is connected.
    pub line: ClientLine,
    /// How far both sides have got.
    pub receipts: Receipts,
    /// What a list shows of it.
    pub glance: Glance,
    /// The number of its last event.
    pub last_seq: Seq,
}

/// What a client brings along on entry.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// Made by the client's browser, so that a repeated request starts nothing twice.
    pub id: ConversationId,
    /// Who.
    pub client: ClientId,
    /// The way in.
    pub entry: Entry,
    /// Through which widget.
    pub widget: Option<WidgetId>,
    /// Through which page or number of an outside messenger.
    pub channel: Option<ChannelId>,
    /// Whose queue; of a named operator, the group it falls back to.
    pub group: GroupId,
    /// The operator the client is directed at, if it is one.
    pub operator: Option<OperatorId>,
    /// When the time to accept of whom it is directed at runs out.
    pub accept_by: Option<Timestamp>,
    /// The entry form.
    pub answers: Vec<Answer>,
    /// The ended conversation this one continues.
    pub continues: Option<ConversationId>,
}

impl Conversation {
    /// A client comes in and waits for the group, or for an operator of the company's choosing. Until its browser connects, it counts as away from now.
    #[must_use]
    pub fn start(new: NewConversation, now: Timestamp) -> (Self, Event) {
        let target = new.operator.map_or(Target::Group(new.group), Target::Operator);
        let mut conversation = Self {
            id: new.id,
            client: new.client,
            entry: new.entry,
            widget: new.widget.clone(),
            channel: new.channel,
            stage: Stage::Waiting { accept_by: new.accept_by },
            target,
            group: new.group,
            circle: Circle::default(),
            colleagues: Colleagues::default(),
            queued_at: now,
            priority: 0,
            first_accepted_at: None,
            line: ClientLine::at_entry(new.entry, now),
            receipts: Receipts::default(),
            glance: Glance::default(),
            last_seq: 0,
        };
        let body = EventBody::Started {
            entry: new.entry,
            widget: new.widget,
            channel: new.channel,
            target,
            answers: new.answers,
            continues: new.continues,
        };
        let event = conversation.happened(Author::Client(new.client), body, now);
        (conversation, event)
    }

    /// Who talks with the client now.
    #[must_use]
    pub const fn operator(&self) -> Option<OperatorId> {
        match self.stage {
            Stage::Active { operator, .. } => Some(operator),
            Stage::Waiting { .. } | Stage::Ended { .. } => None,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.stage, Stage::Ended { .. })
    }

    /// The next line of the log, without an id of its own.
    fn happened(&mut self, author: Author, body: EventBody, now: Timestamp) -> Event {
        self.last_seq += 1;
        Event { seq: self.last_seq, id: None, at: now, author, body }
    }

    /// The next line of the log, under the id its sender gave it.
    fn sent(&mut self, id: EventId, author: Author, body: EventBody, now: Timestamp) -> Event {
        Event { id: Some(id), ..self.happened(author, body, now) }
    }
}
