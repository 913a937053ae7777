//! Results: what operators pick when a talk ends.

use super::change_words;
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    problem::Problem,
    wire::{administration::ResultDetails, audit::Act},
};
use desk::ResultId;
use serde_json::json;
use std::sync::Arc;
use store::ResultRow;
use uuid::Uuid;

/// Makes or changes a result.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(app: Arc<App>, by: Doer, id: Option<ResultId>, details: ResultDetails) -> Result<ResultId, Problem> {
    let directory = app.directory();
    let exists = |id| directory.results.iter().any(|r| r.id == id && r.removed_at.is_none());
    if id.is_some_and(|id| !exists(id)) {
        return Err(Problem::not_found());
    }
    let mut wrong = Vec::new();
    let name = named("name", &details.name, 60, &mut wrong);
    done(wrong)?;
    let before = directory.results.iter().find(|r| Some(r.id) == id).map(|r| json!({"name": r.name}));
    let act = if before.is_some() { Act::ResultChanged } else { Act::ResultAdded };
    let id = id.unwrap_or_else(|| ResultId(Uuid::now_v7()));
    let entry = Entry::of(act).on(id, &name).changed(&directory, &before, &json!({"name": name}));
    store_result(&app, by, ResultRow { id, name, removed_at: None }, entry).await?;
    Ok(id)
}

/// Removes a result; conversations that ended with it keep it.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, by: Doer, id: ResultId) -> Result<(), Problem> {
    let found = app.directory().results.iter().find(|r| r.id == id && r.removed_at.is_none()).cloned();
    let result = found.ok_or_else(Problem::not_found)?;
    let entry = Entry::of(Act::ResultRemoved).on(id, &result.name);
    store_result(&app, by, ResultRow { removed_at: Some(crate::app::now()), ..result }, entry).await
}

async fn store_result(app: &Arc<App>, by: Doer, result: ResultRow, entry: Entry) -> Result<(), Problem> {
    let mut action = Deed::begin(app, by).await?;
    let now = action.now;
    action.conn().save_result(&result, now).await?;
    change_words(action, entry).await
}
