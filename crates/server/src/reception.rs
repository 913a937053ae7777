//! How clients who would enter now are received: what the rules of availability need to know, taken from memory.

use crate::{
    app::{App, now},
    problem::Problem,
};
use desk::{
    Entry, GroupId, Status,
    availability::{Door, Reception, Unavailable},
};

impl App {
    /// How a client of this group and entry is received who would come in now.
    #[must_use]
    pub fn reception(&self, group: GroupId, entry: Entry) -> Reception {
        let waiting = self.board().waiting_for(group);
        self.reception_where(group, entry, waiting as usize)
    }

    /// The same, where so many wait for the group.
    #[must_use]
    pub fn reception_where(&self, group: GroupId, entry: Entry, waiting: usize) -> Reception {
        let (directory, now) = (self.directory(), now());
        let (mut available, mut away) = (0, 0);
        {
            let roster = self.roster();
            for member in directory.members_of(group).filter(|member| !member.barred.contains(entry)) {
                match roster.of_operator(member.id, &directory.company.graces, now) {
                    (Status::Available, true) if !roster.off(member.id).contains(entry) => available += 1,
                    (_, true) => away += 1,
                    (_, false) => {}
                }
            }
        }
        Reception::at(&Door {
            opening: directory.opening(group, now),
            available,
            away,
            waiting,
            queue_limit: directory.group(group).and_then(|group| group.queue_limit),
            all_away: directory.company.all_away,
        })
    }
}

/// The answer to who would enter where nobody is taken now: one code, for a program needs to know no more, and the reason.
///
/// # Errors
/// `nobody-online`, unless clients are taken.
pub fn refuse_unless_taken(reception: &Reception) -> Result<(), Problem> {
    let Some(reason) = reception.reason else { return Ok(()) };
    let title = match reason {
        Unavailable::Hours => "This widget's group is closed now",
        Unavailable::NobodyOnline | Unavailable::AllAway => "Nobody is there for this widget's clients now",
        Unavailable::QueueFull => "As many clients wait as may",
    };
    let problem = Problem::conflict("nobody-online", title)
        .with("availability", reception.availability)
        .with("reason", reason)
        .with("opens_at", reception.opens_at.map(crate::wire::When::from));
    Err(problem)
}
