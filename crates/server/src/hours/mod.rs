//! Opening hours as the server keeps them: what an administrator wrote down, with the zone and the holidays it names.

pub mod calendar;

use desk::{
    Timestamp,
    availability::Opening,
    hours::{Hours, Schedule},
};
use jiff::SignedDuration;
use std::sync::{Mutex, PoisonError};

/// What does not change within the horizon of the rules is looked at anew after this.
const LOOKED_AT_ANEW: SignedDuration = SignedDuration::from_hours(24);

/// When a group is open. What is so now is remembered until it changes: every page view of the company's site asks for it.
#[derive(Debug)]
pub struct GroupHours {
    /// As it was written down.
    pub schedule: Schedule,
    hours: Hours,
    /// What was found out last, and when.
    known: Mutex<Option<(Timestamp, Opening)>>,
}

/// A schedule with its zone and holidays; none: it names a zone or a country that is not known.
#[must_use]
pub fn understood(schedule: &Schedule) -> Option<Hours> {
    let zone = calendar::zone(&schedule.zone)?;
    let holidays = match &schedule.holidays {
        Some(country) => calendar::holidays(country)?.nationwide,
        None => Default::default(),
    };
    Some(Hours::new(schedule.clone(), zone, holidays))
}

impl GroupHours {
    /// Of a schedule; none as above.
    #[must_use]
    pub fn of(schedule: Schedule) -> Option<Self> {
        Some(Self { hours: understood(&schedule)?, schedule, known: Mutex::new(None) })
    }

    /// By whose clock.
    #[must_use]
    pub const fn zone(&self) -> &jiff::tz::TimeZone {
        self.hours.zone()
    }

    /// Whether the group is open now, and until when.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Opening {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, opening)) = *known
            && (since..changes_at(opening).unwrap_or(since + LOOKED_AT_ANEW)).contains(&now)
        {
            return opening;
        }
        let opening = self.hours.at(now);
        *known = Some((now, opening));
        opening
    }
}

/// When an opening changes next.
#[must_use]
pub const fn changes_at(opening: Opening) -> Option<Timestamp> {
    let (Opening::Open(until) | Opening::Closed(until)) = opening;
    until
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::hours::Week;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_remembered_is_so_only_until_it_changes_and_for_no_earlier_moment() {
        let day = vec![serde_json::from_str(r#"{"from":"08:00","to":"16:00"}"#).unwrap()];
        let week = Week { tuesday: day, ..Week::default() };
        let schedule = Schedule { zone: "Europe/Prague".into(), week, holidays: Some("CZ".into()), exceptions: vec![] };
        let hours = GroupHours::of(schedule).unwrap();
        let open = Opening::Open(Some(at("2026-11-24T15:00Z")));
        assert_eq!(hours.at(at("2026-11-24T07:00Z")), open);
        assert_eq!(hours.at(at("2026-11-24T14:59:59Z")), open);
        assert_eq!(hours.at(at("2026-11-24T15:00Z")), Opening::Closed(Some(at("2026-12-01T07:00Z"))));
        assert_eq!(hours.at(at("2026-11-24T07:00Z")), open, "a clock that was put back");
        // Tuesday 17 November is a holiday in the Czech Republic.
        assert_eq!(hours.at(at("2026-11-17T10:00Z")), Opening::Closed(Some(at("2026-11-24T07:00Z"))));
    }
}
