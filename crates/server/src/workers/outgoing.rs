//! Sends what operators say to clients of outside messengers. Before anything leaves it is said to be being sent, for good: after a
//! kill nobody knows whether it left, so it is not sent again by itself.

use super::due::{Rests, SOON, Worker, hold, kept_at, left, work_off};
use crate::{
    actions::{Action, knowing::also_known, outgoing::enclosed},
    app::{App, now},
    messengers::{Ready, plain},
    problem::Problem,
};
use channels::{Content, FailedWhy, Failure, Identity, Job, Outcome, Outgoing as Going, TemplateUse};
use desk::{ChannelId, Timestamp, delivery::DeliveryState, retry::pause};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use store::{ChannelTrouble, Outgoing, Part};
use uuid::Uuid;

/// So many conversations of one channel are taken at once.
const TAKEN_AT_ONCE: usize = 16;
/// So many are at work: an answer that takes its time holds up its own conversation only.
const AT_ONCE: usize = 64;
/// Who sends something has it for so long, and says so again as long as it takes.
const TAKEN: SignedDuration = SignedDuration::from_secs(90);
const AGAIN: Duration = Duration::from_secs(30);
/// After so long nobody waits for an answer any more.
const PATIENCE: SignedDuration = SignedDuration::from_hours(23);
/// A channel that is asked to wait is left alone for so long, at most.
const LONGEST_REST: Duration = Duration::from_secs(600);

pub async fn send(app: Arc<App>) {
    work_off(Sender { app, begun: false, rests: Rests::new(LONGEST_REST) }).await;
}

struct Sender {
    app: Arc<App>,
    /// What was being sent when the process ended before is known to be unknown.
    begun: bool,
    rests: Rests<ChannelId>,
}

/// Whether a channel is to be left alone after a part.
enum Rest {
    No,
    /// The messenger asks for it; for how long, if it says so.
    Asked(Option<Duration>),
}

impl Worker for Sender {
    type Whose = ChannelId;
    /// One of each conversation at a time: they leave in their order.
    type Piece = Outgoing;
    type Done = Rest;
    const WHAT: &'static str = "sending to messengers";

    async fn next(&mut self) -> Result<Vec<(ChannelId, Duration)>, store::Error> {
        // Before that nothing is sent: it would be taken for what was being sent before.
        if !self.begun && !self.lose(true).await {
            return Ok(Vec::new());
        }
        self.begun = true;
        if self.app.directory().channels.is_empty() {
            return Ok(Vec::new());
        }
        let (due, lost) = {
            let mut read = self.app.store.read().await?;
            (read.conn().next_outgoing().await?, read.conn().next_lost().await?)
        };
        if lost.is_some_and(|lost| lost <= now()) {
            self.lose(false).await;
        }
        for mended in self.app.messengers.take_mended() {
            self.rests.try_anew(&mended);
        }
        Ok(due.into_iter().map(|(channel, at)| (channel, left(at).max(self.rests.left(&channel)))).collect())
    }

    fn room(&self, _: ChannelId) -> usize {
        AT_ONCE
    }

    async fn take(&mut self, channel: ChannelId, most: usize) -> Result<Vec<Outgoing>, store::Error> {
        let most = i64::try_from(most.min(TAKEN_AT_ONCE)).unwrap_or(1);
        let mut write = self.app.store.write().await?;
        let taken = write.conn().take_outgoing(channel, now(), now() + TAKEN, most).await?;
        // Durable before anything leaves.
        write.commit(|| ()).await?;
        Ok(taken)
    }

    fn work(&self, _: ChannelId, part: Outgoing) -> impl Future<Output = Rest> + Send + 'static {
        let app = Arc::clone(&self.app);
        async move { hold(one(&app, &part), AGAIN, || goes_on(&app, part.id)).await.unwrap_or(Rest::No) }
    }

    fn done(&mut self, channel: ChannelId, rest: Rest) {
        match rest {
            Rest::No => self.rests.went_well(&channel),
            Rest::Asked(wait) => self.rests.rest(channel, wait),
        }
    }

    async fn bell(&mut self) {
        self.app.messengers.written.notified().await;
    }
}

