//! What goes wrong, as people's programs are told: `application/problem+json` with a stable code (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{Permission, capacity::NoRoom, conversation::NotChanged, delivery::FailedWhy, text::TextError};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Why a request had no effect. `docs/live-protocol.md` lists the codes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:hovorna:problem:CODE`: a name, not a page.
    #[serde(rename = "type")]
    pub kind: String,
    /// In English, for logs.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Stable; people are told by it, in their language.
    pub code: &'static str,
    /// More about this very case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Fields of single codes.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        let kind = format!("urn:hovorna:problem:{code}");
        Self { kind, title, status: status.as_u16(), code, detail: None, more: Map::new() }
    }

    /// With one more field.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.more.insert(key.to_owned(), value);
        self
    }

    /// With more about this very case.
    #[must_use]
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// 409 with this code.
    #[must_use]
    pub fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }

    /// It does not exist, or may not be seen.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "This does not exist, or you may not see it")
    }

    /// No session, or one that ended.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not-signed-in", "You are not signed in")
    }

    /// E-mail or password wrong; never which.
    #[must_use]
    pub fn wrong_password() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong-password", "E-mail or password is wrong")
    }

    /// The password is right, and a code of the app is asked for, too.
    #[must_use]
    pub fn code_required() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "code-required", "A code of your app is needed, too")
    }

    /// Neither the app's present code nor a recovery code, or one that was used.
    #[must_use]
    pub fn wrong_code() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong-code", "This code is wrong or was used already")
    }

    /// The company asks for a second step: first set it up, then go on; and it cannot be turned off.
    #[must_use]
    pub fn second_factor_required() -> Self {
        Self::refused("second-factor-required", "Your role needs a second step of signing in")
    }

    /// It is not allowed.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You are not allowed to do this")
    }

    /// This permission is missing.
    #[must_use]
    pub fn not_permitted(permission: Permission) -> Self {
        Self::forbidden().with("permission", permission)
    }

    /// 403 with this code.
    #[must_use]
    pub fn refused(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, title)
    }

    /// The request comes from a page it must not come from.
    #[must_use]
    pub fn foreign_origin() -> Self {
        Self::refused("foreign-origin", "Requests from this origin are not allowed")
    }

    /// Not JSON, or not of the expected shape.
    #[must_use]
    pub fn malformed(detail: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request cannot be understood").detail(detail)
    }

    /// The body is over its limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large")
    }

    /// The body did not come in time.
    #[must_use]
    pub fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The request did not come in time")
    }

    /// Fields do not fit: `{field: code}`.
    #[must_use]
    pub fn invalid(fields: &[(&str, &str)]) -> Self {
        let fields: Map<String, Value> =
            fields.iter().map(|(field, code)| ((*field).to_owned(), json!(code))).collect();
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields do not fit").with("fields", fields)
    }

    /// A limit was passed; try again after so many seconds.
    #[must_use]
    pub fn too_many(retry_after: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests")
            .with("retry_after", retry_after)
    }

    /// Too many wrong passwords.
    #[must_use]
    pub fn locked_out(retry_after: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "locked-out", "Too many wrong passwords")
            .with("retry_after", retry_after)
    }

    /// The id stands for something else already.
    #[must_use]
    pub fn id_in_use() -> Self {
        Self::conflict("id-in-use", "This id stands for something else already")
    }

    /// The conversation is over.
    #[must_use]
    pub fn ended() -> Self {
        Self::conflict("ended", "This conversation has ended")
    }

    /// The conversation is with, or waits for, somebody else.
    #[must_use]
    pub fn not_yours() -> Self {
        Self::conflict("not-yours", "This conversation is not yours")
    }

    /// The outside messenger that was asked does not do it, and says why.
    #[must_use]
    pub fn refused_by_messenger(said: &str) -> Self {
        let title = "The messenger does not answer this at the moment";
        // Nothing here is broken, and to try again at once does not help.
        Self::new(StatusCode::FAILED_DEPENDENCY, "messenger-unavailable", title).detail(said)
    }

    /// The outside messenger refuses what an administrator wants of it. The code says what is to be done, the detail what it says.
    #[must_use]
    pub fn of_messenger(why: FailedWhy, said: &str) -> Self {
        let (code, title) = match why {
            FailedWhy::Token => ("messenger-token", "The messenger does not take the access token"),
            FailedWhy::Permission => ("messenger-permission", "The access token, or the app, may not do this"),
            FailedWhy::Account => ("messenger-account", "The messenger has stopped the page or number"),
            FailedWhy::Gone => ("messenger-gone", "The messenger has no such page or number, or none this token sees"),
            FailedWhy::TooFast => ("messenger-busy", "The messenger is asked too much; try again later"),
            FailedWhy::NoAnswer | FailedWhy::Temporary => return Self::refused_by_messenger(said),
            _ => ("messenger-refused", "The messenger refuses this"),
        };
        Self::new(StatusCode::FAILED_DEPENDENCY, code, title).detail(said)
    }

    /// The database did not answer in time, or something of ours broke. The cause is logged, not told.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "This cannot be done at the moment; try again")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.more.get("retry_after").and_then(Value::as_u64);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        // Ids are the senders' own; what else must be unique is looked at where it is written.
        if error.is_taken() {
            return Self::id_in_use();
        }
        tracing::error!(%error, "the database did not do what was asked");
        Self::unavailable()
    }
}

impl From<NotChanged> for Problem {
    fn from(why: NotChanged) -> Self {
        match why {
            NotChanged::Ended => Self::ended(),
            NotChanged::NotYours => Self::not_yours(),
        }
    }
}

impl From<NoRoom> for Problem {
    fn from(why: NoRoom) -> Self {
        match why {
            NoRoom::LimitReached { limit } => {
                Self::conflict("limit-reached", "Your chat limit is reached").with("limit", limit)
            }
            NoRoom::InCall => Self::conflict("in-call", "A call or video conversation is open"),
            NoRoom::DeskNotEmpty => Self::conflict("desk-not-empty", "This needs an empty desk"),
        }
    }
}

/// The code of a text that does not fit.
#[must_use]
pub const fn text_code(why: TextError) -> &'static str {
    match why {
        TextError::Empty => "empty",
        TextError::TooLong => "too-long",
    }
}
