//! Deliveries of WhatsApp, down to the single message or status.

use super::people::Contacts;
use super::{account, message, status};
use crate::graph::{Members, member_id, time, value};
use crate::{Heard, graph};
use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;

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
    let at = time(&serde_json::json!({ "at": value(&members, "time") }), "at");
    graph::items(&members, "changes").into_iter().flat_map(|raw| change(raw, at)).collect()
}

/// A change carries any of messages, statuses, echoes and errors; without those, its field says what it is.
fn change(raw: &RawValue, entry_at: Option<Timestamp>) -> Vec<Heard> {
    let members = graph::members(raw);
    let inner = members.get("value").map(|raw| graph::members(raw)).unwrap_or_default();
    let number = inner.get("metadata").and_then(|raw| member_id(&graph::members(raw), "phone_number_id"));
    let place = Place { number, contacts: Contacts::of(&value(&inner, "contacts")), entry_at };
    let mut heard = Vec::new();
    each(&inner, "messages", &place, message::read, &mut heard);
    each(&inner, "message_echoes", &place, message::echo, &mut heard);
    each(&inner, "statuses", &place, status::read, &mut heard);
    each(&inner, "errors", &place, account::error, &mut heard);
    if !["messages", "message_echoes", "statuses", "errors"].iter().any(|list| inner.contains_key(*list)) {
        let field = value(&members, "field");
        heard.extend(account::field(&place, field.as_str().unwrap_or("change"), &value(&members, "value"), raw.get()));
    }
    heard
}

/// Every item of a list by itself; what cannot be read is unknown.
fn each(
    inner: &Members<'_>,
    name: &str,
    place: &Place,
    read: fn(&Place, &Value, &str) -> Option<Heard>,
    heard: &mut Vec<Heard>,
) {
    for raw in graph::items(inner, name) {
        let told = serde_json::from_str::<Value>(raw.get()).ok();
        let one = told.and_then(|told| read(place, &told, raw.get()));
        heard.push(one.unwrap_or_else(|| graph::unknown(place.number.as_deref(), name, raw.get())));
    }
}
