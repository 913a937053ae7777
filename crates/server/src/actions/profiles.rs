//! Who a client of an outside messenger is: the messenger is asked now and then, and nothing waits for its answer. Its name is
//! taken where none is known, its photo whenever it is another one. The name never waits for the photo, which is elsewhere.

use super::{Action, clients::running};
use crate::{app::App, messengers::Ready, problem::Problem, secret};
use axum::body::Bytes;
use channels::{Identity, Job, Media, Outcome, Profile};
use desk::{Author, ChannelId, ClientId, Timestamp, retry::pause};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};

/// A client who begins another talk may have another photo after this. Meta asks for a look once a week.
const HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A photo is made of a file of at most so many bytes.
const LARGEST: u64 = 5_000_000;
/// It is fetched within this, or not this time.
const PATIENCE: Duration = Duration::from_secs(20);
/// What did not come is tried so often in all.
const TRIES: u32 = 3;

/// Whether what a messenger said of a client then, if ever, may be otherwise by now.
#[must_use]
pub fn is_old(asked_at: Option<Timestamp>, now: Timestamp) -> bool {
    asked_at.is_none_or(|at| now.duration_since(at) >= HOLDS)
}

/// Asks who a client is, of whom nothing is known, or nothing new.
pub fn ask(app: Arc<App>, channel: ChannelId, client: ClientId) {
    tokio::spawn(async move {
        if let Err(problem) = asked(&app, channel, client).await {
            tracing::warn!(code = problem.code, %channel, "who a client is could not be asked");
        }
    });
}

async fn asked(app: &Arc<App>, channel: ChannelId, client: ClientId) -> Result<(), Problem> {
    let Some(ready) = Ready::of(app, channel) else { return Ok(()) };
    let Some(profile) = profile(app, &ready, client).await? else { return Ok(()) };
    named(app, channel, client, profile.name).await?;
    let Some(photo) = profile.photo else { return Ok(()) };
    let Some(bytes) = fetched(app, &ready, &photo).await else { return Ok(()) };
    match app.files.portrait(bytes).await {
        Some(drawn) => pictured(app, channel, client, &drawn).await,
        None => {
            tracing::info!(%channel, "what a messenger shows as a client's photo is no picture that can be read");
            Ok(())
        }
    }
}

/// What the messenger says; none: nothing to be noted.
async fn profile(app: &Arc<App>, ready: &Ready, client: ClientId) -> Result<Option<Profile>, Problem> {
    let Some(_one_of_few) = app.messengers.questions.turn().await else { return Ok(None) };
    let known = app.store.read().await?.conn().channel_client(ready.channel.id, client).await?;
    let Some(known) = known.filter(|known| is_old(known.profile_at, crate::app::now())) else { return Ok(None) };
    let of = known.known.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
    Ok(match app.interface.run(ready, &Job::Profile { of }, None).await {
        Outcome::Profile(profile) => Some(profile),
        // Next time: the client will say something again.
        Outcome::Later { .. } | Outcome::Unknown(_) => None,
        _ => Some(Profile::default()),
    })
}

/// The messenger was asked, and calls the client so.
async fn named(app: &Arc<App>, channel: ChannelId, client: ClientId, name: Option<String>) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let now = action.now;
    let stored = action.conn().client_for_change(client).await?;
    // Erased meanwhile, there is nobody to be known.
    if action.conn().channel_client(channel, client).await?.is_none() {
        return Ok(());
    }
    action.conn().profile_asked(channel, client, now).await?;
    let name = name.map(|it| it.trim().chars().take(200).collect::<String>()).filter(|it| !it.is_empty());
    if let (Some(mut stored), Some(name)) = (stored, name)
        && stored.name.is_none()
    {
        stored.name = Some(name);
        action.conn().save_client(&stored).await?;
        if let Some(id) = action.conn().last_through_channel(client, channel).await? {
            let mut conversation = action.conversation(id).await?;
            let event = conversation.client_changed(Author::System, stored.name, stored.phone, stored.email, now);
            action.record(&conversation, [event]).await?;
        }
    }
    action.commit().await.map(|_| ())
}

/// The file of a photo, tried a few times.
async fn fetched(app: &Arc<App>, ready: &Ready, photo: &Media) -> Option<Bytes> {
    for attempt in 1..=TRIES {
        let said = match tokio::time::timeout(PATIENCE, once(app, ready, photo)).await {
            Ok(Ok(bytes)) => return Some(bytes),
            Ok(Err(Missed::ForGood(said))) => {
                tracing::info!(channel = %ready.channel.id, said, "a client's photo was not to be had");
                return None;
            }
            Ok(Err(Missed::ForNow(said))) => said,
            Err(_) => "it took too long".to_owned(),
        };
        tracing::info!(channel = %ready.channel.id, said, attempt, "a client's photo could not be fetched");
        if attempt < TRIES {
            tokio::time::sleep(pause(attempt).unsigned_abs()).await;
        }
    }
    None
}

/// Why a photo did not come.
enum Missed {
    /// It may come another time.
    ForNow(String),
    /// It will not.
    ForGood(String),
}

async fn once(app: &Arc<App>, ready: &Ready, photo: &Media) -> Result<Bytes, Missed> {
    let stopped = || Missed::ForGood("the server stops".to_owned());
    let _one_of_few = app.messengers.photos.turn().await.ok_or_else(stopped)?;
    match app.interface.fetch(ready, photo.clone(), &app.files, LARGEST).await {
        (Outcome::Fetched, Some(incoming)) => incoming.read().await.map_err(|error| Missed::ForNow(error.to_string())),
        (Outcome::Later { why, .. } | Outcome::Unknown(why), _) => Err(Missed::ForNow(why.said)),
        (Outcome::Failed(why), _) => Err(Missed::ForGood(why.said)),
        _ => Err(Missed::ForGood("what came is no file".to_owned())),
    }
}

/// A photo is here: kept, and shown wherever the client's person is.
async fn pictured(app: &Arc<App>, channel: ChannelId, client: ClientId, drawn: &[u8]) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let now = action.now;
    let stored = action.conn().client_for_change(client).await?;
    // Erased meanwhile, there is nobody to be seen.
    if stored.is_none() || action.conn().channel_client(channel, client).await?.is_none() {
        return Ok(());
    }
    if !action.conn().set_client_photo(client, &secret::token(), drawn, now).await? {
        return Ok(());
    }
    let mut talks = running(&mut action, &[client]).await?;
    talks.sort_unstable();
    for talk in talks {
        action.is_shown_otherwise(talk).await?;
    }
    action.commit().await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_a_client_is_may_be_asked_again_after_a_week() {
        let (then, day) = (Timestamp::UNIX_EPOCH, SignedDuration::from_hours(24));
        assert!(is_old(None, then));
        assert!(!is_old(Some(then), then + day * 6));
        assert!(is_old(Some(then), then + day * 7));
    }
}
