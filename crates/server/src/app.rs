//! The process's state: the database, and what is held in memory to be fast. Nothing here cannot be read again.

use crate::{
    board::Board,
    config::Config,
    deadlines::Deadlines,
    directory::{Directory, photo_url},
    files::Files,
    http::limits::Limiters,
    hub::{Hub, WorkspaceNews, text},
    lines::Lines,
    looking::Looking,
    pace::Paces,
    roster::Roster,
    seal::Seal,
    wire::{live::ConsoleFrame, operator::Operator as WireOperator},
};
use desk::{
    ConversationId, OperatorId, Timestamp,
    capacity::Load,
    operator::shown,
    receipts::{Seen, Side},
    taking::Taking,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicBool};
use store::Store;
use tokio::sync::{Notify, mpsc};

/// What this build calls itself to browsers: another one means another page.
pub const BUILD: &str = env!("HOVORNA_BUILD");

/// Receipts on their way to the database; more than this are dropped and told again by the next one.
const RECEIPTS_QUEUED: usize = 20_000;

/// What waits for the workers.
pub struct Queues {
    /// Receipts on their way to the database.
    pub receipts: mpsc::Receiver<Report>,
}

/// The process's state.
pub struct App {
    /// Settings of the process.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The bytes of files.
    pub files: Files,
    /// News within this process.
    pub hub: Arc<Hub>,
    /// Seals secrets.
    pub seal: Seal,
    /// Who looks at which conversation.
    pub looking: Arc<Looking>,
    /// What is behind the links of messages.
    pub links: crate::links::Links,
    /// Wakes the worker that tells other systems what happens.
    pub webhooks: crate::webhooks::Bell,
    /// Sends requests to other systems.
    pub postman: crate::webhooks::post::Postman,
    /// The provider people sign in through.
    pub openid: crate::openid::Providers,
    /// Wakes the workers that talk with outside messengers.
    pub messengers: crate::messengers::Messengers,
    /// The way to their interfaces.
    pub interface: crate::messengers::interface::Interface,
    /// How much strangers have asked for.
    pub limiters: Limiters,
    /// Sessions and client tokens seen lately.
    pub known: crate::http::known::Known,
    /// Looks at clients that were written down a moment ago.
    pub looks: crate::actions::audit::Looks,
    /// How fast groups accept.
    pub paces: Paces,
    /// The one-time token of the set-up page.
    pub set_up_token: String,
    /// What the worker that watches over graces sleeps until.
    pub deadlines: Deadlines,
    /// Wakes the worker that tells clients their place in line.
    pub queue_moved: Notify,
    /// Wakes the worker that watches over operators' presence.
    pub presence: Notify,
    /// Wakes the worker that watches over whether clients are taken.
    pub door_moved: Notify,
    /// Somebody who listens was told something else than before since the worker looked.
    pub door_told: AtomicBool,
    /// Rises whenever clients of some group are taken, or no longer, or for another reason.
    pub doors: tokio::sync::watch::Sender<u64>,
    /// Receipts on their way to the database.
    pub receipts: mpsc::Sender<Report>,
    /// Conversations whose client came or went.
    pub lines: Lines,
    /// Wakes the worker that sends mails.
    pub mail: crate::mail::Bell,
    /// Wakes the worker that erases what is too old: the rules changed.
    pub retention: Notify,
    /// Set when the process is told to stop.
    pub stopping: tokio::sync::watch::Sender<bool>,
    directory: RwLock<Arc<Directory>>,
    board: Mutex<Board>,
    roster: Mutex<Roster>,
}

/// Somebody reports how far he or she has got.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// Where.
    pub conversation: ConversationId,
    /// Which side.
    pub side: Side,
    /// How far.
    pub seen: Seen,
}

