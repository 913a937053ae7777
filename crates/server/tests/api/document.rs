//! The API's document: whole, unambiguous, the one that is served. Each single answer is checked in `support::document`.

use crate::support::{DOCUMENT, Desk};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

fn operations() -> impl Iterator<Item = (&'static String, &'static String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters");
        methods.map(move |(method, operation)| (path, method, operation))
    })
}

fn references(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| match (key.as_str(), value) {
            ("$ref", Value::String(to)) => drop(found.insert(to.clone())),
            _ => references(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_served_is_the_one_of_the_code() {
    let desk = Desk::start(|_| ()).await;
    assert_eq!(desk.get("/api/v1/openapi.json").await.ok(), *DOCUMENT);
}

#[test]
fn every_reference_leads_somewhere() {
    let mut found = HashSet::new();
    references(&DOCUMENT, &mut found);
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_and_says_who_may_ask() {
    let mut names: HashMap<&str, String> = HashMap::new();
    for (path, method, operation) in operations() {
        let here = format!("{method} {path}");
        let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{here} has no name"));
        if let Some(other) = names.insert(name, here.clone()) {
            panic!("{here} and {other} are both called {name}");
        }
        assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{here} says nothing of itself");
        let open = operation["security"].is_null();
        let may_be_open = [
            "set_up_state",
            "set_up",
            "sign_in",
            "sign_in_through_openid",
            "come_back_from_openid",
            "widget_state",
            "ask_reset",
            "look_at_link",
            "use_link",
        ]
        .contains(&name);
        assert_eq!(open, may_be_open, "{here} does not say who may ask");
        let parameters: Vec<&str> =
            operation["parameters"].as_array().into_iter().flatten().filter_map(|p| p["name"].as_str()).collect();
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            assert!(parameters.contains(&part), "{here} does not describe {part}");
        }
    }
    assert!(names.len() > 40, "{} operations", names.len());
}

#[test]
fn a_refusal_has_the_name_it_travels_under() {
    for (path, method, operation) in operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let plain = &response["content"]["application/json"]["schema"]["$ref"];
            assert_ne!(plain, "#/components/schemas/Problem", "{method} {path} {status}");
        }
    }
}

#[test]
fn every_code_of_the_api_is_listed_for_those_who_program_against_it() {
    let told = include_str!("../../../../docs/live-protocol.md");
    let source = [
        include_str!("../../src/problem.rs"),
        include_str!("../../src/http/mod.rs"),
        include_str!("../../src/actions/colleagues.rs"),
    ]
    .concat();
    let mut codes = 0;
    for (n, part) in source.split('"').enumerate() {
        let code = n % 2 == 1 && part.len() > 3 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if code && part.contains('-') && !part.starts_with("content-") && !part.starts_with("retry-") {
            codes += 1;
            assert!(told.contains(&format!("`{part}`")), "{part} is not in docs/live-protocol.md");
        }
    }
    assert!(codes >= 8, "{codes} codes found");
}
