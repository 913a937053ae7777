//! Which entries an operator takes: what administrators let him or her take, without what he or she has switched off.
//!
//! Both are said by exception, so that a new entry is taken by everybody until it is said otherwise.

use crate::{Entry, EntrySet};

/// What stands against taking clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// What administrators do not let him or her take at all.
    pub barred: EntrySet,
    /// What he or she has switched off: such clients are not offered, but may be accepted by hand.
    pub off: EntrySet,
}

impl Taking {
    /// Whether a client of this entry may be accepted.
    #[must_use]
    pub const fn may_accept(self, entry: Entry) -> bool {
        !self.barred.contains(entry)
    }

    /// Whether clients of this entry are offered.
    #[must_use]
    pub const fn is_offered(self, entry: Entry) -> bool {
        !self.barred.or(self.off).contains(entry)
    }

    /// Whether clients of none of these entries are offered: those by which anybody can come in here.
    #[must_use]
    pub fn takes_nobody(self, here: impl IntoIterator<Item = Entry>) -> bool {
        !here.into_iter().any(|entry| self.is_offered(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> EntrySet {
        EntrySet::NONE.others()
    }

    #[test]
    fn what_is_switched_off_is_not_offered_but_may_be_accepted() {
        for entry in Entry::ALL {
            let off = Taking { off: EntrySet::from_iter([entry]), ..Taking::default() };
            assert!(off.may_accept(entry) && !off.is_offered(entry));
            let barred = Taking { barred: EntrySet::from_iter([entry]), ..Taking::default() };
            assert!(!barred.may_accept(entry) && !barred.is_offered(entry));
            assert!(Taking::default().may_accept(entry) && Taking::default().is_offered(entry));
        }
    }

    #[test]
    fn whoever_takes_nothing_takes_nobody() {
        assert!(!Taking::default().takes_nobody(Entry::ALL));
        assert!(Taking { off: all(), ..Taking::default() }.takes_nobody(Entry::ALL));
        assert!(Taking { barred: all(), ..Taking::default() }.takes_nobody(Entry::ALL));
        let no_chats = Taking { off: EntrySet::from_iter([Entry::Chat]), ..Taking::default() };
        assert!(no_chats.takes_nobody([Entry::Chat]), "where nobody comes in otherwise");
        assert!(!no_chats.takes_nobody(Entry::ALL));
    }

    #[test]
    fn entries_travel_as_the_list_of_their_words() {
        let words = serde_json::to_value(all()).unwrap();
        let expected: Vec<&str> = Entry::ALL.into_iter().map(Entry::as_str).collect();
        assert_eq!(words, serde_json::json!(expected));
        assert_eq!(serde_json::from_value::<EntrySet>(words).unwrap(), all());
    }
}
