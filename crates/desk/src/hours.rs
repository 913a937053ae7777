//! Opening hours: when a group is open, by the clock of its time zone.
//!
//! A segment belongs to the day on which it begins: what opens on Friday at 22:00 and closes at 6:00 is Friday's, even when
//! Saturday is a holiday.

mod clock;
#[cfg(test)]
mod properties;
mod schedule;

pub use clock::{Clock, Segment};
pub use schedule::{DayHours, Exception, Schedule, Week, Wrong};

use crate::{Timestamp, availability::Opening};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};
use std::collections::BTreeSet;

/// A change further away than this is not looked for: a year, and the holidays around its end.
const HORIZON_DAYS: usize = 400;

/// A schedule with what comes from outside: the zone its name stands for, and the holidays of its country.
#[derive(Clone, Debug)]
pub struct Hours {
    schedule: Schedule,
    zone: TimeZone,
    holidays: BTreeSet<Date>,
}

/// Why a day has the hours it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why<'a> {
    /// It is this day of the week.
    Weekday,
    /// It is a public holiday.
    Holiday,
    /// There is an exception for it.
    Exception(&'a Exception),
}

impl Hours {
    /// Of a schedule.
    #[must_use]
    pub const fn new(schedule: Schedule, zone: TimeZone, holidays: BTreeSet<Date>) -> Self {
        Self { schedule, zone, holidays }
    }

    /// The clock they go by.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The hours of a day, and why it has them. One's own exceptions say more than the calendar, and that more than the week.
    #[must_use]
    pub fn on(&self, date: Date) -> (&[Segment], Why<'_>) {
        let usual = self.schedule.week.on(date.weekday());
        if let Some(exception) = self.schedule.exception(date) {
            let segments = match &exception.hours {
                DayHours::Usual => usual,
                DayHours::Closed => &[],
                DayHours::Other { segments } => segments,
            };
            return (segments, Why::Exception(exception));
        }
        if self.holidays.contains(&date) { (&[], Why::Holiday) } else { (usual, Why::Weekday) }
    }

