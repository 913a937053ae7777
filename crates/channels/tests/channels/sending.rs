//! What is asked so that something gets to a client, and what becomes of each answer.

use crate::PAGE;
use crate::asking::*;
use channels::*;
use jiff::SignedDuration;
use serde_json::json;

#[test]
fn words_go_to_the_client_with_our_id_and_never_twice() {
    let request = send("messenger", text("messenger"));
    assert_eq!((request.method, path(&request)), (Method::Post, "v25.0/112233445566778/messages"));
    assert_eq!(request.bearer.as_deref(), Some("token"));
    assert_eq!(request.query[0].0, "appsecret_proof");
    assert!(!request.repeatable);
    let expected = json!({"recipient": {"id": "7654321098765432"}, "messaging_type": "RESPONSE", "message": {"text": "Hello", "metadata": OURS}});
    assert_eq!(*body(&request), expected);

    let request = send("whatsapp", text("whatsapp"));
    assert_eq!(path(&request), "v25.0/106540352242922/messages");
    assert!(!request.repeatable);
    let expected = json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+421905123456", "type": "text",
        "text": {"body": "Hello", "preview_url": false}, "biz_opaque_callback_data": OURS,
    });
    assert_eq!(*body(&request), expected);
}

#[test]
fn who_has_no_number_is_written_to_by_the_user_id() {
    let mut outgoing = text("whatsapp");
    outgoing.to.remove(1);
    let request = send("whatsapp", outgoing);
    assert_eq!(body(&request)["recipient"], "SK.13491208655302741918");
    assert_eq!(body(&request).get("to"), None);
}

#[test]
fn who_is_not_known_here_is_not_written_to() {
    for kind in ["messenger", "whatsapp"] {
        for to in [
            vec![],
            vec![Identity { kind: "messenger", value: "998877665544332/1".into() }],
            vec![Identity { kind: "messenger", value: format!("{PAGE}0/1") }],
        ] {
            let job = Job::Send(Outgoing { to, ..text(kind) });
            assert!(matches!(over(next(kind, &job, &[])), Outcome::Failed(why) if why.why == FailedWhy::Unreachable));
        }
    }
}

#[test]
fn an_answer_names_what_it_answers() {
    let reply = |kind| Outgoing { reply_to: Some("m_1".into()), ..text(kind) };
    assert_eq!(body(&send("messenger", reply("messenger")))["reply_to"], json!({"mid": "m_1"}));
    assert_eq!(body(&send("whatsapp", reply("whatsapp")))["context"], json!({"message_id": "m_1"}));
}

#[test]
fn after_the_window_the_tag_is_used_only_where_meta_approved_it() {
    let late = Job::Send(Outgoing { late: true, ..text("messenger") });
    let asked = |human_agent: &str| {
        let pairs: Vec<_> = known().iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let settings = pairs.into_iter().chain([("human_agent".to_owned(), human_agent.to_owned())]).collect();
        body(&ask(channel("messenger").next(&settings, &late, &[]))).clone()
    };
    assert_eq!(
        (&asked("true")["messaging_type"], &asked("true")["tag"]),
        (&json!("MESSAGE_TAG"), &json!("HUMAN_AGENT"))
    );
    for without in ["", "false", "no"] {
        assert_eq!((&asked(without)["messaging_type"], asked(without).get("tag")), (&json!("RESPONSE"), None));
    }
    let approved = known().iter().chain([("human_agent", "true")]).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let in_time = Job::Send(text("messenger"));
    let request = ask(channel("messenger").next(&approved, &in_time, &[]));
    assert_eq!(body(&request)["messaging_type"], "RESPONSE");
}

