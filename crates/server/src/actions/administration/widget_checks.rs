//! Whether what is said of a widget can be shown and answered.

use crate::wire::widget::{FieldKind, FormField, WidgetText};
use std::collections::HashSet;

/// No field twice, and choices that can be shown.
pub(super) fn form_fits(form: &[FormField]) -> bool {
    let mut kinds = HashSet::new();
    let choices_fit = form.iter().all(|f| {
        f.choices.values().all(|list| list.len() <= 20 && list.iter().all(|c| (1..=100).contains(&c.chars().count())))
    });
    let notice_fits = form.iter().all(|field| !field.notice || field.kind == FieldKind::Consent);
    choices_fit && notice_fits && form.iter().all(|field| kinds.insert(field.kind))
}

/// A request that nobody can answer is no use: an e-mail address or a phone number is asked for, always.
pub(super) fn offline_fields_wrong(fields: &[FormField]) -> Option<&'static str> {
    let answerable = |field: &FormField| field.required && matches!(field.kind, FieldKind::Email | FieldKind::Phone);
    match (form_fits(fields), fields.iter().any(answerable)) {
        (false, _) => Some("malformed"),
        (true, false) => Some("required"),
        (true, true) => None,
    }
}

/// `https://example.com` or with a port; no path.
pub(super) fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
}

pub(super) fn text_fits(text: &WidgetText) -> bool {
    let short = [
        &text.launcher,
        &text.greeting,
        &text.nobody_here,
        &text.waiting,
        &text.consent,
        &text.consent_url,
        &text.rating,
    ];
    short.iter().all(|text| text.as_deref().is_none_or(|text| text.chars().count() <= 500))
}

/// What clients are asked to agree to is read over a line that nobody can listen to or change.
pub(super) fn consent_leads_somewhere(text: &WidgetText) -> bool {
    let url = text.consent_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    url.is_none_or(|url| url::Url::parse(url).is_ok_and(|url| url.scheme() == "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_only() {
        assert!(is_origin("https://example.com") && is_origin("http://localhost:8081"));
        assert!(!is_origin("example.com") && !is_origin("https://example.com/") && !is_origin("ftp://example.com"));
    }
}
