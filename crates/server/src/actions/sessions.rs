//! Signing in and out, the chosen status, the first administrator.

use super::{
    Action,
    audit::{Doer, Entry},
    lock_out::Guesses,
    people::{checked_user, insert},
    second_factor,
};
use crate::{
    app::{App, now},
    hub::WorkspaceNews,
    problem::Problem,
    secret,
    wire::{administration::UserDetails, audit::Act, operator::SignIn as GivenSignIn},
};
use desk::{EntrySet, GroupId, OperatorId, Role, away::Choice};
use jiff::SignedDuration;
use std::sync::Arc;
use store::{Owed, SignIn, Through};

/// How long a sign-in lasts.
pub const SIGN_IN_LASTS: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Who asks, for the record and the lock-out.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// The address.
    pub address: String,
    /// The browser, as it says.
    pub user_agent: Option<String>,
}

/// Signs in. Who may do everything with it is Available from now on. Returns the cookie's token.
///
/// # Errors
/// `wrong-password`, `passwords-off`, `code-required`, `wrong-code`, `locked-out`.
pub async fn sign_in(app: Arc<App>, given: GivenSignIn, asker: Asker) -> Result<(String, SignIn), Problem> {
    let email = given.email.trim().to_lowercase();
    let guesses = Guesses::of(&app, &email, &asker.address);
    let known = {
        let mut read = app.store.read().await?;
        guesses.allowed(&mut read.conn()).await?;
        read.conn().password_hash(&email).await?
    };
    let right = is_password(given.password, known.as_ref().and_then(|(_, hash)| hash.clone())).await?;
    let stranger = Doer::stranger(&email, known.as_ref().map(|(id, _)| *id), &asker.address);
    let mut action = Action::begin(&app).await?;
    let Some((operator, _)) = known.filter(|_| right) else {
        guesses.failed(action, &stranger).await?;
        return Err(Problem::wrong_password());
    };
    if app.directory().operator(operator).is_none() {
        // Made by the command line beside this process.
        app.reload_directory().await?;
    }
    let role = app.directory().operator(operator).map(|operator| operator.role);
    if role.is_some_and(|role| !app.directory().takes_password_of(role)) {
        return Err(Problem::refused("passwords-off", "Passwords are for administrators only here"));
    }
    // Guesses that come at once wait here for each other, and find what the one before found.
    action.conn().lock_operator(operator).await?;
    let factor = action.conn().second_factor(operator).await?.filter(|factor| factor.confirmed_at.is_some());
    if let Some(factor) = &factor {
        let code = given.code.filter(|code| !code.trim().is_empty()).ok_or_else(Problem::code_required)?;
        guesses.allowed(&mut action.conn()).await?;
        if !second_factor::is_believed(&app, &mut action, factor, &code).await? {
            guesses.failed(action, &stranger).await?;
            return Err(Problem::wrong_code());
        }
    }
    guesses.right(&mut action.conn()).await?;
    let owes = match role {
        Some(role) if factor.is_none() => owed(&mut action, role).await?,
        _ => None,
    };
    let signed_in = add_sign_in(&mut action, operator, &asker, owes, Through::Password).await?;
    if owes.is_none() {
        let now = action.now;
        action.conn().choose(operator, Choice::Available, now).await?;
    }
    action.note(&Doer::operator(&app, operator, &asker.address), Entry::of(Act::SignedIn)).await?;
    action.commit().await?;
    if owes.is_none() {
        arrive(&app, operator);
    }
    Ok(signed_in)
}

/// What the company asks of somebody of this role who has no second step.
async fn owed(action: &mut Action, role: Role) -> Result<Option<Owed>, Problem> {
    let rules = action.conn().sign_in_rules().await?;
    Ok(rules.second_factor_roles.contains(&role).then_some(Owed::SecondFactor))
}

