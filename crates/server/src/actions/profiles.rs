//! Who a client of an outside messenger is: the messenger is asked once, and nothing waits for its answer.

use super::Action;
use crate::{app::App, messengers::Ready, problem::Problem};
use channels::{Identity, Job, Outcome, Profile};
use desk::{Author, ChannelId, ClientId};
use std::sync::Arc;

/// Asks for a client whose name is not known.
pub fn ask(app: Arc<App>, channel: ChannelId, client: ClientId) {
    tokio::spawn(async move {
        if let Err(problem) = asked(&app, channel, client).await {
            tracing::warn!(code = problem.code, %channel, "who a client is could not be asked");
        }
    });
}

async fn asked(app: &Arc<App>, channel: ChannelId, client: ClientId) -> Result<(), Problem> {
    let Some(_one_of_few) = app.messengers.questions.turn().await else { return Ok(()) };
    let Some(ready) = Ready::of(app, channel) else { return Ok(()) };
    let known = app.store.read().await?.conn().channel_client(channel, client).await?;
    let Some(known) = known.filter(|known| known.profile_at.is_none()) else { return Ok(()) };
    let of = known.known.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
    let profile = match app.interface.run(&ready, &Job::Profile { of }, None).await {
        Outcome::Profile(profile) => profile,
        // Next time: the client will say something again.
        Outcome::Later { .. } | Outcome::Unknown(_) => return Ok(()),
        _ => Profile::default(),
    };
    let mut action = Action::begin(app).await?;
    let now = action.now;
    let Some(mut known) = action.conn().channel_client(channel, client).await? else { return Ok(()) };
    known.profile_at = Some(now);
    action.conn().save_channel_client(channel, client, &known).await?;
    let name = profile.name.map(|it| it.trim().chars().take(200).collect::<String>()).filter(|it| !it.is_empty());
    let stored = action.conn().client_for_change(client).await?;
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
