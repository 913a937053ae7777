//! Conversations, as operators see and change them.

use super::{
    ask::{Addressed, Body, Operator},
    caller::{By, Caller, Place, ReadConversations, Viewing, WriteConversations},
    clients,
    listing::{Which, viewer},
    may::{May, can},
};
use crate::{
    actions::{audit, outgoing, serving, talking, undisturbed},
    app::{App, now},
    directory::Directory,
    hub::Audience,
    problem::Problem,
    shape,
    wire::{
        Page,
        audit::Act,
        conversation::{Conversation, ConversationView, End, Redirect, TagIds},
        event::Event,
        message::{Added, Draft, NewMessage, NewNote},
        workspace::{GroupTarget, OperatorTarget, Targets},
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Query, State, rejection::QueryRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use desk::{ConversationId, Entry, Permission, Stage, TagId, operator::Shown as Presence};
use serde::Deserialize;
use std::{marker::PhantomData, sync::Arc};
use store::{
    Conn, Listed, Shown,
    search::{Kind, Viewer, Wish},
};
use utoipa::IntoParams;

/// Events that come with a view.
const EVENTS_SHOWN: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
pub struct WhichPage {
    /// At most so many, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Lists conversations: newest first, but where only those that wait are asked for, which come in the order of arrival.
/// Where more than a state is asked for, what changed shows after a few seconds.
#[utoipa::path(get, path = "/conversations", tag = "conversations", operation_id = "list", params(Which, WhichPage),
    security(("session" = []), ("token" = ["read:conversations"])),
    responses((status = 200, body = Page<Conversation>), (status = 401, body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<ReadConversations>,
    which: Result<Query<Which>, QueryRejection>,
    page: Result<Query<WhichPage>, QueryRejection>,
) -> Result<Json<Page<Conversation>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let Query(page) = page.map_err(|why| Problem::malformed(why.body_text()))?;
    let limit = page.limit.unwrap_or(50).clamp(1, 200);
    let mut read = app.store.read().await?;
    match which.state {
        Some(state) if which.only_state() => in_state(&app, &mut read.conn(), &by, state, page.after, limit).await,
        _ => filtered(&app, &mut read.conn(), &by, &which, page.after, limit).await,
    }
}

async fn in_state(
    app: &App,
    conn: &mut Conn<'_>,
    by: &By,
    state: crate::wire::conversation::State,
    after: Option<String>,
    limit: i64,
) -> Result<Json<Page<Conversation>>, Problem> {
    let after = after.as_deref().map(|key| key_of(key).ok_or_else(|| Problem::malformed("after"))).transpose()?;
    let all = by.sees_all();
    let which = Listed::State { state: state.as_str(), operator: by.id(), all, after, limit: limit + 1 };
    let mut found = conn.list(which).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
    found.truncate(usize::try_from(limit).unwrap_or(200));
    let directory = app.directory();
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("{}_{}", last.conversation.queued_at.as_millisecond(), last.conversation.id));
    Ok(Json(Page { items: found.iter().map(|shown| shape::row(shown, &directory)).collect(), next }))
}

async fn filtered(
    app: &App,
    conn: &mut Conn<'_>,
    by: &By,
    which: &Which,
    after: Option<String>,
    limit: i64,
) -> Result<Json<Page<Conversation>>, Problem> {
    let after = after.map(|after| after.parse().map_err(|_| Problem::malformed("after"))).transpose()?;
    // A row of a list says no more of who waits than the queue does.
    let viewer = Viewer { waiting: true, ..viewer(by, app) };
    let wish = Wish { query: None, kind: Kind::Conversations, filter: which.filter(conn).await?, viewer };
    let found = conn.find(&wish, after, usize::try_from(limit).unwrap_or(200)).await?;
    let directory = app.directory();
    let items = found.hits.iter().map(|hit| shape::row(&hit.shown, &directory)).collect();
    Ok(Json(Page { items, next: found.next.map(|next| next.to_string()) }))
}

fn key_of(key: &str) -> Option<(i64, uuid::Uuid)> {
    let (at, id) = key.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// All that preview, stage and dock show. Of a waiting conversation this is the preview.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    security(("session" = []), ("token" = ["read:conversations"])),
    responses((status = 200, body = ConversationView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn view(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<ReadConversations>,
    Addressed(id): Addressed,
) -> Result<Json<ConversationView>, Problem> {
    let directory = app.directory();
    let shown = look_at(&app, &by, id).await?;
    let mut read = app.store.read().await?;
    let client = shown.conversation.client;
    let last_seq = shown.conversation.last_seq;
    let events = read.conn().events_before(id, last_seq + 1, EVENTS_SHOWN).await?;
    Ok(Json(ConversationView {
        more_events: events.first().is_some_and(|first| first.event.seq > 1),
        events: events.iter().map(|event| shape::event(event, &directory)).collect(),
        client: clients::card(&mut read.conn(), &shown, &directory).await?,
        past: read.conn().past(client, id, 20).await?.into_iter().map(|p| shape::past(p, &directory)).collect(),
        page_views: read.conn().page_views(client, 50).await?.into_iter().map(shape::page_view).collect(),
        files: read.conn().files_of_client(client, 50).await?.iter().map(shape::sent_file).collect(),
        draft: draft(read.conn().draft(id, by.id()).await?),
        deliveries: match shown.conversation.channel {
            Some(_) => outgoing::deliveries(&read.conn().parts_of(id, None).await?),
            None => Vec::new(),
        },
        conversation: shape::row(&shown, &directory),
    }))
}

/// Which older events.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Older {
    /// Only with a number below this.
    before: i64,
    /// At most so many, 1 to 500.
    limit: Option<i64>,
}

/// Older events, oldest first; `next` is what to pass as `before` for still older ones.
#[utoipa::path(get, path = "/conversations/{id}/events", tag = "conversations",
    params(("id" = uuid::Uuid, Path), Older), security(("session" = []), ("token" = ["read:conversations"])),
    responses((status = 200, body = Page<Event>), (status = 404, body = Problem)))]
pub async fn older_events(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<ReadConversations>,
    Addressed(id): Addressed,
    older: Result<Query<Older>, QueryRejection>,
) -> Result<Json<Page<Event>>, Problem> {
    let Query(older) = older.map_err(|why| Problem::malformed(why.body_text()))?;
    look_at(&app, &by, id).await?;
    let mut read = app.store.read().await?;
    let events = read.conn().events_before(id, older.before, older.limit.unwrap_or(200).clamp(1, 500)).await?;
    let directory = app.directory();
    let next = events.first().map(|first| first.event.seq).filter(|seq| *seq > 1).map(|seq| seq.to_string());
    Ok(Json(Page { items: events.iter().map(|event| shape::event(event, &directory)).collect(), next }))
}

/// Where a conversation can be redirected.
#[utoipa::path(get, path = "/conversations/{id}/targets", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Targets), (status = 404, body = Problem)))]
pub async fn targets(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<Json<Targets>, Problem> {
    let mut read = app.store.read().await?;
    let shown = may_see(&app, &mut read.conn(), &by, id).await?;
    let know = read.conn().operators_who_know(shown.conversation.client).await?;
    let directory = app.directory();
    let others = directory.operators.iter().filter(|o| o.id != by.id).filter_map(|o| Some((o.id, app.operator(o.id)?)));
    let mut operators: Vec<OperatorTarget> =
        others.map(|(id, operator)| OperatorTarget { operator, knows_client: know.contains(&id) }).collect();
    operators.sort_by_key(|target| !target.knows_client);
    let groups = directory.groups.iter().filter(|g| g.removed_at.is_none());
    let entry = shown.conversation.entry;
    Ok(Json(Targets { groups: groups.map(|g| group_target(&app, &directory, g, entry)).collect(), operators }))
}

/// A group as a target of a client who came in this way: whoever takes none of these is not counted.
fn group_target(app: &App, directory: &Directory, group: &store::Group, entry: Entry) -> GroupTarget {
    let members = directory.members_of(group.id).filter(|o| app.taking(o.id).is_offered(entry));
    let members: Vec<Presence> = members.filter_map(|o| app.operator(o.id)).map(|o| o.shown).collect();
    let count = |presence| u32::try_from(members.iter().filter(|m| **m == presence).count()).unwrap_or(u32::MAX);
    GroupTarget {
        id: group.id.0,
        name: group.name.clone(),
        available: count(Presence::Available),
        busy: count(Presence::Busy),
        away: count(Presence::Away),
        waiting: app.board().waiting_for(group.id),
        opening: directory.opening(group.id, now()).into(),
    }
}

/// Takes a conversation.
#[utoipa::path(post, path = "/conversations/{id}/accept", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn accept(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(serving::accept(app, by.id, id)).await?))
}

/// Sends a conversation to another group or operator.
#[utoipa::path(post, path = "/conversations/{id}/redirect", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = Redirect,
    responses((status = 200, body = Conversation), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn redirect(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Redirect>,
    Addressed(id): Addressed,
    Body(redirect): Body<Redirect>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(serving::redirect(app, by.id, id, redirect)).await?))
}

/// Ends a conversation.
#[utoipa::path(post, path = "/conversations/{id}/end", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = End,
    responses((status = 200, body = Conversation), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn end(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
    request: axum::extract::Request,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(serving::end(app, by.id, id, end_of(request).await?)).await?))
}

