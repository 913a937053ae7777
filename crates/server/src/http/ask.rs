//! Who asks: the extractors. There is an [`Operator`], one who [`May`](super::may::May) do something, a [`Client`], for one's
//! own sign-in a [`SignedIn`], where programs may a [`Caller`](super::caller::Caller), and no other way in.

use super::caller::bearer;
use crate::{
    app::{App, now},
    problem::Problem,
    secret,
};
use axum::{
    Json,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use desk::{ClientId, ConversationId, OperatorId, Permission, Rights, Role};
use serde::de::DeserializeOwned;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use store::SignIn;

/// The session cookie's name.
pub const COOKIE: &str = "hovorna_session";
/// The header that carries a client's token.
pub const CLIENT_HEADER: &str = "x-hovorna-client";

/// An operator who is signed in.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Who.
    pub id: OperatorId,
    /// What he or she may do.
    pub rights: Rights,
    /// By which sign-in.
    pub sign_in: SignIn,
    /// From which address.
    pub address: IpAddr,
}

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let SignedIn { id, role: _, rights, sign_in, address } = SignedIn::from_request_parts(parts, app).await?;
        match sign_in.owes {
            Some(store::Owed::SecondFactor) => return Err(Problem::second_factor_required()),
            None => app.heard_of(id),
        }
        Ok(Self { id, rights, sign_in, address })
    }
}

impl Operator {
    /// Whether this is allowed.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.rights.may(permission)
    }

    /// Whether the conversations of others may be seen.
    #[must_use]
    pub const fn sees_all(&self) -> bool {
        self.may(Permission::SeeAll)
    }
}

/// Somebody who is signed in and may have to do something before it is good for more: what is needed for that is open to
/// him or her, and nothing else.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub id: OperatorId,
    /// What he or she is there for.
    pub role: Role,
    /// What he or she may do.
    pub rights: Rights,
    /// By which sign-in.
    pub sign_in: SignIn,
    /// From which address.
    pub address: IpAddr,
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if bearer(&parts.headers).is_some() {
            return Err(Problem::refused("token-not-allowed", "API tokens may not do this"));
        }
        let token = cookie(&parts.headers, COOKIE).ok_or_else(Problem::not_signed_in)?;
        if !secret::looks_like_token(token) {
            return Err(Problem::not_signed_in());
        }
        let sign_in = session(app, &secret::token_hash(token)).await?.ok_or_else(Problem::not_signed_in)?;
        let id = sign_in.operator;
        let known = app.directory().operator(id).cloned();
        let operator = match known {
            Some(operator) => operator,
            None => app.reload_directory().await?.operator(id).cloned().ok_or_else(Problem::not_signed_in)?,
        };
        app.limiters.operator_requests.count(&id.0)?;
        let (role, rights) = (operator.role, operator.rights());
        Ok(Self { id, role, rights, sign_in, address: address(parts, app) })
    }
}

/// The sign-in with this token, unless it ended.
///
/// # Errors
/// `unavailable`.
pub async fn session(app: &App, token_hash: &str) -> Result<Option<SignIn>, Problem> {
    let now = now();
    if let Some(sign_in) = app.known.session(token_hash).filter(|s| s.expires_at > now) {
        return Ok(Some(sign_in));
    }
    let found = app.store.read().await?.conn().sign_in(token_hash, now).await?;
    if let Some(sign_in) = &found {
        app.known.remember_session(sign_in.clone(), now);
    }
    Ok(found)
}

/// A widget's client, known by the token its browser made.
#[derive(Clone, Debug)]
pub struct Client {
    /// Who; none when the token is new: nobody has come in with it yet.
    pub id: Option<ClientId>,
    /// The token's hash.
    pub token_hash: String,
}

impl Client {
    /// The client, who must have come in before.
    ///
    /// # Errors
    /// `not-found`.
    pub fn known(&self) -> Result<ClientId, Problem> {
        self.id.ok_or_else(Problem::not_found)
    }
}

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        app.limiters.client_requests.count(&address(parts, app))?;
        let token = parts.headers.get(CLIENT_HEADER).and_then(|value| value.to_str().ok());
        client_of(app, token.unwrap_or_default()).await
    }
}

/// Somebody who comes in with a token; whether it is known already shows then.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The token's hash.
    pub token_hash: String,
}

impl FromRequestParts<Arc<App>> for Newcomer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        app.limiters.client_requests.count(&address(parts, app))?;
        let token = parts.headers.get(CLIENT_HEADER).and_then(|value| value.to_str().ok());
        Ok(Self { token_hash: hash_of(token.unwrap_or_default())? })
    }
}

/// The hash of what must be a token.
fn hash_of(token: &str) -> Result<String, Problem> {
    if secret::looks_like_token(token) {
        Ok(secret::token_hash(token))
    } else {
        Err(Problem::not_signed_in().detail("the header X-Hovorna-Client carries no token"))
    }
}

/// The client of a token.
///
/// # Errors
/// `not-signed-in` when it is no token.
pub async fn client_of(app: &App, token: &str) -> Result<Client, Problem> {
    let token_hash = hash_of(token)?;
    if let Some(id) = app.known.client(&token_hash) {
        return Ok(Client { id: Some(id), token_hash });
    }
    let kind = crate::actions::entering::WIDGET_IDENTITY;
    let id = app.store.read().await?.conn().client_by_identity(kind, &token_hash).await?;
    if let Some(id) = id {
        app.known.remember_client(&token_hash, id);
    }
    Ok(Client { id, token_hash })
}

/// What the path names. Of the wrong shape means: it does not exist.
#[derive(Clone, Copy, Debug)]
pub struct InPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// The id of a conversation in the path. Who may do what with it, the desk decides on the row itself.
#[derive(Clone, Copy, Debug)]
pub struct Addressed(pub ConversationId);

impl<S: Send + Sync> FromRequestParts<S> for Addressed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        InPath::from_request_parts(parts, state).await.map(|InPath(id)| Self(ConversationId(id)))
    }
}

/// A JSON body; anything else is told in our own form.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejected) if rejected.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::too_large())
            }
            Err(rejected) => Err(Problem::malformed(rejected.body_text())),
        }
    }
}

/// The address of who asks, for limits and records.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        Ok(Self(address(parts, app)))
    }
}

/// The peer's address, or what trusted proxies say of it: the last one in `X-Forwarded-For` that is not theirs.
#[must_use]
pub fn address(parts: &Parts, app: &App) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |c| c.0.ip());
    let peer = peer.to_canonical();
    let trusted = |address: &IpAddr| app.config.trusted_proxies.iter().any(|net| net.contains(address));
    if !trusted(&peer) {
        return peer;
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let chain: Vec<IpAddr> = forwarded.flat_map(|v| v.split(',')).filter_map(|a| a.trim().parse().ok()).collect();
    chain.into_iter().rev().find(|address| !trusted(address)).unwrap_or(peer)
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}
