//! Offline requests: what a client leaves while nobody can talk. Open, taken by one operator, answered, closed; each step can
//! be taken back, and what happened is kept.

use crate::{ClientId, ConversationId, Entry, GroupId, OfflineRequestId, OperatorId, Timestamp, WidgetId};
use serde::{Deserialize, Serialize};

/// How a client was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// By e-mail.
    Email,
    /// By calling.
    Call,
}

impl Why {
    /// Its word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Waited => "waited",
        }
    }

    /// The reason of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Offline, Self::Waited].into_iter().find(|why| why.word() == word)
    }
}

/// Why somebody leaves a request instead of talking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Nobody was there.
    Offline,
    /// He or she did not want to wait any longer.
    Waited,
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Nobody has taken it.
    Open,
    /// An operator sees to it.
    Taken,
    /// The client was answered.
    Answered,
    /// Nothing is left to do.
    Closed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Answered, Self::Closed];

    /// Its word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The stage of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// What was done with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// By whom.
    pub by: OperatorId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Done,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Done {
    /// Taken.
    Taken,
    /// Left to others.
    Released,
    /// Answered.
    Answered {
        /// How.
        means: Means,
        /// What was written, if it was written here.
        text: Option<String>,
    },
    /// Closed.
    Closed,
    /// Taken up once more.
    Reopened,
}

/// An offline request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineRequest {
    /// Its id.
    pub id: OfflineRequestId,
    /// Whose.
    pub client: ClientId,
    /// The way in that was meant.
    pub entry: Entry,
    /// Where it was left.
    pub widget: WidgetId,
    /// Who sees to it.
    pub group: GroupId,
    /// What was filled in.
    pub filled: Filled,
    /// Why it was left.
    pub why: Why,
    /// The conversation that waited before.
    pub waited_in: Option<ConversationId>,
    /// When it was left.
    pub created_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// Who has it, or had it last.
    pub operator: Option<OperatorId>,
    /// Raised with every change.
    pub version: i64,
    /// What was done with it, in order.
    pub history: Vec<Deed>,
}

/// What a client filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filled {
    /// Name.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// One of the choices.
    pub topic: Option<String>,
    /// What it is about.
    pub message: Option<String>,
    /// When a call suits, in the client's own words.
    pub when: Option<String>,
    /// The language the client spoke (BCP 47).
    pub language: Option<String>,
    /// The page it was left on.
    pub page: Option<String>,
    /// The version of the consent's text that was agreed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<u32>,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// A colleague sees to it.
    #[error("a colleague has taken this request")]
    Taken(OperatorId),
    /// It is closed: it has to be reopened first.
    #[error("this request is closed")]
    Closed,
}

/// The most deeds of one request that are kept; the first ones go.
const MOST_DEEDS: usize = 100;

impl OfflineRequest {
    /// An operator sees to it. True when that is news.
    ///
    /// # Errors
    /// A colleague was faster, unless `over` says that it is taken over; or it is closed.
    pub fn take(&mut self, by: OperatorId, over: bool, now: Timestamp) -> Result<bool, NotDone> {
        match (self.stage, self.operator) {
            (Stage::Closed, _) => Err(NotDone::Closed),
            (Stage::Taken, Some(other)) if other == by => Ok(false),
            (Stage::Taken, Some(other)) if !over => Err(NotDone::Taken(other)),
            (Stage::Open | Stage::Taken | Stage::Answered, _) => {
                self.becomes(Stage::Taken, Some(by), by, Done::Taken, now);
                Ok(true)
            }
        }
    }

    /// It is left to others. True when that is news.
    ///
    /// # Errors
    /// It is a colleague's, unless `over` says that it may be taken from him or her; or it is closed.
    pub fn release(&mut self, by: OperatorId, over: bool, now: Timestamp) -> Result<bool, NotDone> {
        match self.stage {
            Stage::Open => Ok(false),
            Stage::Closed => Err(NotDone::Closed),
            Stage::Taken | Stage::Answered => {
                self.is_free_for(by, over)?;
                self.becomes(Stage::Open, None, by, Done::Released, now);
                Ok(true)
            }
        }
    }

