//! Set-up, sign-in, status.

use super::ask::{Address, Body, COOKIE, Operator, SignedIn};
use crate::{
    actions::{
        access,
        audit::Doer,
        sessions::{self, Asker},
        undisturbed,
    },
    app::App,
    directory::photo_url,
    http::security::is_secure,
    problem::Problem,
    wire::{
        administration::UserDetails,
        openid::OpenIdWay,
        operator::{ChosenStatus, EntrySwitches, Me, Session, SetUp, SetUpState, SignIn},
    },
};
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{AwayReasonId, Role, away::Choice};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

/// Whether the set-up page is open, and how people sign in.
#[utoipa::path(get, path = "/setup", tag = "session", responses((status = 200, body = SetUpState)))]
pub async fn set_up_state(State(app): State<Arc<App>>) -> Result<Json<SetUpState>, Problem> {
    let open = sessions::set_up_is_open(&app).await?;
    let openid = app.directory().openid_now().map(|it| OpenIdWay { name: it.name.clone(), passwords: it.passwords });
    Ok(Json(SetUpState { open, resets: access::can_mail_resets(&app), openid }))
}

/// Makes the first administrator and signs in.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = SetUp,
    responses((status = 201, body = Session), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_up(
    State(app): State<Arc<App>>,
    Address(address): Address,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(set_up): Body<SetUp>,
) -> Result<Response, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let details = UserDetails {
        name: set_up.name,
        public_name: None,
        email: set_up.email,
        role: Role::Administrator,
        permissions: BTreeMap::new(),
        chat_limit: None,
        entries_barred: Vec::new(),
        groups: Vec::new(),
        password: Some(set_up.password),
    };
    let asker = asker(address, &headers);
    let (token, sign_in) =
        undisturbed(sessions::set_up(Arc::clone(&app), set_up.token, set_up.company, details, asker)).await?;
    let session = session_of(&app, &sign_in)?;
    Ok((StatusCode::CREATED, cookie(&app, &headers, peer, &token), Json(session)).into_response())
}

/// Signs in; this sets Available.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Address(address): Address,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(who): Body<SignIn>,
) -> Result<Response, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let asker = asker(address, &headers);
    let (token, sign_in) = undisturbed(sessions::sign_in(Arc::clone(&app), who, asker)).await?;
    Ok((cookie(&app, &headers, peer, &token), Json(session_of(&app, &sign_in)?)).into_response())
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = Session), (status = 401, body = Problem)))]
pub async fn current(State(app): State<Arc<App>>, by: SignedIn) -> Result<Json<Session>, Problem> {
    Ok(Json(session_of(&app, &by.sign_in)?))
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
pub async fn sign_out(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    by: SignedIn,
) -> Result<Response, Problem> {
    let doer = Doer::operator(&app, by.id, &by.address.to_string());
    undisturbed(sessions::sign_out(Arc::clone(&app), doer, by.id, by.sign_in.token_hash)).await?;
    let mut gone = cookie(&app, &headers, peer, "");
    if let Ok(value) = HeaderValue::from_str(&format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")) {
        gone.insert(header::SET_COOKIE, value);
    }
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}

/// Chooses a status.
#[utoipa::path(put, path = "/me/status", tag = "session", request_body = ChosenStatus,
    responses((status = 204), (status = 422, body = Problem)))]
pub async fn choose_status(
    State(app): State<Arc<App>>,
    by: Operator,
    Body(chosen): Body<ChosenStatus>,
) -> Result<StatusCode, Problem> {
    let choice = Choice::of(chosen.status, chosen.reason.map(AwayReasonId));
    undisturbed(sessions::choose_status(app, by.id, choice)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has wrapped up after a conversation: clients are offered again at once.
#[utoipa::path(delete, path = "/me/wrap-up", tag = "session", responses((status = 204)))]
pub async fn end_wrap_up(State(app): State<Arc<App>>, by: Operator) -> Result<StatusCode, Problem> {
    undisturbed(sessions::end_wrap_up(app, by.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switches entries on and off for oneself: clients of those that are off are not offered, but may be accepted by hand.
#[utoipa::path(put, path = "/me/entries", tag = "session", request_body = EntrySwitches, responses((status = 204)))]
pub async fn switch_entries(
    State(app): State<Arc<App>>,
    by: Operator,
    Body(switches): Body<EntrySwitches>,
) -> Result<StatusCode, Problem> {
    undisturbed(sessions::switch_entries(app, by.id, switches.off.into())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The operator of a sign-in, as the console shows it.
///
/// # Errors
/// `not-signed-in` when there is none any more.
pub fn me(app: &App, by: desk::OperatorId) -> Result<Me, Problem> {
    let directory = app.directory();
    let operator = directory.operator(by).ok_or_else(Problem::not_signed_in)?;
    Ok(Me {
        id: operator.id.0,
        name: operator.name.clone(),
        public_name: operator.public_name.clone(),
        photo_url: photo_url(operator),
        email: operator.email.clone(),
        role: operator.role,
        permissions: operator.rights().all().collect(),
    })
}

fn session_of(app: &App, sign_in: &store::SignIn) -> Result<Session, Problem> {
    let operator = me(app, sign_in.operator)?;
    Ok(Session { operator, expires_at: sign_in.expires_at.into(), owes: sign_in.owes.map(Into::into) })
}

/// Who asks, for records and limits.
pub(super) fn asker(address: std::net::IpAddr, headers: &HeaderMap) -> Asker {
    let user_agent = headers.get(header::USER_AGENT).and_then(|ua| ua.to_str().ok()).map(ToOwned::to_owned);
    Asker { address: address.to_string(), user_agent }
}

/// The cookie of a sign-in.
pub(super) fn cookie(app: &App, headers: &HeaderMap, peer: SocketAddr, token: &str) -> HeaderMap {
    let secure = if is_secure(app, headers, Some(peer)) { "; Secure" } else { "" };
    let lasts = sessions::SIGN_IN_LASTS.as_secs();
    let value = format!("{COOKIE}={token}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}");
    let mut cookies = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&value) {
        cookies.insert(header::SET_COOKIE, value);
    }
    cookies
}
