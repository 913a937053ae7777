//! Signing in through the OpenID Connect provider: there and back, what administrators set, and one's own ways in.

use super::{
    ask::{Address, Body, InPath, Operator, cookie as cookie_of},
    may::{May, can},
    security::is_secure,
    session::{asker, cookie},
};
use crate::{
    actions::{
        openid::{self as actions, Entered, FLOW_LASTS, Refused, Returned},
        undisturbed,
    },
    app::App,
    openid::CALLBACK,
    problem::Problem,
    wire::{
        account::ProvePassword,
        openid::{Newcomers, OpenId, OpenIdDetails, OpenIdRefusal, OpenIdState, OpenIdTested, OwnOpenId, OwnWays},
    },
};
use axum::{
    Json,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::OperatorId;
use serde::Deserialize;
use std::{net::SocketAddr, sync::Arc};
use url::{Url, form_urlencoded};
use utoipa::IntoParams;
use uuid::Uuid;

/// What a browser keeps while it is at the provider.
const FLOW_COOKIE: &str = "hovorna_openid";
/// The cookie goes nowhere else.
const FLOW_PATH: &str = "/api/v1/session/openid";

/// Where one wants to go.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Wanted {
    /// A path of this console; left out, or anything else: the workspace.
    #[serde(default)]
    pub to: String,
}

/// What the provider sends a browser back with.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Answer {
    /// What who it is can be fetched with.
    pub code: Option<String>,
    /// What it was sent off with.
    pub state: Option<String>,
    /// The provider's issuer.
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Sends the browser to the provider to sign in.
#[utoipa::path(get, path = "/session/openid", tag = "session", operation_id = "sign_in_through_openid", params(Wanted),
    responses((status = 303, description = "To the provider, or back to the page for signing in with why not")))]
pub async fn begin(
    State(app): State<Arc<App>>,
    Address(address): Address,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    if let Err(problem) = app.limiters.sign_ins.count(&address) {
        return refused(&problem.into());
    }
    let begun = match redirect(&app, &headers, peer) {
        Some(redirect) => undisturbed(actions::begin(Arc::clone(&app), wanted.to, redirect)).await,
        None => Err(OpenIdRefusal::Unavailable.into()),
    };
    match begun {
        Ok(begun) => {
            let mut kept = HeaderMap::new();
            keep(&mut kept, &app, &headers, peer, &begun.token);
            (kept, to(begun.door.as_str())).into_response()
        }
        Err(why) => refused(&why),
    }
}

/// Takes the browser that comes back from the provider: signs in, and sends it on.
#[utoipa::path(get, path = "/session/openid/callback", tag = "session", operation_id = "come_back_from_openid",
    params(Answer),
    responses((status = 303, description = "To where one wanted to go, or back to the page for signing in with why not")))]
pub async fn come_back(
    State(app): State<Arc<App>>,
    Address(address): Address,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    if let Err(problem) = app.limiters.sign_ins.count(&address) {
        return refused(&problem.into());
    }
    let returned = Returned {
        token: cookie_of(&headers, FLOW_COOKIE).map(ToOwned::to_owned),
        state: answer.state,
        code: answer.code,
        issuer: answer.iss,
        error: answer.error,
    };
    let asker = asker(address, &headers);
    let entered = match redirect(&app, &headers, peer) {
        Some(redirect) => undisturbed(actions::come_back(Arc::clone(&app), returned, redirect, asker)).await,
        None => Err(OpenIdRefusal::Unavailable.into()),
    };
    match entered {
        Ok(Entered { token, to: place }) => {
            let mut kept = cookie(&app, &headers, peer, &token);
            keep(&mut kept, &app, &headers, peer, "");
            (kept, to(&place)).into_response()
        }
        Err(why) => refused(&why),
    }
}

/// The browser keeps this until it comes back; nothing: no longer. Lax: it comes back from another site.
fn keep(kept: &mut HeaderMap, app: &App, headers: &HeaderMap, peer: SocketAddr, token: &str) {
    let secure = if is_secure(app, headers, Some(peer)) { "; Secure" } else { "" };
    let lasts = if token.is_empty() { 0 } else { FLOW_LASTS.as_secs() };
    let value = format!("{FLOW_COOKIE}={token}; Path={FLOW_PATH}; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        kept.append(header::SET_COOKIE, value);
    }
}

fn to(place: &str) -> (StatusCode, [(header::HeaderName, String); 1]) {
    (StatusCode::SEE_OTHER, [(header::LOCATION, place.to_owned())])
}

/// Behind the #, which no server and no log between is told.
fn refused(Refused { why, address }: &Refused) -> Response {
    let mut said = form_urlencoded::Serializer::new(String::new());
    said.append_pair("refused", &crate::actions::audit::word(why));
    if let Some(address) = address {
        said.append_pair("address", address);
    }
    to(&format!("/sign-in#{}", said.finish())).into_response()
}

