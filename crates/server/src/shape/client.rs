//! A client and what is known of a client, as operators see it.

use super::row::widget;
use crate::{
    actions::{entering::WIDGET_IDENTITY, identifying::COMPANY_IDENTITY},
    directory::Directory,
    wire::{
        ban::{Ban as WireBan, ClientBan},
        conversation::{
            Candidate, ClientName, ClientNote, IdentityKind, KnownBy, Likeness, MergedClient, PageView,
            PastConversation, ShownClient, State,
        },
    },
};
use desk::{Author, Ban, ClientId, Details, EventBody};
use store::{Past, StoredEvent};

/// A client as it is shown now, with where its photo is read.
pub fn shown_client(id: ClientId, details: &Details, photo: Option<&str>) -> ShownClient {
    let Details { name, phone, email } = details.clone();
    ShownClient { id: id.0, name, phone, email, photo_url: photo.map(|key| format!("/api/v1/clients/photos/{key}")) }
}

/// A client with what it is called.
pub fn client_name(id: ClientId, details: &Details) -> ClientName {
    let Details { name, phone, email } = details.clone();
    ClientName { id: id.0, name, phone, email }
}

/// How a person is known beside its own number and address: the browsers and names it comes in with, then where those who
/// were merged into it were said to be reached, each once.
pub fn known_by(
    identities: Vec<store::Identity>,
    merged: &[(store::Merge, Details)],
    directory: &Directory,
) -> Vec<KnownBy> {
    let seen = identities.into_iter().filter_map(|it| {
        let (kind, value) = match &*it.kind {
            WIDGET_IDENTITY => (IdentityKind::Browser, it.device),
            COMPANY_IDENTITY => (IdentityKind::Site, Some(it.value)),
            // The page's own number says nothing to anybody.
            "messenger" => (IdentityKind::Messenger, None),
            "whatsapp_phone" => (IdentityKind::Whatsapp, Some(format!("+{}", it.value))),
            "whatsapp_user" => (IdentityKind::Whatsapp, None),
            _ => return None,
        };
        Some(KnownBy {
            kind,
            value,
            widget: it.widget.as_ref().map(|id| widget(id, directory)),
            first_seen_at: Some(it.first_seen_at.into()),
            last_seen_at: Some(it.last_seen_at.into()),
        })
    });
    let mut told: Vec<KnownBy> = vec![];
    for (_, details) in merged {
        for (kind, value) in [(IdentityKind::Email, &details.email), (IdentityKind::Phone, &details.phone)] {
            if value.is_some() && !told.iter().any(|known| known.kind == kind && known.value == *value) {
                let value = value.clone();
                told.push(KnownBy { kind, value, widget: None, first_seen_at: None, last_seen_at: None });
            }
        }
    }
    seen.chain(told).collect()
}

/// Somebody with whom a client may be merged.
pub fn candidate(found: &store::Candidate) -> Candidate {
    let alike = [
        (found.alike.name, Likeness::Name),
        (found.alike.phone, Likeness::Phone),
        (found.alike.email, Likeness::Email),
    ];
    Candidate {
        client: shown_client(found.client.id, &found.client.details(), found.photo.as_deref()),
        first_seen_at: found.client.first_seen_at.into(),
        conversations: found.conversations,
        last_at: found.last_at.map(Into::into),
        files: found.files,
        notes: found.notes,
        alike: alike.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect(),
    }
}

/// A client who was merged.
pub fn merged(merge: &store::Merge, details: &Details, directory: &Directory) -> MergedClient {
    MergedClient {
        id: merge.id,
        client: client_name(merge.merged, details),
        by: merge.by.map(|by| directory.operator_name(by)),
        at: merge.at.into(),
    }
}

/// A ban, with who is meant by it.
pub fn ban(ban: &Ban, person: ClientId, details: &Details, directory: &Directory) -> WireBan {
    WireBan {
        id: ban.id.0,
        client: client_name(person, details),
        conversation: ban.conversation.0,
        reason: ban.reason.as_str().to_owned(),
        by: directory.operator_name(ban.by),
        at: ban.at.into(),
        until: ban.until.map(Into::into),
        lifted_by: ban.lifted.map(|(by, _)| directory.operator_name(by)),
        lifted_at: ban.lifted.map(|(_, at)| at.into()),
    }
}

/// A ban as the client's card shows it.
pub fn client_ban(ban: &Ban, directory: &Directory) -> ClientBan {
    ClientBan {
        id: ban.id.0,
        reason: ban.reason.as_str().to_owned(),
        by: directory.operator_name(ban.by),
        at: ban.at.into(),
        until: ban.until.map(Into::into),
    }
}

/// A conversation of the same client, in brief.
pub fn past(past: Past, directory: &Directory) -> PastConversation {
    let state = match past.state.as_str() {
        "waiting" => State::Waiting,
        "active" => State::Active,
        _ => State::Ended,
    };
    PastConversation {
        id: past.id.0,
        entry: past.entry,
        state,
        queued_at: past.queued_at.into(),
        ended_at: past.ended_at.map(Into::into),
        operator: past.operator.map(|id| directory.operator_name(id)),
        result: past.result.map(|id| directory.result_name(id)),
        first_words: past.first_words,
        banned: past.banned,
    }
}

/// A note about a client.
pub fn client_note(stored: &StoredEvent, directory: &Directory) -> Option<ClientNote> {
    match (&stored.event.body, stored.event.author) {
        (EventBody::ClientNoteAdded { text }, Author::Operator(by)) => Some(ClientNote {
            id: stored.id.0,
            text: text.as_str().to_owned(),
            by: directory.operator_name(by),
            at: stored.event.at.into(),
        }),
        _ => None,
    }
}

/// A page the client looked at.
pub fn page_view(view: store::PageView) -> PageView {
    PageView { id: view.id, url: view.url, title: view.title, at: view.at.into() }
}
