//! Deliveries of Messenger, down to the single event.

use super::event;
use crate::{Heard, graph};
use serde_json::Value;
use serde_json::value::RawValue;

/// What a delivery says, in the order of its own times.
pub(super) fn read(body: &[u8]) -> Vec<Heard> {
    let body = graph::readable(body);
    match graph::entries(&body) {
        Ok(entries) => graph::in_order(entries.into_iter().flat_map(entry).collect()),
        Err(kind) => vec![graph::unknown(None, kind, &body)],
    }
}

/// Events of the desk's own, events while another program answers (`standby`), and what the Page's posts bring (`changes`).
fn entry(raw: &RawValue) -> Vec<Heard> {
    let members = graph::members(raw);
    let account = graph::member_id(&members, "id");
    let account = account.as_deref();
    let mut heard = Vec::new();
    for (list, held_elsewhere) in [("messaging", false), ("standby", true)] {
        for raw in graph::items(&members, list) {
            match serde_json::from_str::<Value>(raw.get()) {
                Ok(told) if told.is_object() => heard.extend(event::read(account, &told, raw.get(), held_elsewhere)),
                _ => heard.push(graph::unknown(account, "event", raw.get())),
            }
        }
    }
    for raw in graph::items(&members, "changes") {
        let field = graph::value(&graph::members(raw), "field");
        heard.push(graph::unknown(account, field.as_str().unwrap_or("change"), raw.get()));
    }
    if !["messaging", "standby", "changes"].iter().any(|list| members.contains_key(*list)) {
        heard.push(graph::unknown(account, "entry", raw.get()));
    }
    heard
}
