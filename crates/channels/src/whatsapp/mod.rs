//! WhatsApp: one number of the Cloud API. What is peculiar to it is in the README beside this file.

mod account;
mod capabilities;
mod content;
mod fetching;
mod message;
mod people;
mod reading;
mod sending;
mod status;
mod subscribing;
mod templates;
mod testing;

use crate::{
    Answer, Capabilities, Channel, Content, Field, Heard, Identity, Job, Outcome, Profile, Settings, Sifted, Step,
    graph, split,
};
use jiff::SignedDuration;

/// WhatsApp.
pub(crate) struct WhatsApp;

static SETTINGS: [Field; 6] = [
    Field { key: "phone_number_id", secret: false, required: true, overlaps: false },
    Field { key: "waba_id", secret: false, required: true, overlaps: false },
    Field { key: "access_token", secret: true, required: true, overlaps: false },
    Field { key: "app_id", secret: false, required: false, overlaps: false },
    Field { key: "app_secret", secret: true, required: true, overlaps: true },
    Field { key: "verify_token", secret: false, required: true, overlaps: false },
];

impl Channel for WhatsApp {
    fn kind(&self) -> &'static str {
        "whatsapp"
    }

    fn settings(&self) -> &'static [Field] {
        &SETTINGS
    }

    fn account<'a>(&self, settings: &'a Settings) -> &'a str {
        settings.get("phone_number_id")
    }

    fn can(&self) -> &'static Capabilities {
        &capabilities::CAPABILITIES
    }

    fn confirm(&self, settings: &Settings, query: &[(String, String)]) -> Option<String> {
        graph::confirm(settings, query)
    }

    fn signature_header(&self) -> &'static str {
        graph::SIGNATURE_HEADER
    }

    fn is_genuine(&self, settings: &Settings, signature: &[u8], body: &[u8]) -> bool {
        graph::is_genuine(settings, signature, body)
    }

    fn read(&self, body: &[u8]) -> Vec<Heard> {
        reading::read(body)
    }

    fn without(&self, body: &[u8], whom: &[Identity]) -> Option<Sifted> {
        reading::without(body, whom)
    }

    fn wait(&self, headers: &[(&str, &str)]) -> Option<SignedDuration> {
        graph::wait(headers)
    }

    /// Words that fit go with the file if there is just one that can carry them; else they go before the files.
    fn parts(&self, text: &str, files: &[Content]) -> Vec<Content> {
        if let [file] = files
            && let Some(file) = content::captioned(file, text, self.can().caption)
        {
            return vec![file];
        }
        let words = split::split(text, self.can().text).into_iter().map(|piece| Content::Text(piece.to_owned()));
        words.chain(files.iter().cloned()).collect()
    }

    fn next(&self, settings: &Settings, job: &Job, answers: &[Answer]) -> Step {
        match job {
            Job::Send(outgoing) => sending::send(settings, outgoing, answers),
            Job::React { to, message, emoji } => {
                sending::react(settings, to, message, emoji.as_deref().unwrap_or_default(), answers)
            }
            Job::MarkRead { message, .. } => sending::mark_read(settings, message, false, answers),
            Job::Typing { message, on: true, .. } => sending::mark_read(settings, message, true, answers),
            // Ends by itself: with the answer, or after 25 seconds.
            Job::Typing { on: false, .. } => Step::Over(Outcome::Done),
            Job::Fetch(wanted) => fetching::fetch(settings, &wanted.media, answers),
            // A name comes with every message; there is nothing to ask for, and never a picture.
            Job::Profile { .. } => Step::Over(Outcome::Profile(Profile::default())),
            Job::Templates => templates::list(settings, answers),
            Job::Test { webhook } => testing::test(settings, webhook, answers),
            Job::Watch => subscribing::watch(settings, answers),
            Job::Subscribe => subscribing::subscribe(settings, answers),
        }
    }

    fn identity_of_phone(&self, phone: &str) -> Option<Identity> {
        let digits: String = phone.chars().filter(|c| !c.is_whitespace() && !"-()".contains(*c)).collect();
        let digits = digits.strip_prefix('+')?;
        let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Identity { kind: "whatsapp_phone", value: digits.to_owned() })
    }

    fn media_hosts(&self) -> &'static [&'static str] {
        &[".fbsbx.com", ".fbcdn.net"]
    }
}
