//! What an administrator writes down: the week, the exceptions, and by which calendar and clock.

use super::Segment;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// Segments of one day.
const MOST_SEGMENTS: usize = 12;
const MOST_EXCEPTIONS: usize = 200;
/// Days of one exception.
const LONGEST_EXCEPTION: i32 = 366;
const LONGEST_NAME: usize = 100;

/// When a group is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Schedule {
    /// The time zone, by its IANA name (`Europe/Prague`).
    pub zone: String,
    /// The usual hours.
    pub week: Week,
    /// The country on whose public holidays it is closed, by its ISO code (`CZ`); null: none.
    #[serde(default)]
    pub holidays: Option<String>,
    /// Days with other hours; no day in two of them.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// The usual hours, day by day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(default)]
#[expect(missing_docs, reason = "each is the day it is called")]
pub struct Week {
    pub monday: Vec<Segment>,
    pub tuesday: Vec<Segment>,
    pub wednesday: Vec<Segment>,
    pub thursday: Vec<Segment>,
    pub friday: Vec<Segment>,
    pub saturday: Vec<Segment>,
    pub sunday: Vec<Segment>,
}

/// Days with other hours than the week and the calendar say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Exception {
    /// The first day, `YYYY-MM-DD`.
    #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = String, format = Date))]
    pub from: Date,
    /// The last day.
    #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = String, format = Date))]
    pub to: Date,
    /// What people call it, at most 100 characters.
    #[serde(default)]
    pub name: String,
    /// Its hours.
    pub hours: DayHours,
}

/// The hours of a day of an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DayHours {
    /// Closed all day.
    Closed,
    /// Those of the weekday, holiday or not.
    Usual,
    /// Others.
    Other {
        /// At least one.
        segments: Vec<Segment>,
    },
}

/// What does not fit of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wrong {
    /// A segment of the week is none, or there are too many, or two overlap.
    Week,
    /// The same of an exception; or it ends before it begins, or lasts too long, or has no hours.
    Exception,
    /// A day is in two exceptions.
    Twice,
    /// There are too many exceptions, or the name of one is too long.
    TooLong,
}

impl Default for Schedule {
    /// Nothing said yet: closed, by Greenwich.
    fn default() -> Self {
        Self { zone: "UTC".into(), week: Week::default(), holidays: None, exceptions: Vec::new() }
    }
}

impl Week {
    /// The usual hours of a weekday.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &[Segment] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }
}

impl Schedule {
    /// The exception that says a day's hours.
    #[must_use]
    pub fn exception(&self, date: Date) -> Option<&Exception> {
        self.exceptions.iter().find(|it| it.from <= date && date <= it.to)
    }

    /// What does not fit; nothing: it can be kept.
    #[must_use]
    pub fn wrong(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let days = Weekday::Monday.cycle_forward().take(7);
        if !days.into_iter().all(|day| fit(self.week.on(day))) {
            wrong.push(Wrong::Week);
        }
        if !self.exceptions.iter().all(Exception::fits) {
            wrong.push(Wrong::Exception);
        }
        let mut spans: Vec<_> = self.exceptions.iter().map(|it| (it.from, it.to)).collect();
        spans.sort_unstable();
        if spans.windows(2).any(|two| two[1].0 <= two[0].1) {
            wrong.push(Wrong::Twice);
        }
        let names = self.exceptions.iter().all(|it| it.name.chars().count() <= LONGEST_NAME);
        if self.exceptions.len() > MOST_EXCEPTIONS || !names {
            wrong.push(Wrong::TooLong);
        }
        wrong
    }
}

impl Exception {
    fn fits(&self) -> bool {
        let days = self.from.until(self.to).map_or(-1, |span| span.get_days());
        let hours = match &self.hours {
            DayHours::Closed | DayHours::Usual => true,
            DayHours::Other { segments } => !segments.is_empty() && fit(segments),
        };
        (0..LONGEST_EXCEPTION).contains(&days) && hours
    }
}

/// Segments of one day: few, sound, and none begins before another one of the same day has ended.
fn fit(segments: &[Segment]) -> bool {
    let mut spans: Vec<_> = segments.iter().map(Segment::minutes).collect();
    spans.sort_unstable();
    segments.len() <= MOST_SEGMENTS
        && segments.iter().all(Segment::is_sound)
        && spans.windows(2).all(|two| two[0].1 <= two[1].0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn segment(from: &str, to: &str) -> Segment {
        Segment { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn on_monday(segments: &[Segment]) -> Vec<Wrong> {
        let week = Week { monday: segments.to_vec(), ..Week::default() };
        Schedule { week, ..Schedule::default() }.wrong()
    }

    #[test]
    fn segments_of_a_day_may_touch_but_not_overlap() {
        assert_eq!(on_monday(&[segment("12:00", "20:00"), segment("07:30", "12:00")]), []);
        assert_eq!(on_monday(&[segment("07:30", "12:01"), segment("12:00", "20:00")]), [Wrong::Week]);
        assert_eq!(on_monday(&[segment("22:00", "06:00"), segment("23:00", "23:30")]), [Wrong::Week]);
        assert_eq!(on_monday(&[segment("08:00", "08:00")]), [Wrong::Week]);
    }

    #[test]
    fn a_day_is_in_one_exception_only_and_an_exception_has_hours() {
        let days = |from: i8, to: i8, hours| Exception {
            from: date(2026, 12, from),
            to: date(2026, 12, to),
            name: String::new(),
            hours,
        };
        let wrong = |exceptions| Schedule { exceptions, ..Schedule::default() }.wrong();
        assert_eq!(wrong(vec![days(25, 26, DayHours::Closed), days(24, 24, DayHours::Usual)]), []);
        assert_eq!(wrong(vec![days(25, 26, DayHours::Closed), days(26, 26, DayHours::Usual)]), [Wrong::Twice]);
        assert_eq!(wrong(vec![days(26, 25, DayHours::Closed)]), [Wrong::Exception]);
        assert_eq!(wrong(vec![days(26, 26, DayHours::Other { segments: vec![] })]), [Wrong::Exception]);
    }
}
