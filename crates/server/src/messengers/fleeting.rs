//! What a client of an outside messenger is shown for a moment: that an operator types, that the words were seen. Nothing waits
//! for it, nothing of it is kept, and nobody is told when it does not work.

use super::Ready;
use crate::app::App;
use channels::{Identity, Job};
use desk::ConversationId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Messengers show it for about 20 s.
const TYPING_HOLDS: Duration = Duration::from_secs(10);
/// More conversations are not kept in mind.
const MOST: usize = 10_000;

/// What was shown lately.
#[derive(Default)]
pub struct Shown {
    typing: Mutex<HashMap<ConversationId, Instant>>,
    read: Mutex<HashMap<ConversationId, String>>,
}

impl Shown {
    /// Whether it is time to say again that somebody types.
    fn may_type(&self, id: ConversationId) -> bool {
        let mut typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= MOST {
            read.clear();
        }
        read.insert(id, message.to_owned()).is_none_or(|before| before != message)
    }
}

/// An operator types in a conversation.
pub fn types(app: &Arc<App>, id: ConversationId) {
    if !app.directory().channels.is_empty() && app.messengers.shown.may_type(id) {
        show(Arc::clone(app), id, |ready, to, message| {
            ready.messenger.can().typing.then_some(Job::Typing { to, message, on: true })
        });
    }
}

/// An operator has seen what a client said last.
pub fn seen(app: &Arc<App>, id: ConversationId) {
    if !app.directory().channels.is_empty() {
        let shown = Arc::clone(app);
        show(Arc::clone(app), id, move |_, to, message| {
            shown.messengers.shown.is_new(id, &message).then_some(Job::MarkRead { to, message })
        });
    }
}

fn show(
    app: Arc<App>,
    id: ConversationId,
    job: impl FnOnce(&Ready, Vec<Identity>, String) -> Option<Job> + Send + 'static,
) {
    tokio::spawn(async move {
        let Some(_turn) = app.messengers.questions.turn_now() else { return };
        let Ok(mut read) = app.store.read().await else { return };
        let Ok(Some(conversation)) = read.conn().conversation(id).await else { return };
        let Some(channel) = conversation.channel else { return };
        let Ok(Some(known)) = read.conn().channel_client(channel, conversation.client).await else { return };
        drop(read);
        let (Some(ready), Some(message)) = (Ready::of(&app, channel), known.last_message) else { return };
        let to = known.known.iter().filter_map(|it| Identity::of(&it.kind, &it.value)).collect();
        if let Some(job) = job(&ready, to, message) {
            app.interface.run(&ready, &job, None).await;
        }
    });
}
