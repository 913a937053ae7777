//! Statements of SQLite that are sent together: every call to its connection is a way to another thread and back, which
//! costs more than most statements do. What nobody waits for is kept until something is asked, or until the commit.

use crate::{
    Error,
    batch::{Batch, Statement},
    known::Memory,
};
use desk::ConversationId;
use futures_util::{
    FutureExt as _, StreamExt as _, TryFutureExt as _, TryStreamExt as _,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use serde::Serialize;
use sqlx::{
    Arguments as _, AssertSqlSafe, Either, Encode, Execute, Executor, SqlStr, Sqlite, SqliteConnection, Type,
    encode::IsNull,
    error::BoxDynError,
    sqlite::{SqliteArguments, SqliteArgumentsBuffer, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo},
    types::Json,
};
use std::fmt::Write as _;
use uuid::Uuid;

/// More than this is not kept.
const MOST: usize = 16;

/// A value of a statement that waits.
#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Type<Sqlite> for Value {
    fn type_info() -> SqliteTypeInfo {
        // SQLite's values tell their type themselves.
        <String as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Value {
    fn encode_by_ref(&self, to: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => Encode::<Sqlite>::encode_by_ref(value, to),
            Self::Text(value) => Encode::<Sqlite>::encode_by_ref(value, to),
            Self::Blob(value) => Encode::<Sqlite>::encode_by_ref(value, to),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Blob(value.as_bytes().to_vec())
    }
}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(value: Json<T>) -> Self {
        Self::Text(serde_json::to_string(&value.0).expect("invariant: what is stored is plain data with text keys"))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Value {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().into()
    }
}

/// How far what was lined up has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing was sent yet.
    Nothing,
    /// Something was sent, and whether it had an effect is not known: it failed, or nobody waited for the answer.
    Perhaps,
    /// All that was sent had its effect.
    Done,
}

/// Statements that wait to be sent, and what became of those that were.
#[derive(Debug)]
pub struct Together {
    /// What opens the change, until something is sent.
    opening: &'static [&'static str],
    /// Each with the place of its first value.
    statements: Vec<(&'static str, usize)>,
    values: Vec<Value>,
    sent: Sent,
}

impl Together {
    /// What opens a change goes before everything else.
    pub const fn after(opening: &'static [&'static str]) -> Self {
        Self { opening, statements: Vec::new(), values: Vec::new(), sent: Sent::Nothing }
    }

    pub const fn sent(&self) -> Sent {
        self.sent
    }

    /// Whether there is more to be sent than what opens the change.
    pub const fn changes_something(&self) -> bool {
        !self.statements.is_empty()
    }

    /// Whether the change is one statement, which happens wholly or not at all by itself.
    pub fn is_one_statement(&self) -> bool {
        self.sent == Sent::Nothing && self.statements.len() == 1
    }

    /// What opens the change is not needed.
    pub const fn open_nothing(&mut self) {
        self.opening = &[];
    }

    /// The one statement that it is, to be sent by others.
    pub fn take_statement(&mut self, builds_on: Vec<ConversationId>) -> Option<Statement> {
        let (sql, _) = self.is_one_statement().then(|| self.statements.pop())??;
        Some(Statement { sql, values: std::mem::take(&mut self.values), builds_on })
    }

    /// It must come to nothing.
    const fn spoil(&mut self) {
        self.sent = Sent::Perhaps;
    }

    /// How many statements go along with the next one.
    const fn waiting(&self) -> usize {
        self.opening.len() + self.statements.len()
    }

    pub fn push<const N: usize>(&mut self, sql: &'static str, values: [Value; N]) {
        self.statements.push((sql, self.values.len()));
        self.values.extend(values);
    }

    /// All that waits and a query, as one text with the values of all. The placeholders of what waits are counted on from
    /// the query's own.
    fn joined<'q>(
        &mut self,
        mut query: impl Execute<'q, Sqlite>,
    ) -> Result<(AssertSqlSafe<String>, Option<SqliteArguments>), sqlx::Error> {
        let mut values = query.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default();
        let (own, mut sql) = (values.len(), String::with_capacity(1_024));
        for statement in std::mem::take(&mut self.opening) {
            sql.push_str(statement);
            sql.push_str("; ");
        }
        for (statement, at) in self.statements.drain(..) {
            renumber(&mut sql, statement, own + at);
            sql.push_str("; ");
        }
        sql.push_str(query.sql().as_str());
        for value in self.values.drain(..) {
            values.add(value).map_err(sqlx::Error::Encode)?;
        }
        self.sent = Sent::Perhaps;
        Ok((AssertSqlSafe(sql), Some(values)))
    }
}

/// Appends a statement, `$1` becoming `$1 + by`.
pub fn renumber(to: &mut String, statement: &str, by: usize) {
    if by == 0 {
        return to.push_str(statement);
    }
    let mut parts = statement.split('$');
    to.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match number.parse::<usize>() {
            Ok(number) => {
                let _ = write!(to, "${}", number + by);
            }
            Err(_) => to.push('$'),
        }
        to.push_str(rest);
    }
}

/// A connection of SQLite, with what waits to be sent along.
#[derive(Debug)]
pub struct SqliteConn<'a> {
    conn: &'a mut SqliteConnection,
    waiting: Option<&'a mut Together>,
    memory: Option<Memory<'a>>,
    /// The batch that a change is part of.
    batch: Option<&'a mut Option<Batch>>,
}

impl<'a> SqliteConn<'a> {
    /// A connection on which nothing waits.
    pub(crate) const fn plain(conn: &'a mut SqliteConnection) -> Self {
        Self { conn, waiting: None, memory: None, batch: None }
    }

