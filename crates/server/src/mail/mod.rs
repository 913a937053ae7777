//! Mails: the words they are made of, the bytes they travel as, and the talk with the server that takes them.

pub mod body;
pub mod letter;
pub mod server;
pub mod session;
pub mod words;

/// Wakes the worker that sends mails.
#[derive(Default)]
pub struct Bell {
    /// A mail was written.
    pub written: tokio::sync::Notify,
    /// The server is another now, or somebody wants a mail tried at once: a pause because of the old server is over.
    pub anew: tokio::sync::Notify,
}
