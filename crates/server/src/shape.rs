//! From the desk's words to the shapes that travel. The one place that says who sees what of an event.

pub use crate::snippet::snippet;
use crate::{
    actions::{entering::WIDGET_IDENTITY, identifying::COMPANY_IDENTITY},
    directory::{Directory, PublicOperator},
    wire::{
        Target as WireTarget,
        ban::{Ban as WireBan, ClientBan},
        client::{AfterTalk, ClientConversation, ClientEvent, ClientEventBody, ClientRating, QueuePlace},
        conversation::{
            Agreed, Candidate, ClientName, ClientNote, Conversation as WireConversation, IdentityKind, Invitation,
            KnownBy, LastMessage, Likeness, MergedClient, NamedWidget, PageView, PastConversation, Rating, SentFile,
            ShownClient, State, Verified,
        },
        event::{Author as WireAuthor, Event as WireEvent, EventBody as WireBody, Media, Quote},
        message::{Attachment, ClientQuote},
        offline::{Deed, Done, OfflineRequest},
        search::FoundIn,
    },
};
use desk::{
    Author, Ban, ClientId, Details, EventBody, FileId, KnownAs, Message, OperatorId, Stage, WidgetId,
    conversation::ClientLine, event::Target, receipts::Side,
};
use store::{Past, Shown, StoredEvent, search::What};

/// Where a conversation is directed, with names.
pub fn target(target: Target, directory: &Directory) -> WireTarget {
    match target {
        Target::Group(group) => WireTarget::Group(directory.group_name(group)),
        Target::Operator(operator) => WireTarget::Operator(directory.operator_name(operator)),
    }
}

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

fn widget(id: &WidgetId, directory: &Directory) -> NamedWidget {
    let name = directory.widgets.iter().find(|w| w.id == *id).map(|w| w.name.clone()).unwrap_or_default();
    NamedWidget { id: id.0.clone(), name }
}

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

fn invitation(open: &desk::conversation::Invitation, directory: &Directory) -> Invitation {
    Invitation {
        to: target(open.to, directory),
        by: directory.operator_name(open.by),
        until: open.until.into(),
        note: open.note.as_ref().map(|note| note.as_str().to_owned()),
    }
}

/// An event as operators see it: all of it.
pub fn event(stored: &StoredEvent, directory: &Directory) -> WireEvent {
    let event = &stored.event;
    WireEvent {
        seq: event.seq,
        id: stored.id.0,
        at: event.at.into(),
        author: author(event.author, directory),
        body: body(&event.body, &stored.deleted, directory),
    }
}

fn author(author: Author, directory: &Directory) -> WireAuthor {
    match author {
        Author::Client(_) => WireAuthor::Client,
        Author::Operator(id) => WireAuthor::Operator(directory.operator_name(id)),
        Author::Token(id) => WireAuthor::Token(directory.token_name(id)),
        Author::System => WireAuthor::System,
        Author::Elsewhere => WireAuthor::Elsewhere,
    }
}

/// A file, with the address it is read at.
pub fn attachment(file: &desk::message::Attachment) -> Attachment {
    let url = format!("/files/{}/{}", file.id, file.key);
    Attachment {
        id: file.id.0,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        width: file.dimensions.map(|(width, _)| width),
        height: file.dimensions.map(|(_, height)| height),
        thumbnail_url: file.dimensions.map(|_| format!("{url}/thumbnail")),
        url,
        deleted: false,
    }
}

/// The files of a message; of those that were deleted since, what they were.
fn attachments(message: &Message, deleted: &[FileId]) -> Vec<Attachment> {
    message.files().iter().map(|file| maybe_deleted(file, deleted)).collect()
}

fn maybe_deleted(file: &desk::message::Attachment, deleted: &[FileId]) -> Attachment {
    match deleted.contains(&file.id) {
        true => Attachment { width: None, height: None, thumbnail_url: None, deleted: true, ..attachment(file) },
        false => attachment(file),
    }
}

fn outside(message: &Message) -> Option<&desk::message::Outside> {
    message.outside()
}

fn medium(medium: &desk::message::Media) -> Media {
    Media { id: medium.id.0, kind: medium.kind, name: medium.name.clone() }
}

