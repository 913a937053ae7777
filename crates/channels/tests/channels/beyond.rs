//! What the documents tell of and no fixture shows.

use channels::{FailedWhy, Failure, Heard, Identity, Of, Part, Progress, Receipt, Referral, Said, What};
use serde_json::{Value, json};

fn messenger(event: Value) -> Heard {
    let mut whole = json!({"sender": {"id": "2"}, "recipient": {"id": "1"}, "timestamp": 1_793_600_000_000_i64});
    whole.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    let body = json!({"object": "page", "entry": [{"id": "1", "messaging": [whole]}]});
    let mut heard = channels::of("messenger").unwrap().read(body.to_string().as_bytes());
    assert_eq!(heard.len(), 1, "{heard:?}");
    heard.remove(0)
}

fn by_page(event: Value) -> Heard {
    let mut event = event;
    event["sender"] = json!({"id": "1"});
    event["recipient"] = json!({"id": "2"});
    messenger(event)
}

fn whatsapp_value(field: &str, value: Value) -> Heard {
    let body = json!({"entry": [{"id": "102", "time": 1_793_600_000, "changes": [{"field": field, "value": value}]}]});
    let mut heard = channels::of("whatsapp").unwrap().read(body.to_string().as_bytes());
    assert_eq!(heard.len(), 1, "{heard:?}");
    heard.remove(0)
}

fn whatsapp(message: Value) -> Heard {
    let mut whole = json!({"from": "421905123456", "id": "wamid.1", "timestamp": "1793600000"});
    whole.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
    whatsapp_value("messages", json!({"metadata": {"phone_number_id": "1"}, "messages": [whole]}))
}

fn said(heard: Heard) -> Said {
    if let What::Said(said) = heard.what { said } else { panic!("{heard:?}") }
}

fn kind(heard: &Heard) -> &str {
    if let What::Unknown { kind } = &heard.what { kind } else { panic!("{heard:?}") }
}

#[test]
fn messages_are_taken_back_and_said_otherwise() {
    let revoked = whatsapp(json!({"type": "revoke", "revoke": {"original_message_id": "wamid.0"}}));
    assert_eq!(revoked.what, What::Deleted { message: "wamid.0".into() });
    let deleted = messenger(json!({"message": {"mid": "m_0", "is_deleted": true}}));
    assert_eq!(deleted.what, What::Deleted { message: "m_0".into() });
    let edited = |message: Value| {
        whatsapp(json!({"type": "edit", "edit": {"original_message_id": "wamid.0", "message": message}})).what
    };
    let expected = What::Edited { message: "wamid.0".into(), text: "green".into() };
    assert_eq!(edited(json!({"type": "text", "text": {"body": "green"}})), expected);
    assert_eq!(edited(json!({"type": "image", "image": {"id": "5", "caption": "green"}})), expected);
}

/// Nobody would see what is only counted as not understood.
#[test]
fn what_has_no_id_or_became_no_words_is_shown_all_the_same() {
    let edit = |message: Value| {
        whatsapp(json!({"type": "edit", "edit": {"original_message_id": "wamid.0", "message": message}}))
    };
    let picture = said(edit(json!({"type": "image", "image": {"id": "5"}})));
    assert!(matches!(&picture.parts[..], [Part::Media(medium)] if medium.id.as_deref() == Some("5")), "{picture:?}");
    assert_eq!(picture.reply_to.as_deref(), Some("wamid.0"));
    assert_eq!(said(edit(Value::Null)).parts, [Part::Unsupported { kind: "message".into() }]);
    for wordless in [json!({"mid": "m_0"}), json!({"mid": "m_0", "text": ""})] {
        let edit = said(messenger(json!({ "message_edit": wordless })));
        assert_eq!((edit.id.as_str(), edit.reply_to.as_deref()), ("", Some("m_0")));
        assert_eq!(edit.parts, [Part::Unsupported { kind: "message_edit".into() }]);
    }

    let without = [
        messenger(json!({"message": {"text": "Hello"}})),
        whatsapp(json!({"id": null, "type": "text", "text": {"body": "Hello"}})),
    ];
    for heard in without {
        assert!(heard.key.starts_with("message:") && heard.key.len() > 20, "{heard:?}");
        let it = said(heard);
        assert_eq!((it.id.as_str(), &it.parts[..]), ("", &[Part::Text("Hello".into())][..]));
    }
    let other = messenger(json!({"message": {"text": "Hello?"}}));
    assert_ne!(other.key, messenger(json!({"message": {"text": "Hello"}})).key);
    let echo = by_page(json!({"message": {"text": "Hello", "is_echo": true}}));
    assert!(matches!(&echo.what, What::Echo { said, .. } if !said.id.is_empty()), "echoes are told apart by ids");
}

