//! Routing: to whom a client is directed who comes in, by ordered rules, and why.
//!
//! The first rule holds whose conditions are all met and whose destination takes clients now; a rule whose destination does
//! not is passed over, and its step says so. Where none holds, the widget's own group is the fallback.

mod condition;
#[cfg(test)]
mod properties;

pub use condition::{Condition, Facts, How};

use crate::{
    GroupId, OperatorId,
    availability::{Reception, Unavailable},
    event::Target,
};
use serde::{Deserialize, Serialize};

const MOST_RULES: usize = 50;
const MOST_CONDITIONS: usize = 10;
const LONGEST_NAME: usize = 100;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Rule {
    /// What administrators call it.
    #[serde(default)]
    pub name: String,
    /// All of these must be met; none: it always is.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Whom the client is directed to.
    pub to: Destination,
}

/// Whom a rule directs a client to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    /// A group.
    Group {
        /// Which.
        #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = uuid::Uuid))]
        id: GroupId,
    },
    /// An operator; who does not accept in time gives the client to the widget's group.
    Operator {
        /// Who.
        #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = uuid::Uuid))]
        id: OperatorId,
    },
    /// The operator who talked with the client last, in the same way.
    LastOperator,
}

/// Why an operator is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// Not there.
    Offline,
    /// There, but away.
    Away,
    /// As many conversations as he or she may have.
    AtLimit,
    /// There, with time to wrap up after a conversation.
    WrapsUp,
    /// There, but takes no clients of this entry: switched off, or not his or hers to take.
    NotThisEntry,
}

/// What a rule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It decided.
    Chosen,
    /// A condition is not met.
    NotMet {
        /// Which one, counted from 0.
        condition: usize,
    },
    /// The group takes nobody now.
    Closed {
        /// Why.
        reason: Unavailable,
    },
    /// The operator is passed over.
    Absent {
        /// Who.
        #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = uuid::Uuid))]
        operator: OperatorId,
        /// Why.
        why: Absence,
    },
    /// Nobody has talked with this client yet.
    Stranger,
    /// The group or operator exists no longer.
    Gone,
}

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The rule; none: the fallback.
    pub rule: Option<usize>,
    /// What it came to.
    pub outcome: Outcome,
}

/// Whom a client is directed to, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who may accept.
    pub target: Target,
    /// Every rule that was looked at, in order; the last one decided.
    pub steps: Vec<Step>,
}

/// A decision with all that it was made of: from this it can be made again, and told though the rules have changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The rules of that moment.
    pub rules: Vec<Rule>,
    /// The widget's group.
    pub fallback: GroupId,
    /// What was known of the client.
    pub facts: Facts,
    /// What was decided.
    pub decision: Decision,
}

/// Who takes clients now.
pub trait Doors {
    /// How a group receives clients; none: it exists no longer.
    fn group(&self, group: GroupId) -> Option<Reception>;
    /// Whether an operator can take one more; none: he or she works here no longer.
    fn operator(&self, operator: OperatorId) -> Option<Result<(), Absence>>;
}

/// Directs a client.
#[must_use]
pub fn decide(rules: &[Rule], fallback: GroupId, facts: &Facts, doors: &impl Doors) -> Decision {
    let mut steps = Vec::new();
    for (n, rule) in rules.iter().enumerate() {
        match look(rule, facts, doors) {
            Ok(target) => {
                steps.push(Step { rule: Some(n), outcome: Outcome::Chosen });
                return Decision { target, steps };
            }
            Err(outcome) => steps.push(Step { rule: Some(n), outcome }),
        }
    }
    let closed = doors.group(fallback).and_then(|reception| reception.reason);
    let outcome = closed.map_or(Outcome::Chosen, |reason| Outcome::Closed { reason });
    steps.push(Step { rule: None, outcome });
    Decision { target: Target::Group(fallback), steps }
}

