//! Other systems that hear what happens: administrators say which, look at what was sent and send it again.

use super::{
    ask::{Body, InPath},
    may::{May, can},
};
use crate::{
    actions::{audit, undisturbed, webhooks},
    app::App,
    problem::Problem,
    webhooks::{news, purpose},
    wire::{
        Page,
        webhook::{
            Delivery, DeliveryState, DeliveryView, SentAgain, Webhook, WebhookAnswer, WebhookDetails, WebhookSecret,
        },
    },
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::Deserialize;
use std::sync::Arc;
use store::{DeliveryCounts, PausedWhy};
use utoipa::IntoParams;
use uuid::Uuid;

/// The other systems, oldest first.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", operation_id = "list_webhooks",
    responses((status = 200, body = Page<Webhook>)))]
pub async fn list(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Result<Json<Page<Webhook>>, Problem> {
    let mut read = app.store.read().await?;
    let (webhooks, counts) = (read.conn().webhooks().await?, read.conn().delivery_counts().await?);
    let shaped = webhooks.into_iter().map(|it| {
        let counts = counts.get(&it.id).copied().unwrap_or_default();
        shape(&app, it, counts)
    });
    Ok(Json(Page { items: shaped.collect(), next: None }))
}

/// Another system hears what happens from now on. The answer is the only one that tells its secret.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", operation_id = "add_webhook", request_body = WebhookDetails,
    responses((status = 201, body = WebhookSecret), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(details): Body<WebhookDetails>,
) -> Result<(StatusCode, Json<WebhookSecret>), Problem> {
    Ok((StatusCode::CREATED, Json(undisturbed(webhooks::add(Arc::clone(&app), by.doer(&app), details)).await?)))
}

/// Changes what another system hears, or where.
#[utoipa::path(put, path = "/webhooks/{id}", tag = "webhooks", operation_id = "change_webhook",
    params(("id" = Uuid, Path)), request_body = WebhookDetails,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<WebhookDetails>,
) -> Result<StatusCode, Problem> {
    undisturbed(webhooks::change(Arc::clone(&app), by.doer(&app), id, details)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another system hears nothing any more; what was on its way to it is forgotten.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", operation_id = "remove_webhook",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(webhooks::remove(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new secret; the answer is the only one that tells it. The one before signs, too, for a day.
#[utoipa::path(post, path = "/webhooks/{id}/secret", tag = "webhooks", operation_id = "renew_webhook_secret",
    params(("id" = Uuid, Path)), responses((status = 201, body = WebhookSecret), (status = 404, body = Problem)))]
pub async fn renew_secret(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<(StatusCode, Json<WebhookSecret>), Problem> {
    Ok((StatusCode::CREATED, Json(undisturbed(webhooks::renew_secret(Arc::clone(&app), by.doer(&app), id)).await?)))
}

/// Sends a word of the type `test` and tells what the other side answers.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", operation_id = "test_webhook",
    params(("id" = Uuid, Path)), responses((status = 200, body = WebhookAnswer), (status = 404, body = Problem)))]
pub async fn test(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<WebhookAnswer>, Problem> {
    Ok(Json(answer(webhooks::test(&app, by.doer(&app), id).await?)))
}

/// Which news, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// Only what was not delivered.
    #[serde(default)]
    undelivered: bool,
    /// At most so many, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    after: Option<Uuid>,
}

/// News for another system, newest first. What was delivered is kept for a week.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", operation_id = "list_deliveries",
    params(("id" = Uuid, Path), Which), responses((status = 200, body = Page<Delivery>)))]
pub async fn deliveries(
    State(app): State<Arc<App>>,
    _by: May<can::Settings>,
    InPath(id): InPath<Uuid>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Page<Delivery>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let limit = which.limit.unwrap_or(50).clamp(1, 200);
    let mut read = app.store.read().await?;
    let mut found = read.conn().deliveries(id, which.undelivered, which.after, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(200);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(Page { items: found.into_iter().map(delivery).collect(), next }))
}

/// One of them, with what is said.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries/{delivery}", tag = "webhooks", operation_id = "view_delivery",
    params(("id" = Uuid, Path), ("delivery" = Uuid, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem)))]
pub async fn view_delivery(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath((id, one)): InPath<(Uuid, Uuid)>,
) -> Result<Json<DeliveryView>, Problem> {
    let mut read = app.store.read().await?;
    let found = read.conn().delivery(id, one).await?.ok_or_else(Problem::not_found)?;
    let body = news::body(&app, &mut read.conn(), &found).await?;
    let shown = read.conn().shown(found.conversation).await?;
    drop(read);
    if let Some(shown) = shown {
        audit::looks_at_conversation(&app, &by, &shown).await?;
    }
    Ok(Json(DeliveryView { delivery: delivery(found), body }))
}

/// Has one of them sent at once, also a second time.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/replay", tag = "webhooks",
    operation_id = "replay_delivery", params(("id" = Uuid, Path), ("delivery" = Uuid, Path)),
    responses((status = 202), (status = 404, body = Problem)))]
pub async fn replay(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath((id, one)): InPath<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    undisturbed(webhooks::send_again(Arc::clone(&app), by.doer(&app), id, one)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Has all that was not delivered sent at once.
#[utoipa::path(post, path = "/webhooks/{id}/replay", tag = "webhooks", operation_id = "replay_webhook",
    params(("id" = Uuid, Path)), responses((status = 202, body = SentAgain), (status = 404, body = Problem)))]
pub async fn replay_all(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<(StatusCode, Json<SentAgain>), Problem> {
    let count = undisturbed(webhooks::send_all_again(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok((StatusCode::ACCEPTED, Json(SentAgain { count })))
}

fn shape(app: &App, it: store::Webhook, counts: DeliveryCounts) -> Webhook {
    let old = it.before.filter(|(_, until)| *until > crate::app::now());
    Webhook {
        id: it.id,
        created_at: it.created_at.into(),
        paused_at: it.paused.map(|(at, _)| at.into()),
        gone: it.paused.is_some_and(|(_, why)| why == PausedWhy::Gone),
        readable: app.seal.open(&purpose(it.id), &it.sealed).is_some(),
        old_secret_until: old.map(|(_, until)| until.into()),
        waiting: counts.waiting,
        troubled: counts.troubled,
        stopped: counts.stopped,
        delivered_at: counts.delivered_at.map(Into::into),
        details: WebhookDetails { name: it.name, url: it.url, topics: it.topics, paused: it.paused.is_some() },
    }
}

fn delivery(it: store::Delivery) -> Delivery {
    let state = if it.delivered_at.is_some() {
        DeliveryState::Delivered
    } else if it.stopped_at.is_some() {
        DeliveryState::Stopped
    } else if it.answer.is_some() {
        DeliveryState::Retrying
    } else {
        DeliveryState::Waiting
    };
    Delivery {
        id: it.id,
        topic: it.topic,
        conversation: it.conversation.0,
        seq: it.seq,
        created_at: it.created_at.into(),
        state,
        attempts: it.attempts,
        tried_at: it.tried_at.map(Into::into),
        due_at: it.due_at.map(Into::into),
        answer: it.answer.map(answer),
    }
}

fn answer(it: store::Answer) -> WebhookAnswer {
    WebhookAnswer { trouble: it.trouble, status: it.status, said: it.said }
}