#[test]
fn a_file_is_uploaded_and_then_sent() {
    let job = Job::Send(outgoing("messenger", file(FileKind::Document, "")));
    let upload = ask(next("messenger", &job, &[]));
    assert_eq!(path(&upload), "v25.0/112233445566778/message_attachments");
    assert!(upload.repeatable);
    let Body::Form(fields) = &upload.body else { panic!("{upload:?}") };
    assert!(
        matches!(&fields[..], [FormField::Value { name: "message", value }, FormField::File { name: "filedata" }] if value.contains("\"file\""))
    );
    let uploaded = [said(200, json!({"attachment_id": "17"}))];
    let request = ask(next("messenger", &job, &uploaded));
    assert!(!request.repeatable);
    assert_eq!(
        body(&request)["message"],
        json!({"attachment": {"type": "file", "payload": {"attachment_id": "17"}}, "metadata": OURS})
    );

    let job = Job::Send(outgoing("whatsapp", file(FileKind::Document, "Our offer")));
    let upload = ask(next("whatsapp", &job, &[]));
    assert_eq!((path(&upload), upload.repeatable), ("v25.0/106540352242922/media", true));
    let Body::Form(fields) = &upload.body else { panic!("{upload:?}") };
    assert_eq!(fields.last(), Some(&FormField::File { name: "file" }));
    assert!(fields.contains(&FormField::Value { name: "type", value: "application/pdf".into() }));
    let request = ask(next("whatsapp", &job, &[said(200, json!({"id": 17}))]));
    assert_eq!(body(&request)["document"], json!({"id": "17", "caption": "Our offer", "filename": "offer.pdf"}));
    assert_eq!(body(&request)["biz_opaque_callback_data"], OURS);
}

#[test]
fn an_upload_that_fails_sends_nothing_and_one_that_got_no_answer_is_made_again() {
    for kind in ["messenger", "whatsapp"] {
        let job = Job::Send(outgoing(kind, file(FileKind::Image, "")));
        let after = |answer| over(next(kind, &job, &[answer]));
        assert!(matches!(after(Answer::NoAnswer("reset".into())), Outcome::Later { everything: false, .. }));
        assert!(matches!(after(said(500, json!({}))), Outcome::Later { .. }));
        assert!(matches!(after(said(200, json!({}))), Outcome::Later { .. }));
        let refused = json!({"error": {"code": 100, "error_subcode": 2_018_109}});
        assert!(matches!(after(said(400, refused)), Outcome::Failed(why) if why.why == FailedWhy::Content));
    }
}

#[test]
fn what_was_sent_has_the_messengers_id_and_the_client_may_be_known_otherwise() {
    let job = Job::Send(text("messenger"));
    let answer = said(200, json!({"recipient_id": "7654321098765432", "message_id": "m_1"}));
    assert_eq!(over(next("messenger", &job, &[answer])), Outcome::Sent { id: "m_1".into(), known: vec![] });
    let job = Job::Send(text("whatsapp"));
    let answer = said(
        200,
        json!({"contacts": [{"input": "+1", "wa_id": "5215512345678", "user_id": "MX.1"}], "messages": [{"id": "wamid.1"}]}),
    );
    let known = vec![
        Identity { kind: "whatsapp_user", value: "MX.1".into() },
        Identity { kind: "whatsapp_phone", value: "5215512345678".into() },
    ];
    assert_eq!(over(next("whatsapp", &job, &[answer])), Outcome::Sent { id: "wamid.1".into(), known });
}

