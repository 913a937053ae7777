//! What the desk answered.

use super::document::told_of;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// What the desk answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Null when there is none, or it is not JSON.
    pub body: Value,
}

impl Answer {
    /// Sends a request and holds the answer against the API's document.
    pub async fn to(request: reqwest::RequestBuilder) -> Self {
        let (http, request) = request.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = http.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        told_of(&method, &path, status, &body);
        Self { status, headers, body }
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "refused: {} {}", self.status, self.body);
        self.body
    }

    /// Asserts a refusal: status and code as documented, in the shape of RFC 9457.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["type"], format!("urn:hovorna:problem:{code}"));
        self.body
    }

    /// Asserts `invalid` with this code at this field.
    #[track_caller]
    pub fn invalid(self, field: &str, code: &str) {
        let body = self.refused(422, "invalid");
        assert_eq!(body["fields"][field], code, "{body}");
    }
}
