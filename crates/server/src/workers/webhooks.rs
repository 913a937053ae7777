//! Sends news to other systems: for each of them some at a time, and one that is in trouble holds up no other.

use crate::{
    app::{App, now},
    webhooks::{news, post::Parcel, purpose},
};
use desk::{
    retry::pause,
    webhook::{Next, Trouble, after_failure},
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Answer, Delivery, PausedWhy, Webhook};
use tokio::task::{Id, JoinSet};
use uuid::Uuid;

/// Another process may have written one: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// What is due and cannot be taken yet is not asked for more often.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);
/// So much is sent to one of them at once; to one that is in trouble, one.
const AT_ONCE: i64 = 8;
/// Who takes something has it for so long; sending and noting takes no longer.
const TAKEN: SignedDuration = SignedDuration::from_mins(2);
/// One that is in trouble is tried at least this often.
const LONGEST_REST: Duration = Duration::from_secs(300);

/// What became of a batch.
struct Batch {
    /// How much was taken.
    sent: usize,
    /// Whether the other side is in trouble; none: nothing was sent.
    in_trouble: Option<bool>,
}

/// One that is in trouble.
struct Rest {
    failures: u32,
    until: Instant,
}

struct Sender {
    app: Arc<App>,
    batches: JoinSet<Result<Batch, store::Error>>,
    busy: HashMap<Id, Uuid>,
    rests: HashMap<Uuid, Rest>,
}

pub async fn send(app: Arc<App>) {
    let mut sender = Sender { app, batches: JoinSet::new(), busy: HashMap::new(), rests: HashMap::new() };
    if let Err(error) = sender.release().await {
        tracing::warn!(%error, "news that were being sent before are sent when their time runs out");
    }
    loop {
        let sleep = sender.start().await.unwrap_or_else(|error| {
            tracing::error!(%error, "news for other systems could not be looked for");
            LONGEST_SLEEP
        });
        let app = Arc::clone(&sender.app);
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = app.webhooks.written.notified() => {}
            () = app.webhooks.anew.notified() => sender.rests.clear(),
            Some(ended) = sender.batches.join_next_with_id() => sender.ended(ended),
        }
    }
}

impl Sender {
    async fn release(&self) -> Result<(), store::Error> {
        let mut write = self.app.store.write().await?;
        write.conn().release_deliveries().await?;
        write.commit(|| ()).await
    }

    /// Starts a batch for each of them that has something due, and tells how long nothing else will be.
    async fn start(&mut self) -> Result<Duration, store::Error> {
        let directory = self.app.directory();
        if directory.webhooks.is_empty() {
            return Ok(LONGEST_SLEEP);
        }
        let due = self.app.store.read().await?.conn().next_deliveries().await?;
        let mut sleep = LONGEST_SLEEP;
        for webhook in directory.webhooks.iter().filter(|it| it.paused.is_none()) {
            let Some(due) = due.get(&webhook.id).filter(|_| !self.busy.values().any(|it| *it == webhook.id)) else {
                continue;
            };
            let rest = self.rests.get(&webhook.id);
            let rests = rest.map_or(Duration::ZERO, |rest| rest.until.saturating_duration_since(Instant::now()));
            let left = Duration::try_from(due.duration_since(now())).unwrap_or(Duration::ZERO).max(rests);
            if left.is_zero() {
                let most = if rest.is_some() { 1 } else { AT_ONCE };
                let task = self.batches.spawn(batch(Arc::clone(&self.app), webhook.clone(), most));
                self.busy.insert(task.id(), webhook.id);
            } else {
                sleep = sleep.min(left.max(SHORTEST_SLEEP));
            }
        }
        Ok(sleep)
    }

    fn ended(&mut self, ended: Result<(Id, Result<Batch, store::Error>), tokio::task::JoinError>) {
        let (task, batch) = match ended {
            Ok((task, batch)) => (task, batch.map_err(|error| error.to_string())),
            Err(panic) => (panic.id(), Err(panic.to_string())),
        };
        let Some(webhook) = self.busy.remove(&task) else { return };
        let in_trouble = match batch {
            Ok(Batch { sent: 0, .. }) => return,
            Ok(Batch { in_trouble, .. }) => in_trouble,
            Err(error) => {
                tracing::error!(%webhook, error, "what became of news for another system could not be noted");
                Some(true)
            }
        };
        match in_trouble {
            Some(true) => {
                let failures = self.rests.get(&webhook).map_or(0, |rest| rest.failures).saturating_add(1);
                let rest = pause(failures).unsigned_abs().min(LONGEST_REST);
                self.rests.insert(webhook, Rest { failures, until: Instant::now() + rest });
            }
            Some(false) => drop(self.rests.remove(&webhook)),
            None => {}
        }
    }
}

