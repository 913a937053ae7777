//! `expect.json`, in full: every item is found in what was read, every member of it holds, and nothing else was read.

use crate::{NUMBER, PAGE, channel_of, json, read};
use channels::{Heard, MediaKind, Of, Part, Progress, Said, What};
use serde_json::Value;

#[test]
fn every_fixture_says_what_it_must_and_nothing_else() {
    let all = json("expect.json");
    let all = all.as_object().unwrap();
    assert_eq!(all.len(), 59);
    for (name, expected) in all {
        let mut heard = read(name);
        for (what, items) in expected.as_object().unwrap() {
            check(name, what, items, &mut heard);
        }
        assert!(heard.is_empty(), "{name}: too much was read: {heard:?}");
    }
}

fn check(name: &str, what: &str, items: &Value, heard: &mut Vec<Heard>) {
    let each: Vec<Value> = items.as_array().cloned().unwrap_or_default();
    match what {
        "final" => return final_states(name, items),
        "other" => return others(name, &each, heard),
        "duplicates" => return duplicates(name, &each, heard),
        _ => {}
    }
    for item in each {
        let at = heard.iter().position(|one| fits(name, what, &item, one));
        let at = at.unwrap_or_else(|| panic!("{name}: {what} {item} was not read: {heard:#?}"));
        let one = heard.remove(at);
        if what == "receipts" && item.get("mids").is_some() {
            // One event says both: these, and all up to then.
            let until = heard.iter().position(|one| receipt(one).is_some_and(|(of, _)| matches!(of, Of::UpTo(_))));
            heard.remove(until.unwrap_or_else(|| panic!("{name}: no watermark beside {one:?}")));
        }
    }
}

fn fits(name: &str, what: &str, item: &Value, one: &Heard) -> bool {
    if one.account.as_deref() != Some(account(name, item)) {
        return false;
    }
    match (what, &one.what) {
        ("messages" | "postbacks", What::Said(said)) => message(name, item, one, said),
        ("echoes", What::Echo { said, ours }) => members(item).all(|(key, value)| match key {
            "id" => said.id == *value,
            "user" => is_user(name, item, one, value),
            "text" => words(said) == value,
            "app_id" => true,
            "metadata" => ours.as_deref() == value.as_str(),
            "own" => ours.is_some() == *value,
            _ => unheard_of(key),
        }),
        ("reactions", What::Reacted { message, emoji }) => members(item).all(|(key, value)| match key {
            "target" => message == value,
            "user" => is_user(name, item, one, value),
            "action" => emoji.is_some() == (value == "react"),
            "emoji" => emoji.is_none() && item["action"] == "unreact" || emoji.as_deref() == value.as_str(),
            _ => unheard_of(key),
        }),
        ("receipts", What::Receipt(receipt)) => members(item).all(|(key, value)| match (key, &receipt.of) {
            ("kind", _) => progress(&receipt.progress) == value,
            ("user", _) => is_user(name, item, one, value),
            ("mids", Of::These(ids)) => serde_json::json!(ids) == *value,
            ("watermark", Of::UpTo(until)) => *value == until.as_millisecond(),
            ("watermark", Of::These(_)) => item.get("mids").is_some(),
            ("mids", Of::UpTo(_)) => false,
            _ => unheard_of(key),
        }),
        ("statuses", What::Receipt(receipt)) => {
            let code = match &receipt.progress {
                Progress::Failed(failure) => failure.code,
                _ => None,
            };
            receipt.of == Of::These(vec![item[0].as_str().unwrap().to_owned()])
                && progress(&receipt.progress) == item[1]
                && code == item[2].as_i64()
        }
        ("edits", What::Edited { message, text }) => members(item).all(|(key, value)| match key {
            "target" => message == value,
            "text" => text == value,
            _ => unheard_of(key),
        }),
        ("referrals", What::Referred(referral)) => members(item).all(|(key, value)| match key {
            "user" => is_user(name, item, one, value),
            "ref" => referral.reference.as_deref() == value.as_str(),
            "ad_id" => referral.ad.as_deref() == value.as_str(),
            _ => unheard_of(key),
        }),
        ("handovers", What::Held { by_us, .. }) => members(item).all(|(key, value)| match key {
            "user" => is_user(name, item, one, value),
            "kind" => *by_us == (value == "pass"),
            _ => unheard_of(key),
        }),
        ("identity_changes", What::Moved { to, phone }) => members(item).all(|(key, value)| match key {
            "old" => is_user(name, item, one, value),
            "new" => {
                phone.as_deref() == Some(&format!("+{}", value.as_str().unwrap()))
                    && to.iter().any(|one| one.value == *value)
            }
            "new_bsuid" => to[0].kind == "whatsapp_user" && to[0].value == *value,
            _ => unheard_of(key),
        }),
        ("account_errors", What::Account(failure)) => failure.code == item.as_i64(),
        ("messages" | "postbacks" | "echoes" | "reactions" | "receipts" | "statuses" | "edits" | "referrals", _)
        | ("handovers" | "identity_changes" | "account_errors", _) => false,
        _ => unheard_of(what),
    }
}

