//! Whatever comes in, nothing panics, and what is good beside it is read.

use crate::{channel_of, fixture, json};
use channels::{
    ALL, Answer, Content, FileKind, Heard, Identity, Job, Media, MediaKind, Outcome, Outgoing, Step, TemplateUse, What,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What breaks parsers, as it stands in the bytes.
const HOSTILE: &[&str] = &[
    "null",
    "[]",
    "{}",
    "true",
    "0",
    "-1",
    "1e999",
    "-1e999",
    "1e-999",
    "18446744073709551616",
    "99999999999999999999999999999999",
    r#""""#,
    r#""\u0000""#,
    r#""\ud83d""#,
    r#""\ude00 \ud83d\ud83d""#,
    r#"{"\ud800":1}"#,
    r#"{"a":1,"a":2}"#,
    "DEEP",
    "LONG",
];

fn hostile(which: &str) -> String {
    match which {
        "DEEP" => format!("{}{}", "[".repeat(3000), "]".repeat(3000)),
        "LONG" => format!("\"{}\"", "x".repeat(5_000)),
        told => told.to_owned(),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(&["page", "1793600000", "-1", "true", "text", "\u{0}", "SK.1", "421905123456"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let keys =
            prop::sample::select(&["id", "mid", "text", "type", "payload", "message", "url", "from", "timestamp", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..4)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// Every place in a value, as a pointer; the whole is none.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at_item, value)| (format!("{at}/{at_item}"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (at, value) in inner {
        places(value, &at, all);
        all.push(at);
    }
}

/// A body in which a good message stands behind something else, in every way in which things stand beside each other.
fn beside(name: &str, other: &Value) -> Vec<(Value, Heard)> {
    let (list, deep, good) = if name.starts_with("messenger") {
        ("/entry/0/messaging", "/entry", "messenger/m01_text.json")
    } else {
        ("/entry/0/changes/0/value/messages", "/entry/0/changes", "whatsapp/w02_text_legacy_no_bsuid.json")
    };
    let body = json(good);
    let message = channel_of(name).read(&fixture(good)).remove(0);
    let mut bodies = Vec::new();
    for list in [list, deep, "/entry"] {
        let mut with = body.clone();
        with.pointer_mut(list).unwrap().as_array_mut().unwrap().insert(0, other.clone());
        bodies.push((with, message.clone()));
    }
    bodies
}

/// The good message is among what was read.
fn is_read(name: &str, body: &[u8], good: &Heard) -> bool {
    channel_of(name).read(body).iter().any(|one| one == good)
}

/// The events of a fixture, as they stand in their lists.
fn events(name: &str) -> Vec<Value> {
    let body = json(name);
    let mut events = body["entry"].as_array().unwrap().clone();
    for entry in body["entry"].as_array().unwrap() {
        for list in ["messaging", "standby", "changes"] {
            let items = entry[list].as_array().cloned().unwrap_or_default();
            for item in &items {
                for list in ["messages", "statuses", "message_echoes", "errors", "contacts"] {
                    events.extend(item["value"][list].as_array().cloned().unwrap_or_default());
                }
            }
            events.extend(items);
        }
    }
    events
}

fn names() -> Vec<String> {
    json("expect.json").as_object().unwrap().keys().cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..300)) {
        for channel in ALL {
            channel.read(&body);
        }
    }

    #[test]
    fn any_json_is_survived(body in any_json()) {
        for channel in ALL {
            channel.read(body.to_string().as_bytes());
            channel.read(json!({"object": "page", "entry": body}).to_string().as_bytes());
        }
    }

    #[test]
    fn any_value_in_any_place_of_an_event_costs_no_message_beside_it(
        name in prop::sample::select(names()), event in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), value in any_json(),
    ) {
        let events = events(&name);
        let mut event = event.get(&events).clone();
        let mut all = vec![String::new()];
        places(&event, "", &mut all);
        *event.pointer_mut(place.get::<String>(&all)).unwrap() = value;
        for (body, good) in beside(&name, &event) {
            prop_assert!(is_read(&name, body.to_string().as_bytes(), &good), "{}", body);
        }
    }

    #[test]
    fn any_value_in_any_place_of_a_delivery_is_survived(
        name in prop::sample::select(names()), place in any::<prop::sample::Index>(), value in any_json(),
    ) {
        let mut body = json(&name);
        let mut all = vec![String::new()];
        places(&body, "", &mut all);
        *body.pointer_mut(place.get::<String>(&all)).unwrap() = value;
        for one in channel_of(&name).read(body.to_string().as_bytes()) {
            let shown = format!("{:?}", one).replace(r"\\", "");
            prop_assert!(!shown.contains(r"\0") && !one.key.is_empty(), "{}", shown);
        }
    }

    #[test]
    fn damaged_bytes_are_survived(
        name in prop::sample::select(names()), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut body = fixture(&name);
        for (at, byte) in damage {
            *at.get_mut(&mut body) = byte;
        }
        channel_of(&name).read(&body);
    }
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let codes = prop::sample::select(&[0, 1, 2, 4, 10, 33, 100, 190, 200, 506, 613, 131_047, 131_056, 132_001, -1]);
    let error = (codes, any_json()).prop_map(|(code, more)| json!({"error": {"code": code, "error_data": more}}));
    let body = prop_oneof![any_json(), error].prop_map(|body| body.to_string().into_bytes());
    let body = prop_oneof![body, prop::collection::vec(any::<u8>(), 0..40)];
    prop_oneof![
        (100u16..600, body).prop_map(|(status, body)| Answer::Said { status, wait: None, body }),
        Just(Answer::Saved),
        Just(Answer::NotAsked("no route".into())),
        Just(Answer::NoAnswer("reset".into())),
    ]
}

fn any_job() -> impl Strategy<Value = Job> {
    let to = vec![
        Identity { kind: "messenger", value: "1/2".into() },
        Identity { kind: "whatsapp_phone", value: "421905123456".into() },
    ];
    let send = |content| {
        Job::Send(Outgoing { id: "ours".into(), to: to.clone(), content, reply_to: Some("m".into()), late: true })
    };
    let used = TemplateUse { name: "a".into(), language: "b".into(), header: vec![], body: vec!["c".into()] };
    let file = Content::File { kind: FileKind::Image, name: "a".into(), media_type: "b".into(), caption: "c".into() };
    let media = |id: Option<&str>| Media {
        kind: MediaKind::Image,
        id: id.map(str::to_owned),
        url: Some("https://a.fbcdn.net/b".into()),
        media_type: None,
        name: None,
    };
    prop::sample::select(vec![
        send(Content::Text("hi".into())),
        send(file),
        send(Content::Template(used)),
        Job::React { to: to.clone(), message: "m".into(), emoji: Some("👍".into()) },
        Job::MarkRead { to: to.clone(), message: "m".into() },
        Job::Typing { to: to.clone(), message: "m".into(), on: true },
        Job::Fetch(channels::Fetch { media: media(Some("1")), message: None, place: 0 }),
        Job::Fetch(channels::Fetch { media: media(None), message: Some("m_1".into()), place: 3 }),
        Job::Profile { of: to },
        Job::Templates,
        Job::Test { webhook: "https://desk.example".into() },
        Job::Watch,
        Job::Subscribe,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// A message is on its way once at most: after its request, whatever is answered, the job is over.
    #[test]
    fn every_job_ends_and_no_message_is_asked_for_twice(
        job in any_job(), said in prop::collection::vec(any_answer(), 40), which in 0usize..2,
    ) {
        let settings = crate::settings(&[("page_id", "1"), ("phone_number_id", "1"), ("access_token", "t")]);
        let mut sent = 0;
        for step in 0..=said.len() {
            match ALL[which].next(&settings, &job, &said[..step]) {
                Step::Ask(request) | Step::Fetch(request) => sent += usize::from(!request.repeatable),
                Step::Over(Outcome::Unknown(_)) => {
                    prop_assert!(sent == 1);
                    return Ok(());
                }
                Step::Over(_) => return Ok(()),
            }
            prop_assert!(sent < 2);
        }
        prop_assert!(false, "{:?} does not end", job);
    }
}

#[test]
fn what_breaks_parsers_costs_no_message_beside_it() {
    for name in names() {
        for event in events(&name) {
            let mut all = vec![String::new()];
            places(&event, "", &mut all);
            for which in HOSTILE {
                // Every place once, each time something else.
                let mut event = event.clone();
                let at = &all[which.len() * 7 % all.len()];
                *event.pointer_mut(at).unwrap() = json!("@hostile@");
                for (body, good) in beside(&name, &event) {
                    let body = body.to_string().replace("\"@hostile@\"", &hostile(which));
                    assert!(is_read(&name, body.as_bytes(), &good), "{name}: {which} at {at}");
                }
            }
        }
    }
}

#[test]
fn deliveries_that_end_in_the_middle_are_survived() {
    for name in names() {
        let body = fixture(&name);
        for end in 0..body.len() {
            let heard = channel_of(&name).read(&body[..end]);
            assert!(
                matches!(heard.as_slice(), [Heard { what: What::Unknown { .. }, .. }]),
                "{name}, {end} bytes: {heard:?}"
            );
        }
    }
}

#[test]
fn what_is_read_twice_is_the_same() {
    for name in names() {
        assert_eq!(channel_of(&name).read(&fixture(&name)), channel_of(&name).read(&fixture(&name)));
    }
}

/// An escape that is no character costs only itself.
#[test]
fn half_a_character_costs_only_itself() {
    for (name, words) in [
        ("messenger/m01_text.json", "Hello, is the blue one still available?"),
        ("whatsapp/w01_text_2026.json", "Does it come in another color?"),
    ] {
        let body = String::from_utf8(fixture(name)).unwrap().replace(words, r"a\ud83d b\u0000 \\ud83d");
        let heard = channel_of(name).read(body.as_bytes());
        let What::Said(said) = &heard[0].what else { panic!("{heard:?}") };
        assert_eq!(said.parts, [channels::Part::Text("a\u{fffd} b\u{fffd} \\ud83d".into())]);
    }
}

/// Up to a thousand in one delivery of up to 3 MB.
#[test]
fn a_thousand_in_one_delivery_are_read() {
    for name in ["messenger/m01_text.json", "whatsapp/w01_text_2026.json"] {
        let mut body = json(name);
        let list =
            if name.starts_with("messenger") { "/entry/0/messaging" } else { "/entry/0/changes/0/value/messages" };
        let list = body.pointer_mut(list).unwrap().as_array_mut().unwrap();
        let event = list[0].to_string();
        *list = (0..1000)
            .map(|at| {
                serde_json::from_str(&event.replace("Xq901", &at.to_string()).replace("Z0001", &at.to_string()))
                    .unwrap()
            })
            .collect();
        let heard = channel_of(name).read(body.to_string().as_bytes());
        let keys: std::collections::BTreeSet<_> = heard.iter().map(|one| &one.key).collect();
        assert_eq!(keys.len(), 1000, "{name}");
    }
}
