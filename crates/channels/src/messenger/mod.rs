//! Facebook Messenger: the Messenger Platform of a Page. What is peculiar to it is in the README beside this file.

mod capabilities;
mod event;
mod fetching;
mod message;
mod reading;
mod sending;
mod subscribing;
mod testing;

use crate::{
    Answer, Capabilities, Channel, Content, Field, Heard, Identity, Job, Outcome, Settings, Sifted, Step, graph, split,
};
use jiff::SignedDuration;

/// Facebook Messenger.
pub(crate) struct Messenger;

static SETTINGS: [Field; 6] = [
    Field { key: "page_id", secret: false, required: true, overlaps: false },
    Field { key: "access_token", secret: true, required: true, overlaps: false },
    Field { key: "app_id", secret: false, required: false, overlaps: false },
    Field { key: "app_secret", secret: true, required: true, overlaps: true },
    Field { key: "verify_token", secret: false, required: true, overlaps: false },
    // `true`: Meta approved the app for HUMAN_AGENT, so operators may answer for seven days.
    Field { key: "human_agent", secret: false, required: false, overlaps: false },
];

impl Channel for Messenger {
    fn kind(&self) -> &'static str {
        "messenger"
    }

    fn settings(&self) -> &'static [Field] {
        &SETTINGS
    }

    fn account<'a>(&self, settings: &'a Settings) -> &'a str {
        settings.get("page_id")
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

    /// Words and a file never go together.
    fn parts(&self, text: &str, files: &[Content]) -> Vec<Content> {
        let words = split::split(text, self.can().text).into_iter().map(|piece| Content::Text(piece.to_owned()));
        words.chain(files.iter().cloned()).collect()
    }

    fn next(&self, settings: &Settings, job: &Job, answers: &[Answer]) -> Step {
        match job {
            Job::Send(outgoing) => sending::send(settings, outgoing, answers),
            Job::React { to, message, emoji } => sending::react(settings, to, message, emoji.as_deref(), answers),
            Job::MarkRead { to, .. } => sending::act(settings, to, "mark_seen", answers),
            Job::Typing { to, on, .. } => {
                sending::act(settings, to, if *on { "typing_on" } else { "typing_off" }, answers)
            }
            Job::Fetch(wanted) => fetching::fetch(settings, wanted, answers),
            Job::Profile { of } => sending::profile(settings, of, answers),
            Job::Templates => Step::Over(Outcome::Templates(Vec::new())),
            Job::Test { webhook } => testing::test(settings, webhook, answers),
            Job::Watch => subscribing::watch(settings, answers),
            Job::Subscribe => subscribing::subscribe(settings, answers),
        }
    }

    fn media_hosts(&self) -> &'static [&'static str] {
        &[".fbcdn.net", ".fbsbx.com", ".facebook.com"]
    }
}
