//! Colleagues in a talk: one operator has the conversation, others are its guests, still others are invited.

use super::{Acceptor, Conversation, NotChanged, Stage};
use crate::{
    Event, EventBody, GroupId, OperatorId,
    capacity::NoRoom,
    event::{Author, InvitationEnd, Target},
    text::Text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Guests and open invitations of a conversation, together at most so many.
pub const MOST_COLLEAGUES: usize = 10;

/// An invitation that nobody answers is closed after this.
pub const INVITATION_LASTS: SignedDuration = SignedDuration::from_mins(2);

/// Who is in a talk, or asked into it, beside the operator who has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleagues {
    /// In the talk, longest first. Of an ended conversation: who was in it at the end.
    #[serde(default)]
    pub guests: Vec<OperatorId>,
    /// Asked and not come yet, oldest first.
    #[serde(default)]
    pub invitations: Vec<Invitation>,
}

/// A word to an operator or a group to come into a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Who may come.
    pub to: Target,
    /// Who asks.
    pub by: OperatorId,
    /// When it closes by itself.
    pub until: Timestamp,
    /// What it is about.
    pub note: Option<Text>,
}

/// Why nobody can be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInvited {
    /// The one who invites is not in the talk.
    #[error(transparent)]
    NotChanged(#[from] NotChanged),
    /// The invited one is in the talk.
    #[error("this operator is in the conversation already")]
    AlreadyThere,
    /// As many as can be.
    #[error("at most {MOST_COLLEAGUES} colleagues can be in a conversation or invited")]
    TooMany,
}

/// Why an operator cannot come into a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// It is over.
    #[error("this conversation has ended")]
    Ended,
    /// Nobody invited the operator, or not any more.
    #[error("there is no invitation for you (any more)")]
    NotInvited,
    /// The operator has no room for it.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
}

/// Why a conversation cannot be handed over or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHandedOver {
    /// It is not this operator's to hand over.
    #[error(transparent)]
    NotChanged(#[from] NotChanged),
    /// Who should have it is not in the talk.
    #[error("only a colleague who is in the conversation can take it over")]
    NotThere,
    /// The client would be left with nobody.
    #[error("nobody else is in the conversation: redirect it or end it")]
    NobodyElse,
}

impl Conversation {
    /// Whether this operator talks with the client now: has the conversation, or is its guest.
    #[must_use]
    pub fn is_served_by(&self, operator: OperatorId) -> bool {
        self.operator() == Some(operator) || (self.operator().is_some() && self.colleagues.guests.contains(&operator))
    }

    /// When the first invitation closes that means this operator, by name or as a member of one of these groups. It is
    /// the one that came first.
    #[must_use]
    pub fn invited_until(&self, operator: OperatorId, groups: &[GroupId]) -> Option<Timestamp> {
        let meant = |to| match to {
            Target::Operator(one) => one == operator,
            Target::Group(group) => groups.contains(&group),
        };
        self.colleagues.invitations.iter().filter(|open| meant(open.to)).map(|open| open.until).min()
    }

    /// Whoever is in the talk asks an operator or a group into it. Asking again changes nothing, hence the `Option`.
    ///
    /// # Errors
    /// [`NotInvited`].
    pub fn invite(
        &mut self,
        by: OperatorId,
        to: Target,
        note: Option<Text>,
        now: Timestamp,
    ) -> Result<Option<Event>, NotInvited> {
        self.talked_in_by(by)?;
        if matches!(to, Target::Operator(operator) if self.is_served_by(operator)) {
            return Err(NotInvited::AlreadyThere);
        }
        if self.colleagues.invitations.iter().any(|open| open.to == to) {
            return Ok(None);
        }
        if self.colleagues.guests.len() + self.colleagues.invitations.len() >= MOST_COLLEAGUES {
            return Err(NotInvited::TooMany);
        }
        let until = now + INVITATION_LASTS;
        self.colleagues.invitations.push(Invitation { to, by, until, note: note.clone() });
        Ok(Some(self.happened(Author::Operator(by), EventBody::Invited { to, until, note }, now)))
    }

