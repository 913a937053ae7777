//! One event of Messenger. What it is depends on which member is there.
//!
//! Source: Messenger Platform, "Webhooks" and the page of each event.

use super::capabilities::sign_of;
use super::message;
use crate::graph::{bounded, fingerprint, flag, id, key, list, member, text, time};
use crate::{FailedWhy, Failure, Heard, Identity, Of, Part, Person, Progress, Receipt, Referral, Said, What, graph};
use serde_json::Value;

/// Events that mean nothing to the desk.
const WITHOUT_MEANING: [&str; 6] =
    ["account_linking", "response_feedback", "request_thread_control", "app_roles", "game_play", "message_context"];

/// One event, and who it is from.
pub(super) struct Event<'a> {
    /// The Page.
    pub page: String,
    /// As it came.
    pub told: &'a Value,
    raw: &'a str,
    /// The Page said or did it.
    pub by_page: bool,
    who: Option<Person>,
    held_elsewhere: bool,
}

/// What an event says; a receipt can be two things.
pub(super) fn read(account: Option<&str>, told: &Value, raw: &str, held_elsewhere: bool) -> Vec<Heard> {
    let sender = id(member(told, "sender"), "id");
    let recipient = id(member(told, "recipient"), "id");
    let echo = flag(member(told, "message"), "is_echo");
    let page = account
        .map(str::to_owned)
        .or_else(|| if echo { sender.clone() } else { recipient.clone() })
        .unwrap_or_default();
    let by_page = echo || sender.as_ref().is_some_and(|sender| *sender == page);
    let client = if by_page { recipient } else { sender };
    let who = client.map(|client| Person {
        known: vec![Identity { kind: "messenger", value: format!("{page}/{}", bounded(client)) }],
        ..Person::default()
    });
    Event { page, told, raw, by_page, who, held_elsewhere }.read()
}

