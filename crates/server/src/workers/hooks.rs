//! Takes in what messengers told: the oldest first, one client's things one after the other, several clients at once.

use super::due::{Worker, left, work_off};
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
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};
use store::Hook;
use tokio::sync::mpsc;
use uuid::Uuid;

/// So much is taken at once.
const AT_ONCE: i64 = 100;
/// So many bytes at once, if more than one: a delivery alone has up to 4 MB.
const BYTES_AT_ONCE: i64 = 8 * 1024 * 1024;
/// So many clients at once.
const CLIENTS_AT_ONCE: usize = 24;
/// On SQLite they take turns anyway, and whoever calls a webhook meanwhile does not queue behind more than these.
const CLIENTS_AT_ONCE_ON_SQLITE: usize = 2;
/// Where more comes than is taken in one by one, this much later comes together.
const MOMENT: Duration = Duration::from_millis(25);
/// Who takes something in has it for so long, and longer as long as it is at it.
const TAKEN: SignedDuration = SignedDuration::from_mins(2);
/// It says so this often.
const STILL: Duration = Duration::from_secs(30);
/// What is taken in is noted at least this often.
const NOTED: Duration = Duration::from_millis(250);
/// What is about a message that does not stand here waits for it so long.
const WORTH_WAITING: SignedDuration = SignedDuration::from_mins(10);
/// In between it is looked for after such pauses.
const SHORTEST_WAIT: SignedDuration = SignedDuration::from_secs(1);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// So often what follows something that cannot be taken in waits with it; then it goes past.
const IN_ORDER: u32 = 3;
/// What cannot be taken in is tried at least this often.
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(30);

pub async fn take_in(app: Arc<App>) {
    if let Err(error) = release(&app).await {
        tracing::warn!(%error, "what was being taken in before is taken in when its time runs out");
    }
    work_off(Hearer(app)).await;
}

async fn release(app: &App) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    write.conn().release_hooks().await?;
    write.commit(|| ()).await
}

struct Hearer(Arc<App>);

impl Worker for Hearer {
    /// One batch after the other: each client's things keep their order.
    type Whose = ();
    type Piece = Vec<Hook>;
    type Done = ();
    const WHAT: &'static str = "taking in what messengers told";

    async fn next(&mut self) -> Result<Vec<((), Duration)>, store::Error> {
        let due = self.0.store.read().await?.conn().next_hook().await?;
        Ok(due.map(|at| ((), left(at))).into_iter().collect())
    }

    fn room(&self, (): ()) -> usize {
        1
    }

    async fn take(&mut self, (): (), _: usize) -> Result<Vec<Vec<Hook>>, store::Error> {
        let mut write = self.0.store.write().await?;
        let hooks = write.conn().take_hooks(now(), now() + TAKEN, AT_ONCE, BYTES_AT_ONCE).await?;
        write.commit(|| ()).await?;
        Ok(if hooks.is_empty() { Vec::new() } else { vec![hooks] })
    }

    fn work(&self, (): (), hooks: Vec<Hook>) -> impl Future<Output = ()> + Send + 'static {
        let app = Arc::clone(&self.0);
        async move {
            if let Err(error) = batch(&app, hooks).await {
                tracing::error!(%error, "what became of what messengers told could not be noted; it is taken in again");
            }
            tokio::time::sleep(MOMENT).await;
        }
    }

    async fn bell(&mut self) {
        self.0.messengers.heard.notified().await;
    }
}

/// One thing, and in which delivery it was told.
struct Told {
    hook: usize,
    /// How often that delivery was tried.
    attempts: u32,
    /// Whether what is about an unknown message may wait for it.
    is_patient: bool,
    channel: ChannelId,
    heard: Heard,
}

/// What became of it.
enum Outcome {
    TakenIn,
    /// It is about something that may be on its way still.
    Waits,
    Failed(String),
}

/// A delivery that is being taken in.
struct InHand {
    hook: Hook,
    /// Things of it that are not taken in yet.
    left: usize,
    waits: bool,
    trouble: Option<String>,
}

