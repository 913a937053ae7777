//! Sessions and client tokens seen lately: most requests need no look-up. Bounded; a session is looked up anew twice a minute.

use desk::{ClientId, OperatorId, Timestamp, TokenId};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use store::SignIn;

/// A session ended by another process is believed at most this long.
const SESSION_FRESH: Duration = Duration::from_secs(30);
/// More than this are not remembered.
const MOST: usize = 50_000;

/// Sessions and client tokens seen lately.
#[derive(Default)]
pub struct Known {
    sessions: Mutex<HashMap<String, (SignIn, Instant)>>,
    clients: Mutex<HashMap<String, ClientId>>,
    /// Sessions that were looked up and whose row does not say so yet.
    seen: Mutex<HashMap<String, Timestamp>>,
    /// The same of API tokens.
    tokens: Mutex<HashMap<TokenId, Timestamp>>,
}

impl Known {
    /// A session looked up a moment ago.
    pub fn session(&self, token_hash: &str) -> Option<SignIn> {
        let sessions = lock(&self.sessions);
        sessions.get(token_hash).filter(|(_, at)| at.elapsed() < SESSION_FRESH).map(|(sign_in, _)| sign_in.clone())
    }

    /// A session was looked up.
    pub fn remember_session(&self, sign_in: SignIn, now: Timestamp) {
        lock(&self.seen).insert(sign_in.token_hash.clone(), now);
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= MOST {
            sessions.clear();
        }
        sessions.insert(sign_in.token_hash.clone(), (sign_in, Instant::now()));
    }

    /// Which sessions a request came with since the last call, and about when.
    pub fn take_seen(&self) -> HashMap<String, Timestamp> {
        std::mem::take(&mut lock(&self.seen))
    }

    /// A request came with an API token.
    pub fn remember_token(&self, token: TokenId, now: Timestamp) {
        lock(&self.tokens).insert(token, now);
    }

    /// Which API tokens a request came with since the last call, and about when.
    pub fn take_tokens(&self) -> HashMap<TokenId, Timestamp> {
        std::mem::take(&mut lock(&self.tokens))
    }

    /// A session ended.
    pub fn forget_session(&self, token_hash: &str) {
        lock(&self.sessions).remove(token_hash);
    }

    /// An operator's sessions ended.
    pub fn forget_sessions_of(&self, operator: OperatorId) {
        lock(&self.sessions).retain(|_, (sign_in, _)| sign_in.operator != operator);
    }

    /// The client of a token looked up before.
    pub fn client(&self, token_hash: &str) -> Option<ClientId> {
        lock(&self.clients).get(token_hash).copied()
    }

    /// Somebody is known by another token now, or by none.
    pub fn forget_clients(&self) {
        lock(&self.clients).clear();
    }

    /// A token was looked up.
    pub fn remember_client(&self, token_hash: &str, client: ClientId) {
        let mut clients = lock(&self.clients);
        if clients.len() >= MOST {
            clients.clear();
        }
        clients.insert(token_hash.to_owned(), client);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
