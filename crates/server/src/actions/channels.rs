//! Administrators connect pages and numbers of outside messengers.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    fields::{done, named},
};
use crate::{
    app::{App, now},
    directory::Directory,
    messengers::{self, Ready, secrets::Secrets},
    problem::Problem,
    routing::leads_somewhere,
    secret, shape,
    wire::{
        audit::Act,
        channel::{ChangeChannel, NewChannel},
        conversation::TargetId,
    },
};
use desk::{ChannelId, Entry as WayIn, GroupId, OperatorId, event::Target, routing};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use store::Channel;
use uuid::Uuid;

/// There are no more than this.
const MOST: usize = 100;
const LONGEST_NAME: usize = 100;
const LONGEST_SETTING: usize = 1_000;
/// The setting that is made where it is left out.
const VERIFY_TOKEN: &str = "verify_token";
/// The setting that names the app, where it is known.
const APP_ID: &str = "app_id";

/// A page or number is connected.
///
/// # Errors
/// `invalid`, `channel-in-use` (another one has this page or number), `enough-channels`, `unavailable`.
pub async fn add(app: Arc<App>, by: Doer, new: NewChannel) -> Result<Channel, Problem> {
    let mut wrong = Vec::new();
    let Some(messenger) = channels::of(new.kind.as_str()) else {
        return Err(Problem::invalid(&[("kind", "malformed")]));
    };
    let mut given = new.settings;
    given.entry(VERIFY_TOKEN.to_owned()).or_insert_with(secret::token);
    let given = known_settings(messenger, given, &mut wrong);
    let mut action = Deed::begin(&app, by).await?;
    // First, as it makes others who add one at the same time wait.
    action.directory_changes().await?;
    if action.conn().channels().await?.iter().filter(|it| it.removed_at.is_none()).count() >= MOST {
        return Err(Problem::conflict("enough-channels", "There are a hundred channels already; remove one first"));
    }
    let directory = app.directory();
    let (group, operator) = target(&directory, new.target, &mut wrong);
    if routing::check(&new.routing).is_err() || !leads_somewhere(&new.routing, &directory) {
        wrong.push(("routing", "malformed"));
    }
    let blank = Channel {
        id: ChannelId(Uuid::now_v7()),
        kind: new.kind,
        name: named("name", &new.name, LONGEST_NAME, &mut wrong),
        account: String::new(),
        group,
        operator,
        routing: new.routing,
        settings: BTreeMap::new(),
        sealed: String::new(),
        created_at: action.now,
        removed_at: None,
    };
    let mut secrets = Secrets::default();
    let channel = with_settings(&app, blank, messenger, &mut secrets, given, &mut wrong)?;
    done(wrong)?;
    if !action.conn().save_channel(&channel).await? {
        return Err(in_use());
    }
    let entry = Entry::of(Act::ChannelAdded).on(channel.id, &channel.name);
    action.commit(entry.changed(&directory, &None::<()>, &told(&channel))).await?;
    Ok(channel)
}

/// A page or number is changed; what is left out stays.
///
/// # Errors
/// `not-found`, `invalid`, `channel-in-use`, `unavailable`.
pub async fn change(app: Arc<App>, by: Doer, id: ChannelId, change: ChangeChannel) -> Result<Channel, Problem> {
    let mut wrong = Vec::new();
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let mut channel = found(&mut action, id).await?;
    let (before, directory) = (told(&channel), app.directory());
    let messenger = messengers::messenger(&channel).ok_or_else(Problem::not_found)?;
    if let Some(name) = &change.name {
        channel.name = named("name", name, LONGEST_NAME, &mut wrong);
    }
    if let Some(to) = change.target {
        (channel.group, channel.operator) = target(&directory, to, &mut wrong);
    }
    if let Some(rules) = change.routing {
        if routing::check(&rules).is_err() || !leads_somewhere(&rules, &directory) {
            wrong.push(("routing", "malformed"));
        }
        channel.routing = rules;
    }
    let given = known_settings(messenger, change.settings, &mut wrong);
    let secrets_changed = messenger.settings().iter().any(|field| field.secret && given.contains_key(field.key));
    let mut secrets = Secrets::open(&app.seal, &channel).unwrap_or_default();
    let of_before = (channel.settings.clone(), secrets.clone());
    let channel = with_settings(&app, channel, messenger, &mut secrets, given, &mut wrong)?;
    done(wrong)?;
    if !action.conn().save_channel(&channel).await? {
        return Err(in_use());
    }
    let mut mended = vec![id];
    if is_of_the_same_app(messenger, (&of_before.0, &of_before.1), (&channel.settings, &secrets)) {
        mended.extend(renew_others(&app, &mut action, id, messenger, &of_before.1, &secrets).await?);
    }
    // What was wrong may be right now.
    action.conn().channel_is_fine(id).await?;
    let now = action.now;
    for id in &mended {
        action.conn().outgoing_due_now(*id, now).await?;
    }
    let entry = Entry::of(Act::ChannelChanged).on(id, &channel.name).changed(&directory, &before, &told(&channel));
    action.commit(if secrets_changed { entry.secretly("secrets") } else { entry }).await?;
    app.messengers.keep_templates(id, None);
    for id in mended {
        app.messengers.is_mended(id);
    }
    Ok(channel)
}

