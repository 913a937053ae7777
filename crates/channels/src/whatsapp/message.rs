//! One message of WhatsApp: from a client, or as an echo from the business's own phone.
//!
//! Source: WhatsApp Business Platform, the webhook page of each type of message.

use super::content;
use super::people::identities;
use super::reading::Place;
use crate::graph::{fingerprint, flag, id, key, member, text, time};
use crate::{Heard, Part, Person, Referral, Said, What};
use serde_json::Value;

/// A message of a client; none: it cannot be known what it is.
pub(super) fn read(place: &Place, message: &Value, raw: &str) -> Option<Heard> {
    // What has no id is a message all the same.
    let id = id(message, "id").unwrap_or_default();
    let own_key = if id.is_empty() { key("message", &fingerprint(raw)) } else { key("message", &id) };
    // Talks of several people are no talks with this client.
    if text(message, "group_id").is_some() {
        return None;
    }
    let who = place.contacts.person(id_of(message, "from"), id_of(message, "from_user_id"))?;
    let what = what(&id, message)?;
    Some(heard(place, own_key, message, who, what))
}

/// A message that was written to a client in the WhatsApp Business app.
pub(super) fn echo(place: &Place, message: &Value, _raw: &str) -> Option<Heard> {
    let id = id(message, "id")?;
    let who = place.contacts.person(id_of(message, "to"), id_of(message, "to_user_id"))?;
    let what = match what(&id, message)? {
        What::Said(said) if kind(message) != "edit" => What::Echo { said, ours: None },
        // Staff took back, said otherwise or reacted: of the desk's words only the client's own can change.
        _ => return None,
    };
    Some(heard(place, key("echo", &id), message, who, what))
}

fn id_of(message: &Value, name: &str) -> Option<String> {
    id(message, name)
}

fn heard(place: &Place, key: String, message: &Value, who: Person, what: What) -> Heard {
    Heard { account: place.number.clone(), key, at: time(message, "timestamp"), who: Some(who), what }
}

fn what(id: &str, message: &Value) -> Option<What> {
    Some(match kind(message) {
        "reaction" => {
            let reaction = member(message, "reaction");
            What::Reacted { message: id_of(reaction, "message_id")?, emoji: text(reaction, "emoji").map(str::to_owned) }
        }
        "edit" => {
            let (edit, of) = (member(message, "edit"), id_of(member(message, "edit"), "original_message_id")?);
            let new = member(edit, "message");
            match words_of(new) {
                Some(text) => What::Edited { message: of, text },
                // Changed into something else than words: it is shown as a message of its own.
                None => What::Said(Said { reply_to: Some(of), ..said(id, kind(new), new) }),
            }
        }
        "revoke" => What::Deleted { message: id_of(member(message, "revoke"), "original_message_id")? },
        "system" => system(member(message, "system")),
        // The talk was opened for the first time; nothing was said.
        "request_welcome" => What::Nothing,
        kind => What::Said(said(id, kind, message)),
    })
}

/// The type it names; without one, the first member that is content.
fn kind(message: &Value) -> &str {
    let known = ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction"];
    let content = || known.into_iter().find(|kind| message.get(*kind).is_some());
    text(message, "type").or_else(content).unwrap_or("message")
}

fn said(id: &str, kind: &str, message: &Value) -> Said {
    let context = member(message, "context");
    let (parts, payload) = content::read(kind, message);
    Said {
        id: id.to_owned(),
        parts,
        reply_to: id_of(context, "id"),
        forwarded: flag(context, "forwarded") || flag(context, "frequently_forwarded"),
        payload,
        referral: Some(member(message, "referral")).filter(|told| told.is_object()).map(referral),
        held_elsewhere: false,
    }
}

/// How a message reads after it was said otherwise.
fn words_of(message: &Value) -> Option<String> {
    content::read(kind(message), message).0.into_iter().find_map(|part| match part {
        Part::Text(text) => Some(text),
        _ => None,
    })
}

/// The client has another number or user id from now on; of other news of this kind the desk needs nothing.
fn system(told: &Value) -> What {
    if text(told, "type") == Some("customer_identity_changed") {
        return What::Nothing;
    }
    let to = identities(&[id_of(told, "user_id"), id_of(told, "wa_id"), id_of(told, "new_wa_id")]);
    if to.is_empty() {
        return What::Nothing;
    }
    let phone = to.iter().find(|one| one.kind == "whatsapp_phone").map(|one| format!("+{}", one.value));
    What::Moved { to, phone }
}

fn referral(told: &Value) -> Referral {
    Referral {
        reference: text(told, "ctwa_clid").map(str::to_owned),
        ad: id_of(told, "source_id"),
        source: text(told, "source_url").or_else(|| text(told, "headline")).map(str::to_owned),
    }
}
