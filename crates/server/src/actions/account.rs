//! What people change of their own sign-in: the password, and where they are signed in.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    lock_out::Guesses,
    people::{end_sessions, hashed},
    sessions::{Asker, is_password},
};
use crate::{app::App, passwords, problem::Problem, secret, wire::audit::Act};
use desk::OperatorId;
use std::sync::Arc;
use store::SignIn;
use uuid::Uuid;

/// Proves who sits there by the password; `field` is where a wrong one is told. Guesses count like those at the door.
///
/// # Errors
/// `invalid`, `locked-out`.
pub(super) async fn prove(
    app: &Arc<App>,
    by: OperatorId,
    password: String,
    field: &str,
    asker: &Asker,
) -> Result<(), Problem> {
    let email = app.directory().operator(by).map(|operator| operator.email.clone());
    let email = email.ok_or_else(Problem::not_signed_in)?;
    let guesses = Guesses::of(app, &email, &asker.address);
    let known = {
        let mut read = app.store.read().await?;
        guesses.allowed(&mut read.conn()).await?;
        read.conn().password_hash(&email).await?
    };
    if is_password(password, known.and_then(|(_, hash)| hash)).await? {
        let mut action = Action::begin(app).await?;
        guesses.right(&mut action.conn()).await?;
        action.commit().await?;
        return Ok(());
    }
    guesses.failed(Action::begin(app).await?, &Doer::operator(app, by, &asker.address)).await?;
    Err(Problem::invalid(&[(field, "wrong")]))
}

/// Changes the own password. All other sign-ins end.
///
/// # Errors
/// `invalid`, `locked-out`.
pub async fn change_password(
    app: Arc<App>,
    by: SignIn,
    current: String,
    password: String,
    asker: Asker,
) -> Result<(), Problem> {
    let directory = app.directory();
    let operator = directory.operator(by.operator).ok_or_else(Problem::not_signed_in)?;
    let own = [&*operator.name, &*operator.email, &*directory.company.name];
    let wrong = if password == current { Some("same") } else { passwords::wrong(&password, &own) };
    if let Some(code) = wrong {
        return Err(Problem::invalid(&[("password", code)]));
    }
    prove(&app, by.operator, current, "current", &asker).await?;
    let hash = hashed(password).await?;
    let mut action = Deed::begin(&app, Doer::operator(&app, by.operator, &asker.address)).await?;
    action.conn().lock_operator(by.operator).await?;
    action.conn().set_password(by.operator, &hash).await?;
    action.conn().delete_other_sign_ins(by.operator, &by.token_hash).await?;
    action.commit(Entry::of(Act::PasswordChanged)).await?;
    end_sessions(&app, by.operator);
    Ok(())
}

/// Ends one of the own sign-ins.
///
/// # Errors
/// `not-found`.
pub async fn revoke(app: Arc<App>, doer: Doer, by: OperatorId, id: Uuid) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, doer).await?;
    let now = action.now;
    let places = action.conn().sign_ins_of(by, now).await?;
    let found = places.into_iter().find(|place| told_id(&place.sign_in) == id).ok_or_else(Problem::not_found)?;
    action.conn().delete_sign_in(&found.sign_in.token_hash).await?;
    action.commit(Entry::of(Act::SignInEnded)).await?;
    end_sessions(&app, by);
    Ok(())
}

/// Ends all of the own sign-ins but the one that asks.
///
/// # Errors
/// `unavailable`.
pub async fn revoke_others(app: Arc<App>, doer: Doer, by: SignIn) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, doer).await?;
    action.conn().delete_other_sign_ins(by.operator, &by.token_hash).await?;
    action.commit(Entry::of(Act::OtherSignInsEnded)).await?;
    end_sessions(&app, by.operator);
    Ok(())
}

/// The id under which a sign-in is told: it follows from the cookie's hash, and nothing leads back.
#[must_use]
pub fn told_id(sign_in: &SignIn) -> Uuid {
    let hash = secret::token_hash(&format!("sign-in/{}", sign_in.token_hash));
    Uuid::parse_str(&hash[..32]).unwrap_or_default()
}
