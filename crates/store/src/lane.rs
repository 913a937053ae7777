//! The one write connection of SQLite, with group commit.
//!
//! Actions take turns on the connection, each in a savepoint of one shared transaction. Whoever leaves with nobody
//! queued (or with the batch at its size or age) commits for all, after a moment where much is written (`gather`);
//! everybody is answered only after that commit. With one
//! producer a batch is one action and nothing is delayed; with many, one disk sync serves them all.
//!
//! Every call to the connection is a way to its thread and back, so what can be said in one call is: an action's savepoint
//! is set with the first thing it asks, after the one before it is released, and what it changes goes along with the next
//! thing it asks or with the commit. Actions that are one statement each, as messages are, are held by their batch and go
//! all together (`batch`).

use crate::{
    Error,
    batch::{Batch, Then, Told, is_open},
    checkpoint,
    gather::{Hurry, Pace},
    known::{Known, Memory},
    together::{Sent, SqliteConn, Together},
    views::VIEWS,
};
use desk::{Conversation, ConversationId};
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// A batch is committed at this many actions even while others queue.
const LARGEST_BATCH: usize = 256;
/// A batch is committed at this age even while others queue.
const OLDEST_BATCH: Duration = Duration::from_millis(10);
/// Nobody queues longer than this.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Lane {
    queued: AtomicUsize,
    hurry: Hurry,
    seat: Arc<Mutex<Seat>>,
}

struct Seat {
    conn: SqliteConnection,
    batch: Option<Batch>,
    /// The savepoint of the last action of the batch: kept, and not released yet.
    kept: Option<Savepoint>,
    pace: Pace,
    /// How many batches were committed.
    commits: watch::Sender<u64>,
    known: Known,
}

/// Two names that take turns, so that nobody can roll back to the savepoint of the action before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Savepoint {
    One,
    Other,
}

impl Savepoint {
    const fn after(kept: Option<Self>) -> Self {
        match kept {
            Some(Self::One) => Self::Other,
            Some(Self::Other) | None => Self::One,
        }
    }

    /// Sets it; what came before it is kept.
    const fn set(self, kept: Option<Self>) -> &'static [&'static str] {
        match (self, kept) {
            (Self::One, None) => &["savepoint one"],
            (Self::One, Some(_)) => &["release other", "savepoint one"],
            (Self::Other, _) => &["release one", "savepoint other"],
        }
    }

    const fn release(self) -> &'static str {
        match self {
            Self::One => "release one",
            Self::Other => "release other",
        }
    }

    const fn roll_back(self) -> &'static str {
        match self {
            Self::One => "rollback to one; release one",
            Self::Other => "rollback to other; release other",
        }
    }
}

/// What an action goes back to when it comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Footing {
    /// The first of a batch: to the transaction's beginning, which takes nobody along.
    Transaction,
    /// To its savepoint.
    Savepoint(Savepoint),
    /// One statement that is all of its batch undoes itself.
    Statement,
}

impl Lane {
    pub async fn open(options: &SqliteConnectOptions) -> Result<Arc<Self>, Error> {
        let mut conn = SqliteConnection::connect_with(options).await?;
        for view in VIEWS {
            conn.execute(*view).await?;
        }
        let (commits, count) = watch::channel(0);
        checkpoint::beside(options, count).await?;
        let seat = Arc::new(Mutex::new(Seat {
            conn,
            batch: None,
            kept: None,
            pace: Pace::new(Instant::now()),
            commits,
            known: Known::default(),
        }));
        Ok(Arc::new(Self { queued: AtomicUsize::new(0), hurry: Hurry::default(), seat }))
    }

    /// Queues for a turn. Who is in a hurry has nobody wait for others, neither itself nor whoever is before.
    pub async fn begin(self: &Arc<Self>, hurried: bool) -> Result<Turn, Error> {
        let queued = Queued::join(self);
        let hurries = hurried.then(|| self.hurry.queues());
        let seat =
            tokio::time::timeout(PATIENCE, Arc::clone(&self.seat).lock_owned()).await.map_err(|_| Error::Busy)?;
        queued.seated();
        drop(hurries);
        // From here on a dropped turn tidies up behind itself.
        let (footing, opening) = match &seat.batch {
            None => (Footing::Transaction, &["begin immediate"][..]),
            Some(_) => {
                let savepoint = Savepoint::after(seat.kept);
                (Footing::Savepoint(savepoint), savepoint.set(seat.kept))
            }
        };
        let (lane, waiting) = (Arc::clone(self), Together::after(opening));
        Ok(Turn {
            lane,
            seat: Some(seat),
            began_at: Instant::now(),
            hurried,
            footing,
            waiting,
            changed: vec![],
            looked_at: vec![],
        })
    }

