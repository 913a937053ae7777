//! Requests of the Graph API: version in the path, token in a header, proof that we know the secret.

use super::VERSION;
use super::handshake::proof;
use crate::sending::Field;
use crate::{Address, Body, Method, Request, Settings};
use serde_json::Value;
use std::fmt::Write as _;

/// Reads something; may always be repeated.
pub(crate) fn get(settings: &Settings, path: &str, query: &[(&str, &str)]) -> Request {
    let mut request = request(settings, Method::Get, path, Body::None, true);
    request.query.extend(query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    request
}

/// Changes something.
pub(crate) fn post(settings: &Settings, path: &str, body: Value, repeatable: bool) -> Request {
    request(settings, Method::Post, path, Body::Json(body), repeatable)
}

/// Uploads the job's file, which nobody sees yet: may be repeated.
pub(crate) fn form(settings: &Settings, path: &str, values: &[(&'static str, String)], file: &'static str) -> Request {
    let values = values.iter().map(|(name, value)| Field::Value { name, value: value.clone() });
    let fields = values.chain([Field::File { name: file }]).collect();
    request(settings, Method::Post, path, Body::Form(fields), true)
}

/// An id as one segment of a path, whatever is in it.
pub(crate) fn segment(id: &str) -> String {
    id.bytes().fold(String::new(), |mut segment, byte| {
        if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' {
            segment.push(char::from(byte));
        } else {
            let _ = write!(segment, "%{byte:02X}");
        }
        segment
    })
}

fn request(settings: &Settings, method: Method, path: &str, body: Body, repeatable: bool) -> Request {
    let (token, secret) = (settings.get("access_token"), settings.get("app_secret"));
    let mut query = Vec::new();
    if !secret.is_empty() && !token.is_empty() {
        query.push(("appsecret_proof".to_owned(), proof(secret, token)));
    }
    Request {
        method,
        address: Address::Interface(format!("{VERSION}/{path}")),
        query,
        bearer: Some(token.to_owned()),
        body,
        repeatable,
        digest: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_segment() {
        assert_eq!(segment("112_a-b"), "112_a-b");
        assert_eq!(segment("../me?x=1#"), "%2E%2E%2Fme%3Fx%3D1%23");
    }

    #[test]
    fn the_proof_goes_along_where_the_secret_is_known() {
        let settings = |secret: &str| -> Settings {
            [("access_token", "token"), ("app_secret", secret)]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into_iter()
                .collect()
        };
        let request = get(&settings("secret"), "1", &[("fields", "id")]);
        // printf token | openssl dgst -sha256 -hmac secret
        let expected = "e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a";
        assert_eq!(request.query[0], ("appsecret_proof".into(), expected.into()));
        assert_eq!(request.bearer.as_deref(), Some("token"));
        assert_eq!(request.address, Address::Interface("v25.0/1".into()));
        assert_eq!(get(&settings(""), "1", &[]).query, []);
    }
}
