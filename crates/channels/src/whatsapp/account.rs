//! What WhatsApp tells of the number or the business account itself.
//!
//! Source: WhatsApp Business Platform, the webhook page of each field.

use super::people::identities;
use super::reading::Place;
use crate::graph::{failure, fingerprint, id, list, member, text, time};
use crate::{FailedWhy, Failure, Heard, Person, What, graph};
use serde_json::Value;

/// Fields after which the list of templates is another.
const OF_TEMPLATES: [&str; 4] = [
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
];

/// Fields that mean nothing to the desk.
const WITHOUT_MEANING: [&str; 10] = [
    "account_review_update",
    "account_settings_update",
    "business_capability_update",
    "business_status_update",
    "flows",
    "history",
    "phone_number_name_update",
    "security",
    "smb_app_state_sync",
    "user_preferences",
];

/// An error of the number, not of a message.
pub(super) fn error(place: &Place, told: &Value, raw: &str) -> Option<Heard> {
    told.is_object().then(|| heard(place, "error", raw, None, What::Account(failure(told))))
}

/// What a change says that carries neither messages nor statuses.
pub(super) fn field(place: &Place, field: &str, value: &Value, raw: &str) -> Vec<Heard> {
    let tell = |why: FailedWhy, said: String| {
        let said = said.chars().take(300).collect();
        vec![heard(
            place,
            field,
            raw,
            value_time(value),
            What::Account(Failure { why, code: None, subcode: None, said }),
        )]
    };
    let nothing = || vec![heard(place, field, raw, value_time(value), What::Nothing)];
    let event = text(value, "event").unwrap_or_default();
    match field {
        "user_id_update" => moved(place, value, raw),
        _ if OF_TEMPLATES.contains(&field) => vec![heard(place, field, raw, value_time(value), What::TemplatesChanged)],
        "account_update"
            if ["ban_info", "violation_info", "restriction_info"].iter().any(|key| !member(value, key).is_null()) =>
        {
            tell(FailedWhy::Account, event.to_owned())
        }
        "phone_number_quality_update" if matches!(event, "FLAGGED" | "DOWNGRADE") => {
            tell(FailedWhy::Other, event.to_owned())
        }
        "account_alerts" if text(value, "alert_severity").is_some_and(|severity| severity != "INFORMATIONAL") => {
            let words = text(value, "alert_description").or_else(|| text(value, "alert_type"));
            tell(FailedWhy::Other, words.unwrap_or_default().to_owned())
        }
        "account_update" | "phone_number_quality_update" | "account_alerts" => nothing(),
        _ if WITHOUT_MEANING.contains(&field) => nothing(),
        // A change of messages in which there are none.
        "messages" if value.as_object().is_some_and(|value| value.contains_key("metadata")) => nothing(),
        _ => vec![graph::unknown(place.number.as_deref(), field, raw)],
    }
}

/// Clients have another user id: one, or a list of them.
fn moved(place: &Place, value: &Value, raw: &str) -> Vec<Heard> {
    let several = list(value, "user_id_update");
    let all = if several.is_empty() { std::slice::from_ref(value) } else { several };
    let one = |told: &Value| {
        let ids = member(told, "user_id");
        let known = identities(&[id(ids, "previous")]);
        let to = identities(&[id(ids, "current"), id(told, "wa_id")]);
        let phone = to.iter().find(|one| one.kind == "whatsapp_phone").map(|one| format!("+{}", one.value));
        let who = Person { known, ..Person::default() };
        let moved = heard(place, "moved", &told.to_string(), time(told, "timestamp"), What::Moved { to, phone });
        (!who.known.is_empty() && moved.what != What::Moved { to: Vec::new(), phone: None })
            .then_some(Heard { who: Some(who), ..moved })
    };
    all.iter()
        .map(|told| one(told).unwrap_or_else(|| graph::unknown(place.number.as_deref(), "user_id_update", raw)))
        .collect()
}

fn value_time(value: &Value) -> Option<jiff::Timestamp> {
    time(value, "timestamp")
}

/// What has no id is told apart by what it says and when its entry was made.
fn heard(place: &Place, kind: &str, raw: &str, at: Option<jiff::Timestamp>, what: What) -> Heard {
    let made = place.entry_at.map(|at| at.as_second()).unwrap_or_default();
    Heard {
        account: place.number.clone(),
        key: format!("{kind}:{}", fingerprint(&format!("{made} {raw}"))),
        at: at.or(place.entry_at),
        who: None,
        what,
    }
}