#[test]
fn types_of_tomorrow_are_messages_all_the_same() {
    let parts = said(whatsapp(json!({"type": "hologram", "hologram": {}}))).parts;
    assert_eq!(parts, [Part::Unsupported { kind: "hologram".into() }]);
    assert_eq!(said(whatsapp(json!({"text": {"body": "no type"}}))).parts, [Part::Text("no type".into())]);
    let parts = said(messenger(json!({"message": {"mid": "m", "is_unsupported": true}}))).parts;
    assert_eq!(parts, [Part::Unsupported { kind: "unsupported".into() }]);
    assert_eq!(kind(&messenger(json!({"hologram": {}}))), "hologram");
    assert_eq!(kind(&whatsapp_value("hologram", json!({}))), "hologram");
}

#[test]
fn what_says_nothing_is_nothing() {
    assert_eq!(whatsapp(json!({"type": "request_welcome"})).what, What::Nothing);
    let changed = json!({"type": "system", "system": {"type": "customer_identity_changed", "wa_id": "421905123456"}});
    assert_eq!(whatsapp(changed).what, What::Nothing);
    assert_eq!(by_page(json!({"reaction": {"mid": "m", "action": "react", "emoji": "x"}})).what, What::Nothing);
    assert_eq!(by_page(json!({"read": {"watermark": 5}})).what, What::Nothing);
    assert_eq!(messenger(json!({"account_linking": {"status": "linked"}})).what, What::Nothing);
    assert_eq!(whatsapp_value("security", json!({"event": "PIN_CHANGED"})).what, What::Nothing);
}

#[test]
fn talks_of_several_people_are_no_talks_with_a_client() {
    assert!(matches!(
        whatsapp(json!({"group_id": "G1", "type": "text", "text": {"body": "x"}})).what,
        What::Unknown { .. }
    ));
}

#[test]
fn a_client_is_known_otherwise_from_now_on() {
    let user = |value: &str| Identity { kind: "whatsapp_user", value: value.into() };
    let phone = || Identity { kind: "whatsapp_phone", value: "421911000111".into() };
    let told =
        json!({"user_id": {"previous": "SK.1", "current": "SK.2"}, "wa_id": "421911000111", "timestamp": "1793600001"});
    for value in [told.clone(), json!({"metadata": {"phone_number_id": "1"}, "user_id_update": [told]})] {
        let moved = whatsapp_value("user_id_update", value);
        assert_eq!(moved.who.unwrap().known, [user("SK.1")]);
        assert_eq!(moved.what, What::Moved { to: vec![user("SK.2"), phone()], phone: Some("+421911000111".into()) });
        assert_eq!(moved.at.unwrap().as_second(), 1_793_600_001);
    }
    let system = whatsapp(json!({"type": "system", "system": {"type": "user_changed_user_id", "user_id": "SK.2"}}));
    assert_eq!(system.what, What::Moved { to: vec![user("SK.2")], phone: None });
}

#[test]
fn news_of_the_account_say_how_bad_they_are() {
    let account = |field, value| whatsapp_value(field, value).what;
    let failure = |why, said: &str| What::Account(Failure { why, code: None, subcode: None, said: said.into() });
    let banned = json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}});
    assert_eq!(account("account_update", banned), failure(FailedWhy::Account, "DISABLED_UPDATE"));
    assert_eq!(account("account_update", json!({"event": "VERIFIED_ACCOUNT"})), What::Nothing);
    assert_eq!(
        account("phone_number_quality_update", json!({"event": "FLAGGED"})),
        failure(FailedWhy::Other, "FLAGGED")
    );
    assert_eq!(account("phone_number_quality_update", json!({"event": "UNFLAGGED"})), What::Nothing);
    let alert = json!({"alert_severity": "CRITICAL", "alert_description": "Pay"});
    assert_eq!(account("account_alerts", alert), failure(FailedWhy::Other, "Pay"));
    assert_eq!(account("template_category_update", json!({})), What::TemplatesChanged);
    let blocked = messenger(json!({"policy_enforcement": {"action": "block", "reason": "Spam"}}));
    assert_eq!(blocked.what, failure(FailedWhy::Account, "Spam"));
}

