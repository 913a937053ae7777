//! How far what was sent has got.
//!
//! Source: WhatsApp Business Platform, "Status messages webhook reference".

use super::reading::Place;
use crate::graph::{failure, id, key, list, text, time};
use crate::{Heard, Of, Progress, Receipt, What};
use serde_json::{Value, json};

/// One status; none: it is not said of which message.
pub(super) fn read(place: &Place, told: &Value, _raw: &str) -> Option<Heard> {
    let message = id(told, "id")?;
    let status = text(told, "status")?;
    let progress = match status {
        "sent" => Some(Progress::Sent),
        "delivered" => Some(Progress::Delivered),
        // A voice note that was listened to was also seen.
        "read" | "played" => Some(Progress::Read),
        "failed" => Some(Progress::Failed(failure(list(told, "errors").first().unwrap_or(&json!({}))))),
        // Legacy: deleted by the client, or told without meaning.
        "deleted" | "warning" => None,
        _ => return None,
    };
    let ours = text(told, "biz_opaque_callback_data").map(str::to_owned);
    Some(Heard {
        account: place.number.clone(),
        key: format!("{}:{status}", key("status", &message)),
        at: time(told, "timestamp"),
        who: place.contacts.person(id(told, "recipient_id"), id(told, "recipient_user_id")),
        what: progress
            .map_or(What::Nothing, |progress| What::Receipt(Receipt { of: Of::These(vec![message]), ours, progress })),
    })
}
