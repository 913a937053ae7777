//! Outside messengers: what their bytes say in plain words, and what is asked of them so that something gets to a client.
//!
//! One folder per messenger, one line in [`ALL`]. Nothing here opens a connection or reads a clock: bytes and times come in,
//! words and requests go out. Nothing here knows the desk, and the desk knows none of the messengers.

// An outcome is moved a few times for each request, which takes a million times as long.
#![allow(clippy::result_large_err)]

mod capabilities;
mod graph;
mod heard;
mod messenger;
mod places;
mod sending;
mod settings;
mod split;
mod whatsapp;

pub use capabilities::{Capabilities, FileKind, FileLimit};
pub use heard::{
    Card, Heard, Identity, Item, Media, MediaKind, Of, Part, Person, Progress, Receipt, Referral, Said, Sifted, What,
};
pub use places::{places, with_values};
pub use sending::{
    Address, Answer, Body, Check, Checked, Content, FailedWhy, Failure, Fetch, Field as FormField, Finding, Job,
    Method, Outcome, Outgoing, Profile, Request, Step, Template, TemplateUse,
};
pub use settings::{Field, Settings};

use jiff::SignedDuration;

/// An outside messenger. Every method is total: whatever comes in, it answers and does not panic.
pub trait Channel: Send + Sync {
    /// Its word in addresses, settings and the database; also that of the entry.
    fn kind(&self) -> &'static str;

    /// What is to be known of a page or number before it can be used.
    fn settings(&self) -> &'static [Field];

    /// What the messenger calls the page or number: events say by it where they belong.
    fn account<'a>(&self, settings: &'a Settings) -> &'a str;

    /// What can be sent, and how much of it.
    fn can(&self) -> &'static Capabilities;

    /// The answer to a question whether the address of the webhook is ours; none: refused.
    ///
    /// `query` holds the decoded pairs of the address.
    fn confirm(&self, settings: &Settings, query: &[(String, String)]) -> Option<String>;

    /// The header (lower case) that carries the signature of a delivery.
    fn signature_header(&self) -> &'static str;

    /// Whether the raw bytes of a delivery come from the messenger: signed with the present secret, or with an old one that is
    /// still taken. Compared in constant time.
    fn is_genuine(&self, settings: &Settings, signature: &[u8], body: &[u8]) -> bool;

    /// What a delivery says, in the order of its own times. What is not understood is [`What::Unknown`], never an error.
    fn read(&self, body: &[u8]) -> Vec<Heard>;

    /// A delivery without what it tells of somebody known in one of these ways, and without his or her words; none: it tells
    /// nothing of him or her. What it tells of others is read as before.
    fn without(&self, body: &[u8], whom: &[Identity]) -> Option<Sifted>;

    /// What one message becomes on this messenger: parts that are sent one after the other, each under its own id.
    ///
    /// `text` may be longer than the messenger takes; `files` are in the sender's order.
    fn parts(&self, text: &str, files: &[Content]) -> Vec<Content>;

    /// The next step of a job, after these answers to its steps so far.
    fn next(&self, settings: &Settings, job: &Job, answers: &[Answer]) -> Step;

    /// How long the other side asks to be left alone, by the headers (names in lower case) of its answer; none: nothing is said.
    ///
    /// What an [`Answer::Said`] is given as `wait`.
    fn wait(&self, headers: &[(&str, &str)]) -> Option<SignedDuration>;

    /// How somebody is known by this phone number, of whom the messenger has not told yet; none: not that way.
    ///
    /// The number is in international form with its plus; spaces, hyphens and parentheses do not matter.
    fn identity_of_phone(&self, _phone: &str) -> Option<Identity> {
        None
    }

    /// Ends of host names from which media may be fetched, beside the host of the provider's own interface.
    fn media_hosts(&self) -> &'static [&'static str];
}

/// Every messenger there is.
pub static ALL: &[&dyn Channel] = &[&messenger::Messenger, &whatsapp::WhatsApp];

/// The messenger of this word.
#[must_use]
pub fn of(kind: &str) -> Option<&'static dyn Channel> {
    ALL.iter().copied().find(|channel| channel.kind() == kind)
}
