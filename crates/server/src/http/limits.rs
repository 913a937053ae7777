//! How much strangers may ask for, per address and per client.

use crate::{config::Limits, problem::Problem};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _, clock::DefaultClock};
use std::{hash::Hash, net::IpAddr, num::NonZeroU32};

/// Lists an operator may take away a minute: each reads everything there is.
const EXPORTS: u32 = 10;

/// Looks at an OpenID Connect provider an administrator may have a minute.
const PROVIDER_TESTS: u32 = 20;

/// Wrongly signed calls of one channel that are noted in a minute.
const WRONG_SIGNATURES: u32 = 6;

/// Talks an operator may send by mail a minute.
const OPERATOR_TRANSCRIPTS: u32 = 30;

/// One limit: so many a minute, and so many at once.
pub struct Limiter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Counts one.
    ///
    /// # Errors
    /// `too-many-requests` with when to try again.
    pub fn count(&self, key: &K) -> Result<(), Problem> {
        self.limiter.check_key(key).map_err(|not_until| {
            metrics::counter!("hovorna_requests_limited_total").increment(1);
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::too_many(wait.as_secs() + 1)
        })
    }

    fn forget_the_quiet(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// All limits.
pub struct Limiters {
    /// Attempts to sign in, per address.
    pub sign_ins: Limiter<IpAddr>,
    /// Conversations begun, per address.
    pub entries: Limiter<IpAddr>,
    /// Conversations begun, per client.
    pub client_entries: Limiter<String>,
    /// Messages and page views, per client.
    pub client_messages: Limiter<String>,
    /// All requests of clients, per address.
    pub client_requests: Limiter<IpAddr>,
    /// All requests of one operator.
    pub operator_requests: Limiter<uuid::Uuid>,
    /// All requests of one API token.
    pub token_requests: Limiter<uuid::Uuid>,
    /// Sockets opened, per address.
    pub sockets: Limiter<IpAddr>,
    /// Pages looked at for one operator.
    pub previews: Limiter<uuid::Uuid>,
    /// Mails sent to see whether they arrive, per administrator.
    pub mail_tests: Limiter<uuid::Uuid>,
    /// Looks at an OpenID Connect provider, per administrator.
    pub provider_tests: Limiter<uuid::Uuid>,
    /// Talks sent by mail for clients, per address they ask from.
    pub transcripts: Limiter<IpAddr>,
    /// Talks one operator sends by mail.
    pub operator_transcripts: Limiter<uuid::Uuid>,
    /// Lists one operator took away in a file.
    pub exports: Limiter<uuid::Uuid>,
    /// Wrongly signed calls that are noted, per page or number of an outside messenger.
    pub wrong_signatures: Limiter<String>,
}

impl Limiters {
    /// Nobody has asked for anything yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            sign_ins: Limiter::new(limits.sign_ins_per_address),
            entries: Limiter::new(limits.entries_per_address),
            client_entries: Limiter::new(limits.entries_per_client),
            client_messages: Limiter::new(limits.messages_per_client),
            client_requests: Limiter::new(limits.client_requests_per_address),
            operator_requests: Limiter::new(limits.requests_per_operator),
            token_requests: Limiter::new(limits.requests_per_token),
            sockets: Limiter::new(limits.sockets_per_address),
            previews: Limiter::new(limits.previews_per_operator),
            mail_tests: Limiter::new(limits.mail_tests_per_administrator),
            provider_tests: Limiter::new(PROVIDER_TESTS),
            transcripts: Limiter::new(limits.transcripts_per_address),
            operator_transcripts: Limiter::new(OPERATOR_TRANSCRIPTS),
            exports: Limiter::new(EXPORTS),
            wrong_signatures: Limiter::new(WRONG_SIGNATURES),
        }
    }

    /// Keeps the tables small: who has been quiet starts anew anyway.
    pub fn forget_the_quiet(&self) {
        self.sign_ins.forget_the_quiet();
        self.entries.forget_the_quiet();
        self.client_entries.forget_the_quiet();
        self.client_messages.forget_the_quiet();
        self.client_requests.forget_the_quiet();
        self.operator_requests.forget_the_quiet();
        self.token_requests.forget_the_quiet();
        self.sockets.forget_the_quiet();
        self.previews.forget_the_quiet();
        self.mail_tests.forget_the_quiet();
        self.provider_tests.forget_the_quiet();
        self.transcripts.forget_the_quiet();
        self.operator_transcripts.forget_the_quiet();
        self.exports.forget_the_quiet();
        self.wrong_signatures.forget_the_quiet();
    }
}
