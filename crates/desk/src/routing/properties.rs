//! What must be so of any rules, any client and whoever is there.

use super::*;
use crate::{Entry, availability::Availability};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn group() -> impl Strategy<Value = GroupId> {
    (1..6_u128).prop_map(|n| GroupId(Uuid::from_u128(n)))
}

fn operator() -> impl Strategy<Value = OperatorId> {
    (1..4_u128).prop_map(|n| OperatorId(Uuid::from_u128(n)))
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Is), Just(How::Contains), Just(How::BeginsWith), Just(How::Like), Just(How::IsGiven)]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        proptest::collection::vec("(cs|en|de|en-GB)", 0..3).prop_map(|any_of| Condition::Language { any_of }),
        Just(Condition::Entry { any_of: vec![Entry::Chat] }),
        ("(plan|\\PC{0,3})", how(), "(gold|\\PC{0,4})").prop_map(|(name, how, value)| Condition::Parameter {
            name,
            how,
            value
        }),
        (how(), "(/tariffs|https://|\\PC{0,4})").prop_map(|(how, value)| Condition::Page { how, value }),
        Just(Condition::Returning),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let to = prop_oneof![
        group().prop_map(|id| Destination::Group { id }),
        operator().prop_map(|id| Destination::Operator { id }),
        Just(Destination::LastOperator),
    ];
    (proptest::collection::vec(condition(), 0..3), to).prop_map(|(when, to)| Rule { name: String::new(), when, to })
}

fn facts() -> impl Strategy<Value = Facts> {
    let language = proptest::option::of("(cs|en|en-GB|\\PC{0,5})");
    let page = proptest::option::of("(https://lumen.example/tariffs|\\PC{0,12})");
    (language, page, proptest::option::of(operator()), any::<bool>()).prop_map(
        |(language, page, last_operator, gold)| {
            let parameters = BTreeMap::from_iter(gold.then(|| ("plan".to_owned(), "gold".to_owned())));
            Facts { language, entry: Entry::Chat, parameters, page, last_operator }
        },
    )
}

/// Who is there, by number.
#[derive(Clone, Debug)]
struct There {
    groups: Vec<u8>,
    operators: Vec<u8>,
}

impl Doors for There {
    fn group(&self, group: GroupId) -> Option<Reception> {
        let refuses = |reason| Reception { availability: Availability::Offline, reason: Some(reason), opens_at: None };
        match self.groups[group.0.as_u128() as usize % self.groups.len()] {
            0 => None,
            1 => Some(refuses(Unavailable::Hours)),
            2 => Some(refuses(Unavailable::QueueFull)),
            _ => Some(Reception::OPEN),
        }
    }

    fn operator(&self, operator: OperatorId) -> Option<Result<(), Absence>> {
        match self.operators[operator.0.as_u128() as usize % self.operators.len()] {
            0 => None,
            1 => Some(Err(Absence::Offline)),
            2 => Some(Err(Absence::AtLimit)),
            _ => Some(Ok(())),
        }
    }
}

fn there() -> impl Strategy<Value = There> {
    (proptest::collection::vec(0..5_u8, 6), proptest::collection::vec(0..5_u8, 4))
        .prop_map(|(groups, operators)| There { groups, operators })
}

proptest! {
    /// A recorded day, through the database and back, gives the same decisions.
    #[test]
    fn what_was_recorded_is_decided_again_in_the_same_way(
        rules in proptest::collection::vec(rule(), 0..6),
        fallback in group(),
        clients in proptest::collection::vec((facts(), there()), 1..8),
    ) {
        for (facts, there) in clients {
            let decision = decide(&rules, fallback, &facts, &there);
            let record = Record { rules: rules.clone(), fallback, facts, decision: decision.clone() };
            let stored = serde_json::to_value(&record).unwrap();
            let read: Record = serde_json::from_value(stored).unwrap();
            prop_assert_eq!(&read, &record);
            prop_assert_eq!(read.replay(), decision);
        }
    }

    /// Whoever comes has a target, the last step says why, and every rule before it was looked at once.
    #[test]
    fn nobody_is_left_without_a_target_and_a_reason(
        rules in proptest::collection::vec(rule(), 0..6),
        fallback in group(),
        facts in facts(),
        there in there(),
    ) {
        let decision = decide(&rules, fallback, &facts, &there);
        let last = decision.steps.last().unwrap();
        let looked_at: Vec<_> = decision.steps.iter().filter_map(|step| step.rule).collect();
        prop_assert!(looked_at.iter().copied().eq(0..looked_at.len()));
        match (last.rule, decision.target) {
            (Some(_), Target::Operator(operator)) => prop_assert_eq!(there.operator(operator), Some(Ok(()))),
            (Some(_), Target::Group(group)) => prop_assert!(there.group(group).unwrap().takes_clients()),
            (None, target) => prop_assert_eq!(target, Target::Group(fallback)),
        }
        prop_assert_eq!(last.outcome == Outcome::Chosen || last.rule.is_none(), true);
    }
}
