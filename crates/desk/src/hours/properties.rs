//! What must be so of any week, on any day, clock changes and overlapping nights included.

use super::*;
use proptest::prelude::*;

fn segment() -> impl Strategy<Value = Segment> {
    (0..1_440_u16, 0..=1_440_u16).prop_map(|(from, to)| {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60).parse().unwrap();
        Segment { from: clock(from), to: clock(to) }
    })
}

fn hours() -> impl Strategy<Value = Hours> {
    let day = || proptest::collection::vec(segment(), 0..3);
    let zones = prop_oneof![
        Just("UTC0"),
        Just("CET-1CEST,M3.5.0,M10.5.0/3"),
        // Half an hour of summer time, and a change at midnight.
        Just("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"),
        Just("<-04>4<-03>,M9.1.6/24,M4.1.6/24"),
    ];
    (zones, [day(), day(), day(), day(), day(), day(), day()]).prop_map(|(zone, week)| {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week;
        let week = Week { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
        Hours::new(Schedule { week, ..Schedule::default() }, TimeZone::posix(zone).unwrap(), BTreeSet::new())
    })
}

/// A minute of the year 2026.
fn minute() -> impl Strategy<Value = Timestamp> {
    (0..525_600_i64).prop_map(|minute| Timestamp::from_second(1_767_225_600 + minute * 60).unwrap())
}

fn is_open(hours: &Hours, at: Timestamp) -> bool {
    matches!(hours.at(at), Opening::Open(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_changes_before_the_next_change_and_then_it_does(hours in hours(), now in minute(), part in 0.0..1.0_f64) {
        let open = is_open(&hours, now);
        let (Opening::Open(next) | Opening::Closed(next)) = hours.at(now);
        if let Some(next) = next {
            prop_assert!(next > now);
            prop_assert_eq!(is_open(&hours, next), !open);
            let span = next.as_millisecond() - now.as_millisecond();
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "some moment between")]
            let between = now.as_millisecond() + (span as f64 * part) as i64;
            prop_assert_eq!(is_open(&hours, Timestamp::from_millisecond(between.min(next.as_millisecond() - 1)).unwrap()), open);
        }
    }

    /// By Greenwich a clock never jumps: whether it is open can be read off it.
    #[test]
    fn it_is_open_when_the_clock_shows_so(hours in hours(), now in minute()) {
        let hours = Hours { zone: TimeZone::UTC, ..hours };
        let local = TimeZone::UTC.to_datetime(now);
        let minute = u16::try_from(local.hour()).unwrap() * 60 + u16::try_from(local.minute()).unwrap();
        let within = |date: Date, minute: u16| hours.on(date).0.iter().any(|it| {
            let (from, to) = it.minutes();
            from <= minute && minute < to
        });
        let today = local.date();
        let expected = within(today, minute) || within(today.yesterday().unwrap(), minute + 1_440);
        prop_assert_eq!(is_open(&hours, now), expected);
    }
}
