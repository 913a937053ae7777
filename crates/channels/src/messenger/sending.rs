//! What is asked of Messenger so that something gets to a client.
//!
//! Source: Messenger Platform, "Send API", "Sender actions", "Saving assets", "User profile".

use super::capabilities::reaction_called;
use crate::graph::{Effect, failure_without_words, form, get, id, lost, post, segment, text, told};
use crate::{Answer, Content, FailedWhy, FileKind, Identity, Media, MediaKind, Outcome, Outgoing, Profile};
use crate::{Request, Settings, Step};
use serde_json::{Value, json};

/// People of whom Messenger tells nothing: gone, known by number only, or the app may not ask.
const WITHOUT_PROFILE: [i64; 3] = [33, 2_018_218, 2_018_247];

/// Sends one part. A file is uploaded first, so that what can double a message is short.
pub(super) fn send(settings: &Settings, outgoing: &Outgoing, answers: &[Answer]) -> Step {
    let Some(to) = client(settings, &outgoing.to) else { return nobody() };
    match (&outgoing.content, answers) {
        (Content::Text(words), []) => Step::Ask(message(settings, outgoing, to, json!({ "text": words }))),
        (Content::Text(_), [.., sent]) => Step::Over(sent_as(sent)),
        (Content::File { kind, .. }, []) => Step::Ask(upload(settings, *kind)),
        (Content::File { kind, .. }, [uploaded]) => match uploaded_as(uploaded) {
            Ok(attachment) => {
                let attachment = json!({ "type": called(*kind), "payload": { "attachment_id": attachment } });
                Step::Ask(message(settings, outgoing, to, json!({ "attachment": attachment })))
            }
            Err(outcome) => Step::Over(outcome),
        },
        (Content::File { .. }, [.., sent]) => Step::Over(sent_as(sent)),
        (Content::Template(_), _) => {
            let why = failure_without_words(FailedWhy::Template, "Messenger has no templates");
            Step::Over(Outcome::Failed(why))
        }
    }
}

/// Puts a sign to a client's message, or takes it away.
pub(super) fn react(
    settings: &Settings,
    to: &[Identity],
    message: &str,
    emoji: Option<&str>,
    answers: &[Answer],
) -> Step {
    if let Some(answer) = answers.last() {
        return Step::Over(done(answer));
    }
    let Some(to) = client(settings, to) else { return nobody() };
    let (action, payload) = match emoji.map(reaction_called) {
        None => ("unreact", json!({ "message_id": message })),
        Some(Some(reaction)) => ("react", json!({ "message_id": message, "reaction": reaction })),
        Some(None) => {
            let why = failure_without_words(FailedWhy::Content, "Messenger does not know this reaction");
            return Step::Over(Outcome::Failed(why));
        }
    };
    let body = json!({ "recipient": { "id": to }, "sender_action": action, "payload": payload });
    Step::Ask(post(settings, &messages(settings), body, true))
}

/// Shows the client something that is no message.
pub(super) fn act(settings: &Settings, to: &[Identity], action: &str, answers: &[Answer]) -> Step {
    if let Some(answer) = answers.last() {
        return Step::Over(done(answer));
    }
    let Some(to) = client(settings, to) else { return nobody() };
    // Anything beside these two is refused (2018014).
    Step::Ask(post(settings, &messages(settings), json!({ "recipient": { "id": to }, "sender_action": action }), true))
}

/// Asks who a client is. Of whom nothing is told has no name; that is no failure.
pub(super) fn profile(settings: &Settings, of: &[Identity], answers: &[Answer]) -> Step {
    let Some(answer) = answers.last() else {
        let Some(client) = client(settings, of) else { return nobody() };
        return Step::Ask(get(settings, &segment(client), &[("fields", "name,first_name,last_name,profile_pic")]));
    };
    Step::Over(match told(answer, Effect::Same) {
        Ok(told) => Outcome::Profile(read_profile(&told)),
        Err(Outcome::Failed(why)) if why.subcode.is_some_and(|code| WITHOUT_PROFILE.contains(&code)) => {
            Outcome::Profile(Profile::default())
        }
        Err(outcome) => outcome,
    })
}

fn read_profile(told: &Value) -> Profile {
    let both = || {
        let names: Vec<_> = ["first_name", "last_name"].into_iter().filter_map(|key| text(told, key)).collect();
        (!names.is_empty()).then(|| names.join(" "))
    };
    let photo = text(told, "profile_pic").map(|url| Media {
        kind: MediaKind::Image,
        id: None,
        url: Some(url.to_owned()),
        media_type: None,
        name: None,
    });
    Profile { name: text(told, "name").map(str::to_owned).or_else(both), photo }
}

/// The client's id for this Page; what the same person is called on another Page is of no use here.
fn client<'a>(settings: &Settings, to: &'a [Identity]) -> Option<&'a str> {
    let page = settings.get("page_id");
    let of_page = |one: &'a Identity| one.value.strip_prefix(page)?.strip_prefix('/');
    to.iter().filter(|one| one.kind == "messenger").find_map(of_page).filter(|client| !client.is_empty())
}

fn messages(settings: &Settings) -> String {
    format!("{}/messages", segment(settings.get("page_id")))
}

/// Within the window an answer; after it, if Meta approved the app for that, the word of a human. Else Messenger is asked all
/// the same: talks that began with an advertisement stay open longer.
fn message(settings: &Settings, outgoing: &Outgoing, to: &str, mut message: Value) -> Request {
    message["metadata"] = json!(outgoing.id);
    let mut body = json!({ "recipient": { "id": to }, "messaging_type": "RESPONSE", "message": message });
    if outgoing.late && settings.get("human_agent") == "true" {
        body["messaging_type"] = json!("MESSAGE_TAG");
        body["tag"] = json!("HUMAN_AGENT");
    }
    if let Some(earlier) = &outgoing.reply_to {
        body["reply_to"] = json!({ "mid": earlier });
    }
    post(settings, &messages(settings), body, false)
}

fn upload(settings: &Settings, kind: FileKind) -> Request {
    let attachment = json!({ "type": called(kind), "payload": { "is_reusable": true } });
    let message = json!({ "attachment": attachment }).to_string();
    let path = format!("{}/message_attachments", segment(settings.get("page_id")));
    form(settings, &path, &[("message", message)], "filedata")
}

fn called(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Image => "image",
        FileKind::Video => "video",
        FileKind::Audio => "audio",
        FileKind::Document => "file",
    }
}

fn uploaded_as(answer: &Answer) -> Result<String, Outcome> {
    let told = told(answer, Effect::Same)?;
    let without = || lost(Effect::Same, failure_without_words(FailedWhy::Temporary, "uploaded, and no id was told"));
    id(&told, "attachment_id").ok_or_else(without)
}

fn sent_as(answer: &Answer) -> Outcome {
    match told(answer, Effect::Doubled) {
        Ok(told) => match id(&told, "message_id") {
            Some(id) => Outcome::Sent { id, known: Vec::new() },
            None => lost(Effect::Doubled, failure_without_words(FailedWhy::Temporary, "sent, and no id was told")),
        },
        Err(outcome) => outcome,
    }
}

fn done(answer: &Answer) -> Outcome {
    told(answer, Effect::Same).map_or_else(|outcome| outcome, |_| Outcome::Done)
}

fn nobody() -> Step {
    Step::Over(Outcome::Failed(failure_without_words(FailedWhy::Unreachable, "not known on this Page")))
}