#[test]
fn voice_notes_that_were_played_were_seen_and_old_statuses_say_nothing() {
    let status = |status: &str| {
        let status = json!({"id": "wamid.1", "status": status, "timestamp": "1", "biz_opaque_callback_data": "ours"});
        whatsapp_value("messages", json!({"metadata": {"phone_number_id": "1"}, "statuses": [status]}))
    };
    let of = Of::These(vec!["wamid.1".into()]);
    let read = What::Receipt(Receipt { of, ours: Some("ours".into()), progress: Progress::Read });
    assert_eq!(status("played").what, read);
    assert_eq!(status("deleted").what, What::Nothing);
    assert_eq!(kind(&status("teleported")), "statuses");
    assert_ne!(status("played").key, status("read").key);
}

#[test]
fn clients_come_from_somewhere_and_are_handed_over() {
    let referral = Referral { reference: Some("door".into()), ..Referral::default() };
    assert_eq!(messenger(json!({"optin": {"ref": "door"}})).what, What::Referred(referral));
    let passed = messenger(json!({"pass_thread_control": {"new_owner_app_id": 15, "metadata": null}}));
    assert_eq!(passed.what, What::Held { by_us: true, by: None });
    let taken = messenger(json!({"take_thread_control": {"new_owner_app_id": 26_390_203_743_090_i64}}));
    assert_eq!(taken.what, What::Held { by_us: false, by: Some("26390203743090".into()) });
}

#[test]
fn an_old_button_has_an_id_made_of_what_was_pressed() {
    let pressed = |payload: &str| said(messenger(json!({"postback": {"title": "Yes", "payload": payload}})));
    assert_eq!(pressed("A").id, pressed("A").id);
    assert_ne!(pressed("A").id, pressed("B").id);
}

#[test]
fn a_receipt_of_one_message_and_a_sign_by_its_name_are_read() {
    let seen = messenger(json!({"read": {"mid": "m_1"}}));
    assert!(matches!(seen.what, What::Receipt(Receipt { of: Of::These(ids), .. }) if ids == ["m_1"]));
    let sign = messenger(json!({"reaction": {"mid": "m_1", "action": "react", "reaction": "wow"}}));
    assert_eq!(sign.what, What::Reacted { message: "m_1".into(), emoji: Some("😮".into()) });
}

#[test]
fn seconds_and_numbers_in_strings_are_read() {
    let told = messenger(json!({"timestamp": "1793600000", "message": {"mid": "m", "text": "x"}}));
    assert_eq!(told.at.unwrap().as_second(), 1_793_600_000);
    let late = whatsapp(json!({"timestamp": 1_793_600_000_123_i64, "type": "text", "text": {"body": "x"}}));
    assert_eq!(late.at.unwrap().as_millisecond(), 1_793_600_000_123);
}

#[test]
fn comments_on_a_page_are_not_understood_and_told_as_such() {
    let body = json!({"entry": [{"id": "1", "changes": [{"field": "feed", "value": {"item": "comment"}}]}]});
    let heard = channels::of("messenger").unwrap().read(body.to_string().as_bytes());
    assert_eq!((heard.len(), kind(&heard[0]), heard[0].account.as_deref()), (1, "feed", Some("1")));
}

/// What staff did in the app beside writing does not touch what the desk shows as its own.
#[test]
fn echoes_are_of_words_only() {
    let echo = |told: Value| {
        let mut whole = json!({"from": "15550783881", "to": "421905123456", "id": "wamid.9", "timestamp": "1"});
        whole.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
        whatsapp_value("smb_message_echoes", json!({"metadata": {"phone_number_id": "1"}, "message_echoes": [whole]}))
            .what
    };
    assert!(matches!(echo(json!({"type": "image", "image": {"id": "5"}})), What::Echo { .. }));
    assert!(matches!(
        echo(json!({"type": "revoke", "revoke": {"original_message_id": "wamid.8"}})),
        What::Unknown { .. }
    ));
}
