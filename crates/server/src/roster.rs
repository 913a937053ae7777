//! Which operators are there: the chosen status, and when each was last heard of.

use desk::{AwayReasonId, EntrySet, Graces, OperatorId, Status, Timestamp, away::Choice, operator::is_present};
use jiff::SignedDuration;
use std::collections::HashMap;
use store::OperatorNow;

/// Which operators are there.
#[derive(Default)]
pub struct Roster {
    operators: HashMap<OperatorId, Row>,
    /// Who can take clients again, and it was not looked yet who waits.
    free: Vec<OperatorId>,
}

#[derive(Clone, Copy)]
struct Row {
    choice: Choice,
    seen_at: Option<Timestamp>,
    wraps_up_until: Option<Timestamp>,
    sockets: usize,
    /// What colleagues were told last.
    told_present: bool,
    /// Whether `seen_at` is to be stored.
    unsaved: bool,
    /// When the last conversation was over.
    rests_since: Option<Timestamp>,
    /// Which entries are switched off.
    off: EntrySet,
    /// Of who is Away: what is kept of it.
    stretch: Stretch,
}

/// What is kept of the time somebody is away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    /// It runs.
    Runs,
    /// It was ended when he or she was gone altogether.
    Ended,
    /// One of these; a restart does not know which.
    Either,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            choice: Choice::Available,
            seen_at: None,
            wraps_up_until: None,
            sockets: 0,
            told_present: false,
            unsaved: false,
            rests_since: None,
            off: EntrySet::NONE,
            stretch: Stretch::Runs,
        }
    }
}

impl Row {
    fn present(&self, graces: &Graces, now: Timestamp) -> bool {
        self.sockets > 0 || is_present(self.seen_at, graces, now)
    }
}

impl Roster {
    /// The roster of what is stored. Who has talks gets the whole grace to come back after a restart.
    pub fn of(stored: Vec<OperatorNow>, serving: impl Fn(OperatorId) -> bool, graces: &Graces, now: Timestamp) -> Self {
        let row = |o: OperatorNow| {
            let seen_at = if serving(o.id) { Some(now) } else { o.seen_at };
            let told_present = is_present(seen_at, graces, now);
            let (choice, wraps_up_until, off) = (Choice::of(o.status, o.away_reason), o.wraps_up_until, o.off);
            let stretch = Stretch::Either;
            (o.id, Row { choice, seen_at, wraps_up_until, told_present, off, stretch, ..Row::default() })
        };
        Self { operators: stored.into_iter().map(row).collect(), free: Vec::new() }
    }

    /// The chosen status, and whether the operator is there.
    #[must_use]
    pub fn of_operator(&self, id: OperatorId, graces: &Graces, now: Timestamp) -> (Status, bool) {
        self.operators
            .get(&id)
            .map_or((Status::Available, false), |row| (row.choice.status(), row.present(graces, now)))
    }

    /// When the operator was last heard of.
    #[must_use]
    pub fn seen_at(&self, id: OperatorId) -> Option<Timestamp> {
        self.operators.get(&id).and_then(|row| row.seen_at)
    }

    /// Since when the operator has had no conversation, as far as is known.
    #[must_use]
    pub fn rests_since(&self, id: OperatorId) -> Option<Timestamp> {
        self.operators.get(&id).and_then(|row| row.rests_since)
    }

    /// The operator's last conversation was over then.
    pub fn rests(&mut self, id: OperatorId, since: Timestamp) {
        self.operators.entry(id).or_default().rests_since = Some(since);
    }

    /// The operator was heard of. True when colleagues do not know yet that he or she is there.
    pub fn heard_of(&mut self, id: OperatorId, now: Timestamp) -> bool {
        let row = self.operators.entry(id).or_default();
        row.seen_at = Some(now);
        row.unsaved = true;
        let news = !std::mem::replace(&mut row.told_present, true);
        if news {
            self.is_free(id);
        }
        news
    }

