//! A day at a desk where operators fall asleep, vanish and come back: at its end nobody was forgotten.

use super::*;
use crate::{
    EntrySet, Graces,
    capacity::Load,
    limits::{Overflow, Seconds},
    queue::Place,
};
use proptest::prelude::*;
use uuid::Uuid;

/// Seconds between two looks at the desk.
const STEP: i64 = 5;
/// Clients come in during eight hours; the desk then works off what is left.
const OPEN: i64 = 8 * 3_600;
const LIMIT: u32 = 3;
/// The first group's clients are offered to the second after this many seconds.
const OVERFLOW: u32 = 60;

/// An operator's habits. The last one of the second group is awake all day: somebody has to be.
#[derive(Clone, Debug)]
struct Habits {
    group: u128,
    /// Accepts only this long after seeing a client, in seconds.
    reaction: i64,
    /// Talks this long, in seconds.
    talk: i64,
    /// Asleep (accepts nothing) or gone (gives back) in these spans of the day.
    asleep: Vec<(i64, i64)>,
    gone: Vec<(i64, i64)>,
}

fn spans() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0..OPEN, 60..5_400_i64).prop_map(|(from, length)| (from, from + length)), 0..4)
}

fn habits() -> impl Strategy<Value = Habits> {
    (0..2_u128, 5..600_i64, 60..900_i64, spans(), spans()).prop_map(|(group, reaction, talk, asleep, gone)| Habits {
        group,
        reaction,
        talk,
        asleep,
        gone,
    })
}

const fn group(n: u128) -> GroupId {
    GroupId(Uuid::from_u128(n))
}

fn overflow(of: GroupId) -> Option<Overflow> {
    (of == group(0)).then_some(Overflow { to: group(1), after: Seconds(OVERFLOW) })
}

fn within(spans: &[(i64, i64)], second: i64) -> bool {
    spans.iter().any(|(from, to)| (*from..*to).contains(&second))
}

struct Day {
    operators: Vec<Habits>,
    conversations: Vec<Conversation>,
}

impl Day {
    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    fn enter(&mut self, of: u128, second: i64) {
        let n = self.conversations.len() as u128;
        let now = Self::at(second);
        let new = NewConversation {
            id: ConversationId(Uuid::from_u128(n)),
            client: ClientId(Uuid::from_u128(n)),
            entry: Entry::Chat,
            widget: None,
            channel: None,
            group: group(of),
            operator: None,
            accept_by: Overflow::deadline(overflow(group(of)), now),
            answers: vec![],
            continues: None,
        };
        let (mut conversation, _) = Conversation::start(new, now);
        let _ = conversation.client_connected(now);
        self.conversations.push(conversation);
    }

    fn step(&mut self, second: i64) {
        let now = Self::at(second);
        for conversation in &mut self.conversations {
            let _ = conversation.due(&Graces::default(), overflow, now);
        }
        for (n, habits) in self.operators.clone().iter().enumerate() {
            let id = OperatorId(Uuid::from_u128(n as u128));
            if within(&habits.gone, second) {
                for c in &mut self.conversations {
                    let accept_by = Overflow::deadline(overflow(c.group), now);
                    let _ = c.operator_vanished(id, accept_by, now);
                }
                continue;
            }
            for c in &mut self.conversations {
                if matches!(c.stage, Stage::Active { operator, since } if operator == id
                    && now.duration_since(since).as_secs() >= habits.talk)
                {
                    c.end(id, None, None, now).unwrap();
                }
            }
            if !within(&habits.asleep, second) {
                self.accept(id, habits, now);
            }
        }
    }

    fn accept(&mut self, id: OperatorId, habits: &Habits, now: Timestamp) {
        let groups = [group(habits.group)];
        let load = Load::of(self.conversations.iter().filter(|c| c.operator() == Some(id)).map(|c| c.entry));
        let acceptor = Acceptor { id, groups: &groups, load, chat_limit: LIMIT, barred: EntrySet::NONE };
        let seen = |c: &&mut Conversation| {
            let here = matches!(c.stage, Stage::Waiting { .. }) && acceptor.is_targeted(c.target);
            here && now.duration_since(c.queued_at).as_secs() >= habits.reaction
        };
        let first =
            self.conversations.iter_mut().filter(seen).min_by_key(|c| Place::new(c.priority, c.queued_at, c.id));
        if let Some(first) = first {
            let _ = first.accept(&acceptor, now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_day_with_sleepy_and_vanishing_operators_ends_with_nobody_forgotten(
        mut operators in prop::collection::vec(habits(), 1..5),
        arrivals in prop::collection::vec((0..OPEN, 0..2_u128), 1..60),
    ) {
        operators.push(Habits { group: 1, reaction: 10, talk: 240, asleep: vec![], gone: vec![] });
        let mut day = Day { operators, conversations: vec![] };
        let mut second = 0;
        // One who is awake works off whatever the others leave: so many clients, three at a time, and their overflow.
        let last = OPEN + arrivals.len() as i64 * 300 + 3_600;
        while second <= last {
            for (_, of) in arrivals.iter().filter(|(at, _)| (second..second + STEP).contains(at)) {
                day.enter(*of, second);
            }
            day.step(second);
            second += STEP;
        }
        prop_assert_eq!(day.conversations.len(), arrivals.len());
        for conversation in &day.conversations {
            prop_assert!(conversation.is_ended(), "forgotten: {:?}", conversation.stage);
            prop_assert!(conversation.first_accepted_at.is_some(), "never accepted");
        }
    }
}
