//! What is asked of WhatsApp so that something gets to a client.
//!
//! Source: WhatsApp Cloud API, "Messages". An answer says only that the message was accepted; statuses say the rest.

use super::people::identities;
use super::templates::{self, Looked};
use crate::graph::{Effect, failure_without_words, form, id, list, lost, post, segment, told};
use crate::{Answer, Content, FailedWhy, FileKind, Identity, Outcome, Outgoing, Request, Settings, Step};
use serde_json::{Value, json};

/// Sends one part. A file is uploaded first, and a template looked at, so that the request that counts is one.
pub(super) fn send(settings: &Settings, outgoing: &Outgoing, answers: &[Answer]) -> Step {
    let Some(to) = Recipient::of(&outgoing.to) else { return nobody() };
    let ask = |kind: &str, content: Value| Step::Ask(message(settings, outgoing, &to, kind, content));
    match (&outgoing.content, answers) {
        (Content::Text(words), []) => {
            let link = words.contains("https://") || words.contains("http://");
            ask("text", json!({ "body": words, "preview_url": link }))
        }
        (Content::Text(_), [.., sent]) => Step::Over(sent_as(sent)),
        (Content::File { media_type, .. }, []) => Step::Ask(upload(settings, media_type)),
        (Content::File { kind, name, caption, .. }, [uploaded]) => match uploaded_as(uploaded) {
            Ok(id) => ask(called(*kind), file(*kind, &id, name, caption)),
            Err(outcome) => Step::Over(outcome),
        },
        (Content::Template(used), answers) => match templates::look_up(settings, used, answers) {
            Ok(Looked::Ask(request)) => Step::Ask(request),
            Ok(Looked::Found(template, asked)) => match answers.get(asked) {
                None => ask("template", template),
                Some(sent) => Step::Over(sent_as(sent)),
            },
            Err(outcome) => Step::Over(outcome),
        },
        (_, [.., sent]) => Step::Over(sent_as(sent)),
    }
}

/// Puts a sign to a client's message; an empty one takes it away.
pub(super) fn react(settings: &Settings, to: &[Identity], of: &str, emoji: &str, answers: &[Answer]) -> Step {
    if let Some(answer) = answers.last() {
        return Step::Over(done(answer));
    }
    let Some(to) = Recipient::of(to) else { return nobody() };
    let body = envelope(&to, "reaction", json!({ "message_id": of, "emoji": emoji }));
    Step::Ask(post(settings, &messages(settings), body, true))
}

/// Marks all up to this message as read, and shows that an answer is being written.
pub(super) fn mark_read(settings: &Settings, message: &str, typing: bool, answers: &[Answer]) -> Step {
    if let Some(answer) = answers.last() {
        return Step::Over(done(answer));
    }
    let mut body = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": message });
    if typing {
        body["typing_indicator"] = json!({ "type": "text" });
    }
    Step::Ask(post(settings, &messages(settings), body, true))
}

/// To whom: a number where there is one, else the user id.
enum Recipient {
    Phone(String),
    User(String),
}

impl Recipient {
    fn of(to: &[Identity]) -> Option<Self> {
        let known = |kind: &str| to.iter().find(|one| one.kind == kind).map(|one| one.value.clone());
        // Without the plus, the country of the business would be put in front.
        let phone = known("whatsapp_phone").map(|digits| Self::Phone(format!("+{}", digits.trim_start_matches('+'))));
        phone.or_else(|| known("whatsapp_user").map(Self::User))
    }
}

fn envelope(to: &Recipient, kind: &str, content: Value) -> Value {
    let mut body = json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "type": kind });
    match to {
        Recipient::Phone(phone) => body["to"] = json!(phone),
        Recipient::User(user) => body["recipient"] = json!(user),
    }
    body[kind] = content;
    body
}

fn message(settings: &Settings, outgoing: &Outgoing, to: &Recipient, kind: &str, content: Value) -> Request {
    let mut body = envelope(to, kind, content);
    // Comes back with every status.
    body["biz_opaque_callback_data"] = json!(outgoing.id);
    if let Some(earlier) = &outgoing.reply_to {
        body["context"] = json!({ "message_id": earlier });
    }
    post(settings, &messages(settings), body, false)
}

fn messages(settings: &Settings) -> String {
    format!("{}/messages", segment(settings.get("phone_number_id")))
}

fn upload(settings: &Settings, media_type: &str) -> Request {
    let path = format!("{}/media", segment(settings.get("phone_number_id")));
    form(settings, &path, &[("messaging_product", "whatsapp".to_owned()), ("type", media_type.to_owned())], "file")
}

fn file(kind: FileKind, id: &str, name: &str, caption: &str) -> Value {
    let mut content = json!({ "id": id });
    if !caption.is_empty() && kind != FileKind::Audio {
        content["caption"] = json!(caption);
    }
    if kind == FileKind::Document {
        content["filename"] = json!(name);
    }
    content
}

fn called(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Image => "image",
        FileKind::Video => "video",
        FileKind::Audio => "audio",
        FileKind::Document => "document",
    }
}

fn uploaded_as(answer: &Answer) -> Result<String, Outcome> {
    let told = told(answer, Effect::Same)?;
    let without = || lost(Effect::Same, failure_without_words(FailedWhy::Temporary, "uploaded, and no id was told"));
    id(&told, "id").ok_or_else(without)
}

/// Accepted under this id; the number or user id WhatsApp knows the client by may be another.
fn sent_as(answer: &Answer) -> Outcome {
    let told = match told(answer, Effect::Doubled) {
        Ok(told) => told,
        Err(outcome) => return outcome,
    };
    let Some(message) = list(&told, "messages").first().and_then(|message| id(message, "id")) else {
        return lost(Effect::Doubled, failure_without_words(FailedWhy::Temporary, "accepted, and no id was told"));
    };
    let known =
        list(&told, "contacts").first().map(|contact| identities(&[id(contact, "user_id"), id(contact, "wa_id")]));
    Outcome::Sent { id: message, known: known.unwrap_or_default() }
}

fn done(answer: &Answer) -> Outcome {
    told(answer, Effect::Same).map_or_else(|outcome| outcome, |_| Outcome::Done)
}

fn nobody() -> Step {
    Step::Over(Outcome::Failed(failure_without_words(FailedWhy::Unreachable, "not known on WhatsApp")))
}
