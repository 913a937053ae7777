//! Who has the conversation: accept, redirect, end.

use super::{Colleagues, Conversation, Stage};
use crate::{
    EntrySet, Event, EventBody, GroupId, OperatorId, ResultId,
    capacity::{Load, NoRoom},
    event::{Author, EndCause, InvitationEnd, RedirectCause, Target},
    limits::Overflow,
    offering::Circle,
    text::Text,
};
use jiff::Timestamp;

/// An operator who wants to take a conversation, as the desk knows him or her at that moment.
#[derive(Clone, Copy, Debug)]
pub struct Acceptor<'a> {
    /// Who.
    pub id: OperatorId,
    /// The groups he or she serves.
    pub groups: &'a [GroupId],
    /// What he or she serves now.
    pub load: Load,
    /// The chat limit that holds for him or her.
    pub chat_limit: u32,
    /// Entries that he or she may not take at all.
    pub barred: EntrySet,
}

/// Why an operator may not take a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// A colleague was faster.
    #[error("a colleague has taken this conversation")]
    Taken {
        /// Who has it.
        by: OperatorId,
    },
    /// It is over.
    #[error("this conversation has ended")]
    Ended,
    /// It waits for another group or operator.
    #[error("this conversation waits for somebody else")]
    NotYours,
    /// The operator may not take clients who came in this way.
    #[error("clients of this entry are not this operator's to take")]
    Barred,
    /// The operator has no room for it.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
}

/// Why a conversation cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// It is over.
    #[error("this conversation has ended")]
    Ended,
    /// Another operator has it, or nobody yet.
    #[error("this conversation is not yours")]
    NotYours,
}

impl Acceptor<'_> {
    /// Whether a conversation with this target stands in the operator's queue.
    #[must_use]
    pub fn is_targeted(&self, target: Target) -> bool {
        match target {
            Target::Group(group) => self.groups.contains(&group),
            Target::Operator(operator) => operator == self.id,
        }
    }
}

impl Conversation {
    /// Takes the conversation. Taking what one already has changes nothing (a repeated request), hence the `Option`.
    ///
    /// # Errors
    /// [`NotAccepted`]; exactly one operator ever gets `Ok(Some(_))` of one waiting.
    pub fn accept(&mut self, by: &Acceptor<'_>, now: Timestamp) -> Result<Option<Event>, NotAccepted> {
        match self.stage {
            Stage::Ended { .. } => return Err(NotAccepted::Ended),
            Stage::Active { operator, .. } if operator == by.id => return Ok(None),
            Stage::Active { operator, .. } => return Err(NotAccepted::Taken { by: operator }),
            Stage::Waiting { .. } => {}
        }
        if !by.is_targeted(self.target) {
            return Err(NotAccepted::NotYours);
        }
        if by.barred.contains(self.entry) {
            return Err(NotAccepted::Barred);
        }
        by.load.room_for(self.entry.demand(), by.chat_limit)?;
        self.stage = Stage::Active { operator: by.id, since: now };
        self.circle = Circle::default();
        self.first_accepted_at.get_or_insert(now);
        Ok(Some(self.happened(Author::Operator(by.id), EventBody::Accepted, now)))
    }

    /// Sends the conversation to another group or operator; it keeps its place in line.
    /// A talk can be redirected by who has it, a waiting one by who has it in his or her queue. Guests leave with it.
    ///
    /// `accept_by` is when the new target's time runs out; the group a named operator's falls back to is the last one it
    /// waited for.
    ///
    /// # Errors
    /// [`NotChanged`].
    pub fn redirect(
        &mut self,
        by: &Acceptor<'_>,
        to: Target,
        accept_by: Option<Timestamp>,
        note: Option<Text>,
        now: Timestamp,
    ) -> Result<Event, NotChanged> {
        let from = match self.stage {
            Stage::Ended { .. } => return Err(NotChanged::Ended),
            Stage::Active { operator, .. } if operator == by.id => Target::Operator(operator),
            Stage::Waiting { .. } if by.is_targeted(self.target) => self.target,
            Stage::Active { .. } | Stage::Waiting { .. } => return Err(NotChanged::NotYours),
        };
        Ok(self.wait_for(Author::Operator(by.id), from, to, accept_by, note, RedirectCause::Operator, now))
    }

