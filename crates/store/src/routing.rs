//! Why clients were directed to whom.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::on,
    persons::SAME_PERSON,
};
use desk::{ClientId, ConversationId, OperatorId, Timestamp, routing::Record};
use sqlx::{AssertSqlSafe, types::Json};
use uuid::Uuid;

impl Conn<'_> {
    /// Keeps a decision.
    pub async fn record_routing(&mut self, of: ConversationId, now: Timestamp, record: &Record) -> Result<(), Error> {
        on!(self, conn => sqlx::query("insert into routing_decision (conversation_id, at, record) values ($1, $2, $3)")
            .bind(of.0).bind(ms(now)).bind(Json(record)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The decision about a conversation, and when it was made; none: its widget had no rules.
    pub async fn routing_of(&mut self, of: ConversationId) -> Result<Option<(Timestamp, Record)>, Error> {
        let row: Option<(i64, Json<Record>)> = on!(self, conn => sqlx::query_as(
            "select at, record from routing_decision where conversation_id = $1")
            .bind(of.0).fetch_optional(conn).await)?;
        row.map(|(when, record)| Ok((at(when)?, record.0))).transpose()
    }

    /// Who talked with a client last, as far as that is over.
    pub async fn last_operator(&mut self, client: ClientId) -> Result<Option<OperatorId>, Error> {
        let sql = format!(
            "select c.operator_id from conversation c where c.client_id in {SAME_PERSON} and c.state = 'ended' \
             and c.operator_id is not null order by c.queued_at desc, c.id desc limit 1"
        );
        let row: Option<(Uuid,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_optional(conn).await)?;
        Ok(row.map(|(id,)| OperatorId(id)))
    }
}
