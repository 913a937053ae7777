//! How clients see operators: their public name and photo. Photos are read at an address that only who may see them is told;
//! those of clients only by operators, too.

use super::{
    ask::{Body, InPath, Operator},
    files,
    may::{May, can},
    session,
};
use crate::{
    actions::{
        photos::{self as actions, Of},
        undisturbed,
    },
    app::App,
    http::administration::users::user,
    problem::Problem,
    secret,
    wire::{account::Profile, administration::User, operator::Me},
};
use axum::{
    Json,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::OperatorId;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// The largest file a photo may be made of, in bytes.
const LARGEST: usize = 10_000_000;
/// An upload that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says how clients see who is signed in.
#[utoipa::path(put, path = "/me/profile", tag = "account", request_body = Profile,
    responses((status = 200, body = Me), (status = 422, body = Problem)))]
pub async fn set_profile(
    State(app): State<Arc<App>>,
    by: Operator,
    Body(profile): Body<Profile>,
) -> Result<Json<Me>, Problem> {
    undisturbed(actions::set_public_name(Arc::clone(&app), by.doer(&app), by.id, profile.public_name)).await?;
    Ok(Json(session::me(&app, by.id)?))
}

/// Uploads one's own photo: PNG, JPEG or WebP, at most 10 MB. It is cut to a square.
#[utoipa::path(put, path = "/me/photo", tag = "account", operation_id = "set_own_photo",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Me), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn set_own(State(app): State<Arc<App>>, by: Operator, request: Request) -> Result<Json<Me>, Problem> {
    let bytes = receive(request).await?;
    undisturbed(actions::set(Arc::clone(&app), by.doer(&app), Of::Oneself(by.id), bytes)).await?;
    Ok(Json(session::me(&app, by.id)?))
}

/// Removes one's own photo.
#[utoipa::path(delete, path = "/me/photo", tag = "account", operation_id = "remove_own_photo",
    responses((status = 200, body = Me)))]
pub async fn remove_own(State(app): State<Arc<App>>, by: Operator) -> Result<Json<Me>, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), Of::Oneself(by.id))).await?;
    Ok(Json(session::me(&app, by.id)?))
}

/// Uploads a user's photo: PNG, JPEG or WebP, at most 10 MB. It is cut to a square.
#[utoipa::path(put, path = "/users/{id}/photo", tag = "administration", operation_id = "set_user_photo",
    params(("id" = Uuid, Path)), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn set_of_user(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
    request: Request,
) -> Result<Json<User>, Problem> {
    let bytes = receive(request).await?;
    undisturbed(actions::set(Arc::clone(&app), by.doer(&app), Of::User(OperatorId(id)), bytes)).await?;
    Ok(Json(user(&app, OperatorId(id)).await?))
}

/// Removes a user's photo.
#[utoipa::path(delete, path = "/users/{id}/photo", tag = "administration", operation_id = "remove_user_photo",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_of_user(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<User>, Problem> {
    undisturbed(actions::remove(Arc::clone(&app), by.doer(&app), Of::User(OperatorId(id)))).await?;
    Ok(Json(user(&app, OperatorId(id)).await?))
}

async fn receive(request: Request) -> Result<Bytes, Problem> {
    let too_large = || Problem::too_large().with("limit", LARGEST);
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    // One byte more tells a file that is too large from one that broke off.
    let received = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), LARGEST + 1)).await;
    let bytes = received.map_err(|_| Problem::malformed("the upload took too long"))?.map_err(|_| too_large())?;
    if bytes.len() > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// Reads a photo.
///
/// # Errors
/// `not-found`: there is none at this address, or none any more.
pub async fn read(State(app): State<Arc<App>>, InPath(key): InPath<String>) -> Result<Response, Problem> {
    if !secret::looks_like_token(&key) {
        return Err(Problem::not_found());
    }
    let bytes = app.store.read().await?.conn().photo(&key).await?.ok_or_else(Problem::not_found)?;
    let mut response = (StatusCode::OK, bytes).into_response();
    files::only_shown(response.headers_mut(), "image/jpeg", true, "photo.jpg");
    Ok(response)
}

/// Reads a client's photo: a JPEG of 256 by 256 pixels. Another photo has another address.
#[utoipa::path(get, path = "/clients/photos/{key}", tag = "clients", operation_id = "client_photo",
    params(("key" = String, Path, description = "as `photo_url` names it")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 404, body = Problem)))]
pub async fn read_of_client(
    State(app): State<Arc<App>>,
    _: Operator,
    InPath(key): InPath<String>,
) -> Result<Response, Problem> {
    if !secret::looks_like_token(&key) {
        return Err(Problem::not_found());
    }
    let bytes = app.store.read().await?.conn().client_photo(&key).await?.ok_or_else(Problem::not_found)?;
    let mut response = (StatusCode::OK, bytes).into_response();
    files::only_shown(response.headers_mut(), "image/jpeg", true, "client.jpg");
    // No page but the console has it.
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(policy, HeaderValue::from_static("same-origin"));
    Ok(response)
}
