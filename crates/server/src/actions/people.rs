//! Administrators make, change and deactivate operators.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
};
use crate::{
    app::App,
    http::form::is_email,
    hub::WorkspaceNews,
    passwords,
    problem::Problem,
    secret,
    wire::{administration::UserDetails, audit::Act},
};
use desk::{GroupId, OperatorId, Rights, Role, Timestamp, permissions::Overrides};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Operator;
use uuid::Uuid;

/// An administrator makes an operator.
///
/// # Errors
/// `invalid`, `beyond-you`.
pub async fn add_user(app: Arc<App>, by: Doer, details: UserDetails) -> Result<OperatorId, Problem> {
    let (checked, hash) = checked_user(&app, &details, None).await?;
    let hash = hash.ok_or_else(|| Problem::invalid(&[("password", "required")]))?;
    let mut action = Deed::begin(&app, by).await?;
    Staff::held(&mut action).await?.reaches(&checked)?;
    let now = action.now;
    let id = insert(&mut action, &checked, &hash, now).await?;
    action.conn().set_groups_of(id, &group_ids(&details)).await?;
    let entry = Entry::of(Act::UserAdded).on(id, &checked.name);
    action.commit(entry.changed(&app.directory(), &Value::Null, &told(&checked, &details.groups))).await?;
    Ok(id)
}

/// An administrator changes an operator.
///
/// # Errors
/// `not-found`, `invalid`, `beyond-you`, `in-use` (the last administrator who may change users).
pub async fn change_user(app: Arc<App>, by: Doer, id: OperatorId, details: UserDetails) -> Result<(), Problem> {
    let (checked, hash) = checked_user(&app, &details, Some(id)).await?;
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let before = staff.one(id)?;
    staff.reaches(&before)?;
    staff.reaches(&checked)?;
    if !checked.rights().gives_everything() {
        staff.manage_without(&before)?;
    }
    action.conn().lock_operator(id).await?;
    let directory = app.directory();
    let groups: Vec<Uuid> = directory.groups_of(id).iter().map(|group| group.0).collect();
    let entry = Entry::of(Act::UserChanged).on(id, &checked.name);
    let entry = entry.changed(&directory, &told(&before, &groups), &told(&checked, &details.groups));
    let entry = if hash.is_some() { entry.secretly("password") } else { entry };
    if hash.is_some() || before.email != checked.email {
        action.conn().remove_access_links_of(id).await?;
    }
    let operator = Operator { id, invited: before.invited, deactivated_at: before.deactivated_at, ..checked };
    action.conn().save_operator(&operator).await.map_err(email_taken)?;
    action.conn().set_groups_of(id, &group_ids(&details)).await?;
    if let Some(hash) = hash {
        action.conn().set_password(id, &hash).await?;
        action.conn().delete_sign_ins_of(id).await?;
    }
    action.commit(entry).await?;
    if details.password.is_some() {
        end_sessions(&app, id);
    }
    app.tell_operator(id);
    Ok(())
}

/// An operator may not sign in any more: sessions end, talks go back to the queue.
///
/// # Errors
/// `not-found`, `beyond-you`, `in-use` (the last administrator who may change users).
pub async fn deactivate(app: Arc<App>, by: Doer, id: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let before = staff.one(id)?;
    if before.deactivated_at.is_some() {
        return Ok(());
    }
    staff.reaches(&before)?;
    staff.manage_without(&before)?;
    action.conn().lock_operator(id).await?;
    let now = action.now;
    let entry = Entry::of(Act::UserDeactivated).on(id, &before.name);
    action.conn().save_operator(&Operator { deactivated_at: Some(now), ..before }).await?;
    action.conn().delete_sign_ins_of(id).await?;
    action.conn().remove_access_links_of(id).await?;
    action.conn().clear_seen(id).await?;
    action.conn().end_away(id, now).await?;
    for conversation in action.conn().conversations_of_operator(id).await? {
        let mut conversation = action.conversation(conversation).await?;
        let accept_by = app.directory().accept_by(conversation.group, now);
        let events = conversation.operator_removed(id, accept_by, now);
        if !events.is_empty() {
            action.record(&conversation, events).await?;
        }
    }
    action.commit(entry).await?;
    app.roster().signed_out(id);
    end_sessions(&app, id);
    Ok(())
}

