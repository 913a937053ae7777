//! The second step of signing in: set up, asked for, turned off.

use super::{
    Action,
    account::prove,
    audit::{Deed, Doer, Entry},
    people::{Staff, end_sessions},
    sessions::{Asker, arrive},
};
use crate::{
    app::App,
    problem::Problem,
    second_factor::{self as codes, PURPOSE},
    wire::{
        account::{RecoveryCodes, SecondFactorBegun, SignInRules},
        audit::Act,
    },
};
use desk::{OperatorId, away::Choice};
use std::sync::Arc;
use store::{SecondFactor, SignIn};

/// Whether a code is the app's present one or a recovery code. It is used up with this.
pub(super) async fn is_believed(
    app: &App,
    action: &mut Action,
    factor: &SecondFactor,
    code: &str,
) -> Result<bool, Problem> {
    let (now, operator) = (action.now, factor.operator);
    if let Some(hash) = codes::recovery_hash(code) {
        return Ok(action.conn().use_recovery_code(operator, &hash, now).await?);
    }
    let Some(secret) = opened(app, factor) else { return Ok(false) };
    match codes::step_of(&secret, code, now) {
        Some(step) => Ok(action.conn().use_second_factor(operator, step).await?),
        None => Ok(false),
    }
}

fn opened(app: &App, factor: &SecondFactor) -> Option<String> {
    let secret = app.seal.open(PURPOSE, &factor.sealed);
    if secret.is_none() {
        tracing::error!(operator = %factor.operator,
            "this second step was sealed with another key; only its recovery codes are good, or `hovorna user reset-second-step`");
    }
    secret
}

/// Begins to set it up: makes a secret that counts once a code of it was sent.
///
/// # Errors
/// `invalid` (the password), `locked-out`, `second-factor-on`.
pub async fn begin(
    app: Arc<App>,
    by: SignIn,
    password: Option<String>,
    asker: Asker,
) -> Result<SecondFactorBegun, Problem> {
    if by.owes.is_none() {
        prove(&app, by.operator, password.unwrap_or_default(), "password", &asker).await?;
    }
    let directory = app.directory();
    let email = directory.operator(by.operator).map(|operator| operator.email.clone());
    let email = email.ok_or_else(Problem::not_signed_in)?;
    let secret = codes::new_secret();
    let address = codes::address(&secret, &directory.company.name, &email).ok_or_else(Problem::unavailable)?;
    let picture = codes::picture(&address).ok_or_else(Problem::unavailable)?;
    let sealed = app.seal.seal(PURPOSE, &secret).ok_or_else(Problem::unavailable)?;
    let mut action = Action::begin(&app).await?;
    action.conn().lock_operator(by.operator).await?;
    if action.conn().second_factor(by.operator).await?.is_some_and(|factor| factor.confirmed_at.is_some()) {
        return Err(Problem::conflict("second-factor-on", "Your second step is on; turn it off first"));
    }
    let created_at = action.now;
    let factor = SecondFactor { operator: by.operator, sealed, created_at, confirmed_at: None, last_step: 0 };
    action.conn().save_second_factor(&factor).await?;
    action.commit().await?;
    Ok(SecondFactorBegun { secret, address, picture })
}

/// A first code of the app: from now on one is asked for. Tells the recovery codes.
///
/// # Errors
/// `invalid` (the code), `not-found` (not begun).
pub async fn confirm(app: Arc<App>, doer: Doer, by: SignIn, code: String) -> Result<RecoveryCodes, Problem> {
    let mut action = Deed::begin(&app, doer).await?;
    action.conn().lock_operator(by.operator).await?;
    let begun = action.conn().second_factor(by.operator).await?.filter(|factor| factor.confirmed_at.is_none());
    let begun = begun.ok_or_else(Problem::not_found)?;
    let step = opened(&app, &begun).and_then(|secret| codes::step_of(&secret, &code, action.now));
    let step = step.ok_or_else(|| Problem::invalid(&[("code", "wrong")]))?;
    let on = SecondFactor { confirmed_at: Some(action.now), last_step: step, ..begun };
    action.conn().save_second_factor(&on).await?;
    let told = renew(&mut action, by.operator).await?;
    if by.owes.is_some() {
        action.conn().settle_sign_ins_of(by.operator).await?;
        let now = action.now;
        action.conn().choose(by.operator, Choice::Available, now).await?;
    }
    action.commit(Entry::of(Act::SecondStepOn)).await?;
    if by.owes.is_some() {
        app.known.forget_sessions_of(by.operator);
        arrive(&app, by.operator);
    }
    Ok(told)
}

