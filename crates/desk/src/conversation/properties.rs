//! Whatever the order of commands: one operator at most, no limit exceeded, no waiting client lost or targeted at nobody.

use super::*;
use crate::{
    EntrySet, Graces,
    capacity::Load,
    limits::{Overflow, Seconds},
    text::Text,
};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

const OPERATORS: u128 = 4;
const GROUPS: u128 = 2;
const LIMIT: u32 = 2;

#[derive(Clone, Debug)]
enum Command {
    Enter { group: u128 },
    ClientSays { conversation: usize },
    OperatorSays { conversation: usize, operator: u128 },
    Accept { conversation: usize, operator: u128 },
    Redirect { conversation: usize, by: u128, to: Target },
    Invite { conversation: usize, by: u128, to: Target },
    Join { conversation: usize, operator: u128 },
    Withdraw { conversation: usize, by: u128, to: Target },
    Leave { conversation: usize, operator: u128 },
    HandOver { conversation: usize, by: u128, to: u128 },
    Vanish { operator: u128 },
    Remove { operator: u128 },
    End { conversation: usize, by: u128 },
    ClientEnds { conversation: usize },
    Disconnect { conversation: usize },
    Connect { conversation: usize },
    Wait { seconds: i64 },
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        (0..GROUPS).prop_map(|g| Target::Group(GroupId(Uuid::from_u128(g)))),
        (0..OPERATORS).prop_map(|o| Target::Operator(OperatorId(Uuid::from_u128(o)))),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let (conversation, operator) = (0..8_usize, 0..OPERATORS);
    prop_oneof![
        2 => (0..GROUPS).prop_map(|group| Command::Enter { group }),
        1 => conversation.clone().prop_map(|conversation| Command::ClientSays { conversation }),
        1 => (conversation.clone(), operator.clone()).prop_map(|(conversation, operator)| Command::OperatorSays { conversation, operator }),
        4 => (conversation.clone(), operator.clone()).prop_map(|(conversation, operator)| Command::Accept { conversation, operator }),
        2 => (conversation.clone(), operator.clone(), target()).prop_map(|(conversation, by, to)| Command::Redirect { conversation, by, to }),
        3 => (conversation.clone(), operator.clone(), target()).prop_map(|(conversation, by, to)| Command::Invite { conversation, by, to }),
        3 => (conversation.clone(), operator.clone()).prop_map(|(conversation, operator)| Command::Join { conversation, operator }),
        1 => (conversation.clone(), operator.clone(), target()).prop_map(|(conversation, by, to)| Command::Withdraw { conversation, by, to }),
        1 => (conversation.clone(), operator.clone()).prop_map(|(conversation, operator)| Command::Leave { conversation, operator }),
        1 => (conversation.clone(), operator.clone(), 0..OPERATORS).prop_map(|(conversation, by, to)| Command::HandOver { conversation, by, to }),
        1 => operator.clone().prop_map(|operator| Command::Vanish { operator }),
        1 => operator.clone().prop_map(|operator| Command::Remove { operator }),
        1 => (conversation.clone(), operator).prop_map(|(conversation, by)| Command::End { conversation, by }),
        1 => conversation.clone().prop_map(|conversation| Command::ClientEnds { conversation }),
        1 => conversation.clone().prop_map(|conversation| Command::Disconnect { conversation }),
        1 => conversation.prop_map(|conversation| Command::Connect { conversation }),
        2 => (1..900_i64).prop_map(|seconds| Command::Wait { seconds }),
    ]
}

/// Clients of group 0 whom nobody accepts are offered to group 1.
fn overflow(group: GroupId) -> Option<Overflow> {
    (group.0.as_u128() == 0).then_some(Overflow { to: GroupId(Uuid::from_u128(1)), after: Seconds(90) })
}

/// A desk in memory that runs commands one after another, as the transactions do.
struct Desk {
    conversations: Vec<Conversation>,
    logs: Vec<Vec<Event>>,
    now: Timestamp,
}

impl Desk {
    fn groups_of(operator: u128) -> Vec<GroupId> {
        // Operator 0 serves nothing, 3 serves both groups.
        (0..GROUPS).filter(|g| operator == 3 || operator == g + 1).map(|g| GroupId(Uuid::from_u128(g))).collect()
    }

