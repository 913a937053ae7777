//! An OpenID Connect provider of a test's own: it signs whatever the test wants, also what no honest one would.

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey as _,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use url::Url;

/// Keys that sign nothing but in these tests.
const KEYS: [(&str, &str); 2] = [
    ("first", "MC4CAQAwBQYDK2VwBCIEIH+UlrquCRN9zatN7kKYVEHurAwJOQmw5KY4aRKM8jGQ"),
    ("second", "MC4CAQAwBQYDK2VwBCIEILi+RqIhF/eOXodpEIBSenPzp4PFjP7CcLh8h348eeZ6"),
];

/// A provider on a port of its own.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    issuer: Mutex<String>,
    /// By code: what it stands for.
    codes: Mutex<HashMap<String, Given>>,
    /// What is told where more is asked for.
    more: Mutex<Value>,
    documents: AtomicUsize,
}

/// What somebody signs in with, and what the provider was asked by the desk.
#[derive(Clone)]
struct Given {
    claims: Value,
    challenge: String,
    key: usize,
}

impl Provider {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner { issuer: Mutex::new(issuer.clone()), ..Inner::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/more", get(more))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, inner }
    }

    /// What an administrator would set.
    pub fn settings(&self, more: Value) -> Value {
        let mut settings = json!({"on": true, "name": "Lumen ID", "issuer": self.issuer, "client_id": "desk",
            "client_secret": "s3cret", "passwords": true});
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        settings
    }

    /// How often it was asked what it says of itself.
    pub fn documents(&self) -> usize {
        self.inner.documents.load(Ordering::SeqCst)
    }

    /// From now on it says to be another one.
    pub fn calls_itself(&self, issuer: &str) {
        issuer.clone_into(&mut self.inner.issuer.lock().unwrap());
    }

    /// What it tells of people beside what it signs.
    pub fn tells_more(&self, more: Value) {
        *self.inner.more.lock().unwrap() = more;
    }

    /// Somebody signs in at the door a browser was sent to; `claims` are signed beside, or instead of, what belongs there.
    pub fn signs_in(&self, door: &Url, claims: Value) -> String {
        self.signs_in_with(door, claims, 0)
    }

    /// The same, signed with the key of this number; only the first is told.
    pub fn signs_in_with(&self, door: &Url, claims: Value, key: usize) -> String {
        let asked: HashMap<_, _> = door.query_pairs().into_owned().collect();
        assert_eq!((&*asked["response_type"], &*asked["client_id"]), ("code", "desk"));
        assert_eq!((&*asked["scope"], &*asked["code_challenge_method"]), ("openid email profile", "S256"));
        let now = server::app::now().as_second();
        let mut whole =
            json!({"iss": self.issuer, "aud": "desk", "iat": now, "exp": now + 300, "nonce": asked["nonce"]});
        whole.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let code = server::secret::token();
        let given = Given { claims: whole, challenge: asked["code_challenge"].clone(), key };
        self.inner.codes.lock().unwrap().insert(code.clone(), given);
        code
    }
}

async fn document(State(provider): State<Arc<Inner>>) -> Json<Value> {
    provider.documents.fetch_add(1, Ordering::SeqCst);
    let issuer = provider.issuer.lock().unwrap().clone();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/door"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/more"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys() -> Json<Value> {
    Json(json!({"keys": [key(0).as_verification_key()]}))
}

/// A code is good once, for the client it was given to, who proves to be the one who asked.
async fn token(
    State(provider): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode("desk:s3cret"));
    if headers.get(header::AUTHORIZATION).is_none_or(|given| *given != *basic) {
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": "invalid_client"}))).into_response();
    }
    let given = provider.codes.lock().unwrap().remove(&asked["code"]);
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(&asked["code_verifier"]));
    match given.filter(|given| given.challenge == proof) {
        Some(given) => Json(json!({
            "access_token": "for-more",
            "token_type": "Bearer",
            "id_token": signed(&given.claims, given.key),
        }))
        .into_response(),
        None => (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response(),
    }
}

async fn more(State(provider): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    let told = provider.more.lock().unwrap().clone();
    if told.is_null() || headers.get(header::AUTHORIZATION).is_none_or(|given| given != "Bearer for-more") {
        return StatusCode::FORBIDDEN.into_response();
    }
    Json(told).into_response()
}

fn key(n: usize) -> CoreEdDsaPrivateSigningKey {
    let (id, key) = KEYS[n];
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(id.into()))).unwrap()
}

fn signed(claims: &Value, n: usize) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let said = format!("{}.{}", part(&json!({"alg": "EdDSA", "kid": KEYS[n].0})), part(claims));
    let signature = key(n).sign(&CoreJwsSigningAlgorithm::EdDsa, said.as_bytes()).unwrap();
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
}
