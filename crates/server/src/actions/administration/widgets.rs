//! Widgets.

use super::{
    change_words,
    widget_checks::{consent_leads_somewhere, form_fits, is_origin, offline_fields_wrong, text_fits},
};
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    consent,
    directory::WidgetDetails,
    mail::letter::is_address,
    problem::Problem,
    routing::leads_somewhere,
    wire::{audit::Act, offline::OfflineForm, widget::Widget as WireWidget},
};
use desk::{GroupId, WidgetId, routing, trigger};
use std::{collections::HashSet, sync::Arc};
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
    let allowed_origins: Vec<String> = widget.allowed_origins.iter().map(|o| o.trim().to_lowercase()).collect();
    if allowed_origins.len() > 100 || !allowed_origins.iter().all(|o| is_origin(o)) {
        wrong.push(("allowed_origins", "malformed"));
    }
    let mut seen = HashSet::new();
    if widget.entries.is_empty() {
        wrong.push(("entries", "required"));
    } else if !widget.entries.iter().all(|entry| entry.is_of_widgets() && seen.insert(*entry)) {
        wrong.push(("entries", "malformed"));
    }
    if !form_fits(&widget.form) {
        wrong.push(("form", "malformed"));
    }
    let email = widget.offline.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let offline = OfflineForm { email: email.map(ToOwned::to_owned), ..widget.offline.clone() };
    if offline.email.as_deref().is_some_and(|email| !is_address(email)) {
        wrong.push(("offline_email", "malformed"));
    }
    if let Some(code) = offline_fields_wrong(&offline.fields) {
        wrong.push(("offline", code));
    }
    if !widget.texts.values().all(text_fits) || widget.texts.len() > 50 {
        wrong.push(("texts", "too-long"));
    }
    if !widget.texts.values().all(consent_leads_somewhere) {
        wrong.push(("texts.consent_url", "malformed"));
    }
    if let Some(logo) = &widget.look.logo
        && app.store.read().await?.conn().logo(logo).await?.is_none()
    {
        wrong.push(("logo", "malformed"));
    }
    let colour = widget.look.colour.as_bytes();
    if colour.len() != 7 || colour[0] != b'#' || !colour[1..].iter().all(u8::is_ascii_hexdigit) {
        wrong.push(("colour", "malformed"));
    }
    let before = || directory.widget(&id).map(|widget| widget.details.routing.clone()).unwrap_or_default();
    let rules = widget.routing.clone().unwrap_or_else(before);
    if routing::check(&rules).is_err() || !leads_somewhere(&rules, &directory) {
        wrong.push(("routing", "malformed"));
    }
    let before = || directory.widget(&id).map(|widget| widget.details.triggers.clone()).unwrap_or_default();
    let triggers = widget.triggers.clone().unwrap_or_else(before);
    if !trigger::are_sound(&triggers) {
        wrong.push(("triggers", "malformed"));
    }
    done(wrong)?;
    let before = directory.widget(&id).map(crate::directory::Widget::to_wire);
    let act = if before.is_some() { Act::WidgetChanged } else { Act::WidgetAdded };
    let widget = WireWidget {
        routing: Some(rules.clone()),
        triggers: Some(triggers.clone()),
        offline: offline.clone(),
        ..widget
    };
    let entry = Entry::of(act).on(&id, &name).changed(&directory, &before, &widget);
    let details = WidgetDetails {
        allowed_origins,
        entries: widget.entries,
        form: widget.form,
        texts: widget.texts,
        look: widget.look,
        routing: rules,
        offline,
        rating: widget.rating,
        rating_comment: widget.rating_comment,
        triggers,
    };
    let stored = Widget { id: id.clone(), name, group, details: to_json(&details)?, removed_at: None };
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    action.conn().save_widget(&stored, now).await?;
    consent::note(&mut action.conn(), &id, &details, now).await?;
    change_words(action, entry).await?;
    Ok(id)
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
