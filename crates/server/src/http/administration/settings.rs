//! The company's settings.

use crate::{
    actions::{administration::company as actions, undisturbed},
    app::App,
    http::{
        ask::Body,
        may::{May, can},
    },
    problem::Problem,
    shape,
    wire::administration::CompanySettings,
};
use axum::{Json, extract::State};
use std::sync::Arc;

/// The company's settings.
#[utoipa::path(get, path = "/settings", tag = "administration", responses((status = 200, body = CompanySettings)))]
pub async fn settings(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Json<CompanySettings> {
    Json(shape::company_settings(&app.directory()))
}

/// Changes the company's settings; what is left out stays.
#[utoipa::path(put, path = "/settings", tag = "administration", request_body = CompanySettings,
    responses((status = 200, body = CompanySettings), (status = 422, body = Problem)))]
pub async fn change_settings(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(given): Body<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<CompanySettings>, Problem> {
    // What is left out stays: a program that does not know a newer setting does not undo it.
    let mut settings = serde_json::to_value(shape::company_settings(&app.directory())).map_err(Problem::malformed)?;
    settings.as_object_mut().into_iter().for_each(|settings| settings.extend(given.clone()));
    let settings = serde_json::from_value(settings).map_err(Problem::malformed)?;
    undisturbed(actions::save(Arc::clone(&app), by.doer(&app), settings)).await?;
    Ok(Json(shape::company_settings(&app.directory())))
}
