//! Sends what operators say to clients of outside messengers. Before anything leaves it is said to be being sent, for good: after a
//! kill nobody knows whether it left, so it is not sent again by itself.

use crate::{
    actions::{Action, knowing::also_known, outgoing::enclosed},
    app::{App, now},
    messengers::{Ready, plain},
    problem::Problem,
};
use channels::{Content, FailedWhy, Failure, Identity, Job, Outcome, Outgoing as Going, TemplateUse};
use desk::{ChannelId, Timestamp, delivery::DeliveryState, retry::pause};
use futures_util::future::join_all;
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{ChannelTrouble, Outgoing, Part};
use tokio::task::{Id, JoinSet};
use uuid::Uuid;

/// Another process may have written something: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);
/// So many conversations of one channel at once.
const AT_ONCE: i64 = 16;
/// So many times that of one channel: an answer that takes its time holds up its own conversation only.
const BATCHES: usize = 4;
/// Who sends something has it for so long, and says so again as long as it takes.
const TAKEN: SignedDuration = SignedDuration::from_secs(90);
const AGAIN: Duration = Duration::from_secs(30);
/// After so long nobody waits for an answer any more.
const PATIENCE: SignedDuration = SignedDuration::from_hours(23);
/// A channel that is asked to wait is left alone for so long, at most.
const LONGEST_REST: Duration = Duration::from_secs(600);

struct Sender {
    app: Arc<App>,
    batches: JoinSet<Rest>,
    busy: HashMap<Id, ChannelId>,
    rests: HashMap<ChannelId, (u32, Instant)>,
}

/// Whether a channel is to be left alone after a batch.
enum Rest {
    No,
    /// The messenger asks for it; for how long, if it says so.
    Asked(Option<Duration>),
}

pub async fn send(app: Arc<App>) {
    let mut sender = Sender { app, batches: JoinSet::new(), busy: HashMap::new(), rests: HashMap::new() };
    let mut begun = false;
    loop {
        if !begun {
            begun = sender.lose(true).await.is_ok();
        }
        let sleep = sender.start().await.unwrap_or_else(|error| {
            tracing::error!(%error, "what goes out to messengers could not be looked for");
            LONGEST_SLEEP
        });
        let app = Arc::clone(&sender.app);
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = app.messengers.written.notified() => {}
            Some(ended) = sender.batches.join_next_with_id() => sender.ended(ended),
        }
    }
}

impl Sender {
    /// What was being sent by somebody who is gone is unknown from now on.
    async fn lose(&self, all: bool) -> Result<(), Problem> {
        let mut action = Action::begin(&self.app).await?;
        let now = action.now;
        let lost = action.conn().lose_outgoing(all, now).await?;
        if lost.is_empty() {
            return Ok(());
        }
        tracing::warn!(messages = lost.len(), "it is unknown whether these messages left before the process ended");
        action.tell_deliveries(&lost).await?;
        action.commit().await.map(|_| ())
    }

    /// Starts a batch for each channel that has something due, and tells how long nothing else will be.
    async fn start(&mut self) -> Result<Duration, store::Error> {
        if self.app.directory().channels.is_empty() {
            return Ok(LONGEST_SLEEP);
        }
        let (due, lost) = {
            let mut read = self.app.store.read().await?;
            (read.conn().next_outgoing().await?, read.conn().next_lost().await?)
        };
        if lost.is_some_and(|lost| lost <= now()) && self.lose(false).await.is_err() {
            tracing::warn!("what became of messages that were being sent could not be noted yet");
        }
        for mended in self.app.messengers.take_mended() {
            self.rests.remove(&mended);
        }
        let mut sleep = LONGEST_SLEEP;
        for (channel, at) in due {
            if self.busy.values().filter(|it| **it == channel).count() >= BATCHES {
                continue;
            }
            let rest = self.rests.get(&channel).map(|(_, until)| until.saturating_duration_since(Instant::now()));
            let left = Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO);
            let left = left.max(rest.unwrap_or_default());
            if left.is_zero() {
                let taken = take(&self.app, channel).await?;
                // There may be more, or another process was faster.
                sleep = sleep.min(SHORTEST_SLEEP);
                if !taken.is_empty() {
                    let task = self.batches.spawn(batch(Arc::clone(&self.app), channel, taken));
                    self.busy.insert(task.id(), channel);
                }
            } else {
                sleep = sleep.min(left.max(SHORTEST_SLEEP));
            }
        }
        Ok(sleep)
    }

    fn ended(&mut self, ended: Result<(Id, Rest), tokio::task::JoinError>) {
        let (task, rest) = match ended {
            Ok((task, rest)) => (task, rest),
            Err(panic) => {
                tracing::error!(%panic, "sending to a messenger panicked");
                (panic.id(), Rest::Asked(None))
            }
        };
        let Some(channel) = self.busy.remove(&task) else { return };
        match rest {
            Rest::No => drop(self.rests.remove(&channel)),
            Rest::Asked(wait) => {
                // Batches that were told so at once were told so once.
                let (times, until) = self.rests.get(&channel).copied().unwrap_or((0, Instant::now()));
                let times = if until > Instant::now() { times } else { times.saturating_add(1) };
                let wait = wait.unwrap_or_else(|| pause(times).unsigned_abs()).min(LONGEST_REST);
                self.rests.insert(channel, (times, Instant::now() + wait));
            }
        }
    }
}

