//! Takes in what messengers told: the oldest first, one client's things one after the other, several clients at once.

use crate::{
    actions::{
        hearing::{Followed, meant, take_in as take_in_one},
        profiles,
    },
    app::{App, now},
    messengers::Ready,
    problem::Problem,
};
use channels::Heard;
use desk::{ChannelId, retry::pause};
use futures_util::{StreamExt as _, stream};
use jiff::SignedDuration;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use store::Hook;

/// Another process may have kept something, or lost what it was taking in: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// After a failure of the database it is not asked at once again.
const AFTER_FAILURE: Duration = Duration::from_millis(500);
/// So much is taken at once.
const AT_ONCE: i64 = 100;
/// So many clients at once.
const CLIENTS_AT_ONCE: usize = 24;
/// On SQLite they take turns anyway, and whoever calls a webhook meanwhile does not queue behind more than these.
const CLIENTS_AT_ONCE_ON_SQLITE: usize = 2;
/// Where more comes than is taken in one by one, this much later comes together.
const MOMENT: Duration = Duration::from_millis(25);
/// Who takes something in has it for so long.
const TAKEN: SignedDuration = SignedDuration::from_mins(2);
/// What cannot be taken in is tried at least this often.
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(30);

pub async fn take_in(app: Arc<App>) {
    if let Err(error) = release(&app).await {
        tracing::warn!(%error, "what was being taken in before is taken in when its time runs out");
    }
    loop {
        let sleep = match batch(&app).await {
            Ok(true) => {
                tokio::time::sleep(MOMENT).await;
                continue;
            }
            Ok(false) => LONGEST_SLEEP,
            Err(error) => {
                tracing::error!(%error, "what messengers told could not be looked for");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = app.messengers.heard.notified() => {}
        }
    }
}

async fn release(app: &App) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    write.conn().release_hooks().await?;
    write.commit(|| ()).await
}

/// One thing, and in which delivery it was told.
struct Told {
    hook: usize,
    channel: ChannelId,
    heard: Heard,
}

/// Takes in some. Tells whether there may be more.
async fn batch(app: &Arc<App>) -> Result<bool, store::Error> {
    let due = app.store.read().await?.conn().next_hook().await?;
    if due.is_none_or(|due| due > now()) {
        return Ok(false);
    }
    let mut write = app.store.write().await?;
    let hooks = write.conn().take_hooks(now(), now() + TAKEN, AT_ONCE).await?;
    write.commit(|| ()).await?;
    if hooks.is_empty() {
        return Ok(false);
    }
    let mut failed: HashMap<usize, String> = HashMap::new();
    let mut by_client: Vec<Vec<Told>> = Vec::new();
    let mut places: HashMap<(ChannelId, String), usize> = HashMap::new();
    let mut heard_from = BTreeSet::new();
    for (n, hook) in hooks.iter().enumerate() {
        let Some(called) = Ready::of(app, hook.channel) else {
            // Removed, or sealed with another key: there is nobody who could take it in.
            if app.directory().channel(hook.channel).is_some() {
                failed.insert(n, "the channel's secrets do not open".into());
            }
            continue;
        };
        heard_from.insert(hook.channel);
        for heard in called.messenger.read(hook.body.as_bytes()) {
            let Some(channel) = meant(app, &called, heard.account.as_deref()) else {
                tracing::warn!(channel = %hook.channel, "a messenger told of a page or number that is not connected");
                continue;
            };
            heard_from.insert(channel);
            // What is of nobody changes the channel only: each by itself.
            let whose = heard.who.as_ref().and_then(|who| who.known.first()).map(|it| (channel, it.value.clone()));
            let next = by_client.len();
            let place = whose.map_or(next, |whose| *places.entry(whose).or_insert(next));
            if place == next {
                by_client.push(Vec::new());
            }
            by_client[place].push(Told { hook: n, channel, heard });
        }
    }
    let taken = stream::iter(by_client.into_iter().map(|told| one_after_the_other(app, told)));
    let at_once = if app.store.kind() == "sqlite" { CLIENTS_AT_ONCE_ON_SQLITE } else { CLIENTS_AT_ONCE };
    let outcomes: Vec<_> = taken.buffer_unordered(at_once).collect().await;
    for (hook, problem) in outcomes.into_iter().flatten() {
        failed.entry(hook).or_insert(problem);
    }
    note(app, &hooks, &failed, &heard_from).await?;
    Ok(true)
}

/// What several deliveries tell of one client. What follows something that failed waits with it: it is told again in order.
async fn one_after_the_other(app: &Arc<App>, told: Vec<Told>) -> Vec<(usize, String)> {
    let mut failed = Vec::new();
    let mut told = told.into_iter();
    while let Some(Told { hook, channel, heard }) = told.next() {
        let outcome = match Ready::of(app, channel) {
            Some(ready) => at_least_once_more(app, ready, heard).await,
            None => Err("the channel's secrets do not open".to_owned()),
        };
        match outcome {
            Ok(followed) => follow(app, channel, &followed),
            Err(problem) => {
                failed.push((hook, problem));
                failed.extend(told.by_ref().map(|later| (later.hook, "what was told before it waits".to_owned())));
            }
        }
    }
    failed
}

/// Two who come together may be in each other's way once. A panic ends this one thing, not the worker.
async fn at_least_once_more(app: &Arc<App>, ready: Ready, heard: Heard) -> Result<Followed, String> {
    let app = Arc::clone(app);
    let work = tokio::spawn(async move {
        let first = take_in_one(&app, &ready, heard.clone()).await;
        match first {
            Err(_) => take_in_one(&app, &ready, heard).await,
            done => done,
        }
    });
    match work.await {
        Ok(done) => done.map_err(|problem: Problem| problem.code.to_owned()),
        Err(panic) => Err(panic.to_string()),
    }
}

fn follow(app: &Arc<App>, channel: ChannelId, followed: &Followed) {
    if followed.media {
        app.messengers.media.notify_one();
    }
    if followed.templates {
        app.messengers.keep_templates(channel, None);
    }
    if let Some(client) = followed.unknown {
        profiles::ask(Arc::clone(app), channel, client);
    }
}

async fn note(
    app: &App,
    hooks: &[Hook],
    failed: &HashMap<usize, String>,
    heard_from: &BTreeSet<ChannelId>,
) -> Result<(), store::Error> {
    let now = now();
    let mut write = app.store.write().await?;
    for (n, hook) in hooks.iter().enumerate() {
        match failed.get(&n) {
            None => write.conn().hook_done(hook.id, now).await?,
            Some(trouble) => {
                metrics::counter!("hovorna_hooks_failed_total").increment(1);
                tracing::error!(channel = %hook.channel, hook = %hook.id, trouble, "what a messenger told could not be taken in; it is tried again");
                let next = now + pause(hook.attempts).min(LONGEST_REST);
                write.conn().hook_failed(hook.id, next, trouble).await?;
            }
        }
    }
    for channel in heard_from {
        write.conn().channel_heard(*channel, true, now).await?;
    }
    write.commit(|| ()).await
}
