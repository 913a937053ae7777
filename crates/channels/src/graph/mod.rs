//! What Messenger and WhatsApp have in common: webhooks and answers of Meta's Graph API.

mod checks;
mod envelope;
mod failure;
mod handshake;
mod loose;
mod outcome;
mod requests;
mod sanitise;
mod sifting;
mod subscribing;
mod wait;

pub(crate) use checks::{
    Callback, Found, app, ask_for_app, ask_for_token, callback, found, nobody_asked, not_found_out, reachability,
    secret, subscription, token, under_proof,
};
pub(crate) use envelope::{
    Members, bounded, entries, fingerprint, in_order, items, key, member_id, members, unknown, value,
};
pub(crate) use failure::{failure, failure_without_words};
pub(crate) use handshake::{SIGNATURE_HEADER, confirm, is_genuine};
pub(crate) use loose::{flag, id, list, member, text, time};
pub(crate) use outcome::{Effect, lost, told};
pub(crate) use requests::{form, get, post, segment};
pub(crate) use sanitise::readable;
pub(crate) use sifting::{Kept, Sieve, object, without};
pub(crate) use subscribing::{edge, subscribers, succeeded, watched};
pub(crate) use wait::wait;

/// The version of the Graph API that is spoken here; lives until February 2028.
pub(crate) const VERSION: &str = "v25.0";
