//! What waited to be sent when a copy was made may have been sent since: a desk made of the copy sends none of it by itself.
//! People see that it is held and why, and have it sent where it was not.

use crate::{Answer, Conn, Error, Failure, columns::ms, conn::on};
use desk::{ConversationId, Seq, Timestamp, delivery::FailedWhy, mail, webhook};
use sqlx::types::Json;
use uuid::Uuid;

/// What waited in a copy, and is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Messages of operators, and signs, on their way to clients of outside messengers: it is unknown whether these have them.
    pub messages: Vec<(ConversationId, Seq)>,
    /// Mails.
    pub mails: u64,
    /// News for other systems.
    pub news: u64,
}

/// Holds what waits in a database that is made of a copy: nothing may be sending yet.
pub async fn what_waited(conn: &mut Conn<'_>, now: Timestamp) -> Result<Held, Error> {
    let why = crate::channels::why_word(FailedWhy::Restored);
    let parts: Vec<(Uuid, i64)> = on!(conn, conn => sqlx::query_as(
        "update outgoing set state = 'unknown', due_at = null, taken_until = null, why = $1, said = null, at = $2 \
         where state in ('queued', 'sending') returning conversation_id, seq")
        .bind(why).bind(ms(now)).fetch_all(conn).await)?;
    let mut messages: Vec<_> = parts.into_iter().map(|(id, seq)| (ConversationId(id), seq)).collect();
    messages.sort_unstable();
    messages.dedup();
    let failure = Failure { trouble: mail::Trouble::Restored, permanent: false, said: None };
    let mails = on!(conn, conn => sqlx::query(
        "update mail set due_at = null, taken_until = null, trouble = $1, stopped_at = $2 where due_at is not null")
        .bind(Json(failure)).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
    let answer = Answer { trouble: Some(webhook::Trouble::Restored), ..Answer::default() };
    let news = on!(conn, conn => sqlx::query(
        "update delivery set due_at = null, taken_until = null, answer = $1, stopped_at = $2 where due_at is not null")
        .bind(Json(answer)).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(Held { messages, mails, news })
}