    /// The invited one comes in. Coming in again changes nothing, hence the `Option`.
    ///
    /// # Errors
    /// [`NotJoined`]; an invitation of a group lets in one of its members.
    pub fn join(&mut self, by: &Acceptor<'_>, now: Timestamp) -> Result<Option<Event>, NotJoined> {
        if self.is_ended() {
            return Err(NotJoined::Ended);
        }
        if self.is_served_by(by.id) {
            return Ok(None);
        }
        let invitation = self.invitation_of(by).ok_or(NotJoined::NotInvited)?;
        by.load.room_for(self.entry.demand(), by.chat_limit)?;
        self.colleagues.invitations.retain(|open| open.to != invitation && open.to != Target::Operator(by.id));
        self.colleagues.guests.push(by.id);
        Ok(Some(self.happened(Author::Operator(by.id), EventBody::Joined { invitation }, now)))
    }

    /// The operator who was invited by name will not come. `None` when the invitation is closed already.
    #[must_use]
    pub fn decline(&mut self, by: OperatorId, now: Timestamp) -> Option<Event> {
        self.close_invitation(Author::Operator(by), Target::Operator(by), InvitationEnd::Declined, now)
    }

    /// Somebody in the talk takes an invitation back. `None` when it is closed already.
    ///
    /// # Errors
    /// [`NotChanged`].
    pub fn withdraw(&mut self, by: OperatorId, to: Target, now: Timestamp) -> Result<Option<Event>, NotChanged> {
        self.talked_in_by(by)?;
        Ok(self.close_invitation(Author::Operator(by), to, InvitationEnd::Withdrawn, now))
    }

    /// Who has the conversation gives it to a guest, and stays in the talk as one.
    ///
    /// # Errors
    /// [`NotHandedOver`].
    pub fn hand_over(&mut self, by: OperatorId, to: OperatorId, now: Timestamp) -> Result<Event, NotHandedOver> {
        self.served_by(by)?;
        if !self.colleagues.guests.contains(&to) {
            return Err(NotHandedOver::NotThere);
        }
        Ok(self.pass(Author::Operator(by), by, to, now))
    }

    /// The operator goes out of the talk; who has it leaves it to the guest who is there longest. Leaving what one is not
    /// in changes nothing (a repeated request).
    ///
    /// # Errors
    /// [`NotHandedOver::NobodyElse`].
    pub fn leave(&mut self, by: OperatorId, now: Timestamp) -> Result<Vec<Event>, NotHandedOver> {
        if self.operator() == Some(by) && self.colleagues.guests.is_empty() {
            return Err(NotHandedOver::NobodyElse);
        }
        Ok(self.without(Author::Operator(by), by, now))
    }

    /// The operator out of the talk, if somebody remains in it; nothing otherwise.
    pub(super) fn without(&mut self, author: Author, gone: OperatorId, now: Timestamp) -> Vec<Event> {
        let mut events = Vec::new();
        if let (true, Some(heir)) = (self.operator() == Some(gone), self.colleagues.guests.first().copied()) {
            events.push(self.pass(author, gone, heir, now));
        }
        if self.operator().is_some() && self.colleagues.guests.contains(&gone) {
            self.colleagues.guests.retain(|guest| *guest != gone);
            events.push(self.happened(author, EventBody::Left { operator: gone }, now));
        }
        events
    }

    /// Closes an invitation, if it is open.
    pub(super) fn close_invitation(
        &mut self,
        author: Author,
        to: Target,
        why: InvitationEnd,
        now: Timestamp,
    ) -> Option<Event> {
        let at = self.colleagues.invitations.iter().position(|open| open.to == to)?;
        self.colleagues.invitations.remove(at);
        Some(self.happened(author, EventBody::InvitationClosed { to, why }, now))
    }

    /// Closes the invitations whose time ran out.
    pub(super) fn lapse_invitations(&mut self, now: Timestamp) -> Vec<Event> {
        let open = &self.colleagues.invitations;
        let late: Vec<Target> = open.iter().filter(|open| now >= open.until).map(|open| open.to).collect();
        let close = |to| self.close_invitation(Author::System, to, InvitationEnd::Lapsed, now);
        late.into_iter().filter_map(close).collect()
    }

    pub(super) fn next_lapse(&self) -> Option<Timestamp> {
        self.colleagues.invitations.iter().map(|open| open.until).min()
    }

