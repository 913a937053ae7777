//! Watches over deadlines: clients who are gone, named operators who do not accept.

use crate::{
    actions::line::time_passed,
    app::{App, now},
};
use std::{sync::Arc, time::Duration};

/// Deadlines of one round.
const ROUND: i64 = 200;
/// Another process may have set a deadline: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Deadlines that were woken for but are not due yet are not asked for more often.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

pub async fn watch(app: Arc<App>) {
    loop {
        app.deadlines.looked_for();
        let sleep = match round(&app).await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::error!(%error, "deadlines could not be looked for");
                LONGEST_SLEEP
            }
        };
        app.deadlines.earliest_is(now() + sleep);
        tokio::time::sleep(SHORTEST_SLEEP).await;
        tokio::select! {
            () = tokio::time::sleep(sleep.saturating_sub(SHORTEST_SLEEP)) => {}
            () = app.deadlines.earlier() => {}
        }
    }
}

/// Acts on what is due and returns how long nothing will be.
async fn round(app: &Arc<App>) -> Result<Duration, store::Error> {
    let due = app.store.read().await?.conn().due(now(), ROUND).await?;
    let mut failed = false;
    for id in &due {
        if let Err(problem) = time_passed(Arc::clone(app), *id).await {
            tracing::error!(conversation = %id, code = problem.code, "a deadline could not be acted on; it is tried again");
            failed = true;
        }
    }
    if failed {
        return Ok(Duration::from_secs(1));
    }
    let next = app.store.read().await?.conn().next_due().await?;
    let left = next.map(|at| Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO));
    Ok(left.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP))
}