/// The last column: `sent`, `later`, `all later`, `unknown`, or why it failed.
#[test]
fn every_answer_to_a_message_becomes_what_it_must() {
    let error = |status, code: i64, subcode: i64| {
        let error = json!({"error": {"message": "x", "code": code, "error_subcode": subcode}});
        said(status, error)
    };
    let html = |status| Answer::Said { status, wait: None, body: b"<html>".to_vec() };
    for (kind, answer, expected) in [
        ("messenger", Answer::NotAsked("no route".into()), "later"),
        ("messenger", Answer::NoAnswer("time-out".into()), "unknown"),
        ("messenger", html(502), "unknown"),
        ("messenger", html(200), "unknown"),
        ("messenger", said(200, json!({})), "unknown"),
        ("messenger", html(429), "all later"),
        ("messenger", error(500, 2, 0), "unknown"),
        ("messenger", error(400, 2, 0), "later"),
        ("messenger", error(400, 613, 0), "all later"),
        ("messenger", error(400, 4, 0), "all later"),
        ("messenger", error(400, 10, 2_018_278), "Window"),
        ("messenger", error(400, 100, 2_018_276), "Window"),
        ("messenger", error(400, 551, 1_545_041), "Unreachable"),
        ("messenger", error(400, 100, 2_018_001), "Unreachable"),
        ("messenger", error(400, 10, 2_018_300), "HeldElsewhere"),
        ("messenger", error(400, 10, 1_893_063), "Account"),
        ("messenger", error(403, 200, 2_018_028), "Permission"),
        ("messenger", error(401, 190, 463), "all later"),
        ("messenger", error(400, 368, 0), "Account"),
        ("messenger", error(400, 9_000_001, 0), "Gone"),
        ("whatsapp", Answer::NotAsked("no route".into()), "later"),
        ("whatsapp", Answer::NoAnswer("reset".into()), "unknown"),
        ("whatsapp", html(503), "unknown"),
        ("whatsapp", said(200, json!({"messages": []})), "unknown"),
        ("whatsapp", error(500, 2, 0), "unknown"),
        ("whatsapp", error(503, 2, 0), "later"),
        ("whatsapp", error(500, 131_000, 0), "later"),
        ("whatsapp", error(500, 131_016, 0), "later"),
        ("whatsapp", error(400, 130_429, 0), "all later"),
        ("whatsapp", error(400, 80_007, 0), "all later"),
        ("whatsapp", error(400, 131_056, 0), "later"),
        ("whatsapp", error(400, 131_048, 0), "all later"),
        ("whatsapp", error(400, 131_047, 0), "Window"),
        ("whatsapp", error(400, 131_026, 0), "Unreachable"),
        ("whatsapp", error(400, 131_030, 0), "Unreachable"),
        ("whatsapp", error(400, 131_050, 0), "OptedOut"),
        ("whatsapp", error(400, 131_053, 0), "Content"),
        ("whatsapp", error(404, 132_001, 0), "Template"),
        ("whatsapp", error(403, 131_031, 0), "Account"),
        ("whatsapp", error(401, 0, 0), "all later"),
        ("whatsapp", error(403, 10, 0), "Permission"),
        ("whatsapp", error(400, 424_242, 0), "Other"),
    ] {
        let became = match over(next(kind, &Job::Send(text(kind)), std::slice::from_ref(&answer))) {
            Outcome::Later { everything: true, .. } => "all later".to_owned(),
            Outcome::Later { .. } => "later".to_owned(),
            Outcome::Unknown(_) => "unknown".to_owned(),
            Outcome::Failed(why) => format!("{:?}", why.why),
            outcome => format!("{outcome:?}"),
        };
        assert_eq!(became, expected, "{kind}: {answer:?}");
    }
}

#[test]
fn a_failure_keeps_the_numbers_and_the_best_words() {
    let error = json!({"error": {
        "message": "(#131030) no", "code": 131_030, "error_subcode": 2_655_007, "fbtrace_id": "Az8",
        "error_data": {"details": "Recipient phone number\nnot in allowed list"},
    }});
    let Outcome::Failed(why) = over(next("whatsapp", &Job::Send(text("whatsapp")), &[said(400, error)])) else {
        panic!()
    };
    assert_eq!((why.code, why.subcode), (Some(131_030), Some(2_655_007)));
    assert_eq!(why.said, "Recipient phone number not in allowed list (Az8)");
}

#[test]
fn how_long_to_wait_is_told_by_either_header() {
    let usage = r#"{"1":[{"estimated_time_to_regain_access":2}]}"#;
    for kind in ["messenger", "whatsapp"] {
        assert_eq!(channel(kind).wait(&[("retry-after", "30")]), Some(SignedDuration::from_secs(30)));
        assert_eq!(channel(kind).wait(&[("x-business-use-case-usage", usage)]), Some(SignedDuration::from_secs(120)));
        assert_eq!(channel(kind).wait(&[("content-type", "text/html")]), None);
    }
}

