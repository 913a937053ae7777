//! What a widget's clients agree to. Each change of it is a version of its own, so that whoever agreed to one can be shown what
//! it said; also when a release says it in other words where the company says nothing.

use crate::{
    directory::WidgetDetails,
    mail::words::{Words, languages},
    wire::widget::{ConsentText, ConsentVersion as WireVersion},
};
use desk::{Timestamp, WidgetId};
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, ConsentVersion, Error};

/// What is shown, per language: the company's own words, or ours.
fn texts(details: &WidgetDetails) -> BTreeMap<String, ConsentText> {
    let mut spoken: BTreeSet<&str> = languages().collect();
    spoken.extend(details.texts.keys().map(String::as_str));
    spoken
        .into_iter()
        .map(|language| {
            let said = details.texts.get(language);
            let filled = |text: Option<&String>| text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
            let text = filled(said.and_then(|it| it.consent.as_ref()));
            let text = text.unwrap_or_else(|| Words::of(language).say("widget_form_consent", &[]));
            (language.to_owned(), ConsentText { text, url: filled(said.and_then(|it| it.consent_url.as_ref())) })
        })
        .collect()
}

/// Keeps what the widget shows from now on as a version, unless it is that of the newest one.
///
/// # Errors
/// When the database does not answer.
pub async fn note(
    conn: &mut Conn<'_>,
    widget: &WidgetId,
    details: &WidgetDetails,
    now: Timestamp,
) -> Result<(), Error> {
    let newest = conn.consent_versions(widget).await?.into_iter().next();
    let shown = serde_json::to_value(texts(details)).unwrap_or_default();
    if newest.as_ref().is_some_and(|newest| newest.texts == shown) {
        return Ok(());
    }
    let number = newest.map_or(1, |newest| newest.number + 1);
    conn.add_consent_version(&ConsentVersion { widget: widget.clone(), number, at: now, texts: shown }).await?;
    Ok(())
}

/// The same for all widgets there are.
///
/// # Errors
/// When the database does not answer.
pub async fn note_all(conn: &mut Conn<'_>, now: Timestamp) -> Result<(), Error> {
    for widget in conn.widgets().await? {
        // One that cannot be read is off, and told of where it is loaded.
        if let (None, Ok(details)) = (widget.removed_at, serde_json::from_value(widget.details)) {
            note(conn, &widget.id, &details, now).await?;
        }
    }
    Ok(())
}

/// A version as administrators read it.
#[must_use]
pub fn told(version: ConsentVersion) -> WireVersion {
    let texts = serde_json::from_value(version.texts).unwrap_or_default();
    WireVersion { number: version.number, at: version.at.into(), texts }
}
