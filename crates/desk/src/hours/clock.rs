//! Times of day as people say them, and the segments between two of them.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize, de::Error as _};
use std::{fmt, str::FromStr};

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// A time of day, from 0:00 to 24:00. Written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Minutes since midnight, by the clock on the wall.
    minutes: u16,
}

/// Open from a time of day to another one. If that is not later, it is the next day's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Segment {
    /// `HH:MM`, from 00:00 to 23:59.
    #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = String))]
    pub from: Clock,
    /// `HH:MM`, up to 24:00; not later than `from`: on the next day.
    #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = String))]
    pub to: Clock,
}

impl Segment {
    /// From which minute of its day, and up to which; beyond 24 hours it is the next one's.
    #[must_use]
    pub const fn minutes(&self) -> (u16, u16) {
        let (from, to) = (self.from.minutes, self.to.minutes);
        (from, if to > from { to } else { to + DAY })
    }

    /// Whether it begins within its day and does not last longer than one.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let (from, to) = self.minutes();
        from < DAY && (to - from < DAY || from == 0)
    }

    /// What the clock shows when it begins on this date, and when it ends.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<(DateTime, DateTime)> {
        let at = |minutes: u16| {
            let date = if minutes >= DAY { date.tomorrow().ok()? } else { date };
            let minutes = minutes % DAY;
            Some(date.at(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0))
        };
        let (from, to) = self.minutes();
        Some((at(from)?, at(to)?))
    }
}

/// Not `HH:MM`, or no time of day.
#[derive(Debug, thiserror::Error)]
#[error("a time of day is HH:MM, from 00:00 to 24:00")]
pub struct NoClock;

impl FromStr for Clock {
    type Err = NoClock;

    fn from_str(text: &str) -> Result<Self, NoClock> {
        let (hours, minutes) = text.split_once(':').ok_or(NoClock)?;
        let number = |digits: &str, most: usize| {
            let fits = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if fits { digits.parse::<u16>().map_err(|_| NoClock) } else { Err(NoClock) }
        };
        let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
        let all = hours * 60 + minutes;
        if minutes < 60 && all <= DAY && text.len() > 3 { Ok(Self { minutes: all }) } else { Err(NoClock) }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for Clock {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clock(text: &str) -> Option<String> {
        text.parse::<Clock>().ok().map(|it| it.to_string())
    }

    #[test]
    fn a_time_of_day_is_hours_and_minutes_up_to_midnight() {
        assert_eq!(clock("7:30").as_deref(), Some("07:30"));
        assert_eq!(clock("24:00").as_deref(), Some("24:00"));
        for wrong in ["24:01", "7:60", "7", "7:3", ":30", "07:300", "-1:30", "+7:30", "7:30 ", "٧:30", ""] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_segment_lasts_a_day_at_most() {
        let sound = |from: &str, to: &str| Segment { from: from.parse().unwrap(), to: to.parse().unwrap() }.is_sound();
        assert!(
            sound("00:00", "24:00") && sound("00:00", "00:00") && sound("22:00", "06:00") && sound("08:00", "24:00")
        );
        assert!(!sound("08:00", "08:00") && !sound("24:00", "08:00") && !sound("24:00", "24:00"));
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_no_panic_and_what_is_written_is_read_again(text in "\\PC{0,6}", minutes in 0..=DAY) {
            let _ = text.parse::<Clock>();
            let clock = Clock { minutes };
            prop_assert_eq!(clock.to_string().parse::<Clock>().unwrap(), clock);
        }
    }
}
