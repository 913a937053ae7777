//! API tokens: administrators make and revoke them. No token can.

use super::{
    ask::{Body, InPath},
    may::{May, can},
};
use crate::{
    actions::{tokens, undisturbed},
    app::{App, now},
    problem::Problem,
    wire::{
        Page,
        token::{ApiToken, MadeApiToken, NewApiToken},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::{Permission, TokenId, token::Scope};
use std::sync::Arc;
use uuid::Uuid;

/// The tokens that hold, oldest first. What opens is not told again.
#[utoipa::path(get, path = "/api-tokens", tag = "administration", operation_id = "list_api_tokens",
    responses((status = 200, body = Page<ApiToken>)))]
pub async fn list(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Result<Json<Page<ApiToken>>, Problem> {
    let (kept, now) = (app.store.read().await?.conn().api_tokens().await?, now());
    let directory = app.directory();
    let items = kept.into_iter().filter(|kept| kept.token.holds(now)).map(|kept| ApiToken {
        id: kept.token.id.0,
        name: kept.token.name,
        hint: kept.hint,
        scopes: kept.token.scopes,
        created_at: kept.token.made.0.into(),
        created_by: directory.operator_name(kept.token.made.1),
        expires_at: kept.token.expires_at.map(Into::into),
        used_at: kept.used_at.map(Into::into),
    });
    Ok(Json(Page { items: items.collect(), next: None }))
}

/// Makes a token. The answer is the only one that tells what opens.
#[utoipa::path(post, path = "/api-tokens", tag = "administration", operation_id = "add_api_token",
    request_body = NewApiToken,
    responses((status = 201, body = MadeApiToken), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(asked): Body<NewApiToken>,
) -> Result<(StatusCode, Json<MadeApiToken>), Problem> {
    let beyond = asked.scopes.iter().any(|scope| !by.may(asks_for(*scope)));
    if beyond {
        return Err(Problem::refused("beyond-you", "This needs more permissions than you have"));
    }
    let made = undisturbed(tokens::add(Arc::clone(&app), by.doer(&app), by.id, asked)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes a token: from this moment on it opens nothing.
#[utoipa::path(delete, path = "/api-tokens/{id}", tag = "administration", operation_id = "revoke_api_token",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(tokens::revoke(Arc::clone(&app), by.doer(&app), TokenId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a person needs who gives a token this scope: tokens see whatever everybody may see, and nobody gives more than he or
/// she has.
const fn asks_for(scope: Scope) -> Permission {
    match scope {
        Scope::ReadConversations | Scope::WriteConversations | Scope::ReadClients | Scope::WriteClients => {
            Permission::SeeAll
        }
        Scope::AdminUsers => Permission::Users,
        Scope::AdminAudit => Permission::Audit,
    }
}
