//! Administrators make and revoke API tokens.

use super::{
    audit::{Deed, Doer, Entry},
    fields::{done, named},
};
use crate::{
    app::App,
    http::caller::PREFIX,
    problem::Problem,
    secret,
    wire::{
        audit::Act,
        token::{MadeApiToken, NewApiToken},
    },
};
use desk::{OperatorId, TokenId, token::ApiToken, token::Scope};
use std::{collections::BTreeSet, sync::Arc};
use store::KeptToken;
use uuid::Uuid;

/// There are no more than this that hold: each request compares with them.
const MOST: usize = 50;
/// So much of a token is kept to tell it from others.
const HINT: usize = 8;

/// Makes a token. It is told this once.
///
/// # Errors
/// `invalid`, `enough-tokens`, `unavailable`.
pub async fn add(app: Arc<App>, by: Doer, who: OperatorId, asked: NewApiToken) -> Result<MadeApiToken, Problem> {
    let mut wrong = Vec::new();
    let name = named("name", &asked.name, 100, &mut wrong);
    let scopes: BTreeSet<Scope> = asked.scopes.into_iter().collect();
    if scopes.is_empty() {
        wrong.push(("scopes", "required"));
    }
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    let expires_at = asked.expires_at.map(|at| at.0);
    if expires_at.is_some_and(|at| at <= now) {
        wrong.push(("expires_at", "out-of-range"));
    }
    done(wrong)?;
    // First, as it makes others who add one at the same time wait.
    action.directory_changes().await?;
    if action.conn().api_tokens().await?.iter().filter(|kept| kept.token.holds(now)).count() >= MOST {
        return Err(Problem::conflict("enough-tokens", "There are fifty API tokens already; revoke one first"));
    }
    let (id, opens) = (Uuid::now_v7(), format!("{PREFIX}{}", secret::token()));
    let scopes = scopes.into_iter().collect();
    let token = ApiToken { id: TokenId(id), name, scopes, made: (now, who), expires_at, revoked_at: None };
    let entry = Entry::of(Act::ApiTokenAdded).on(id, &token.name);
    let told = serde_json::json!({"scopes": token.scopes, "expires_at": expires_at.map(|at| at.to_string())});
    let (hash, hint) = (secret::token_hash(&opens), opens.chars().take(HINT).collect());
    action.conn().insert_api_token(&KeptToken { token, hash, hint, used_at: None }).await?;
    action.commit(entry.changed(&app.directory(), &None::<()>, &told)).await?;
    Ok(MadeApiToken { id, token: opens })
}

/// Revokes a token: it opens nothing any more.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn revoke(app: Arc<App>, by: Doer, id: TokenId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let now = action.now;
    let name = app.directory().token_name(id).name;
    if !action.conn().revoke_api_token(id, now).await? {
        return Err(Problem::not_found());
    }
    action.commit(Entry::of(Act::ApiTokenRevoked).on(id, &name)).await
}
