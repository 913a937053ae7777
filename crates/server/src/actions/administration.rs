//! Administrators change groups, widgets, words and settings.

use super::audit::{Deed, Doer, Entry};
use crate::{
    app::App,
    consent,
    directory::{Directory, WidgetDetails},
    http::administration::{company_settings, group as group_settings},
    mail::{letter::is_address, words::is_spoken},
    problem::Problem,
    routing::leads_somewhere,
    wire::{
        administration::{CompanySettings, GroupDetails, ResultDetails, TagDetails},
        audit::Act,
        offline::OfflineForm,
        operator::AwayReasonDetails,
        widget::{FieldKind, FormField, Widget as WireWidget, WidgetText},
    },
};
use desk::{
    AwayReasonId, Graces, GroupId, OperatorId, ResultId, TagId, WidgetId,
    limits::{Overflow, Seconds},
    offering::Offering,
    routing::{self, Destination},
    trigger,
    wrap_up::LONGEST,
};
use jiff::SignedDuration;
use serde_json::json;
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use store::{AwayReason, Company, Group, Logo, ResultRow, Tag, Widget};
use uuid::Uuid;

/// A picture that no widget shows is kept so long.
const LOGOS_WAIT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Makes or changes a group.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save_group(
    app: Arc<App>,
    by: Doer,
    id: Option<GroupId>,
    details: GroupDetails,
) -> Result<GroupId, Problem> {
    let directory = app.directory();
    if id.is_some_and(|id| directory.group(id).is_none_or(|g| g.removed_at.is_some())) {
        return Err(Problem::not_found());
    }
    let mut wrong = Vec::new();
    let name = named("name", &details.name, 100, &mut wrong);
    if details.chat_limit.is_some_and(|limit| limit > 50) {
        wrong.push(("chat_limit", "out-of-range"));
    }
    if !(5..=3_600).contains(&details.accept_seconds) {
        wrong.push(("accept_seconds", "out-of-range"));
    }
    if !(5..=86_400).contains(&details.service_level_seconds) {
        wrong.push(("service_level_seconds", "out-of-range"));
    }
    if details.wrap_up_seconds.is_some_and(|seconds| seconds > LONGEST.0) {
        wrong.push(("wrap_up_seconds", "out-of-range"));
    }
    if details.queue_limit.is_some_and(|limit| limit > 10_000) {
        wrong.push(("queue_limit", "out-of-range"));
    }
    let members: HashSet<OperatorId> = details.members.iter().copied().map(OperatorId).collect();
    if !members.iter().all(|id| directory.operator(*id).is_some()) {
        wrong.push(("members", "malformed"));
    }
    let overflow = details.overflow.map(|o| Overflow { to: GroupId(o.to), after: Seconds(o.after_seconds) });
    if let Some(overflow) = overflow {
        if !(10..=3_600).contains(&overflow.after.0) {
            wrong.push(("overflow_seconds", "out-of-range"));
        }
        if !leads_on(&directory, id, overflow.to) {
            wrong.push(("overflow_to", "malformed"));
        }
    }
    let offering = details.offering.map_or(Offering::Everyone, |o| Offering::OneByOne {
        first: o.first,
        widens_after: Seconds(o.widens_after_seconds),
    });
    if details.offering.is_some_and(|o| !(5..=600).contains(&o.widens_after_seconds)) {
        wrong.push(("widens_after_seconds", "out-of-range"));
    }
    done(wrong)?;
    let id = id.unwrap_or_else(|| GroupId(Uuid::now_v7()));
    let group = Group {
        id,
        name,
        chat_limit: details.chat_limit,
        accept_seconds: details.accept_seconds,
        service_level_seconds: details.service_level_seconds,
        offering,
        overflow,
        queue_limit: details.queue_limit,
        wrap_up: details.wrap_up_seconds.filter(|seconds| *seconds > 0).map(Seconds),
        removed_at: None,
    };
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    action.conn().save_group(&group, now).await?;
    action.conn().set_members(id, &members.into_iter().collect::<Vec<_>>()).await?;
    let before = group_settings(&app, id).ok().map(|group| group.details);
    let act = if before.is_some() { Act::GroupChanged } else { Act::GroupAdded };
    change_words(action, Entry::of(act).on(id, &group.name).changed(&directory, &before, &details)).await?;
    Ok(id)
}