impl Sender {
    /// What was being sent by somebody who is gone is unknown from now on. False: that could not be noted yet.
    async fn lose(&self, all: bool) -> bool {
        let lose = async {
            let mut action = Action::begin(&self.app).await?;
            let now = action.now;
            let lost = action.conn().lose_outgoing(all, now).await?;
            if lost.is_empty() {
                return Ok(());
            }
            tracing::warn!(messages = lost.len(), "it is unknown whether these messages left before the process ended");
            action.tell_deliveries(&lost).await?;
            action.commit().await.map(|_| ())
        };
        let noted: Result<(), Problem> = lose.await;
        if noted.is_err() {
            tracing::warn!("what became of messages that were being sent could not be noted yet");
        }
        noted.is_ok()
    }
}

/// Sends a part and notes what became of it.
async fn one(app: &Arc<App>, part: &Outgoing) -> Rest {
    let ready = Ready::of(app, part.channel);
    let outcome = match &ready {
        Some(ready) => outcome(app, ready, part).await,
        None => failed(FailedWhy::Other, "the channel is not connected, or its secrets do not open"),
    };
    if let Err(problem) = kept_at(&SOON, || note(app, part, ready.is_some(), &outcome)).await {
        // It stays as it is: when its time runs out, it is unknown.
        tracing::error!(code = problem.code, part = %part.id, "what became of a message could not be noted");
    }
    match outcome {
        Outcome::Later { wait, everything: true, .. } => Rest::Asked(wait.map(SignedDuration::unsigned_abs)),
        _ => Rest::No,
    }
}

/// Says that this, if it is still being sent, is not lost. Nobody takes it away.
async fn goes_on(app: &App, id: Uuid) -> bool {
    let said = async {
        let mut write = app.store.write().await?;
        write.conn().outgoing_goes_on(&[id], now() + TAKEN).await?;
        write.commit(|| ()).await
    };
    let said: Result<(), store::Error> = said.await;
    if let Err(error) = said {
        tracing::warn!(%error, "it could not be noted that a message is still being sent");
    }
    true
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
        Job::Send(Going {
            id: part.this_try().to_string(),
            to: to.clone(),
            content,
            reply_to: part.reply_to.clone(),
            late,
        })
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

async fn note(app: &Arc<App>, part: &Outgoing, is_ready: bool, outcome: &Outcome) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let now = action.now;
    let mut trouble = None;
    match outcome {
        Outcome::Sent { id, known } => {
            also_known(&mut action, part.channel, part.client, known).await?;
            action.conn().outgoing_sent(part.this_try(), id, now).await?;
            if !id.is_empty() && !matches!(part.content, Part::Reaction { .. }) {
                action.conn().part_is_called(part.channel, part.id, id).await?;
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
            action.conn().outgoing_later(part.this_try(), (reason, &said), now + wait, now).await?;
            if plain::is_of_account(reason) {
                trouble = Some(Some(ChannelTrouble { why: reason, said, at: now, by_look: false }));
            }
        }
        Outcome::Later { why, .. } | Outcome::Failed(why) => {
            let reason = if is_ready { plain::why(why.why) } else { desk::delivery::FailedWhy::Settings };
            let said = plain::told(why);
            action.conn().outgoing_over(part.this_try(), DeliveryState::Failed, (reason, &said), now).await?;
            metrics::counter!("hovorna_channel_failed_total").increment(1);
            if plain::is_of_account(reason) {
                trouble = Some(Some(ChannelTrouble { why: reason, said, at: now, by_look: false }));
            }
        }
        Outcome::Unknown(why) => {
            let said = plain::told(why);
            let why = plain::why(why.why);
            action.conn().outgoing_over(part.this_try(), DeliveryState::Unknown, (why, &said), now).await?;
        }
        // What nobody is told of again, as a reaction, is over with this.
        _ => action.conn().outgoing_sent(part.this_try(), "", now).await?,
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
