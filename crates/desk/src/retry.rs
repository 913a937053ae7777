//! When something outside that could not be done is tried again.

use jiff::SignedDuration;

/// After the first failure, after the second, and so on; the last one holds from there on. In seconds.
const PAUSES: [i64; 8] = [5, 30, 120, 300, 900, 1_800, 3_600, 7_200];

/// How long nothing is tried after so many failures in a row.
#[must_use]
pub fn pause(failures: u32) -> SignedDuration {
    let nth = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX).min(PAUSES.len() - 1);
    SignedDuration::from_secs(PAUSES[nth])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_two_hours() {
        let pauses = [1, 2, 3, 8, 9, u32::MAX].map(|failures| pause(failures).as_secs());
        assert_eq!(pauses, [5, 30, 120, 7_200, 7_200, 7_200]);
    }
}
