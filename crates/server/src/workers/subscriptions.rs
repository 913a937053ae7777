//! Asks now and then whether messengers still tell us what happens. Messenger takes the subscription from an app whose webhook failed
//! for an hour, and nobody would hear of it but by the silence.

use crate::{
    actions::{channel_checks, channels},
    app::App,
};
use desk::ChannelId;
use rand::RngExt as _;
use std::{sync::Arc, time::Duration};

/// Between two rounds, and so much longer at random: installations that were started together do not ask together.
const EVERY: Duration = Duration::from_secs(60 * 60);
const SPREAD: Duration = Duration::from_secs(10 * 60);
/// After a start, and up to as long again: whoever was away for an hour has to know at once.
const AFTER_START: Duration = Duration::from_secs(1);

/// Asks, as long as the process runs.
pub async fn watch(app: Arc<App>) {
    // What is connected meanwhile is being set up: its test says what is missing.
    let known = connected(&app);
    tokio::time::sleep(AFTER_START + random(AFTER_START)).await;
    round(&app, &known).await;
    loop {
        tokio::time::sleep(EVERY + random(SPREAD)).await;
        round(&app, &connected(&app)).await;
    }
}

/// Any part of it.
fn random(most: Duration) -> Duration {
    most.mul_f64(rand::rng().random_range(0.0..1.0))
}

/// The pages and numbers there are.
#[must_use]
pub fn connected(app: &App) -> Vec<ChannelId> {
    app.directory().channels.iter().filter(|it| it.removed_at.is_none()).map(|it| it.id).collect()
}

/// Asks about these, one after the other, and forgets secrets whose time is over.
pub async fn round(app: &Arc<App>, channels: &[ChannelId]) {
    for id in channels {
        let Some(_one_of_few) = app.messengers.questions.turn().await else { return };
        match channel_checks::watch(app, *id).await {
            Ok(true) => {}
            // Nor would it for the others.
            Ok(false) => {
                tracing::info!(
                    "messengers do not answer: whether they tell this desk what happens is asked again later"
                );
                break;
            }
            Err(problem) => {
                tracing::warn!(code = problem.code, channel = %id, "whether a messenger tells this desk what happens could not be noted");
            }
        }
    }
    if let Err(problem) = channels::forget_old_secrets(app).await {
        tracing::warn!(
            code = problem.code,
            "app secrets of before could not be forgotten yet; they are not taken any more"
        );
    }
}
