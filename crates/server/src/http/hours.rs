//! When groups are open.

use super::{
    ask::{Body, InPath},
    may::{May, can},
};
use crate::{
    actions::{hours as actions, undisturbed},
    app::{App, now},
    hours::{calendar, changes_at},
    problem::Problem,
    wire::hours::{GroupHours, Holiday, HoursChoices, HoursPreview, OpeningNow},
};
use axum::{Json, extract::State};
use desk::{GroupId, availability::Opening, hours::Schedule};
use jiff::ToSpan as _;
use std::sync::Arc;
use uuid::Uuid;

impl From<Opening> for OpeningNow {
    fn from(opening: Opening) -> Self {
        Self { open: matches!(opening, Opening::Open(_)), until: changes_at(opening).map(Into::into) }
    }
}

fn group_hours(app: &App, id: GroupId) -> Result<Json<GroupHours>, Problem> {
    let directory = app.directory();
    directory.group(id).filter(|g| g.removed_at.is_none()).ok_or_else(Problem::not_found)?;
    let schedule = directory.hours_of(id).map(|hours| hours.schedule.clone());
    Ok(Json(GroupHours { group: id.0, schedule, now: directory.opening(id, now()).into() }))
}

/// When a group is open.
#[utoipa::path(get, path = "/groups/{id}/hours", operation_id = "group_hours", tag = "administration",
    params(("id" = Uuid, Path)), responses((status = 200, body = GroupHours), (status = 404, body = Problem)))]
pub async fn of_group(
    State(app): State<Arc<App>>,
    _by: May<can::Groups>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<GroupHours>, Problem> {
    group_hours(&app, GroupId(id))
}

/// Sets when a group is open.
#[utoipa::path(put, path = "/groups/{id}/hours", operation_id = "set_group_hours", tag = "administration",
    params(("id" = Uuid, Path)), request_body = Schedule,
    responses((status = 200, body = GroupHours), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
    Body(schedule): Body<Schedule>,
) -> Result<Json<GroupHours>, Problem> {
    undisturbed(actions::save(Arc::clone(&app), by.doer(&app), GroupId(id), schedule)).await?;
    group_hours(&app, GroupId(id))
}

/// A group is always open from now on.
#[utoipa::path(delete, path = "/groups/{id}/hours", operation_id = "remove_group_hours", tag = "administration",
    params(("id" = Uuid, Path)), responses((status = 200, body = GroupHours), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<GroupHours>, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), GroupId(id))).await?;
    group_hours(&app, GroupId(id))
}

/// What hours that are not kept yet would mean.
#[utoipa::path(post, path = "/hours/preview", operation_id = "preview_hours", tag = "administration", request_body = Schedule,
    responses((status = 200, body = HoursPreview), (status = 422, body = Problem)))]
pub async fn preview(_by: May<can::Groups>, Body(schedule): Body<Schedule>) -> Result<Json<HoursPreview>, Problem> {
    let (hours, now) = (actions::check(&schedule)?, now());
    let there = calendar::zone(&schedule.zone).ok_or_else(Problem::not_found)?.to_datetime(now);
    let today = there.date();
    let next_year = today.saturating_add(1.year());
    let known = schedule.holidays.as_deref().and_then(calendar::holidays).unwrap_or_default();
    let coming = |dates: &std::collections::BTreeSet<_>, regional| -> Vec<Holiday> {
        dates.range(today..next_year).map(|date| Holiday { date: *date, regional }).collect()
    };
    let regional = known.regional.difference(&known.nationwide).copied().collect();
    let mut holidays = coming(&known.nationwide, false);
    holidays.extend(coming(&regional, true));
    holidays.sort_by_key(|holiday| holiday.date);
    let minute = u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())).unwrap_or_default();
    Ok(Json(HoursPreview { now: hours.at(now).into(), today, minute, holidays }))
}

/// What hours can be made of.
#[utoipa::path(get, path = "/hours/choices", operation_id = "hours_choices", tag = "administration",
    responses((status = 200, body = HoursChoices)))]
pub async fn choices(_by: May<can::Groups>) -> Json<HoursChoices> {
    Json(HoursChoices { zones: calendar::zones().to_vec(), countries: calendar::countries().to_vec() })
}