/// The body of an end may be left out: no result, no note.
async fn end_of(request: axum::extract::Request) -> Result<End, Problem> {
    let bytes = axum::body::to_bytes(request.into_body(), 64 * 1024).await.map_err(|_| Problem::too_large())?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(End::default());
    }
    serde_json::from_slice(&bytes).map_err(Problem::malformed)
}

/// Says something to the client.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = NewMessage,
    responses((status = 201, body = Added), (status = 200, body = Added, description = "was there already"),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_message(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
    Body(message): Body<NewMessage>,
) -> Result<Response, Problem> {
    Ok(said(undisturbed(talking::operator_says(app, by.id, id, message)).await?))
}

/// Leaves an internal note in the thread.
#[utoipa::path(post, path = "/conversations/{id}/notes", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = NewNote, security(("session" = []), ("token" = ["write:conversations"])),
    responses((status = 201, body = Added), (status = 200, body = Added, description = "was there already"),
        (status = 409, body = Problem)))]
pub async fn add_note(
    State(app): State<Arc<App>>,
    SeenBy { by, id, .. }: SeenBy<WriteConversations>,
    Body(note): Body<NewNote>,
) -> Result<Response, Problem> {
    Ok(said(undisturbed(talking::note(app, by.author(), id, note)).await?))
}

