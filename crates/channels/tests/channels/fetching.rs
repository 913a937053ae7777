//! Media and profiles.

use crate::NUMBER;
use crate::asking::*;
use channels::*;
use serde_json::json;

fn medium(id: Option<&str>, url: Option<&str>) -> Job {
    let own = |text: &str| text.to_owned();
    let media = Media { kind: MediaKind::Image, id: id.map(own), url: url.map(own), media_type: None, name: None };
    Job::Fetch(Fetch { media, message: None, place: 0 })
}

#[test]
fn a_medium_of_whatsapp_is_fetched_and_an_old_address_asked_for_once_more() {
    let job = medium(Some("77"), Some("https://lookaside.fbsbx.com/old"));
    let asked = ask(next("whatsapp", &job, &[]));
    assert_eq!((asked.method, path(&asked)), (Method::Get, "v25.0/77"));
    assert!(asked.query.contains(&("phone_number_id".into(), NUMBER.into())));
    let addressed = said(200, json!({"url": "https://lookaside.fbsbx.com/a", "id": "77"}));
    let old = Answer::Said { status: 404, wait: None, body: b"URL signature expired".to_vec() };
    let Step::Fetch(fetch) = next("whatsapp", &job, std::slice::from_ref(&addressed)) else { panic!() };
    assert_eq!(
        (fetch.address, fetch.bearer.as_deref()),
        (Address::Media("https://lookaside.fbsbx.com/a".into()), Some("token"))
    );
    assert_eq!(over(next("whatsapp", &job, &[addressed.clone(), Answer::Saved])), Outcome::Fetched);
    ask(next("whatsapp", &job, &[addressed.clone(), old.clone()]));
    assert!(matches!(next("whatsapp", &job, &[addressed.clone(), old.clone(), addressed.clone()]), Step::Fetch(_)));
    assert_eq!(
        over(next("whatsapp", &job, &[addressed.clone(), old.clone(), addressed.clone(), Answer::Saved])),
        Outcome::Fetched
    );
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let with_digest = said(200, json!({"url": "https://lookaside.fbsbx.com/a", "sha256": hex}));
    let fetch = next("whatsapp", &job, &[with_digest]);
    assert!(matches!(fetch, Step::Fetch(Request { digest: Some([0xba, 0x78, ..]), .. })));
    let twice = over(next("whatsapp", &job, &[addressed.clone(), old.clone(), addressed.clone(), old]));
    assert!(matches!(twice, Outcome::Failed(why) if why.why == FailedWhy::Gone));
    for (answer, expected) in [
        (said(401, json!({"error": {"code": 190}})), FailedWhy::Token),
        (Answer::NoAnswer("reset".into()), FailedWhy::NoAnswer),
        (said(503, json!({})), FailedWhy::Temporary),
    ] {
        let outcome = over(next("whatsapp", &job, &[addressed.clone(), answer]));
        assert!(matches!(&outcome, Outcome::Later { why, .. } if why.why == expected), "{outcome:?}");
    }
    let gone = said(400, json!({"error": {"code": 100, "error_subcode": 33}}));
    assert!(matches!(over(next("whatsapp", &job, &[gone])), Outcome::Failed(why) if why.why == FailedWhy::Gone));
}

#[test]
fn addresses_that_are_none_are_not_asked_for() {
    for url in ["file:///etc/passwd", "/reel/1", "javascript:alert(1)", ""] {
        let addressed = said(200, json!({ "url": url }));
        assert!(matches!(over(next("whatsapp", &medium(Some("77"), None), &[addressed])), Outcome::Later { .. }));
        for kind in ["messenger", "whatsapp"] {
            assert!(matches!(over(next(kind, &medium(None, Some(url)), &[])), Outcome::Failed(_)));
        }
    }
}

#[test]
fn no_token_goes_with_the_open_addresses_of_messenger() {
    let job = medium(None, Some("https://scontent.xx.fbcdn.net/a.jpg"));
    let Step::Fetch(request) = next("messenger", &job, &[]) else { panic!() };
    assert_eq!((request.bearer, request.query), (None, vec![]));
    assert_eq!(over(next("messenger", &job, &[Answer::Saved])), Outcome::Fetched);
    let expired = Answer::Said { status: 403, wait: None, body: b"URL signature expired".to_vec() };
    assert!(matches!(over(next("messenger", &job, &[expired])), Outcome::Failed(why) if why.why == FailedWhy::Gone));
    assert!(matches!(over(next("messenger", &job, &[said(500, json!({}))])), Outcome::Later { .. }));
}