fn look(rule: &Rule, facts: &Facts, doors: &impl Doors) -> Result<Target, Outcome> {
    if let Some(condition) = rule.when.iter().position(|condition| !condition.is_met(facts)) {
        return Err(Outcome::NotMet { condition });
    }
    let operator = match rule.to {
        Destination::Group { id } => {
            let reception = doors.group(id).ok_or(Outcome::Gone)?;
            return reception.reason.map_or(Ok(Target::Group(id)), |reason| Err(Outcome::Closed { reason }));
        }
        Destination::Operator { id } => id,
        Destination::LastOperator => facts.last_operator.ok_or(Outcome::Stranger)?,
    };
    match doors.operator(operator) {
        None => Err(Outcome::Gone),
        Some(Ok(())) => Ok(Target::Operator(operator)),
        Some(Err(why)) => Err(Outcome::Absent { operator, why }),
    }
}

/// How a client of whom nothing is known yet may be received: as well as by any group the rules could lead to.
#[must_use]
pub fn reception(rules: &[Rule], fallback: GroupId, doors: &impl Doors) -> Reception {
    let groups = rules.iter().filter_map(|rule| match rule.to {
        Destination::Group { id } => Some(id),
        Destination::Operator { .. } | Destination::LastOperator => None,
    });
    let receptions = groups.chain([fallback]).filter_map(|group| doors.group(group));
    receptions.min_by_key(|it| (it.availability as u8, it.opens_at.is_none(), it.opens_at)).unwrap_or(Reception::OPEN)
}

impl Record {
    /// The decision made again, of the same rules and facts, where everybody is there who was.
    #[must_use]
    pub fn replay(&self) -> Decision {
        decide(&self.rules, self.fallback, &self.facts, &Then(self))
    }
}

/// Who took clients at the moment of a record, as far as it was looked at.
struct Then<'a>(&'a Record);

impl Then<'_> {
    /// What the steps say of a destination.
    fn outcome(&self, is_it: impl Fn(&Destination) -> bool) -> Option<Outcome> {
        let Record { rules, decision, .. } = self.0;
        let of = |step: &&Step| step.rule.and_then(|n| rules.get(n)).is_some_and(|rule| is_it(&rule.to));
        let seen = |step: &&Step| !matches!(step.outcome, Outcome::NotMet { .. });
        decision.steps.iter().filter(of).find(seen).map(|step| step.outcome)
    }
}

impl Doors for Then<'_> {
    fn group(&self, group: GroupId) -> Option<Reception> {
        let fallback = || self.0.decision.steps.iter().find(|step| step.rule.is_none() && group == self.0.fallback);
        let by_rule = self.outcome(|to| *to == Destination::Group { id: group });
        match by_rule.or_else(|| fallback().map(|step| step.outcome)) {
            Some(Outcome::Gone) => None,
            Some(Outcome::Closed { reason }) => Some(Reception { reason: Some(reason), ..Reception::OPEN }),
            _ => Some(Reception::OPEN),
        }
    }

    fn operator(&self, operator: OperatorId) -> Option<Result<(), Absence>> {
        let last = self.0.facts.last_operator == Some(operator);
        let is_it = |to: &Destination| {
            *to == Destination::Operator { id: operator } || (last && *to == Destination::LastOperator)
        };
        match self.outcome(is_it) {
            Some(Outcome::Gone) => None,
            Some(Outcome::Absent { why, .. }) => Some(Err(why)),
            _ => Some(Ok(())),
        }
    }
}

