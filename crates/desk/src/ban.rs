//! Bans: a client who is not served for a while, or for ever. A ban is laid on one client and reaches everybody who is the
//! same person; it lapses by itself, and can be lifted before.

use crate::{BanId, ClientId, ConversationId, OperatorId, text::Text};
use jiff::Timestamp;

/// The longest reason, in characters: colleagues read it in a list.
pub const LONGEST_REASON: usize = 500;

/// A client who is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Its id, made by whoever bans.
    pub id: BanId,
    /// Who.
    pub client: ClientId,
    /// The conversation that gave rise to it.
    pub conversation: ConversationId,
    /// Who said so.
    pub by: OperatorId,
    /// Why; the client is never told.
    pub reason: Text,
    /// Since when.
    pub at: Timestamp,
    /// When it lapses; none: never.
    pub until: Option<Timestamp>,
    /// Who lifted it before its time, and when.
    pub lifted: Option<(OperatorId, Timestamp)>,
}

/// Why nobody is banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotBanned {
    /// It would be over before it begins.
    #[error("the end of a ban lies ahead")]
    Past,
    /// Nobody reads a reason of more than [`LONGEST_REASON`] characters.
    #[error("the reason is too long")]
    LongReason,
}

impl Ban {
    /// A ban as it may be laid.
    ///
    /// # Errors
    /// [`NotBanned`].
    pub fn checked(self) -> Result<Self, NotBanned> {
        if self.until.is_some_and(|until| until <= self.at) {
            Err(NotBanned::Past)
        } else if self.reason.as_str().chars().count() > LONGEST_REASON {
            Err(NotBanned::LongReason)
        } else {
            Ok(self)
        }
    }

    /// Whether the client is not served at that moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.lifted.is_none() && self.until.is_none_or(|until| now < until)
    }

    /// Lifts it. True when that is news.
    pub fn lift(&mut self, by: OperatorId, now: Timestamp) -> bool {
        let news = self.lifted.is_none();
        if news {
            self.lifted = Some((by, now));
        }
        news
    }

    /// Takes the lifting back: it is in force as it was, up to the same end. True when that is news.
    pub fn restore(&mut self) -> bool {
        self.lifted.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn ban(since: i64, until: Option<i64>) -> Ban {
        Ban {
            id: BanId(Uuid::from_u128(1)),
            client: ClientId(Uuid::from_u128(2)),
            conversation: ConversationId(Uuid::from_u128(3)),
            by: OperatorId(Uuid::from_u128(4)),
            reason: Text::parse("threatens people").unwrap(),
            at: at(since),
            until: until.map(at),
            lifted: None,
        }
    }

    #[test]
    fn a_ban_lapses_at_its_end_and_not_a_second_sooner() {
        let ban = ban(10, Some(20)).checked().unwrap();
        assert!(ban.holds(at(10)) && ban.holds(at(19)));
        assert!(!ban.holds(at(20)));
    }

    #[test]
    fn a_ban_that_ends_before_it_begins_is_none() {
        assert_eq!(ban(10, Some(10)).checked(), Err(NotBanned::Past));
        assert!(ban(10, None).checked().is_ok());
        let long = Ban { reason: Text::parse(&"x".repeat(LONGEST_REASON + 1)).unwrap(), ..ban(10, None) };
        assert_eq!(long.checked(), Err(NotBanned::LongReason));
    }

    proptest! {
        /// Lifted and restored as often as one likes: the last word counts, and its end stays its end.
        #[test]
        fn the_last_word_counts(steps in prop::collection::vec(any::<bool>(), 0..20), until in prop::option::of(11_i64..40), now in 10_i64..50) {
            let mut it = ban(10, until);
            for lift in &steps {
                let before = it.lifted.is_some();
                let news = if *lift { it.lift(it.by, at(now)) } else { it.restore() };
                prop_assert_eq!(news, before != *lift);
            }
            let lifted = steps.last().copied().unwrap_or(false);
            prop_assert_eq!(it.holds(at(now)), !lifted && until.is_none_or(|until| now < until));
            prop_assert_eq!(it.until, until.map(at));
        }
    }
}