/// An operator may sign in again.
///
/// # Errors
/// `not-found`, `beyond-you`.
pub async fn reactivate(app: Arc<App>, by: Doer, id: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let before = staff.one(id)?;
    staff.reaches(&before)?;
    let entry = Entry::of(Act::UserReactivated).on(id, &before.name);
    action.conn().save_operator(&Operator { deactivated_at: None, ..before }).await?;
    action.commit(entry).await
}

/// Ends all sign-ins of an operator at once, wherever they are. The talks go back to the queue like those of anybody who is
/// gone.
///
/// # Errors
/// `not-found`, `beyond-you`.
pub async fn sign_out(app: Arc<App>, by: Doer, id: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let one = staff.one(id)?;
    staff.reaches(&one)?;
    action.conn().lock_operator(id).await?;
    let now = action.now;
    action.conn().delete_sign_ins_of(id).await?;
    action.conn().clear_seen(id).await?;
    action.conn().end_away(id, now).await?;
    action.commit(Entry::of(Act::UserSignedOut).on(id, &one.name)).await?;
    app.roster().signed_out(id);
    end_sessions(&app, id);
    app.tell_operator(id);
    app.presence.notify_one();
    Ok(())
}

/// Some of an operator's sign-ins ended: open sockets ask for theirs.
pub(super) fn end_sessions(app: &App, id: OperatorId) {
    app.known.forget_sessions_of(id);
    app.hub.tell_workspace(WorkspaceNews::SignedOut(id));
}

/// Everybody, held: nobody else changes people until this change is done.
pub(super) struct Staff {
    people: Vec<Operator>,
    /// What who changes them may do; the command line may do everything.
    by: Option<Rights>,
    by_program: bool,
}

impl Staff {
    pub(super) async fn held(action: &mut Deed) -> Result<Self, Problem> {
        // Two who take the last administration from each other wait here.
        action.directory_changes().await?;
        let people = action.conn().operators().await?;
        let of = |id| people.iter().find(|one| one.id == id).map(Operator::rights).unwrap_or_default();
        let by = action.by().operator_id().map(of);
        Ok(Self { people, by, by_program: action.by().is_program() })
    }

    pub(super) fn one(&self, id: OperatorId) -> Result<Operator, Problem> {
        self.people.iter().find(|one| one.id == id).cloned().ok_or_else(Problem::not_found)
    }

    /// Who was invited under this address, and that was withdrawn.
    pub(super) fn withdrawn(&self, email: &str) -> Option<OperatorId> {
        let found = self.people.iter().find(|one| one.email == email && one.invited && one.deactivated_at.is_some());
        found.map(|one| one.id)
    }

    /// Whether who asks may make or change somebody like this.
    pub(super) fn reaches(&self, other: &Operator) -> Result<(), Problem> {
        // What a token can do, whoever finds it can do.
        let within_a_program = || other.rights().is_within(Rights::of(Role::Supervisor, &Overrides::new()));
        if self.by.is_none_or(|by| by.reaches(other.rights())) && (!self.by_program || within_a_program()) {
            Ok(())
        } else {
            Err(Problem::refused("beyond-you", "This needs more permissions than you have"))
        }
    }

    /// Whether who asks can give every permission to everybody.
    pub(super) fn gives_everything(&self) -> Result<(), Problem> {
        if self.by.is_none_or(Rights::gives_everything) && !self.by_program {
            Ok(())
        } else {
            Err(Problem::refused("beyond-you", "This needs an administrator who may change users"))
        }
    }

    /// Whether somebody is left who can give every permission, without this one.
    fn manage_without(&self, one: &Operator) -> Result<(), Problem> {
        let gives = |it: &Operator| !it.invited && it.deactivated_at.is_none() && it.rights().gives_everything();
        if !gives(one) || self.people.iter().any(|it| it.id != one.id && gives(it)) {
            Ok(())
        } else {
            Err(Problem::conflict("in-use", "This is the last administrator who may change users"))
        }
    }
}

