//! Groups.

use super::change_words;
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    directory::Directory,
    problem::Problem,
    shape,
    wire::{administration::GroupDetails, audit::Act},
};
use desk::{
    GroupId, OperatorId,
    limits::{Overflow, Seconds},
    offering::Offering,
    routing::Destination,
    wrap_up::LONGEST,
};
use std::{collections::HashSet, sync::Arc};
use store::Group;
use uuid::Uuid;

/// Makes or changes a group.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn save(app: Arc<App>, by: Doer, id: Option<GroupId>, details: GroupDetails) -> Result<GroupId, Problem> {
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
    let before = shape::group_settings(&app.directory(), id).map(|group| group.details);
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
pub async fn remove(app: Arc<App>, by: Doer, id: GroupId) -> Result<(), Problem> {
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
