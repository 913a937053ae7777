//! Widgets.

use super::{change_words, widget_checks::wrong_in};
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    consent,
    directory::{Widget as Known, WidgetDetails},
    problem::Problem,
    routing::leads_somewhere,
    wire::{audit::Act, offline::OfflineForm, widget::Widget as WireWidget},
};
use desk::{GroupId, WidgetId, routing};
use std::sync::Arc;
use store::Widget;

/// Makes a widget, or changes the one of this id.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(app: Arc<App>, by: Doer, id: Option<WidgetId>, widget: WireWidget) -> Result<WidgetId, Problem> {
    let directory = app.directory();
    let mut wrong = Vec::new();
    let id = match id {
        Some(id) => directory.widget(&id).map(|w| w.id.clone()).ok_or_else(Problem::not_found)?,
        None => {
            let id = widget.id.parse::<WidgetId>().map_err(|_| Problem::invalid(&[("id", "malformed")]))?;
            // A removed widget's name stays taken: its conversations still say it.
            if directory.widgets.iter().any(|w| w.id == id) {
                wrong.push(("id", "taken"));
            }
            id
        }
    };
    let name = named("name", &widget.name, 100, &mut wrong);
    let group = GroupId(widget.group);
    if directory.group(group).is_none_or(|g| g.removed_at.is_some()) {
        wrong.push(("group", "malformed"));
    }
    let before = directory.widget(&id);
    let details = details(widget, before);
    wrong.extend(wrong_in(&details));
    if let Some(logo) = &details.look.logo
        && app.store.read().await?.conn().logo(logo).await?.is_none()
    {
        wrong.push(("logo", "malformed"));
    }
    if routing::check(&details.routing).is_err() || !leads_somewhere(&details.routing, &directory) {
        wrong.push(("routing", "malformed"));
    }
    done(wrong)?;
    let stored = Widget { id: id.clone(), name: name.clone(), group, details: to_json(&details)?, removed_at: None };
    let after = Known { id: id.clone(), name, group, removed: false, details, consent: 0 };
    let act = if before.is_some() { Act::WidgetChanged } else { Act::WidgetAdded };
    let entry = Entry::of(act).on(&id, &after.name).changed(&directory, &before.map(Known::to_wire), &after.to_wire());
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    action.conn().save_widget(&stored, now).await?;
    consent::note(&mut action.conn(), &id, &after.details, now).await?;
    change_words(action, entry).await?;
    Ok(id)
}

/// What is kept of it. Rules that are left out stay as they were: a program that does not know them does not undo them.
fn details(widget: WireWidget, before: Option<&Known>) -> WidgetDetails {
    let kept = before.map(|it| &it.details);
    let email = widget.offline.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    WidgetDetails {
        allowed_origins: widget.allowed_origins.iter().map(|it| it.trim().to_lowercase()).collect(),
        offline: OfflineForm { email: email.map(ToOwned::to_owned), ..widget.offline },
        routing: widget.routing.or_else(|| Some(kept?.routing.clone())).unwrap_or_default(),
        triggers: widget.triggers.or_else(|| Some(kept?.triggers.clone())).unwrap_or_default(),
        entries: widget.entries,
        form: widget.form,
        texts: widget.texts,
        look: widget.look,
        rating: widget.rating,
        rating_comment: widget.rating_comment,
    }
}

/// Removes a widget. Conversations that came through it go on.
///
/// # Errors
/// `not-found`.
pub async fn remove(app: Arc<App>, by: Doer, id: WidgetId) -> Result<(), Problem> {
    let directory = app.directory();
    let widget = directory.widget(&id).ok_or_else(Problem::not_found)?;
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    let details = to_json(&widget.details)?;
    let entry = Entry::of(Act::WidgetRemoved).on(&id, &widget.name);
    let removed = Widget { id, name: widget.name.clone(), group: widget.group, details, removed_at: Some(now) };
    action.conn().save_widget(&removed, now).await?;
    change_words(action, entry).await
}

fn to_json(details: &WidgetDetails) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(details).map_err(Problem::malformed)
}