/// Whether rules can be kept; the number of the first that cannot.
///
/// # Errors
/// The number of a rule, counted from 0; that of the first too many.
pub fn check(rules: &[Rule]) -> Result<(), usize> {
    let fits = |rule: &Rule| {
        rule.name.chars().count() <= LONGEST_NAME
            && rule.when.len() <= MOST_CONDITIONS
            && rule.when.iter().all(Condition::is_sound)
    };
    match rules.iter().position(|rule| !fits(rule)) {
        Some(wrong) => Err(wrong),
        None if rules.len() > MOST_RULES => Err(MOST_RULES),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, availability::Availability};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    const CZECH: GroupId = GroupId(Uuid::from_u128(1));
    const ENGLISH: GroupId = GroupId(Uuid::from_u128(2));
    const NIGHT: GroupId = GroupId(Uuid::from_u128(3));
    const BEN: OperatorId = OperatorId(Uuid::from_u128(9));

    struct There {
        closed: Vec<(GroupId, Unavailable)>,
        ben: Option<Result<(), Absence>>,
    }

    impl Doors for There {
        fn group(&self, group: GroupId) -> Option<Reception> {
            let closed = self.closed.iter().find(|(closed, _)| *closed == group);
            let reception = closed.map_or(Reception::OPEN, |(_, reason)| Reception {
                availability: Availability::Offline,
                reason: Some(*reason),
                opens_at: None,
            });
            (group != NIGHT).then_some(reception)
        }

        fn operator(&self, _: OperatorId) -> Option<Result<(), Absence>> {
            self.ben
        }
    }

    const ALL_THERE: There = There { closed: vec![], ben: Some(Ok(())) };

    fn facts(language: &str) -> Facts {
        Facts {
            language: Some(language.into()),
            entry: Entry::Chat,
            parameters: BTreeMap::new(),
            page: None,
            last_operator: None,
        }
    }

    fn english() -> Rule {
        let when = vec![Condition::Language { any_of: vec!["en".into()] }];
        Rule { name: "English".into(), when, to: Destination::Group { id: ENGLISH } }
    }

    fn back_to_ben() -> Rule {
        Rule { name: "Back".into(), when: vec![], to: Destination::LastOperator }
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_the_rest_is_not_looked_at() {
        let decision = decide(&[english(), back_to_ben()], CZECH, &facts("en-GB"), &ALL_THERE);
        assert_eq!(decision.target, Target::Group(ENGLISH));
        assert_eq!(decision.steps, [Step { rule: Some(0), outcome: Outcome::Chosen }]);
    }

    #[test]
    fn where_no_rule_holds_the_widgets_group_does() {
        let decision = decide(&[english(), back_to_ben()], CZECH, &facts("cs"), &ALL_THERE);
        assert_eq!(decision.target, Target::Group(CZECH));
        let outcomes: Vec<Outcome> = decision.steps.iter().map(|step| step.outcome).collect();
        assert_eq!(outcomes, [Outcome::NotMet { condition: 0 }, Outcome::Stranger, Outcome::Chosen]);
    }

    #[test]
    fn a_destination_that_takes_nobody_is_passed_over_and_said() {
        let closed = There { closed: vec![(ENGLISH, Unavailable::Hours)], ben: Some(Err(Absence::Away)) };
        let known = Facts { last_operator: Some(BEN), ..facts("en") };
        let decision = decide(&[english(), back_to_ben()], CZECH, &known, &closed);
        assert_eq!(decision.target, Target::Group(CZECH));
        let outcomes: Vec<Outcome> = decision.steps.iter().map(|step| step.outcome).collect();
        let away = Outcome::Absent { operator: BEN, why: Absence::Away };
        assert_eq!(outcomes, [Outcome::Closed { reason: Unavailable::Hours }, away, Outcome::Chosen]);
    }

    #[test]
    fn a_returning_client_gets_the_last_operator() {
        let known = Facts { last_operator: Some(BEN), ..facts("cs") };
        assert_eq!(decide(&[back_to_ben()], CZECH, &known, &ALL_THERE).target, Target::Operator(BEN));
    }

    #[test]
    fn a_group_that_exists_no_longer_strands_nobody() {
        let gone = Rule { to: Destination::Group { id: NIGHT }, ..english() };
        let decision = decide(&[gone], CZECH, &facts("en"), &ALL_THERE);
        assert_eq!((decision.target, decision.steps[0].outcome), (Target::Group(CZECH), Outcome::Gone));
    }

    #[test]
    fn a_widget_is_as_available_as_the_best_group_its_rules_lead_to() {
        let czech_closed = There { closed: vec![(CZECH, Unavailable::Hours)], ben: None };
        assert!(reception(&[english()], CZECH, &czech_closed).takes_clients());
        assert!(!reception(&[], CZECH, &czech_closed).takes_clients());
    }
}
