//! Signing in and out, the first administrator, operators.

use super::Action;
use crate::{
    app::{App, now},
    http::form::is_email,
    hub::WorkspaceNews,
    problem::Problem,
    secret,
    wire::administration::UserDetails,
};
use desk::{GroupId, OperatorId, Role, Status, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;
use store::{Operator, SignIn};
use uuid::Uuid;

/// How long a sign-in lasts.
pub const SIGN_IN_LASTS: SignedDuration = SignedDuration::from_hours(24 * 14);
/// The longest wait after wrong passwords.
const LONGEST_LOCK_OUT: i64 = 15 * 60;
/// From one address so many wrong passwords are patience; over all addresses so many times more are an attack.
const ATTACK: u32 = 10;

/// Who asks, for the record and the lock-out.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// The address.
    pub address: String,
    /// The browser, as it says.
    pub user_agent: Option<String>,
}

/// Signs in; signing in sets Available. Returns the cookie's token.
///
/// # Errors
/// `wrong-password`, `locked-out`.
pub async fn sign_in(
    app: Arc<App>,
    email: String,
    password: String,
    asker: Asker,
) -> Result<(String, SignIn), Problem> {
    let email = email.trim().to_lowercase();
    let keys = [format!("{email} {}", asker.address), email.clone()];
    let wrong_passwords = app.config.limits.wrong_passwords;
    let allowed = [wrong_passwords, wrong_passwords.saturating_mul(ATTACK)];
    let known = {
        let mut read = app.store.read().await?;
        for (key, allowed) in keys.iter().zip(allowed) {
            if let Some((failures, last)) = read.conn().failures(key).await? {
                let wait = lock_out(failures, allowed, last, now());
                if wait > 0 {
                    return Err(Problem::locked_out(wait));
                }
            }
        }
        read.conn().password_hash(&email).await?
    };
    let hash = known.as_ref().and_then(|(_, hash)| hash.clone());
    let right = if password.chars().count() > secret::LONGEST_PASSWORD {
        false
    } else {
        // argon2 takes a core for tens of milliseconds: not on the threads that serve everybody.
        let check = tokio::task::spawn_blocking(move || secret::verify_password(&password, hash.as_deref()));
        check.await.map_err(|_| Problem::unavailable())?
    };
    let mut action = Action::begin(&app).await?;
    let Some((operator, _)) = known.filter(|_| right) else {
        let now = action.now;
        for key in &keys {
            action.conn().add_failure(key, now).await?;
        }
        action.commit().await?;
        metrics::counter!("hovorna_sign_ins_failed_total").increment(1);
        return Err(Problem::wrong_password());
    };
    action.conn().forget_failures(&keys[0]).await?;
    action.conn().set_status(operator, Status::Available).await?;
    let signed_in = add_sign_in(&mut action, operator, &asker).await?;
    action.commit().await?;
    if app.directory().operator(operator).is_none() {
        // Made by the command line beside this process.
        app.reload_directory().await?;
    }
    app.roster().chose(operator, Status::Available);
    app.roster().heard_of(operator, now());
    app.tell_operator(operator);
    app.presence.notify_one();
    Ok(signed_in)
}

/// Seconds until the next attempt is allowed.
fn lock_out(failures: u32, allowed: u32, last: Timestamp, now: Timestamp) -> u64 {
    let Some(over) = failures.checked_sub(allowed) else { return 0 };
    let wait = (5_i64 << over.min(10)).min(LONGEST_LOCK_OUT);
    let left = (last + SignedDuration::from_secs(wait)).duration_since(now);
    u64::try_from(left.as_secs() + i64::from(left.subsec_nanos() > 0)).unwrap_or(0)
}

async fn add_sign_in(action: &mut Action, operator: OperatorId, asker: &Asker) -> Result<(String, SignIn), Problem> {
    let token = secret::token();
    let now = action.now;
    let sign_in =
        SignIn { token_hash: secret::token_hash(&token), operator, created_at: now, expires_at: now + SIGN_IN_LASTS };
    let user_agent = asker.user_agent.as_deref().map(|ua| ua.chars().take(300).collect::<String>());
    action.conn().insert_sign_in(&sign_in, Some(&asker.address), user_agent.as_deref()).await?;
    action.conn().set_seen(operator, now).await?;
    Ok((token, sign_in))
}