    /// The client was answered: whoever answers has it.
    ///
    /// # Errors
    /// A colleague sees to it; or it is closed.
    pub fn answer(
        &mut self,
        by: OperatorId,
        means: Means,
        text: Option<String>,
        now: Timestamp,
    ) -> Result<(), NotDone> {
        if self.stage == Stage::Closed {
            return Err(NotDone::Closed);
        }
        self.is_free_for(by, false)?;
        self.becomes(Stage::Answered, Some(by), by, Done::Answered { means, text }, now);
        Ok(())
    }

    /// Nothing is left to do. True when that is news.
    ///
    /// # Errors
    /// A colleague sees to it, unless `over`.
    pub fn close(&mut self, by: OperatorId, over: bool, now: Timestamp) -> Result<bool, NotDone> {
        if self.stage == Stage::Closed {
            return Ok(false);
        }
        self.is_free_for(by, over)?;
        self.becomes(Stage::Closed, self.operator, by, Done::Closed, now);
        Ok(true)
    }

    /// One step back: closed becomes what it was before, answered becomes taken. True when that is news.
    pub fn reopen(&mut self, by: OperatorId, now: Timestamp) -> bool {
        let (stage, operator) = match self.stage {
            Stage::Open | Stage::Taken => return false,
            Stage::Answered => (Stage::Taken, Some(by)),
            Stage::Closed => self.before_closed(),
        };
        self.becomes(stage, operator, by, Done::Reopened, now);
        true
    }

    /// What the client left and was answered goes, for good: that there was a request, and what was done with it, stays; and
    /// so does the version of the consent, without which nobody could show that there was one.
    pub fn erase(&mut self) {
        self.filled = Filled { consent: self.filled.consent, ..Filled::default() };
        self.waited_in = None;
        self.stage = Stage::Closed;
        self.version += 1;
        for deed in &mut self.history {
            if let Done::Answered { text, .. } = &mut deed.what {
                *text = None;
            }
        }
    }

    /// A colleague who has taken it is asked first; one who has answered has done with it.
    fn is_free_for(&self, by: OperatorId, over: bool) -> Result<(), NotDone> {
        match (self.stage, self.operator) {
            (Stage::Taken, Some(other)) if other != by && !over => Err(NotDone::Taken(other)),
            _ => Ok(()),
        }
    }

    fn before_closed(&self) -> (Stage, Option<OperatorId>) {
        let before = self.history.iter().rev().find(|deed| deed.what != Done::Closed && deed.what != Done::Reopened);
        match before.map(|deed| (&deed.what, deed.by)) {
            Some((Done::Answered { .. }, by)) => (Stage::Answered, Some(by)),
            Some((Done::Taken, by)) => (Stage::Taken, Some(by)),
            Some((Done::Released | Done::Closed | Done::Reopened, _)) | None => (Stage::Open, None),
        }
    }

