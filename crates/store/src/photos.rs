//! Photos of operators: small, and read by whoever was told where.

use crate::{Conn, Error, conn::on};
use desk::OperatorId;

impl Conn<'_> {
    /// Stores an operator's photo, in the place of the one before.
    pub async fn set_photo(&mut self, operator: OperatorId, key: &str, bytes: &[u8]) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into operator_photo (operator_id, key, bytes) values ($1, $2, $3) \
             on conflict (operator_id) do update set key = excluded.key, bytes = excluded.bytes")
            .bind(operator.0).bind(key).bind(bytes).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Removes an operator's photo. False when there is none.
    pub async fn remove_photo(&mut self, operator: OperatorId) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query("delete from operator_photo where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// The photo of this key.
    pub async fn photo(&mut self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let row: Option<(Vec<u8>,)> = on!(self, conn => sqlx::query_as("select bytes from operator_photo where key = $1")
            .bind(key).fetch_optional(conn).await)?;
        Ok(row.map(|(bytes,)| bytes))
    }
}
