//! The client's side: what the widget asks and sends.

use super::{
    ask::{Address, Addressed, Body, Client, InPath, Newcomer},
    origin, security,
};
use crate::{
    actions::{entering, talking, undisturbed},
    app::{App, BUILD, now},
    directory::Widget,
    problem::Problem,
    shape,
    wire::{
        client::{ClientConversation, ClientMessage, Enter, NewPageView, QueuePlace, WidgetState},
        message::{Added, NewMessage},
    },
};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{ClientId, ConversationId, Stage, WidgetId, event::Target, queue};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Shown, StoredEvent};
use utoipa::{IntoParams, ToSchema};

/// Events that come with the client's conversation.
const EVENTS_SHOWN: i64 = 200;
/// An ended conversation is shown to a returning client this long.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// The widget, and whether somebody is there. The one request before the first press.
#[utoipa::path(get, path = "/widgets/{id}", operation_id = "widget_state", tag = "widget", params(("id" = String, Path)),
    responses((status = 200, body = WidgetState), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn state(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    InPath(id): InPath<String>,
) -> Result<Response, Problem> {
    app.limiters.client_requests.count(&address)?;
    let directory = app.directory();
    let widget = known_widget(&directory, &id)?;
    security::allowed(&app, widget, &headers)?;
    origin::prepare();
    let state = WidgetState {
        widget: widget.to_public(&directory.company),
        reception: app.reception_by(widget).into(),
        build: BUILD.to_owned(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(state)).into_response())
}

/// The client comes in.
#[utoipa::path(post, path = "/conversations", tag = "widget", request_body = Enter,
    responses((status = 201, body = ClientConversation), (status = 200, body = ClientConversation, description = "had begun already"),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enter(
    State(app): State<Arc<App>>,
    Address(address): Address,
    client: Newcomer,
    headers: HeaderMap,
    Body(enter): Body<Enter>,
) -> Result<Response, Problem> {
    security::allowed(&app, known_widget(&app.directory(), &enter.widget)?, &headers)?;
    app.limiters.entries.count(&address)?;
    app.limiters.client_entries.count(&client.token_hash)?;
    let origin = origin::of(&headers, enter.language.as_deref()).await;
    let entered = undisturbed(entering::enter(Arc::clone(&app), client.token_hash.clone(), enter, origin)).await?;
    app.known.remember_client(&client.token_hash, entered.client);
    let status = if entered.new { StatusCode::CREATED } else { StatusCode::OK };
    let view = match entered.view {
        Some(seen) => seen_as(&app, &seen.0, &seen.1).await?,
        None => view(&app, entered.conversation).await?,
    };
    Ok((status, Json(view)).into_response())
}

/// Which widget's conversation.
#[derive(Debug, Deserialize, IntoParams)]
pub struct OfWidget {
    /// The widget's id.
    widget: String,
}

/// The client's running conversation, or the last one if it ended lately.
#[utoipa::path(get, path = "/conversation", operation_id = "client_conversation", tag = "widget", params(OfWidget),
    responses((status = 200, body = ClientConversation), (status = 404, body = Problem)))]
pub async fn current(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    of: Result<Query<OfWidget>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<ClientConversation>, Problem> {
    let Query(of) = of.map_err(|why| Problem::malformed(why.body_text()))?;
    let directory = app.directory();
    let widget = known_widget(&directory, &of.widget)?;
    security::allowed(&app, widget, &headers)?;
    let id = client.known()?;
    let last = app.store.read().await?.conn().last_conversation(id, &widget.id).await?;
    let view = view(&app, last.ok_or_else(Problem::not_found)?).await?;
    let ended_at = view.events.iter().rev().find_map(|event| {
        matches!(event.body, crate::wire::client::ClientEventBody::Ended { .. }).then_some(event.at.0)
    });
    if ended_at.is_some_and(|at| now().duration_since(at) > REMEMBERED) {
        return Err(Problem::not_found());
    }
    Ok(Json(view))
}

/// The client says something.
#[utoipa::path(post, path = "/messages", operation_id = "client_message", tag = "widget", request_body = ClientMessage,
    responses((status = 201, body = Added), (status = 200, body = Added, description = "was there already"),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn add_message(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Body(message): Body<ClientMessage>,
) -> Result<Response, Problem> {
    app.limiters.client_messages.count(&client.token_hash)?;
    let id = client.known()?;
    let conversation = ConversationId(message.conversation);
    same_site(&app, id, conversation, &headers).await?;
    let ClientMessage { id: message_id, conversation: _, text, files, reply_to } = message;
    let said = NewMessage { id: message_id, text, files, reply_to, template: None };
    let said = undisturbed(talking::client_says(app, id, conversation, said)).await?;
    let status = if said.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(said.added)).into_response())
}

