//! How Lumen directs the clients of its main site, and why each went where he or she did.

use super::{company::Lumen, people::Queue, sites::Site};
use desk::{
    GroupId, OperatorId,
    availability::Reception,
    routing::{Absence, Condition, Destination, Doors, Facts, How, Record, Rule, decide},
};

/// The rules of a site's widget.
pub(super) fn rules(site: Site, lumen: &Lumen) -> Vec<Rule> {
    if site != Site::Main {
        return vec![];
    }
    let complaints = Condition::Page { how: How::BeginsWith, value: "/reklamace".into() };
    let panels = Condition::Parameter { name: "Campaign".into(), how: How::Contains, value: "solar".into() };
    vec![
        Rule {
            name: "Stránky o reklamacích".into(),
            when: vec![complaints],
            to: Destination::Group { id: lumen[Queue::Complaints] },
        },
        Rule {
            name: "Přišel z kampaně na panely".into(),
            when: vec![panels],
            to: Destination::Group { id: lumen[Queue::Solar] },
        },
        Rule {
            name: "Zpátky k tomu, kdo klienta zná".into(),
            when: vec![Condition::Returning],
            to: Destination::LastOperator,
        },
    ]
}

/// The decision about somebody who came in through this site, where it has rules.
pub(super) fn decision(site: Site, lumen: &Lumen, facts: Facts) -> Option<Record> {
    let (rules, fallback) = (rules(site, lumen), lumen[site.queue()]);
    let facts = facts.as_far_as_asked(&rules);
    let decision = decide(&rules, fallback, &facts, &FullHouse);
    (!rules.is_empty()).then_some(Record { rules, fallback, facts, decision })
}

/// Every group is open; whoever is asked for talks with as many as he or she may.
struct FullHouse;

impl Doors for FullHouse {
    fn group(&self, _: GroupId) -> Option<Reception> {
        Some(Reception::OPEN)
    }

    fn operator(&self, _: OperatorId) -> Option<Result<(), Absence>> {
        Some(Err(Absence::AtLimit))
    }
}
