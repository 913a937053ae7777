//! The company's settings.

use crate::{
    actions::{administration::company as actions, undisturbed},
    app::App,
    http::{
        ask::Body,
        may::{May, can},
    },
    problem::Problem,
    wire::administration::{CompanySettings, GraceSettings},
};
use axum::{Json, extract::State};
use std::sync::Arc;

pub(crate) fn company_settings(app: &App) -> CompanySettings {
    let company = app.directory().company.clone();
    let g = company.graces;
    CompanySettings {
        name: company.name,
        chat_limit: company.chat_limit,
        previews: company.previews,
        graces: GraceSettings {
            client_away: g.client_away.0,
            client_waiting: g.client_waiting.0,
            client_active: g.client_active.0,
            operator: g.operator.0,
        },
        files: company.files,
        typing_preview: company.typing_preview,
        link_previews: company.link_previews,
        all_away: company.all_away,
    }
}

/// The company's settings.
#[utoipa::path(get, path = "/settings", tag = "administration", responses((status = 200, body = CompanySettings)))]
pub async fn settings(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Json<CompanySettings> {
    Json(company_settings(&app))
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
    let mut settings = serde_json::to_value(company_settings(&app)).map_err(Problem::malformed)?;
    settings.as_object_mut().into_iter().for_each(|settings| settings.extend(given.clone()));
    let settings = serde_json::from_value(settings).map_err(Problem::malformed)?;
    undisturbed(actions::save(Arc::clone(&app), by.doer(&app), settings)).await?;
    Ok(Json(company_settings(&app)))
}
