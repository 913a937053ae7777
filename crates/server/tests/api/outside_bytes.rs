//! Parsers of what strangers send, with whatever bytes: what comes out is bounded and safe to keep and show.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use desk::Entry;
use proptest::prelude::*;
use server::{
    http::{ask, form, origin},
    secret,
    wire::{
        client::Enter,
        live::{ClientSays, ConsoleSays},
        widget::{FieldKind, FormField},
    },
};
use std::{collections::BTreeMap, sync::LazyLock};
use tokio::runtime::Runtime;

fn headers(pairs: &[(&'static str, Vec<u8>)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, Vec<u8>)| {
        Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?))
    };
    pairs.iter().filter_map(pair).collect()
}

/// What it comes to.
fn settled<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
    RUNTIME.block_on(future)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "[ -~]{0,200}".prop_map(String::into_bytes),
        "(Mozilla/5.0|Chrome/|Windows NT|Version/|[0-9]{1,12}|[(); ./])*".prop_map(String::into_bytes),
    ]
}

fn field() -> impl Strategy<Value = FormField> {
    let kinds =
        [FieldKind::Name, FieldKind::Phone, FieldKind::Email, FieldKind::Topic, FieldKind::Message, FieldKind::Consent];
    (proptest::sample::select(kinds.to_vec()), any::<bool>()).prop_map(|(kind, required)| FormField {
        kind,
        required,
        choices: BTreeMap::new(),
        notice: false,
    })
}

fn enter(form: BTreeMap<String, String>, parameters: BTreeMap<String, String>) -> Enter {
    let id = uuid::Uuid::nil();
    let (message, page, language) = (None, None, None);
    Enter {
        id,
        widget: "demo".into(),
        entry: Entry::Chat,
        form,
        message,
        page,
        page_views: vec![],
        language,
        identity: None,
        parameters,
    }
}

proptest! {
    #[test]
    fn a_browser_tells_no_more_than_fits(agent in bytes(), language in bytes(), platform in bytes(), version in bytes(), mobile in bytes()) {
        let told = [
            ("user-agent", agent), ("accept-language", language), ("sec-ch-ua-platform", platform),
            ("sec-ch-ua-platform-version", version), ("sec-ch-ua-mobile", mobile),
        ];
        let told = settled(origin::of(&headers(&told), None));
        for text in [&told.browser, &told.os, &told.language, &told.device].into_iter().flatten() {
            prop_assert!(text.chars().count() <= 520 && !text.chars().any(char::is_control), "{text:?}");
        }
        prop_assert!(told.language.is_none_or(|tag| tag.len() <= 35 && tag.is_ascii()));
        prop_assert!(["desktop", "mobile", "tablet"].contains(&told.device.unwrap().as_str()));
    }

    #[test]
    fn a_cookie_is_found_among_others_and_only_by_its_whole_name(before in "[a-z0-9=; ]{0,60}", value in "[A-Za-z0-9_-]{0,43}", after in bytes()) {
        prop_assume!(!before.split(';').any(|pair| pair.trim().starts_with("session=")));
        let mut map = HeaderMap::new();
        map.append("cookie", HeaderValue::from_str(&format!("x_session=no; {before}; session={value}")).unwrap());
        if let Ok(after) = HeaderValue::from_bytes(&after) {
            map.append("cookie", after);
        }
        prop_assert_eq!(ask::cookie(&map, "session"), Some(value.as_str()));
    }

    #[test]
    fn a_token_is_one_only_of_its_exact_shape(text in "\\PC{0,50}") {
        prop_assert!(!secret::looks_like_token(&text) || (text.len() == 43 && text.is_ascii()));
    }

    #[test]
    fn a_form_lets_through_what_fits_and_nothing_else(
        fields in proptest::collection::vec(field(), 0..6),
        form in proptest::collection::btree_map("name|phone|email|topic|message|consent|[a-z]{1,5}", "\\PC{0,300}|[ +0-9()-]{0,45}|[a-z.@]{0,20}|true|\0", 0..8),
        parameters in proptest::collection::btree_map("\\PC{0,45}", "\\PC{0,40}", 0..25),
    ) {
        let asked: Vec<&str> = fields.iter().map(|f| match f.kind {
            FieldKind::Name => "name", FieldKind::Phone => "phone", FieldKind::Email => "email",
            FieldKind::Topic => "topic", FieldKind::Message => "message", FieldKind::Consent => "consent",
        }).collect();
        match form::check(&fields, &enter(form.clone(), parameters), None, 3) {
            Err(problem) => prop_assert_eq!(problem.code, "invalid"),
            Ok(filled) => {
                for answer in &filled.answers {
                    prop_assert!(asked.contains(&answer.field.as_str()), "{} was not asked for", answer.field);
                    prop_assert!(answer.value.chars().count() <= 254 && !answer.value.contains('\0'));
                }
                for (field, key) in fields.iter().zip(&asked) {
                    let given = form.get(*key).is_some_and(|value| !value.trim().is_empty());
                    prop_assert!(!field.required || given, "{key} is required");
                }
                prop_assert!(filled.parameters.len() <= 21);
            }
        }
    }

    #[test]
    fn a_frame_is_understood_or_not_but_never_breaks(text in prop_oneof!["\\PC{0,200}", "[\\[{\\]}:,\"a-z0-9]{0,200}", "\\{\"type\":\"(hello|seen|typing|ping|subscribe)\"[,:\"a-z0-9{}-]{0,60}\\}"]) {
        if let Ok(said) = serde_json::from_str::<ClientSays>(&text) {
            prop_assert!(serde_json::to_string(&said).is_ok());
        }
        if let Ok(said) = serde_json::from_str::<ConsoleSays>(&text) {
            prop_assert!(serde_json::to_string(&said).is_ok());
        }
    }
}
