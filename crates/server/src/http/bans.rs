//! Clients who are not served for a while, by those who may say so.

use super::{
    ask::{Body, InPath},
    conversations::Seen,
    may::{May, can},
};
use crate::{
    actions::{
        bans::{self, Doing},
        undisturbed,
    },
    app::{App, now},
    problem::Problem,
    shape,
    wire::{
        Page,
        ban::{Ban, BanClient},
        conversation::Conversation,
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Query, State, rejection::QueryRejection},
    http::request::Parts,
};
use desk::{BanId, ConversationId, Permission, Timestamp};
use serde::Deserialize;
use std::sync::Arc;
use store::BanFilter;
use utoipa::IntoParams;
use uuid::Uuid;

/// Who may ban the client of a conversation: who may ban, and may see it.
pub struct MayBanClient {
    by: super::ask::Operator,
    id: ConversationId,
}

impl FromRequestParts<Arc<App>> for MayBanClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Seen { by, id } = Seen::from_request_parts(parts, app).await?;
        if by.may(Permission::Ban) { Ok(Self { by, id }) } else { Err(Problem::not_permitted(Permission::Ban)) }
    }
}

/// Bans the client of a conversation, in whatever way he or she is known.
#[utoipa::path(post, path = "/conversations/{id}/ban", tag = "conversations", operation_id = "ban_client",
    params(("id" = Uuid, Path)), request_body = BanClient,
    responses((status = 200, body = Conversation), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ban(
    State(app): State<Arc<App>>,
    MayBanClient { by, id }: MayBanClient,
    Body(asked): Body<BanClient>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(bans::ban(app, by, id, asked)).await?))
}

/// Which bans, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// Instead of those that hold: those that lapsed or were lifted.
    #[serde(default)]
    over: bool,
    /// At most so many, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Bans, newest first.
#[utoipa::path(get, path = "/bans", tag = "bans", operation_id = "list_bans", params(Which),
    responses((status = 200, body = Page<Ban>), (status = 403, body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    _by: May<can::Ban>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Page<Ban>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let limit = which.limit.unwrap_or(50).clamp(1, 200);
    let after =
        which.after.as_deref().map(|key| place_of(key).ok_or_else(|| Problem::malformed("after"))).transpose()?;
    let filter = BanFilter { holding: !which.over, now: now(), after, limit: limit + 1 };
    let mut found = app.store.read().await?.conn().bans(filter).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
    found.truncate(usize::try_from(limit).unwrap_or(200));
    let last = found.last().filter(|_| more);
    let next = last.map(|last| format!("{}_{}", last.ban.at.as_millisecond(), last.ban.id));
    let directory = app.directory();
    let items = found.iter().map(|it| shape::ban(&it.ban, it.person, &it.details, &directory)).collect();
    Ok(Json(Page { items, next }))
}

/// Lifts a ban before its time.
#[utoipa::path(post, path = "/bans/{id}/lift", tag = "bans", operation_id = "lift_ban", params(("id" = Uuid, Path)),
    responses((status = 200, body = Ban), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn lift(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Ban>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Ban>, Problem> {
    Ok(Json(undisturbed(bans::change(app, by, BanId(id), Doing::Lift)).await?))
}

/// Takes the lifting back: the ban goes on up to the same end.
#[utoipa::path(post, path = "/bans/{id}/restore", tag = "bans", operation_id = "restore_ban",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Ban), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn restore(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Ban>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Ban>, Problem> {
    Ok(Json(undisturbed(bans::change(app, by, BanId(id), Doing::Restore)).await?))
}

fn place_of(key: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = key.split_once('_')?;
    Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}
