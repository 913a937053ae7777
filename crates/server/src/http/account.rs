//! One's own sign-in: where, with which password, and the second step.

use super::{
    ask::{Address, Body, InPath, Operator, SignedIn},
    may::{May, can},
    origin,
    session::asker,
};
use crate::{
    actions::{account as actions, audit::Doer, second_factor, undisturbed},
    app::{App, now},
    problem::Problem,
    wire::{
        Page,
        account::{
            BeginSecondFactor, ChangePassword, ConfirmSecondFactor, ProvePassword, RecoveryCodes, SecondFactor,
            SecondFactorBegun, SignInPlace, SignInRules,
        },
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::OperatorId;
use std::sync::Arc;
use store::Through;
use uuid::Uuid;

/// Where one is signed in, the one seen last first.
#[utoipa::path(get, path = "/me/sessions", tag = "account", responses((status = 200, body = Page<SignInPlace>)))]
pub async fn list_sessions(State(app): State<Arc<App>>, by: Operator) -> Result<Json<Page<SignInPlace>>, Problem> {
    let places = app.store.read().await?.conn().sign_ins_of(by.id, now()).await?;
    let mut items = Vec::with_capacity(places.len());
    for place in places {
        let seen = origin::of_agent(place.user_agent.as_deref()).await;
        let known = place.user_agent.is_some();
        items.push(SignInPlace {
            id: actions::told_id(&place.sign_in),
            browser: seen.browser,
            os: seen.os,
            device: seen.device.filter(|_| known),
            address: place.address,
            created_at: place.sign_in.created_at.into(),
            seen_at: place.seen_at.into(),
            expires_at: place.sign_in.expires_at.into(),
            openid: place.sign_in.through == Through::OpenId,
            current: place.sign_in.token_hash == by.sign_in.token_hash,
        });
    }
    Ok(Json(Page { items, next: None }))
}

/// Ends one of one's own sign-ins.
#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "account", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke_session(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::revoke(Arc::clone(&app), by.doer(&app), by.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of one's own sign-ins but this one.
#[utoipa::path(delete, path = "/me/sessions", tag = "account", responses((status = 204)))]
pub async fn revoke_other_sessions(State(app): State<Arc<App>>, by: Operator) -> Result<StatusCode, Problem> {
    undisturbed(actions::revoke_others(Arc::clone(&app), by.doer(&app), by.sign_in)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's own password; all other sign-ins end.
#[utoipa::path(put, path = "/me/password", tag = "account", request_body = ChangePassword,
    responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn change_password(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    by: Operator,
    Body(change): Body<ChangePassword>,
) -> Result<StatusCode, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    undisturbed(actions::change_password(app, by.sign_in, change.current, change.password, asker)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How one's own second step stands.
#[utoipa::path(get, path = "/me/second-factor", tag = "account", responses((status = 200, body = SecondFactor)))]
pub async fn second_factor_state(State(app): State<Arc<App>>, by: SignedIn) -> Result<Json<SecondFactor>, Problem> {
    let mut read = app.store.read().await?;
    let on_since = read.conn().second_factor(by.id).await?.and_then(|factor| factor.confirmed_at);
    let recovery_codes_left = read.conn().recovery_codes_left(by.id).await?;
    let required = read.conn().sign_in_rules().await?.second_factor_roles.contains(&by.role);
    Ok(Json(SecondFactor { on_since: on_since.map(Into::into), recovery_codes_left, required }))
}

/// Begins to set up the second step: what goes into the app.
#[utoipa::path(post, path = "/me/second-factor", tag = "account", request_body = BeginSecondFactor,
    responses((status = 200, body = SecondFactorBegun), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn begin_second_factor(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    by: SignedIn,
    Body(begin): Body<BeginSecondFactor>,
) -> Result<Json<SecondFactorBegun>, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    Ok(Json(undisturbed(second_factor::begin(app, by.sign_in, begin.password, asker)).await?))
}

/// A first code of the app: from now on one is asked for. Tells the recovery codes, once.
#[utoipa::path(post, path = "/me/second-factor/confirm", tag = "account", request_body = ConfirmSecondFactor,
    responses((status = 200, body = RecoveryCodes), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm_second_factor(
    State(app): State<Arc<App>>,
    Address(address): Address,
    by: SignedIn,
    Body(confirm): Body<ConfirmSecondFactor>,
) -> Result<Json<RecoveryCodes>, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let doer = Doer::operator(&app, by.id, &address.to_string());
    Ok(Json(undisturbed(second_factor::confirm(Arc::clone(&app), doer, by.sign_in, confirm.code)).await?))
}

/// New recovery codes in the place of the present ones, told once.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", tag = "account", request_body = ProvePassword,
    responses((status = 200, body = RecoveryCodes), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn renew_recovery_codes(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    by: Operator,
    Body(proof): Body<ProvePassword>,
) -> Result<Json<RecoveryCodes>, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    Ok(Json(undisturbed(second_factor::renew_codes(app, by.id, proof.password, asker)).await?))
}

/// Turns the second step off.
#[utoipa::path(post, path = "/me/second-factor/off", tag = "account", request_body = ProvePassword,
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn turn_off_second_factor(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    by: Operator,
    Body(proof): Body<ProvePassword>,
) -> Result<StatusCode, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    undisturbed(second_factor::turn_off(app, by.id, proof.password, asker)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the second step from an operator whose app and codes are lost; all of his or her sign-ins end.
#[utoipa::path(delete, path = "/users/{id}/second-factor", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn reset_second_factor(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(second_factor::reset(Arc::clone(&app), by.doer(&app), OperatorId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is asked of those who sign in.
#[utoipa::path(get, path = "/sign-in-rules", tag = "administration", responses((status = 200, body = SignInRules)))]
pub async fn rules(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Result<Json<SignInRules>, Problem> {
    let rules = app.store.read().await?.conn().sign_in_rules().await?;
    Ok(Json(SignInRules { second_factor_roles: rules.second_factor_roles }))
}

/// Changes what is asked of those who sign in.
#[utoipa::path(put, path = "/sign-in-rules", tag = "administration", request_body = SignInRules,
    responses((status = 200, body = SignInRules)))]
pub async fn change_rules(
    State(app): State<Arc<App>>,
    by: May<can::Settings>,
    Body(given): Body<SignInRules>,
) -> Result<Json<SignInRules>, Problem> {
    undisturbed(second_factor::save_rules(Arc::clone(&app), by.by.doer(&app), given)).await?;
    rules(State(app), by).await
}
