//! The company's settings.

use super::change_words;
use crate::{
    actions::{
        audit::{Deed, Doer, Entry},
        fields::{done, named},
    },
    app::App,
    problem::Problem,
    shape,
    wire::{administration::CompanySettings, audit::Act},
};
use desk::{Graces, limits::Seconds};
use std::sync::Arc;
use store::Company;

/// Changes the company's settings.
///
/// # Errors
/// `invalid`.
pub async fn save(app: Arc<App>, by: Doer, settings: CompanySettings) -> Result<(), Problem> {
    let mut wrong = Vec::new();
    let name = named("name", &settings.name, 100, &mut wrong);
    if settings.chat_limit > 50 {
        wrong.push(("chat_limit", "out-of-range"));
    }
    let g = settings.graces;
    for (field, value, range) in [
        ("client_away", g.client_away, 1..=600),
        ("client_waiting", g.client_waiting, 5..=3_600),
        ("client_active", g.client_active, 5..=86_400),
        ("operator", g.operator, 5..=86_400),
    ] {
        if !range.contains(&value) {
            wrong.push((field, "out-of-range"));
        }
    }
    if !(1..=200).contains(&settings.files.largest_megabytes) {
        wrong.push(("largest_megabytes", "out-of-range"));
    }
    done(wrong)?;
    let graces = Graces {
        client_away: Seconds(g.client_away),
        client_waiting: Seconds(g.client_waiting),
        client_active: Seconds(g.client_active),
        operator: Seconds(g.operator),
    };
    let company = Company {
        name,
        chat_limit: settings.chat_limit,
        previews: settings.previews,
        graces,
        files: settings.files,
        typing_preview: settings.typing_preview,
        link_previews: settings.link_previews,
        all_away: settings.all_away,
    };
    let mut action = Deed::begin(&app, by).await?;
    action.conn().save_company(&company).await?;
    let directory = app.directory();
    let before = shape::company_settings(&directory);
    let entry = Entry::of(Act::CompanyChanged).changed(&directory, &before, &settings);
    change_words(action, entry).await?;
    app.presence.notify_one();
    Ok(())
}
