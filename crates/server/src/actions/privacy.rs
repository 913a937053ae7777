//! Clients are erased; how long what they say is kept.

use super::{
    audit::{Deed, Doer, Entry},
    fields::done,
    hearing::Sifter,
};
use crate::{
    app::App,
    problem::Problem,
    wire::{
        audit::Act,
        privacy::{Erasure, PrivacyRules},
    },
};
use desk::{ClientId, ConversationId};
use std::{sync::Arc, time::Duration};
use store::{Client, Conn, Retention};

/// The longest time anything is kept, in days: a hundred years.
const LONGEST: u32 = 36_500;
/// Files of one round.
const ROUND: i64 = 200;

/// What goes when the client of a conversation is erased.
///
/// # Errors
/// `not-found`.
pub async fn erasure(conn: &mut Conn<'_>, conversation: ConversationId) -> Result<Erasure, Problem> {
    let (client, person) = of_conversation(conn, conversation).await?;
    let it = conn.erasable(client).await?;
    Ok(Erasure {
        confirm: confirmation(&person),
        erased_at: conn.erased_at(client).await?.map(Into::into),
        conversations: it.conversations,
        running: it.running,
        messages: it.messages,
        notes: it.notes,
        files: it.files,
        bytes: it.bytes,
        page_views: it.page_views,
        requests: it.requests,
    })
}

/// The client of a conversation, and the person that is.
///
/// # Errors
/// `not-found`.
pub async fn of_conversation(conn: &mut Conn<'_>, id: ConversationId) -> Result<(ClientId, Client), Problem> {
    let client = conn.conversation(id).await?.ok_or_else(Problem::not_found)?.client;
    Ok((client, conn.person(client).await?.ok_or_else(Problem::not_found)?))
}

/// What is typed to say that it is meant.
fn confirmation(person: &Client) -> String {
    let known = person.name.clone().or_else(|| person.email.clone()).or_else(|| person.phone.clone());
    known.unwrap_or_else(|| person.id.0.simple().to_string().chars().rev().take(6).collect())
}

/// So that others come to write in between.
const BREATH: Duration = Duration::from_millis(50);

/// What was heard under the messengers' names is known by fingerprints from now on, a little at a time: all at once, nobody else
/// could write for long.
///
/// # Errors
/// When the database does not answer.
pub async fn unname_heard(app: &App) -> Result<(), store::Error> {
    loop {
        let mut write = app.store.write().await?;
        let is_more = write.conn().move_heard().await?;
        write.commit(|| ()).await?;
        if !is_more {
            return Ok(());
        }
        tokio::time::sleep(BREATH).await;
    }
}

/// Erases the client of a conversation, everywhere. One who was erased is left so.
///
/// # Errors
/// `not-found`; `invalid`: something else was typed; `client-is-here`: a conversation is not over.
pub async fn erase(app: Arc<App>, by: Doer, conversation: ConversationId, typed: String) -> Result<(), Problem> {
    unname_heard(&app).await?;
    let mut deed = Deed::begin(&app, by).await?;
    let (client, _) = of_conversation(&mut deed.conn(), conversation).await?;
    // Who comes in as one of them waits, and is somebody new then.
    deed.conn().persons_for_change([client, client]).await?;
    let (_, person) = of_conversation(&mut deed.conn(), conversation).await?;
    if deed.conn().erased_at(client).await?.is_none() {
        if typed.trim() != confirmation(&person).trim() {
            return Err(Problem::invalid(&[("confirm", "wrong")]));
        }
        if deed.conn().erasable(client).await?.running > 0 {
            return Err(Problem::conflict("client-is-here", "This client is in a conversation: end it first"));
        }
        let now = deed.now;
        deed.conn().erase_person(client, &Sifter(&app), now).await?;
        // Whoever remembers by which token the client was known forgets it with this.
        deed.directory_changes().await?;
        deed.commit(Entry::of(Act::ClientErased).on(person.id.0, "")).await?;
    } else {
        drop(deed);
    }
    remove_bytes(&app).await?;
    app.retention.notify_one();
    Ok(())
}

/// Removes the bytes of files that are known no longer. What a crash left is removed by the next call.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_bytes(app: &App) -> Result<(), store::Error> {
    loop {
        let known = app.store.read().await?.conn().erased_files(ROUND).await?;
        let mut gone = vec![];
        for file in &known {
            if app.files.remove(file.0).await {
                gone.push(*file);
            }
        }
        // What cannot be removed is tried again later; the log says why.
        if gone.is_empty() {
            return Ok(());
        }
        let mut write = app.store.write().await?;
        write.conn().files_are_gone(&gone).await?;
        write.commit(|| ()).await?;
    }
}

/// Writes down that everything known of a client leaves the desk, before it does.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn exported(app: Arc<App>, by: Doer, conversation: ConversationId) -> Result<ClientId, Problem> {
    let mut deed = Deed::begin(&app, by).await?;
    let (client, person) = of_conversation(&mut deed.conn(), conversation).await?;
    deed.commit(Entry::of(Act::ClientExported).on(person.id.0, "")).await?;
    Ok(client)
}

/// Rules that make sense.
///
/// # Errors
/// `invalid`.
pub fn checked(rules: PrivacyRules) -> Result<Retention, Problem> {
    let PrivacyRules { conversations_days, files_days } = rules;
    let fields = [("conversations_days", conversations_days), ("files_days", files_days)];
    let wrong = |(field, days): (&'static str, Option<u32>)| {
        days.is_some_and(|days| !(1..=LONGEST).contains(&days)).then_some((field, "out-of-range"))
    };
    done(fields.into_iter().filter_map(wrong).collect())?;
    Ok(Retention { conversations_days, files_days })
}

/// Sets how long what clients say is kept; what is older goes soon.
///
/// # Errors
/// `invalid`.
pub async fn set_rules(app: Arc<App>, by: Doer, rules: PrivacyRules) -> Result<(), Problem> {
    let retention = checked(rules)?;
    let mut deed = Deed::begin(&app, by).await?;
    let before = deed.conn().retention().await?;
    deed.conn().save_retention(&retention).await?;
    let entry = Entry::of(Act::PrivacyChanged).changed(&app.directory(), &before, &retention);
    deed.commit(entry).await?;
    app.retention.notify_one();
    Ok(())
}