/// The client leaves the queue or ends the talk.
#[utoipa::path(post, path = "/conversations/{id}/end", tag = "widget", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ClientConversation), (status = 404, body = Problem)))]
pub async fn leave(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Addressed(conversation): Addressed,
) -> Result<Json<ClientConversation>, Problem> {
    let id = client.known()?;
    same_site(&app, id, conversation, &headers).await?;
    undisturbed(entering::leave(Arc::clone(&app), id, conversation)).await?;
    Ok(Json(view(&app, conversation).await?))
}

/// A page the client opened while its conversation runs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PageViewed {
    /// The client's running conversation.
    conversation: uuid::Uuid,
    /// The page.
    view: NewPageView,
}

/// Reports a page view.
#[utoipa::path(post, path = "/page-views", tag = "widget", request_body = PageViewed,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn add_page_view(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Body(viewed): Body<PageViewed>,
) -> Result<StatusCode, Problem> {
    app.limiters.client_messages.count(&client.token_hash)?;
    let (id, conversation) = (client.known()?, ConversationId(viewed.conversation));
    same_site(&app, id, conversation, &headers).await?;
    undisturbed(entering::page_viewed(app, id, conversation, viewed.view)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A widget that exists.
///
/// # Errors
/// `not-found`.
pub fn known_widget<'a>(directory: &'a crate::directory::Directory, id: &str) -> Result<&'a Widget, Problem> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    directory.widget(&id).ok_or_else(Problem::not_found)
}

/// A conversation may be changed only from the sites its widget allows. Our own pages cost no look-up.
///
/// # Errors
/// `not-found`, `foreign-origin`.
pub async fn same_site(app: &App, client: ClientId, id: ConversationId, headers: &HeaderMap) -> Result<(), Problem> {
    if security::is_own(app, headers) {
        return Ok(());
    }
    let shown = app.store.read().await?.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
    if shown.conversation.client != client {
        return Err(Problem::not_found());
    }
    let directory = app.directory();
    let widget = shown.conversation.widget.as_ref().and_then(|id| directory.widgets.iter().find(|w| w.id == *id));
    widget.map_or(Ok(()), |widget| security::allowed(app, widget, headers))
}

/// The client's conversation, in full.
///
/// # Errors
/// `not-found`.
pub async fn view(app: &App, id: ConversationId) -> Result<ClientConversation, Problem> {
    let mut read = app.store.read().await?;
    let shown = read.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
    let events = read.conn().events_before(id, shown.conversation.last_seq + 1, EVENTS_SHOWN).await?;
    drop(read);
    seen_as(app, &shown, &events).await
}

/// The same of what was read already.
async fn seen_as(app: &App, shown: &Shown, events: &[StoredEvent]) -> Result<ClientConversation, Problem> {
    let place = match shown.conversation.stage {
        Stage::Waiting { .. } => place(app, &shown.conversation).await?,
        Stage::Active { .. } | Stage::Ended { .. } => None,
    };
    let mut view = shape::client_conversation(shown, events, place, &app.directory());
    if view.after.is_some() {
        let client = shown.conversation.client;
        let banned = !app.store.read().await?.conn().bans_of_person(client, now()).await?.is_empty();
        view.after = view.after.filter(|_| !banned);
    }
    Ok(view)
}

/// The place in line of a waiting conversation.
///
/// # Errors
/// `unavailable`.
pub async fn place(app: &App, conversation: &desk::Conversation) -> Result<Option<QueuePlace>, Problem> {
    let position = app.board().place_of(conversation.id);
    let Some(position) = position else { return Ok(None) };
    let accepted = match conversation.target {
        Target::Group(group) => Some(app.paces.of(app, group).await?),
        // The group's pace is not that of the operator who is waited for.
        Target::Operator(_) => None,
    };
    Ok(Some(queue_place(position, accepted.as_deref().unwrap_or_default(), now())))
}

/// A place with its estimate.
#[must_use]
pub fn queue_place(position: u32, accepted: &[desk::Timestamp], now: desk::Timestamp) -> QueuePlace {
    let estimate = queue::estimate(position, accepted, now);
    QueuePlace { position, estimate_seconds: estimate.and_then(|wait| u32::try_from(wait.as_secs()).ok()) }
}
