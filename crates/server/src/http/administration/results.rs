//! Results: what operators pick when a talk ends.

use super::{Listed, Made, all};
use crate::{
    actions::{administration::results as actions, undisturbed},
    app::App,
    http::{
        ask::{Body, InPath},
        may::{May, can},
    },
    problem::Problem,
    wire::{Named, Page, administration::ResultDetails},
};
use axum::{Json, extract::State, http::StatusCode};
use desk::ResultId;
use std::sync::Arc;
use uuid::Uuid;

/// All results, in the order they were made.
#[utoipa::path(get, path = "/results", tag = "administration", responses((status = 200, body = Page<Named>)))]
pub async fn list_results(State(app): State<Arc<App>>, _by: May<can::Texts>) -> Listed<Named> {
    let directory = app.directory();
    let there = directory.results.iter().filter(|r| r.removed_at.is_none());
    Ok(all(there.map(|r| Named { id: r.id.0, name: r.name.clone() }).collect()))
}

/// Makes a result.
#[utoipa::path(post, path = "/results", tag = "administration", request_body = ResultDetails,
    responses((status = 201, body = Named), (status = 422, body = Problem)))]
pub async fn add_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    Body(details): Body<ResultDetails>,
) -> Made<Named> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(app.directory().result_name(id))))
}

/// Changes a result.
#[utoipa::path(put, path = "/results/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ResultDetails, responses((status = 200, body = Named), (status = 404, body = Problem)))]
pub async fn change_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<ResultDetails>,
) -> Result<Json<Named>, Problem> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), Some(ResultId(id)), details)).await?;
    Ok(Json(app.directory().result_name(id)))
}

/// Removes a result; conversations that ended with it keep it.
#[utoipa::path(delete, path = "/results/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), ResultId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
