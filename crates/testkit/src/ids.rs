//! Ids that are the same each time.

use desk::Timestamp;
use uuid::{Builder, Uuid};

/// Makes ids as browsers do (UUIDv7: of a moment, then random), but the same ones each time it starts anew.
#[derive(Debug)]
pub struct Ids(u64);

impl Ids {
    /// Those of this seed.
    #[must_use]
    pub const fn of_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next one, of this moment.
    pub fn at(&mut self, moment: Timestamp) -> Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.number().to_be_bytes());
        random[8..].copy_from_slice(&self.number().to_be_bytes()[..2]);
        let millis = u64::try_from(moment.as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// SplitMix64.
    const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_of_their_moment_and_the_same_for_the_same_seed() {
        let moment = Timestamp::from_second(1_700_000_000).unwrap();
        let some = |seed| {
            let mut ids = Ids::of_seed(seed);
            (0..1_000).map(|_| ids.at(moment)).collect::<Vec<_>>()
        };
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        assert_eq!(some(1).iter().collect::<HashSet<_>>().len(), 1_000);
        assert!(some(1).iter().all(|id| id.get_timestamp().unwrap().to_unix().0 == 1_700_000_000));
    }
}