    /// The operator who talked is gone too long: a guest goes on, else it goes back to the queue, ahead of those who have
    /// not been served at all. Nothing when this operator is not in it (any more). `accept_by` is when the group's time
    /// runs out.
    #[must_use]
    pub fn operator_vanished(&mut self, gone: OperatorId, accept_by: Option<Timestamp>, now: Timestamp) -> Vec<Event> {
        let mut events = self.without(Author::System, gone, now);
        if self.operator() == Some(gone) {
            events.push(self.return_to_group(gone, accept_by, RedirectCause::OperatorVanished, now));
        }
        events
    }

    /// The operator exists no longer: whatever he or she had, or was to have, goes to a guest, else to the group.
    #[must_use]
    pub fn operator_removed(&mut self, gone: OperatorId, accept_by: Option<Timestamp>, now: Timestamp) -> Vec<Event> {
        let mut events = self.without(Author::System, gone, now);
        events.extend(self.close_invitation(Author::System, Target::Operator(gone), InvitationEnd::Withdrawn, now));
        let waits_for = matches!(self.stage, Stage::Waiting { .. }) && self.target == Target::Operator(gone);
        if waits_for || self.operator() == Some(gone) {
            events.push(self.return_to_group(gone, accept_by, RedirectCause::TargetRemoved, now));
        }
        events
    }

