//! An offline request, as operators see it.

use super::row::widget;
use crate::{
    directory::Directory,
    wire::offline::{Deed, Done, OfflineRequest},
};

/// An offline request, as operators see it.
#[must_use]
pub fn offline_request(request: &desk::OfflineRequest, directory: &Directory) -> OfflineRequest {
    let filled = &request.filled;
    let deed = |deed: &desk::offline::Deed| Deed {
        by: directory.operator_name(deed.by),
        at: deed.at.into(),
        what: match &deed.what {
            desk::offline::Done::Taken => Done::Taken,
            desk::offline::Done::Released => Done::Released,
            desk::offline::Done::Answered { means, text } => Done::Answered { means: *means, text: text.clone() },
            desk::offline::Done::Closed => Done::Closed,
            desk::offline::Done::Reopened => Done::Reopened,
        },
    };
    OfflineRequest {
        id: request.id.0,
        client: request.client.0,
        entry: request.entry,
        widget: widget(&request.widget, directory),
        group: directory.group_name(request.group),
        name: filled.name.clone(),
        phone: filled.phone.clone(),
        email: filled.email.clone(),
        topic: filled.topic.clone(),
        message: filled.message.clone(),
        time: filled.when.clone(),
        language: filled.language.clone(),
        page: filled.page.clone(),
        consent: filled.consent,
        why: request.why,
        created_at: request.created_at.into(),
        stage: request.stage,
        operator: request.operator.map(|id| directory.operator_name(id)),
        version: request.version,
        history: request.history.iter().map(deed).collect(),
    }
}