/// New recovery codes in the place of the present ones.
///
/// # Errors
/// `invalid` (the password), `locked-out`, `not-found` (it is off).
pub async fn renew_codes(
    app: Arc<App>,
    by: OperatorId,
    password: String,
    asker: Asker,
) -> Result<RecoveryCodes, Problem> {
    prove(&app, by, password, "password", &asker).await?;
    let mut action = Deed::begin(&app, Doer::operator(&app, by, &asker.address)).await?;
    action.conn().lock_operator(by).await?;
    let on = action.conn().second_factor(by).await?.is_some_and(|factor| factor.confirmed_at.is_some());
    if !on {
        return Err(Problem::not_found());
    }
    let told = renew(&mut action, by).await?;
    action.commit(Entry::of(Act::RecoveryCodesRenewed)).await?;
    Ok(told)
}

async fn renew(action: &mut Action, operator: OperatorId) -> Result<RecoveryCodes, Problem> {
    let codes = codes::recovery_codes();
    let hashes: Vec<String> = codes.iter().filter_map(|code| codes::recovery_hash(code)).collect();
    action.conn().set_recovery_codes(operator, &hashes).await?;
    Ok(RecoveryCodes { codes })
}

/// Turns it off.
///
/// # Errors
/// `invalid` (the password), `locked-out`, `second-factor-required` (of this role).
pub async fn turn_off(app: Arc<App>, by: OperatorId, password: String, asker: Asker) -> Result<(), Problem> {
    prove(&app, by, password, "password", &asker).await?;
    let role = app.directory().operator(by).map(|operator| operator.role).ok_or_else(Problem::not_signed_in)?;
    let mut action = Deed::begin(&app, Doer::operator(&app, by, &asker.address)).await?;
    if action.conn().sign_in_rules().await?.second_factor_roles.contains(&role) {
        return Err(Problem::second_factor_required());
    }
    action.conn().remove_second_factor(by).await?;
    action.commit(Entry::of(Act::SecondStepOff)).await
}

/// An administrator, or the command line, takes the second step from somebody whose app and codes are lost. Who has the
/// password alone signs in anew with it.
///
/// # Errors
/// `not-found`, `beyond-you`.
pub async fn reset(app: Arc<App>, by: Doer, operator: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    staff.reaches(&staff.one(operator)?)?;
    if !action.conn().remove_second_factor(operator).await? {
        return Err(Problem::not_found());
    }
    action.conn().delete_sign_ins_of(operator).await?;
    let name = app.directory().operator_name(operator).name;
    action.commit(Entry::of(Act::SecondStepReset).on(operator, &name)).await?;
    end_sessions(&app, operator);
    Ok(())
}

/// Changes what is asked of those who sign in.
///
/// # Errors
/// `unavailable`.
pub async fn save_rules(app: Arc<App>, by: Doer, rules: SignInRules) -> Result<(), Problem> {
    let mut second_factor_roles = rules.second_factor_roles;
    second_factor_roles.sort_unstable();
    second_factor_roles.dedup();
    let mut action = Deed::begin(&app, by).await?;
    let (before, after) = (action.conn().sign_in_rules().await?, store::SignInRules { second_factor_roles });
    action.conn().save_sign_in_rules(&after).await?;
    action.commit(Entry::of(Act::SignInRulesChanged).changed(&app.directory(), &before, &after)).await
}