    /// The operator who has it, ends it. Ending an ended one changes nothing (a repeated request), hence the `Option`.
    ///
    /// # Errors
    /// [`NotChanged::NotYours`].
    pub fn end(
        &mut self,
        by: OperatorId,
        result: Option<ResultId>,
        note: Option<Text>,
        now: Timestamp,
    ) -> Result<Option<Event>, NotChanged> {
        match self.served_by(by) {
            Ok(()) => Ok(Some(self.finish(Author::Operator(by), EndCause::Operator, result, note, now))),
            Err(NotChanged::Ended) if self.last_operator() == Some(by) => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    /// An operator who bans the client ends it, whoever has it and whether or not anybody does. `None` when it is over.
    #[must_use]
    pub fn end_with_ban(&mut self, by: OperatorId, now: Timestamp) -> Option<Event> {
        (!self.is_ended()).then(|| self.finish(Author::Operator(by), EndCause::Ban, None, None, now))
    }

    /// The client leaves the queue or the talk. `None` when it is over already.
    #[must_use]
    pub fn client_ends(&mut self, now: Timestamp) -> Option<Event> {
        (!self.is_ended()).then(|| self.finish(Author::Client(self.client), EndCause::Client, None, None, now))
    }

    /// The target's time to accept ran out: a named operator's goes to the group, a group's to the one it overflows to.
    /// `None` when the group overflows nowhere (any more).
    pub(super) fn offered_on(
        &mut self,
        overflow: impl Fn(GroupId) -> Option<Overflow>,
        now: Timestamp,
    ) -> Option<Event> {
        let (from, cause) = (self.target, self.cause_of_offering_on());
        let to = match from {
            Target::Operator(_) => Some(self.group),
            Target::Group(group) => overflow(group).map(|overflow| overflow.to).filter(|to| *to != group),
        };
        let Some(to) = to else {
            self.stage = Stage::Waiting { accept_by: None };
            return None;
        };
        let accept_by = Overflow::deadline(overflow(to), now);
        Some(self.wait_for(Author::System, from, Target::Group(to), accept_by, None, cause, now))
    }

    const fn cause_of_offering_on(&self) -> RedirectCause {
        match self.target {
            Target::Operator(_) => RedirectCause::NotAccepted,
            Target::Group(_) => RedirectCause::Overflow,
        }
    }

    pub(super) fn finish(
        &mut self,
        author: Author,
        cause: EndCause,
        result: Option<ResultId>,
        note: Option<Text>,
        now: Timestamp,
    ) -> Event {
        self.stage = Stage::Ended { at: now, cause, operator: self.operator(), result };
        self.circle = Circle::default();
        self.colleagues.invitations.clear();
        self.happened(author, EventBody::Ended { cause, result, note }, now)
    }

    const fn last_operator(&self) -> Option<OperatorId> {
        match self.stage {
            Stage::Active { operator, .. } => Some(operator),
            Stage::Ended { operator, .. } => operator,
            Stage::Waiting { .. } => None,
        }
    }

    fn return_to_group(
        &mut self,
        gone: OperatorId,
        accept_by: Option<Timestamp>,
        cause: RedirectCause,
        now: Timestamp,
    ) -> Event {
        self.priority += 1;
        self.wait_for(Author::System, Target::Operator(gone), Target::Group(self.group), accept_by, None, cause, now)
    }

    #[expect(clippy::too_many_arguments, reason = "the one place where all that a redirect says comes together")]
    fn wait_for(
        &mut self,
        author: Author,
        from: Target,
        to: Target,
        accept_by: Option<Timestamp>,
        note: Option<Text>,
        cause: RedirectCause,
        now: Timestamp,
    ) -> Event {
        if let Target::Group(group) = to {
            self.group = group;
        }
        self.stage = Stage::Waiting { accept_by };
        self.target = to;
        self.circle = Circle::default();
        self.colleagues = Colleagues::default();
        self.glance.redirected(author, note.as_ref());
        self.happened(author, EventBody::Redirected { from, to, accept_by, note, cause }, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientId, ConversationId, Entry, NewConversation};
    use uuid::Uuid;

    const ANNA: OperatorId = OperatorId(Uuid::from_u128(1));
    const SUPPORT: GroupId = GroupId(Uuid::from_u128(2));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn waiting() -> Conversation {
        let new = NewConversation {
            id: ConversationId(Uuid::from_u128(7)),
            client: ClientId(Uuid::from_u128(8)),
            entry: Entry::Chat,
            widget: None,
            channel: None,
            group: SUPPORT,
            operator: None,
            accept_by: None,
            answers: vec![],
            continues: None,
        };
        Conversation::start(new, at(0)).0
    }

    fn acceptor(barred: EntrySet) -> Acceptor<'static> {
        Acceptor { id: ANNA, groups: &[SUPPORT], load: Load { slots: 0, whole: 0 }, chat_limit: 4, barred }
    }

    #[test]
    fn whoever_may_not_take_an_entry_does_not_accept_it_and_may_send_it_on() {
        let mut client = waiting();
        let barred = acceptor(EntrySet::from_iter([Entry::Chat]));
        assert_eq!(client.accept(&barred, at(1)), Err(NotAccepted::Barred));
        let elsewhere = Target::Group(GroupId(Uuid::from_u128(3)));
        assert!(client.clone().redirect(&barred, elsewhere, None, None, at(1)).is_ok());
        assert!(client.accept(&acceptor(EntrySet::NONE), at(1)).unwrap().is_some());
    }

    #[test]
    fn a_ban_ends_a_conversation_by_its_own_name() {
        let cause = |conversation: &Conversation| match conversation.stage {
            Stage::Ended { cause, .. } => Some(cause),
            Stage::Waiting { .. } | Stage::Active { .. } => None,
        };
        let mut waits = waiting();
        assert!(waits.end_with_ban(ANNA, at(1)).is_some());
        assert_eq!(cause(&waits), Some(EndCause::Ban));
        assert!(waits.end_with_ban(ANNA, at(2)).is_none(), "it is over");
        let mut talks = waiting();
        talks.accept(&acceptor(EntrySet::NONE), at(1)).unwrap();
        let _ = talks.end(ANNA, None, None, at(2)).unwrap();
        assert_eq!(cause(&talks), Some(EndCause::Operator));
    }
}
