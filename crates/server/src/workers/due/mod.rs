//! The frame of workers that do what is due: they take as much as there is room for, do it side by side, and sleep until more is
//! due, a bell rings or something is done.

mod hold;
mod noting;
mod rests;
#[cfg(test)]
mod tests;

pub(super) use self::{
    hold::hold,
    noting::{SOON, kept_at},
    rests::Rests,
};

use crate::app::now;
use desk::Timestamp;
use std::{collections::HashMap, fmt::Debug, hash::Hash, time::Duration};
use tokio::task::{Id, JoinError, JoinSet};

/// Another process may have written something, or lost what it was doing: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// After a failure of the database it is not asked at once again.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// What is due and cannot be taken yet is not asked for more often.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

/// What is particular about a worker: what is due, how it is taken and done. What of it keeps an order, and who is left alone for
/// a while, it says by what it tells to be due and by what it takes.
pub(super) trait Worker {
    /// Whose things they are. Each has room of its own, so that what takes its time there holds up nobody else.
    type Whose: Copy + Eq + Hash + Debug;
    /// What is done in one go, in a task of its own: a panic ends this and nothing else.
    type Piece;
    /// What is told of it afterwards.
    type Done: Send + 'static;

    /// What it does, for the log.
    const WHAT: &'static str;

    /// Of whom something is due, and how long it is until then. Who has nothing is not named.
    async fn next(&mut self) -> Result<Vec<(Self::Whose, Duration)>, store::Error>;

    /// So many pieces of one are done at once.
    fn room(&self, whose: Self::Whose) -> usize;

    /// Takes up to so many pieces of what is due, for good: nobody else does these for a while, whatever becomes of this process.
    async fn take(&mut self, whose: Self::Whose, most: usize) -> Result<Vec<Self::Piece>, store::Error>;

    /// Does one and notes what became of it. What takes longer than it was taken for is held meanwhile ([`hold`]).
    fn work(&self, whose: Self::Whose, piece: Self::Piece) -> impl Future<Output = Self::Done> + Send + 'static;

    /// One is done.
    fn done(&mut self, _whose: Self::Whose, _done: Self::Done) {}

    /// Waits until something may be due earlier than it was. Dropped and asked again, it forgets nothing.
    async fn bell(&mut self);
}

/// Works as long as it is asked to. Dropped, it ends with all that it had begun.
pub(super) async fn work_off<W: Worker>(worker: W) {
    let mut frame = Frame { worker, pieces: JoinSet::new(), whose: HashMap::new() };
    loop {
        let sleep = frame.begin().await.unwrap_or_else(|error| {
            tracing::error!(%error, "{}: what is due could not be looked for", W::WHAT);
            AFTER_FAILURE
        });
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = frame.worker.bell() => {}
            Some(ended) = frame.pieces.join_next_with_id() => frame.ended(ended),
        }
        // What ended meanwhile leaves its room at once, not a look at the database each.
        while let Some(ended) = frame.pieces.try_join_next_with_id() {
            frame.ended(ended);
        }
    }
}

struct Frame<W: Worker> {
    worker: W,
    pieces: JoinSet<W::Done>,
    whose: HashMap<Id, W::Whose>,
}

impl<W: Worker> Frame<W> {
    /// Begins with what is due, as far as there is room, and tells how long nothing else will be.
    async fn begin(&mut self) -> Result<Duration, store::Error> {
        let mut sleep = LONGEST_SLEEP;
        for (whose, left) in self.worker.next().await? {
            let at_work = self.whose.values().filter(|it| **it == whose).count();
            let room = self.worker.room(whose).saturating_sub(at_work);
            // Whatever ends makes room, and is waited for anyway.
            if room == 0 {
                continue;
            }
            if !left.is_zero() {
                sleep = sleep.min(left.max(SHORTEST_SLEEP));
                continue;
            }
            let taken = match self.worker.take(whose, room).await {
                Ok(taken) => taken,
                // What is wrong there, or waits for somebody, holds up nobody else's.
                Err(error) => {
                    tracing::error!(%error, ?whose, "{}: what is due could not be taken", W::WHAT);
                    sleep = sleep.min(AFTER_FAILURE);
                    continue;
                }
            };
            // There may be more, or another process was faster.
            if taken.len() < room {
                sleep = SHORTEST_SLEEP;
            }
            for piece in taken {
                let task = self.pieces.spawn(self.worker.work(whose, piece));
                self.whose.insert(task.id(), whose);
            }
        }
        Ok(sleep)
    }

    fn ended(&mut self, ended: Result<(Id, W::Done), JoinError>) {
        match ended {
            Ok((task, done)) => {
                if let Some(whose) = self.whose.remove(&task) {
                    self.worker.done(whose, done);
                }
            }
            Err(panic) => {
                let whose = self.whose.remove(&panic.id());
                tracing::error!(%panic, ?whose, "{}: one of it ended in a panic", W::WHAT);
            }
        }
    }
}

/// How long it is until then.
pub(super) fn left(at: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO)
}
