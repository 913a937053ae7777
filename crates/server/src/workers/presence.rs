//! Watches over operators' presence: who is gone too long gives the talks back, who has wrapped up is offered clients again.

use crate::{
    actions::{line::operator_vanished, undisturbed},
    app::{App, now},
};
use desk::OperatorId;
use std::{collections::HashSet, sync::Arc, time::Duration};

/// When an operator was last heard of is stored this often.
const SAVE: Duration = Duration::from_secs(20);

pub async fn watch(app: Arc<App>) {
    let mut save = tokio::time::interval(SAVE);
    let mut owing = HashSet::new();
    loop {
        let gone = app.roster().next_gone(&app.directory().company.graces);
        let next = gone.into_iter().chain(app.roster().next_wrapped_up()).min();
        let sleep = next.map_or(SAVE, |at| Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO));
        tokio::select! {
            () = tokio::time::sleep(sleep.min(SAVE)) => {}
            () = app.presence.notified() => {}
            _ = save.tick() => store_seen(&app).await,
        }
        let graces = app.directory().company.graces;
        let gone = app.roster().newly_gone(&graces, now());
        let wrapped_up = app.roster().newly_wrapped_up(now());
        for operator in gone.iter().chain(&wrapped_up) {
            app.tell_operator(*operator);
        }
        owing.extend(gone);
        give_back(&app, &mut owing).await;
    }
}

/// Gives back the talks of who is gone; what fails is tried again.
async fn give_back(app: &Arc<App>, owing: &mut HashSet<OperatorId>) {
    for operator in owing.clone() {
        match undisturbed(operator_vanished(Arc::clone(app), operator)).await {
            Ok(()) => {
                owing.remove(&operator);
            }
            Err(problem) => {
                tracing::error!(%operator, code = problem.code, "an absent operator's talks could not be given back");
            }
        }
    }
}

async fn store_seen(app: &Arc<App>) {
    let (save, sessions) = (app.roster().to_save(now()), app.known.take_seen());
    let tokens = app.known.take_tokens();
    if save.is_empty() && sessions.is_empty() && tokens.is_empty() {
        return;
    }
    let stored = async {
        let mut write = app.store.write().await?;
        for (operator, seen) in save {
            write.conn().set_seen(operator, seen).await?;
        }
        for (session, seen) in sessions {
            write.conn().set_sign_in_seen(&session, seen).await?;
        }
        for (token, used) in tokens {
            write.conn().api_token_used(token, used).await?;
        }
        write.commit(|| ()).await
    };
    if let Err(error) = stored.await {
        tracing::warn!(%error, "when operators were last heard of could not be stored");
    }
}
