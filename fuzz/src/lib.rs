//! What must hold of a delivery, whatever is in it.

use channels::{Answer, Channel, Content, Heard, Identity, Job, Outgoing, Settings, What};

/// Reads a delivery, and takes it for an answer as well: nothing panics, and what must hold does.
pub fn hold(kind: &str, body: &[u8]) {
    let channel = channels::of(kind).expect("a channel of this kind");
    let heard = channel.read(body);
    for one in &heard {
        assert!(!one.key.is_empty(), "something without a key");
        assert!(one.key.len() < 1000, "a key without end");
    }
    assert_eq!(heard, channel.read(body), "read otherwise the second time");
    anybody_can_be_taken_out(channel, body, &heard);
    good_is_read_beside(channel, body);
    let settings = Settings::from_iter([
        ("app_secret".to_owned(), "secret".to_owned()),
        ("verify_token".to_owned(), "word".to_owned()),
    ]);
    assert!(!channel.is_genuine(&settings, body, body), "signed by chance");
    answered_with(channel, body);
}

/// Of whom a delivery tells can be taken out of it, and what it tells of others is read as before.
fn anybody_can_be_taken_out(channel: &dyn Channel, body: &[u8], heard: &[Heard]) {
    let named = heard.iter().filter_map(|one| one.who.as_ref()).map(|who| &who.known);
    for whom in named.filter(|known| !known.is_empty()).take(3) {
        let is_of = |one: &Heard| {
            let known = one.who.iter().flat_map(|who| &who.known);
            let to = if let What::Moved { to, .. } = &one.what { to.as_slice() } else { &[] };
            known.chain(to).any(|it| whom.contains(it))
        };
        let sifted = channel.without(body, whom).expect("who is named can be taken out");
        let left = sifted.left.map(|left| channel.read(left.as_bytes())).unwrap_or_default();
        assert!(!left.iter().any(is_of), "somebody is named still");
        // What is of nobody is known by all that stands in it, and heard once more where something of it went. What was not
        // understood goes if it only names whom it is about.
        let is_clear = |one: &&Heard| one.who.is_some() && !matches!(one.what, What::Unknown { .. });
        for other in heard.iter().filter(|one| !is_of(one)).filter(is_clear) {
            assert!(left.iter().any(|one| one.key == other.key), "what is told of others was lost: {}", other.key);
        }
    }
}

/// What is JSON stands before a good entry, which is read all the same.
fn good_is_read_beside(channel: &dyn Channel, body: &[u8]) {
    let Ok(other) = std::str::from_utf8(body) else { return };
    if serde_json::from_str::<Box<serde_json::value::RawValue>>(other).is_err() {
        return;
    }
    let good = match channel.kind() {
        "messenger" => {
            r#"{"id":"1","messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1793600000000,"message":{"mid":"good","text":"hi"}}]}"#
        }
        _ => {
            r#"{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[{"from":"421905123456","id":"good","timestamp":"1793600000","type":"text","text":{"body":"hi"}}]}}]}"#
        }
    };
    let both = format!(r#"{{"object":"page","entry":[{other},{good}]}}"#);
    let heard = channel.read(both.as_bytes());
    assert!(heard.iter().any(|one| one.key == "message:good"), "a good message was lost beside {other}");
}

/// Answers are as foreign as deliveries.
fn answered_with(channel: &dyn Channel, body: &[u8]) {
    let settings =
        Settings::from_iter([("page_id".to_owned(), "1".to_owned()), ("phone_number_id".to_owned(), "1".to_owned())]);
    let to = vec![
        Identity { kind: "messenger", value: "1/2".to_owned() },
        Identity { kind: "whatsapp_phone", value: "421905123456".to_owned() },
    ];
    let words = Content::Text("hi".to_owned());
    let send = Outgoing { id: "ours".to_owned(), to: to.clone(), content: words, reply_to: None, late: false };
    for status in [200, 400, 500] {
        let answer = Answer::Said { status, wait: None, body: body.to_vec() };
        for job in [
            Job::Send(send.clone()),
            Job::Profile { of: to.clone() },
            Job::Templates,
            Job::Test { webhook: String::new() },
        ] {
            channel.next(&settings, &job, std::slice::from_ref(&answer));
        }
    }
}
