//! The audit log, as administrators read it.

use super::may::{May, can};
use crate::{
    actions::audit::word,
    app::App,
    directory::Directory,
    problem::Problem,
    wire::{
        Named, Page, When,
        audit::{AuditArea, AuditChange, AuditEntry, AuditSubject},
    },
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use desk::{OperatorId, Timestamp};
use serde::Deserialize;
use std::sync::Arc;
use store::AuditFilter;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which lines, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// By this operator.
    operator: Option<Uuid>,
    /// Of this kind.
    area: Option<AuditArea>,
    /// Not before.
    from: Option<When>,
    /// Before.
    until: Option<When>,
    /// At most so many, 1 to 500.
    limit: Option<i64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/audit", tag = "administration", params(Which),
    responses((status = 200, body = Page<AuditEntry>), (status = 403, body = Problem)))]
pub async fn list_audit(
    State(app): State<Arc<App>>,
    _by: May<can::Audit>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let after =
        which.after.as_deref().map(|key| place_of(key).ok_or_else(|| Problem::malformed("after"))).transpose()?;
    let limit = which.limit.unwrap_or(100).clamp(1, 500);
    let filter = AuditFilter {
        operator: which.operator.map(OperatorId),
        area: which.area.map(word),
        from: which.from.map(|at| at.0),
        until: which.until.map(|at| at.0),
        after,
        limit: limit + 1,
    };
    let mut found = app.store.read().await?.conn().audit(&filter).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
    found.truncate(usize::try_from(limit).unwrap_or(100));
    let next = found.last().filter(|_| more).map(|last| format!("{}_{}", last.at.as_millisecond(), last.id));
    let directory = app.directory();
    Ok(Json(Page { items: found.into_iter().map(|entry| told(entry, &directory)).collect(), next }))
}

fn place_of(key: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = key.split_once('_')?;
    Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn told(entry: store::AuditEntry, directory: &Directory) -> AuditEntry {
    let present = entry.operator.and_then(|id| Some(Named { id: id.0, name: directory.operator(id)?.name.clone() }));
    let subject = entry.subject_id.zip(entry.subject).map(|(id, name)| AuditSubject { id, name });
    let changes = entry.changes.into_iter();
    AuditEntry {
        id: entry.id,
        at: entry.at.into(),
        operator: present,
        who: entry.who,
        address: entry.address,
        area: serde_json::from_value(entry.area.into()).ok(),
        act: serde_json::from_value(entry.act.into()).ok(),
        subject,
        changes: changes.map(|c| AuditChange { field: c.field, before: c.before, after: c.after }).collect(),
    }
}