/// Signs out.
///
/// # Errors
/// `unavailable`.
pub async fn sign_out(app: Arc<App>, operator: OperatorId, token_hash: String) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().delete_sign_in(&token_hash).await?;
    action.conn().clear_seen(operator).await?;
    action.commit().await?;
    app.known.forget_session(&token_hash);
    app.roster().signed_out(operator);
    app.hub.tell_workspace(WorkspaceNews::SignedOut(operator));
    app.tell_operator(operator);
    app.presence.notify_one();
    Ok(())
}

/// The operator chooses a status.
///
/// # Errors
/// `unavailable`.
pub async fn choose_status(app: Arc<App>, operator: OperatorId, status: Status) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().set_status(operator, status).await?;
    action.commit().await?;
    app.roster().chose(operator, status);
    app.tell_operator(operator);
    Ok(())
}

/// Whether an administrator exists: then the set-up page is closed.
///
/// # Errors
/// `unavailable`.
pub async fn set_up_is_open(app: &App) -> Result<bool, Problem> {
    Ok(app.store.read().await?.conn().administrators().await? == 0)
}

/// The first administrator, who is signed in at once.
///
/// # Errors
/// `set-up-closed`, `invalid`.
pub async fn set_up(
    app: Arc<App>,
    token: String,
    company: String,
    details: UserDetails,
    asker: Asker,
) -> Result<(String, SignIn), Problem> {
    if !set_up_is_open(&app).await? {
        return Err(Problem::conflict("set-up-closed", "An administrator exists"));
    }
    if !secret::same(token.trim(), &app.set_up_token) {
        return Err(Problem::invalid(&[("token", "wrong")]));
    }
    if company.trim().is_empty() || company.chars().count() > 100 {
        return Err(Problem::invalid(&[("company", if company.trim().is_empty() { "required" } else { "too-long" })]));
    }
    let (checked, hash) = checked_user(&app, &details, None).await?;
    let hash = hash.ok_or_else(|| Problem::invalid(&[("password", "required")]))?;
    let mut action = Action::begin(&app).await?;
    if action.conn().administrators().await? > 0 {
        return Err(Problem::conflict("set-up-closed", "An administrator exists"));
    }
    let mut settings = action.conn().company().await?;
    company.trim().clone_into(&mut settings.name);
    action.conn().save_company(&settings).await?;
    let now = action.now;
    let id = insert(&mut action, &checked, &hash, now).await?;
    let groups: Vec<GroupId> = app.directory().groups.iter().filter(|g| g.removed_at.is_none()).map(|g| g.id).collect();
    action.conn().set_groups_of(id, &groups).await?;
    let signed_in = add_sign_in(&mut action, id, &asker).await?;
    action.directory_changes().await?;
    action.commit().await?;
    app.heard_of(id);
    Ok(signed_in)
}

/// An administrator makes an operator.
///
/// # Errors
/// `invalid`.
pub async fn add_user(app: Arc<App>, details: UserDetails) -> Result<OperatorId, Problem> {
    let (checked, hash) = checked_user(&app, &details, None).await?;
    let hash = hash.ok_or_else(|| Problem::invalid(&[("password", "required")]))?;
    let mut action = Action::begin(&app).await?;
    let now = action.now;
    let id = insert(&mut action, &checked, &hash, now).await?;
    action.conn().set_groups_of(id, &group_ids(&details)).await?;
    action.directory_changes().await?;
    action.commit().await?;
    Ok(id)
}

/// An administrator changes an operator.
///
/// # Errors
/// `not-found`, `invalid`, `in-use` (the last administrator).
pub async fn change_user(app: Arc<App>, id: OperatorId, details: UserDetails) -> Result<(), Problem> {
    let before = app.directory().operator(id).cloned().ok_or_else(Problem::not_found)?;
    let (checked, hash) = checked_user(&app, &details, Some(id)).await?;
    let mut action = Action::begin(&app).await?;
    if before.role == Role::Administrator && checked.role != Role::Administrator && before.deactivated_at.is_none() {
        not_the_last_administrator(&mut action).await?;
    }
    action.conn().lock_operator(id).await?;
    let operator = Operator { id, deactivated_at: before.deactivated_at, ..checked };
    action.conn().save_operator(&operator).await.map_err(email_taken)?;
    action.conn().set_groups_of(id, &group_ids(&details)).await?;
    if let Some(hash) = hash {
        action.conn().set_password(id, &hash).await?;
        action.conn().delete_sign_ins_of(id).await?;
    }
    action.directory_changes().await?;
    action.commit().await?;
    if details.password.is_some() {
        end_sessions(&app, id);
    }
    app.tell_operator(id);
    Ok(())
}