    fn load(&self, operator: u128) -> Load {
        let id = OperatorId(Uuid::from_u128(operator));
        Load::of(self.conversations.iter().filter(|c| c.is_served_by(id)).map(|c| c.entry))
    }

    fn run(&mut self, command: Command) {
        let id = |n: u128| OperatorId(Uuid::from_u128(n));
        let text = || Text::parse("hello").unwrap();
        let message = EventId(Uuid::from_u128(7));
        let now = self.now;
        let events: Vec<(usize, Event)> = match command {
            Command::Enter { group } => {
                let n = self.conversations.len();
                let (conversation, event) = Conversation::start(
                    NewConversation {
                        id: ConversationId(Uuid::from_u128(n as u128)),
                        client: ClientId(Uuid::from_u128(n as u128)),
                        entry: Entry::Chat,
                        widget: None,
                        channel: None,
                        group: GroupId(Uuid::from_u128(group)),
                        operator: None,
                        accept_by: Overflow::deadline(overflow(GroupId(Uuid::from_u128(group))), now),
                        answers: vec![],
                        continues: None,
                    },
                    now,
                );
                self.conversations.push(conversation);
                self.logs.push(vec![]);
                vec![(n, event)]
            }
            Command::Wait { seconds } => {
                self.now = now + SignedDuration::from_secs(seconds);
                let now = self.now;
                let due = |(n, c): (usize, &mut Conversation)| {
                    c.due(&Graces::default(), overflow, now).into_iter().map(move |e| (n, e)).collect::<Vec<_>>()
                };
                self.conversations.iter_mut().enumerate().flat_map(due).collect()
            }
            Command::Vanish { operator } => {
                let back = |(n, c): (usize, &mut Conversation)| {
                    let accept_by = Overflow::deadline(overflow(c.group), now);
                    c.operator_vanished(id(operator), accept_by, now).into_iter().map(move |e| (n, e))
                };
                self.conversations.iter_mut().enumerate().flat_map(back).collect()
            }
            Command::Remove { operator } => {
                let back = |(n, c): (usize, &mut Conversation)| {
                    let accept_by = Overflow::deadline(overflow(c.group), now);
                    c.operator_removed(id(operator), accept_by, now).into_iter().map(move |e| (n, e))
                };
                self.conversations.iter_mut().enumerate().flat_map(back).collect()
            }
            Command::ClientSays { conversation } => self.on(conversation, |c| c.client_said(message, text(), now).ok()),
            Command::OperatorSays { conversation, operator } => {
                self.on(conversation, |c| c.operator_said(id(operator), message, text(), now).ok())
            }
            Command::Accept { conversation, operator } => {
                let (groups, load) = (Self::groups_of(operator), self.load(operator));
                let acceptor =
                    Acceptor { id: id(operator), groups: &groups, load, chat_limit: LIMIT, barred: EntrySet::NONE };
                self.on(conversation, |c| c.accept(&acceptor, now).ok().flatten())
            }
            Command::Redirect { conversation, by, to } => {
                let groups = Self::groups_of(by);
                let acceptor = Acceptor {
                    id: id(by),
                    groups: &groups,
                    load: Load::default(),
                    chat_limit: LIMIT,
                    barred: EntrySet::NONE,
                };
                let accept_by = match to {
                    Target::Group(group) => Overflow::deadline(overflow(group), now),
                    Target::Operator(_) => Some(now + SignedDuration::from_secs(30)),
                };
                self.on(conversation, |c| c.redirect(&acceptor, to, accept_by, None, now).ok())
            }
            Command::Invite { conversation, by, to } => {
                self.on(conversation, |c| c.invite(id(by), to, None, now).ok().flatten())
            }
            Command::Join { conversation, operator } => {
                let (groups, load) = (Self::groups_of(operator), self.load(operator));
                let acceptor =
                    Acceptor { id: id(operator), groups: &groups, load, chat_limit: LIMIT, barred: EntrySet::NONE };
                self.on(conversation, |c| c.join(&acceptor, now).ok().flatten())
            }
            Command::Withdraw { conversation, by, to } => {
                self.on(conversation, |c| c.withdraw(id(by), to, now).ok().flatten())
            }
            Command::Leave { conversation, operator } => {
                let left = |c: &mut Conversation| c.leave(id(operator), now).unwrap_or_default();
                self.conversations
                    .get_mut(conversation)
                    .map(left)
                    .into_iter()
                    .flatten()
                    .map(|e| (conversation, e))
                    .collect()
            }
            Command::HandOver { conversation, by, to } => {
                self.on(conversation, |c| c.hand_over(id(by), id(to), now).ok())
            }
            Command::End { conversation, by } => {
                self.on(conversation, |c| c.end(id(by), None, None, now).ok().flatten())
            }
            Command::ClientEnds { conversation } => self.on(conversation, |c| c.client_ends(now)),
            Command::Disconnect { conversation } => self.on(conversation, |c| {
                c.client_disconnected(now);
                None
            }),
            Command::Connect { conversation } => self.on(conversation, |c| c.client_connected(now)),
        };
        for (n, event) in events {
            self.logs[n].push(event);
        }
    }

