//! Deliveries of WhatsApp, down to the single message or status.

use super::people::{Contacts, known_as};
use super::{account, message, status};
use crate::graph::{Kept, Members, Sieve, member_id, time, value};
use crate::{Heard, Identity, Sifted, graph};
use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;

/// How an item of a list is read, by itself.
type Read = fn(&Place, &Value, &str) -> Option<Heard>;

/// What a change carries of several.
const LISTS: [(&str, Read); 4] = [
    ("messages", message::read),
    ("message_echoes", message::echo),
    ("statuses", status::read),
    ("errors", account::error),
];
/// Clients who have another user id, if they are several.
const MOVED: &str = "user_id_update";

/// Where in a delivery something stands.
pub(super) struct Place {
    /// The number; none: told of the whole business account.
    pub number: Option<String>,
    /// The people it names.
    pub contacts: Contacts,
    /// When the entry was made, if it says so.
    pub entry_at: Option<Timestamp>,
}

/// What a delivery says, in the order of its own times.
pub(super) fn read(body: &[u8]) -> Vec<Heard> {
    let body = graph::readable(body);
    match graph::entries(&body) {
        Ok(entries) => graph::in_order(entries.into_iter().flat_map(entry).collect()),
        Err(kind) => vec![graph::unknown(None, kind, &body)],
    }
}

fn entry(raw: &RawValue) -> Vec<Heard> {
    let members = graph::members(raw);
    if !members.contains_key("changes") {
        return vec![graph::unknown(None, "entry", raw.get())];
    }
    let at = entry_at(&members);
    graph::items(&members, "changes").into_iter().flat_map(|raw| change(raw, at)).collect()
}

fn entry_at(members: &Members<'_>) -> Option<Timestamp> {
    time(&serde_json::json!({ "at": value(members, "time") }), "at")
}

fn place(inner: &Members<'_>, entry_at: Option<Timestamp>) -> Place {
    let number = inner.get("metadata").and_then(|raw| member_id(&graph::members(raw), "phone_number_id"));
    Place { number, contacts: Contacts::of(&value(inner, "contacts")), entry_at }
}

/// A change carries any of messages, statuses, echoes and errors; without those, its field says what it is.
fn change(raw: &RawValue, entry_at: Option<Timestamp>) -> Vec<Heard> {
    let members = graph::members(raw);
    let inner = members.get("value").map(|raw| graph::members(raw)).unwrap_or_default();
    let place = place(&inner, entry_at);
    let mut heard = Vec::new();
    for (list, read) in LISTS {
        heard.extend(graph::items(&inner, list).into_iter().map(|raw| one(&place, list, read, raw)));
    }
    if !has_any(&inner) {
        let field = value(&members, "field");
        heard.extend(account::field(&place, field.as_str().unwrap_or("change"), &value(&members, "value"), raw.get()));
    }
    heard
}

fn has_any(inner: &Members<'_>) -> bool {
    LISTS.iter().any(|(list, _)| inner.contains_key(*list))
}

/// An item of a list by itself; what cannot be read is unknown.
fn one(place: &Place, list: &str, read: Read, raw: &RawValue) -> Heard {
    let told = serde_json::from_str::<Value>(raw.get()).ok();
    let one = told.and_then(|told| read(place, &told, raw.get()));
    one.unwrap_or_else(|| graph::unknown(place.number.as_deref(), list, raw.get()))
}

/// A delivery without what it tells of somebody.
pub(super) fn without(body: &[u8], whom: &[Identity]) -> Option<Sifted> {
    graph::without(body, whom, |sieve, raw| {
        let members = graph::members(raw);
        if !members.contains_key("changes") {
            return sieve.part(raw.get(), entry(raw));
        }
        let at = entry_at(&members);
        let changes = sieve.list(&members, "changes", |sieve, raw| change_without(sieve, raw, at));
        graph::object(&members, &[("changes", changes)], &[])
    })
}

fn change_without(sieve: &mut Sieve<'_>, raw: &RawValue, entry_at: Option<Timestamp>) -> Kept {
    let members = graph::members(raw);
    let inner = members.get("value").map(|raw| graph::members(raw)).unwrap_or_default();
    let place = place(&inner, entry_at);
    // Whom it names may stand there without having said anything.
    let contacts = sieve.list(&inner, "contacts", |sieve, raw| {
        let contact = serde_json::from_str(raw.get()).unwrap_or_default();
        if sieve.is(&known_as(&contact)) { Kept::Nothing } else { Kept::AsItWas }
    });
    let inner = if has_any(&inner) {
        let mut lists: Vec<(&str, Kept)> = Vec::new();
        for (list, read) in LISTS {
            let each =
                |sieve: &mut Sieve<'_>, raw: &RawValue| sieve.part(raw.get(), vec![one(&place, list, read, raw)]);
            lists.push((list, sieve.list(&inner, list, each)));
        }
        graph::object(&inner, &lists, &[("contacts", contacts)])
    } else if !graph::items(&inner, MOVED).is_empty() {
        let each = |sieve: &mut Sieve<'_>, raw: &RawValue| {
            let told = serde_json::from_str(raw.get()).unwrap_or_default();
            sieve.part(raw.get(), account::field(&place, MOVED, &told, raw.get()))
        };
        let moved = sieve.list(&inner, MOVED, each);
        graph::object(&inner, &[(MOVED, moved)], &[("contacts", contacts)])
    } else {
        let whole = sieve.part(raw.get(), change(raw, entry_at));
        if matches!(whole, Kept::Nothing) {
            Kept::Nothing
        } else {
            graph::object(&inner, &[], &[("contacts", contacts)])
        }
    };
    graph::object(&members, &[("value", inner)], &[])
}
