//! How clients see an operator: a public name and a photo, chosen by him or her, or by an administrator.

use super::{
    audit::{Deed, Doer, Entry},
    people::{Staff, public_name},
};
use crate::{app::App, problem::Problem, secret, wire::audit::Act};
use axum::body::Bytes;
use desk::OperatorId;
use serde_json::json;
use std::sync::Arc;

/// Whose photo it is, and who changes it.
#[derive(Clone, Debug)]
pub enum Of {
    /// One's own.
    Oneself(OperatorId),
    /// That of somebody else, as administrators may.
    User(OperatorId),
}

/// An operator says what clients see instead of his or her name.
///
/// # Errors
/// `invalid`.
pub async fn set_public_name(app: Arc<App>, by: Doer, id: OperatorId, typed: String) -> Result<(), Problem> {
    let directory = app.directory();
    let operator = directory.operator(id).ok_or_else(Problem::not_signed_in)?;
    let name = public_name(Some(&typed), &operator.name).map_err(|code| Problem::invalid(&[("public_name", code)]))?;
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    action.conn().set_public_name(id, name.as_deref()).await?;
    let told = |name: &Option<String>| json!({"public_name": name});
    let entry = Entry::of(Act::ProfileChanged).changed(&directory, &told(&operator.public_name), &told(&name));
    action.commit(entry).await?;
    app.tell_operator(id);
    Ok(())
}

/// A photo in the place of the one before. It is drawn anew, so that nothing of the file but the picture is kept.
///
/// # Errors
/// `invalid` (no picture that can be read), `not-found`, `beyond-you`.
pub async fn set(app: Arc<App>, by: Doer, of: Of, bytes: Bytes) -> Result<(), Problem> {
    let drawn = app.files.portrait(bytes).await.ok_or_else(|| Problem::invalid(&[("photo", "malformed")]))?;
    let (mut action, id, entry) = begin(&app, by, of).await?;
    action.conn().set_photo(id, &secret::token(), &drawn).await?;
    action.commit(entry).await?;
    app.tell_operator(id);
    Ok(())
}

/// No photo any more.
///
/// # Errors
/// `not-found`, `beyond-you`.
pub async fn remove(app: Arc<App>, by: Doer, of: Of) -> Result<(), Problem> {
    let (mut action, id, entry) = begin(&app, by, of).await?;
    if action.conn().remove_photo(id).await? {
        action.commit(entry).await?;
        app.tell_operator(id);
    }
    Ok(())
}

async fn begin(app: &Arc<App>, by: Doer, of: Of) -> Result<(Deed, OperatorId, Entry), Problem> {
    let mut action = Deed::begin(app, by).await?;
    let (id, entry) = match of {
        Of::Oneself(id) => {
            action.directory_changes().await?;
            (id, Entry::of(Act::ProfileChanged))
        }
        Of::User(id) => {
            let staff = Staff::held(&mut action).await?;
            let one = staff.one(id)?;
            staff.reaches(&one)?;
            (id, Entry::of(Act::UserChanged).on(id, &one.name))
        }
    };
    Ok((action, id, entry.secretly("photo")))
}
