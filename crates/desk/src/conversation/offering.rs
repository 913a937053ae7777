//! Whom a waiting client is offered to (`crate::offering` says who comes first).

use super::{Conversation, Stage};
use crate::{
    Event, EventBody,
    event::{Author, Target},
    offering::{Candidate, Circle, OfferedBecause, Offering},
};
use jiff::{SignedDuration, Timestamp};

impl Conversation {
    /// Offers a client who waits for a group: to the next operator of those who are `there`, or to everyone. Called when it
    /// comes to wait for the group, and whenever [`Self::is_to_be_offered_on`]. Nothing where everyone sees it already.
    #[must_use]
    pub fn offer(&mut self, offering: Offering, there: &[Candidate], now: Timestamp) -> Option<Event> {
        let Offering::OneByOne { first, widens_after } = offering else { return self.offer_to_everyone(now) };
        if !self.waits_for_a_group() {
            return None;
        }
        let Some((operator, because)) = first.choose(there, &self.circle.asked) else {
            return self.offer_to_everyone(now);
        };
        self.circle.asked.push(operator);
        self.circle.widens_at = Some(now + SignedDuration::from(widens_after));
        Some(self.happened(Author::System, EventBody::Offered { to: Some(operator), because }, now))
    }

    /// Whether one more operator is to be asked by now.
    #[must_use]
    pub fn is_to_be_offered_on(&self, now: Timestamp) -> bool {
        self.widens_at().is_some_and(|at| now >= at)
    }

    /// When one more operator is asked, if nobody accepts before.
    pub(crate) fn widens_at(&self) -> Option<Timestamp> {
        self.circle.widens_at.filter(|_| self.waits_for_a_group())
    }

    /// Whether it waits for a group and nobody was asked so far, one by one or together: nobody was there.
    #[must_use]
    pub fn was_offered_to_nobody(&self) -> bool {
        self.waits_for_a_group() && self.circle == Circle::default()
    }

    fn offer_to_everyone(&mut self, now: Timestamp) -> Option<Event> {
        let before = std::mem::take(&mut self.circle);
        let narrowed = !before.asked.is_empty() && self.waits_for_a_group();
        self.circle.open = before.open || narrowed;
        let because = OfferedBecause::NobodyElse;
        narrowed.then(|| self.happened(Author::System, EventBody::Offered { to: None, because }, now))
    }