    /// Whether it is open now, and until when.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Opening {
        let today = self.zone.to_datetime(now).date();
        // What began yesterday may go on; nothing lasts longer.
        let first = today.yesterday().unwrap_or(today);
        let mut open_until: Option<Timestamp> = None;
        for date in first.series(1.day()).take(HORIZON_DAYS) {
            if let Some(end) = open_until
                && self.begins(date).is_some_and(|midnight| end < midnight)
            {
                return Opening::Open(open_until);
            }
            for (start, end) in self.stretches(date) {
                match open_until {
                    _ if end <= now => {}
                    None if start > now => return Opening::Closed(Some(start)),
                    Some(until) if start > until => return Opening::Open(open_until),
                    // Stretches that touch are one.
                    until => open_until = until.max(Some(end)),
                }
            }
        }
        // It has not closed within the horizon.
        if open_until.is_some() { Opening::Open(None) } else { Opening::Closed(None) }
    }

    /// From when to when it is open by the segments of a day, earliest first.
    fn stretches(&self, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let stretch = |segment: &Segment| {
            let (from, to) = segment.on(date)?;
            let (start, end) = (self.first_instant(from)?, self.last_instant(to)?);
            (start < end).then_some((start, end))
        };
        let mut stretches: Vec<_> = self.on(date).0.iter().filter_map(stretch).collect();
        stretches.sort_unstable();
        stretches
    }

    fn begins(&self, date: Date) -> Option<Timestamp> {
        self.first_instant(date.at(0, 0, 0, 0))
    }

    /// When the clock shows this for the first time, or more: a time that is skipped in spring begins when the clock jumps.
    fn first_instant(&self, at: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(at);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => self.jump(ambiguous.later().ok()?),
            _ => ambiguous.earlier().ok(),
        }
    }

    /// When the clock shows this for the last time. In autumn an hour comes twice: who reads "until 2:30" while the clock
    /// shows 2:15 is right both times.
    fn last_instant(&self, at: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(at);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => self.jump(ambiguous.later().ok()?),
            _ => ambiguous.later().ok(),
        }
    }

    /// The last moment at or before `after` when the clock was put.
    fn jump(&self, after: Timestamp) -> Option<Timestamp> {
        let next = after.checked_add(1.nanosecond()).ok()?;
        self.zone.preceding(next).next().map(|transition| transition.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Prague since 1996, as a rule: no file is read here.
    fn prague() -> TimeZone {
        TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
    }

    fn segments(text: &str) -> Vec<Segment> {
        text.split_whitespace()
            .map(|it| {
                let (from, to) = it.split_once('-').unwrap();
                Segment { from: from.parse().unwrap(), to: to.parse().unwrap() }
            })
            .collect()
    }

    /// Monday to Friday, Saturday, Sunday.
    fn hours(weekday: &str, saturday: &str, sunday: &str) -> Hours {
        let day = || segments(weekday);
        let week = Week {
            monday: day(),
            tuesday: day(),
            wednesday: day(),
            thursday: day(),
            friday: day(),
            saturday: segments(saturday),
            sunday: segments(sunday),
        };
        Hours::new(Schedule { week, ..Schedule::default() }, prague(), BTreeSet::new())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn open(until: &str) -> Opening {
        Opening::Open(Some(at(until)))
    }

    fn closed(until: &str) -> Opening {
        Opening::Closed(Some(at(until)))
    }

    #[test]
    fn the_minute_of_opening_is_open_and_the_minute_of_closing_is_not() {
        // A Wednesday in winter: Prague is one hour ahead.
        let hours = hours("7:30-12:00 12:30-20:00", "9:00-13:00", "");
        assert_eq!(hours.at(at("2026-11-25T06:29:59.999Z")), closed("2026-11-25T06:30Z"));
        assert_eq!(hours.at(at("2026-11-25T06:30Z")), open("2026-11-25T11:00Z"));
        assert_eq!(hours.at(at("2026-11-25T10:59:59.999Z")), open("2026-11-25T11:00Z"));
        assert_eq!(hours.at(at("2026-11-25T11:00Z")), closed("2026-11-25T11:30Z"));
        assert_eq!(hours.at(at("2026-11-25T11:30Z")), open("2026-11-25T19:00Z"));
        assert_eq!(hours.at(at("2026-11-25T19:00Z")), closed("2026-11-26T06:30Z"));
    }

    #[test]
    fn from_saturday_noon_it_is_closed_until_monday() {
        let hours = hours("7:30-20:00", "9:00-13:00", "");
        assert_eq!(hours.at(at("2026-11-28T12:00Z")), closed("2026-11-30T06:30Z"));
        assert_eq!(hours.at(at("2026-11-29T15:00Z")), closed("2026-11-30T06:30Z"));
    }

    #[test]
    fn what_goes_on_over_midnight_is_one_stretch() {
        let hours = hours("22:00-6:00", "0:00-24:00", "0:00-2:00");
        // Friday evening, over all of Saturday, to two on Sunday.
        assert_eq!(hours.at(at("2026-11-27T22:30Z")), open("2026-11-29T01:00Z"));
        assert_eq!(hours.at(at("2026-11-29T00:59Z")), open("2026-11-29T01:00Z"));
        assert_eq!(hours.at(at("2026-11-29T01:00Z")), closed("2026-11-30T21:00Z"));
        // Early on Tuesday it is still Monday's.
        assert_eq!(hours.at(at("2026-12-01T04:59Z")), open("2026-12-01T05:00Z"));
        assert_eq!(hours.at(at("2026-12-01T05:00Z")), closed("2026-12-01T21:00Z"));
    }

    #[test]
    fn around_the_clock_never_closes_and_no_hours_never_open() {
        assert_eq!(hours("0:00-24:00", "0:00-24:00", "0:00-24:00").at(at("2026-11-29T15:00Z")), Opening::Open(None));
        assert_eq!(hours("0:00-0:00", "0:00-0:00", "0:00-0:00").at(at("2026-11-29T15:00Z")), Opening::Open(None));
        assert_eq!(hours("", "", "").at(at("2026-11-29T15:00Z")), Opening::Closed(None));
    }

    #[test]
    fn an_hour_that_is_skipped_in_spring_opens_and_closes_with_the_jump() {
        // Sunday 29 March 2026: at 2:00 the clock jumps to 3:00, which is 1:00 UTC.
        let jump = "2026-03-29T01:00Z";
        assert_eq!(hours("", "", "2:30-6:00").at(at("2026-03-29T00:30Z")), closed(jump));
        assert_eq!(hours("", "", "2:30-6:00").at(at(jump)), open("2026-03-29T04:00Z"));
        assert_eq!(hours("", "", "1:00-2:30").at(at("2026-03-29T00:30Z")), open(jump));
        assert_eq!(hours("", "22:00-2:15", "").at(at("2026-03-29T00:59Z")), open(jump));
        // What lies within the skipped hour does not happen that day.
        assert_eq!(hours("", "", "2:10-2:50").at(at("2026-03-29T00:30Z")), closed("2026-04-05T00:10Z"));
        // The same hours by the clock are another moment from here on.
        assert_eq!(hours("8:00-16:00", "", "").at(at("2026-03-27T16:00Z")), closed("2026-03-30T06:00Z"));
    }

    #[test]
    fn an_hour_that_comes_twice_in_autumn_is_open_both_times() {
        // Sunday 25 October 2026: at 3:00 the clock goes back to 2:00, which is 1:00 UTC.
        let night = hours("", "", "1:00-2:30");
        assert_eq!(night.at(at("2026-10-25T00:15Z")), open("2026-10-25T01:30Z"));
        assert_eq!(night.at(at("2026-10-25T00:45Z")), open("2026-10-25T01:30Z"));
        assert_eq!(night.at(at("2026-10-25T01:30Z")), closed("2026-11-01T00:00Z"));
        // It opens the first time.
        assert_eq!(hours("", "", "2:30-6:00").at(at("2026-10-25T00:00Z")), closed("2026-10-25T00:30Z"));
        assert_eq!(hours("", "", "0:00-24:00").at(at("2026-10-25T12:00Z")), open("2026-10-25T23:00Z"));
    }

    #[test]
    fn a_leap_day_is_a_day_like_any_other() {
        // 29 February 2028 is a Tuesday.
        let hours = hours("8:00-16:00", "", "");
        assert_eq!(hours.at(at("2028-02-28T15:00Z")), closed("2028-02-29T07:00Z"));
        assert_eq!(hours.at(at("2028-02-29T15:00Z")), closed("2028-03-01T07:00Z"));
    }

    #[test]
    fn a_holiday_is_closed_unless_an_exception_keeps_it_open() {
        // 17 November 2026 is a Tuesday.
        let holiday = date(2026, 11, 17);
        let mut hours = hours("8:00-16:00", "", "");
        hours.holidays.insert(holiday);
        assert_eq!(hours.on(holiday), (&[][..], Why::Holiday));
        assert_eq!(hours.at(at("2026-11-17T09:00Z")), closed("2026-11-18T07:00Z"));
        let stays = |it| Exception { from: holiday, to: holiday, name: "Open anyway".into(), hours: it };
        hours.schedule.exceptions = vec![stays(DayHours::Usual)];
        assert_eq!(hours.at(at("2026-11-17T09:00Z")), open("2026-11-17T15:00Z"));
        hours.schedule.exceptions = vec![stays(DayHours::Other { segments: segments("9:00-11:30") })];
        assert_eq!(hours.at(at("2026-11-17T09:00Z")), open("2026-11-17T10:30Z"));
    }

    #[test]
    fn exceptions_over_several_days_close_all_of_them_and_the_night_before_goes_on() {
        let mut hours = hours("22:00-6:00", "22:00-6:00", "22:00-6:00");
        let (from, to) = (date(2026, 12, 24), date(2026, 12, 26));
        hours.schedule.exceptions = vec![Exception { from, to, name: "Christmas".into(), hours: DayHours::Closed }];
        assert_eq!(hours.at(at("2026-12-24T03:00Z")), open("2026-12-24T05:00Z"));
        assert_eq!(hours.at(at("2026-12-24T05:00Z")), closed("2026-12-27T21:00Z"));
    }
}
