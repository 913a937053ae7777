//! What can still be done with a talk that is over.

use super::{
    ask::{Address, Addressed, Body, Client},
    conversations::Seen,
    widget::same_site,
};
use crate::{
    actions::{after, undisturbed},
    app::App,
    problem::Problem,
    wire::{
        client::{ClientRating, RateTalk},
        conversation::{Conversation, SendTranscript},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use std::sync::Arc;

/// Sends a talk that is over by mail.
#[utoipa::path(post, path = "/conversations/{id}/transcript", tag = "conversations", operation_id = "send_transcript",
    params(("id" = uuid::Uuid, Path)), request_body = SendTranscript,
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn send_transcript(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(asked): Body<SendTranscript>,
) -> Result<Json<Conversation>, Problem> {
    app.limiters.operator_transcripts.count(&by.id.0)?;
    Ok(Json(undisturbed(async move { after::send_transcript(app, by.id, id, &asked.email).await }).await?))
}

/// Says what the client thinks of the talk; again within ten minutes, it is said otherwise.
#[utoipa::path(post, path = "/conversations/{id}/rating", tag = "widget", operation_id = "rate_talk",
    params(("id" = uuid::Uuid, Path)), request_body = RateTalk,
    responses((status = 200, body = ClientRating), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn rate(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Addressed(conversation): Addressed,
    Body(said): Body<RateTalk>,
) -> Result<Json<ClientRating>, Problem> {
    app.limiters.client_messages.count(&client.token_hash)?;
    let id = client.known()?;
    same_site(&app, id, conversation, &headers).await?;
    Ok(Json(undisturbed(after::rate(app, id, conversation, said)).await?))
}

/// Has the talk sent to an address, once to each and to at most three.
#[utoipa::path(post, path = "/conversations/{id}/transcript", tag = "widget", operation_id = "ask_transcript",
    params(("id" = uuid::Uuid, Path)), request_body = SendTranscript,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ask_transcript(
    State(app): State<Arc<App>>,
    client: Client,
    Address(address): Address,
    headers: HeaderMap,
    Addressed(conversation): Addressed,
    Body(asked): Body<SendTranscript>,
) -> Result<StatusCode, Problem> {
    app.limiters.transcripts.count(&address)?;
    let id = client.known()?;
    same_site(&app, id, conversation, &headers).await?;
    let language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    undisturbed(async move { after::ask_transcript(app, id, conversation, &asked.email, language).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