    fn on(&mut self, n: usize, change: impl FnOnce(&mut Conversation) -> Option<Event>) -> Vec<(usize, Event)> {
        self.conversations.get_mut(n).and_then(change).map(|event| (n, event)).into_iter().collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_interleaving_breaks_the_desk(commands in prop::collection::vec(command(), 1..120)) {
        let mut desk = Desk { conversations: vec![], logs: vec![], now: Timestamp::from_second(1_000_000).unwrap() };
        for command in commands {
            let before = desk.conversations.clone();
            desk.run(command);

            for operator in 0..OPERATORS {
                prop_assert!(desk.load(operator).slots <= LIMIT, "a limit is exceeded");
            }
            for (old, new) in before.iter().zip(&desk.conversations) {
                prop_assert!(!old.is_ended() || old.stage == new.stage, "ended is final");
                prop_assert_eq!(old.queued_at, new.queued_at, "a redirect keeps the place in line");
                if let (Some(a), Some(b)) = (old.operator(), new.operator()) {
                    let knew = a == b || old.colleagues.guests.contains(&b);
                    prop_assert!(knew, "an operator is replaced by one who was not in the talk");
                }
            }
            for (conversation, log) in desk.conversations.iter().zip(&desk.logs) {
                prop_assert!(log.iter().map(|e| e.seq).eq(1..=conversation.last_seq), "the log has a gap");
                let Colleagues { guests, invitations } = &conversation.colleagues;
                let others: HashSet<_> = guests.iter().copied().chain(conversation.operator()).collect();
                prop_assert!(conversation.operator().is_none() || others.len() == guests.len() + 1, "in it twice");
                prop_assert!(guests.len() + invitations.len() <= MOST_COLLEAGUES, "a crowd");
                prop_assert!(conversation.operator().is_some() || invitations.is_empty(), "invited to nobody");
                match conversation.stage {
                    Stage::Waiting { accept_by } => {
                        prop_assert!(guests.is_empty(), "a guest of nobody");
                        let ends = match conversation.target {
                            Target::Operator(_) => true,
                            Target::Group(group) => overflow(group).is_some(),
                        };
                        prop_assert_eq!(accept_by.is_some(), ends, "waits for ever for who does not come");
                    }
                    Stage::Active { .. } => prop_assert!(conversation.first_accepted_at.is_some()),
                    Stage::Ended { .. } => {
                        prop_assert!(conversation.next_deadline(&Graces::default()).is_none());
                        let ends = log.iter().filter(|e| matches!(e.body, EventBody::Ended { .. })).count();
                        prop_assert_eq!(ends, 1, "ended more than once");
                    }
                }
            }
        }

        // However it went, waiting long enough leaves no client who is gone and no named target.
        for conversation in &mut desk.conversations {
            while let Some(deadline) = conversation.next_deadline(&Graces::default()) {
                prop_assert!(!conversation.due(&Graces::default(), overflow, deadline).is_empty(), "a deadline with nothing to do");
            }
            match conversation.stage {
                Stage::Waiting { .. } => prop_assert_eq!(conversation.target, Target::Group(GroupId(Uuid::from_u128(1)))),
                Stage::Active { .. } => prop_assert_eq!(conversation.line, ClientLine::Connected),
                Stage::Ended { .. } => {}
            }
        }
    }
}