/// Leaves a note about the client.
#[utoipa::path(post, path = "/conversations/{id}/client-notes", tag = "conversations",
    params(("id" = uuid::Uuid, Path)), request_body = NewNote,
    responses((status = 201, body = Added), (status = 200, body = Added, description = "was there already"),
        (status = 404, body = Problem)))]
pub async fn add_client_note(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(note): Body<NewNote>,
) -> Result<Response, Problem> {
    Ok(said(undisturbed(talking::client_note(app, by.id, id, note)).await?))
}

/// Keeps what the operator has begun to write; both empty: forgets it.
#[utoipa::path(put, path = "/conversations/{id}/draft", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = Draft, responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn keep_draft(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(draft): Body<Draft>,
) -> Result<StatusCode, Problem> {
    undisturbed(talking::keep_draft(app, by.id, id, draft)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn draft(stored: store::Draft) -> Draft {
    Draft { reply: stored.reply, note: stored.note }
}

/// Sets the tags.
#[utoipa::path(put, path = "/conversations/{id}/tags", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = TagIds, security(("session" = []), ("token" = ["write:conversations"])), responses((status = 200, body = Conversation), (status = 422, body = Problem)))]
pub async fn set_tags(
    State(app): State<Arc<App>>,
    SeenBy { by, id, .. }: SeenBy<WriteConversations>,
    Body(tags): Body<TagIds>,
) -> Result<Json<Conversation>, Problem> {
    let tags = tags.tags.into_iter().map(TagId).collect();
    Ok(Json(undisturbed(talking::tag(app, by.author(), id, tags)).await?))
}

/// A conversation that this operator may see, and who asks. What changes only what may be seen anyway takes this.
pub struct Seen {
    /// Who asks.
    pub by: Operator,
    /// Of which conversation.
    pub id: ConversationId,
}

impl FromRequestParts<Arc<App>> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let by = Operator::from_request_parts(parts, app).await?;
        let Addressed(id) = Addressed::from_request_parts(parts, app).await?;
        may_see(app, &mut app.store.read().await?.conn(), &by, id).await?;
        Ok(Self { by, id })
    }
}

