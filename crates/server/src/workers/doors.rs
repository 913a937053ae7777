//! Tells who listens when clients of a group are taken, or no longer: somebody came or went, the queue filled up, or the
//! hours did it. Sleeps until one of these.

use crate::app::{App, now};
use desk::{Entry, GroupId, availability::Reception};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// Operators who come together are one change.
const GATHER: Duration = Duration::from_millis(100);
/// The clock may be put meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

pub async fn watch(app: Arc<App>) {
    let mut told = receptions(&app);
    loop {
        let next = app.directory().next_opening_change(now());
        let left = next.map(|at| Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO));
        tokio::select! {
            () = tokio::time::sleep(left.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)) => {}
            () = app.door_moved.notified() => {}
        }
        tokio::time::sleep(GATHER).await;
        let receptions = receptions(&app);
        // Who listens looks by himself: what was so for a moment only may have been told, and is not so any more.
        if receptions != told || app.door_told.swap(false, Ordering::SeqCst) {
            app.doors.send_modify(|changes| *changes += 1);
            told = receptions;
        }
    }
}

/// How clients of each entry are received, and by which version of groups and widgets.
fn receptions(app: &App) -> (i64, BTreeMap<GroupId, Vec<Reception>>) {
    let directory = app.directory();
    let there = directory.groups.iter().filter(|group| group.removed_at.is_none());
    let of = |group: GroupId| Entry::ALL.into_iter().map(|entry| app.reception(group, entry)).collect();
    (directory.version, there.map(|group| (group.id, of(group.id))).collect())
}
