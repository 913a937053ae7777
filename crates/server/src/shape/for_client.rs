//! A conversation and its events as their client sees them: what is not named here, is not for clients.

use super::{file::attachments, row::row};
use crate::{
    directory::{Directory, PublicOperator},
    wire::{
        client::{AfterTalk, ClientConversation, ClientEvent, ClientEventBody, ClientRating, QueuePlace},
        message::ClientQuote,
    },
};
use desk::{Author, EventBody, OperatorId, event::Target};
use store::{Shown, StoredEvent};

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

fn client_quote(quote: &desk::message::Quote, directory: &Directory) -> ClientQuote {
    let operator = match quote.author {
        Author::Operator(id) => Some(directory.public_operator(id).name),
        Author::Client(_) | Author::Token(_) | Author::System | Author::Elsewhere => None,
    };
    ClientQuote { seq: quote.seq, operator, words: quote.words.clone() }
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