/// Sends what was taken and notes what became of it.
async fn batch(app: Arc<App>, channel: ChannelId, taken: Vec<Outgoing>) -> Rest {
    let ready = Ready::of(&app, channel);
    let ids: Vec<Uuid> = taken.iter().map(|part| part.id).collect();
    let sent = taken.into_iter().map(async |part| {
        let outcome = match &ready {
            Some(ready) => outcome(&app, ready, &part).await,
            None => failed(FailedWhy::Other, "the channel is not connected, or its secrets do not open"),
        };
        let settled = settle(&app, &part, ready.is_some(), &outcome).await;
        if let Err(problem) = settled {
            // It stays as it is: when its time runs out, it is unknown.
            tracing::error!(code = problem.code, part = %part.id, "what became of a message could not be noted");
        }
        match outcome {
            Outcome::Later { wait, everything: true, .. } => Some(wait),
            _ => None,
        }
    });
    let mut all = std::pin::pin!(join_all(sent));
    let rests = loop {
        tokio::select! {
            rests = &mut all => break rests,
            () = tokio::time::sleep(AGAIN) => go_on(&app, &ids).await,
        }
    };
    let rests: Vec<Option<SignedDuration>> = rests.into_iter().flatten().collect();
    match rests.into_iter().max() {
        None => Rest::No,
        Some(wait) => Rest::Asked(wait.map(SignedDuration::unsigned_abs)),
    }
}

/// Says that all of this, as far as it is still being sent, is not lost.
async fn go_on(app: &App, ids: &[Uuid]) {
    let said = async {
        let mut write = app.store.write().await?;
        write.conn().outgoing_goes_on(ids, now() + TAKEN).await?;
        write.commit(|| ()).await
    };
    if let Err(error) = said.await {
        tracing::warn!(%error, "it could not be noted that messages are still being sent");
    }
}

async fn take(app: &App, channel: ChannelId) -> Result<Vec<Outgoing>, store::Error> {
    let mut write = app.store.write().await?;
    let taken = write.conn().take_outgoing(channel, now(), now() + TAKEN, AT_ONCE).await?;
    // Durable before anything leaves.
    write.commit(|| ()).await?;
    Ok(taken)
}

fn failed(why: FailedWhy, said: &str) -> Outcome {
    Outcome::Failed(Failure { why, code: None, subcode: None, said: said.to_owned() })
}

