//! Clients who are not served for a while: banned, served again.

use super::{
    Action,
    audit::{Deed, Entry},
    clients::running,
    talking::parse_text,
};
use crate::{
    app::App,
    http::ask::Operator,
    mail::words::Words,
    problem::Problem,
    shape,
    wire::{
        audit::Act,
        ban::{Ban as WireBan, BanClient},
        conversation::Conversation as WireConversation,
    },
};
use desk::{Ban, BanId, ClientId, ConversationId, Details, ban::NotBanned};
use serde_json::{Value, json};
use std::sync::Arc;

/// An operator bans the client of a conversation, in whatever way he or she is known; running conversations end with it if
/// that is wished.
///
/// # Errors
/// `not-found`, `invalid`, `already-banned`, `id-in-use`.
pub async fn ban(
    app: Arc<App>,
    by: Operator,
    conversation: ConversationId,
    asked: BanClient,
) -> Result<WireConversation, Problem> {
    let reason = parse_text("reason", &asked.reason)?;
    let mut action = Deed::begin(&app, by.doer(&app)).await?;
    let client = action.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?.conversation.client;
    // Whoever enters as this person meanwhile waits, and so does whoever merges it.
    action.conn().persons_for_change([client, client]).await?;
    if let Some(known) = action.conn().ban_for_change(BanId(asked.id)).await? {
        let is_repeated = (known.conversation, known.by) == (conversation, by.id);
        return if is_repeated { row(&app, conversation).await } else { Err(Problem::id_in_use()) };
    }
    let now = action.now;
    if !action.conn().bans_of_person(client, now).await?.is_empty() {
        return Err(Problem::conflict("already-banned", "This client is banned already"));
    }
    let (id, until) = (BanId(asked.id), asked.until.map(|until| until.0));
    let ban = Ban { id, client, conversation, by: by.id, reason, at: now, until, lifted: None };
    let ban = ban.checked().map_err(|why| match why {
        NotBanned::Past => Problem::invalid(&[("until", "out-of-range")]),
        NotBanned::LongReason => Problem::invalid(&[("reason", "too-long")]),
    })?;
    action.conn().insert_ban(&ban).await?;
    for id in told(&mut action, &ban).await? {
        let mut talk = action.conversation(id).await?;
        let mut events = vec![talk.client_banned(by.id, &ban, now)];
        if asked.end {
            events.extend(talk.end_with_ban(by.id, now));
        }
        action.record(&talk, events).await?;
    }
    let entry = entry(&mut action, Act::ClientBanned, &ban).await?;
    action.commit(entry.changed(&app.directory(), &Value::Null, &content(&ban))).await?;
    metrics::counter!("hovorna_bans_total").increment(1);
    row(&app, conversation).await
}

/// What is done with a ban that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The client is served again.
    Lift,
    /// It was no good idea: the ban goes on as it was.
    Restore,
}

/// An operator lifts a ban, or takes that back. Repeated, nothing happens again.
///
/// # Errors
/// `not-found`.
pub async fn change(app: Arc<App>, by: Operator, id: BanId, doing: Doing) -> Result<WireBan, Problem> {
    let mut action = Deed::begin(&app, by.doer(&app)).await?;
    let ban = action.conn().ban_for_change(id).await?.ok_or_else(Problem::not_found)?;
    action.conn().persons_for_change([ban.client, ban.client]).await?;
    // Now that the person is held: it may have been lifted meanwhile.
    let mut ban = action.conn().ban_for_change(id).await?.ok_or_else(Problem::not_found)?;
    let now = action.now;
    let (news, act) = match doing {
        Doing::Lift => (ban.lift(by.id, now), Act::BanLifted),
        Doing::Restore => (ban.restore(), Act::BanRestored),
    };
    if news {
        action.conn().save_ban(&ban).await?;
        for id in told(&mut action, &ban).await? {
            let mut talk = action.conversation(id).await?;
            let event = match doing {
                Doing::Lift => talk.client_unbanned(by.id, ban.id, now),
                Doing::Restore => talk.client_banned(by.id, &ban, now),
            };
            action.record(&talk, [event]).await?;
        }
        let entry = entry(&mut action, act, &ban).await?;
        action.commit(entry).await?;
    }
    let person = person(&app, ban.client).await?;
    Ok(shape::ban(&ban, person.0, &person.1, &app.directory()))
}

/// A client who is banned does not come in. The answer is kind, in the client's language, and says nothing of it.
///
/// # Errors
/// `not-served`.
pub(super) async fn refuse_if_banned(
    action: &mut Action,
    client: ClientId,
    language: Option<&str>,
) -> Result<(), Problem> {
    let now = action.now;
    if action.conn().bans_of_person(client, now).await?.is_empty() {
        return Ok(());
    }
    metrics::counter!("hovorna_banned_refused_total").increment(1);
    let words = Words::of(language.unwrap_or_default()).say("mail_not_served", &[]);
    Err(Problem::refused("not-served", "We cannot help here at the moment").with("words", words))
}

/// The conversations that tell of a ban, in the order in which they are held: those that run, and the one that gave rise.
async fn told(action: &mut Action, ban: &Ban) -> Result<Vec<ConversationId>, Problem> {
    let mut told = running(action, &[ban.client]).await?;
    told.push(ban.conversation);
    told.sort_unstable();
    told.dedup();
    Ok(told)
}

async fn entry(action: &mut Action, act: Act, ban: &Ban) -> Result<Entry, Problem> {
    let person = action.conn().person(ban.client).await?.ok_or_else(Problem::not_found)?;
    let name = [person.name, person.email, person.phone].into_iter().flatten().next().unwrap_or_default();
    Ok(Entry::of(act).on(person.id, &name))
}

/// What of a ban is written down.
fn content(ban: &Ban) -> Value {
    json!({"reason": ban.reason.as_str(), "until": ban.until.map(|until| until.to_string())})
}

async fn person(app: &App, client: ClientId) -> Result<(ClientId, Details), Problem> {
    let person = app.store.read().await?.conn().person(client).await?.ok_or_else(Problem::not_found)?;
    Ok((person.id, person.details()))
}

async fn row(app: &App, conversation: ConversationId) -> Result<WireConversation, Problem> {
    // It may be over, and its client another than a moment ago.
    let shown = app.store.read().await?.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?;
    Ok(shape::row(&shown, &app.directory()))
}
