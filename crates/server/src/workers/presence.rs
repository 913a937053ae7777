//! Watches over operators' presence: who is gone too long gives the talks back and is not away either, who can take clients
//! again is offered those who wait.

use crate::{
    actions::{
        line::{away_again, away_no_more, operator_vanished},
        offering::offer_who_waits,
        undisturbed,
    },
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
        keep_time_away(&app).await;
        let free = app.roster().newly_free();
        for operator in free {
            if let Err(problem) = undisturbed(offer_who_waits(Arc::clone(&app), operator)).await {
                tracing::warn!(%operator, code = problem.code, "who waits was not offered to an operator who is free again");
            }
        }
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

/// Who is Away and gone altogether is not away any more, until he or she is back; what fails is tried again.
async fn keep_time_away(app: &Arc<App>) {
    let graces = app.directory().company.graces;
    let no_more = app.roster().away_no_more(&graces, now());
    let again = app.roster().away_again(&graces, now());
    for (operator, seen_at) in no_more {
        if let Err(problem) = undisturbed(away_no_more(Arc::clone(app), operator, seen_at)).await {
            tracing::warn!(%operator, code = problem.code, "that somebody is away no more could not be stored");
        }
    }
    for operator in again {
        if let Err(problem) = undisturbed(away_again(Arc::clone(app), operator)).await {
            tracing::warn!(%operator, code = problem.code, "that somebody is away again could not be stored");
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
