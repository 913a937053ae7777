//! Pages and numbers of outside messengers: their settings opened, and the way to their interfaces. What bytes mean, and what is
//! asked, the crate `channels` knows.

pub mod fleeting;
pub mod interface;
pub mod plain;
pub mod secrets;

use crate::{
    app::{App, now},
    secret,
};
use channels::{Channel as Messenger, Settings};
use desk::ChannelId;
use secrets::Secrets;
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use store::Channel;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

/// Templates are asked for again after this.
const TEMPLATES_HOLD: Duration = Duration::from_secs(600);

/// What the workers are woken by, and what is remembered for a while.
#[derive(Default)]
pub struct Messengers {
    /// Something came in.
    pub heard: Notify,
    /// Something is to be sent.
    pub written: Notify,
    /// A medium is to be fetched.
    pub media: Notify,
    /// Who clients are is asked by so many at once.
    pub questions: Questions,
    /// So are the photos of clients, which take longer.
    pub photos: Questions,
    /// What clients were shown for a moment.
    pub shown: fleeting::Shown,
    templates: Mutex<HashMap<ChannelId, (Instant, Vec<channels::Template>)>>,
    mended: Mutex<HashSet<ChannelId>>,
}

/// Few at once.
#[derive(Debug)]
pub struct Questions(Semaphore);

impl Default for Questions {
    fn default() -> Self {
        Self(Semaphore::new(4))
    }
}

impl Questions {
    /// Waits for one's turn.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }

    /// One's turn, if it is now: some things are not worth waiting for.
    pub fn turn_now(&self) -> Option<SemaphorePermit<'_>> {
        self.0.try_acquire().ok()
    }
}

impl Messengers {
    /// The templates of a page or number, if they were asked for lately.
    #[must_use]
    pub fn templates(&self, id: ChannelId) -> Option<Vec<channels::Template>> {
        let known = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|(at, _)| at.elapsed() < TEMPLATES_HOLD).map(|(_, templates)| templates.clone())
    }

    /// Somebody changed a page or number: what was wrong may be right, and nothing waits for it any more.
    pub fn is_mended(&self, id: ChannelId) {
        self.mended.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        self.written.notify_one();
    }

    /// What was changed since this was asked last.
    pub fn take_mended(&self) -> HashSet<ChannelId> {
        std::mem::take(&mut *self.mended.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The templates are these now; none: not known any more.
    pub fn keep_templates(&self, id: ChannelId, templates: Option<Vec<channels::Template>>) {
        let mut known = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        match templates {
            Some(templates) => drop(known.insert(id, (Instant::now(), templates))),
            None => drop(known.remove(&id)),
        }
    }
}

/// What the secrets of a channel are sealed for.
#[must_use]
pub fn purpose(id: ChannelId) -> String {
    format!("channel:{id}")
}

/// The messenger of a page or number.
#[must_use]
pub fn messenger(channel: &Channel) -> Option<&'static dyn Messenger> {
    channels::of(channel.kind.as_str())
}

/// All settings of a page or number. None when its secrets were sealed with another key.
#[must_use]
pub fn settings(app: &App, channel: &Channel) -> Option<Settings> {
    Some(Secrets::open(&app.seal, channel)?.with(&channel.settings, now()))
}

/// A page or number that can be used, with all that is needed for it.
pub struct Ready {
    /// It.
    pub channel: Channel,
    /// Its messenger.
    pub messenger: &'static dyn Messenger,
    /// All its settings.
    pub settings: Settings,
}

impl Ready {
    /// The page or number of this id, if it is there and its secrets open.
    #[must_use]
    pub fn of(app: &App, id: ChannelId) -> Option<Self> {
        let directory = app.directory();
        Self::opened(app, directory.channel(id)?.clone())
    }

    /// This page or number, if its secrets open.
    #[must_use]
    pub fn opened(app: &App, channel: Channel) -> Option<Self> {
        Some(Self { messenger: messenger(&channel)?, settings: settings(app, &channel)?, channel })
    }

    /// Whether another one is of the same app: what is told of it may come here. They have the secret in common, or one of them
    /// still has the one the other had before.
    #[must_use]
    pub fn is_of_the_app_of(&self, other: &Self) -> bool {
        self.messenger.settings().iter().filter(|field| field.overlaps).any(|field| {
            let theirs: Vec<&str> = other.settings.taken(field.key).collect();
            self.settings.taken(field.key).any(|ours| theirs.iter().any(|it| secret::same(ours, it)))
        })
    }

    /// How long after the client's last word anything may be said; none: always.
    #[must_use]
    pub fn window(&self) -> Option<jiff::SignedDuration> {
        let hours = self.messenger.can().window_hours?;
        // Where the messenger lets people, not programs, answer for a week.
        let hours = if self.settings.get("human_agent") == "true" { hours.max(7 * 24) } else { hours };
        Some(jiff::SignedDuration::from_hours(hours.into()))
    }
}
