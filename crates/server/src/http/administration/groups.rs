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
    wire::{
        Page,
        administration::{GroupDetails, GroupOffering, GroupOverflow, GroupSettings},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::{GroupId, offering::Offering};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) fn group(app: &App, id: GroupId) -> Result<GroupSettings, Problem> {
    let directory = app.directory();
    let group = directory.group(id).filter(|g| g.removed_at.is_none()).ok_or_else(Problem::not_found)?;
    let details = GroupDetails {
        name: group.name.clone(),
        chat_limit: group.chat_limit,
        accept_seconds: group.accept_seconds,
        service_level_seconds: group.service_level_seconds,
        offering: match group.offering {
            Offering::Everyone => None,
            Offering::OneByOne { first, widens_after } => {
                Some(GroupOffering { first, widens_after_seconds: widens_after.0 })
            }
        },
        overflow: group.overflow.map(|o| GroupOverflow { to: o.to.0, after_seconds: o.after.0 }),
        queue_limit: group.queue_limit,
        wrap_up_seconds: group.wrap_up.map(|it| it.0),
        members: directory
            .operators
            .iter()
            .filter(|o| directory.groups_of(o.id).contains(&id))
            .map(|o| o.id.0)
            .collect(),
    };
    Ok(GroupSettings { id: id.0, details })
}

/// All groups, by name.
#[utoipa::path(get, path = "/groups", tag = "administration", security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = Page<GroupSettings>)))]
pub async fn list_groups(State(app): State<Arc<App>>, _by: Caller<ReadGroups>) -> Listed<GroupSettings> {
    let directory = app.directory();
    let there = directory.groups.iter().filter(|g| g.removed_at.is_none());
    Ok(all(there.map(|g| group(&app, g.id)).collect::<Result<_, _>>()?))
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
