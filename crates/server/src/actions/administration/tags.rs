//! Tags of conversations.

use super::change_words;
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    problem::Problem,
    wire::{administration::TagDetails, audit::Act},
};
use desk::TagId;
use serde_json::json;
use std::sync::Arc;
use store::Tag;
use uuid::Uuid;

/// Makes or changes a tag.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(app: Arc<App>, by: Doer, id: Option<TagId>, details: TagDetails) -> Result<TagId, Problem> {
    let directory = app.directory();
    let exists = |id| directory.tags.iter().any(|t| t.id == id && t.removed_at.is_none());
    if id.is_some_and(|id| !exists(id)) {
        return Err(Problem::not_found());
    }
    let mut wrong = Vec::new();
    let name = named("name", &details.name, 60, &mut wrong);
    if !(1..=6).contains(&details.colour) {
        wrong.push(("colour", "out-of-range"));
    }
    done(wrong)?;
    let shown = |name: &str, colour| json!({"name": name, "colour": colour});
    let before = directory.tags.iter().find(|t| Some(t.id) == id).map(|t| shown(&t.name, t.colour));
    let act = if before.is_some() { Act::TagChanged } else { Act::TagAdded };
    let id = id.unwrap_or_else(|| TagId(Uuid::now_v7()));
    let entry = Entry::of(act).on(id, &name).changed(&directory, &before, &shown(&name, details.colour));
    store_tag(&app, by, Tag { id, name, colour: details.colour, removed_at: None }, entry).await?;
    Ok(id)
}

/// Removes a tag; conversations that have it keep it.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, by: Doer, id: TagId) -> Result<(), Problem> {
    let found = app.directory().tags.iter().find(|t| t.id == id && t.removed_at.is_none()).cloned();
    let tag = found.ok_or_else(Problem::not_found)?;
    let entry = Entry::of(Act::TagRemoved).on(id, &tag.name);
    store_tag(&app, by, Tag { removed_at: Some(crate::app::now()), ..tag }, entry).await
}

async fn store_tag(app: &Arc<App>, by: Doer, tag: Tag, entry: Entry) -> Result<(), Problem> {
    let mut action = Deed::begin(app, by).await?;
    let now = action.now;
    action.conn().save_tag(&tag, now).await?;
    change_words(action, entry).await
}