fn client_quote(quote: &desk::message::Quote, directory: &Directory) -> ClientQuote {
    let operator = match quote.author {
        Author::Operator(id) => Some(directory.public_operator(id).name),
        Author::Client(_) | Author::Token(_) | Author::System | Author::Elsewhere => None,
    };
    ClientQuote { seq: quote.seq, operator, words: quote.words.clone() }
}

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

fn known_as(client: &KnownAs) -> ClientName {
    client_name(client.id, &client.details)
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

/// A file of a client's conversations.
pub fn sent_file(stored: &store::StoredFile) -> SentFile {
    SentFile {
        file: attachment(&stored.file),
        conversation: stored.conversation.0,
        from: if matches!(stored.author, Author::Client(_)) { Side::Client } else { Side::Operator },
        at: stored.sent_at.unwrap_or(stored.created_at).into(),
    }
}

fn body(body: &EventBody, deleted: &[FileId], directory: &Directory) -> WireBody {
    match body {
        EventBody::Started { entry, widget: _, channel: _, target: to, answers, continues } => WireBody::Started {
            entry: *entry,
            target: target(*to, directory),
            answers: answers.clone(),
            continues: continues.map(|id| id.0),
        },
        EventBody::MessageAdded { message } => WireBody::MessageAdded {
            text: message.text().to_owned(),
            files: attachments(message, deleted),
            reply_to: message.reply_to().map(|quote| Quote {
                seq: quote.seq,
                author: author(quote.author, directory),
                words: quote.words.clone(),
            }),
            sent_at: outside(message).and_then(|it| it.sent_at).map(Into::into),
            media: outside(message).map(|it| it.media.iter().map(medium).collect()).unwrap_or_default(),
            content: outside(message).and_then(|it| it.content.clone()),
            forwarded: outside(message).is_some_and(|it| it.forwarded),
            template: outside(message).and_then(|it| it.template.clone()),
        },
        EventBody::Reacted { to, emoji } => WireBody::Reacted { to: *to, emoji: emoji.clone() },
        EventBody::MessageEdited { to, text } => WireBody::MessageEdited { to: *to, text: text.as_str().to_owned() },
        EventBody::MessageDeleted { to } => WireBody::MessageDeleted { to: *to },
        EventBody::FileFetched { to, file } => WireBody::FileFetched { to: *to, file: maybe_deleted(file, deleted) },
        EventBody::FileMissed { to, file, why } => WireBody::FileMissed { to: *to, file: file.0, why: *why },
        EventBody::HeldElsewhere { on, by } => WireBody::HeldElsewhere { on: *on, by: by.clone() },
        EventBody::NoteAdded { text } => WireBody::NoteAdded { text: text.as_str().to_owned() },
        EventBody::Accepted => WireBody::Accepted,
        EventBody::Redirected { from, to, accept_by, note, cause } => WireBody::Redirected {
            from: target(*from, directory),
            to: target(*to, directory),
            accept_by: accept_by.map(Into::into),
            note: note.as_ref().map(|note| note.as_str().to_owned()),
            cause: *cause,
        },
        EventBody::Offered { to, because } => {
            WireBody::Offered { to: to.map(|id| directory.operator_name(id)), because: *because }
        }
        EventBody::Invited { to, until, note } => WireBody::Invited {
            to: target(*to, directory),
            until: (*until).into(),
            note: note.as_ref().map(|note| note.as_str().to_owned()),
        },
        EventBody::InvitationClosed { to, why } => WireBody::InvitationClosed { to: target(*to, directory), why: *why },
        EventBody::Joined { invitation } => WireBody::Joined { invitation: target(*invitation, directory) },
        EventBody::Left { operator } => WireBody::Left { operator: directory.operator_name(*operator) },
        EventBody::HandedOver { from, to } => {
            WireBody::HandedOver { from: directory.operator_name(*from), to: directory.operator_name(*to) }
        }
        EventBody::ClientLeft => WireBody::ClientLeft,
        EventBody::ClientReturned => WireBody::ClientReturned,
        EventBody::PageViewed { url, title } => WireBody::PageViewed { url: url.clone(), title: title.clone() },
        EventBody::ClientChanged { name, phone, email } => {
            WireBody::ClientChanged { name: name.clone(), phone: phone.clone(), email: email.clone() }
        }
        EventBody::ClientMerged { client, other } => {
            WireBody::ClientMerged { client: known_as(client), other: known_as(other) }
        }
        EventBody::ClientParted { client, other } => {
            WireBody::ClientParted { client: known_as(client), other: known_as(other) }
        }
        EventBody::ClientBanned { ban, reason, until } => {
            WireBody::ClientBanned { ban: ban.0, reason: reason.as_str().to_owned(), until: until.map(Into::into) }
        }
        EventBody::ClientUnbanned { ban } => WireBody::ClientUnbanned { ban: ban.0 },
        EventBody::ClientNoteAdded { text } => WireBody::ClientNoteAdded { text: text.as_str().to_owned() },
        EventBody::TagsChanged { tags } => {
            WireBody::TagsChanged { tags: tags.iter().filter_map(|id| directory.tag(*id)).collect() }
        }
        EventBody::ParametersChanged { parameters } => WireBody::ParametersChanged { parameters: parameters.clone() },
        EventBody::Rated { stars, comment } => WireBody::Rated {
            stars: (*stars).into(),
            comment: comment.as_ref().map(|comment| comment.as_str().to_owned()),
        },
        EventBody::TranscriptSent { to } => WireBody::TranscriptSent { to: to.clone() },
        EventBody::Ended { cause, result, note } => WireBody::Ended {
            cause: *cause,
            result: result.map(|id| directory.result_name(id)),
            note: note.as_ref().map(|note| note.as_str().to_owned()),
        },
        EventBody::Erased => WireBody::Erased,
    }
}

/// An event as its client sees it, if it is for the client at all: what is not named here with a shape, is not. Operators
/// have the names and photos they have for clients now, however long ago it happened.
pub fn client_event(stored: &StoredEvent, directory: &Directory) -> Option<ClientEvent> {
    let event = &stored.event;
    let operator = |id| directory.public_operator(id).name;
    let has_it = |id| {
        let PublicOperator { name: operator, photo_url } = directory.public_operator(id);
        ClientEventBody::Accepted { operator, photo_url }
    };
    let body = match (&event.body, event.author) {
        (EventBody::Started { entry, .. }, _) => ClientEventBody::Started { entry: *entry },
        (EventBody::MessageAdded { message }, Author::Operator(id)) => ClientEventBody::OperatorSaid {
            text: message.text().to_owned(),
            files: attachments(message, &stored.deleted),
            reply_to: message.reply_to().map(|quote| client_quote(quote, directory)),
            operator: operator(id),
        },
        (
            EventBody::MessageAdded { message },
            Author::Client(_) | Author::Token(_) | Author::System | Author::Elsewhere,
        ) => ClientEventBody::ClientSaid {
            text: message.text().to_owned(),
            files: attachments(message, &stored.deleted),
            reply_to: message.reply_to().map(|quote| client_quote(quote, directory)),
        },
        (EventBody::Accepted, Author::Operator(id)) => has_it(id),
        // Whoever has the conversation is the operator to the client, however it came about.
        (EventBody::HandedOver { to, .. }, _) => has_it(*to),
        (EventBody::Joined { .. }, Author::Operator(id)) => ClientEventBody::Joined { operator: operator(id) },
        (EventBody::Left { operator: id }, _) => ClientEventBody::Left { operator: operator(*id) },
        (EventBody::Redirected { to, .. }, _) => {
            let to = match to {
                Target::Group(group) => directory.group_name(*group).name,
                Target::Operator(id) => operator(*id),
            };
            ClientEventBody::Redirected { to }
        }
        (EventBody::Ended { cause, .. }, _) => ClientEventBody::Ended { cause: (*cause).into() },
        (
            EventBody::Accepted
            | EventBody::Reacted { .. }
            | EventBody::MessageEdited { .. }
            | EventBody::MessageDeleted { .. }
            | EventBody::FileFetched { .. }
            | EventBody::FileMissed { .. }
            | EventBody::HeldElsewhere { .. }
            | EventBody::NoteAdded { .. }
            | EventBody::Offered { .. }
            | EventBody::Invited { .. }
            | EventBody::InvitationClosed { .. }
            | EventBody::Joined { .. }
            | EventBody::ClientLeft
            | EventBody::ClientReturned
            | EventBody::PageViewed { .. }
            | EventBody::ClientChanged { .. }
            | EventBody::ClientMerged { .. }
            | EventBody::ClientParted { .. }
            | EventBody::ClientBanned { .. }
            | EventBody::ClientUnbanned { .. }
            | EventBody::Rated { .. }
            | EventBody::TranscriptSent { .. }
            | EventBody::ClientNoteAdded { .. }
            | EventBody::TagsChanged { .. }
            | EventBody::ParametersChanged { .. }
            | EventBody::Erased,
            _,
        ) => return None,
    };
    Some(ClientEvent { seq: event.seq, id: stored.id.0, at: event.at.into(), body })
}

/// The client's conversation, in full.
pub fn client_conversation(
    shown: &Shown,
    events: &[StoredEvent],
    queue: Option<QueuePlace>,
    directory: &Directory,
) -> ClientConversation {
    let c = &shown.conversation;
    let row = row(shown, directory);
    let operator = row.operator.map(|operator| directory.public_operator(OperatorId(operator.id)));
    let (operator, photo_url) = operator.map(|it| (it.name, it.photo_url)).unzip();
    ClientConversation {
        id: c.id.0,
        entry: c.entry,
        state: row.state,
        operator,
        photo_url: photo_url.flatten(),
        group: row.group.name,
        queued_at: row.queued_at,
        queue,
        events: events.iter().filter_map(|e| client_event(e, directory)).collect(),
        last_seq: c.last_seq,
        receipts: c.receipts,
        after: after(shown, events, directory),
    }
}

/// What can still be done when a talk is over.
fn after(shown: &Shown, events: &[StoredEvent], directory: &Directory) -> Option<AfterTalk> {
    let c = &shown.conversation;
    if !c.is_ended() || c.first_accepted_at.is_none() {
        return None;
    }
    let widget = c.widget.as_ref().and_then(|id| directory.widgets.iter().find(|widget| widget.id == *id));
    // Only what this client said here: of whom operators hold for the same person, another may be meant.
    let said = events.iter().find_map(|stored| match &stored.event.body {
        EventBody::Started { answers, .. } => answers.iter().find(|answer| answer.field == "email"),
        _ => None,
    });
    let signed = shown.origin.identified.as_ref().and_then(|it| it.email.clone());
    Some(AfterTalk {
        rates: widget.is_some_and(|widget| widget.details.rating),
        comments: widget.is_some_and(|widget| widget.details.rating_comment),
        rating: c.glance.rating.as_ref().map(client_rating),
        transcript: directory.sends_mail,
        email: signed.or_else(|| said.map(|answer| answer.value.clone())),
    })
}

/// What a client thinks of a talk, as the client sees it.
pub fn client_rating(rating: &desk::rating::Rating) -> ClientRating {
    ClientRating {
        stars: rating.stars.into(),
        comment: rating.comment.as_ref().map(|comment| comment.as_str().to_owned()),
        until: rating.changeable_until().into(),
    }
}

fn rating(rating: &desk::rating::Rating) -> Rating {
    Rating {
        stars: rating.stars.into(),
        comment: rating.comment.as_ref().map(|comment| comment.as_str().to_owned()),
        at: rating.at.into(),
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

/// In which kind of text something was found.
pub const fn found_in(what: What) -> FoundIn {
    match what {
        What::Message | What::Number => FoundIn::Message,
        What::Note => FoundIn::Note,
        What::ClientNote => FoundIn::ClientNote,
        What::Answer => FoundIn::Answer,
        What::File => FoundIn::File,
        What::Name => FoundIn::Name,
        What::Email => FoundIn::Email,
        What::Phone => FoundIn::Phone,
        What::Parameter => FoundIn::Parameter,
        What::Tag => FoundIn::Tag,
    }
}

/// A page the client looked at.
pub fn page_view(view: store::PageView) -> PageView {
    PageView { id: view.id, url: view.url, title: view.title, at: view.at.into() }
}