    /// A socket opened. True as above.
    pub fn connected(&mut self, id: OperatorId, now: Timestamp) -> bool {
        self.operators.entry(id).or_default().sockets += 1;
        self.heard_of(id, now)
    }

    /// A socket closed. Of who signed out it is no sign of presence.
    pub fn disconnected(&mut self, id: OperatorId, now: Timestamp) {
        let row = self.operators.entry(id).or_default();
        row.sockets = row.sockets.saturating_sub(1);
        if row.seen_at.is_some() {
            self.heard_of(id, now);
        }
    }

    /// Why the operator is away, if that was chosen.
    #[must_use]
    pub fn away_reason(&self, id: OperatorId) -> Option<AwayReasonId> {
        self.operators.get(&id).and_then(|row| row.choice.reason())
    }

    /// Until when the operator wraps up after a conversation; none when he or she does not.
    #[must_use]
    pub fn wraps_up_until(&self, id: OperatorId, now: Timestamp) -> Option<Timestamp> {
        self.operators.get(&id).and_then(|row| row.wraps_up_until).filter(|until| *until > now)
    }

    /// The operator wraps up until then, or is done.
    pub fn wraps_up(&mut self, id: OperatorId, until: Option<Timestamp>) {
        self.operators.entry(id).or_default().wraps_up_until = until;
        if until.is_none() {
            self.is_free(id);
        }
    }

    /// Which entries the operator has switched off.
    #[must_use]
    pub fn off(&self, id: OperatorId) -> EntrySet {
        self.operators.get(&id).map(|row| row.off).unwrap_or_default()
    }

    /// The operator switched entries on and off.
    pub fn switched(&mut self, id: OperatorId, off: EntrySet) {
        self.operators.entry(id).or_default().off = off;
        self.is_free(id);
    }

    /// The operator may be able to take clients again: it is to be looked who waits.
    pub fn is_free(&mut self, id: OperatorId) {
        if !self.free.contains(&id) {
            self.free.push(id);
        }
    }

    /// Who may be able to take clients again since the last call.
    pub fn newly_free(&mut self) -> Vec<OperatorId> {
        std::mem::take(&mut self.free)
    }

    /// Whose time to wrap up is over; they count as told with this.
    pub fn newly_wrapped_up(&mut self, now: Timestamp) -> Vec<OperatorId> {
        let over = |(id, row): (&OperatorId, &mut Row)| row.wraps_up_until.take_if(|until| *until <= now).map(|_| *id);
        let over: Vec<OperatorId> = self.operators.iter_mut().filter_map(over).collect();
        over.iter().for_each(|id| self.is_free(*id));
        over
    }

    /// When somebody's time to wrap up ends next.
    #[must_use]
    pub fn next_wrapped_up(&self) -> Option<Timestamp> {
        self.operators.values().filter_map(|row| row.wraps_up_until).min()
    }

    /// The operator chose a status.
    pub fn chose(&mut self, id: OperatorId, choice: Choice) {
        let row = self.operators.entry(id).or_default();
        (row.choice, row.stretch) = (choice, Stretch::Runs);
        if choice == Choice::Available {
            self.is_free(id);
        }
    }

    /// What the operator chose.
    #[must_use]
    pub fn choice(&self, id: OperatorId) -> Choice {
        self.operators.get(&id).map_or(Choice::Available, |row| row.choice)
    }

    /// Who is Away and gone altogether, with when he or she was heard of last: then the time away ended.
    #[must_use]
    pub fn away_no_more(&self, graces: &Graces, now: Timestamp) -> Vec<(OperatorId, Option<Timestamp>)> {
        let ended = |row: &Row| row.stretch != Stretch::Ended && !row.present(graces, now);
        self.away().filter(|(_, row)| ended(row)).map(|(id, row)| (id, row.seen_at)).collect()
    }

