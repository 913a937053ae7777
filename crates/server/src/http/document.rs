//! The document of the API (OpenAPI 3.1): what the handlers say, and what holds for all of them.

use super::ask::{CLIENT_HEADER, COOKIE};
use utoipa::{
    OpenApi,
    openapi::{
        Content, Ref, RefOr, Response, SecurityRequirement,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

/// The document's head.
#[derive(OpenApi)]
#[openapi(
    components(schemas(crate::http::mail::Sent)),
    info(
        title = "Hovorna",
        description = "Operators (`/api/v1`, cookie session; some requests also with an API token, `Authorization: Bearer`, of the scope they name) and clients (`/widget/v1`, header `X-Hovorna-Client`). Errors are `application/problem+json` with a stable `code`.",
        license(name = "MIT OR Apache-2.0")
    )
)]
pub struct Document;

/// Operations that need no session.
const OPEN: [&str; 9] = [
    "set_up_state",
    "set_up",
    "sign_in",
    "sign_in_through_openid",
    "come_back_from_openid",
    "ask_reset",
    "look_at_link",
    "use_link",
    "widget_state",
];

/// Adds what every operation has: who may ask, and the shape of every refusal.
pub fn complete(document: &mut utoipa::openapi::OpenApi) {
    let schemes = [
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)))),
        ("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer))),
        ("client", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(CLIENT_HEADER)))),
    ];
    document
        .components
        .get_or_insert_default()
        .security_schemes
        .extend(schemes.map(|(name, s)| (name.to_owned(), s.into())));
    for (path, item) in &mut document.paths.paths {
        let scheme = if path.starts_with("/widget/") { "client" } else { "session" };
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten();
        operations.for_each(|operation| complete_one(operation, scheme));
    }
}

fn complete_one(operation: &mut Operation, scheme: &str) {
    let open = operation.operation_id.as_deref().is_some_and(|id| OPEN.contains(&id));
    // Where programs may ask, too, the handler says which scope they need.
    if !open && operation.security.is_none() {
        operation.security = Some(vec![SecurityRequirement::new(scheme, std::iter::empty::<&str>())]);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            name_problems(response);
        }
    }
    let mut refused = Response::new("Refused: the code says why");
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    refused.content.insert("application/problem+json".into(), problem.into());
    operation.responses.responses.entry("default".into()).or_insert_with(|| refused.into());
}

/// What a handler names as the body of a refusal travels under a name of its own (RFC 9457, section 3).
fn name_problems(response: &mut Response) {
    let content = std::mem::take(&mut response.content).into_iter();
    let named = content.map(|(kind, content)| {
        let kind = if is_problem(&content) { "application/problem+json".to_owned() } else { kind };
        (kind, content)
    });
    response.content = named.collect();
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else { return false };
    matches!(&content.schema, Some(RefOr::Ref(of)) if of.ref_location.ends_with("/Problem"))
}
