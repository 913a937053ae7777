//! Sends news to other systems: for each of them some at a time, and one that is in trouble holds up no other.

use super::due::{Rests, SOON, Worker, kept_at, left, work_off};
use crate::{
    app::{App, now},
    webhooks::{news, post::Parcel, purpose},
};
use desk::webhook::{Next, Trouble, after_failure};
use futures_util::future::join_all;
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use store::{Answer, Delivery, PausedWhy, Webhook};
use uuid::Uuid;

/// So much is sent to one of them at once; to one that is in trouble, one.
const AT_ONCE: i64 = 8;
/// Who takes something has it for so long; sending and noting takes no longer.
const TAKEN: SignedDuration = SignedDuration::from_mins(2);
/// One that is in trouble is tried at least this often.
const LONGEST_REST: Duration = Duration::from_secs(300);

pub async fn send(app: Arc<App>) {
    if let Err(error) = release(&app).await {
        tracing::warn!(%error, "news that were being sent before are sent when their time runs out");
    }
    work_off(Sender { app, rests: Rests::new(LONGEST_REST) }).await;
}

async fn release(app: &App) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    write.conn().release_deliveries().await?;
    write.commit(|| ()).await
}

struct Sender {
    app: Arc<App>,
    rests: Rests<Uuid>,
}

impl Worker for Sender {
    type Whose = Uuid;
    /// Some at once: they are noted together.
    type Piece = (Webhook, Vec<Delivery>);
    /// Whether the other side is in trouble.
    type Done = bool;
    const WHAT: &'static str = "telling other systems";

    async fn next(&mut self) -> Result<Vec<(Uuid, Duration)>, store::Error> {
        let directory = self.app.directory();
        if directory.webhooks.is_empty() {
            return Ok(Vec::new());
        }
        let due = self.app.store.read().await?.conn().next_deliveries().await?;
        let told = directory.webhooks.iter().filter(|it| it.paused.is_none());
        Ok(told.filter_map(|it| Some((it.id, left(*due.get(&it.id)?).max(self.rests.left(&it.id))))).collect())
    }

    fn room(&self, _: Uuid) -> usize {
        1
    }

    async fn take(&mut self, webhook: Uuid, _: usize) -> Result<Vec<Self::Piece>, store::Error> {
        let directory = self.app.directory();
        let Some(webhook) = directory.webhooks.iter().find(|it| it.id == webhook) else { return Ok(Vec::new()) };
        let most = if self.rests.is_in_trouble(&webhook.id) { 1 } else { AT_ONCE };
        let mut write = self.app.store.write().await?;
        let taken = write.conn().take_deliveries(webhook.id, now(), now() + TAKEN, most).await?;
        write.commit(|| ()).await?;
        Ok(if taken.is_empty() { Vec::new() } else { vec![(webhook.clone(), taken)] })
    }

    fn work(&self, _: Uuid, (webhook, taken): Self::Piece) -> impl Future<Output = bool> + Send + 'static {
        let app = Arc::clone(&self.app);
        async move {
            batch(&app, &webhook, taken).await.unwrap_or_else(|error| {
                tracing::error!(webhook = %webhook.id, %error, "what became of news for another system could not be noted");
                true
            })
        }
    }

    fn done(&mut self, webhook: Uuid, in_trouble: bool) {
        match in_trouble {
            true => self.rests.rest(webhook, None),
            false => self.rests.went_well(&webhook),
        }
    }

    async fn bell(&mut self) {
        let bell = &self.app.webhooks;
        tokio::select! {
            () = bell.written.notified() => {}
            () = bell.anew.notified() => self.rests.try_all_anew(),
        }
    }
}

/// Sends what was taken and notes what became of it. Tells whether the other side is in trouble.
async fn batch(app: &Arc<App>, webhook: &Webhook, taken: Vec<Delivery>) -> Result<bool, store::Error> {
    let mut told = Vec::with_capacity(taken.len());
    for delivery in taken {
        let body = news::body(app, &mut app.store.read().await?.conn(), &delivery).await?;
        told.push((delivery, body));
    }
    let secrets = secrets(app, webhook);
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
    note(app, &sent).await?;
    if gone {
        stop_telling(app, webhook.id).await?;
    }
    Ok(in_trouble)
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
    let noted = || async {
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
    kept_at(&SOON, noted).await
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
