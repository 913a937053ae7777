//! Widgets.

use super::{Listed, Made, all};
use crate::{
    actions::{administration::widgets as actions, undisturbed},
    app::App,
    consent,
    http::{
        ask::{Body, InPath},
        may::{May, can},
    },
    problem::Problem,
    wire::{
        Page,
        widget::{ConsentVersion, Widget},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::WidgetId;
use std::sync::Arc;

fn widget(app: &App, id: &WidgetId) -> Result<Widget, Problem> {
    app.directory().widget(id).map(crate::directory::Widget::to_wire).ok_or_else(Problem::not_found)
}

/// All widgets, by name.
#[utoipa::path(get, path = "/widgets", tag = "administration", responses((status = 200, body = Page<Widget>)))]
pub async fn list_widgets(State(app): State<Arc<App>>, _by: May<can::Widgets>) -> Listed<Widget> {
    let directory = app.directory();
    Ok(all(directory.widgets.iter().filter(|w| !w.removed).map(crate::directory::Widget::to_wire).collect()))
}

/// Makes a widget.
#[utoipa::path(post, path = "/widgets", tag = "administration", request_body = Widget,
    responses((status = 201, body = Widget), (status = 422, body = Problem)))]
pub async fn add_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    Body(made): Body<Widget>,
) -> Made<Widget> {
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), None, made)).await?;
    Ok((StatusCode::CREATED, Json(widget(&app, &id)?)))
}

/// Changes a widget; its id stays.
#[utoipa::path(put, path = "/widgets/{id}", tag = "administration", params(("id" = String, Path)),
    request_body = Widget, responses((status = 200, body = Widget), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<String>,
    Body(changed): Body<Widget>,
) -> Result<Json<Widget>, Problem> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    let id = undisturbed(actions::save(Arc::clone(&app), by.doer(&app), Some(id), changed)).await?;
    Ok(Json(widget(&app, &id)?))
}

/// Every version of what a widget's clients agree to, the newest first.
#[utoipa::path(get, path = "/widgets/{id}/consents", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Page<ConsentVersion>), (status = 404, body = Problem)))]
pub async fn list_consents(
    State(app): State<Arc<App>>,
    _by: May<can::Widgets>,
    InPath(id): InPath<String>,
) -> Listed<ConsentVersion> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    app.directory().widget(&id).ok_or_else(Problem::not_found)?;
    let versions = app.store.read().await?.conn().consent_versions(&id).await?;
    Ok(all(versions.into_iter().map(consent::told).collect()))
}

/// Removes a widget; conversations that came through it go on.
#[utoipa::path(delete, path = "/widgets/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
