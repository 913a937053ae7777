//! The actions of one transaction of SQLite. Those that are one statement each are held and sent together, with one call:
//! by whoever needs what they changed, or with the commit. One that fails fails alone, and those that built on it.

use crate::{Error, together::Value, together::renumber};
use desk::ConversationId;
use futures_util::StreamExt as _;
use sqlx::{Arguments as _, AssertSqlSafe, Either, Executor as _, SqliteConnection, sqlite::SqliteArguments};
use std::{
    collections::VecDeque,
    fmt, mem,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use tokio::sync::watch;

/// With one call. As many texts of statements are kept prepared.
const MOST: usize = 16;

/// What is done right after the commit, in the order of the actions: waking the readers.
pub type Then = Box<dyn FnOnce() + Send>;
/// Of a batch, once it is known.
pub type Outcome = Option<Result<(), String>>;
/// Why one member failed, though its batch did not.
type Failure = Arc<Mutex<Option<Error>>>;

/// The transaction that is open, or will be with the first statement sent.
pub struct Batch {
    /// When its first action began.
    pub opened_at: Instant,
    /// How many actions.
    pub actions: usize,
    /// Whether SQLite has begun it.
    begun: bool,
    /// Whether statements are on their way; given up meanwhile, nobody knows how far they have got.
    sending: bool,
    held: VecDeque<Held>,
    then: Vec<Option<Then>>,
    outcome: watch::Sender<Outcome>,
}

/// An action's one statement.
pub struct Statement {
    /// Its text.
    pub sql: &'static str,
    /// `$1` and so on.
    pub values: Vec<Value>,
    /// Which conversations it builds on.
    pub builds_on: Vec<ConversationId>,
}

struct Held {
    statement: Statement,
    /// Its place in `then`.
    member: usize,
    failure: Failure,
}

/// What is still to be told to a member.
pub struct Told {
    outcome: watch::Receiver<Outcome>,
    failure: Option<Failure>,
}

impl Told {
    /// Everything is known already, and went well.
    pub fn well() -> Self {
        Self { outcome: watch::channel(Some(Ok(()))).1, failure: None }
    }

    /// Waits until the batch is over.
    ///
    /// # Errors
    /// Where nothing of this member's action happened.
    pub async fn wait(mut self) -> Result<(), Error> {
        let told = self.outcome.wait_for(Option::is_some).await;
        let told = told.map_err(|_| Error::BatchLost("abandoned".into()))?;
        if let Some(Err(why)) = &*told {
            return Err(Error::BatchLost(why.clone()));
        }
        let failure = self.failure.and_then(|failure| failure.lock().unwrap_or_else(PoisonError::into_inner).take());
        failure.map_or(Ok(()), Err)
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("actions", &self.actions).field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl Batch {
    /// One that SQLite has not begun.
    pub fn new(opened_at: Instant) -> Self {
        Self {
            opened_at,
            actions: 0,
            begun: false,
            sending: false,
            held: VecDeque::new(),
            then: Vec::new(),
            outcome: watch::channel(None).0,
        }
    }

    /// An action whose statements were sent.
    pub fn join(&mut self, then: Then) -> Told {
        self.begun = true;
        self.actions += 1;
        self.then.push(Some(then));
        self.told(None)
    }

    /// An action that changed nothing: it is told after those before it.
    pub fn join_idle(&mut self, then: Then) -> Told {
        self.then.push(Some(then));
        self.told(None)
    }

    /// An action whose statement is yet to be sent.
    pub fn hold(&mut self, statement: Statement, then: Then) -> Told {
        let failure = Failure::default();
        self.actions += 1;
        self.held.push_back(Held { statement, member: self.then.len(), failure: Arc::clone(&failure) });
        self.then.push(Some(then));
        self.told(Some(failure))
    }

    fn told(&self, failure: Option<Failure>) -> Told {
        Told { outcome: self.outcome.subscribe(), failure }
    }

    /// Whether statements are yet to be sent.
    pub fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether somebody gave up while statements were sent.
    pub const fn is_uncertain(&self) -> bool {
        self.sending
    }

    /// Sends what is held, and the commit where that `closes` it. Tells what those built on that failed.
    ///
    /// # Errors
    /// Where all of it is lost: SQLite has rolled back, or is to be told to.
    pub async fn send(
        &mut self,
        conn: &mut SqliteConnection,
        closes: bool,
    ) -> Result<Vec<ConversationId>, sqlx::Error> {
        let mut failed = Vec::new();
        self.sending = true;
        while !self.held.is_empty() || closes {
            let some = self.held.len().min(MOST);
            let commits = closes && some == self.held.len();
            let (sql, values) = self.joined(some, commits)?;
            let mut done = 0;
            let mut answers = conn.fetch_many((AssertSqlSafe(sql), Some(values)));
            let wrong = loop {
                match answers.next().await {
                    Some(Ok(Either::Left(_))) => done += 1,
                    Some(Ok(Either::Right(_))) => {}
                    Some(Err(error)) => break Some(error),
                    None => break None,
                }
            };
            drop(answers);
            let succeeded = done - usize::from(!self.begun && done > 0);
            self.begun |= done > 0;
            self.held.drain(..succeeded.min(some));
            match wrong {
                None if commits => break,
                None => {}
                // A statement of a member: undone by itself, unless SQLite has rolled back all.
                Some(error) if self.begun && succeeded < some && is_open(conn).await => {
                    self.fails(error, &mut failed);
                }
                Some(error) => return Err(error),
            }
        }
        self.sending = false;
        Ok(failed)
    }

    /// So many of the statements as one text, with the values of all.
    fn joined(&self, some: usize, commits: bool) -> Result<(String, SqliteArguments), sqlx::Error> {
        let (mut sql, mut values) = (String::with_capacity(1_024), SqliteArguments::default());
        let say = |sql: &mut String, text: &str, by: usize| {
            if !sql.is_empty() {
                sql.push_str("; ");
            }
            renumber(sql, text, by);
        };
        if !self.begun {
            say(&mut sql, "begin immediate", 0);
        }
        for Held { statement, .. } in self.held.iter().take(some) {
            say(&mut sql, statement.sql, values.len());
            for value in &statement.values {
                values.add(value).map_err(sqlx::Error::Encode)?;
            }
        }
        if commits {
            say(&mut sql, "commit", 0);
        }
        Ok((sql, values))
    }

    /// The first of what is held failed, and with it whatever builds on the same conversation.
    fn fails(&mut self, error: sqlx::Error, failed: &mut Vec<ConversationId>) {
        let Some(first) = self.held.pop_front() else { return };
        let mut gone = first.statement.builds_on.clone();
        self.refuse(&first, error.into());
        let mut left = VecDeque::with_capacity(self.held.len());
        for held in mem::take(&mut self.held) {
            if held.statement.builds_on.iter().any(|id| gone.contains(id)) {
                gone.extend(&held.statement.builds_on);
                self.refuse(&held, Error::BatchLost("an action before it failed".into()));
            } else {
                left.push_back(held);
            }
        }
        self.held = left;
        failed.append(&mut gone);
    }

    fn refuse(&mut self, held: &Held, error: Error) {
        self.then[held.member] = None;
        *held.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// It is committed: everybody is told.
    pub fn done(self) {
        for then in self.then.into_iter().flatten() {
            then();
        }
        self.outcome.send_replace(Some(Ok(())));
    }

    /// Nothing of it happened: everybody is told.
    pub fn lost(self, error: &sqlx::Error) {
        tracing::error!(%error, actions = self.actions, "a batch could not be committed");
        self.outcome.send_replace(Some(Err(error.to_string())));
    }
}

/// Whether the transaction is still there: after some errors, such as a full disk, SQLite has rolled back by itself. Only
/// outside one it can be told to begin.
pub async fn is_open(conn: &mut SqliteConnection) -> bool {
    match conn.execute("begin immediate").await {
        Ok(_) => {
            let _ = conn.execute("rollback").await;
            false
        }
        Err(error) => error.to_string().contains("within a transaction"),
    }
}
