//! Tags of conversations.

use super::{Listed, Made, all};
use crate::{
    actions::{administration::tags as actions, undisturbed},
    app::App,
    http::{
        ask::{Body, InPath},
        may::{May, can},
    },
    problem::Problem,
    wire::{Page, Tag, administration::TagDetails},
};
use axum::{Json, extract::State, http::StatusCode};
use desk::TagId;
use std::sync::Arc;
use uuid::Uuid;

fn tag(app: &App, id: TagId) -> Result<Tag, Problem> {
    app.directory().tag(id).ok_or_else(Problem::not_found)
}

/// All tags, in the order they were made.
#[utoipa::path(get, path = "/tags", tag = "administration", responses((status = 200, body = Page<Tag>)))]
pub async fn list_tags(State(app): State<Arc<App>>, _by: May<can::Texts>) -> Listed<Tag> {
    let directory = app.directory();
    let there = directory.tags.iter().filter(|t| t.removed_at.is_none());
    Ok(all(there.filter_map(|t| directory.tag(t.id)).collect()))
}

/// Makes a tag.
#[utoipa::path(post, path = "/tags", tag = "administration", request_body = TagDetails,
    responses((status = 201, body = Tag), (status = 422, body = Problem)))]
pub async fn add_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    Body(details): Body<TagDetails>,
) -> Made<Tag> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(tag(&app, id)?)))
}

/// Changes a tag.
#[utoipa::path(put, path = "/tags/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = TagDetails, responses((status = 200, body = Tag), (status = 404, body = Problem)))]
pub async fn change_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<TagDetails>,
) -> Result<Json<Tag>, Problem> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), Some(TagId(id)), details)).await?;
    Ok(Json(tag(&app, id)?))
}

/// Removes a tag; conversations that have it keep it.
#[utoipa::path(delete, path = "/tags/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), TagId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