async fn outcome(app: &App, ready: &Ready, part: &Outgoing) -> Outcome {
    let known = match app.store.read().await {
        Ok(mut read) => read.conn().channel_client(part.channel, part.client).await,
        Err(error) => Err(error),
    };
    let known = match known {
        Ok(Some(known)) => known,
        Ok(None) => return failed(FailedWhy::Gone, "nobody knows how this client is reached"),
        Err(error) => {
            let why = Failure { why: FailedWhy::Temporary, code: None, subcode: None, said: error.to_string() };
            return Outcome::Later { wait: None, everything: false, why };
        }
    };
    let to: Vec<Identity> = known.known.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
    let late = late(ready, known.last_at);
    let send = |content| {
        Job::Send(Going { id: part.id.to_string(), to: to.clone(), content, reply_to: part.reply_to.clone(), late })
    };
    match &part.content {
        Part::Text { text } => app.interface.run(ready, &send(Content::Text(text.clone())), None).await,
        Part::File { id, role, name, media_type, caption } => {
            let (content, enclosed) = match enclosed(app, (*id, role), (name, media_type), caption).await {
                Ok(both) => both,
                Err(said) => return failed(FailedWhy::Content, &said),
            };
            app.interface.run(ready, &send(content), Some(&enclosed)).await
        }
        Part::Template { name, language, header, body } => {
            let used = TemplateUse {
                name: name.clone(),
                language: language.clone(),
                header: header.clone(),
                body: body.clone(),
            };
            app.interface.run(ready, &send(Content::Template(used)), None).await
        }
        Part::Reaction { message, emoji } => {
            let job = Job::React { to, message: message.clone(), emoji: emoji.clone() };
            app.interface.run(ready, &job, None).await
        }
    }
}

fn late(ready: &Ready, last_at: Option<Timestamp>) -> bool {
    let Some(hours) = ready.messenger.can().window_hours else { return false };
    last_at.is_none_or(|at| now() >= at + SignedDuration::from_hours(hours.into()))
}

/// Notes what became of a part; kept at until it is noted, as long as that makes sense.
async fn settle(app: &Arc<App>, part: &Outgoing, is_ready: bool, outcome: &Outcome) -> Result<(), Problem> {
    let mut noted = note(app, part, is_ready, outcome).await;
    for wait in [50_u64, 200, 1_000, 5_000] {
        if noted.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        noted = note(app, part, is_ready, outcome).await;
    }
    noted
}

async fn note(app: &Arc<App>, part: &Outgoing, is_ready: bool, outcome: &Outcome) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let now = action.now;
    let mut trouble = None;
    match outcome {
        Outcome::Sent { id, known } => {
            also_known(&mut action, part.channel, part.client, known).await?;
            action.conn().outgoing_sent(part.id, id, now).await?;
            if !id.is_empty() && !matches!(part.content, Part::Reaction { .. }) {
                let at = (part.conversation, part.seq);
                action.conn().outside_message(part.channel, id, at).await?;
            }
            trouble = Some(None);
        }
        // What is wrong with the page or number is mended by people, whenever they come to it.
        Outcome::Later { wait, why, .. }
            if now.duration_since(part.began_at) < PATIENCE || plain::is_of_account(plain::why(why.why)) =>
        {
            let wait = pause(part.attempts).max(wait.unwrap_or_default());
            let said = plain::told(why);
            let reason = plain::why(why.why);
            action.conn().outgoing_later(part.id, (reason, &said), now + wait, now).await?;
            if plain::is_of_account(reason) {
                trouble = Some(Some(ChannelTrouble { why: reason, said, at: now }));
            }
        }
        Outcome::Later { why, .. } | Outcome::Failed(why) => {
            let reason = if is_ready { plain::why(why.why) } else { desk::delivery::FailedWhy::Settings };
            let said = plain::told(why);
            action.conn().outgoing_over(part.id, DeliveryState::Failed, (reason, &said), now).await?;
            metrics::counter!("hovorna_channel_failed_total").increment(1);
            if plain::is_of_account(reason) {
                trouble = Some(Some(ChannelTrouble { why: reason, said, at: now }));
            }
        }
        Outcome::Unknown(why) => {
            let said = plain::told(why);
            let why = plain::why(why.why);
            action.conn().outgoing_over(part.id, DeliveryState::Unknown, (why, &said), now).await?;
        }
        // What nobody is told of again, as a reaction, is over with this.
        _ => action.conn().outgoing_sent(part.id, "", now).await?,
    }
    match trouble {
        None => {}
        Some(None) => action.conn().channel_is_fine(part.channel).await?,
        Some(Some(trouble)) => action.conn().channel_in_trouble(part.channel, Some(&trouble)).await?,
    }
    // The next part of the conversation may go now.
    action.something_goes_out();
    action.tell_deliveries(&[(part.conversation, part.seq)]).await?;
    action.commit().await.map(|_| ())
}
