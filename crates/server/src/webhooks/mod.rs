//! Other systems of the company hear what happens: signed, at least once, each under an id that stays.

pub mod news;
pub mod post;
pub mod signature;

use tokio::sync::Notify;

/// What a secret is sealed for: one put in another's place does not open.
#[must_use]
pub fn purpose(id: uuid::Uuid) -> String {
    format!("webhook {id}")
}

/// Wakes the worker that sends.
#[derive(Default)]
pub struct Bell {
    /// There is something to send.
    pub written: Notify,
    /// What failed may work now: an address was changed, a person wants it tried.
    pub anew: Notify,
}