/// The same, where programs may change it, too.
pub struct SeenBy<P> {
    /// Who asks.
    pub by: By,
    /// Of which conversation.
    pub id: ConversationId,
    place: PhantomData<P>,
}

impl<P: Place> FromRequestParts<Arc<App>> for SeenBy<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Caller(by, _) = Caller::<P>::from_request_parts(parts, app).await?;
        let Addressed(id) = Addressed::from_request_parts(parts, app).await?;
        may_see(app, &mut app.store.read().await?.conn(), &by, id).await?;
        Ok(Self { by, id, place: PhantomData })
    }
}

fn said(said: talking::Said) -> Response {
    let status = if said.new { StatusCode::CREATED } else { StatusCode::OK };
    (status, Json(said.added)).into_response()
}

/// The conversation, if this operator may see it: he or she is in it or invited, or has it in the queue, or it is an
/// earlier one of a client whom he or she serves now, or he or she sees everything.
///
/// # Errors
/// `not-found`; `previews-off` for a waiting one where previews are switched off.
pub async fn may_see(app: &App, conn: &mut Conn<'_>, by: &impl Viewing, id: ConversationId) -> Result<Shown, Problem> {
    let shown = conn.shown(id).await?.ok_or_else(Problem::not_found)?;
    let directory = app.directory();
    let c = &shown.conversation;
    let who = by.id();
    let included = Audience::of(c).includes(who, directory.groups_of(who)) || by.sees_all();
    if !(included || c.is_ended() && conn.serves_client(who, c.client).await?) {
        return Err(Problem::not_found());
    }
    if matches!(c.stage, Stage::Waiting { .. }) {
        if !directory.company.previews {
            return Err(Problem::refused("previews-off", "An administrator switched previews off"));
        }
        if !by.previews() {
            return Err(Problem::not_permitted(Permission::Preview));
        }
    }
    Ok(shown)
}

/// The same, for who looks at it now: a look at a client whom one does not serve is written down first.
///
/// # Errors
/// As of [`may_see`].
pub async fn look_at(app: &Arc<App>, by: &impl Viewing, id: ConversationId) -> Result<Shown, Problem> {
    let mut read = app.store.read().await?;
    let shown = may_see(app, &mut read.conn(), by, id).await?;
    let foreign = audit::is_foreign(app, &mut read.conn(), by, &shown).await?;
    // Nobody waits for a second connection with one in the hand.
    drop(read);
    if foreign {
        let name = shown.client.0.as_deref().unwrap_or_default();
        audit::looks(app, by, Act::ConversationSeen, id.0, name).await?;
    }
    Ok(shown)
}
