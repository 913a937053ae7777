//! Whom of a group a client is offered to, where the group asks one operator after another.

use super::Action;
use crate::app::App;
use desk::{
    Author, Conversation, Event, EventBody, GroupId, OperatorId, Status, Timestamp,
    capacity::Load,
    entry::Demand,
    event::Target,
    offering::{Candidate, Offering},
};

impl App {
    /// How a group's clients are offered.
    fn offering(&self, group: GroupId) -> Offering {
        self.directory().group(group).map(|group| group.offering).unwrap_or_default()
    }

    /// The operators of a group who are there, Available, not wrapping up, and have room.
    fn could_take(&self, group: GroupId, demand: Demand, now: Timestamp) -> Vec<Candidate> {
        let directory = self.directory();
        let (roster, board) = (self.roster(), self.board());
        let members = directory.members_of(group).map(|member| member.id);
        let there = members.filter(|id| {
            roster.of_operator(*id, &directory.company.graces, now) == (Status::Available, true)
                && roster.wraps_up_until(*id, now).is_none()
        });
        let candidates = there.map(|operator| {
            let rests_since = roster.rests_since(operator);
            Candidate { operator, conversations: board.active_of(operator), rests_since }
        });
        let has_room = |one: &Candidate| {
            let load = Load { slots: one.conversations, whole: 0 };
            load.room_for(demand, directory.chat_limit(one.operator)).is_ok()
        };
        candidates.filter(has_room).collect()
    }
}

impl Action {
    /// Offers a client to the next operator of the group it waits for, or to all.
    #[must_use]
    pub(super) fn offer(&self, conversation: &mut Conversation) -> Option<Event> {
        self.offer_to_others(conversation, None)
    }

    /// The same for a client who has just come to wait for the group: not to who sent it there, who has had it.
    pub(super) fn offer_anew(&self, conversation: &mut Conversation, events: &[Event]) -> Option<Event> {
        let came = events.iter().rev().find(|event| matches!(event.body, EventBody::Redirected { .. }))?;
        let by = match came.author {
            Author::Operator(by) => Some(by),
            Author::Client(_) | Author::Token(_) | Author::System => None,
        };
        self.offer_to_others(conversation, by)
    }

    fn offer_to_others(&self, conversation: &mut Conversation, but: Option<OperatorId>) -> Option<Event> {
        let Target::Group(group) = conversation.target else { return None };
        let offering = self.app.offering(group);
        let mut there = match offering {
            Offering::Everyone => Vec::new(),
            Offering::OneByOne { .. } => self.app.could_take(group, conversation.entry.demand(), self.now),
        };
        there.retain(|one| Some(one.operator) != but);
        conversation.offer(offering, &there, self.now)
    }
}
