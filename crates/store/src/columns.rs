//! How values of the desk stand in columns.

use crate::Error;
use desk::Timestamp;

/// Epoch milliseconds of a moment.
pub fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The moment of these epoch milliseconds.
pub fn at(ms: i64) -> Result<Timestamp, Error> {
    Timestamp::from_millisecond(ms).map_err(|why| Error::corrupt("time", why))
}

/// The moment of these epoch milliseconds, if any.
pub fn maybe_at(ms: Option<i64>) -> Result<Option<Timestamp>, Error> {
    ms.map(at).transpose()
}

/// The value of this word.
pub fn word<T>(what: &'static str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    parse(word).ok_or_else(|| Error::corrupt(what, format!("unknown word {word:?}")))
}

/// A small count.
pub fn count(what: &'static str, value: i64) -> Result<u32, Error> {
    u32::try_from(value).map_err(|why| Error::corrupt(what, why))
}
