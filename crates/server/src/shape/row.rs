//! A conversation as a row of a list.

use super::client::shown_client;
use crate::{
    directory::Directory,
    wire::{
        Target as WireTarget,
        conversation::{
            Agreed, Conversation as WireConversation, Invitation, LastMessage, NamedWidget, Rating, State, Verified,
        },
    },
};
use desk::{Details, Stage, WidgetId, conversation::ClientLine, event::Target};
use store::Shown;

/// A conversation as a row of a list.
pub fn row(shown: &Shown, directory: &Directory) -> WireConversation {
    let c = &shown.conversation;
    let (state, operator, accept_by, accepted_at) = match c.stage {
        Stage::Waiting { accept_by } => (State::Waiting, None, accept_by, None),
        Stage::Active { operator, since } => (State::Active, Some(operator), None, Some(since)),
        Stage::Ended { operator, .. } => (State::Ended, operator, None, None),
    };
    let (ended_at, end_cause, result) = match c.stage {
        Stage::Ended { at, cause, result, .. } => (Some(at.into()), Some(cause), result),
        Stage::Waiting { .. } | Stage::Active { .. } => (None, None, None),
    };
    let client_left_at = match c.line {
        ClientLine::Away { told_at, .. } if !c.is_ended() => told_at.map(Into::into),
        _ => None,
    };
    let (name, phone, email) = shown.client.clone();
    let client = shown_client(shown.person, &Details { name, phone, email }, shown.photo.as_deref());
    let verified = shown.origin.identified.clone().map(|it| Verified {
        subject: it.subject,
        name: it.name,
        phone: it.phone,
        email: it.email,
    });
    let widget = c.widget.as_ref().map(|id| widget(id, directory));
    WireConversation {
        id: c.id.0,
        entry: c.entry,
        state,
        client,
        verified,
        consent: shown.origin.consent.map(|it| Agreed { version: it.version, at: it.at.into() }),
        language: shown.origin.language.clone(),
        browser: shown.origin.browser.clone(),
        os: shown.origin.os.clone(),
        device: shown.origin.device.clone(),
        widget,
        channel: c.channel.map(|id| directory.channel_name(id)),
        reply_until: c.glance.reply_until.map(Into::into),
        target: target(c.target, directory),
        operator: operator.map(|id| directory.operator_name(id)),
        guests: c.colleagues.guests.iter().map(|id| directory.operator_name(*id)).collect(),
        invitations: c.colleagues.invitations.iter().map(|open| invitation(open, directory)).collect(),
        queued_at: c.queued_at.into(),
        priority: c.priority,
        accept_by: accept_by.map(Into::into),
        offered_to: c.circle.asked.iter().map(|id| directory.operator_name(*id)).collect(),
        redirected_by: c.glance.redirected_by.map(|id| directory.operator_name(id)),
        redirect_note: c.glance.redirect_note.clone(),
        group: directory.group_name(c.group),
        first_accepted_at: c.first_accepted_at.map(Into::into),
        accepted_at: accepted_at.map(Into::into),
        ended_at,
        end_cause,
        result: result.map(|id| directory.result_name(id)),
        rating: c.glance.rating.as_ref().map(rating),
        tags: shown.tags.iter().filter_map(|id| directory.tag(*id)).collect(),
        parameters: shown.parameters.clone(),
        last_seq: c.last_seq,
        first_words: c.glance.first_words.clone(),
        last_message: c.glance.last_message.as_ref().map(|m| LastMessage {
            from: m.from,
            words: m.words.clone(),
            at: m.at.into(),
            seq: m.seq,
        }),
        unanswered_since: c.glance.unanswered_since.map(Into::into),
        unread: c.glance.unread.clone(),
        client_left_at,
        receipts: c.receipts,
        continues: shown.continues.map(|id| id.0),
    }
}

/// Where a conversation is directed, with names.
pub fn target(target: Target, directory: &Directory) -> WireTarget {
    match target {
        Target::Group(group) => WireTarget::Group(directory.group_name(group)),
        Target::Operator(operator) => WireTarget::Operator(directory.operator_name(operator)),
    }
}

pub(super) fn widget(id: &WidgetId, directory: &Directory) -> NamedWidget {
    let name = directory.widgets.iter().find(|w| w.id == *id).map(|w| w.name.clone()).unwrap_or_default();
    NamedWidget { id: id.0.clone(), name }
}

fn invitation(open: &desk::conversation::Invitation, directory: &Directory) -> Invitation {
    Invitation {
        to: target(open.to, directory),
        by: directory.operator_name(open.by),
        until: open.until.into(),
        note: open.note.as_ref().map(|note| note.as_str().to_owned()),
    }
}

fn rating(rating: &desk::rating::Rating) -> Rating {
    Rating {
        stars: rating.stars.into(),
        comment: rating.comment.as_ref().map(|comment| comment.as_str().to_owned()),
        at: rating.at.into(),
    }
}
