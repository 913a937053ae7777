//! What every answer carries, and which pages may send requests.

use super::ask::CLIENT_HEADER;
use crate::{app::App, directory::Widget, problem::Problem};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{net::SocketAddr, sync::Arc};
use url::Url;

/// Checks where a request comes from, and answers other sites' browsers in their own terms (CORS).
pub async fn cross_origin(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let origin = request.headers().get(header::ORIGIN).cloned();
    if path.starts_with("/widget/v1") {
        // Which widget it is about is known to the handler only: `allowed` decides there.
        let mut response = if request.method() == Method::OPTIONS { preflight() } else { next.run(request).await };
        if let Some(origin) = origin {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::VARY, HeaderValue::from_static("origin"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        }
        return response;
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if path.starts_with("/api/") && (changes || path == "/api/v1/live") && !is_own(&app, request.headers()) {
        return Problem::foreign_origin().into_response();
    }
    next.run(request).await
}

fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, x-hovorna-client"),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Whether a request comes from our own pages, or from no page at all (no Origin header).
#[must_use]
pub fn is_own(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Some(origin) = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok()) else { return false };
    if let Some(public) = &app.config.public_url {
        return public.origin() == origin.origin();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return false,
    };
    host.is_some_and(|host| host.eq_ignore_ascii_case(&named))
}

/// The address people reach us at: the public one, else where the page is that asks, which was held against ours already, else
/// what the request was sent to.
#[must_use]
pub fn base_url(app: &App, headers: &HeaderMap) -> String {
    if let Some(public) = &app.config.public_url {
        return public.as_str().trim_end_matches('/').to_owned();
    }
    let said = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match said(header::ORIGIN) {
        Some(origin) => origin.to_owned(),
        None => format!("http://{}", said(header::HOST).unwrap_or("localhost")),
    }
}

/// Whether a widget may be used from where the request comes from.
///
/// # Errors
/// `foreign-origin`.
pub fn allowed(app: &App, widget: &Widget, headers: &HeaderMap) -> Result<(), Problem> {
    let allowed = &widget.details.allowed_origins;
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let listed = |origin: &str| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin));
    if allowed.is_empty() || is_own(app, headers) || origin.is_some_and(listed) {
        Ok(())
    } else {
        Err(Problem::foreign_origin())
    }
}

/// Whether people reach us over TLS: then the cookie says so.
#[must_use]
pub fn is_secure(app: &App, headers: &HeaderMap, peer: Option<SocketAddr>) -> bool {
    if let Some(public) = &app.config.public_url {
        return public.scheme() == "https";
    }
    let trusted =
        peer.is_some_and(|peer| app.config.trusted_proxies.iter().any(|net| net.contains(&peer.ip().to_canonical())));
    trusted && headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}

/// What every answer carries.
pub async fn headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    let secure = is_secure(&app, request.headers(), peer);
    let private = request.uri().path().starts_with("/api/") || request.headers().contains_key(CLIENT_HEADER);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("accept-ch"), "sec-ch-ua-platform-version, sec-ch-ua-model");
    if private {
        set(header::CACHE_CONTROL, "no-store");
    }
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