/// A page or number is connected no longer. What is said there stays; its secrets go.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn remove(app: Arc<App>, by: Doer, id: ChannelId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let mut channel = found(&mut action, id).await?;
    channel.removed_at = Some(action.now);
    channel.sealed = String::new();
    action.conn().save_channel(&channel).await?;
    action.commit(Entry::of(Act::ChannelRemoved).on(id, &channel.name)).await?;
    app.messengers.written.notify_one();
    Ok(())
}

/// What is signed with an app secret of before is not taken in any more: here, and at all else of the same app, for whoever knows
/// that secret knows it of all.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn end_old_secret(app: Arc<App>, by: Doer, id: ChannelId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by.clone()).await?;
    action.directory_changes().await?;
    let channel = found(&mut action, id).await?;
    let app_of = Ready::opened(&app, channel.clone());
    let mut ended = false;
    for mut other in action.conn().channels().await? {
        let Some(mut secrets) = Secrets::open(&app.seal, &other).filter(|_| other.removed_at.is_none()) else {
            continue;
        };
        let same_app = Ready::opened(&app, other.clone())
            .is_some_and(|other| app_of.as_ref().is_some_and(|app_of| other.is_of_the_app_of(app_of)));
        if (other.id != id && !same_app) || !secrets.end_old() {
            continue;
        }
        other.sealed = secrets.seal(&app.seal, &other).ok_or_else(Problem::unavailable)?;
        action.conn().save_channel(&other).await?;
        ended = true;
        if other.id != id {
            action.note(&by, Entry::of(Act::ChannelChanged).on(other.id, &other.name).secretly("old_secret")).await?;
        }
    }
    if !ended {
        return Ok(());
    }
    action.commit(Entry::of(Act::ChannelChanged).on(id, &channel.name).secretly("old_secret")).await
}

/// Old secrets whose time is over are not taken any more; this takes them out of the database, too.
///
/// # Errors
/// `unavailable`.
pub async fn forget_old_secrets(app: &Arc<App>) -> Result<(), Problem> {
    let is_due = |it: &Channel| Secrets::open(&app.seal, it).is_some_and(|mut it| it.forget_old(now()));
    if !app.directory().channels.iter().any(is_due) {
        return Ok(());
    }
    let mut action = Action::begin(app).await?;
    action.directory_changes().await?;
    for mut channel in action.conn().channels().await? {
        let Some(mut secrets) = Secrets::open(&app.seal, &channel) else { continue };
        if secrets.forget_old(action.now) {
            channel.sealed = secrets.seal(&app.seal, &channel).ok_or_else(Problem::unavailable)?;
            action.conn().save_channel(&channel).await?;
        }
    }
    action.commit().await.map(|_| ())
}

async fn found(action: &mut Deed, id: ChannelId) -> Result<Channel, Problem> {
    let channels = action.conn().channels().await?;
    channels.into_iter().find(|it| it.id == id && it.removed_at.is_none()).ok_or_else(Problem::not_found)
}

fn in_use() -> Problem {
    Problem::conflict("channel-in-use", "Another channel has this page or number")
}