    fn is_empty(&self) -> bool {
        self.queued.load(Ordering::SeqCst) == 0
    }
}

/// One action's turn on the write connection. Dropped without commit, what it did is rolled back.
pub struct Turn {
    lane: Arc<Lane>,
    seat: Option<OwnedMutexGuard<Seat>>,
    began_at: Instant,
    hurried: bool,
    footing: Footing,
    /// What it has to say.
    waiting: Together,
    /// The conversations it wrote.
    changed: Vec<Conversation>,
    /// Those it was told of without asking.
    looked_at: Vec<ConversationId>,
}

impl Turn {
    pub fn conn(&mut self) -> SqliteConn<'_> {
        let seat = self.seat.as_mut().expect("invariant: the seat is held until the turn ends");
        let seat = &mut **seat;
        let memory = Memory::new(&mut seat.known, &mut self.changed, &mut self.looked_at);
        SqliteConn::with(&mut seat.conn, &mut self.waiting, memory, &mut seat.batch)
    }

    pub async fn commit(self, then: Then) -> Result<(), Error> {
        // In a task of its own: who gives up waiting for the commit must not stop it halfway, for others are part of it.
        let abandoned = || Error::BatchLost("abandoned".into());
        tokio::spawn(self.leave(then)).await.map_err(|_| abandoned())??.wait().await
    }

    /// Leaves its work to the batch, and closes that where nobody else would. The batch's outcome is still to come.
    async fn leave(mut self, then: Then) -> Result<Told, Error> {
        let began_at = self.began_at;
        self.wait_for_others().await;
        let is_last_in_a_hurry = self.hurried && !self.lane.hurry.is_on();
        let closes = self.lane.is_empty() || self.fills_the_batch() || is_last_in_a_hurry;
        match self.waiting.sent() {
            Sent::Perhaps => return Err(Error::BatchLost("one of its statements failed".into())),
            Sent::Nothing if !self.waiting.changes_something() => {
                let mut seat = self.seat.take().expect("invariant: the seat is held until the turn ends");
                return Ok(seat.nothing_done(then, closes).await);
            }
            Sent::Nothing | Sent::Done => {}
        }
        let is_all = closes && self.footing == Footing::Transaction;
        if is_all && self.waiting.is_one_statement() {
            self.footing = Footing::Statement;
            self.waiting.open_nothing();
        } else if let Some(statement) = self.waiting.take_statement(std::mem::take(&mut self.looked_at)) {
            let mut seat = self.seat.take().expect("invariant: the seat is held until the turn ends");
            seat.known.keep(std::mem::take(&mut self.changed));
            let told = seat.batch.get_or_insert_with(|| Batch::new(began_at)).hold(statement, then);
            if closes {
                seat.close_batch().await;
            }
            return Ok(told);
        } else if closes {
            self.waiting.push("commit", []);
        }
        self.conn().send().await?;
        // From here on there is nothing to roll back.
        let mut seat = self.seat.take().expect("invariant: the seat is held until the turn ends");
        seat.known.keep(std::mem::take(&mut self.changed));
        let told = seat.batch.get_or_insert_with(|| Batch::new(began_at)).join(then);
        if closes {
            seat.kept = None;
            seat.committed();
        } else if let Footing::Savepoint(savepoint) = self.footing {
            seat.kept = Some(savepoint);
        }
        Ok(told)
    }

    /// Where much is written a batch does not close at once: others come within a moment.
    async fn wait_for_others(&mut self) {
        let seat = self.seat.as_mut().expect("invariant: the seat is held until the turn ends");
        let now = Instant::now();
        seat.pace.count(now);
        let batch = seat.batch.as_ref().map_or(now, |batch| batch.opened_at);
        let wait = seat.pace.wait(batch, now).filter(|_| self.waiting.changes_something());
        if let Some(wait) = wait
            && self.lane.is_empty()
            && !self.hurried
        {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.lane.hurry.comes() => {}
            }
        }
    }

    /// Whether this action is the last one for its batch, even while others queue.
    fn fills_the_batch(&self) -> bool {
        let batch = self.seat.as_ref().and_then(|seat| seat.batch.as_ref());
        batch.is_some_and(|b| b.actions + 1 >= LARGEST_BATCH || b.opened_at.elapsed() >= OLDEST_BATCH)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut seat) = self.seat.take() else { return };
        let (lane, footing, sent) = (Arc::clone(&self.lane), self.footing, self.waiting.sent());
        // Outside a runtime the process is ending and SQLite rolls back by itself.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if seat.batch.as_ref().is_some_and(Batch::is_uncertain) {
                    seat.give_up().await;
                } else if sent != Sent::Nothing {
                    seat.undo(footing).await;
                }
                if lane.is_empty() {
                    seat.close_batch().await;
                }
            });
        }
    }
}

