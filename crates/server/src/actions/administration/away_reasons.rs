//! Reasons to be away.

use super::change_words;
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::done,
    },
    app::App,
    mail::words::is_spoken,
    problem::Problem,
    wire::{audit::Act, operator::AwayReasonDetails},
};
use desk::AwayReasonId;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use store::AwayReason;
use uuid::Uuid;

/// Makes or changes a reason to be away.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(
    app: Arc<App>,
    by: Doer,
    id: Option<AwayReasonId>,
    details: AwayReasonDetails,
) -> Result<AwayReasonId, Problem> {
    let directory = app.directory();
    let before = directory.away_reasons.iter().find(|it| Some(it.id) == id && it.removed_at.is_none());
    if id.is_some() && before.is_none() {
        return Err(Problem::not_found());
    }
    let mut wrong = Vec::new();
    let names = details.names.iter().map(|(language, name)| (language.clone(), name.trim().to_owned()));
    let names: BTreeMap<String, String> = names.filter(|(_, name)| !name.is_empty()).collect();
    if names.is_empty() {
        wrong.push(("names", "required"));
    } else if names.values().any(|name| name.chars().count() > 60) {
        wrong.push(("names", "too-long"));
    } else if !names.keys().all(|language| is_spoken(language)) {
        wrong.push(("names", "malformed"));
    }
    done(wrong)?;
    let before = before.map(|it| json!({"names": it.names, "paid": it.paid}));
    let act = if before.is_some() { Act::AwayReasonChanged } else { Act::AwayReasonAdded };
    let id = id.unwrap_or_else(|| AwayReasonId(Uuid::now_v7()));
    let reason = AwayReason { id, names, paid: details.paid, removed_at: None };
    let after = json!({"names": reason.names, "paid": reason.paid});
    let entry = Entry::of(act).on(id, name_of_reason(&reason)).changed(&directory, &before, &after);
    store_away_reason(&app, by, reason, entry).await?;
    Ok(id)
}

/// Removes a reason to be away; who is away for it stays so.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, by: Doer, id: AwayReasonId) -> Result<(), Problem> {
    let found = app.directory().away_reasons.iter().find(|it| it.id == id && it.removed_at.is_none()).cloned();
    let reason = found.ok_or_else(Problem::not_found)?;
    let entry = Entry::of(Act::AwayReasonRemoved).on(id, name_of_reason(&reason));
    store_away_reason(&app, by, AwayReason { removed_at: Some(crate::app::now()), ..reason }, entry).await
}

fn name_of_reason(reason: &AwayReason) -> &str {
    let first = || reason.names.values().next();
    reason.names.get("en").or_else(first).map_or("", String::as_str)
}

async fn store_away_reason(app: &Arc<App>, by: Doer, reason: AwayReason, entry: Entry) -> Result<(), Problem> {
    let mut action = Deed::begin(app, by).await?;
    let now = action.now;
    action.conn().save_away_reason(&reason, now).await?;
    change_words(action, entry).await
}
