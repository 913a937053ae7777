//! A running desk, the people at it and their lines: what the tests play with.

mod answer;
mod desk;
mod document;
pub mod graph;
mod line;
mod mail_server;
mod people;
mod provider;

pub use answer::Answer;
pub use desk::{Desk, PASSWORD, desk};
pub use document::{DOCUMENT, operation};
pub use line::Line;
pub use mail_server::MailServer;
pub use people::{Client, Operator};
pub use provider::Provider;

use std::time::Duration;
use uuid::Uuid;

/// Nothing that is waited for takes longer, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An id as browsers make them.
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
