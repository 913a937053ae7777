//! What operators say to clients of outside messengers, on its way: written with the message it carries, sent by `workers/outgoing`.

mod again;
mod beginning;
mod reacting;
mod templates;

pub use again::{fetch_again, send_again};
pub use beginning::begin;
pub use reacting::react;
pub use templates::{send_template, templates};

use super::Action;
use crate::{
    app::App,
    messengers::{Ready, interface::Enclosed},
    problem::Problem,
    wire::channel::MessageDelivery,
};
use channels::{Content, FileKind};
use desk::{Conversation, Message, Seq, Timestamp, delivery::DeliveryState, message::Attachment};
use std::collections::BTreeMap;
use store::{Outgoing, Part, PartState};
use uuid::Uuid;

/// Puts a message of an operator on its way, if its client is reached through an outside messenger: with the message, in one change.
///
/// # Errors
/// `window-over`, `channel-removed`, `invalid` (a file that cannot be sent), `unavailable`.
pub async fn carry(
    action: &mut Action,
    conversation: &Conversation,
    seq: Seq,
    message: &Message,
) -> Result<(), Problem> {
    let Some(channel) = conversation.channel else { return Ok(()) };
    let ready = Ready::of(&action.app, channel).ok_or_else(removed)?;
    if conversation.window_is_over(action.now) {
        return Err(window_over(conversation));
    }
    let mut files = message.files().iter();
    let contents = message.files().iter().map(|file| content(&ready, file)).collect::<Result<Vec<_>, _>>()?;
    let reply_to = match message.reply_to() {
        Some(quote) if ready.messenger.can().replies => action.conn().outside_name(conversation.id, quote.seq).await?,
        _ => None,
    };
    for (n, content) in ready.messenger.parts(message.text(), &contents).into_iter().enumerate() {
        let part = match content {
            Content::Text(text) => Part::Text { text },
            Content::File { kind, name, media_type, caption } => {
                let file = files.next().ok_or_else(Problem::unavailable)?;
                Part::File { id: file.id.0, role: role(kind).to_owned(), name, media_type, caption }
            }
            Content::Template(used) => template_part(used),
        };
        let reply_to = reply_to.clone().filter(|_| n == 0);
        queue(action, conversation, seq, n, part, reply_to).await?;
    }
    Ok(())
}

async fn queue(
    action: &mut Action,
    conversation: &Conversation,
    seq: Seq,
    part: usize,
    content: Part,
    reply_to: Option<String>,
) -> Result<(), Problem> {
    let Some(channel) = conversation.channel else { return Ok(()) };
    let it = Outgoing {
        id: Uuid::now_v7(),
        channel,
        client: conversation.client,
        conversation: conversation.id,
        seq,
        part: u32::try_from(part).unwrap_or(u32::MAX),
        content,
        reply_to,
        attempts: 0,
        tried: 0,
        began_at: action.now,
    };
    action.conn().add_outgoing(&it).await?;
    action.something_goes_out();
    action.tell_deliveries(&[(conversation.id, seq)]).await
}

fn content(ready: &Ready, file: &Attachment) -> Result<Content, Problem> {
    let can = ready.messenger.can();
    let Some(kind) = can.as_what(&file.media_type, file.size) else {
        let any_size = can.as_what(&file.media_type, 0).is_some();
        return Err(Problem::invalid(&[("files", if any_size { "too-large" } else { "kind" })]).detail(&file.name));
    };
    Ok(Content::File { kind, name: file.name.clone(), media_type: file.media_type.clone(), caption: String::new() })
}

/// A file of ours as it is sent, and where its bytes are.
///
/// # Errors
/// Why it cannot be sent: retention may have deleted it meanwhile.
pub async fn enclosed(
    app: &App,
    (id, role): (Uuid, &str),
    (name, media_type): (&str, &str),
    caption: &str,
) -> Result<(Content, Enclosed), String> {
    let path = app.files.path(id);
    tokio::fs::metadata(&path).await.map_err(|error| error.to_string())?;
    let kinds = [FileKind::Image, FileKind::Video, FileKind::Audio, FileKind::Document];
    let kind = kinds.into_iter().find(|kind| self::role(*kind) == role).unwrap_or(FileKind::Document);
    let content =
        Content::File { kind, name: name.to_owned(), media_type: media_type.to_owned(), caption: caption.to_owned() };
    Ok((content, Enclosed { path, name: name.to_owned(), media_type: media_type.to_owned() }))
}

const fn role(kind: channels::FileKind) -> &'static str {
    match kind {
        channels::FileKind::Image => "image",
        channels::FileKind::Video => "video",
        channels::FileKind::Audio => "audio",
        channels::FileKind::Document => "document",
    }
}

fn template_part(used: channels::TemplateUse) -> Part {
    Part::Template { name: used.name, language: used.language, header: used.header, body: used.body }
}

fn removed() -> Problem {
    Problem::conflict("channel-removed", "This page or number is connected no longer")
}

fn window_over(conversation: &Conversation) -> Problem {
    let problem = Problem::conflict("window-over", "The time in which this client may be answered freely is over");
    match conversation.glance.reply_until {
        Some(until) => problem.with("reply_until", until),
        None => problem,
    }
}

/// How far messages have got, of those of whose parts this is the state: by their numbers. The moment is the last one of all
/// parts, and so never an earlier one than before, whichever part decides: screens go by it.
#[must_use]
pub fn deliveries(parts: &[PartState]) -> Vec<MessageDelivery> {
    let mut messages: BTreeMap<Seq, Vec<&PartState>> = BTreeMap::new();
    for part in parts {
        messages.entry(part.seq).or_default().push(part);
    }
    let whole = |(seq, parts): (Seq, Vec<&PartState>)| {
        let state = DeliveryState::of_parts(parts.iter().map(|it| it.state))?;
        let telling = parts.iter().filter(|it| it.state == state).max_by_key(|it| it.at)?;
        let at: Timestamp = parts.iter().map(|it| it.at).max()?;
        Some(MessageDelivery { seq, state, why: telling.why, said: telling.said.clone(), at: at.into() })
    };
    messages.into_iter().filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [DeliveryState; 7] = [
        DeliveryState::Queued,
        DeliveryState::Sending,
        DeliveryState::Unknown,
        DeliveryState::Sent,
        DeliveryState::Delivered,
        DeliveryState::Read,
        DeliveryState::Failed,
    ];

    fn part(state: DeliveryState, at: i64) -> PartState {
        PartState { seq: 7, state, why: None, said: None, at: Timestamp::from_second(at).unwrap() }
    }

    proptest! {
        /// A screen drops what is told of an earlier moment: it would keep a state that is over.
        #[test]
        fn the_moment_of_a_message_never_falls(
            changes in proptest::collection::vec((0_usize..3, proptest::sample::select(STATES.to_vec())), 1..20),
        ) {
            let mut parts = vec![part(DeliveryState::Queued, 0); 3];
            let mut before = deliveries(&parts)[0].at;
            for (now, (which, state)) in changes.into_iter().enumerate() {
                parts[which] = part(state, i64::try_from(now).unwrap() + 1);
                let told = &deliveries(&parts)[0];
                prop_assert!(told.at >= before, "{:?} after {:?}", told, before);
                before = told.at;
            }
        }
    }
}
