//! The list of templates, and one that is sent.

use crate::asking::*;
use channels::*;
use serde_json::{Value, json};

fn page(templates: Value, after: Option<&str>) -> Answer {
    let paging = after.map_or(
        json!({"cursors": {"after": "end"}}),
        |after| json!({"cursors": {"after": after}, "next": "https://x"}),
    );
    said(200, json!({"data": templates, "paging": paging}))
}

#[test]
fn templates_come_page_by_page() {
    let one = |name: &str, components: Value| json!({"name": name, "language": "sk", "status": "APPROVED", "category": "UTILITY", "components": components});
    let first = page(
        json!([one("a", json!([
        {"type": "HEADER", "format": "TEXT", "text": "Case {{1}}"}, {"type": "BODY", "text": "Hello {{name}}"},
        {"type": "FOOTER", "text": "Bye"}, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop"}]},
    ])), {"name": 5}]),
        Some("c1"),
    );
    let second = page(
        json!([
            one("b", json!([{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "x"}])),
            one(
                "c",
                json!([{"type": "BODY", "text": "x"}, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Go", "url": "https://a/{{1}}"}]}])
            ),
        ]),
        None,
    );
    assert_eq!(path(&ask(next("whatsapp", &Job::Templates, &[]))), "v25.0/102290129340398/message_templates");
    let more = ask(next("whatsapp", &Job::Templates, std::slice::from_ref(&first)));
    assert!(more.query.contains(&("after".into(), "c1".into())));
    let Outcome::Templates(all) = over(next("whatsapp", &Job::Templates, &[first, second])) else { panic!() };
    assert_eq!(
        all.iter().map(|one| (one.name.as_str(), one.unsupported)).collect::<Vec<_>>(),
        [("a", false), ("b", true), ("c", true)]
    );
    assert_eq!(
        (all[0].header.as_deref(), all[0].footer.as_deref(), &all[0].buttons[..]),
        (Some("Case {{1}}"), Some("Bye"), &["Stop".to_owned()][..])
    );
    assert_eq!(over(next("messenger", &Job::Templates, &[])), Outcome::Templates(vec![]));
}

#[test]
fn a_template_is_looked_at_and_sent_with_its_places_filled_in() {
    let used = |header: &[&str], body: &[&str]| {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Content::Template(TemplateUse {
            name: "follow_up".into(),
            language: "sk".into(),
            header: own(header),
            body: own(body),
        })
    };
    let known = |components: Value| {
        page(
            json!([{"name": "follow_up", "language": "en"}, {"name": "follow_up", "language": "sk", "components": components}]),
            None,
        )
    };
    let job = Job::Send(outgoing("whatsapp", used(&[], &["Jana\n\tNová", "12"])));
    let look = ask(next("whatsapp", &job, &[]));
    assert_eq!((look.method, look.query.contains(&("name".into(), "follow_up".into()))), (Method::Get, true));
    let numbered = known(json!([{"type": "BODY", "text": "Case {{2}} of {{1}}, {{2}}"}]));
    let request = ask(next("whatsapp", &job, std::slice::from_ref(&numbered)));
    let expected = json!({"name": "follow_up", "language": {"code": "sk"}, "components": [
        {"type": "body", "parameters": [{"type": "text", "text": "Jana Nová"}, {"type": "text", "text": "12"}]},
    ]});
    assert_eq!((&body(&request)["template"], request.repeatable), (&expected, false));
    let named = known(json!([{"type": "BODY", "text": "{{who}}: {{case}}"}]));
    let request = ask(next("whatsapp", &job, &[named]));
    assert_eq!(
        body(&request)["template"]["components"][0]["parameters"][1],
        json!({"type": "text", "text": "12", "parameter_name": "case"})
    );
    for bad in [known(json!([{"type": "BODY", "text": "{{1}}"}])), page(json!([]), None)] {
        assert!(matches!(over(next("whatsapp", &job, &[bad])), Outcome::Failed(why) if why.why == FailedWhy::Template));
    }
    let plain = Job::Send(outgoing("whatsapp", used(&[], &[])));
    let request = ask(next("whatsapp", &plain, &[known(json!([{"type": "BODY", "text": "Hi"}]))]));
    assert_eq!(body(&request)["template"].get("components"), None);
    let lost = over(next("whatsapp", &job, &[numbered, Answer::NoAnswer("reset".into())]));
    assert!(matches!(lost, Outcome::Unknown(_)));
    let messenger = Job::Send(outgoing("messenger", used(&[], &[])));
    assert!(matches!(over(next("messenger", &messenger, &[])), Outcome::Failed(why) if why.why == FailedWhy::Template));
}

/// Meta finds by a part of the name: the one that is meant may come late.
#[test]
fn a_template_beyond_the_first_page_is_found() {
    let used = TemplateUse { name: "a".into(), language: "sk".into(), header: vec![], body: vec!["Jana".into()] };
    let job = Job::Send(outgoing("whatsapp", Content::Template(used)));
    let others = |after| page(json!([{"name": "ab", "language": "sk"}, {"name": "a", "language": "en"}]), after);
    let it = json!({"name": "a", "language": "sk", "components": [{"type": "BODY", "text": "Hello {{1}}"}]});
    let mut answers = vec![others(Some("c1"))];
    let more = ask(next("whatsapp", &job, &answers));
    assert!(more.query.contains(&("after".into(), "c1".into())) && more.query.contains(&("name".into(), "a".into())));
    answers.extend([others(Some("c2")), page(json!([it]), Some("c3"))]);
    let request = ask(next("whatsapp", &job, &answers));
    assert_eq!(body(&request)["template"]["components"][0]["parameters"][0]["text"], "Jana");
    answers.push(said(200, json!({"messages": [{"id": "wamid.1"}]})));
    assert!(matches!(over(next("whatsapp", &job, &answers)), Outcome::Sent { id, .. } if id == "wamid.1"));
    // A list that never ends is left.
    let endless: Vec<Answer> = (0..10).map(|_| others(Some("more"))).collect();
    ask(next("whatsapp", &job, &endless[..9]));
    let left = over(next("whatsapp", &job, &endless));
    assert!(matches!(left, Outcome::Failed(why) if why.why == FailedWhy::Template));
}
