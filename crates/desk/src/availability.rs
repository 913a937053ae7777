//! Whether a client who would enter now is taken; and if not, why, and since when again.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether a group, and a widget of it, takes clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// It is open, and a present and Available operator serves it.
    Online,
    /// It is open, but nobody more is taken just now.
    Busy,
    /// Nobody is there.
    Offline,
}

/// Why clients are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// The opening hours say so.
    Hours,
    /// Nobody who serves the group is present.
    NobodyOnline,
    /// Who is present is away, or has switched the entry off.
    AllAway,
    /// As many wait as may.
    QueueFull,
}

/// What the company calls a group whose present members are all away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllAway {
    /// They come back.
    Busy,
    /// Nobody is there.
    #[default]
    Offline,
}

/// Whether a group is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is, until this moment; none: always.
    Open(Option<Timestamp>),
    /// It is not, until this moment; none: it never opens.
    Closed(Option<Timestamp>),
}

/// What is so at a group's door now.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Its opening hours.
    pub opening: Opening,
    /// Members who are present, Available and take clients of this entry. One at the limit counts: the client waits.
    pub available: usize,
    /// Members who are present and Away, or have switched the entry off.
    pub away: usize,
    /// Clients who wait for it.
    pub waiting: usize,
    /// At most so many may wait.
    pub queue_limit: Option<u32>,
    /// What the company calls a group whose present members are all away.
    pub all_away: AllAway,
}

/// How a client is received who would enter now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reception {
    /// Whether clients are taken.
    pub availability: Availability,
    /// Why they are not.
    pub reason: Option<Unavailable>,
    /// Closed: when it opens.
    pub opens_at: Option<Timestamp>,
}

impl Reception {
    /// Clients are taken.
    pub const OPEN: Self = Self { availability: Availability::Online, reason: None, opens_at: None };

    /// Whether clients are taken.
    #[must_use]
    pub fn takes_clients(&self) -> bool {
        self.availability == Availability::Online
    }

    const fn refuses(availability: Availability, reason: Unavailable) -> Self {
        Self { availability, reason: Some(reason), opens_at: None }
    }

    /// How a client of the group is received. What lasts longest is said first: who reads "the queue is full" waits a
    /// while, who reads "closed until Monday" does not.
    #[must_use]
    pub fn at(door: &Door) -> Self {
        if let Opening::Closed(opens_at) = door.opening {
            return Self { opens_at, ..Self::refuses(Availability::Offline, Unavailable::Hours) };
        }
        if door.available == 0 {
            return match (door.away, door.all_away) {
                (0, _) => Self::refuses(Availability::Offline, Unavailable::NobodyOnline),
                (_, AllAway::Busy) => Self::refuses(Availability::Busy, Unavailable::AllAway),
                (_, AllAway::Offline) => Self::refuses(Availability::Offline, Unavailable::AllAway),
            };
        }
        if door.queue_limit.is_some_and(|limit| door.waiting >= limit as usize) {
            return Self::refuses(Availability::Busy, Unavailable::QueueFull);
        }
        Self::OPEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: Door = Door {
        opening: Opening::Open(None),
        available: 1,
        away: 0,
        waiting: 0,
        queue_limit: None,
        all_away: AllAway::Offline,
    };

    fn at(door: Door) -> (Availability, Option<Unavailable>) {
        let reception = Reception::at(&door);
        (reception.availability, reception.reason)
    }

    #[test]
    fn one_who_is_available_is_enough_and_nobody_is_not() {
        assert_eq!(at(DOOR), (Availability::Online, None));
        assert_eq!(at(Door { available: 0, ..DOOR }), (Availability::Offline, Some(Unavailable::NobodyOnline)));
    }

    #[test]
    fn the_company_decides_what_it_is_when_all_are_away() {
        let away = Door { available: 0, away: 2, ..DOOR };
        assert_eq!(at(away), (Availability::Offline, Some(Unavailable::AllAway)));
        assert_eq!(at(Door { all_away: AllAway::Busy, ..away }), (Availability::Busy, Some(Unavailable::AllAway)));
    }

    #[test]
    fn a_full_queue_takes_nobody_until_one_has_left() {
        let full = Door { waiting: 3, queue_limit: Some(3), ..DOOR };
        assert_eq!(at(full), (Availability::Busy, Some(Unavailable::QueueFull)));
        assert_eq!(at(Door { waiting: 2, ..full }), (Availability::Online, None));
        assert_eq!(at(Door { queue_limit: Some(0), waiting: 0, ..DOOR }).0, Availability::Busy);
    }

    #[test]
    fn a_closed_group_is_offline_whoever_is_there_and_says_when_it_opens() {
        let monday = Timestamp::from_second(1_000).ok();
        let closed = Door { opening: Opening::Closed(monday), waiting: 9, queue_limit: Some(1), ..DOOR };
        let reception = Reception::at(&closed);
        assert_eq!((reception.reason, reception.opens_at), (Some(Unavailable::Hours), monday));
        assert!(!reception.takes_clients());
    }
}