#[test]
fn an_address_of_messenger_that_is_over_is_asked_for_anew_by_its_message() {
    let url = |at: &str| format!("https://scontent.xx.fbcdn.net/v/{at}?oe=1");
    let wanted = |message: Option<&str>, name: &str, place| {
        let media = Media { kind: MediaKind::Image, id: None, url: Some(url(name)), media_type: None, name: None };
        Job::Fetch(Fetch { media, message: message.map(str::to_owned), place })
    };
    let expired = || Answer::Said { status: 403, wait: None, body: b"URL signature expired".to_vec() };
    let job = wanted(Some("m_1"), "b.jpg", 0);
    let asked = ask(next("messenger", &job, &[expired()]));
    assert_eq!((asked.method, path(&asked)), (Method::Get, "v25.0/m_1"));
    assert!(asked.query.iter().any(|(key, value)| key == "fields" && value.starts_with("attachments")));
    let now = said(
        200,
        json!({"attachments": {"data": [
            {"image_data": {"url": url("a.jpg")}}, {"image_data": {"url": url("b.jpg")}}, {"file_url": url("c.pdf")},
            {"video_data": {"url": "/reel/1"}},
        ]}}),
    );
    let from = |job: &Job| match next("messenger", job, &[expired(), now.clone()]) {
        Step::Fetch(Request { address: Address::Media(url), bearer: None, .. }) => url,
        step => panic!("{step:?}"),
    };
    assert_eq!(from(&job), url("b.jpg"), "by its name");
    assert_eq!(from(&wanted(Some("m_1"), "other.jpg", 2)), url("c.pdf"), "by its place");
    assert_eq!(over(next("messenger", &job, &[expired(), now.clone(), Answer::Saved])), Outcome::Fetched);
    let is_gone = |outcome: Outcome| matches!(outcome, Outcome::Failed(why) if why.why == FailedWhy::Gone);
    assert!(is_gone(over(next("messenger", &job, &[expired(), now.clone(), expired()]))));
    assert!(is_gone(over(next("messenger", &job, &[expired(), said(200, json!({"id": "m_1"}))]))));
    let unknown = said(400, json!({"error": {"code": 100, "error_subcode": 33}}));
    assert!(is_gone(over(next("messenger", &job, &[expired(), unknown]))));
    assert!(is_gone(over(next("messenger", &wanted(None, "b.jpg", 0), &[expired()]))), "nobody knows its message");
    let later = over(next("messenger", &job, &[expired(), said(503, json!({}))]));
    assert!(matches!(later, Outcome::Later { .. }));
}

/// Hosts are told by their ends: the dot in front keeps `evilfbcdn.net` out.
#[test]
fn media_come_from_hosts_of_meta() {
    for kind in ["messenger", "whatsapp"] {
        assert!(channel(kind).media_hosts().iter().all(|end| end.starts_with('.')));
    }
}

#[test]
fn a_client_of_messenger_has_a_name_and_a_photo_if_meta_tells() {
    let job = Job::Profile { of: client("messenger") };
    assert_eq!(path(&ask(next("messenger", &job, &[]))), "v25.0/7654321098765432");
    let told = said(200, json!({"first_name": "Jana", "last_name": "Nová", "profile_pic": "https://x.fbcdn.net/p"}));
    let Outcome::Profile(profile) = over(next("messenger", &job, &[told])) else { panic!() };
    assert_eq!(
        (profile.name.as_deref(), profile.photo.unwrap().url.as_deref()),
        (Some("Jana Nová"), Some("https://x.fbcdn.net/p"))
    );
    for nothing in
        [said(200, json!({"id": "1"})), said(400, json!({"error": {"code": 100, "error_subcode": 2_018_218}}))]
    {
        assert_eq!(over(next("messenger", &job, &[nothing])), Outcome::Profile(channels::Profile::default()));
    }
    assert_eq!(
        over(next("whatsapp", &Job::Profile { of: vec![] }, &[])),
        Outcome::Profile(channels::Profile::default())
    );
}
