//! Every answer the tests get is held against the API's document: an undocumented answer fails the test.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(server::http::documented().1).unwrap());

type Shape = Option<Arc<jsonschema::Validator>>;

static SHAPES: LazyLock<Mutex<HashMap<String, Shape>>> = LazyLock::new(Mutex::default);

/// Asserts that the document tells of this answer. Addresses outside the API are not its business.
pub fn told_of(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let path = path.split('?').next().unwrap();
    let Some(operation) = operation(method, path) else {
        let of_api = path.starts_with("/api/v1/") || path.starts_with("/widget/v1/");
        let of_api = of_api && path != "/api/v1/openapi.json";
        assert!(!of_api || !status.is_success(), "{method} {path} is not in the document");
        return;
    };
    let responses = &operation["responses"];
    let exact = &responses[status.as_str()];
    assert!(!exact.is_null() || !status.is_success(), "{method} {path}: the document does not know {status}");
    let response = if exact.is_null() { &responses["default"] } else { exact };
    if let Some(shape) = shape(response) {
        let wrong: Vec<String> = shape.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path} {status} is not as documented: {wrong:#?}\n{body}");
    } else {
        assert!(body.is_null(), "{method} {path} {status}: a body that the document does not know");
    }
}

/// The document's operation for a path: fixed parts fit before parameters.
pub fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(w, p)| w == p || w.starts_with('{'))
    };
    let paths = DOCUMENT["paths"].as_object()?;
    let found = paths.iter().find(|(template, _)| fits(template))?;
    found.1.get(method.as_str().to_lowercase())
}

fn shape(response: &Value) -> Shape {
    let content = response["content"].as_object()?;
    // What is not JSON is read by the tests that ask for it.
    let schema = &content.iter().find(|(kind, _)| kind.ends_with("json"))?.1["schema"];
    let mut shapes = SHAPES.lock().unwrap();
    let compiled = shapes.entry(schema.to_string()).or_insert_with(|| {
        let mut root =
            json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"]});
        root.as_object_mut()?.extend(schema.as_object()?.clone());
        Some(Arc::new(jsonschema::options().should_validate_formats(true).build(&root).unwrap()))
    });
    compiled.clone()
}