impl Event<'_> {
    fn read(&self) -> Vec<Heard> {
        let has = |name: &str| member(self.told, name).is_object();
        let one = if has("message") {
            self.message()
        } else if has("postback") {
            self.postback()
        } else if has("reaction") {
            self.reaction()
        } else if has("message_edit") {
            self.edited()
        } else if has("read") {
            self.receipt("read", Progress::Read)
        } else if has("delivery") {
            return self.delivery();
        } else if has("referral") {
            Some((self.own_key("referral"), What::Referred(referral(member(self.told, "referral")))))
        } else if has("optin") {
            self.opted_in()
        } else if let Some(handed) = ["pass_thread_control", "take_thread_control"].into_iter().find(|name| has(name)) {
            self.handed_over(handed)
        } else if has("policy_enforcement") {
            self.policy()
        } else if WITHOUT_MEANING.iter().any(|name| self.told.get(name).is_some()) {
            Some((self.own_key("nothing"), What::Nothing))
        } else {
            None
        };
        vec![one.map_or_else(|| self.unknown(), |(key, what)| self.heard(key, what))]
    }

    /// Something was said: by the client, or as an echo by the Page. What has no id is a message all the same.
    fn message(&self) -> Option<(String, What)> {
        let message = member(self.told, "message");
        self.who.as_ref()?;
        let mid = id(message, "mid");
        if flag(message, "is_deleted") {
            let mid = mid?;
            return Some((key("deleted", &mid), What::Deleted { message: mid }));
        }
        let kind = if self.by_page { "echo" } else { "message" };
        let own_key = mid.as_deref().map_or_else(|| self.own_key(kind), |mid| key(kind, mid));
        let mut said = message::read(mid.unwrap_or_default(), message);
        said.held_elsewhere = self.held_elsewhere;
        Some(if self.by_page {
            // Echoes are told apart by their ids.
            let id = if said.id.is_empty() { own_key.clone() } else { said.id };
            (own_key, What::Echo { said: Said { id, ..said }, ours: text(message, "metadata").map(str::to_owned) })
        } else {
            (own_key, What::Said(said))
        })
    }

    /// A button was pressed. Old ones have no id: one is made of who, when and what.
    fn postback(&self) -> Option<(String, What)> {
        let postback = member(self.told, "postback");
        self.who.as_ref()?;
        let id = id(postback, "mid").unwrap_or_else(|| self.own_key("postback"));
        let payload = text(postback, "payload").map(str::to_owned);
        let label = text(postback, "title").map(str::to_owned).or_else(|| payload.clone());
        let parts = label.map_or_else(|| Part::Unsupported { kind: "postback".into() }, Part::Text);
        let said = Said {
            id: id.clone(),
            parts: vec![parts],
            payload,
            referral: Some(member(postback, "referral")).filter(|told| told.is_object()).map(referral),
            held_elsewhere: self.held_elsewhere,
            ..Said::default()
        };
        Some((key("message", &id), What::Said(said)))
    }

    fn reaction(&self) -> Option<(String, What)> {
        let reaction = member(self.told, "reaction");
        let message = id(reaction, "mid")?;
        if self.by_page {
            return Some((self.own_key("reaction"), What::Nothing));
        }
        let emoji = if text(reaction, "action") == Some("unreact") {
            None
        } else {
            let sign = text(reaction, "emoji").or_else(|| text(reaction, "reaction").and_then(sign_of));
            Some(sign?.to_owned())
        };
        Some((self.own_key("reaction"), What::Reacted { message, emoji }))
    }

    /// What was changed into something else than words is shown as a message of its own.
    fn edited(&self) -> Option<(String, What)> {
        let edit = member(self.told, "message_edit");
        let message = id(edit, "mid").filter(|_| !self.by_page && self.who.is_some())?;
        let edited = match text(edit, "text") {
            Some(text) => What::Edited { message, text: text.to_owned() },
            None => What::Said(Said {
                parts: vec![Part::Unsupported { kind: "message_edit".into() }],
                reply_to: Some(message),
                held_elsewhere: self.held_elsewhere,
                ..Said::default()
            }),
        };
        Some((self.own_key("edit"), edited))
    }

    /// Everything up to a moment, or one message by its id.
    fn receipt(&self, name: &str, progress: Progress) -> Option<(String, What)> {
        let told = member(self.told, name);
        let of = match time(told, "watermark") {
            Some(until) => Of::UpTo(until),
            None => Of::These(vec![id(told, "mid")?]),
        };
        let what = if self.by_page { What::Nothing } else { What::Receipt(Receipt { of, ours: None, progress }) };
        Some((self.own_key(name), what))
    }

    /// Tells ids and a moment; ids may be missing.
    fn delivery(&self) -> Vec<Heard> {
        let told = member(self.told, "delivery");
        let ids: Vec<_> = list(told, "mids").iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let these = (!ids.is_empty()).then_some(("delivered", Of::These(ids)));
        let until = time(told, "watermark").map(|until| ("delivered up to", Of::UpTo(until)));
        let told = [these, until].into_iter().flatten().map(|(kind, of)| {
            let receipt = Receipt { of, ours: None, progress: Progress::Delivered };
            self.heard(self.own_key(kind), What::Receipt(receipt))
        });
        let told: Vec<_> = told.collect();
        if told.is_empty() { vec![self.unknown()] } else { told }
    }

    /// Where a client comes from who agreed to be written to.
    fn opted_in(&self) -> Option<(String, What)> {
        let reference = text(member(self.told, "optin"), "ref").filter(|_| self.who.is_some());
        let what = reference.map_or(What::Nothing, |reference| {
            What::Referred(Referral { reference: Some(reference.to_owned()), ..Referral::default() })
        });
        Some((self.own_key("optin"), what))
    }

    /// `pass` is told to who gets the client, `take` to who loses him or her.
    fn handed_over(&self, name: &str) -> Option<(String, What)> {
        self.who.as_ref()?;
        let by_us = name == "pass_thread_control";
        let by = id(member(self.told, name), "new_owner_app_id").filter(|_| !by_us);
        Some((self.own_key(name), What::Held { by_us, by }))
    }

    fn policy(&self) -> Option<(String, What)> {
        let told = member(self.told, "policy_enforcement");
        let said = text(told, "reason").unwrap_or_default().chars().take(300).collect();
        let what = match text(told, "action")? {
            "block" => What::Account(Failure { why: FailedWhy::Account, code: None, subcode: None, said }),
            _ => What::Nothing,
        };
        Some((self.own_key("policy"), what))
    }

    fn heard(&self, key: String, what: What) -> Heard {
        Heard {
            account: Some(self.page.clone()).filter(|page| !page.is_empty()),
            key,
            at: time(self.told, "timestamp"),
            who: self.who.clone(),
            what,
        }
    }

    fn unknown(&self) -> Heard {
        let known = ["sender", "recipient", "timestamp"];
        let kind = self.told.as_object().and_then(|told| told.keys().find(|name| !known.contains(&name.as_str())));
        let account = Some(self.page.as_str()).filter(|page| !page.is_empty());
        Heard { who: self.who.clone(), ..graph::unknown(account, kind.map_or("event", String::as_str), self.raw) }
    }

    /// For what has no id: the event itself says who, when and what.
    fn own_key(&self, kind: &str) -> String {
        format!("{kind}:{}", fingerprint(&self.told.to_string()))
    }
}

/// Where a client came from; members may be there and null.
pub(super) fn referral(told: &Value) -> Referral {
    let source = text(member(told, "ads_context_data"), "ad_title").or_else(|| text(told, "referer_uri"));
    Referral {
        reference: text(told, "ref").map(str::to_owned),
        ad: id(told, "ad_id"),
        source: source.map(str::to_owned),
    }
}
