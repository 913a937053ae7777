//! Who is signed in on the company's site: what the widget asks, and the secrets administrators make for it.

use super::{
    ask::{Body, Client, InPath},
    may::{May, can},
    security,
    widget::known_widget,
};
use crate::{
    actions::{identifying, undisturbed},
    app::App,
    problem::Problem,
    wire::{
        Page,
        administration::{IdentifySecret, NewIdentifySecret},
        client::{Identity, KnownClient},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use std::sync::Arc;
use uuid::Uuid;

/// The page says who is signed in there.
#[utoipa::path(post, path = "/identity", tag = "widget", request_body = Identity,
    responses((status = 200, body = KnownClient), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn identify(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Body(identity): Body<Identity>,
) -> Result<Json<KnownClient>, Problem> {
    let directory = app.directory();
    let widget = known_widget(&directory, &identity.widget)?;
    security::allowed(&app, widget, &headers)?;
    app.limiters.client_messages.count(&client.token_hash)?;
    let known = identifying::identify(Arc::clone(&app), client.token_hash, widget.id.clone(), identity.identity);
    Ok(Json(undisturbed(known).await?))
}

/// The secrets the company's server may sign with, oldest first. They themselves are not told again.
#[utoipa::path(get, path = "/identify-secrets", tag = "administration", operation_id = "list_identify_secrets",
    responses((status = 200, body = Page<IdentifySecret>)))]
pub async fn list_secrets(
    State(app): State<Arc<App>>,
    _by: May<can::Widgets>,
) -> Result<Json<Page<IdentifySecret>>, Problem> {
    let secrets = app.store.read().await?.conn().identify_secrets().await?;
    let items = secrets.into_iter().map(|secret| IdentifySecret {
        id: secret.id,
        created_at: secret.created_at.into(),
        used_at: secret.used_at.map(Into::into),
        readable: app.seal.open(&identifying::purpose(secret.id), &secret.sealed).is_some(),
    });
    Ok(Json(Page { items: items.collect(), next: None }))
}

/// Makes a secret; the answer is the only one that tells it. There are at most two: one takes over from the other.
#[utoipa::path(post, path = "/identify-secrets", tag = "administration", operation_id = "add_identify_secret",
    responses((status = 201, body = NewIdentifySecret), (status = 409, body = Problem)))]
pub async fn add_secret(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
) -> Result<(StatusCode, Json<NewIdentifySecret>), Problem> {
    let made = undisturbed(identifying::add_secret(Arc::clone(&app), by.doer(&app))).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Removes a secret: what it signed is believed no longer.
#[utoipa::path(delete, path = "/identify-secrets/{id}", tag = "administration", operation_id = "remove_identify_secret",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_secret(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(identifying::remove_secret(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