#[test]
fn signs_are_put_and_taken_away() {
    let react = |kind, emoji: Option<&str>| Job::React {
        to: client(kind),
        message: "m_1".into(),
        emoji: emoji.map(str::to_owned),
    };
    let request = ask(next("messenger", &react("messenger", Some("👍")), &[]));
    assert_eq!(
        *body(&request),
        json!({"recipient": {"id": "7654321098765432"}, "sender_action": "react", "payload": {"message_id": "m_1", "reaction": "like"}})
    );
    let request = ask(next("messenger", &react("messenger", None), &[]));
    assert_eq!(body(&request)["sender_action"], "unreact");
    assert!(
        matches!(over(next("messenger", &react("messenger", Some("🦄")), &[])), Outcome::Failed(why) if why.why == FailedWhy::Content)
    );
    for (emoji, sent) in [(Some("🦄"), "🦄"), (None, "")] {
        let request = ask(next("whatsapp", &react("whatsapp", emoji), &[]));
        assert_eq!(body(&request)["reaction"], json!({"message_id": "m_1", "emoji": sent}));
        assert!(request.repeatable);
    }
    for kind in ["messenger", "whatsapp"] {
        assert_eq!(over(next(kind, &react(kind, None), &[said(200, json!({}))])), Outcome::Done);
    }
}

#[test]
fn reading_and_typing_are_shown() {
    let read = |kind| Job::MarkRead { to: client(kind), message: "wamid.1".into() };
    let typing = |kind, on| Job::Typing { to: client(kind), message: "wamid.1".into(), on };
    for (job, action) in [
        (read("messenger"), "mark_seen"),
        (typing("messenger", true), "typing_on"),
        (typing("messenger", false), "typing_off"),
    ] {
        let request = ask(next("messenger", &job, &[]));
        assert_eq!(*body(&request), json!({"recipient": {"id": "7654321098765432"}, "sender_action": action}));
    }
    let seen = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"});
    assert_eq!(*body(&ask(next("whatsapp", &read("whatsapp"), &[]))), seen);
    assert_eq!(
        body(&ask(next("whatsapp", &typing("whatsapp", true), &[])))["typing_indicator"],
        json!({"type": "text"})
    );
    assert_eq!(over(next("whatsapp", &typing("whatsapp", false), &[])), Outcome::Done);
}

#[test]
fn words_and_files_become_parts() {
    let long = "word ".repeat(1000);
    let lengths = |kind: &str| -> Vec<usize> {
        let parts = channel(kind).parts(&long, &[]);
        parts.iter().map(|part| if let Content::Text(text) = part { text.len() } else { panic!() }).collect()
    };
    assert_eq!(lengths("messenger"), [1999, 1999, 999]);
    assert_eq!(lengths("whatsapp"), [4094, 904]);
    let document = || file(FileKind::Document, "");
    let words = || Content::Text("Our offer".into());
    assert_eq!(channel("messenger").parts(" Our offer ", &[document()]), [words(), document()]);
    assert_eq!(channel("whatsapp").parts(" Our offer ", &[document()]), [file(FileKind::Document, "Our offer")]);
    assert_eq!(channel("whatsapp").parts("Our offer", &[document(), document()]), [words(), document(), document()]);
    assert_eq!(
        channel("whatsapp").parts("Our offer", &[file(FileKind::Audio, "")]),
        [words(), file(FileKind::Audio, "")]
    );
    assert_eq!(channel("whatsapp").parts(&"x".repeat(1025), &[document()]).len(), 2);
    assert_eq!(channel("whatsapp").parts("  ", &[document()]), [document()]);
    assert_eq!(channel("messenger").parts("", &[]), []);
}
