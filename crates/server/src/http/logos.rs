//! The pictures of widgets: up by administrators, down to every page with such a widget.

use super::{
    ask::{Address, InPath},
    may::{May, can},
};
use crate::{
    actions::{administration::logos, undisturbed},
    app::{App, now},
    logo,
    problem::Problem,
    wire::widget::Logo,
};
use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{sync::Arc, time::Duration};

/// An upload takes no longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Takes a picture: PNG, JPEG or WebP of at most 1 MB. A widget shows it once it names it in its look.
#[utoipa::path(post, path = "/logos", tag = "administration", operation_id = "add_logo",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Logo), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    request: Request,
) -> Result<(StatusCode, Json<Logo>), Problem> {
    let taken = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), logo::LARGEST)).await;
    let bytes = taken
        .map_err(|_| Problem::malformed("the upload took too long"))?
        .map_err(|_| Problem::too_large().with("limit", logo::LARGEST))?;
    let made = tokio::task::spawn_blocking(move || logo::of(&bytes, now())).await;
    let made = made.map_err(|_| Problem::unavailable())?.map_err(|why| Problem::invalid(&[("logo", why.code())]))?;
    let id = made.id.clone();
    undisturbed(logos::keep(Arc::clone(&app), by.doer(&app), made)).await?;
    Ok((StatusCode::CREATED, Json(Logo { id })))
}

/// Reads a picture. Its address says what is in it: it never changes.
#[utoipa::path(get, path = "/logos/{id}", operation_id = "logo", tag = "widget", params(("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/png"), (status = 404, body = Problem)))]
pub async fn read(
    State(app): State<Arc<App>>,
    Address(address): Address,
    InPath(id): InPath<String>,
) -> Result<Response, Problem> {
    app.limiters.client_requests.count(&address)?;
    let kept = app.store.read().await?.conn().logo(&id).await?.ok_or_else(Problem::not_found)?;
    let bytes = logo::bytes(&kept).ok_or_else(Problem::unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, kept.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'".to_owned()),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