/// An operator may not sign in any more: sessions end, talks go back to the queue.
///
/// # Errors
/// `not-found`, `in-use` (the last administrator).
pub async fn deactivate(app: Arc<App>, id: OperatorId) -> Result<(), Problem> {
    let before = app.directory().operator(id).cloned().ok_or_else(Problem::not_found)?;
    if before.deactivated_at.is_some() {
        return Ok(());
    }
    let mut action = Action::begin(&app).await?;
    if before.role == Role::Administrator {
        not_the_last_administrator(&mut action).await?;
    }
    action.conn().lock_operator(id).await?;
    let now = action.now;
    action.conn().save_operator(&Operator { deactivated_at: Some(now), ..before }).await?;
    action.conn().delete_sign_ins_of(id).await?;
    action.conn().clear_seen(id).await?;
    for conversation in action.conn().conversations_of_operator(id).await? {
        let mut conversation = action.conversation(conversation).await?;
        let accept_by = app.directory().accept_by(conversation.group, now);
        if let Some(event) = conversation.operator_removed(id, accept_by, now) {
            action.record(&conversation, [event]).await?;
        }
    }
    action.directory_changes().await?;
    action.commit().await?;
    app.roster().signed_out(id);
    end_sessions(&app, id);
    Ok(())
}

/// An operator may sign in again.
///
/// # Errors
/// `not-found`.
pub async fn reactivate(app: Arc<App>, id: OperatorId) -> Result<(), Problem> {
    let before = app.directory().operator(id).cloned().ok_or_else(Problem::not_found)?;
    let mut action = Action::begin(&app).await?;
    action.conn().save_operator(&Operator { deactivated_at: None, ..before }).await?;
    action.directory_changes().await?;
    action.commit().await?;
    Ok(())
}

fn end_sessions(app: &App, id: OperatorId) {
    app.known.forget_sessions_of(id);
    app.hub.tell_workspace(WorkspaceNews::SignedOut(id));
}

async fn not_the_last_administrator(action: &mut Action) -> Result<(), Problem> {
    if action.conn().administrators().await? > 1 {
        Ok(())
    } else {
        Err(Problem::conflict("in-use", "This is the last administrator"))
    }
}

async fn insert(action: &mut Action, checked: &Operator, hash: &str, now: Timestamp) -> Result<OperatorId, Problem> {
    action.conn().insert_operator(checked, hash, now).await.map_err(email_taken)?;
    Ok(checked.id)
}

fn email_taken(error: store::Error) -> Problem {
    if error.is_taken() { Problem::invalid(&[("email", "taken")]) } else { error.into() }
}

fn group_ids(details: &UserDetails) -> Vec<GroupId> {
    details.groups.iter().copied().map(GroupId).collect()
}

/// Checks what an administrator entered and hashes the password, if there is one.
async fn checked_user(
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
    if let Some(code) = details.password.as_deref().and_then(password_code) {
        wrong.push(("password", code));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(&wrong));
    }
    let hash = match details.password.clone() {
        None => None,
        Some(password) => {
            let hash = tokio::task::spawn_blocking(move || secret::hash_password(&password));
            Some(hash.await.ok().and_then(Result::ok).ok_or_else(Problem::unavailable)?)
        }
    };
    let id = id.unwrap_or_else(|| OperatorId(Uuid::now_v7()));
    let operator =
        Operator { id, name, email, role: details.role, chat_limit: details.chat_limit, deactivated_at: None };
    Ok((operator, hash))
}

/// What is wrong with a password, if anything.
#[must_use]
pub fn password_code(password: &str) -> Option<&'static str> {
    match password.chars().count() {
        n if n < secret::SHORTEST_PASSWORD => Some("too-short"),
        n if n > secret::LONGEST_PASSWORD => Some("too-long"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_out_doubles_and_ends() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(lock_out(4, 5, at(0), at(0)), 0);
        assert_eq!(lock_out(5, 5, at(0), at(0)), 5);
        assert_eq!(lock_out(6, 5, at(0), at(0)), 10);
        assert_eq!(lock_out(6, 5, at(0), at(10)), 0);
        assert_eq!(lock_out(500, 5, at(0), at(0)), 900);
    }
}