/// Takes some, sends them and notes what became of them.
async fn batch(app: Arc<App>, webhook: Webhook, most: i64) -> Result<Batch, store::Error> {
    let mut write = app.store.write().await?;
    let taken = write.conn().take_deliveries(webhook.id, now(), now() + TAKEN, most).await?;
    write.commit(|| ()).await?;
    let mut told = Vec::with_capacity(taken.len());
    for delivery in taken {
        let body = news::body(&app, &mut app.store.read().await?.conn(), &delivery).await?;
        told.push((delivery, body));
    }
    let secrets = secrets(&app, &webhook);
    let sent = told.into_iter().map(async |(delivery, body)| {
        let (answer, plea) = match (body, &secrets) {
            (None, _) => (Answer { trouble: Some(Trouble::Erased), ..Answer::default() }, None),
            (Some(_), None) => (Answer { trouble: Some(Trouble::Unreadable), ..Answer::default() }, None),
            (Some(body), Some(secrets)) => {
                app.postman.send(Parcel { url: &webhook.url, id: delivery.id, body: &body, secrets }).await
            }
        };
        (delivery, answer, plea)
    });
    let sent = join_all(sent).await;
    let troubles = sent.iter().filter_map(|(_, answer, _)| Some((answer.trouble?, answer.status)));
    let in_trouble = troubles.clone().any(|(trouble, status)| trouble.is_of_other_side(status));
    let gone = troubles.clone().any(|(trouble, _)| trouble == Trouble::Gone);
    for (trouble, status) in troubles {
        metrics::counter!("hovorna_webhooks_failed_total").increment(1);
        tracing::warn!(webhook = %webhook.id, ?trouble, status, "news could not be delivered to another system");
    }
    note(&app, &sent).await?;
    if gone {
        stop_telling(&app, webhook.id).await?;
    }
    Ok(Batch { sent: sent.len(), in_trouble: (!sent.is_empty()).then_some(in_trouble) })
}

/// What it is signed with: the secret, and the one before for as long as it holds. None when they were sealed with another
/// key.
pub fn secrets(app: &App, webhook: &Webhook) -> Option<Vec<String>> {
    let open = |sealed: &str| app.seal.open(&purpose(webhook.id), sealed);
    let before = webhook.before.as_ref().filter(|(_, until)| *until > now()).and_then(|(sealed, _)| open(sealed));
    Some([Some(open(&webhook.sealed)?), before].into_iter().flatten().collect())
}

/// Kept at until it is noted: what was delivered and is not noted is sent again.
async fn note(app: &App, sent: &[(Delivery, Answer, Option<SignedDuration>)]) -> Result<(), store::Error> {
    let now = now();
    let noted = async || {
        let mut write = app.store.write().await?;
        for (delivery, answer, plea) in sent {
            let Some(trouble) = answer.trouble else {
                write.conn().delivered(delivery.id, answer, now).await?;
                continue;
            };
            let next = match after_failure(delivery.attempts, trouble, *plea, delivery.began_at, now) {
                Next::Try(at) => Some(at),
                Next::Stop => None,
            };
            write.conn().not_delivered(delivery.id, answer, next, now).await?;
        }
        write.commit(|| ()).await
    };
    let mut outcome = noted().await;
    for wait in [50_u64, 200, 1_000, 5_000] {
        let Err(error) = &outcome else { return Ok(()) };
        tracing::warn!(%error, "what became of news could not be noted yet");
        tokio::time::sleep(Duration::from_millis(wait)).await;
        outcome = noted().await;
    }
    outcome
}

/// It answered that it wants to hear nothing more.
async fn stop_telling(app: &Arc<App>, id: Uuid) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    let found = write.conn().webhooks().await?.into_iter().find(|it| it.id == id && it.paused.is_none());
    let Some(mut webhook) = found else { return Ok(()) };
    webhook.paused = Some((now(), PausedWhy::Gone));
    write.conn().save_webhook(&webhook).await?;
    write.conn().raise_directory_version().await?;
    write.commit(|| ()).await?;
    app.reload_directory().await.map(|_| ())
}
