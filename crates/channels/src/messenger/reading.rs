//! Deliveries of Messenger, down to the single event.

use super::event;
use crate::graph::{Kept, Sieve};
use crate::{Heard, Identity, Sifted, graph};
use serde_json::Value;
use serde_json::value::RawValue;

/// Lists of events, and whether another program answers the client then.
const LISTS: [(&str, bool); 2] = [("messaging", false), ("standby", true)];
/// What the Page's posts bring.
const CHANGES: &str = "changes";

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
    for (list, held_elsewhere) in LISTS {
        for raw in graph::items(&members, list) {
            heard.extend(one(account, raw, held_elsewhere));
        }
    }
    for raw in graph::items(&members, CHANGES) {
        heard.push(change(account, raw));
    }
    if !has_any(&members) {
        heard.push(graph::unknown(account, "entry", raw.get()));
    }
    heard
}

fn has_any(members: &graph::Members<'_>) -> bool {
    LISTS.iter().any(|(list, _)| members.contains_key(*list)) || members.contains_key(CHANGES)
}

fn one(account: Option<&str>, raw: &RawValue, held_elsewhere: bool) -> Vec<Heard> {
    match serde_json::from_str::<Value>(raw.get()) {
        Ok(told) if told.is_object() => event::read(account, &told, raw.get(), held_elsewhere),
        _ => vec![graph::unknown(account, "event", raw.get())],
    }
}

fn change(account: Option<&str>, raw: &RawValue) -> Heard {
    let field = graph::value(&graph::members(raw), "field");
    graph::unknown(account, field.as_str().unwrap_or("change"), raw.get())
}

/// A delivery without what it tells of somebody.
pub(super) fn without(body: &[u8], whom: &[Identity]) -> Option<Sifted> {
    graph::without(body, whom, |sieve, raw| {
        let members = graph::members(raw);
        let account = graph::member_id(&members, "id");
        let account = account.as_deref();
        if !has_any(&members) {
            return sieve.part(raw.get(), entry(raw));
        }
        let mut lists: Vec<(&str, Kept)> = Vec::new();
        for (list, held_elsewhere) in LISTS {
            let each = |sieve: &mut Sieve<'_>, raw: &RawValue| sieve.part(raw.get(), one(account, raw, held_elsewhere));
            lists.push((list, sieve.list(&members, list, each)));
        }
        let each = |sieve: &mut Sieve<'_>, raw: &RawValue| sieve.part(raw.get(), vec![change(account, raw)]);
        lists.push((CHANGES, sieve.list(&members, CHANGES, each)));
        graph::object(&members, &lists, &[])
    })
}