/// Whom clients are directed to: of an operator, with the group they fall back to.
fn target(
    directory: &Directory,
    to: TargetId,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> (GroupId, Option<OperatorId>) {
    let stands = |group: &GroupId| directory.group(*group).is_some_and(|it| it.removed_at.is_none());
    match Target::from(to) {
        Target::Group(group) => {
            if !stands(&group) {
                wrong.push(("target", "malformed"));
            }
            (group, None)
        }
        Target::Operator(operator) => {
            let is_there = directory.operator(operator).is_some_and(|it| it.deactivated_at.is_none());
            let own = directory.groups_of(operator).iter().copied().find(|group| stands(group));
            let any = || directory.groups.iter().find(|it| it.removed_at.is_none()).map(|it| it.id);
            let group = own.or_else(any).filter(|_| is_there);
            if group.is_none() {
                wrong.push(("target", "malformed"));
            }
            (group.unwrap_or(GroupId(Uuid::nil())), Some(operator))
        }
    }
}

/// The settings the messenger knows, trimmed.
fn known_settings(
    messenger: &dyn channels::Channel,
    given: BTreeMap<String, String>,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> BTreeMap<&'static str, String> {
    let mut known = BTreeMap::new();
    for (key, value) in given {
        let Some(field) = messenger.settings().iter().find(|field| field.key == key) else {
            wrong.push(("settings", "unknown"));
            continue;
        };
        let value = value.trim().to_owned();
        if value.chars().count() > LONGEST_SETTING || value.chars().any(char::is_control) {
            wrong.push((field.key, "malformed"));
        }
        known.insert(field.key, value);
    }
    known
}

/// Whether only what an app is renewed by is another now: with a new token or id, it may be another app's.
fn is_of_the_same_app(
    messenger: &dyn channels::Channel,
    (shown, before): (&BTreeMap<String, String>, &Secrets),
    (shown_now, now): (&BTreeMap<String, String>, &Secrets),
) -> bool {
    let fields = messenger.settings().iter().filter(|field| field.secret && !field.overlaps);
    let is_same = fields.clone().all(|field| before.get(field.key) == now.get(field.key));
    is_same && shown.get(APP_ID) == shown_now.get(APP_ID)
}

/// An app has one secret: whatever else had the same one has the new one, too. Tells what that was.
async fn renew_others(
    app: &App,
    action: &mut Deed,
    id: ChannelId,
    messenger: &dyn channels::Channel,
    before: &Secrets,
    now: &Secrets,
) -> Result<Vec<ChannelId>, Problem> {
    let renewed = messenger.settings().iter().filter(|field| {
        let (old, new) = (before.get(field.key), now.get(field.key));
        field.overlaps && old != new && !old.is_empty() && !new.is_empty()
    });
    let (by, at, mut others) = (action.by().clone(), action.now, Vec::new());
    for field in renewed {
        for mut other in action.conn().channels().await? {
            let Some(mut secrets) = Secrets::open(&app.seal, &other) else { continue };
            if other.removed_at.is_some() || other.id == id || secrets.get(field.key) != before.get(field.key) {
                continue;
            }
            secrets.set(field, now.get(field.key), at);
            other.sealed = secrets.seal(&app.seal, &other).ok_or_else(Problem::unavailable)?;
            action.conn().save_channel(&other).await?;
            action.note(&by, Entry::of(Act::ChannelChanged).on(other.id, &other.name).secretly("secrets")).await?;
            others.push(other.id);
        }
    }
    Ok(others)
}

/// The channel with these settings beside what it has; what is required must be there in the end.
fn with_settings(
    app: &App,
    mut channel: Channel,
    messenger: &dyn channels::Channel,
    secrets: &mut Secrets,
    given: BTreeMap<&'static str, String>,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> Result<Channel, Problem> {
    for field in messenger.settings() {
        match given.get(field.key) {
            Some(value) if field.secret => secrets.set(field, value, now()),
            Some(value) if value.is_empty() => drop(channel.settings.remove(field.key)),
            Some(value) => drop(channel.settings.insert(field.key.to_owned(), value.clone())),
            None => {}
        }
        let is_there = !secrets.get(field.key).is_empty() || channel.settings.contains_key(field.key);
        if field.required && !is_there {
            wrong.push((field.key, "required"));
        }
    }
    channel.sealed = secrets.seal(&app.seal, &channel).ok_or_else(Problem::unavailable)?;
    messenger.account(&secrets.with(&channel.settings, now())).clone_into(&mut channel.account);
    Ok(channel)
}

/// What is written down of a channel: nothing secret.
fn told(channel: &Channel) -> serde_json::Value {
    json!({
        "name": channel.name,
        "kind": channel.kind,
        "target": channel.operator.map_or(channel.group.0, |operator| operator.0),
        "routing": channel.routing.len(),
        "settings": channel.settings,
    })
}

/// Where a channel's clients are directed, with its name.
#[must_use]
pub fn target_of(channel: &Channel, directory: &Directory) -> crate::wire::Target {
    shape::target(channel.operator.map_or(Target::Group(channel.group), Target::Operator), directory)
}

/// Whether this entry is that of an outside messenger.
#[must_use]
pub fn is_channel(entry: WayIn) -> bool {
    channels::of(entry.as_str()).is_some()
}
