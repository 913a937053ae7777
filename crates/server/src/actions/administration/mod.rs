//! What administrators change: groups, widgets, words and settings. Everybody's directory is another one after each of it.

pub mod away_reasons;
pub mod company;
pub mod groups;
pub mod logos;
pub mod results;
pub mod tags;
mod widget_checks;
pub mod widgets;

use super::audit::{Deed, Entry};
use crate::problem::Problem;

async fn change_words(mut deed: Deed, entry: Entry) -> Result<(), Problem> {
    deed.directory_changes().await?;
    deed.commit(entry).await
}
