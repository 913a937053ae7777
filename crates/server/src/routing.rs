//! Routing as the server does it: the desk's rules, with who is there taken from memory.

use crate::{
    app::App,
    directory::{Directory, Widget},
    wire::{
        Named,
        routing::{RoutingReport, RoutingStep},
    },
};
use desk::{
    Entry, GroupId, OperatorId, Timestamp,
    availability::Reception,
    event::Target,
    operator::Shown,
    routing::{self, Absence, Condition, Destination, Doors, Outcome, Record, Rule, Step},
};
use std::sync::Arc;

/// Who takes clients now.
pub struct Now<'a> {
    app: &'a App,
    directory: Arc<Directory>,
    entry: Entry,
}

impl<'a> Now<'a> {
    /// As of now, for clients of this entry.
    #[must_use]
    pub fn of(app: &'a App, entry: Entry) -> Self {
        Self { app, directory: app.directory(), entry }
    }
}

impl Doors for Now<'_> {
    fn group(&self, group: GroupId) -> Option<Reception> {
        self.directory.group(group).filter(|group| group.removed_at.is_none())?;
        Some(self.app.reception(group, self.entry))
    }

    fn operator(&self, operator: OperatorId) -> Option<Result<(), Absence>> {
        let taking = self.app.taking(operator);
        let operator = self.app.operator(operator)?;
        Some(match operator.shown {
            Shown::Available | Shown::Busy if !taking.is_offered(self.entry) => Err(Absence::NotThisEntry),
            Shown::Available => Ok(()),
            Shown::Busy if operator.wraps_up_until.is_some() => Err(Absence::WrapsUp),
            Shown::Busy => Err(Absence::AtLimit),
            Shown::Away => Err(Absence::Away),
            Shown::Offline => Err(Absence::Offline),
        })
    }
}

impl App {
    /// How a client of this widget is received of whom nothing is known yet: as by the best of its entries.
    #[must_use]
    pub fn reception_by(&self, widget: &Widget) -> Reception {
        let by = |entry: &Entry| routing::reception(&widget.details.routing, widget.group, &Now::of(self, *entry));
        widget.details.entries.iter().map(by).min_by_key(|it| it.availability as u8).unwrap_or(Reception::OPEN)
    }
}

/// Whether rules ask who talked with a client last.
#[must_use]
pub fn asks_for_the_past(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.to == Destination::LastOperator || rule.when.contains(&Condition::Returning))
}

/// Whether rules name only groups and operators that exist.
#[must_use]
pub fn leads_somewhere(rules: &[Rule], directory: &Directory) -> bool {
    rules.iter().all(|rule| match rule.to {
        Destination::Group { id } => directory.group(id).is_some_and(|group| group.removed_at.is_none()),
        Destination::Operator { id } => directory.operator(id).is_some_and(|it| it.deactivated_at.is_none()),
        Destination::LastOperator => true,
    })
}

/// A decision in words that people read.
#[must_use]
pub fn report(record: &Record, at: Timestamp, directory: &Directory) -> RoutingReport {
    let step = |step: &Step| {
        let rule = step.rule.and_then(|n| record.rules.get(n));
        let to = match (rule.map(|rule| rule.to), step.outcome) {
            (None, _) => Some(directory.group_name(record.fallback)),
            (Some(Destination::Group { id }), _) => Some(directory.group_name(id)),
            (Some(Destination::Operator { id }), _) => Some(directory.operator_name(id)),
            (Some(Destination::LastOperator), Outcome::Stranger | Outcome::NotMet { .. }) => None,
            (Some(Destination::LastOperator), _) => record.facts.last_operator.map(|id| directory.operator_name(id)),
        };
        RoutingStep { rule: rule.cloned(), to, outcome: step.outcome }
    };
    RoutingReport {
        at: at.into(),
        language: record.facts.language.clone(),
        page: record.facts.page.clone(),
        steps: record.decision.steps.iter().map(step).collect(),
        target: target_name(record.decision.target, directory),
    }
}

fn target_name(target: Target, directory: &Directory) -> Named {
    match target {
        Target::Group(group) => directory.group_name(group),
        Target::Operator(operator) => directory.operator_name(operator),
    }
}