/// Now, in whole milliseconds: what is told at once is then what is read later.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl App {
    /// Loads what is held in memory. Also returns what waits for the workers.
    ///
    /// # Errors
    /// When the database does not answer, or the key that seals secrets is none.
    pub async fn load(config: Config, store: Store) -> anyhow::Result<(Arc<Self>, Queues)> {
        let now = now();
        let mut read = store.read().await?;
        let directory = Directory::load(&mut read.conn()).await?;
        let board = Board::of(read.conn().running().await?);
        let serving = |operator| board.active_of(operator) > 0;
        let mut roster = Roster::of(read.conn().operators_now().await?, serving, &directory.company.graces, now);
        for (operator, since) in read.conn().resting_since().await? {
            roster.rests(operator, since);
        }
        drop(read);
        let (receipts, receipts_to_store) = mpsc::channel(RECEIPTS_QUEUED);
        let app = Self {
            files: Files::new(&config.data),
            seal: Seal::of(&config)?,
            links: crate::links::Links::new(&config),
            webhooks: crate::webhooks::Bell::default(),
            postman: crate::webhooks::post::Postman::new()?,
            openid: crate::openid::Providers::new()?,
            messengers: crate::messengers::Messengers::default(),
            interface: crate::messengers::interface::Interface::new(config.meta_graph_url.as_ref())?,
            limiters: Limiters::new(&config.limits),
            known: crate::http::known::Known::default(),
            looks: crate::actions::audit::Looks::default(),
            paces: Paces::default(),
            set_up_token: crate::secret::token(),
            deadlines: Deadlines::default(),
            queue_moved: Notify::new(),
            presence: Notify::new(),
            door_moved: Notify::new(),
            door_told: AtomicBool::new(false),
            doors: tokio::sync::watch::channel(0).0,
            receipts,
            lines: Lines::default(),
            mail: crate::mail::Bell::default(),
            retention: Notify::new(),
            stopping: tokio::sync::watch::channel(false).0,
            hub: Arc::default(),
            looking: Arc::default(),
            directory: RwLock::new(Arc::new(directory)),
            board: Mutex::new(board),
            roster: Mutex::new(roster),
            config,
            store,
        };
        Ok((Arc::new(app), Queues { receipts: receipts_to_store }))
    }

    /// Names and words as of now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads names and words anew and tells the consoles.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reload_directory(&self) -> Result<Arc<Directory>, store::Error> {
        let loaded = Arc::new(Directory::load(&mut self.store.read().await?.conn()).await?);
        let fresh = {
            let mut known = self.directory.write().unwrap_or_else(PoisonError::into_inner);
            // Two changes at once are read twice, and what was read first may come last.
            if known.version <= loaded.version {
                *known = loaded;
            }
            Arc::clone(&known)
        };
        // Another process may have erased somebody.
        self.known.forget_clients();
        self.hub.tell_workspace(WorkspaceNews::Changed);
        self.door_moved.notify_one();
        Ok(fresh)
    }

    /// The running conversations. Held for a moment only, never across an await.
    pub fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is there. Held for a moment only, never across an await.
    pub fn roster(&self) -> MutexGuard<'_, Roster> {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An operator as colleagues see him or her; none when deactivated or never here so far.
    #[must_use]
    pub fn operator(&self, id: OperatorId) -> Option<WireOperator> {
        let directory = self.directory();
        let operator = directory.operator(id).filter(|o| o.deactivated_at.is_none() && !o.invited)?;
        let active = self.board().active_of(id);
        let (status, present) = self.roster().of_operator(id, &directory.company.graces, now());
        let reason = self.roster().away_reason(id);
        let away_reason = reason.and_then(|reason| directory.away_reason(reason));
        let wraps_up_until = self.roster().wraps_up_until(id, now());
        let taking = self.taking(id);
        let chat_limit = directory.chat_limit(id);
        let rests = wraps_up_until.is_some() || taking.takes_nobody(directory.entries());
        // Until calls exist every conversation takes a slot.
        let load = Load { slots: active, whole: 0 };
        Some(WireOperator {
            id: id.0,
            name: operator.name.clone(),
            public_name: operator.public_name.clone(),
            photo_url: photo_url(operator),
            status,
            away_reason,
            wraps_up_until: wraps_up_until.map(Into::into),
            shown: shown(present, status, load, chat_limit, rests),
            active,
            chat_limit,
            groups: directory.groups_of(id).iter().map(|g| g.0).collect(),
            entries_barred: taking.barred.into(),
            entries_off: taking.off.into(),
        })
    }

    /// Which entries an operator takes.
    #[must_use]
    pub fn taking(&self, id: OperatorId) -> Taking {
        let barred = self.directory().operator(id).map(|operator| operator.barred).unwrap_or_default();
        Taking { barred, off: self.roster().off(id) }
    }

    /// Tells the consoles how an operator is now.
    pub fn tell_operator(&self, id: OperatorId) {
        if let Some(operator) = self.operator(id) {
            self.hub.tell_workspace(WorkspaceNews::Operator(text(&ConsoleFrame::Operator { operator })));
        }
        self.door_moved.notify_one();
    }

    /// The operator was heard of: he or she is there.
    pub fn heard_of(&self, id: OperatorId) {
        let news = self.roster().heard_of(id, now());
        if news {
            self.tell_operator(id);
            self.presence.notify_one();
        }
    }
}