    fn becomes(&mut self, stage: Stage, operator: Option<OperatorId>, by: OperatorId, what: Done, now: Timestamp) {
        (self.stage, self.operator) = (stage, operator);
        self.version += 1;
        if self.history.len() >= MOST_DEEDS {
            self.history.remove(0);
        }
        self.history.push(Deed { by, at: now, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn operator(n: u128) -> OperatorId {
        OperatorId(Uuid::from_u128(n))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn request() -> OfflineRequest {
        OfflineRequest {
            id: OfflineRequestId(Uuid::from_u128(1)),
            client: ClientId(Uuid::from_u128(2)),
            entry: Entry::Chat,
            widget: WidgetId("demo".into()),
            group: GroupId(Uuid::from_u128(3)),
            filled: Filled::default(),
            why: Why::Offline,
            waited_in: None,
            created_at: at(0),
            stage: Stage::Open,
            operator: None,
            version: 1,
            history: Vec::new(),
        }
    }

    const ANNA: u128 = 11;
    const BEN: u128 = 12;

    #[test]
    fn one_takes_it_and_others_are_told_who() {
        let mut it = request();
        assert_eq!(it.take(operator(ANNA), false, at(1)), Ok(true));
        assert_eq!(it.take(operator(ANNA), false, at(2)), Ok(false), "again: nothing new");
        assert_eq!(it.take(operator(BEN), false, at(3)), Err(NotDone::Taken(operator(ANNA))));
        assert_eq!(it.answer(operator(BEN), Means::Call, None, at(3)), Err(NotDone::Taken(operator(ANNA))));
        assert_eq!(it.close(operator(BEN), false, at(3)), Err(NotDone::Taken(operator(ANNA))));
        assert_eq!(it.take(operator(BEN), true, at(4)), Ok(true), "a supervisor takes over");
        assert_eq!((it.operator, it.version), (Some(operator(BEN)), 3));
    }

    #[test]
    fn whoever_answers_has_it() {
        let mut it = request();
        it.answer(operator(ANNA), Means::Email, Some("Dobrý den".into()), at(1)).unwrap();
        assert_eq!((it.stage, it.operator), (Stage::Answered, Some(operator(ANNA))));
        // More may be said, by others too.
        it.answer(operator(BEN), Means::Call, None, at(2)).unwrap();
        assert_eq!(it.history.len(), 2);
    }

    #[test]
    fn a_closed_one_goes_back_to_what_it_was() {
        for (before, stage) in [(0, Stage::Open), (1, Stage::Taken), (2, Stage::Answered)] {
            let mut it = request();
            if before == 1 {
                it.take(operator(ANNA), false, at(1)).unwrap();
            }
            if before == 2 {
                it.answer(operator(ANNA), Means::Call, None, at(1)).unwrap();
            }
            let had = it.operator;
            it.close(operator(ANNA), false, at(2)).unwrap();
            assert_eq!(it.take(operator(BEN), true, at(3)), Err(NotDone::Closed));
            assert_eq!(it.answer(operator(ANNA), Means::Call, None, at(3)), Err(NotDone::Closed));
            assert!(it.reopen(operator(BEN), at(4)));
            assert_eq!((it.stage, it.operator), (stage, had));
        }
    }

    #[test]
    fn what_was_erased_says_nothing_and_is_closed() {
        let mut it = request();
        it.filled = Filled { name: Some("Jan".into()), message: Some("Call me".into()), ..Filled::default() };
        it.answer(operator(ANNA), Means::Email, Some("Dear Jan".into()), at(1)).unwrap();
        it.erase();
        assert_eq!((it.stage, it.filled, it.history.len()), (Stage::Closed, Filled::default(), 1));
        assert_eq!(it.history[0].what, Done::Answered { means: Means::Email, text: None });
    }

    #[test]
    fn what_is_left_to_others_is_open() {
        let mut it = request();
        assert_eq!(it.release(operator(ANNA), false, at(1)), Ok(false));
        it.take(operator(ANNA), false, at(1)).unwrap();
        assert_eq!(it.release(operator(BEN), false, at(2)), Err(NotDone::Taken(operator(ANNA))));
        assert_eq!(it.release(operator(ANNA), false, at(2)), Ok(true));
        assert_eq!((it.stage, it.operator), (Stage::Open, None));
    }

    proptest! {
        /// Whatever is done in whatever order: only what changes something counts, and open means nobody's.
        #[test]
        fn nothing_is_half_done(steps in prop::collection::vec((0_u8..6, 11_u128..14, any::<bool>()), 0..150)) {
            let mut it = request();
            for (step, by, over) in steps {
                let (by, before) = (operator(by), it.clone());
                let changed = match step {
                    0 => it.take(by, over, at(1)).unwrap_or(false),
                    1 => it.release(by, over, at(1)).unwrap_or(false),
                    2 => it.answer(by, Means::Email, None, at(1)).is_ok(),
                    3 => it.close(by, over, at(1)).unwrap_or(false),
                    _ => it.reopen(by, at(1)),
                };
                prop_assert_eq!(changed, it != before);
                prop_assert_eq!(it.version, before.version + i64::from(changed));
                prop_assert_eq!(it.stage == Stage::Open && it.operator.is_some(), false);
                prop_assert_eq!(matches!(it.stage, Stage::Taken | Stage::Answered) && it.operator.is_none(), false);
                prop_assert!(it.history.len() <= MOST_DEEDS);
            }
        }
    }
}