    /// A connection for a change.
    pub(crate) const fn with(
        conn: &'a mut SqliteConnection,
        waiting: &'a mut Together,
        memory: Memory<'a>,
        batch: &'a mut Option<Batch>,
    ) -> Self {
        Self { conn, waiting: Some(waiting), memory: Some(memory), batch: Some(batch) }
    }

    /// What is known without asking, in a change.
    pub(crate) const fn memory(&mut self) -> Option<&mut Memory<'a>> {
        self.memory.as_mut()
    }

    /// Says a statement whose effect nobody asks for: it goes along with the next one, and so does its failure.
    pub async fn later<const N: usize>(&mut self, sql: &'static str, values: [Value; N]) -> Result<(), Error> {
        match &mut self.waiting {
            Some(waiting) => {
                waiting.push(sql, values);
                if waiting.statements.len() >= MOST { self.send().await } else { Ok(()) }
            }
            None => {
                let mut waiting = Together::after(&[]);
                waiting.push(sql, values);
                SqliteConn { conn: self.conn, waiting: Some(&mut waiting), memory: None, batch: None }.send().await
            }
        }
    }

    /// Sends what waits.
    ///
    /// # Errors
    /// Where one of the statements failed: those after it were not tried.
    pub async fn send(&mut self) -> Result<(), Error> {
        let last = self.waiting.as_mut().and_then(|waiting| waiting.statements.pop().map(|last| (last, waiting)));
        let Some(((sql, at), waiting)) = last else { return Ok(()) };
        let mut values = SqliteArguments::default();
        for value in waiting.values.split_off(at) {
            values.add(value).map_err(sqlx::Error::Encode)?;
        }
        sqlx::query_with(sql, values).execute(self).await?;
        Ok(())
    }

    /// Whether the batch holds statements of actions before this one.
    fn is_behind(&self) -> bool {
        self.batch.as_ref().and_then(|batch| batch.as_ref()).is_some_and(Batch::holds)
    }

    /// Sends what the batch holds: this change is to see it.
    async fn catch_up(&mut self) -> Result<(), sqlx::Error> {
        let Some(slot) = &mut self.batch else { return Ok(()) };
        let Some(batch) = slot.as_mut() else { return Ok(()) };
        let error = match batch.send(self.conn, false).await {
            Ok(failed) if failed.is_empty() => return Ok(()),
            Ok(failed) => {
                if !self.memory.as_mut().is_some_and(|memory| memory.failed(&failed)) {
                    return Ok(());
                }
                sqlx::Error::Protocol("an action before it failed".into())
            }
            Err(error) => {
                let _ = self.conn.execute("rollback").await;
                self.memory.as_mut().map(|memory| memory.failed(&[]));
                slot.take().into_iter().for_each(|batch| batch.lost(&error));
                error
            }
        };
        self.waiting.iter_mut().for_each(|waiting| waiting.spoil());
        Err(error)
    }
}

/// What there is to be sent along, if anything.
fn waiting<'w>(waiting: &'w mut Option<&mut Together>) -> Option<&'w mut Together> {
    waiting.as_deref_mut().filter(|waiting| waiting.waiting() > 0)
}

impl<'c> Executor<'c> for &'c mut SqliteConn<'_> {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        if self.is_behind() {
            let caught_up = async move {
                self.catch_up().await?;
                Ok::<_, sqlx::Error>(self.fetch_many(query))
            };
            return stream::once(caught_up).try_flatten().boxed();
        }
        let Some(waiting) = waiting(&mut self.waiting) else { return self.conn.fetch_many(query) };
        let mut before = waiting.waiting();
        let joined = match waiting.joined(query) {
            Ok(joined) => joined,
            Err(error) => return stream::once(future::err(error)).boxed(),
        };
        let answers = self.conn.fetch_many(joined).map_ok(Some);
        let end = stream::once(future::lazy(|_| {
            waiting.sent = Sent::Done;
            Ok(None)
        }));
        answers
            .chain(end)
            .try_filter_map(move |answer| {
                let of_before = before > 0 && matches!(answer, Some(Either::Left(_)));
                before -= usize::from(of_before);
                future::ok(answer.filter(|_| !of_before))
            })
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        if self.is_behind() {
            let caught_up = async move {
                self.catch_up().await?;
                self.fetch_optional(query).await
            };
            return caught_up.boxed();
        }
        let Some(waiting) = waiting(&mut self.waiting) else { return self.conn.fetch_optional(query) };
        let joined = match waiting.joined(query) {
            Ok(joined) => joined,
            Err(error) => return future::err(error).boxed(),
        };
        let answer = self.conn.fetch_optional(joined);
        answer.inspect_ok(|_| waiting.sent = Sent::Done).boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.conn.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<Sqlite>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.conn.describe(sql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_on() {
        let mut sql = String::new();
        renumber(&mut sql, "update a set b = $2, c = $12 where id = $1", 3);
        assert_eq!(sql, "update a set b = $5, c = $15 where id = $4");
    }

    #[test]
    fn each_value_goes_to_its_own_statement() {
        let mut waiting = Together::after(&["begin"]);
        waiting.push("insert into a values ($1, $2)", [1.into(), 2.into()]);
        waiting.push("insert into b values ($1)", [3.into()]);
        assert!(waiting.changes_something());
        let (sql, values) = waiting.joined(sqlx::query("select $1").bind(0)).unwrap();
        assert_eq!(sql.0, "begin; insert into a values ($2, $3); insert into b values ($4); select $1");
        assert_eq!(values.map(|values| values.len()), Some(4));
        assert_eq!(waiting.sent(), Sent::Perhaps);
        assert!(waiting.statements.is_empty() && waiting.values.is_empty());
    }
}