/// Whether clients offered on to `to` come to an end somewhere: it exists, and no group comes twice.
fn leads_on(directory: &Directory, from: Option<GroupId>, to: GroupId) -> bool {
    let mut seen: HashSet<GroupId> = from.into_iter().collect();
    let mut next = Some(to);
    while let Some(group) = next {
        let exists = directory.group(group).is_some_and(|g| g.removed_at.is_none());
        if !exists || !seen.insert(group) {
            return false;
        }
        next = directory.overflow(group).map(|overflow| overflow.to);
    }
    true
}

/// Removes a group.
///
/// # Errors
/// `not-found`, `in-use` (a widget or a running conversation needs it).
pub async fn remove_group(app: Arc<App>, by: Doer, id: GroupId) -> Result<(), Problem> {
    let directory = app.directory();
    let group = directory.group(id).filter(|g| g.removed_at.is_none()).cloned().ok_or_else(Problem::not_found)?;
    let mut action = Deed::begin(&app, by).await?;
    let by_channel = directory.channels.iter().any(|it| it.removed_at.is_none() && it.group == id);
    let by_widget = directory.widgets.iter().any(|w| !w.removed && w.group == id);
    let by_rule = directory
        .widgets
        .iter()
        .filter(|w| !w.removed)
        .any(|w| w.details.routing.iter().any(|rule| rule.to == Destination::Group { id }));
    let by_rule = by_rule
        || directory
            .channels
            .iter()
            .filter(|it| it.removed_at.is_none())
            .any(|it| it.routing.iter().any(|rule| rule.to == Destination::Group { id }));
    let by_group = directory.groups.iter().any(|g| g.removed_at.is_none() && g.overflow.is_some_and(|o| o.to == id));
    let needed = by_widget || by_channel || by_rule || by_group;
    if needed || action.conn().running_in_group(id).await? > 0 {
        return Err(Problem::conflict(
            "in-use",
            "A widget, a channel, another group or a running conversation needs this group",
        ));
    }
    let now = action.now;
    let entry = Entry::of(Act::GroupRemoved).on(id, &group.name);
    action.conn().save_group(&Group { removed_at: Some(now), ..group }, now).await?;
    action.conn().set_members(id, &[]).await?;
    change_words(action, entry).await
}

/// Makes a widget, or changes the one of this id.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save_widget(
    app: Arc<App>,
    by: Doer,
    id: Option<WidgetId>,
    widget: WireWidget,
) -> Result<WidgetId, Problem> {
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

/// Keeps a picture for widgets. Those that none of them shows any more go with it; not the young ones, which somebody may be
/// about to choose, or a page may still have to load.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_logo(app: Arc<App>, by: Doer, logo: Logo) -> Result<(), Problem> {
    let directory = app.directory();
    let shown: Vec<String> = directory.widgets.iter().filter_map(|it| it.details.look.logo.clone()).collect();
    let mut action = Deed::begin(&app, by).await?;
    let old = action.now - LOGOS_WAIT;
    action.conn().keep_logo(&logo).await?;
    action.conn().forget_logos(old, &shown).await?;
    action.commit(Entry::of(Act::LogoAdded)).await
}

/// No field twice, and choices that can be shown.
fn form_fits(form: &[FormField]) -> bool {
    let mut kinds = HashSet::new();
    let choices_fit = form.iter().all(|f| {
        f.choices.values().all(|list| list.len() <= 20 && list.iter().all(|c| (1..=100).contains(&c.chars().count())))
    });
    let notice_fits = form.iter().all(|field| !field.notice || field.kind == FieldKind::Consent);
    choices_fit && notice_fits && form.iter().all(|field| kinds.insert(field.kind))
}

/// A request that nobody can answer is no use: an e-mail address or a phone number is asked for, always.
fn offline_fields_wrong(fields: &[FormField]) -> Option<&'static str> {
    let answerable = |field: &FormField| field.required && matches!(field.kind, FieldKind::Email | FieldKind::Phone);
    match (form_fits(fields), fields.iter().any(answerable)) {
        (false, _) => Some("malformed"),
        (true, false) => Some("required"),
        (true, true) => None,
    }
}

