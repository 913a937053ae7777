//! The pictures of widgets.

use crate::{
    actions::audit::{Deed, Doer, Entry},
    app::App,
    problem::Problem,
    wire::audit::Act,
};
use jiff::SignedDuration;
use std::sync::Arc;
use store::Logo;

/// A picture that no widget shows is kept so long.
const LOGOS_WAIT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Keeps a picture for widgets. Those that none of them shows any more go with it; not the young ones, which somebody may be
/// about to choose, or a page may still have to load.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(app: Arc<App>, by: Doer, logo: Logo) -> Result<(), Problem> {
    let directory = app.directory();
    let shown: Vec<String> = directory.widgets.iter().filter_map(|it| it.details.look.logo.clone()).collect();
    let mut action = Deed::begin(&app, by).await?;
    let old = action.now - LOGOS_WAIT;
    action.conn().keep_logo(&logo).await?;
    action.conn().forget_logos(old, &shown).await?;
    action.commit(Entry::of(Act::LogoAdded)).await
}
