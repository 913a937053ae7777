//! Signing in and out, the chosen status, the first administrator.

use super::{
    Action,
    people::{checked_user, insert},
};
use crate::{
    app::{App, now},
    hub::WorkspaceNews,
    problem::Problem,
    secret,
    wire::administration::UserDetails,
};
use desk::{GroupId, OperatorId, Status, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;
use store::SignIn;

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
