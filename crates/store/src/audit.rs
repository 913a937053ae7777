//! The audit log: what was done, by whom, on whom. Only ever added to.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::on,
};
use desk::{OperatorId, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who, if it was an operator.
    pub operator: Option<OperatorId>,
    /// The name of who did it, as it was then.
    pub who: String,
    /// From which address.
    pub address: Option<String>,
    /// What it belongs to.
    pub area: String,
    /// What was done, as a word.
    pub act: String,
    /// On what or whom.
    pub subject_id: Option<String>,
    /// Its name, as it was then.
    pub subject: Option<String>,
    /// What changed by it.
    pub changes: Vec<AuditChange>,
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChange {
    /// What.
    pub field: String,
    /// What it was before; null: nothing.
    pub before: serde_json::Value,
    /// What it is now; null: nothing.
    pub after: serde_json::Value,
}

/// Which lines, newest first.
#[derive(Clone, Debug)]
pub struct AuditFilter {
    /// By whom.
    pub operator: Option<OperatorId>,
    /// What they belong to.
    pub area: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// After the line of this place.
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    at: i64,
    operator_id: Option<Uuid>,
    who: String,
    address: Option<String>,
    area: String,
    act: String,
    subject_id: Option<String>,
    subject: Option<String>,
    changes: Json<Vec<AuditChange>>,
}

impl Conn<'_> {
    /// Adds a line.
    pub async fn add_audit(&mut self, entry: &AuditEntry) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into audit (id, at, operator_id, who, address, area, act, subject_id, subject, changes) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(entry.id).bind(ms(entry.at)).bind(entry.operator.map(|id| id.0)).bind(&entry.who).bind(&entry.address)
            .bind(&entry.area).bind(&entry.act).bind(&entry.subject_id).bind(&entry.subject).bind(Json(&entry.changes))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The lines that fit, newest first.
    pub async fn audit(&mut self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, Error> {
        // Only the conditions that are asked for: an index fits them then.
        let mut conditions = vec!["at >= $1", "at < $2"];
        conditions.extend(filter.operator.map(|_| "operator_id = $3"));
        conditions.extend(filter.area.as_ref().map(|_| "area = $4"));
        conditions.extend(filter.after.map(|_| "(at, id) < ($5, $6)"));
        let sql = format!(
            "select id, at, operator_id, who, address, area, act, subject_id, subject, changes from audit \
             where {} and ($3 is null or true) and ($4 is null or true) and ($5 is null or true) and ($6 is null or true) \
             order by at desc, id desc limit $7",
            conditions.join(" and ")
        );
        let (place, id) = filter.after.map_or((i64::MAX, Uuid::nil()), |(at, id)| (ms(at), id));
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(filter.from.map_or(i64::MIN, ms)).bind(filter.until.map_or(i64::MAX, ms))
            .bind(filter.operator.map(|id| id.0)).bind(filter.area.as_deref()).bind(place).bind(id).bind(filter.limit)
            .fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(AuditEntry {
                    id: row.id,
                    at: at(row.at)?,
                    operator: row.operator_id.map(OperatorId),
                    who: row.who,
                    address: row.address,
                    area: row.area,
                    act: row.act,
                    subject_id: row.subject_id,
                    subject: row.subject,
                    changes: row.changes.0,
                })
            })
            .collect()
    }
}
