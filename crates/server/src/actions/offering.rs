//! Whom of a group a client is offered to, where the group asks one operator after another.

use super::Action;
use crate::{app::App, problem::Problem};
use desk::{
    Author, Conversation, ConversationId, Entry, Event, EventBody, GroupId, OperatorId, Status, Timestamp,
    capacity::Load,
    event::Target,
    offering::{Candidate, Offering},
    taking::Taking,
};
use std::sync::Arc;

/// So many of a group's queue are looked at when somebody can take clients again.
const MOST_LOOKED_AT: usize = 100;

/// An operator can take clients again: those who wait for his or her groups, and whom nobody was there to be asked for, are
/// offered now.
///
/// # Errors
/// `unavailable`.
pub async fn offer_who_waits(app: Arc<App>, operator: OperatorId) -> Result<(), Problem> {
    for id in unasked(&app, operator).await? {
        let mut action = Action::begin(&app).await?;
        let Some(mut conversation) = action.conn().conversation_for_change(id).await? else { continue };
        if conversation.was_offered_to_nobody()
            && let Some(event) = action.offer(&mut conversation)
        {
            action.record(&conversation, [event]).await?;
            action.commit().await?;
        }
    }
    Ok(())
}

/// Who waits for an operator's groups that ask one after another, and nobody was asked, in the queue's order.
async fn unasked(app: &App, operator: OperatorId) -> Result<Vec<ConversationId>, Problem> {
    let directory = app.directory();
    let groups = directory.groups_of(operator).iter().filter(|group| app.offering(**group) != Offering::Everyone);
    let waiting: Vec<ConversationId> =
        groups.flat_map(|group| app.board().queue(Target::Group(*group)).into_iter().take(MOST_LOOKED_AT)).collect();
    if waiting.is_empty() {
        return Ok(waiting);
    }
    let mut read = app.store.read().await?;
    let mut unasked = Vec::new();
    for id in waiting {
        let found = read.conn().conversation(id).await?;
        unasked.extend(found.filter(Conversation::was_offered_to_nobody).map(|it| it.id));
    }
    Ok(unasked)
}

impl App {
    /// How a group's clients are offered.
    fn offering(&self, group: GroupId) -> Offering {
        self.directory().group(group).map(|group| group.offering).unwrap_or_default()
    }

    /// The operators of a group who are there, Available, take clients of this entry, are not wrapping up, and have room.
    fn could_take(&self, group: GroupId, entry: Entry, now: Timestamp) -> Vec<Candidate> {
        let directory = self.directory();
        let (roster, board) = (self.roster(), self.board());
        let members = directory.members_of(group);
        let taking = members.filter(|it| Taking { barred: it.barred, off: roster.off(it.id) }.is_offered(entry));
        let there = taking.map(|member| member.id).filter(|id| {
            roster.of_operator(*id, &directory.company.graces, now) == (Status::Available, true)
                && roster.wraps_up_until(*id, now).is_none()
        });
        let candidates = there.map(|operator| {
            let rests_since = roster.rests_since(operator);
            Candidate { operator, conversations: board.active_of(operator), rests_since }
        });
        let has_room = |one: &Candidate| {
            let load = Load { slots: one.conversations, whole: 0 };
            load.room_for(entry.demand(), directory.chat_limit(one.operator)).is_ok()
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
            Author::Client(_) | Author::Token(_) | Author::System | Author::Elsewhere => None,
        };
        self.offer_to_others(conversation, by)
    }

    fn offer_to_others(&self, conversation: &mut Conversation, but: Option<OperatorId>) -> Option<Event> {
        let Target::Group(group) = conversation.target else { return None };
        let offering = self.app.offering(group);
        let mut there = match offering {
            Offering::Everyone => Vec::new(),
            Offering::OneByOne { .. } => self.app.could_take(group, conversation.entry, self.now),
        };
        there.retain(|one| Some(one.operator) != but);
        conversation.offer(offering, &there, self.now)
    }
}
