//! Colleagues in a talk: invite, join, decline, withdraw, leave, hand over.

use super::{
    ask::{Addressed, Body, Operator},
    may::{May, can},
};
use crate::{
    actions::{colleagues, undisturbed},
    app::App,
    problem::Problem,
    wire::conversation::{Conversation, HandOver, Redirect, Withdraw},
};
use axum::{Json, extract::State, http::StatusCode};
use desk::OperatorId;
use std::sync::Arc;

/// Asks an operator or a group into a talk one is in.
#[utoipa::path(post, path = "/conversations/{id}/invite", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = Redirect,
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn invite(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
    Body(invite): Body<Redirect>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(colleagues::invite(app, by.id, id, invite)).await?))
}

/// Comes into a talk one is invited into.
#[utoipa::path(post, path = "/conversations/{id}/join", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn join(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(colleagues::join(app, by.id, id)).await?))
}

/// Says that one will not come; without an invitation nothing changes.
#[utoipa::path(post, path = "/conversations/{id}/decline", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn decline(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<StatusCode, Problem> {
    undisturbed(colleagues::decline(app, by.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an invitation back.
#[utoipa::path(post, path = "/conversations/{id}/withdraw", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = Withdraw,
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
    Body(withdraw): Body<Withdraw>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(colleagues::withdraw(app, by.id, id, withdraw.target)).await?))
}

/// Goes out of a talk. Who has it, leaves it to the guest who is there longest.
#[utoipa::path(post, path = "/conversations/{id}/leave", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn leave_talk(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<StatusCode, Problem> {
    undisturbed(colleagues::leave(app, by.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the conversation to a guest and stays in the talk as one.
#[utoipa::path(post, path = "/conversations/{id}/hand-over", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = HandOver,
    responses((status = 200, body = Conversation), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub async fn hand_over(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Redirect>,
    Addressed(id): Addressed,
    Body(to): Body<HandOver>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(colleagues::hand_over(app, by.id, id, OperatorId(to.operator))).await?))
}
