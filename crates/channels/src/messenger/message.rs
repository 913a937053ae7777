//! The message of an event: words, attachments, what it answers, where it comes from.
//!
//! Source: Messenger Platform, "messages" and "message_echoes".

use super::event::referral;
use crate::graph::{id, list, member, text};
use crate::{Media, MediaKind, Part, Said};
use serde_json::Value;

/// What a message says; one that says nothing that can be shown is a message all the same.
pub(super) fn read(mid: String, message: &Value) -> Said {
    let words = text(message, "text");
    let mut parts: Vec<_> = words.map(|words| Part::Text(words.to_owned())).into_iter().collect();
    parts.extend(list(message, "attachments").iter().filter_map(|attachment| part(attachment, words.is_some())));
    if parts.is_empty() {
        parts.push(Part::Unsupported { kind: "unsupported".into() });
    }
    Said {
        id: mid,
        parts,
        reply_to: id(member(message, "reply_to"), "mid"),
        forwarded: false,
        payload: text(member(message, "quick_reply"), "payload").map(str::to_owned),
        referral: Some(member(message, "referral")).filter(|told| told.is_object()).map(referral),
        held_elsewhere: false,
    }
}

/// One attachment; none: what the words say already.
fn part(attachment: &Value, beside_words: bool) -> Option<Part> {
    let kind = text(attachment, "type").unwrap_or("attachment");
    let payload = member(attachment, "payload");
    let medium = |kind| media(kind, payload).map(Part::Media);
    let part = match kind {
        "image" if id(payload, "sticker_id").is_some() => medium(MediaKind::Sticker),
        "image" => medium(MediaKind::Image),
        "video" => medium(MediaKind::Video),
        "audio" => medium(MediaKind::Audio),
        "file" => medium(MediaKind::File),
        "location" => place(attachment, payload),
        // A link; the words have it, and the desk looks at links by itself.
        "fallback" if beside_words => return None,
        "fallback" | "reel" | "ig_reel" | "post" | "ig_post" | "share" => link(attachment, payload).map(Part::Text),
        "template" => product(payload).map(Part::Text),
        _ => None,
    };
    Some(part.unwrap_or_else(|| Part::Unsupported { kind: kind.chars().take(60).collect() }))
}

fn media(kind: MediaKind, payload: &Value) -> Option<Media> {
    let url = text(payload, "url")?;
    Some(Media {
        kind,
        id: id(payload, "sticker_id"),
        url: Some(url.to_owned()),
        media_type: None,
        name: file_name(url),
    })
}

/// Messenger tells the name of a file only as the end of its address's path.
pub(super) fn file_name(url: &str) -> Option<String> {
    let (_, behind) = url.split_once("://")?;
    let path = behind.split(['?', '#']).next()?;
    let (_, name) = path.rsplit_once('/')?;
    Some(decoded(name)).filter(|name| !name.is_empty())
}

fn place(attachment: &Value, payload: &Value) -> Option<Part> {
    let degrees = |key: &str| member(member(payload, "coordinates"), key).as_f64();
    let latitude = degrees("lat").filter(|degrees| degrees.abs() <= 90.0)?;
    let longitude = degrees("long").or_else(|| degrees("lng")).filter(|degrees| degrees.abs() <= 180.0)?;
    Some(Part::Location { latitude, longitude, name: text(attachment, "title").map(str::to_owned), address: None })
}

/// Title and address of what was shared.
fn link(attachment: &Value, payload: &Value) -> Option<String> {
    let told = |key: &str| text(payload, key).or_else(|| text(attachment, key));
    let lines: Vec<_> = [told("title").map(str::to_owned), told("url").map(target)].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Links go through `l.facebook.com`, which says in `u` where to.
fn target(url: &str) -> String {
    let target = url.strip_prefix("https://l.facebook.com/l.php?").and_then(|query| {
        let target = query.split('&').find_map(|pair| pair.strip_prefix("u="))?;
        Some(decoded(target)).filter(|target| target.starts_with("https://") || target.starts_with("http://"))
    });
    target.unwrap_or_else(|| url.to_owned())
}

/// The products of a template that was shared, by their titles.
fn product(payload: &Value) -> Option<String> {
    let elements = list(member(payload, "product"), "elements").iter().chain(list(payload, "elements"));
    let titles: Vec<_> = elements.filter_map(|element| text(element, "title")).collect();
    (!titles.is_empty()).then(|| titles.join("\n"))
}

/// Percent signs resolved; what is no UTF-8 then is U+FFFD.
fn decoded(text: &str) -> String {
    let digit = |at: usize| text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut bytes, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(byte) = text.as_bytes().get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parts(attachment: Value) -> Vec<Part> {
        read("m".into(), &json!({"attachments": [attachment]})).parts
    }

    #[test]
    fn names_come_from_the_address() {
        assert_eq!(
            file_name("https://cdn.example/v/zmluva%20%C4%8D.%2012.pdf?x=1").as_deref(),
            Some("zmluva č. 12.pdf")
        );
        assert_eq!(file_name("https://cdn.example/%zz%4").as_deref(), Some("%zz%4"));
        assert_eq!(file_name("/reel/12"), None);
        assert_eq!(file_name("https://cdn.example/a%00b").as_deref(), Some("a\u{fffd}b"));
    }

    #[test]
    fn shared_things_are_words_and_links_go_where_they_lead() {
        let shared = json!({"type": "fallback", "payload": {"title": "Tahiti", "url": "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fb&h=1"}});
        assert_eq!(parts(shared), [Part::Text("Tahiti\nhttps://a.example/b".into())]);
        assert_eq!(parts(json!({"type": "fallback"})), [Part::Unsupported { kind: "fallback".into() }]);
        assert_eq!(parts(json!({"type": "reel", "payload": {"url": "/reel/12"}})), [Part::Text("/reel/12".into())]);
        let product = json!({"type": "template", "payload": {"product": {"elements": [{"title": "Lamp"}]}}});
        assert_eq!(parts(product), [Part::Text("Lamp".into())]);
    }

    #[test]
    fn what_cannot_be_shown_is_kept_as_such() {
        assert_eq!(read("m".into(), &json!({})).parts, [Part::Unsupported { kind: "unsupported".into() }]);
        for kind in ["appointment_booking", "image", "location", "hologram"] {
            assert_eq!(parts(json!({"type": kind, "payload": null})), [Part::Unsupported { kind: kind.into() }]);
        }
        assert_eq!(parts(json!(5)), [Part::Unsupported { kind: "attachment".into() }]);
    }
}