impl Seat {
    /// An action ends that had nothing to do.
    async fn nothing_done(&mut self, then: Then, closes: bool) -> Told {
        let Some(batch) = &mut self.batch else {
            then();
            return Told::well();
        };
        let told = batch.join_idle(then);
        if closes {
            self.close_batch().await;
        }
        told
    }

    /// Undoes what a turn did that ended before its commit.
    async fn undo(&mut self, footing: Footing) {
        let undone = match footing {
            Footing::Transaction => {
                // Given up while the transaction began: it may have.
                let _ = self.conn.execute("rollback").await;
                return;
            }
            Footing::Statement => return,
            Footing::Savepoint(savepoint) => self.back_to(savepoint).await,
        };
        // Its savepoint may not have been set yet. Or, after some errors such as a full disk, SQLite has rolled back all by
        // itself: then the batch went with it.
        let Err(error) = undone else { return };
        if self.batch.is_some() && !is_open(&mut self.conn).await {
            self.lost(&error);
        }
    }

    async fn back_to(&mut self, savepoint: Savepoint) -> Result<(), sqlx::Error> {
        let undone = self.conn.execute(savepoint.roll_back()).await;
        if let Some(kept) = self.kept.take() {
            // It may have been on the way to the savepoint that was to follow it.
            let _ = self.conn.execute(kept.release()).await;
        }
        undone.map(|_| ())
    }

    /// Somebody gave up while the batch's statements were sent.
    async fn give_up(&mut self) {
        self.kept = None;
        let _ = self.conn.execute("rollback").await;
        self.lost(&sqlx::Error::Protocol("given up while it was sent".into()));
    }

    /// Commits the open batch and tells everybody in it.
    async fn close_batch(&mut self) {
        let Some(batch) = &mut self.batch else { return };
        self.kept = None;
        match batch.send(&mut self.conn, true).await {
            Ok(failed) => {
                if !failed.is_empty() {
                    self.known.forget();
                }
                self.committed();
            }
            Err(error) => {
                // Fails where SQLite rolled back by itself.
                let _ = self.conn.execute("rollback").await;
                self.lost(&error);
            }
        }
    }

    fn lost(&mut self, error: &sqlx::Error) {
        self.known.forget();
        self.batch.take().into_iter().for_each(|batch| batch.lost(error));
    }

    fn committed(&mut self) {
        self.batch.take().into_iter().for_each(Batch::done);
        self.commits.send_modify(|count| *count += 1);
    }
}

/// A place in the queue for the connection. Given up before its turn, it closes the batch that was left open for it.
struct Queued<'a> {
    lane: &'a Arc<Lane>,
    seated: bool,
}

impl<'a> Queued<'a> {
    fn join(lane: &'a Arc<Lane>) -> Self {
        lane.queued.fetch_add(1, Ordering::SeqCst);
        Self { lane, seated: false }
    }

    fn seated(mut self) {
        self.seated = true;
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.lane.queued.fetch_sub(1, Ordering::SeqCst);
        if self.seated {
            return;
        }
        let lane = Arc::clone(self.lane);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let mut seat = Arc::clone(&lane.seat).lock_owned().await;
                if lane.is_empty() {
                    seat.close_batch().await;
                }
            });
        }
    }
}
