//! What clients may ask of those who keep what they say: to have it, and to have it gone.

use super::{
    ask::{Addressed, Body, Operator},
    client_export,
    may::{May, can},
};
use crate::{
    actions::{audit, privacy, undisturbed},
    app::{App, now},
    problem::Problem,
    wire::privacy::{EraseClient, Erasure, PrivacyDue, PrivacyRules},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use desk::Permission;
use jiff::SignedDuration;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// How long what clients say is kept.
#[utoipa::path(get, path = "/privacy", tag = "administration", operation_id = "privacy_rules",
    responses((status = 200, body = PrivacyRules)))]
pub async fn rules(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Result<Json<PrivacyRules>, Problem> {
    Ok(Json(kept_for(&app).await?))
}

async fn kept_for(app: &App) -> Result<PrivacyRules, Problem> {
    let it = app.store.read().await?.conn().retention().await?;
    Ok(PrivacyRules { conversations_days: it.conversations_days, files_days: it.files_days })
}

/// Sets how long what clients say is kept. What is older goes soon, a little at a time.
#[utoipa::path(put, path = "/privacy", tag = "administration", operation_id = "change_privacy_rules",
    request_body = PrivacyRules, responses((status = 200, body = PrivacyRules), (status = 422, body = Problem)))]
pub async fn change_rules(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(given): Body<PrivacyRules>,
) -> Result<Json<PrivacyRules>, Problem> {
    undisturbed(privacy::set_rules(Arc::clone(&app), by.doer(&app), given)).await?;
    Ok(Json(kept_for(&app).await?))
}

/// Rules that are not set yet.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
pub struct Wished {
    /// As in the rules.
    conversations_days: Option<u32>,
    /// As in the rules.
    files_days: Option<u32>,
}

/// How much rules would reach now, set or not.
#[utoipa::path(get, path = "/privacy/due", tag = "administration", operation_id = "privacy_due", params(Wished),
    responses((status = 200, body = PrivacyDue), (status = 422, body = Problem)))]
pub async fn due(
    State(app): State<Arc<App>>,
    _by: May<can::Settings>,
    wished: Result<Query<Wished>, QueryRejection>,
) -> Result<Json<PrivacyDue>, Problem> {
    let Query(Wished { conversations_days, files_days }) = wished.map_err(|why| Problem::malformed(why.body_text()))?;
    privacy::checked(PrivacyRules { conversations_days, files_days })?;
    let before = |days: Option<u32>| days.map(|days| now() - SignedDuration::from_hours(24 * i64::from(days)));
    let mut read = app.store.read().await?;
    let due = read.conn().overdue(before(conversations_days), before(files_days)).await?;
    Ok(Json(PrivacyDue { conversations: due.conversations, requests: due.requests, files: due.files }))
}

/// What goes when the client of a conversation is erased.
#[utoipa::path(get, path = "/conversations/{id}/client/erasure", tag = "administration", operation_id = "client_erasure",
    params(("id" = uuid::Uuid, Path)), responses((status = 200, body = Erasure), (status = 404, body = Problem)))]
pub async fn erasure(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Addressed(id): Addressed,
) -> Result<Json<Erasure>, Problem> {
    sees_all(&by)?;
    let mut read = app.store.read().await?;
    let told = privacy::erasure(&mut read.conn(), id).await?;
    let shown = read.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
    drop(read);
    audit::looks_at_conversation(&app, &by, &shown).await?;
    Ok(Json(told))
}

/// Erases the client of a conversation, as whatever client the person is known: name, number, address, how he or she is
/// known, messages, notes, files, requests, mails, pages, what search finds. That there were conversations, when and by whom
/// they were served, stays. It cannot be taken back.
#[utoipa::path(post, path = "/conversations/{id}/client/erasure", tag = "administration", operation_id = "erase_client",
    params(("id" = uuid::Uuid, Path)), request_body = EraseClient,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn erase(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Addressed(id): Addressed,
    Body(given): Body<EraseClient>,
) -> Result<StatusCode, Problem> {
    sees_all(&by)?;
    undisturbed(privacy::erase(Arc::clone(&app), by.doer(&app), id, given.confirm)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that is known of the client of a conversation, as a ZIP archive: `client.json`, one file for each conversation
/// with all its events, and the files both sides sent.
#[utoipa::path(get, path = "/conversations/{id}/client/export", tag = "administration", operation_id = "export_client",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"), (status = 404, body = Problem)))]
pub async fn export(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Addressed(id): Addressed,
) -> Result<Response, Problem> {
    sees_all(&by)?;
    if !by.may(Permission::Export) {
        return Err(Problem::not_permitted(Permission::Export));
    }
    app.limiters.exports.count(&by.id.0)?;
    let client = undisturbed(privacy::exported(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(client_export::answer(app, client))
}

/// Any client can be named here, whoever serves him or her.
fn sees_all(by: &Operator) -> Result<(), Problem> {
    if by.sees_all() { Ok(()) } else { Err(Problem::not_permitted(Permission::SeeAll)) }
}
