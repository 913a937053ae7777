//! What a message of WhatsApp consists of; what cannot be shown is a part all the same.

use crate::graph::{flag, id, list, member, text};
use crate::{Card, Content, FileKind, Item, Media, MediaKind, Part, split};
use serde_json::Value;

/// The parts of a message of this type, and what a pressed button means to programs.
pub(super) fn read(kind: &str, message: &Value) -> (Vec<Part>, Option<String>) {
    let told = member(message, kind);
    let (parts, payload) = match kind {
        "text" => (words(told, "body"), None),
        "image" => (media(MediaKind::Image, told), None),
        "video" => (media(MediaKind::Video, told), None),
        "audio" => (media(if flag(told, "voice") { MediaKind::Voice } else { MediaKind::Audio }, told), None),
        "document" => (media(MediaKind::File, told), None),
        "sticker" => (media(MediaKind::Sticker, told), None),
        "location" => (place(told).into_iter().collect(), None),
        "contacts" => (cards(list(message, "contacts")), None),
        "order" => (order(told), None),
        "button" => (words(told, "text"), id(told, "payload")),
        "interactive" => pressed(told),
        _ => (Vec::new(), None),
    };
    if parts.is_empty() { (vec![unsupported(kind, told)], payload) } else { (parts, payload) }
}

/// The file with these words as its caption; none: it cannot carry them.
pub(super) fn captioned(file: &Content, words: &str, most: usize) -> Option<Content> {
    let words = words.trim();
    match file {
        Content::File { kind, name, media_type, caption }
            if *kind != FileKind::Audio && caption.is_empty() && split::length(words) <= most =>
        {
            let (kind, name, media_type) = (*kind, name.clone(), media_type.clone());
            Some(Content::File { kind, name, media_type, caption: words.to_owned() })
        }
        _ => None,
    }
}

fn words(told: &Value, key: &str) -> Vec<Part> {
    text(told, key).map(|words| Part::Text(words.to_owned())).into_iter().collect()
}

/// A medium and the words below it.
fn media(kind: MediaKind, told: &Value) -> Vec<Part> {
    let (id, url) = (id(told, "id"), text(told, "url").map(str::to_owned));
    if id.is_none() && url.is_none() {
        return words(told, "caption");
    }
    // `audio/ogg; codecs=opus`
    let media_type =
        text(told, "mime_type").and_then(|told| told.split(';').next()).map(|told| told.trim().to_lowercase());
    let name = text(told, "filename").map(str::to_owned);
    let mut parts = vec![Part::Media(Media { kind, id, url, media_type, name })];
    parts.extend(words(told, "caption"));
    parts
}

fn place(told: &Value) -> Option<Part> {
    let degrees = |key: &str, most: f64| {
        let told = member(told, key);
        let degrees = told.as_f64().or_else(|| told.as_str()?.trim().parse().ok());
        degrees.filter(|degrees: &f64| degrees.abs() <= most)
    };
    Some(Part::Location {
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
        name: text(told, "name").map(str::to_owned),
        address: text(told, "address").map(str::to_owned),
    })
}

fn cards(told: &[Value]) -> Vec<Part> {
    let all = |card: &Value, list_key: &str, key: &str| -> Vec<String> {
        list(card, list_key).iter().filter_map(|one| text(one, key)).map(str::to_owned).collect()
    };
    let card = |card: &Value| {
        let name = member(card, "name");
        let both = || {
            let names: Vec<_> = ["first_name", "last_name"].into_iter().filter_map(|key| text(name, key)).collect();
            names.join(" ")
        };
        Card {
            name: text(name, "formatted_name").map_or_else(both, str::to_owned),
            phones: all(card, "phones", "phone"),
            emails: all(card, "emails", "email"),
            company: text(member(card, "org"), "company").map(str::to_owned),
        }
    };
    let cards: Vec<_> = told.iter().filter(|told| told.is_object()).map(card).collect();
    if cards.is_empty() { Vec::new() } else { vec![Part::Contacts(cards)] }
}

/// What is to be bought, and the words with it. Prices come as whole numbers and as fractions.
fn order(told: &Value) -> Vec<Part> {
    let item = |item: &Value| {
        Some(Item {
            product: id(item, "product_retailer_id")?,
            quantity: id(item, "quantity").unwrap_or_else(|| "1".to_owned()),
            price: id(item, "item_price"),
            currency: text(item, "currency").map(str::to_owned),
        })
    };
    let items: Vec<_> = list(told, "product_items").iter().filter_map(item).collect();
    let mut parts = if items.is_empty() { Vec::new() } else { vec![Part::Order(items)] };
    parts.extend(words(told, "text"));
    parts
}

/// A button or a line of a list was pressed, or a form was filled in.
fn pressed(told: &Value) -> (Vec<Part>, Option<String>) {
    let form = member(told, "nfm_reply");
    if form.is_object() {
        let label = text(form, "body").or_else(|| text(form, "name"));
        let filled_in = match member(form, "response_json") {
            Value::Null => None,
            Value::String(told) => Some(told.clone()),
            told => Some(told.to_string()),
        };
        return (label.map(|label| Part::Text(label.to_owned())).into_iter().collect(), filled_in);
    }
    let pressed =
        ["button_reply", "list_reply"].into_iter().map(|kind| member(told, kind)).find(|told| told.is_object());
    pressed.map_or((Vec::new(), None), |pressed| (words(pressed, "title"), id(pressed, "id")))
}

/// What the messenger calls it, as fine as it says.
fn unsupported(kind: &str, told: &Value) -> Part {
    let kind = text(told, "type").filter(|_| matches!(kind, "unsupported" | "interactive")).unwrap_or(kind);
    Part::Unsupported { kind: kind.chars().take(60).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_shown_is_kept_as_such() {
        for (kind, message, called) in [
            ("hologram", json!({}), "hologram"),
            ("unsupported", json!({"unsupported": {"type": "poll"}}), "poll"),
            ("unsupported", json!({"unsupported": null}), "unsupported"),
            ("text", json!({"text": {"body": null}}), "text"),
            ("image", json!({"image": {}}), "image"),
            ("location", json!({"location": {"latitude": 91, "longitude": 1}}), "location"),
            ("contacts", json!({"contacts": [null]}), "contacts"),
            ("order", json!({"order": {"product_items": [{}]}}), "order"),
            ("interactive", json!({"interactive": {"type": "dance"}}), "dance"),
        ] {
            assert_eq!(read(kind, &message).0, [Part::Unsupported { kind: called.into() }], "{message}");
        }
    }

    #[test]
    fn a_form_may_be_an_object_or_missing() {
        let read = |form: Value| read("interactive", &json!({"interactive": {"nfm_reply": form}}));
        assert_eq!(read(json!({"body": "Sent", "response_json": {"a": 1}})).1.as_deref(), Some("{\"a\":1}"));
        assert_eq!(read(json!({"name": "flow"})), (vec![Part::Text("flow".into())], None));
    }
}