/// Where the provider sends people back to: the public address, else the one this request came to.
fn redirect(app: &App, headers: &HeaderMap, peer: SocketAddr) -> Option<Url> {
    if let Some(public) = &app.config.public_url {
        return Url::parse(&format!("{}{CALLBACK}", public.as_str().trim_end_matches('/'))).ok();
    }
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let scheme = if is_secure(app, headers, Some(peer)) { "https" } else { "http" };
    let url = Url::parse(&format!("{scheme}://{host}{CALLBACK}")).ok()?;
    // Nothing but a name and a port.
    (url.path() == CALLBACK && url.username().is_empty() && url.password().is_none()).then_some(url)
}

async fn state_of(app: &App, headers: &HeaderMap, peer: SocketAddr) -> Result<Json<OpenIdState>, Problem> {
    let mut read = app.store.read().await?;
    let provider = read.conn().openid().await?;
    let linked = match &provider {
        Some(provider) => read.conn().openid_links(&provider.issuer).await?.len(),
        None => 0,
    };
    let redirect = redirect(app, headers, peer).ok_or_else(|| Problem::malformed("there is no Host"))?;
    Ok(Json(OpenIdState {
        provider: provider.map(|provider| OpenId {
            on: provider.on,
            name: provider.name,
            issuer: provider.issuer,
            client_id: provider.client_id,
            has_secret: !provider.sealed_secret.is_empty(),
            trusts_addresses: provider.trusts_addresses,
            newcomers: provider.newcomers.map(|it| Newcomers { role: it.role, groups: it.groups, domains: it.domains }),
            passwords: provider.passwords,
        }),
        redirect: redirect.into(),
        linked: u32::try_from(linked).unwrap_or(u32::MAX),
    }))
}

/// The OpenID Connect provider people sign in through.
#[utoipa::path(get, path = "/openid", tag = "administration", operation_id = "openid",
    responses((status = 200, body = OpenIdState)))]
pub async fn state(
    State(app): State<Arc<App>>,
    _by: May<can::Settings>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Json<OpenIdState>, Problem> {
    state_of(&app, &headers, peer).await
}

/// Sets the OpenID Connect provider people sign in through. Only who can give every permission may.
#[utoipa::path(put, path = "/openid", tag = "administration", operation_id = "set_openid", request_body = OpenIdDetails,
    responses((status = 200, body = OpenIdState), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(details): Body<OpenIdDetails>,
) -> Result<Json<OpenIdState>, Problem> {
    undisturbed(actions::save(Arc::clone(&app), by.doer(&app), details)).await?;
    state_of(&app, &headers, peer).await
}

/// Looks at a provider with these settings, stored or not, and says what became of it. Takes at most 25 seconds.
#[utoipa::path(post, path = "/openid/test", tag = "administration", operation_id = "test_openid",
    request_body = OpenIdDetails,
    responses((status = 200, body = OpenIdTested), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn test(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(details): Body<OpenIdDetails>,
) -> Result<Json<OpenIdTested>, Problem> {
    app.limiters.provider_tests.count(&by.id.0)?;
    let redirect = redirect(&app, &headers, peer).ok_or_else(|| Problem::malformed("there is no Host"))?;
    Ok(Json(undisturbed(actions::test(Arc::clone(&app), by.doer(&app), details, redirect)).await?))
}

/// An operator is nobody at the provider any more, until his or her address says so again; all of his or her sign-ins end.
#[utoipa::path(delete, path = "/users/{id}/openid", tag = "administration", operation_id = "unlink_openid",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn unlink(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::unlink(Arc::clone(&app), by.doer(&app), OperatorId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// By what one can sign in oneself.
#[utoipa::path(get, path = "/me/ways-in", tag = "account", responses((status = 200, body = OwnWays)))]
pub async fn own_ways(State(app): State<Arc<App>>, by: Operator) -> Result<Json<OwnWays>, Problem> {
    let mut read = app.store.read().await?;
    let password = read.conn().has_password(by.id).await?;
    let directory = app.directory();
    let role = directory.operator(by.id).map(|me| me.role);
    let openid = match directory.openid_now() {
        Some(provider) => {
            let link = read.conn().openid_link_of(by.id, &provider.issuer).await?;
            link.map(|link| OwnOpenId {
                name: provider.name.clone(),
                since: link.linked_at.into(),
                can_unlink: password && role.is_some_and(|role| directory.takes_password_of(role)),
            })
        }
        None => None,
    };
    Ok(Json(OwnWays { password, openid }))
}

/// One is nobody at the provider any more, until one's address says so again; all other sign-ins end.
#[utoipa::path(post, path = "/me/openid/unlink", tag = "account", operation_id = "unlink_own_openid",
    request_body = ProvePassword,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn unlink_own(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    by: Operator,
    Body(proof): Body<ProvePassword>,
) -> Result<StatusCode, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    undisturbed(actions::unlink_own(app, by.sign_in, proof.password, asker)).await?;
    Ok(StatusCode::NO_CONTENT)
}
