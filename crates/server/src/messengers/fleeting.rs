//! What a client of an outside messenger is shown for a moment: that an operator types, that the words were seen. Nothing waits
//! for it, nothing of it is kept, and nobody is told when it does not work.

use super::{Questions, Ready};
use crate::app::App;
use channels::{Identity, Job, Outcome};
use desk::ConversationId;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Messengers show it for about 20 s.
const TYPING_HOLDS: Duration = Duration::from_secs(10);
/// More conversations are not kept in mind.
const MOST: usize = 10_000;

/// What was shown lately, and who is just showing something.
#[derive(Default)]
pub struct Shown {
    typing: Mutex<HashMap<ConversationId, Instant>>,
    read: Mutex<HashMap<ConversationId, String>>,
    /// Those that wait for their turn to be told as read.
    waiting: Mutex<HashSet<ConversationId>>,
    typings: Questions,
    reads: Questions,
}

impl Shown {
    /// Whether it is time to say again that somebody types.
    fn may_type(&self, id: ConversationId) -> bool {
        let mut typing = locked(&self.typing);
        if typing.len() >= MOST {
            typing.retain(|_, at| at.elapsed() < TYPING_HOLDS);
        }
        let due = typing.get(&id).is_none_or(|at| at.elapsed() >= TYPING_HOLDS);
        if due {
            typing.insert(id, Instant::now());
        }
        due
    }

    /// Whether this message was not said to be read so far.
    fn is_new(&self, id: ConversationId, message: &str) -> bool {
        locked(&self.read).get(&id).is_none_or(|before| before != message)
    }

    /// This message was said to be read: the messenger has it.
    fn is_read(&self, id: ConversationId, message: String) {
        let mut read = locked(&self.read);
        if read.len() >= MOST {
            read.clear();
        }
        read.insert(id, message);
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An operator types in a conversation: shown now, or not at all.
pub fn types(app: &Arc<App>, id: ConversationId) {
    if app.directory().channels.is_empty() {
        return;
    }
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let shown = &app.messengers.shown;
        let Some(_turn) = shown.typings.turn_now() else { return };
        if !shown.may_type(id) {
            return;
        }
        if let Some((ready, to, message)) = who(&app, id).await
            && ready.messenger.can().typing
        {
            app.interface.run(&ready, &Job::Typing { to, message, on: true }, None).await;
        }
    });
}

/// An operator has seen what a client said last. It waits for its turn, once for each conversation; what did not get to the
/// messenger is told again when it is seen again.
pub fn seen(app: &Arc<App>, id: ConversationId) {
    if app.directory().channels.is_empty() || !locked(&app.messengers.shown.waiting).insert(id) {
        return;
    }
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let shown = &app.messengers.shown;
        let turn = shown.reads.turn().await;
        // What is seen from now on may be another message.
        locked(&shown.waiting).remove(&id);
        if turn.is_none() {
            return;
        }
        let Some((ready, to, message)) = who(&app, id).await else { return };
        if shown.is_new(id, &message) {
            let job = Job::MarkRead { to, message: message.clone() };
            if matches!(app.interface.run(&ready, &job, None).await, Outcome::Done) {
                shown.is_read(id, message);
            }
        }
    });
}

/// The client of a conversation of a messenger, and the last message he or she sent.
async fn who(app: &App, id: ConversationId) -> Option<(Ready, Vec<Identity>, String)> {
    let mut read = app.store.read().await.ok()?;
    let conversation = read.conn().conversation(id).await.ok()??;
    let channel = conversation.channel?;
    let known = read.conn().channel_client(channel, conversation.client).await.ok()??;
    drop(read);
    let to = known.known.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
    Some((Ready::of(app, channel)?, to, known.last_message?))
}