/// Removes a widget. Conversations that came through it go on.
///
/// # Errors
/// `not-found`.
pub async fn remove_widget(app: Arc<App>, by: Doer, id: WidgetId) -> Result<(), Problem> {
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

/// Makes or changes a result.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save_result(
    app: Arc<App>,
    by: Doer,
    id: Option<ResultId>,
    details: ResultDetails,
) -> Result<ResultId, Problem> {
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
pub async fn remove_result(app: Arc<App>, by: Doer, id: ResultId) -> Result<(), Problem> {
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

/// Makes or changes a tag.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save_tag(app: Arc<App>, by: Doer, id: Option<TagId>, details: TagDetails) -> Result<TagId, Problem> {
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
pub async fn remove_tag(app: Arc<App>, by: Doer, id: TagId) -> Result<(), Problem> {
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

/// Makes or changes a reason to be away.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save_away_reason(
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
pub async fn remove_away_reason(app: Arc<App>, by: Doer, id: AwayReasonId) -> Result<(), Problem> {
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

/// Changes the company's settings.
///
/// # Errors
/// `invalid`.
pub async fn save_company(app: Arc<App>, by: Doer, settings: CompanySettings) -> Result<(), Problem> {
    let mut wrong = Vec::new();
    let name = named("name", &settings.name, 100, &mut wrong);
    if settings.chat_limit > 50 {
        wrong.push(("chat_limit", "out-of-range"));
    }
    let g = settings.graces;
    for (field, value, range) in [
        ("client_away", g.client_away, 1..=600),
        ("client_waiting", g.client_waiting, 5..=3_600),
        ("client_active", g.client_active, 5..=86_400),
        ("operator", g.operator, 5..=86_400),
    ] {
        if !range.contains(&value) {
            wrong.push((field, "out-of-range"));
        }
    }
    if !(1..=200).contains(&settings.files.largest_megabytes) {
        wrong.push(("largest_megabytes", "out-of-range"));
    }
    done(wrong)?;
    let graces = Graces {
        client_away: Seconds(g.client_away),
        client_waiting: Seconds(g.client_waiting),
        client_active: Seconds(g.client_active),
        operator: Seconds(g.operator),
    };
    let company = Company {
        name,
        chat_limit: settings.chat_limit,
        previews: settings.previews,
        graces,
        files: settings.files,
        typing_preview: settings.typing_preview,
        link_previews: settings.link_previews,
        all_away: settings.all_away,
    };
    let mut action = Deed::begin(&app, by).await?;
    action.conn().save_company(&company).await?;
    let entry = Entry::of(Act::CompanyChanged).changed(&app.directory(), &company_settings(&app), &settings);
    change_words(action, entry).await?;
    app.presence.notify_one();
    Ok(())
}

async fn change_words(mut deed: Deed, entry: Entry) -> Result<(), Problem> {
    deed.directory_changes().await?;
    deed.commit(entry).await
}

pub(super) fn named(
    field: &'static str,
    name: &str,
    longest: usize,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> String {
    let name = name.replace('\0', "").trim().to_owned();
    match name.chars().count() {
        0 => wrong.push((field, "required")),
        n if n > longest => wrong.push((field, "too-long")),
        _ => {}
    }
    name
}

pub(super) fn done(wrong: Vec<(&'static str, &'static str)>) -> Result<(), Problem> {
    if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(&wrong)) }
}

fn to_json(details: &WidgetDetails) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(details).map_err(Problem::malformed)
}

/// `https://example.com` or with a port; no path.
fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
}

fn text_fits(text: &WidgetText) -> bool {
    let short = [
        &text.launcher,
        &text.greeting,
        &text.nobody_here,
        &text.waiting,
        &text.consent,
        &text.consent_url,
        &text.rating,
    ];
    short.iter().all(|text| text.as_deref().is_none_or(|text| text.chars().count() <= 500))
}

/// What clients are asked to agree to is read over a line that nobody can listen to or change.
fn consent_leads_somewhere(text: &WidgetText) -> bool {
    let url = text.consent_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    url.is_none_or(|url| url::Url::parse(url).is_ok_and(|url| url.scheme() == "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_only() {
        assert!(is_origin("https://example.com") && is_origin("http://localhost:8081"));
        assert!(!is_origin("example.com") && !is_origin("https://example.com/") && !is_origin("ftp://example.com"));
    }
}
