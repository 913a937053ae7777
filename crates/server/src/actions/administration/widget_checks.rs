//! Whether what is said of a widget can be shown and answered.

use crate::{
    directory::WidgetDetails,
    mail::letter::is_address,
    wire::widget::{FieldKind, FormField, WidgetText},
};
use desk::trigger;
use std::collections::HashSet;

/// What is wrong in it, as far as it shows without looking anywhere else: fields and codes.
pub(super) fn wrong_in(details: &WidgetDetails) -> Vec<(&'static str, &'static str)> {
    let WidgetDetails { allowed_origins, entries, offline, texts, look, .. } = details;
    let mut wrong = Vec::new();
    if allowed_origins.len() > 100 || !allowed_origins.iter().all(|o| is_origin(o)) {
        wrong.push(("allowed_origins", "malformed"));
    }
    let mut seen = HashSet::new();
    if entries.is_empty() {
        wrong.push(("entries", "required"));
    } else if !entries.iter().all(|entry| entry.is_of_widgets() && seen.insert(*entry)) {
        wrong.push(("entries", "malformed"));
    }
    if !form_fits(&details.form) {
        wrong.push(("form", "malformed"));
    }
    if offline.email.as_deref().is_some_and(|email| !is_address(email)) {
        wrong.push(("offline_email", "malformed"));
    }
    if let Some(code) = offline_fields_wrong(&offline.fields) {
        wrong.push(("offline", code));
    }
    if !texts.values().all(text_fits) || texts.len() > 50 {
        wrong.push(("texts", "too-long"));
    }
    if !texts.values().all(consent_leads_somewhere) {
        wrong.push(("texts.consent_url", "malformed"));
    }
    let colour = look.colour.as_bytes();
    if colour.len() != 7 || colour[0] != b'#' || !colour[1..].iter().all(u8::is_ascii_hexdigit) {
        wrong.push(("colour", "malformed"));
    }
    if !trigger::are_sound(&details.triggers) {
        wrong.push(("triggers", "malformed"));
    }
    wrong
}

/// No field twice, and choices that can be shown.
fn form_fits(form: &[FormField]) -> bool {
    let mut kinds = HashSet::new();
    let choices_fit = form.iter().all(|f| {
        f.choices.values().all(|list| list.len() <= 20 && list.iter().all(|c| (1..=100).contains(&c.chars().count())))
    });
    let notice_fits = form.iter().all(|field| !field.notice || field.kind == FieldKind::Consent);
    choices_fit && notice_fits && form.iter().all(|field| kinds.insert(field.kind))
}

/// A request that nobody can answer is no use: an e-mail address or a phone number is asked for, always.
fn offline_fields_wrong(fields: &[FormField]) -> Option<&'static str> {
    let answerable = |field: &FormField| field.required && matches!(field.kind, FieldKind::Email | FieldKind::Phone);
    match (form_fits(fields), fields.iter().any(answerable)) {
        (false, _) => Some("malformed"),
        (true, false) => Some("required"),
        (true, true) => None,
    }
}

/// `https://example.com` or with a port; no path.
fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
}

fn text_fits(text: &WidgetText) -> bool {
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
fn consent_leads_somewhere(text: &WidgetText) -> bool {
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
