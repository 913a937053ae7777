//! Administrators set when groups are open.

use super::{
    audit::{Deed, Doer, Entry},
    fields::done,
};
use crate::{app::App, hours, problem::Problem, wire::audit::Act};
use desk::{
    GroupId,
    hours::{Schedule, Wrong},
};
use std::sync::Arc;

/// Whether hours can be kept.
///
/// # Errors
/// `invalid`.
pub fn check(schedule: &Schedule) -> Result<hours::GroupHours, Problem> {
    let mut wrong: Vec<(&str, &str)> = schedule
        .wrong()
        .into_iter()
        .map(|wrong| match wrong {
            Wrong::Week => ("week", "malformed"),
            Wrong::Exception => ("exceptions", "malformed"),
            Wrong::Twice => ("exceptions", "twice"),
            Wrong::TooLong => ("exceptions", "too-long"),
        })
        .collect();
    if hours::calendar::zone(&schedule.zone).is_none() {
        wrong.push(("zone", "malformed"));
    }
    if schedule.holidays.as_ref().is_some_and(|country| !hours::calendar::countries().contains(country)) {
        wrong.push(("holidays", "malformed"));
    }
    done(wrong)?;
    hours::GroupHours::of(schedule.clone()).ok_or_else(|| Problem::invalid(&[("zone", "malformed")]))
}

/// Sets when a group is open.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(app: Arc<App>, by: Doer, group: GroupId, schedule: Schedule) -> Result<(), Problem> {
    let mut action = begin(&app, by, group).await?;
    check(&schedule)?;
    let directory = app.directory();
    let before = directory.hours_of(group).map(|hours| &hours.schedule);
    let entry = entry(&app, Act::GroupHoursChanged, group).changed(&directory, &before, &schedule);
    action.conn().save_schedule(group, &schedule).await?;
    finish(action, entry).await
}

/// A group is always open from now on.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, by: Doer, group: GroupId) -> Result<(), Problem> {
    let mut action = begin(&app, by, group).await?;
    action.conn().remove_schedule(group).await?;
    finish(action, entry(&app, Act::GroupHoursRemoved, group)).await
}

fn entry(app: &App, act: Act, group: GroupId) -> Entry {
    Entry::of(act).on(group, &app.directory().group_name(group).name)
}

async fn begin(app: &Arc<App>, by: Doer, group: GroupId) -> Result<Deed, Problem> {
    app.directory().group(group).filter(|g| g.removed_at.is_none()).ok_or_else(Problem::not_found)?;
    Deed::begin(app, by).await
}

async fn finish(mut deed: Deed, entry: Entry) -> Result<(), Problem> {
    deed.directory_changes().await?;
    deed.commit(entry).await
}