/// Whether this is the password of the hash. argon2 takes a core for tens of milliseconds: not on the threads that serve
/// everybody.
pub(super) async fn is_password(password: String, hash: Option<String>) -> Result<bool, Problem> {
    if password.chars().count() > secret::LONGEST_PASSWORD {
        return Ok(false);
    }
    let check = tokio::task::spawn_blocking(move || secret::verify_password(&password, hash.as_deref()));
    check.await.map_err(|_| Problem::unavailable())
}

/// Who signed in is there and Available, and colleagues are told.
pub(super) fn arrive(app: &App, operator: OperatorId) {
    app.roster().chose(operator, Choice::Available);
    app.roster().heard_of(operator, now());
    app.tell_operator(operator);
    app.presence.notify_one();
}

pub(super) async fn add_sign_in(
    action: &mut Action,
    operator: OperatorId,
    asker: &Asker,
    owes: Option<Owed>,
    through: Through,
) -> Result<(String, SignIn), Problem> {
    let token = secret::token();
    let now = action.now;
    let (token_hash, expires_at) = (secret::token_hash(&token), now + SIGN_IN_LASTS);
    let sign_in = SignIn { token_hash, operator, created_at: now, expires_at, owes, through };
    let user_agent = asker.user_agent.as_deref().map(|ua| ua.chars().take(300).collect::<String>());
    action.conn().insert_sign_in(&sign_in, Some(&asker.address), user_agent.as_deref()).await?;
    if owes.is_none() {
        action.conn().set_seen(operator, now).await?;
    }
    Ok((token, sign_in))
}

/// Signs out.
///
/// # Errors
/// `unavailable`.
pub async fn sign_out(app: Arc<App>, by: Doer, operator: OperatorId, token_hash: String) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().delete_sign_in(&token_hash).await?;
    action.conn().clear_seen(operator).await?;
    let now = action.now;
    action.conn().end_away(operator, now).await?;
    action.note(&by, Entry::of(Act::SignedOut)).await?;
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
/// `invalid` (a reason that cannot be chosen), `unavailable`.
pub async fn choose_status(app: Arc<App>, operator: OperatorId, choice: Choice) -> Result<(), Problem> {
    let there = |id| app.directory().away_reasons.iter().any(|it| it.id == id && it.removed_at.is_none());
    if choice.reason().is_some_and(|id| !there(id)) {
        return Err(Problem::invalid(&[("reason", "malformed")]));
    }
    let mut action = Action::begin(&app).await?;
    let now = action.now;
    action.conn().lock_operator(operator).await?;
    action.conn().choose(operator, choice, now).await?;
    action.commit().await?;
    app.roster().chose(operator, choice);
    app.tell_operator(operator);
    app.presence.notify_one();
    Ok(())
}

/// The operator switches entries on and off: clients of those that are off are not offered.
///
/// # Errors
/// `unavailable`.
pub async fn switch_entries(app: Arc<App>, operator: OperatorId, off: EntrySet) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().lock_operator(operator).await?;
    action.conn().switch_entries(operator, off).await?;
    action.commit().await?;
    app.roster().switched(operator, off);
    app.tell_operator(operator);
    app.presence.notify_one();
    Ok(())
}

/// The operator has wrapped up after a conversation: clients are offered again.
///
/// # Errors
/// `unavailable`.
pub async fn end_wrap_up(app: Arc<App>, operator: OperatorId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().end_wrap_up(operator).await?;
    action.commit().await?;
    app.roster().wraps_up(operator, None);
    app.tell_operator(operator);
    app.presence.notify_one();
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
    let signed_in = add_sign_in(&mut action, id, &asker, None, Through::Password).await?;
    action.directory_changes().await?;
    let by = Doer::stranger(&checked.name, Some(id), &asker.address);
    action.note(&by, Entry::of(Act::SetUp).on("", &settings.name)).await?;
    action.commit().await?;
    app.heard_of(id);
    Ok(signed_in)
}
