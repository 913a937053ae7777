//! Administrators connect pages and numbers of outside messengers.

use super::{
    administration::{done, named},
    audit::{Deed, Doer, Entry},
};
use crate::{
    app::App,
    directory::Directory,
    messengers::{self, Ready, plain},
    problem::Problem,
    routing::leads_somewhere,
    secret, shape,
    wire::{
        audit::Act,
        channel::{ChangeChannel, ChannelCheck, ChannelTest, CheckedWhat, NewChannel},
        conversation::TargetId,
    },
};
use channels::{Job, Outcome};
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
    let channel = with_settings(&app, blank, messenger, BTreeMap::new(), given, &mut wrong)?;
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
    let secrets = opened(&app, &channel);
    let channel = with_settings(&app, channel, messenger, secrets, given, &mut wrong)?;
    done(wrong)?;
    if !action.conn().save_channel(&channel).await? {
        return Err(in_use());
    }
    // What was wrong may be right now.
    action.conn().channel_in_trouble(id, None).await?;
    let now = action.now;
    action.conn().outgoing_due_now(id, now).await?;
    let entry = Entry::of(Act::ChannelChanged).on(id, &channel.name).changed(&directory, &before, &told(&channel));
    action.commit(if secrets_changed { entry.secretly("secrets") } else { entry }).await?;
    app.messengers.keep_templates(id, None);
    app.messengers.is_mended(id);
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

/// Looks whether everything is set up as it must be.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn test(app: &Arc<App>, by: Doer, id: ChannelId, webhook: String) -> Result<ChannelTest, Problem> {
    let directory = app.directory();
    let channel = directory.channel(id).ok_or_else(Problem::not_found)?;
    Deed::begin(app, by).await?.commit(Entry::of(Act::ChannelTested).on(id, &channel.name)).await?;
    let Some(ready) = Ready::of(app, id) else {
        let said = "the secrets were sealed with another key: enter them again".to_owned();
        return Ok(ChannelTest { checks: vec![ChannelCheck { what: CheckedWhat::Token, fine: Some(false), said }] });
    };
    let mut checks = match app.interface.run(&ready, &Job::Test { webhook }, None).await {
        Outcome::Checked(checks) => checks
            .into_iter()
            .map(|it| ChannelCheck { what: plain::checked(it.what), fine: it.fine, said: it.said })
            .collect(),
        Outcome::Failed(failure) | Outcome::Unknown(failure) | Outcome::Later { why: failure, .. } => {
            vec![ChannelCheck { what: CheckedWhat::Token, fine: Some(false), said: plain::told(&failure) }]
        }
        _ => Vec::new(),
    };
    // Whether the signature is right shows only in what comes in.
    let state = app.store.read().await?.conn().channel_states().await?.remove(&id).unwrap_or_default();
    let (fine, said) = match (state.heard_at, state.wrong_signature_at) {
        (_, Some(at)) => (Some(false), at.to_string()),
        (Some(at), None) => (Some(true), at.to_string()),
        (None, None) => (None, String::new()),
    };
    let signature = ChannelCheck { what: CheckedWhat::Signature, fine, said };
    match checks.iter_mut().find(|it| it.what == CheckedWhat::Signature) {
        Some(known) if known.fine.is_none() => *known = signature,
        Some(_) => {}
        None => checks.push(signature),
    }
    Ok(ChannelTest { checks })
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

fn opened(app: &App, channel: &Channel) -> BTreeMap<String, String> {
    let text = app.seal.open(&messengers::purpose(channel.id), &channel.sealed);
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// The channel with these settings beside what it has; what is required must be there in the end.
fn with_settings(
    app: &App,
    mut channel: Channel,
    messenger: &dyn channels::Channel,
    mut secrets: BTreeMap<String, String>,
    given: BTreeMap<&'static str, String>,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> Result<Channel, Problem> {
    for field in messenger.settings() {
        let place = if field.secret { &mut secrets } else { &mut channel.settings };
        match given.get(field.key) {
            Some(value) if value.is_empty() => drop(place.remove(field.key)),
            Some(value) => drop(place.insert(field.key.to_owned(), value.clone())),
            None => {}
        }
        if field.required && !place.contains_key(field.key) {
            wrong.push((field.key, "required"));
        }
    }
    let sealed = app.seal.seal(&messengers::purpose(channel.id), &json!(secrets).to_string());
    channel.sealed = sealed.ok_or_else(Problem::unavailable)?;
    let all = channel.settings.clone().into_iter().chain(secrets).collect();
    channel.account = messenger.account(&all).to_owned();
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
