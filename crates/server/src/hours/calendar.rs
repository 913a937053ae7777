//! Time zones and public holidays of the world. The only place that names the library of holidays; from here on there are
//! days.

use jiff::{
    civil::Date,
    tz::{self, TimeZone},
};
use opening_hours::localization::Country;
use std::{collections::BTreeSet, sync::LazyLock};

/// The public holidays of a country.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    /// Of the whole country.
    pub nationwide: BTreeSet<Date>,
    /// Of some of its regions only; the library does not say of which.
    pub regional: BTreeSet<Date>,
}

/// The time zone of this IANA name.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    // Not whatever a file of the system is called: only what the list offers.
    zones().iter().any(|known| known == name).then(|| TimeZone::get(name).ok()).flatten()
}

/// The names of all time zones.
#[must_use]
pub fn zones() -> &'static [String] {
    static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
        // Single words are old abbreviations ("CET", "posixrules"); only this one is asked for.
        let wanted = |name: &str| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        let mut zones: Vec<String> =
            tz::db().available().map(|name| name.to_string()).filter(|it| wanted(it)).collect();
        zones.sort_unstable();
        zones
    });
    &ZONES
}

/// The ISO codes of the countries whose holidays are known.
#[must_use]
pub fn countries() -> &'static [String] {
    static COUNTRIES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let codes = ('A'..='Z').flat_map(|one| ('A'..='Z').map(move |two| format!("{one}{two}")));
        codes.filter(|code| holidays(code).is_some_and(|it| !it.nationwide.is_empty())).collect()
    });
    &COUNTRIES
}

/// The public holidays of the country of this ISO code.
#[must_use]
pub fn holidays(country: &str) -> Option<Holidays> {
    let country: Country = country.parse().ok()?;
    Some(Holidays {
        nationwide: dates(country.holidays().get_public()),
        regional: dates(country.holidays_regional().get_public()),
    })
}

fn dates(calendar: &compact_calendar::CompactCalendar) -> BTreeSet<Date> {
    // Year, month and day in a form that both libraries read.
    calendar.iter().filter_map(|day| day.to_string().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn czech_holidays_are_known_and_easter_moves() {
        let czech = holidays("CZ").unwrap().nationwide;
        let of_2026: Vec<Date> = czech.range(date(2026, 1, 1)..=date(2026, 12, 31)).copied().collect();
        let expected = [
            (1, 1),
            (4, 3),
            (4, 6),
            (5, 1),
            (5, 8),
            (7, 5),
            (7, 6),
            (9, 28),
            (10, 28),
            (11, 17),
            (12, 24),
            (12, 25),
            (12, 26),
        ];
        assert_eq!(of_2026, expected.map(|(month, day)| date(2026, month, day)));
        // Good Friday and Easter Monday.
        assert!(czech.contains(&date(2027, 3, 26)) && czech.contains(&date(2027, 3, 29)));
    }

    #[test]
    fn a_region_is_not_the_country() {
        let german = holidays("DE").unwrap();
        let womens_day = date(2026, 3, 8);
        assert!(german.regional.contains(&womens_day) && !german.nationwide.contains(&womens_day));
    }

    #[test]
    fn only_what_is_offered_is_understood() {
        assert!(zone("Europe/Prague").is_some() && zone("UTC").is_some());
        assert!(zone("../../etc/passwd").is_none() && zone("posixrules").is_none() && zone("").is_none());
        assert!(countries().len() > 100 && countries().contains(&"CZ".to_owned()));
        assert!(holidays("XX").is_none() && holidays("cz").is_none());
    }

    /// Without files of the system: this build brings its own.
    #[test]
    fn the_clock_of_prague_is_put_twice_a_year() {
        let prague = zone("Europe/Prague").unwrap();
        let offset = |at: &str| prague.to_offset(at.parse().unwrap()).seconds() / 3_600;
        assert_eq!((offset("2026-03-29T00:59:59Z"), offset("2026-03-29T01:00:00Z")), (1, 2));
        assert_eq!((offset("2026-10-25T00:59:59Z"), offset("2026-10-25T01:00:00Z")), (2, 1));
    }
}