    /// Who is back, and still Away.
    #[must_use]
    pub fn away_again(&self, graces: &Graces, now: Timestamp) -> Vec<OperatorId> {
        let again = |row: &Row| row.stretch != Stretch::Runs && row.present(graces, now);
        self.away().filter(|(_, row)| again(row)).map(|(id, _)| id).collect()
    }

    /// The time the operator is away is kept as ended, or as running.
    pub fn stretch_ended(&mut self, id: OperatorId, ended: bool) {
        self.operators.entry(id).or_default().stretch = if ended { Stretch::Ended } else { Stretch::Runs };
    }

    fn away(&self) -> impl Iterator<Item = (OperatorId, &Row)> {
        self.operators.iter().filter(|(_, row)| row.choice != Choice::Available).map(|(id, row)| (*id, row))
    }

    /// The operator signed out: not there from now on, unless a socket of another browser is open. Counted as gone like
    /// anybody, so that the talks are given back.
    pub fn signed_out(&mut self, id: OperatorId) {
        let row = self.operators.entry(id).or_default();
        row.seen_at = None;
        row.unsaved = false;
    }

    /// Who is gone since colleagues were last told; they count as told with this.
    pub fn newly_gone(&mut self, graces: &Graces, now: Timestamp) -> Vec<OperatorId> {
        let gone = |(id, row): (&OperatorId, &mut Row)| {
            (row.told_present && !row.present(graces, now)).then(|| {
                row.told_present = false;
                *id
            })
        };
        self.operators.iter_mut().filter_map(gone).collect()
    }

    /// Who is not there now.
    #[must_use]
    pub fn is_gone(&self, id: OperatorId, graces: &Graces, now: Timestamp) -> bool {
        !self.of_operator(id, graces, now).1
    }

    /// When somebody's grace ends next, if nobody is heard of.
    #[must_use]
    pub fn next_gone(&self, graces: &Graces) -> Option<Timestamp> {
        let expecting = self.operators.values().filter(|row| row.told_present && row.sockets == 0);
        // One millisecond later: within the grace one still is there.
        let late = SignedDuration::from(graces.operator) + SignedDuration::from_millis(1);
        expecting.filter_map(|row| row.seen_at).min().map(|seen| seen + late)
    }

