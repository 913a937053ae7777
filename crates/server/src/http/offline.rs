//! Offline requests: clients leave them, operators see to them.

use super::{
    ask::{Address, Body, InPath, Newcomer, Operator},
    origin, security,
    widget::known_widget,
};
use crate::{
    actions::{
        audit,
        offline::{self as actions, Doing},
        undisturbed,
    },
    app::App,
    problem::Problem,
    shape,
    wire::{
        Page,
        audit::Act,
        offline::{AnswerRequest, LeaveRequest, OfflineRequest, RequestLeft},
    },
};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use desk::{ClientId, OfflineRequest as Request, OfflineRequestId, offline::Stage};
use serde::Deserialize;
use std::{collections::BTreeSet, sync::Arc};
use store::OfflineWanted;
use utoipa::IntoParams;
use uuid::Uuid;

/// Requests of one page.
const PAGE: i64 = 50;

/// The client leaves a request, because nobody is there or it would wait too long.
#[utoipa::path(post, path = "/offline-requests", tag = "widget", operation_id = "leave_offline_request",
    request_body = LeaveRequest,
    responses((status = 201, body = RequestLeft), (status = 200, body = RequestLeft, description = "was left already"),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn leave(
    State(app): State<Arc<App>>,
    Address(address): Address,
    client: Newcomer,
    headers: HeaderMap,
    Body(left): Body<LeaveRequest>,
) -> Result<(StatusCode, Json<RequestLeft>), Problem> {
    security::allowed(&app, known_widget(&app.directory(), &left.widget)?, &headers)?;
    app.limiters.entries.count(&address)?;
    app.limiters.client_entries.count(&client.token_hash)?;
    let origin = origin::of(&headers, left.language.as_deref()).await;
    let left = undisturbed(actions::leave(Arc::clone(&app), client.token_hash.clone(), left, origin)).await?;
    app.known.remember_client(&client.token_hash, left.client);
    let status = if left.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(RequestLeft { id: left.id.0, at: left.at.into() })))
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// Those that are so far; left out: all.
    pub stage: Option<Stage>,
    /// Those of this client, however he or she is known.
    pub client: Option<Uuid>,
    /// From the one after this.
    pub after: Option<Uuid>,
}

/// The requests one sees: of `open` and `taken` those who wait longest come first, else the newest.
#[utoipa::path(get, path = "/offline-requests", tag = "offline requests", operation_id = "list_offline_requests",
    params(Which), responses((status = 200, body = Page<OfflineRequest>)))]
pub async fn list(
    State(app): State<Arc<App>>,
    by: Operator,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page<OfflineRequest>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let wanted = OfflineWanted {
        stage: which.stage,
        seen_by: (!by.sees_all()).then_some(by.id),
        client: which.client.map(ClientId),
        after: which.after.map(OfflineRequestId),
        limit: PAGE + 1,
    };
    let mut found = app.store.read().await?.conn().offline_requests(wanted).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|request| request.id.to_string());
    if which.client.is_some() {
        for request in &found {
            look_at(&app, &by, request).await?;
        }
    } else {
        look_through(&app, &by, &found).await?;
    }
    let directory = app.directory();
    Ok(Json(Page { items: found.iter().map(|request| shape::offline_request(request, &directory)).collect(), next }))
}

/// Whether others see to it: it is another group's.
fn is_foreign(app: &App, by: &Operator, request: &Request) -> bool {
    request.operator != Some(by.id) && !app.directory().groups_of(by.id).contains(&request.group)
}

/// A look at a request that others see to, by somebody who does not serve its client, is written down first.
async fn look_at(app: &Arc<App>, by: &Operator, request: &Request) -> Result<(), Problem> {
    if !is_foreign(app, by, request) || app.store.read().await?.conn().serves_client(by.id, request.client).await? {
        return Ok(());
    }
    audit::looks(app, by, Act::RequestSeen, request.id.0, request.filled.name.as_deref().unwrap_or_default()).await
}

/// A look through the requests of others is written down first, once for each group.
async fn look_through(app: &Arc<App>, by: &Operator, requests: &[Request]) -> Result<(), Problem> {
    let groups: BTreeSet<_> = requests.iter().filter(|it| is_foreign(app, by, it)).map(|it| it.group).collect();
    let directory = app.directory();
    for group in groups {
        let name = directory.group(group).map(|group| &*group.name).unwrap_or_default();
        audit::looks(app, by, Act::RequestsSeen, group.0, name).await?;
    }
    Ok(())
}

/// One request.
#[utoipa::path(get, path = "/offline-requests/{id}", tag = "offline requests", operation_id = "offline_request",
    params(("id" = Uuid, Path)), responses((status = 200, body = OfflineRequest), (status = 404, body = Problem)))]
pub async fn view(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
) -> Result<Json<OfflineRequest>, Problem> {
    let found = app.store.read().await?.conn().offline_request(OfflineRequestId(id)).await?;
    let directory = app.directory();
    let request = found.filter(|request| actions::sees(&directory, &by, request)).ok_or_else(Problem::not_found)?;
    look_at(&app, &by, &request).await?;
    Ok(Json(shape::offline_request(&request, &directory)))
}

type Changed = Result<Json<OfflineRequest>, Problem>;

async fn change(app: Arc<App>, by: Operator, id: Uuid, doing: Doing) -> Changed {
    Ok(Json(undisturbed(actions::change(app, by, OfflineRequestId(id), doing)).await?))
}

/// Takes a request: the others see who sees to it. Supervisors and administrators may take one over.
#[utoipa::path(post, path = "/offline-requests/{id}/take", tag = "offline requests", operation_id = "take_offline_request",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OfflineRequest), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn take(State(app): State<Arc<App>>, by: Operator, InPath(id): InPath<Uuid>) -> Changed {
    change(app, by, id, Doing::Take).await
}

/// Leaves a request to the others.
#[utoipa::path(post, path = "/offline-requests/{id}/release", tag = "offline requests",
    operation_id = "release_offline_request", params(("id" = Uuid, Path)),
    responses((status = 200, body = OfflineRequest), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn release(State(app): State<Arc<App>>, by: Operator, InPath(id): InPath<Uuid>) -> Changed {
    change(app, by, id, Doing::Release).await
}

/// Answers a request by mail, or notes that it was answered.
#[utoipa::path(post, path = "/offline-requests/{id}/answer", tag = "offline requests",
    operation_id = "answer_offline_request", params(("id" = Uuid, Path)), request_body = AnswerRequest,
    responses((status = 200, body = OfflineRequest), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
    Body(answer): Body<AnswerRequest>,
) -> Changed {
    Ok(Json(undisturbed(actions::answer(app, by, OfflineRequestId(id), answer)).await?))
}

/// Closes a request: nothing is left to do.
#[utoipa::path(post, path = "/offline-requests/{id}/close", tag = "offline requests", operation_id = "close_offline_request",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OfflineRequest), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn close(State(app): State<Arc<App>>, by: Operator, InPath(id): InPath<Uuid>) -> Changed {
    change(app, by, id, Doing::Close).await
}

/// Takes one step back: closed becomes what it was before, answered becomes taken.
#[utoipa::path(post, path = "/offline-requests/{id}/reopen", tag = "offline requests",
    operation_id = "reopen_offline_request", params(("id" = Uuid, Path)),
    responses((status = 200, body = OfflineRequest), (status = 404, body = Problem)))]
pub async fn reopen(State(app): State<Arc<App>>, by: Operator, InPath(id): InPath<Uuid>) -> Changed {
    change(app, by, id, Doing::Reopen).await
}
