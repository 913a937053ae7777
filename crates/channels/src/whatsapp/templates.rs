//! Approved templates: the account's list, and one of them filled in.
//!
//! Source: WhatsApp Business Management API, "Message templates"; Cloud API, "Template messages".

use crate::graph::{Effect, failure_without_words, get, list as items, member, segment, text, told};
use crate::{Answer, FailedWhy, Outcome, Request, Settings, Step, Template, TemplateUse};
use serde_json::{Value, json};

/// So many at a time.
const PAGE: &str = "50";
/// Nobody has more than these; a list that never ends is left.
const PAGES: usize = 36;
/// Meta finds by a part of the name: so many pages are looked through for the one that is meant.
const PAGES_OF_NAME: usize = 10;

/// The templates of the account, page by page.
pub(super) fn list(settings: &Settings, answers: &[Answer]) -> Step {
    let after = match answers.last().map(|answer| told(answer, Effect::Same)) {
        None => None,
        Some(Err(outcome)) => return Step::Over(outcome),
        Some(Ok(page)) => match next(&page) {
            Some(after) if answers.len() < PAGES => Some(after),
            _ => return Step::Over(Outcome::Templates(answers.iter().flat_map(read).collect())),
        },
    };
    let mut query = vec![("fields", "name,language,status,category,components"), ("limit", PAGE)];
    query.extend(after.as_deref().map(|after| ("after", after)));
    Step::Ask(get(settings, &path(settings), &query))
}

/// The one that is to be sent, page by page: what its places are called is known only there.
pub(super) enum Looked {
    /// The next page is to be asked for.
    Ask(Request),
    /// It is this one, its places filled in; after so many answers.
    Found(Value, usize),
}

/// Looks for the template that is to be sent. What was answered after it was found is not looked at.
pub(super) fn look_up(settings: &Settings, used: &TemplateUse, answers: &[Answer]) -> Result<Looked, Outcome> {
    let failed = || Outcome::Failed(failure_without_words(FailedWhy::Template, "there is no such template"));
    let is_it = |one: &&Value| text(one, "name") == Some(&used.name) && text(one, "language") == Some(&used.language);
    let mut after = None;
    for (n, answer) in answers.iter().enumerate() {
        let page = told(answer, Effect::Same)?;
        if let Some(template) = items(&page, "data").iter().find(is_it) {
            return Ok(Looked::Found(filled_in(used, template)?, n + 1));
        }
        after = Some(next(&page).filter(|_| n + 1 < PAGES_OF_NAME).ok_or_else(failed)?);
    }
    let mut query =
        vec![("fields", "name,language,status,category,components"), ("limit", PAGE), ("name", used.name.as_str())];
    query.extend(after.as_deref().map(|after| ("after", after)));
    Ok(Looked::Ask(get(settings, &path(settings), &query)))
}

/// The template as it is sent, its places filled in.
fn filled_in(used: &TemplateUse, template: &Value) -> Result<Value, Outcome> {
    let failed = |said: &str| Outcome::Failed(failure_without_words(FailedWhy::Template, said));
    let mut components = Vec::new();
    for (kind, values) in [("HEADER", &used.header), ("BODY", &used.body)] {
        let places = component(template, kind)
            .and_then(|component| text(component, "text"))
            .map(crate::places)
            .unwrap_or_default();
        if places.len() != values.len() {
            return Err(failed(&format!("{kind}: {} values for {} places", values.len(), places.len())));
        }
        if !values.is_empty() {
            let parameters: Vec<_> = places.iter().zip(values).map(|(place, value)| parameter(place, value)).collect();
            components.push(json!({ "type": kind.to_lowercase(), "parameters": parameters }));
        }
    }
    let mut filled = json!({ "name": used.name, "language": { "code": used.language } });
    if !components.is_empty() {
        filled["components"] = json!(components);
    }
    Ok(filled)
}

fn path(settings: &Settings) -> String {
    format!("{}/message_templates", segment(settings.get("waba_id")))
}

/// Where the next page begins.
fn next(page: &Value) -> Option<String> {
    let paging = member(page, "paging");
    text(paging, "next")?;
    text(member(paging, "cursors"), "after").map(str::to_owned)
}

fn read(answer: &Answer) -> Vec<Template> {
    let page = told(answer, Effect::Same).unwrap_or_default();
    items(&page, "data").iter().filter_map(template).collect()
}

fn template(told: &Value) -> Option<Template> {
    let header = component(told, "HEADER");
    let buttons = component(told, "BUTTONS").map(|component| items(component, "buttons")).unwrap_or_default();
    let words = |kind: &str| component(told, kind).and_then(|component| text(component, "text")).map(str::to_owned);
    let category = text(told, "category").unwrap_or_default();
    Some(Template {
        name: text(told, "name")?.to_owned(),
        language: text(told, "language")?.to_owned(),
        status: text(told, "status").unwrap_or_default().to_owned(),
        category: category.to_owned(),
        header: words("HEADER"),
        body: words("BODY").unwrap_or_default(),
        footer: words("FOOTER"),
        buttons: buttons.iter().filter_map(|button| text(button, "text")).map(str::to_owned).collect(),
        unsupported: category == "AUTHENTICATION"
            || header.is_some_and(|header| text(header, "format").is_some_and(|format| format != "TEXT"))
            || buttons.iter().any(needs_a_value)
            || items(told, "components").iter().any(|component| !is_known(component)),
    })
}

fn component<'a>(template: &'a Value, kind: &str) -> Option<&'a Value> {
    let is_it = |component: &&Value| text(component, "type").is_some_and(|told| told.eq_ignore_ascii_case(kind));
    items(template, "components").iter().find(is_it)
}

fn is_known(component: &Value) -> bool {
    text(component, "type")
        .is_some_and(|told| ["HEADER", "BODY", "FOOTER", "BUTTONS"].iter().any(|kind| told.eq_ignore_ascii_case(kind)))
}

/// Addresses with a place in them, codes, offers, forms.
fn needs_a_value(button: &Value) -> bool {
    match text(button, "type").unwrap_or_default() {
        "QUICK_REPLY" | "PHONE_NUMBER" | "VOICE_CALL" => false,
        "URL" => text(button, "url").is_some_and(|url| url.contains("{{")),
        _ => true,
    }
}

/// A value may hold neither ends of lines nor tabs nor more than four spaces in a row (132012).
fn parameter(place: &str, value: &str) -> Value {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parameter = json!({ "type": "text", "text": value });
    if place.parse::<u32>().is_err() {
        parameter["parameter_name"] = json!(place);
    }
    parameter
}
