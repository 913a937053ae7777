//! What happens to a talk that is over: its client rates it, and it is sent by mail.

use super::{
    Action,
    bans::refuse_if_banned,
    mail::{self, Written},
    talking::parse_text,
};
use crate::{
    app::App,
    directory::Directory,
    mail::{body::Body, letter::is_address, words::Words},
    problem::Problem,
    shape,
    wire::{
        client::{ClientRating, RateTalk},
        conversation::Conversation as WireConversation,
    },
};
use desk::{
    Author, ClientId, Conversation, ConversationId, EventBody, OperatorId,
    mail::one_line,
    rating::{LONGEST_COMMENT, NotRated, NotSent, Stars},
};
use jiff::tz::TimeZone;
use std::sync::Arc;
use store::{Shown, StoredEvent};

/// So much of a log is sent, the newest.
const MOST_EVENTS: i64 = 2_000;
/// A name in a mail is at most so long, in characters.
const LONGEST_NAME: usize = 200;

/// A client says what he or she thinks of a talk.
///
/// # Errors
/// `invalid`, `not-found` (also where the widget does not ask), `still-running`, `too-late`, `not-served`.
pub async fn rate(
    app: Arc<App>,
    client: ClientId,
    id: ConversationId,
    said: RateTalk,
) -> Result<ClientRating, Problem> {
    let stars = Stars::try_from(said.stars).map_err(|_| Problem::invalid(&[("stars", "out-of-range")]))?;
    let comment = said.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
    let comment = comment.map(|comment| parse_text("comment", comment)).transpose()?;
    if comment.as_ref().is_some_and(|comment| comment.as_str().chars().count() > LONGEST_COMMENT) {
        return Err(Problem::invalid(&[("comment", "too-long")]));
    }
    let mut action = Action::begin(&app).await?;
    let mut conversation = own(&mut action, client, id).await?;
    let directory = app.directory();
    let widget = conversation.widget.as_ref().and_then(|id| directory.widgets.iter().find(|it| it.id == *id));
    let asks = widget.map(|widget| &widget.details).filter(|details| details.rating).ok_or_else(Problem::not_found)?;
    // A panel that was loaded before may still have asked for it.
    let comment = comment.filter(|_| asks.rating_comment);
    refuse_if_banned(&mut action, client, None).await?;
    let event = conversation.rated(stars, comment, action.now).map_err(|why| match why {
        NotRated::Running => still_running(),
        NotRated::NobodyTalked => Problem::not_found(),
        NotRated::TooLate => Problem::conflict("too-late", "It is too late to rate this conversation"),
    })?;
    if let Some(event) = event {
        action.record(&conversation, [event]).await?;
        action.commit().await?;
        metrics::counter!("hovorna_ratings_total").increment(1);
    }
    conversation.glance.rating.as_ref().map(shape::client_rating).ok_or_else(Problem::unavailable)
}

/// A client has the talk sent to an address.
///
/// # Errors
/// `invalid`, `not-found`, `still-running`, `no-mail`, `enough-addresses`, `not-served`.
pub async fn ask_transcript(
    app: Arc<App>,
    client: ClientId,
    id: ConversationId,
    email: &str,
    language: Option<String>,
) -> Result<(), Problem> {
    let to = address("email", email)?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = own(&mut action, client, id).await?;
    refuse_if_banned(&mut action, client, language.as_deref()).await?;
    send(&mut action, &mut conversation, Author::Client(client), to).await?;
    action.commit().await?;
    Ok(())
}

/// An operator sends a talk to an address.
///
/// # Errors
/// `invalid`, `not-found`, `still-running`, `no-mail`.
pub async fn send_transcript(
    app: Arc<App>,
    by: OperatorId,
    id: ConversationId,
    email: &str,
) -> Result<WireConversation, Problem> {
    let to = address("email", email)?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    send(&mut action, &mut conversation, Author::Operator(by), to).await?;
    action.commit().await?;
    let shown = app.store.read().await?.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
    Ok(shape::row(&shown, &app.directory()))
}

/// An address as typed, if it can be one.
pub(super) fn address(field: &str, email: &str) -> Result<String, Problem> {
    let email = email.trim();
    let code = if email.is_empty() { "required" } else { "malformed" };
    if is_address(email) { Ok(email.to_owned()) } else { Err(Problem::invalid(&[(field, code)])) }
}

