//! When Lumen's groups are open. Support always is, and so is whoever has a widget: the demo is shown at any hour.

use super::people::Queue;
use desk::{
    Timestamp,
    hours::{DayHours, Exception, Schedule, Segment, Week},
};
use jiff::tz::TimeZone;

/// The hours of who has some.
pub(super) fn hours(now: Timestamp) -> [(Queue, Schedule); 2] {
    let day = segments(&[("07:30", "20:00")]);
    let week = Week {
        monday: day.clone(),
        tuesday: day.clone(),
        wednesday: segments(&[("07:30", "12:00"), ("12:30", "20:00")]),
        thursday: day,
        friday: segments(&[("07:30", "18:00")]),
        saturday: segments(&[("09:00", "13:00")]),
        sunday: Vec::new(),
    };
    let sales =
        Schedule { zone: "Europe/Prague".into(), week, holidays: Some("CZ".into()), exceptions: exceptions(now) };
    let office = || segments(&[("09:00", "17:00")]);
    let week = Week {
        monday: office(),
        tuesday: office(),
        wednesday: office(),
        thursday: office(),
        friday: office(),
        ..Week::default()
    };
    let english = Schedule { zone: "Europe/London".into(), week, holidays: Some("GB".into()), exceptions: Vec::new() };
    [(Queue::Sales, sales), (Queue::English, english)]
}

/// Around the next turn of the year.
fn exceptions(now: Timestamp) -> Vec<Exception> {
    let year = TimeZone::UTC.to_datetime(now).year();
    let day = |month, day| jiff::civil::date(year, month, day);
    let mut exceptions = vec![
        Exception {
            from: day(12, 27), to: day(12, 30), name: "Celozávodní dovolená".into(), hours: DayHours::Closed
        },
        Exception {
            from: day(12, 31),
            to: day(12, 31),
            name: "Silvestr".into(),
            hours: DayHours::Other { segments: segments(&[("07:30", "12:00")]) },
        },
    ];
    // A holiday on which people move house.
    exceptions.push(Exception {
        from: day(11, 17),
        to: day(11, 17),
        name: "Otevřeno i o svátku".into(),
        hours: DayHours::Usual,
    });
    exceptions.sort_by_key(|exception| exception.from);
    exceptions
}

fn segments(times: &[(&str, &str)]) -> Vec<Segment> {
    let segment = |(from, to): &(&str, &str)| Some(Segment { from: from.parse().ok()?, to: to.parse().ok()? });
    times.iter().filter_map(segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hours_are_such_as_an_administrator_could_keep() {
        for (queue, schedule) in hours(Timestamp::UNIX_EPOCH) {
            assert!(schedule.wrong().is_empty(), "{queue:?}");
            assert!(!schedule.week.monday.is_empty());
        }
    }
}