/// Takes these in, several clients' at once.
async fn batch(app: &Arc<App>, hooks: Vec<Hook>) -> Result<(), store::Error> {
    let mut in_hand = Vec::new();
    let mut by_client: Vec<Vec<Told>> = Vec::new();
    let mut places: HashMap<(ChannelId, String), usize> = HashMap::new();
    let mut heard_from = BTreeSet::new();
    for (n, hook) in hooks.into_iter().enumerate() {
        let called = Ready::of(app, hook.channel);
        // Removed, or sealed with another key: there is nobody who could take it in.
        let is_sealed = called.is_none() && app.directory().channel(hook.channel).is_some();
        let trouble = is_sealed.then(|| "the channel's secrets do not open".to_owned());
        let mut delivery = InHand { left: 0, waits: false, trouble, hook };
        let is_patient = now() < delivery.hook.received_at + WORTH_WAITING;
        let body = delivery.hook.body.as_bytes();
        let read = called.as_ref().and_then(|called| {
            let all = catch_unwind(AssertUnwindSafe(|| called.messenger.read(body)));
            // What cannot even be read holds up none of those beside it.
            delivery.trouble = all.is_err().then(|| "reading it panicked".to_owned());
            Some((called, all.ok()?))
        });
        for (called, heard) in read.into_iter().flat_map(|(called, all)| all.into_iter().map(move |one| (called, one)))
        {
            let Some(channel) = meant(app, called, heard.account.as_deref()) else {
                tracing::warn!(channel = %delivery.hook.channel, "a messenger told of a page or number that is not connected");
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
            delivery.left += 1;
            by_client[place].push(Told { hook: n, attempts: delivery.hook.attempts, is_patient, channel, heard });
        }
        if called.is_some() {
            heard_from.insert(delivery.hook.channel);
        }
        in_hand.push(delivery);
    }
    let (tell, told) = mpsc::unbounded_channel();
    let at_once = if app.store.kind() == "sqlite" { CLIENTS_AT_ONCE_ON_SQLITE } else { CLIENTS_AT_ONCE };
    let desk = Arc::clone(app);
    let all = stream::iter(by_client).for_each_concurrent(at_once, move |told| {
        let (desk, tell) = (Arc::clone(&desk), tell.clone());
        one_after_the_other(
            told,
            move |one| taken_in(Arc::clone(&desk), one),
            move |hook, outcome| {
                // Nobody listens only when it cannot be noted: then it is told again.
                let _ = tell.send((hook, outcome));
            },
        )
    });
    let ((), noted) = tokio::join!(all, note(app, in_hand, told, &heard_from));
    noted
}

/// What several deliveries tell of one client. What follows something that failed waits with it, to be told again in order; but
/// not for ever.
async fn one_after_the_other<F: Future<Output = Outcome>>(
    all: Vec<Told>,
    take_in: impl Fn(Told) -> F,
    tell: impl Fn(usize, Outcome),
) {
    let mut before_failed = false;
    for told in all {
        let (hook, attempts) = (told.hook, told.attempts);
        if before_failed {
            tell(hook, Outcome::Failed("what was told before it waits".to_owned()));
            continue;
        }
        let outcome = take_in(told).await;
        before_failed = matches!(outcome, Outcome::Failed(_)) && attempts < IN_ORDER;
        tell(hook, outcome);
    }
}

async fn taken_in(app: Arc<App>, Told { channel, heard, is_patient, .. }: Told) -> Outcome {
    let Some(ready) = Ready::of(&app, channel) else {
        return Outcome::Failed("the channel's secrets do not open".to_owned());
    };
    match at_least_once_more(&app, ready, heard, is_patient).await {
        Ok(followed) if followed.waits => Outcome::Waits,
        Ok(followed) => {
            follow(&app, channel, &followed);
            Outcome::TakenIn
        }
        Err(problem) => Outcome::Failed(problem),
    }
}

/// Two who come together may be in each other's way once. A panic ends this one thing, not the worker.
async fn at_least_once_more(app: &Arc<App>, ready: Ready, heard: Heard, is_patient: bool) -> Result<Followed, String> {
    let app = Arc::clone(app);
    let work = tokio::spawn(async move {
        let first = take_in_one(&app, &ready, heard.clone(), is_patient).await;
        match first {
            Err(_) => take_in_one(&app, &ready, heard, is_patient).await,
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

/// Notes what became of deliveries as soon as nothing of them is left, one long one not holding back the others; and says that
/// the others are still being taken in.
async fn note(
    app: &App,
    mut in_hand: Vec<InHand>,
    mut told: mpsc::UnboundedReceiver<(usize, Outcome)>,
    heard_from: &BTreeSet<ChannelId>,
) -> Result<(), store::Error> {
    let mut done: Vec<usize> = (0..in_hand.len()).filter(|n| in_hand[*n].left == 0).collect();
    let mut clock = tokio::time::interval(NOTED);
    let mut said_so = Instant::now();
    loop {
        tokio::select! {
            outcome = told.recv() => match outcome {
                Some((n, outcome)) => {
                    let it = &mut in_hand[n];
                    it.left -= 1;
                    match outcome {
                        Outcome::TakenIn => {}
                        Outcome::Waits => it.waits = true,
                        Outcome::Failed(trouble) => it.trouble = it.trouble.take().or(Some(trouble)),
                    }
                    if it.left == 0 {
                        done.push(n);
                    }
                }
                None => break,
            },
            _ = clock.tick() => {
                if !done.is_empty() {
                    note_these(app, done.drain(..).map(|n| &in_hand[n])).await?;
                }
                if said_so.elapsed() >= STILL {
                    said_so = Instant::now();
                    let still: Vec<Uuid> = in_hand.iter().filter(|it| it.left > 0).map(|it| it.hook.id).collect();
                    let mut write = app.store.write().await?;
                    write.conn().hooks_are_taken(&still, now() + TAKEN).await?;
                    write.commit(|| ()).await?;
                }
            }
        }
    }
    note_these(app, done.iter().map(|n| &in_hand[*n])).await?;
    let now = now();
    let mut write = app.store.write().await?;
    for channel in heard_from {
        write.conn().channel_heard(*channel, true, now).await?;
    }
    write.commit(|| ()).await
}

async fn note_these(app: &App, these: impl Iterator<Item = &InHand>) -> Result<(), store::Error> {
    let now = now();
    let mut write = app.store.write().await?;
    for InHand { hook, waits, trouble, .. } in these {
        match trouble {
            None if *waits => {
                let soon = (now.duration_since(hook.received_at) / 2).clamp(SHORTEST_WAIT, LONGEST_WAIT);
                write.conn().hook_waits(hook.id, now + soon).await?;
            }
            None => write.conn().hook_done(hook.id, now).await?,
            Some(trouble) => {
                metrics::counter!("hovorna_hooks_failed_total").increment(1);
                tracing::error!(channel = %hook.channel, hook = %hook.id, trouble, "what a messenger told could not be taken in; it is tried again");
                let next = now + pause(hook.attempts).min(LONGEST_REST);
                write.conn().hook_failed(hook.id, next, trouble).await?;
            }
        }
    }
    write.commit(|| ()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use channels::What;
    use std::cell::RefCell;

    /// What is taken in of three things in three deliveries, of which the first cannot be, after so many attempts.
    async fn after(attempts: u32) -> Vec<usize> {
        let told = |hook| Told {
            hook,
            attempts,
            is_patient: true,
            channel: ChannelId(Uuid::nil()),
            heard: Heard { account: None, key: String::new(), at: None, who: None, what: What::Nothing },
        };
        let taken = RefCell::new(Vec::new());
        let take_in = async |it: Told| match it.hook {
            0 => Outcome::Failed("poison".into()),
            _ => Outcome::TakenIn,
        };
        let tell = |hook, outcome| {
            if matches!(outcome, Outcome::TakenIn) {
                taken.borrow_mut().push(hook);
            }
        };
        one_after_the_other(vec![told(0), told(1), told(2)], take_in, tell).await;
        taken.into_inner()
    }

    #[tokio::test]
    async fn what_follows_something_that_failed_waits_with_it_but_not_for_ever() {
        assert_eq!(after(1).await, [0; 0]);
        assert_eq!(after(IN_ORDER - 1).await, [0; 0]);
        assert_eq!(after(IN_ORDER).await, [1, 2]);
    }
}
