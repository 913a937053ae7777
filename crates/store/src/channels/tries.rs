//! Tries of a part. What we send carries the try's name, and the messenger says it again with its word: so a late word of an
//! earlier try is not taken for one of this try.

use std::fmt;
use uuid::Uuid;

/// One try of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// The part.
    pub part: Uuid,
    /// Which one, from 1. 0: sent when tries had no names yet.
    pub number: u32,
}

impl Try {
    /// Of a name the messenger says again. None: it is none of ours.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (part, number) = match name.split_once('.') {
            Some((part, number)) => (part, number.parse().ok()?),
            None => (name, 0),
        };
        Some(Self { part: Uuid::parse_str(part).ok()?, number })
    }
}

/// Its name with the messenger.
impl fmt::Display for Try {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}.{}", self.part, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written_also_one_from_before_tries_had_names() {
        let it = Try { part: Uuid::from_u128(0x0193_7c5a), number: 12 };
        assert_eq!(Try::parse(&it.to_string()), Some(it));
        assert_eq!(Try::parse(&it.part.to_string()), Some(Try { number: 0, ..it }));
        for other in ["", "out:8f14e45f", "1.2", &format!("{}.", it.part), &format!("{}.-1", it.part)] {
            assert_eq!(Try::parse(other), None, "{other}");
        }
    }
}
