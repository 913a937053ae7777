//! Drafts: what an operator has begun to write in a conversation.

use crate::{Conn, Error, columns::ms, conn::on};
use desk::{ConversationId, OperatorId, Timestamp};

/// What an operator has begun to write; both empty: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The reply to the client.
    pub reply: String,
    /// The internal note.
    pub note: String,
}

impl Conn<'_> {
    /// The operator's draft in a conversation.
    pub async fn draft(&mut self, conversation: ConversationId, by: OperatorId) -> Result<Draft, Error> {
        let row: Option<(String, String)> = on!(self, conn => sqlx::query_as(
            "select reply, note from draft where conversation_id = $1 and operator_id = $2")
            .bind(conversation.0).bind(by.0).fetch_optional(conn).await)?;
        Ok(row.map(|(reply, note)| Draft { reply, note }).unwrap_or_default())
    }

    /// Keeps the operator's draft; an empty one is forgotten.
    pub async fn save_draft(
        &mut self,
        conversation: ConversationId,
        by: OperatorId,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<(), Error> {
        if *draft == Draft::default() {
            on!(self, conn => sqlx::query("delete from draft where conversation_id = $1 and operator_id = $2")
                .bind(conversation.0).bind(by.0).execute(conn).await.map(|_| ()))?;
            return Ok(());
        }
        on!(self, conn => sqlx::query(
            "insert into draft (conversation_id, operator_id, reply, note, updated_at) values ($1, $2, $3, $4, $5) \
             on conflict (conversation_id, operator_id) do update set \
             reply = excluded.reply, note = excluded.note, updated_at = excluded.updated_at")
            .bind(conversation.0)
            .bind(by.0)
            .bind(&draft.reply)
            .bind(&draft.note)
            .bind(ms(now))
            .execute(conn)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Forgets drafts nobody touched since `before`.
    pub async fn forget_drafts(&mut self, before: Timestamp) -> Result<u64, Error> {
        let rows = on!(self, conn => sqlx::query("delete from draft where updated_at < $1")
            .bind(ms(before)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows)
    }
}
