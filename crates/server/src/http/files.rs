//! Files up and down. Up as raw bytes under an id the sender made; down by an address that only who may read it is told.

use super::ask::{Client, InPath, Operator};
use crate::{
    actions::{
        files::{self, Upload, Uploaded, known, may_upload},
        undisturbed,
    },
    app::App,
    files::Incoming,
    http::widget::same_site,
    problem::Problem,
    shape,
    wire::message::Attachment,
};
use axum::{
    Json,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{Author, ConversationId, FileId, files::is_picture};
use futures_util::StreamExt as _;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use subtle::ConstantTimeEq as _;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;
use utoipa::IntoParams;
use uuid::Uuid;

/// An upload from which nothing came for this long is given up.
const IDLE: Duration = Duration::from_secs(30);

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Named {
    /// The file's name.
    #[serde(default)]
    name: String,
}

/// Uploads a file into the operator's own conversation. A message carries it then.
#[utoipa::path(put, path = "/conversations/{id}/files/{file}", tag = "conversations", operation_id = "upload_file",
    params(("id" = Uuid, Path), ("file" = Uuid, Path, description = "made by the sender (UUIDv7)"), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Attachment), (status = 200, body = Attachment, description = "was there already"),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn upload(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath((conversation, file)): InPath<(Uuid, Uuid)>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<Response, Problem> {
    take(app, Author::Operator(by.id), ConversationId(conversation), FileId(file), named.name, request).await
}

/// Uploads a file into the client's own conversation. A message carries it then.
#[utoipa::path(put, path = "/conversations/{id}/files/{file}", tag = "widget", operation_id = "client_upload_file",
    params(("id" = Uuid, Path), ("file" = Uuid, Path, description = "made by the sender (UUIDv7)"), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Attachment), (status = 200, body = Attachment, description = "was there already"),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn client_upload(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    InPath((conversation, file)): InPath<(Uuid, Uuid)>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<Response, Problem> {
    app.limiters.client_messages.count(&client.token_hash)?;
    let id = client.known()?;
    same_site(&app, id, ConversationId(conversation), &headers).await?;
    take(app, Author::Client(id), ConversationId(conversation), FileId(file), named.name, request).await
}

async fn take(
    app: Arc<App>,
    by: Author,
    conversation: ConversationId,
    id: FileId,
    name: String,
    request: Request,
) -> Result<Response, Problem> {
    // Asked before a byte is taken; decided again on the held row.
    let shown = app.store.read().await?.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?;
    may_upload(&shown.conversation, by)?;
    let largest = app.directory().company.files.largest_bytes();
    let too_large = || Problem::too_large().with("limit", largest);
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|length| length > largest) {
        return Err(too_large());
    }
    let before = known(&app, id, conversation, by).await?;
    let mut bytes = app.files.receive().await.map_err(|error| unavailable(&error))?;
    receive(request.into_body(), &mut bytes, largest).await?;
    if bytes.size() > largest {
        return Err(too_large());
    }
    if bytes.size() == 0 {
        return Err(Problem::invalid(&[("file", "empty")]));
    }
    let done = match before {
        Some(known) => known,
        None => undisturbed(files::upload(app, conversation, by, Upload { id, name, bytes })).await?,
    };
    Ok(answer(&done))
}

/// Takes the bytes, up to one more than fit.
async fn receive(body: Body, to: &mut Incoming, largest: u64) -> Result<(), Problem> {
    let mut chunks = body.into_data_stream();
    loop {
        let chunk = tokio::time::timeout(IDLE, chunks.next()).await;
        match chunk.map_err(|_| Problem::malformed("the upload stood still"))? {
            None => return Ok(()),
            Some(Err(error)) => return Err(Problem::malformed(error)),
            Some(Ok(bytes)) => to.write(&bytes).await.map_err(|error| unavailable(&error))?,
        }
        if to.size() > largest {
            return Ok(());
        }
    }
}

fn unavailable(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "a file could not be written or read");
    Problem::unavailable()
}

fn answer(done: &Uploaded) -> Response {
    let status = if done.new { StatusCode::CREATED } else { StatusCode::OK };
    (status, Json(shape::attachment(&done.file))).into_response()
}

/// Reads a file.
///
/// # Errors
/// `not-found`: no such file, or the key is wrong.
pub async fn read(
    State(app): State<Arc<App>>,
    InPath((id, key)): InPath<(Uuid, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let file = readable(&app, id, &key).await?;
    let inline = shows(&file.media_type);
    let kind = if inline { file.media_type.as_str() } else { "application/octet-stream" };
    serve(app.files.path(id), kind, inline, &file.name, request).await
}

/// Reads the small copy of a picture.
///
/// # Errors
/// As above, or it has none.
pub async fn read_thumbnail(
    State(app): State<Arc<App>>,
    InPath((id, key)): InPath<(Uuid, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let file = readable(&app, id, &key).await?;
    serve(app.files.thumbnail_path(id), "image/jpeg", true, &file.name, request).await
}

async fn readable(app: &App, id: Uuid, key: &str) -> Result<desk::message::Attachment, Problem> {
    let stored = app.store.read().await?.conn().file(FileId(id)).await?.ok_or_else(Problem::not_found)?;
    let right = bool::from(stored.file.key.as_bytes().ct_eq(key.as_bytes()));
    if right { Ok(stored.file) } else { Err(Problem::not_found()) }
}

/// What browsers show without running anything of it. All else is only saved.
fn shows(media_type: &str) -> bool {
    is_picture(media_type) || media_type.starts_with("audio/") || media_type.starts_with("video/")
}

async fn serve(
    path: std::path::PathBuf,
    kind: &str,
    inline: bool,
    name: &str,
    request: Request,
) -> Result<Response, Problem> {
    let served = match ServeFile::new(path).oneshot(request).await {
        Ok(served) => served,
        Err(never) => match never {},
    };
    if served.status() == StatusCode::NOT_FOUND {
        return Err(Problem::not_found());
    }
    let mut response = served.map(Body::new);
    only_shown(response.headers_mut(), kind, inline, name);
    Ok(response)
}

/// What is sent is shown or saved under this name, kept as long as anybody likes, and run by nobody.
pub(super) fn only_shown(headers: &mut HeaderMap, kind: &str, inline: bool, name: &str) {
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CONTENT_DISPOSITION, &disposition(inline, name));
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'");
    set(header::CACHE_CONTROL, "private, max-age=31536000, immutable");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
}

/// Content-Disposition (RFC 6266) with the name for all scripts (RFC 8187).
fn disposition(inline: bool, name: &str) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' }).collect();
    let encoded = name.bytes().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_are_told() {
        assert_eq!(
            disposition(false, "účet \"1\".pdf"),
            "attachment; filename=\"__et _1_.pdf\"; filename*=UTF-8''%C3%BA%C4%8Det%20%221%22.pdf"
        );
    }
}