/// Puts the talk on its way with this change; to an address that has it, no second time.
pub(super) async fn send(
    action: &mut Action,
    conversation: &mut Conversation,
    by: Author,
    to: String,
) -> Result<(), Problem> {
    let directory = action.app.directory();
    if !directory.sends_mail {
        return Err(Problem::conflict("no-mail", "There is no mail server"));
    }
    let event = conversation.transcript_sent(by, &to, action.now).map_err(|why| match why {
        NotSent::Running => still_running(),
        NotSent::NobodyTalked => Problem::not_found(),
        NotSent::Enough => Problem::conflict("enough-addresses", "It was sent to as many addresses as may be"),
    })?;
    let Some(event) = event else { return Ok(()) };
    let shown = action.conn().shown(conversation.id).await?.ok_or_else(Problem::not_found)?;
    let events = action.conn().events_before(conversation.id, event.seq, MOST_EVENTS).await?;
    mail::write(action, transcript(&directory, &shown, &events, matches!(by, Author::Client(_)), to)).await?;
    action.record(conversation, [event]).await
}

/// The mail that says what was said. Notes of colleagues are no part of it, and what files there were is told by their names.
fn transcript(directory: &Directory, shown: &Shown, events: &[StoredEvent], asked: bool, to: String) -> Written {
    let words = Words::of(shown.origin.language.as_deref().unwrap_or_default());
    let (zone, zone_name) = directory.zone_of(shown.conversation.group);
    let company = directory.company.name.as_str();
    let you = words.say("mail_transcript_you", &[]);
    let client = shown.client.0.as_deref().map_or(you, |name| one_line(name, LONGEST_NAME));
    let day = zone.to_datetime(shown.conversation.queued_at).strftime("%Y-%m-%d").to_string();
    let intro = [("company", company), ("day", &day), ("zone", zone_name)];
    let mut body = Body::default().paragraph(words.say("mail_transcript_intro", &intro));
    if events.first().is_some_and(|first| first.event.seq > 1) {
        body = body.paragraph(words.say("mail_transcript_cut", &[]));
    }
    let mut files = false;
    for said in events.iter().filter_map(|stored| said(directory, stored, &client, &zone, words)) {
        files |= said.files;
        body = body.said(said.head, said.lines);
    }
    if files {
        body = body.paragraph(words.say("mail_transcript_files", &[]));
    }
    if asked {
        body = body.paragraph(words.say("mail_transcript_asked", &[]));
    }
    let widget = shown.conversation.widget.as_ref().and_then(|id| directory.widgets.iter().find(|it| it.id == *id));
    Written {
        kind: "transcript",
        about: Some(shown.conversation.id.0),
        to,
        to_name: None,
        reply_to: widget.and_then(|widget| widget.details.offline.email.clone()),
        subject: words.say("mail_transcript_subject", &[("company", company)]),
        body: body.footer(words.say("mail_footer", &[("company", company)])),
    }
}

struct Said {
    head: String,
    lines: Vec<String>,
    files: bool,
}

/// A message of the talk; nothing else is told.
fn said(directory: &Directory, stored: &StoredEvent, client: &str, zone: &TimeZone, words: Words) -> Option<Said> {
    let EventBody::MessageAdded { message } = &stored.event.body else { return None };
    let who = match stored.event.author {
        Author::Operator(id) => one_line(&directory.public_operator(id).name, LONGEST_NAME),
        Author::Client(_) | Author::Token(_) | Author::System => client.to_owned(),
        Author::Elsewhere => one_line(&directory.company.name, LONGEST_NAME),
    };
    let at = zone.to_datetime(stored.event.at).strftime("%Y-%m-%d %H:%M");
    let mut lines: Vec<String> =
        Some(message.text()).filter(|text| !text.is_empty()).map(Into::into).into_iter().collect();
    lines.extend(message.files().iter().map(|file| {
        let (name, size) = (one_line(&file.name, LONGEST_NAME), size(file.size));
        words.say("mail_transcript_file", &[("name", &name), ("size", &size)])
    }));
    Some(Said { head: format!("{who}, {at}"), lines, files: !message.files().is_empty() })
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// The client's own conversation.
async fn own(action: &mut Action, client: ClientId, id: ConversationId) -> Result<Conversation, Problem> {
    let conversation = action.conversation(id).await?;
    if conversation.client == client { Ok(conversation) } else { Err(Problem::not_found()) }
}

fn still_running() -> Problem {
    Problem::conflict("still-running", "This conversation is not over yet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_as_people_read_them() {
        for (bytes, told) in [(999, "999 B"), (184_000, "184 kB"), (1_250_000, "1.2 MB"), (25_000_000, "25.0 MB")] {
            assert_eq!(size(bytes), told);
        }
    }
}
