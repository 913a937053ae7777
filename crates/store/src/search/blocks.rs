//! Where a conversation stands in the index: by when it came in. PostgreSQL finds what has certain terms, but not the newest
//! of it: so the stretch of time is a term as well, and is asked for from the newest backwards, each time a longer one.

use super::terms::Term;
use desk::Timestamp;

/// Places of a second: rows that come one after the other have numbers near each other, which FTS5 keeps in few bytes.
const OF_A_SECOND: i64 = 256;
/// How far behind its own place a conversation can stand, where many came in at once.
pub const ASIDE: i64 = 1 << 16;
/// Stretches of 18 hours, 12 days and half a year.
pub const BITS: [u32; 3] = [24, 28, 32];

/// The place of who comes in at this moment, unless somebody has it already: then it is the next free one.
pub fn place(queued_at: Timestamp) -> i64 {
    queued_at.as_millisecond().max(0) * OF_A_SECOND / 1_000
}

/// The terms of the stretches a place is in.
pub fn of(place: i64) -> impl Iterator<Item = Term> {
    BITS.into_iter().map(move |bits| Term::in_block(bits, place >> bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_later_stands_behind() {
        let place = |ms| place(Timestamp::from_millisecond(ms).unwrap());
        assert!(place(1_700_000_000_000) < place(1_700_000_000_004));
        assert!(place(1_700_000_000_999) < place(1_700_000_001_003));
        assert_eq!(place(-1), 0);
    }
}