fn message(name: &str, item: &Value, one: &Heard, said: &Said) -> bool {
    let media: Vec<_> =
        said.parts.iter().filter_map(|part| if let Part::Media(media) = part { Some(media) } else { None }).collect();
    let place = said.parts.iter().find_map(|part| match part {
        Part::Location { latitude, longitude, .. } => Some((*latitude, *longitude)),
        _ => None,
    });
    members(item).all(|(key, value)| match key {
        "id" => said.id == *value,
        "user" => is_user(name, item, one, value),
        "account" => true,
        "bsuid" => {
            one.who.as_ref().unwrap().known.iter().find(|one| one.kind == "whatsapp_user").map(|one| one.value.as_str())
                == value.as_str()
        }
        "type" => is_type(value.as_str().unwrap(), said),
        "text" => words(said) == value,
        "ts_ms" => one.at.unwrap().as_millisecond() == *value,
        "ts" => one.at.unwrap().as_second() == *value,
        "attachments" => media.len() as u64 == *value,
        "media_id" => media[0].id.as_deref() == value.as_str(),
        "filename" => media[0].name.as_deref() == value.as_str(),
        "voice" => (media[0].kind == MediaKind::Voice) == *value,
        "forwarded" => said.forwarded == *value,
        "standby" => said.held_elsewhere == *value,
        "payload" => said.payload.as_deref() == value.as_str(),
        "reply_to" => said.reply_to.as_deref() == value.as_str(),
        "ad_id" => said.referral.as_ref().unwrap().ad.as_deref() == value.as_str(),
        "ref" => said.referral.as_ref().unwrap().reference.as_deref() == value.as_str(),
        "lat" => place.unwrap().0 == *value,
        "lon" => place.unwrap().1 == *value,
        "count" => matches!(&said.parts[..], [Part::Contacts(cards)] if cards.len() as u64 == *value),
        _ => unheard_of(key),
    })
}

/// What a message is, by all of its parts.
fn is_type(expected: &str, said: &Said) -> bool {
    let media: Vec<_> = said
        .parts
        .iter()
        .filter_map(|part| if let Part::Media(media) = part { Some(media.kind) } else { None })
        .collect();
    let only = |kinds: &[MediaKind]| !media.is_empty() && media.iter().all(|kind| kinds.contains(kind));
    match (expected, &said.parts[..]) {
        ("text" | "button" | "interactive", parts) => matches!(parts, [Part::Text(_)]),
        ("mixed", parts) => !media.is_empty() && parts.iter().any(|part| matches!(part, Part::Text(_))),
        ("image", _) => only(&[MediaKind::Image]),
        ("video", _) => only(&[MediaKind::Video]),
        ("audio", _) => only(&[MediaKind::Audio, MediaKind::Voice]),
        ("file" | "document", _) => only(&[MediaKind::File]),
        ("sticker", _) => only(&[MediaKind::Sticker]),
        ("location", parts) => matches!(parts, [Part::Location { .. }]),
        ("contacts", parts) => matches!(parts, [Part::Contacts(_)]),
        ("order", parts) => matches!(parts, [Part::Order(_)]),
        ("unsupported", parts) => matches!(parts, [Part::Unsupported { .. }]),
        _ => unheard_of(expected),
    }
}

/// The states of one message, in the order in which they are to be taken in, end as they must.
fn final_states(name: &str, states: &Value) {
    for (id, state) in states.as_object().unwrap() {
        let heard = read(name);
        let mut of_it = heard.iter().filter_map(receipt).filter(|(of, _)| **of == Of::These(vec![id.clone()]));
        assert_eq!(of_it.next_back().map(|(_, how)| progress(how)), state.as_str(), "{name}");
    }
}

/// The same as was read already: another fixture of this channel has its key.
fn duplicates(name: &str, ids: &[Value], heard: &mut Vec<Heard>) {
    let first = if name.starts_with("messenger") { "messenger/m01_text.json" } else { "whatsapp/w01_text_2026.json" };
    assert_eq!(*heard, read(first), "{name}");
    assert_eq!(heard.len(), ids.len());
    assert!(channel_of(name).kind() == "messenger" || heard[0].key.contains("wamid"));
    heard.clear();
}

fn others(name: &str, fields: &[Value], heard: &mut Vec<Heard>) {
    assert_eq!(fields, ["message_template_status_update"], "{name}");
    assert!(matches!(heard.as_slice(), [Heard { what: What::TemplatesChanged, .. }]), "{name}: {heard:?}");
    heard.clear();
}

fn account<'a>(name: &str, item: &'a Value) -> &'a str {
    item["account"].as_str().unwrap_or(if name.starts_with("messenger") { PAGE } else { NUMBER })
}

/// Who it is from: on this Page, or under this number; null: no number is known.
fn is_user(name: &str, item: &Value, one: &Heard, user: &Value) -> bool {
    let who = one.who.as_ref().unwrap();
    let phones: Vec<_> =
        who.known.iter().filter(|one| one.kind == "whatsapp_phone").map(|one| one.value.as_str()).collect();
    match user.as_str() {
        Some(user) if name.starts_with("messenger") => {
            who.known.len() == 1
                && who.known[0].kind == "messenger"
                && who.known[0].value == format!("{}/{user}", account(name, item))
        }
        Some(user) => phones == [user] && who.phone.as_deref() == Some(&format!("+{user}")),
        None => phones.is_empty() && who.phone.is_none(),
    }
}

fn receipt(one: &Heard) -> Option<(&Of, &Progress)> {
    if let What::Receipt(receipt) = &one.what { Some((&receipt.of, &receipt.progress)) } else { None }
}

fn progress(progress: &Progress) -> &'static str {
    match progress {
        Progress::Sent => "sent",
        Progress::Delivered => "delivered",
        Progress::Read => "read",
        Progress::Failed(_) => "failed",
    }
}

fn words(said: &Said) -> &str {
    said.parts
        .iter()
        .find_map(|part| if let Part::Text(words) = part { Some(words.as_str()) } else { None })
        .unwrap_or_default()
}

fn members(item: &Value) -> impl Iterator<Item = (&str, &Value)> {
    item.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), value))
}

fn unheard_of(key: &str) -> ! {
    panic!("expect.json says '{key}', which nobody looks at")
}
