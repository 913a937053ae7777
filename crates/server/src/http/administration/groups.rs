//! Groups.

use super::{Listed, Made, all};
use crate::{
    actions::{administration::groups as actions, undisturbed},
    app::App,
    http::{
        ask::{Body, InPath},
        caller::{Caller, ReadGroups},
        may::{May, can},
    },
    problem::Problem,
    shape,
    wire::{
        Page,
        administration::{GroupDetails, GroupSettings},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::GroupId;
use std::sync::Arc;
use uuid::Uuid;

fn group(app: &App, id: GroupId) -> Result<GroupSettings, Problem> {
    shape::group_settings(&app.directory(), id).ok_or_else(Problem::not_found)
}

/// All groups, by name.
#[utoipa::path(get, path = "/groups", tag = "administration", security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = Page<GroupSettings>)))]
pub async fn list_groups(State(app): State<Arc<App>>, _by: Caller<ReadGroups>) -> Listed<GroupSettings> {
    let directory = app.directory();
    let there = directory.groups.iter().filter(|g| g.removed_at.is_none());
    Ok(all(there.filter_map(|g| shape::group_settings(&directory, g.id)).collect()))
}

/// Makes a group.
#[utoipa::path(post, path = "/groups", tag = "administration", request_body = GroupDetails,
    responses((status = 201, body = GroupSettings), (status = 422, body = Problem)))]
pub async fn add_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    Body(details): Body<GroupDetails>,
) -> Made<GroupSettings> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(group(&app, id)?)))
}

/// Changes a group.
#[utoipa::path(put, path = "/groups/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = GroupDetails, responses((status = 200, body = GroupSettings), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<GroupDetails>,
) -> Result<Json<GroupSettings>, Problem> {
    let id = GroupId(id);
    undisturbed(actions::save(Arc::clone(&app), by.doer(&app), Some(id), details)).await?;
    Ok(Json(group(&app, id)?))
}

/// Removes a group that nothing needs.
#[utoipa::path(delete, path = "/groups/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn remove_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), GroupId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
