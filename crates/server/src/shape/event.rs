//! An event as operators see it: all of it.

use super::{
    client::client_name,
    file::{attachments, maybe_deleted},
    row::target,
};
use crate::{
    directory::Directory,
    wire::{
        conversation::ClientName,
        event::{Author as WireAuthor, Event as WireEvent, EventBody as WireBody, Media, Quote},
    },
};
use desk::{Author, EventBody, FileId, KnownAs, Message};
use store::StoredEvent;

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
        EventBody::Reacted { to, emoji, done_at } => {
            WireBody::Reacted { to: *to, emoji: emoji.clone(), done_at: done_at.map(Into::into) }
        }
        EventBody::MessageEdited { to, text, done_at } => {
            let text = text.as_str().to_owned();
            WireBody::MessageEdited { to: *to, text, done_at: done_at.map(Into::into) }
        }
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

fn outside(message: &Message) -> Option<&desk::message::Outside> {
    message.outside()
}

fn medium(medium: &desk::message::Media) -> Media {
    Media { id: medium.id.0, kind: medium.kind, name: medium.name.clone() }
}

fn known_as(client: &KnownAs) -> ClientName {
    client_name(client.id, &client.details)
}