    /// What is to be stored: who was heard of since the last call, and everybody with an open socket.
    pub fn to_save(&mut self, now: Timestamp) -> Vec<(OperatorId, Timestamp)> {
        let mut save = Vec::new();
        for (id, row) in &mut self.operators {
            if row.sockets > 0 {
                row.seen_at = Some(now);
            }
            if row.sockets > 0 || row.unsaved {
                row.unsaved = false;
                save.extend(row.seen_at.map(|seen| (*id, seen)));
            }
        }
        save
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: OperatorId = OperatorId(Uuid::nil());

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_socket_keeps_an_operator_present_and_its_end_starts_the_grace() {
        let graces = Graces::default();
        let mut roster = Roster::default();
        assert!(roster.connected(ME, at(0)), "colleagues are told");
        assert!(roster.newly_gone(&graces, at(100_000)).is_empty());
        roster.disconnected(ME, at(100_000));
        assert!(roster.newly_gone(&graces, at(100_120)).is_empty());
        assert_eq!(roster.next_gone(&graces), Some(at(100_120) + SignedDuration::from_millis(1)));
        assert_eq!(roster.newly_gone(&graces, at(100_121)), [ME]);
        assert!(roster.newly_gone(&graces, at(100_122)).is_empty(), "told once");
    }

    #[test]
    fn who_signs_out_is_gone_as_soon_as_the_last_socket_closes() {
        let graces = Graces::default();
        let mut roster = Roster::default();
        roster.connected(ME, at(0));
        roster.signed_out(ME);
        assert!(roster.newly_gone(&graces, at(1)).is_empty(), "another browser is still there");
        roster.disconnected(ME, at(2));
        assert_eq!(roster.newly_gone(&graces, at(2)), [ME]);
    }

    #[test]
    fn who_signs_out_without_a_socket_is_gone_at_once() {
        let graces = Graces::default();
        let mut roster = Roster::default();
        roster.heard_of(ME, at(0));
        roster.signed_out(ME);
        assert_eq!(roster.newly_gone(&graces, at(0)), [ME]);
        assert!(roster.newly_gone(&graces, at(1)).is_empty(), "told once");
    }

    #[test]
    fn time_to_wrap_up_ends_once() {
        let mut roster = Roster::default();
        roster.wraps_up(ME, Some(at(30)));
        assert_eq!((roster.wraps_up_until(ME, at(29)), roster.next_wrapped_up()), (Some(at(30)), Some(at(30))));
        assert!(roster.newly_wrapped_up(at(29)).is_empty());
        assert_eq!(roster.newly_wrapped_up(at(30)), [ME]);
        assert!(roster.newly_wrapped_up(at(31)).is_empty(), "told once");
        assert_eq!((roster.wraps_up_until(ME, at(0)), roster.next_wrapped_up()), (None, None));
    }

    #[test]
    fn a_restart_gives_who_has_talks_the_whole_grace() {
        let stored = vec![OperatorNow {
            id: ME,
            status: Status::Available,
            away_reason: None,
            seen_at: Some(at(0)),
            wraps_up_until: None,
            off: EntrySet::NONE,
        }];
        let graces = Graces::default();
        assert!(!Roster::of(stored.clone(), |_| true, &graces, at(9_000)).is_gone(ME, &graces, at(9_100)));
        assert!(Roster::of(stored, |_| false, &graces, at(9_000)).is_gone(ME, &graces, at(9_000)));
    }

    #[test]
    fn who_is_away_and_gone_is_away_no_more_until_he_or_she_is_back() {
        let (graces, mut roster) = (Graces::default(), Roster::default());
        roster.heard_of(ME, at(0));
        roster.chose(ME, Choice::Away(None));
        assert!(roster.away_no_more(&graces, at(120)).is_empty(), "present through the grace");
        assert_eq!(roster.away_no_more(&graces, at(121)), [(ME, Some(at(0)))]);
        roster.stretch_ended(ME, true);
        assert!(roster.away_no_more(&graces, at(122)).is_empty() && roster.away_again(&graces, at(122)).is_empty());
        roster.heard_of(ME, at(300));
        assert_eq!(roster.away_again(&graces, at(300)), [ME]);
        roster.stretch_ended(ME, false);
        assert!(roster.away_again(&graces, at(301)).is_empty());
        roster.chose(ME, Choice::Available);
        assert!(roster.away_no_more(&graces, at(900)).is_empty(), "who is Available is not away");
    }

    #[test]
    fn a_restart_looks_whether_the_time_away_goes_on() {
        let graces = Graces::default();
        let away = OperatorNow {
            id: ME,
            status: Status::Away,
            away_reason: None,
            seen_at: Some(at(0)),
            wraps_up_until: None,
            off: EntrySet::NONE,
        };
        let mut roster = Roster::of(vec![away], |_| false, &graces, at(9_000));
        assert_eq!(roster.away_no_more(&graces, at(9_000)), [(ME, Some(at(0)))]);
        roster.heard_of(ME, at(9_001));
        assert_eq!(roster.away_again(&graces, at(9_001)), [ME]);
    }

    #[test]
    fn it_is_looked_once_who_waits_for_whoever_is_free_again() {
        let mut roster = Roster::default();
        roster.heard_of(ME, at(0));
        roster.wraps_up(ME, Some(at(30)));
        assert_eq!(roster.newly_free(), [ME]);
        roster.heard_of(ME, at(1));
        roster.chose(ME, Choice::Away(None));
        assert!(roster.newly_free().is_empty());
        roster.newly_wrapped_up(at(30));
        roster.chose(ME, Choice::Available);
        assert_eq!(roster.newly_free(), [ME]);
        roster.switched(ME, EntrySet::NONE);
        assert_eq!(roster.newly_free(), [ME]);
    }
}
