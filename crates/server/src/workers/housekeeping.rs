//! Notices changes made beside this process, and clears what nobody needs any more.

use crate::app::{App, now};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};

/// Words and people changed by another process are noticed within this.
const LOOK: Duration = Duration::from_secs(5);
/// What nobody needs any more is cleared once in so many looks.
const CLEAR_EVERY: u32 = 720;
/// Files nobody sent are forgotten after this.
const UNSENT: SignedDuration = SignedDuration::from_hours(24);
/// Drafts nobody touched are forgotten after this.
const UNTOUCHED: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Mails that were sent or given up are forgotten after this.
const OLD_MAIL: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Files of one round.
const ROUND: i64 = 500;
/// News other systems took, or that were given up, are forgotten after this.
const TOLD: SignedDuration = SignedDuration::from_hours(24 * 7);
/// News that could not even be tried, because a webhook was paused, are forgotten after this.
const UNTOLD: SignedDuration = SignedDuration::from_hours(24 * 30);
/// News of one round.
const TOLD_ROUND: i64 = 50_000;
/// What messengers called us with is forgotten so long after it was taken in: till then it can be looked at.
const TAKEN_IN: SignedDuration = SignedDuration::from_hours(24 * 7);
/// That something was heard is forgotten after this: messengers tell it again for a week, at most.
const HEARD: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Wrong passwords are forgotten after this.
const FORGIVEN: SignedDuration = SignedDuration::from_hours(24);

pub async fn tidy(app: Arc<App>) {
    let mut looks: u32 = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "changes beside this process could not be looked for");
        }
        looks = looks.wrapping_add(1);
        if looks.is_multiple_of(CLEAR_EVERY) {
            app.limiters.forget_the_quiet();
            if let Err(error) = clear(&app).await {
                tracing::warn!(%error, "what nobody needs any more could not be cleared");
            }
        }
    }
}

async fn look(app: &Arc<App>) -> Result<(), store::Error> {
    let version = app.store.read().await?.conn().directory_version().await?;
    if version != app.directory().version {
        app.reload_directory().await?;
    }
    Ok(())
}

async fn clear(app: &Arc<App>) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    write.conn().clear_old_sign_ins(now(), now() - FORGIVEN).await?;
    write.conn().clear_old_openid_flows(now()).await?;
    write.conn().forget_drafts(now() - UNTOUCHED).await?;
    write.conn().forget_mails(now() - OLD_MAIL).await?;
    for webhook in &app.directory().webhooks {
        write.conn().forget_deliveries(webhook.id, now() - TOLD, now() - UNTOLD, TOLD_ROUND).await?;
    }
    write.conn().forget_stray_deliveries().await?;
    write.conn().forget_hooks(now() - TAKEN_IN, now() - HEARD, TOLD_ROUND).await?;
    let unsent = write.conn().forget_unsent_files(now() - UNSENT, ROUND).await?;
    write.commit(|| ()).await?;
    // Only after the commit: a row without bytes would be a broken promise, bytes without a row are only lost space.
    for id in unsent {
        app.files.remove(id.0).await;
    }
    Ok(())
}