    const fn waits_for_a_group(&self) -> bool {
        matches!((self.stage, self.target), (Stage::Waiting { .. }, Target::Group(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ClientId, ConversationId, Entry, EntrySet, Graces, GroupId, NewConversation, OperatorId, capacity::Load,
        conversation::Acceptor, limits::Seconds, offering::First,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const SALES: GroupId = GroupId(Uuid::from_u128(1));
    const SUPPORT: GroupId = GroupId(Uuid::from_u128(2));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn operator(n: u128) -> OperatorId {
        OperatorId(Uuid::from_u128(n))
    }

    fn there(n: u128, conversations: u32, rests_since: Option<i64>) -> Candidate {
        Candidate { operator: operator(n), conversations, rests_since: rests_since.map(at) }
    }

    const fn one_by_one(first: First) -> Offering {
        Offering::OneByOne { first, widens_after: Seconds(20) }
    }

    fn waiting() -> Conversation {
        let new = NewConversation {
            id: ConversationId(Uuid::from_u128(7)),
            client: ClientId(Uuid::from_u128(8)),
            entry: Entry::Chat,
            widget: None,
            channel: None,
            group: SALES,
            operator: None,
            accept_by: None,
            answers: vec![],
            continues: None,
        };
        let (mut conversation, _) = Conversation::start(new, at(0));
        let _ = conversation.client_connected(at(0));
        conversation
    }

    fn asked(event: Option<Event>) -> Option<(Option<OperatorId>, OfferedBecause)> {
        event.map(|event| match event.body {
            EventBody::Offered { to, because } => (to, because),
            other => panic!("not an offer: {other:?}"),
        })
    }

    #[test]
    fn everyone_is_nothing_to_be_told() {
        let mut client = waiting();
        assert_eq!(client.offer(Offering::Everyone, &[there(1, 0, None)], at(0)), None);
        assert_eq!((client.circle, client.last_seq), (Circle::default(), 1));
    }

    #[test]
    fn the_least_busy_is_asked_first_and_the_circle_widens_until_it_is_everyone() {
        let (mut client, offering) = (waiting(), one_by_one(First::LeastBusy));
        let group = [there(1, 2, None), there(2, 1, Some(50)), there(3, 1, Some(40))];
        let fewest = OfferedBecause::LeastBusy { conversations: 1 };
        assert_eq!(asked(client.offer(offering, &group, at(0))), Some((Some(operator(3)), fewest)));
        assert_eq!(client.next_deadline(&Graces::default()), Some(at(20)));
        assert!(!client.is_to_be_offered_on(at(19)) && client.is_to_be_offered_on(at(20)));
        assert_eq!(asked(client.offer(offering, &group, at(20))), Some((Some(operator(2)), fewest)));
        let more = OfferedBecause::LeastBusy { conversations: 2 };
        assert_eq!(asked(client.offer(offering, &group, at(40))), Some((Some(operator(1)), more)));
        assert_eq!(asked(client.offer(offering, &group, at(60))), Some((None, OfferedBecause::NobodyElse)));
        let open = Circle { open: true, ..Circle::default() };
        assert_eq!((client.circle.clone(), client.next_deadline(&Graces::default())), (open, None));
    }

    #[test]
    fn the_longest_idle_comes_before_whoever_talks() {
        let (mut client, offering) = (waiting(), one_by_one(First::LongestIdle));
        let group = [there(1, 1, None), there(2, 0, Some(50)), there(3, 0, Some(40)), there(4, 0, None)];
        let order: Vec<_> = (0..4)
            .filter_map(|n| asked(client.offer(offering, &group, at(n * 20)))?.0)
            .map(|id| id.0.as_u128())
            .collect();
        assert_eq!(order, [4, 3, 2, 1]);
    }

    #[test]
    fn where_nobody_is_free_everyone_sees_the_client_at_once() {
        let mut client = waiting();
        assert_eq!(client.offer(one_by_one(First::LeastBusy), &[], at(0)), None);
        assert!(client.was_offered_to_nobody(), "who comes later can be asked");
        assert!(asked(client.offer(one_by_one(First::LeastBusy), &[there(1, 0, None)], at(9))).is_some());
        assert!(!client.was_offered_to_nobody());
        let _ = client.offer(one_by_one(First::LeastBusy), &[], at(29));
        assert!(!client.was_offered_to_nobody(), "once it is everyone's it stays so");
    }

    #[test]
    fn another_target_begins_anew_and_whoever_has_it_is_offered_nothing() {
        let (mut client, offering) = (waiting(), one_by_one(First::LeastBusy));
        let groups = [SALES];
        let acceptor =
            Acceptor { id: operator(9), groups: &groups, load: Load::default(), chat_limit: 4, barred: EntrySet::NONE };
        let _ = client.offer(offering, &[there(1, 0, None)], at(0));
        client.redirect(&acceptor, Target::Group(SUPPORT), None, None, at(5)).unwrap();
        assert_eq!((client.circle.clone(), client.next_deadline(&Graces::default())), (Circle::default(), None));
        let _ = client.offer(offering, &[there(1, 0, None)], at(5));
        assert_eq!(client.circle.asked, [operator(1)]);
        let served = Acceptor { groups: &[SUPPORT], ..acceptor };
        client.accept(&served, at(6)).unwrap();
        assert_eq!(client.next_deadline(&Graces::default()), None);
        assert_eq!(client.offer(offering, &[there(2, 0, None)], at(26)), None);
    }

    #[test]
    fn a_group_that_goes_back_to_everyone_opens_the_circle() {
        let mut client = waiting();
        let _ = client.offer(one_by_one(First::LeastBusy), &[there(1, 0, None)], at(0));
        assert_eq!(asked(client.offer(Offering::Everyone, &[], at(20))), Some((None, OfferedBecause::NobodyElse)));
    }

    proptest! {
        /// Whoever comes, goes and is busy meanwhile: nobody is asked twice, and after as many steps as there are operators
        /// the client is everyone's.
        #[test]
        fn every_circle_opens_in_the_end(
            days in prop::collection::vec(prop::collection::btree_map(1u128..6, (0u32..4, prop::option::of(0i64..99)), 0..6), 8),
            idle in any::<bool>(),
        ) {
            let (mut client, mut seen) = (waiting(), vec![]);
            let offering = one_by_one(if idle { First::LongestIdle } else { First::LeastBusy });
            for (n, group) in days.iter().enumerate() {
                let there: Vec<_> = group.iter().map(|(id, (has, since))| there(*id, *has, *since)).collect();
                match asked(client.offer(offering, &there, at(n as i64 * 20))) {
                    Some((Some(operator), _)) => {
                        prop_assert!(!seen.contains(&operator));
                        seen.push(operator);
                    }
                    Some((None, _)) | None => {
                        prop_assert!(there.iter().all(|one| seen.contains(&one.operator)));
                        prop_assert_eq!(client.widens_at(), None);
                        return Ok(());
                    }
                }
            }
            prop_assert!(false, "five operators are asked in five steps");
        }
    }
}
