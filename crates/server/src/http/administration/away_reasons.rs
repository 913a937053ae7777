//! Reasons to be away, as administrators edit them.

use crate::{
    actions::{administration::away_reasons as actions, undisturbed},
    app::App,
    http::{
        ask::{Body, InPath},
        may::{May, can},
    },
    problem::Problem,
    wire::{
        Page,
        operator::{AwayReason, AwayReasonDetails},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::AwayReasonId;
use std::sync::Arc;
use uuid::Uuid;

fn reason(app: &App, id: AwayReasonId) -> Result<AwayReason, Problem> {
    app.directory().away_reason(id).ok_or_else(Problem::not_found)
}

/// All reasons to be away, in the order they were made.
#[utoipa::path(get, path = "/away-reasons", tag = "administration", operation_id = "list_away_reasons",
    responses((status = 200, body = Page<AwayReason>)))]
pub async fn list(State(app): State<Arc<App>>, _by: May<can::Texts>) -> Json<Page<AwayReason>> {
    Json(Page { items: app.directory().away_reasons_now(), next: None })
}

/// Makes a reason to be away.
#[utoipa::path(post, path = "/away-reasons", tag = "administration", operation_id = "add_away_reason",
    request_body = AwayReasonDetails,
    responses((status = 201, body = AwayReason), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    Body(details): Body<AwayReasonDetails>,
) -> Result<(StatusCode, Json<AwayReason>), Problem> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(reason(&app, id)?)))
}

/// Changes a reason to be away.
#[utoipa::path(put, path = "/away-reasons/{id}", tag = "administration", operation_id = "change_away_reason",
    params(("id" = Uuid, Path)), request_body = AwayReasonDetails,
    responses((status = 200, body = AwayReason), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<AwayReasonDetails>,
) -> Result<Json<AwayReason>, Problem> {
    let id = Some(AwayReasonId(id));
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), id, details)).await?;
    Ok(Json(reason(&app, id)?))
}

/// Removes a reason to be away; who is away for it stays so.
#[utoipa::path(delete, path = "/away-reasons/{id}", tag = "administration", operation_id = "remove_away_reason",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), AwayReasonId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