pub(super) async fn insert(
    action: &mut Action,
    checked: &Operator,
    hash: &str,
    now: Timestamp,
) -> Result<OperatorId, Problem> {
    action.conn().insert_operator(checked, hash, now).await.map_err(email_taken)?;
    Ok(checked.id)
}

/// Somebody who is only invited.
pub(super) async fn insert_invited(action: &mut Action, operator: &Operator) -> Result<(), Problem> {
    let now = action.now;
    action.conn().insert_operator(operator, None, now).await.map_err(email_taken)
}

/// What of an operator is written down when it changes.
pub(super) fn told(operator: &Operator, groups: &[Uuid]) -> Value {
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    json!({
        "name": operator.name, "public_name": operator.public_name, "email": operator.email, "role": operator.role,
        "chat_limit": operator.chat_limit, "groups": groups, "permissions": operator.permissions,
        "entries_barred": operator.barred,
    })
}

pub(super) fn email_taken(error: store::Error) -> Problem {
    if error.is_taken() { Problem::invalid(&[("email", "taken")]) } else { error.into() }
}

pub(super) fn group_ids(details: &UserDetails) -> Vec<GroupId> {
    details.groups.iter().copied().map(GroupId).collect()
}

/// Checks what an administrator entered and hashes the password, if there is one.
pub(super) async fn checked_user(
    app: &App,
    details: &UserDetails,
    id: Option<OperatorId>,
) -> Result<(Operator, Option<String>), Problem> {
    let directory = app.directory();
    let (name, email) = (details.name.trim().to_owned(), details.email.trim().to_lowercase());
    let mut wrong = Vec::new();
    match name.chars().count() {
        0 => wrong.push(("name", "required")),
        101.. => wrong.push(("name", "too-long")),
        _ => {}
    }
    let public_name = match public_name(details.public_name.as_deref(), &name) {
        Ok(public_name) => public_name,
        Err(code) => {
            wrong.push(("public_name", code));
            None
        }
    };
    if !is_email(&email) {
        wrong.push(("email", if email.is_empty() { "required" } else { "malformed" }));
    }
    if details.chat_limit.is_some_and(|limit| limit > 50) {
        wrong.push(("chat_limit", "out-of-range"));
    }
    let exists = |group: &Uuid| directory.group(GroupId(*group)).is_some_and(|g| g.removed_at.is_none());
    if !details.groups.iter().all(exists) {
        wrong.push(("groups", "malformed"));
    }
    let own = [&*name, &*email, &*directory.company.name];
    if let Some(code) = details.password.as_deref().and_then(|password| passwords::wrong(password, &own)) {
        wrong.push(("password", code));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(&wrong));
    }
    let hash = match details.password.clone() {
        None => None,
        Some(password) => Some(hashed(password).await?),
    };
    let id = id.unwrap_or_else(|| OperatorId(Uuid::now_v7()));
    let (role, permissions, chat_limit) = (details.role, details.permissions.clone(), details.chat_limit);
    let operator = Operator {
        id,
        name,
        public_name,
        photo: None,
        email,
        role,
        permissions,
        chat_limit,
        barred: details.entries_barred.iter().copied().collect(),
        invited: false,
        deactivated_at: None,
    };
    Ok((operator, hash))
}

/// What clients are to see instead of this name; nothing, or the same, is none.
///
/// # Errors
/// The code of what does not fit.
pub(super) fn public_name(typed: Option<&str>, name: &str) -> Result<Option<String>, &'static str> {
    let public = typed.map(str::trim).filter(|public| !public.is_empty() && *public != name);
    match public {
        Some(public) if public.chars().count() > 100 => Err("too-long"),
        public => Ok(public.map(ToOwned::to_owned)),
    }
}

/// The hash of a new password.
pub(super) async fn hashed(password: String) -> Result<String, Problem> {
    let hash = tokio::task::spawn_blocking(move || secret::hash_password(&password));
    hash.await.ok().and_then(Result::ok).ok_or_else(Problem::unavailable)
}