    pub(super) fn talked_in_by(&self, by: OperatorId) -> Result<(), NotChanged> {
        self.still_open()?;
        if self.is_served_by(by) { Ok(()) } else { Err(NotChanged::NotYours) }
    }

    fn pass(&mut self, author: Author, from: OperatorId, to: OperatorId, now: Timestamp) -> Event {
        self.colleagues.guests.retain(|guest| *guest != to);
        self.colleagues.guests.push(from);
        self.stage = Stage::Active { operator: to, since: now };
        self.happened(author, EventBody::HandedOver { from, to }, now)
    }

    /// The invitation an operator would come in by: the one by name before a group's.
    fn invitation_of(&self, by: &Acceptor<'_>) -> Option<Target> {
        let open = || self.colleagues.invitations.iter().map(|open| open.to);
        open().find(|to| *to == Target::Operator(by.id)).or_else(|| open().find(|to| by.is_targeted(*to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientId, ConversationId, Entry, EntrySet, Graces, capacity::Load, conversation::NewConversation};
    use uuid::Uuid;

    const KLARA: OperatorId = OperatorId(Uuid::from_u128(1));
    const PETR: OperatorId = OperatorId(Uuid::from_u128(2));
    const JANA: OperatorId = OperatorId(Uuid::from_u128(3));
    const SUPPORT: GroupId = GroupId(Uuid::from_u128(9));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn acceptor(id: OperatorId) -> Acceptor<'static> {
        Acceptor { id, groups: &[SUPPORT], load: Load::default(), chat_limit: 4, barred: EntrySet::NONE }
    }

    /// Klára talks with a client.
    fn talk() -> Conversation {
        let new = NewConversation {
            id: ConversationId(Uuid::nil()),
            client: ClientId(Uuid::nil()),
            entry: Entry::Chat,
            widget: None,
            channel: None,
            group: SUPPORT,
            operator: None,
            accept_by: None,
            answers: vec![],
            continues: None,
        };
        let (mut conversation, _) = Conversation::start(new, at(0));
        let _ = conversation.client_connected(at(0));
        conversation.accept(&acceptor(KLARA), at(1)).unwrap();
        conversation
    }

    fn with_guests(guests: &[OperatorId]) -> Conversation {
        let mut talk = talk();
        for guest in guests {
            talk.invite(KLARA, Target::Operator(*guest), None, at(2)).unwrap();
            talk.join(&acceptor(*guest), at(3)).unwrap();
        }
        talk
    }

    #[test]
    fn an_invited_group_lets_in_one_of_its_members() {
        let mut talk = talk();
        talk.invite(KLARA, Target::Group(SUPPORT), None, at(2)).unwrap().unwrap();
        assert_eq!(talk.invite(KLARA, Target::Group(SUPPORT), None, at(2)), Ok(None), "asking again");
        assert!(talk.join(&acceptor(PETR), at(3)).unwrap().is_some());
        assert_eq!(talk.join(&acceptor(PETR), at(3)), Ok(None), "coming again");
        assert_eq!(talk.join(&acceptor(JANA), at(4)), Err(NotJoined::NotInvited));
        assert_eq!(talk.invite(PETR, Target::Operator(KLARA), None, at(5)), Err(NotInvited::AlreadyThere));
    }

    #[test]
    fn a_guest_needs_room_and_may_talk_but_not_end_or_redirect() {
        let mut talk = talk();
        talk.invite(KLARA, Target::Operator(PETR), None, at(2)).unwrap();
        let full = Acceptor { load: Load { slots: 4, whole: 0 }, ..acceptor(PETR) };
        assert_eq!(talk.join(&full, at(3)), Err(NotJoined::NoRoom(NoRoom::LimitReached { limit: 4 })));
        talk.join(&acceptor(PETR), at(3)).unwrap();
        let text = Text::parse("Good morning").unwrap();
        assert!(talk.operator_said(PETR, crate::EventId(Uuid::nil()), text, at(4)).is_ok());
        assert_eq!(talk.end(PETR, None, None, at(5)), Err(NotChanged::NotYours));
        assert!(talk.redirect(&acceptor(PETR), Target::Group(SUPPORT), None, None, at(5)).is_err());
    }

    #[test]
    fn who_has_it_leaves_it_to_the_longest_guest_and_never_to_nobody() {
        let mut talk = with_guests(&[PETR, JANA]);
        let kinds: Vec<_> = talk.leave(KLARA, at(5)).unwrap().iter().map(|e| e.body.kind()).collect();
        assert_eq!(kinds, ["handed_over", "left"]);
        assert_eq!(talk.operator(), Some(PETR));
        assert_eq!(talk.colleagues.guests, [JANA]);
        assert_eq!(talk.leave(KLARA, at(6)), Ok(vec![]), "leaving again");
        talk.leave(JANA, at(6)).unwrap();
        assert_eq!(talk.leave(PETR, at(7)), Err(NotHandedOver::NobodyElse));
    }

    #[test]
    fn handing_over_swaps_and_needs_a_guest() {
        let mut talk = with_guests(&[PETR]);
        assert_eq!(talk.hand_over(KLARA, JANA, at(5)), Err(NotHandedOver::NotThere));
        talk.hand_over(KLARA, PETR, at(5)).unwrap();
        assert_eq!((talk.operator(), talk.colleagues.guests.as_slice()), (Some(PETR), [KLARA].as_slice()));
        assert!(talk.hand_over(KLARA, PETR, at(6)).is_err(), "it is Petr's now");
    }

    #[test]
    fn a_guest_goes_on_when_the_operator_vanishes() {
        let mut talk = with_guests(&[PETR]);
        let kinds: Vec<_> = talk.operator_vanished(KLARA, None, at(5)).iter().map(|e| e.body.kind()).collect();
        assert_eq!(kinds, ["handed_over", "left"]);
        let kinds: Vec<_> = talk.operator_vanished(PETR, None, at(6)).iter().map(|e| e.body.kind()).collect();
        assert_eq!(kinds, ["redirected"]);
    }

    #[test]
    fn what_came_first_counts_of_the_invitations_that_mean_one() {
        let mut talk = talk();
        talk.invite(KLARA, Target::Operator(JANA), None, at(2)).unwrap();
        talk.invite(KLARA, Target::Group(SUPPORT), None, at(3)).unwrap();
        talk.invite(KLARA, Target::Operator(PETR), None, at(4)).unwrap();
        assert_eq!(talk.invited_until(PETR, &[SUPPORT]), Some(at(3) + INVITATION_LASTS));
        assert_eq!(talk.invited_until(PETR, &[]), Some(at(4) + INVITATION_LASTS));
        assert_eq!(talk.invited_until(KLARA, &[]), None);
    }

    #[test]
    fn an_invitation_lapses_is_declined_or_withdrawn() {
        let mut talk = talk();
        let (petr, jana) = (Target::Operator(PETR), Target::Operator(JANA));
        talk.invite(KLARA, petr, None, at(2)).unwrap();
        talk.invite(KLARA, jana, None, at(3)).unwrap();
        talk.invite(KLARA, Target::Group(SUPPORT), None, at(4)).unwrap();
        assert!(talk.decline(PETR, at(5)).is_some());
        assert!(talk.withdraw(KLARA, jana, at(5)).unwrap().is_some());
        assert_eq!(talk.withdraw(KLARA, jana, at(5)), Ok(None), "again");
        assert_eq!(talk.withdraw(JANA, petr, at(5)), Err(NotChanged::NotYours));
        let lapse = talk.next_deadline(&Graces::default()).unwrap();
        assert_eq!(lapse, at(4) + INVITATION_LASTS);
        let closed = talk.due(&Graces::default(), |_| None, lapse);
        assert!(matches!(closed[0].body, EventBody::InvitationClosed { why: InvitationEnd::Lapsed, .. }));
        assert_eq!(talk.join(&acceptor(PETR), lapse), Err(NotJoined::NotInvited));
    }

    #[test]
    fn a_redirect_sends_guests_and_invitations_away() {
        let mut talk = with_guests(&[PETR]);
        talk.invite(PETR, Target::Operator(JANA), None, at(4)).unwrap();
        talk.redirect(&acceptor(KLARA), Target::Group(SUPPORT), None, None, at(5)).unwrap();
        assert_eq!(talk.colleagues, Colleagues::default());
    }
}
