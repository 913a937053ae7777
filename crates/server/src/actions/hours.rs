//! Administrators set when groups are open.

use super::{Action, administration::done};
use crate::{app::App, hours, problem::Problem};
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
pub async fn save(app: Arc<App>, group: GroupId, schedule: Schedule) -> Result<(), Problem> {
    let mut action = begin(&app, group).await?;
    check(&schedule)?;
    action.conn().save_schedule(group, &schedule).await?;
    finish(action).await
}

/// A group is always open from now on.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, group: GroupId) -> Result<(), Problem> {
    let mut action = begin(&app, group).await?;
    action.conn().remove_schedule(group).await?;
    finish(action).await
}

async fn begin(app: &Arc<App>, group: GroupId) -> Result<Action, Problem> {
    app.directory().group(group).filter(|g| g.removed_at.is_none()).ok_or_else(Problem::not_found)?;
    Action::begin(app).await
}

async fn finish(mut action: Action) -> Result<(), Problem> {
    action.directory_changes().await?;
    action.commit().await?;
    Ok(())
}
