//! Mails reach a real mail server once each: whatever it does meanwhile, nothing is lost, and who set it up wrong is told how.

use crate::support::{Desk, MailServer, Operator, PATIENCE, desk};
use desk::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use store::NewMail;
use uuid::Uuid;

/// A desk that hands its mails to this server.
async fn desk_with(server: &MailServer) -> (Desk, Operator) {
    let (desk, ada) = desk().await;
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    (desk, ada)
}

async fn tested(by: &Operator, settings: Value, to: &str) -> Value {
    by.post("/mail-server/test", &json!({"server": settings, "to": to})).await.ok()
}

/// What a test with these settings ends with.
async fn trouble(by: &Operator, settings: Value) -> String {
    let told = tested(by, settings, "klara@lumen.example").await;
    told["trouble"].as_str().unwrap_or("none").to_owned()
}

/// Writes mails, as actions do: each with a change.
async fn write(desk: &Desk, recipients: &[&str]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    let mut write = desk.store.write().await.unwrap();
    for to in recipients {
        let id = Uuid::now_v7();
        let mail = NewMail {
            id,
            kind: "offline-request",
            about: None,
            to_address: (*to).to_owned(),
            to_name: None,
            reply_to: None,
            subject: format!("For {to}"),
            text: "Dobrý den".into(),
            html: None,
        };
        write.conn().add_mail(&mail, Timestamp::now()).await.unwrap();
        ids.push(id);
    }
    write.commit(|| ()).await.unwrap();
    ids
}

async fn retry(by: &Operator, id: Uuid) -> Value {
    by.post(&format!("/mails/{id}/retry"), &Value::Null).await.ok()
}

/// Waits until a mail is so.
async fn sees(by: &Operator, id: Uuid, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let asked = tokio::time::timeout(PATIENCE, async {
        loop {
            for state in ["unsent", "sent"] {
                let mails = by.get(&format!("/mails?state={state}")).await.ok();
                let found =
                    mails["items"].as_array().unwrap().iter().find(|mail| mail["id"] == id.to_string()).cloned();
                if let Some(mail) = found.filter(|mail| fits(mail)) {
                    return mail;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

async fn sent(by: &Operator, id: Uuid) -> Value {
    sees(by, id, "sending", |mail| !mail["sent_at"].is_null()).await
}

/// How often each Message-ID came.
fn by_id(received: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for mail in received {
        *counts.entry(mail["headers"]["Message-ID"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    counts
}

#[track_caller]
fn each_came_once(server: &MailServer, ids: &[Uuid]) {
    let counts = by_id(&server.received());
    let expected: BTreeMap<String, usize> = ids.iter().map(|id| (format!("<{id}@localhost>"), 1)).collect();
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn settings_are_kept_and_the_password_is_not_told() {
    let server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    let state = ada.get("/mail-server").await.ok();
    assert_eq!((&state["server"]["user"], &state["server"]["has_password"]), (&json!("desk"), &json!(true)));
    assert!(!state.to_string().contains("correct horse"));

    // The same server and user: the password stays.
    let same = server.settings(json!({"password": null, "from_name": "Other"}));
    assert_eq!(ada.put("/mail-server", &same).await.ok()["server"]["has_password"], true);
    assert_eq!(trouble(&ada, same.clone()).await, "none");
    // Another one does not get it.
    for change in [json!({"host": "mail.elsewhere.example"}), json!({"port": 26}), json!({"user": "other"})] {
        let mut other = same.clone();
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        ada.put("/mail-server", &other).await.invalid("password", "required");
        ada.post("/mail-server/test", &json!({"server": other, "to": "a@b.example"}))
            .await
            .invalid("password", "required");
    }
    // In the database it says nothing.
    let stored = desk.store.read().await.unwrap().conn().mail_server().await.unwrap().unwrap();
    assert!(!stored.sealed_password.unwrap().contains("correct horse"));

    ada.delete("/mail-server").await.ok();
    assert_eq!(ada.get("/mail-server").await.ok()["server"], Value::Null);
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_its_field() {
    let (_desk, ada) = desk().await;
    let good =
        json!({"host": "localhost", "port": 25, "security": "none", "from_address": "a@b.example", "language": "en"});
    let with = |change: Value| {
        let mut settings = good.clone();
        settings.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        settings
    };
    for (field, code, change) in [
        ("host", "required", json!({"host": " "})),
        ("host", "malformed", json!({"host": "a b"})),
        ("port", "out-of-range", json!({"port": 0})),
        ("from_address", "required", json!({"from_address": ""})),
        ("from_address", "malformed", json!({"from_address": "a@b.example\r\nBcc: c@d.example"})),
        ("from_name", "too-long", json!({"from_name": "x".repeat(101)})),
        ("language", "malformed", json!({"language": "xx"})),
        ("authority", "malformed", json!({"authority": "no certificate"})),
        ("password", "required", json!({"user": "desk"})),
    ] {
        ada.put("/mail-server", &with(change)).await.invalid(field, code);
    }
    ada.post("/mail-server/test", &json!({"server": good, "to": "nobody"})).await.invalid("to", "malformed");
}

#[tokio::test]
async fn only_administrators_see_mails_and_their_server() {
    let (desk, ada) = desk().await;
    let eva = desk.user(&ada, "Eva", "supervisor", &[]).await;
    let (server, nobody) = (
        json!({"host": "localhost", "port": 25, "security": "none", "from_address": "a@b.example", "language": "en"}),
        Uuid::now_v7(),
    );
    eva.get("/mail-server").await.refused(403, "forbidden");
    eva.put("/mail-server", &server).await.refused(403, "forbidden");
    eva.delete("/mail-server").await.refused(403, "forbidden");
    eva.post("/mail-server/test", &json!({"server": server, "to": "a@b.example"})).await.refused(403, "forbidden");
    eva.get("/mails").await.refused(403, "forbidden");
    for what in ["retry", "give-up"] {
        eva.send(Method::POST, &format!("/mails/{nobody}/{what}"), None).await.refused(403, "forbidden");
        ada.send(Method::POST, &format!("/mails/{nobody}/{what}"), None).await.refused(404, "not-found");
    }
}

#[tokio::test]
async fn a_test_arrives_over_either_kind_of_protection() {
    let (_desk, ada) = desk().await;
    for security in ["starttls", "tls", "none"] {
        let server = MailServer::start(security);
        let settings = server.settings(json!({}));
        assert_eq!(tested(&ada, settings, "klara@lumen.example").await, json!({"trouble": null, "said": null}));
        let mail = &server.received()[0];
        assert_eq!((&mail["to"], &mail["from"]), (&json!(["klara@lumen.example"]), &json!("desk@lumen.example")));
        assert_eq!(mail["encrypted"], security != "none");
        assert_eq!(mail["headers"]["From"], "Lumen – podpora <desk@lumen.example>");
        assert!(mail["text"].as_str().unwrap().contains("Lumen"), "{mail}");
    }
}

#[tokio::test]
async fn a_test_that_fails_says_where_and_why() {
    let (_desk, ada) = desk().await;
    let server = MailServer::start("starttls");
    let with = |change| server.settings(change);
    assert_eq!(trouble(&ada, with(json!({"host": "nobody.invalid"}))).await, "name-not-found");
    // Nothing listens there any more.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(trouble(&ada, with(json!({"port": free}))).await, "refused");
    assert_eq!(trouble(&ada, with(json!({"authority": null}))).await, "certificate");
    // Its certificate is for another name.
    assert_eq!(trouble(&ada, with(json!({"host": "127.0.0.1"}))).await, "certificate");
    assert_eq!(trouble(&ada, with(json!({"security": "tls"}))).await, "certificate");
    assert_eq!(trouble(&ada, with(json!({"password": "wrong"}))).await, "sign-in");
    assert_eq!(trouble(&ada, with(json!({"user": null}))).await, "sign-in");
    server.behaves(&json!({"sender": {"desk@lumen.example": "550 5.7.1 not yours"}}));
    let told = tested(&ada, with(json!({})), "klara@lumen.example").await;
    assert_eq!((&told["trouble"], &told["said"]), (&json!("sender"), &json!("550 5.7.1 not yours")));
    server.behaves(&json!({"recipient": {"klara@lumen.example": "550 5.1.1 no such user"}}));
    assert_eq!(trouble(&ada, with(json!({}))).await, "recipient");
    server.behaves(&json!({"content": "554 5.7.1 spam"}));
    assert_eq!(trouble(&ada, with(json!({}))).await, "content");
    assert!(server.received().is_empty());

    let open = MailServer::start("none");
    assert_eq!(trouble(&ada, open.settings(json!({"security": "starttls"}))).await, "no-encryption");
}

#[tokio::test]
async fn who_never_answers_is_told_from_who_talks_nonsense() {
    let (_desk, ada) = desk().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings =
        json!({"host": "127.0.0.1", "port": port, "security": "none", "from_address": "a@b.example", "language": "en"});
    let silent = async {
        let (socket, _) = listener.accept().await.unwrap();
        std::future::pending::<()>().await;
        drop(socket);
    };
    let said = tokio::select! {
        said = trouble(&ada, settings.clone()) => said,
        () = silent => unreachable!(),
    };
    assert_eq!(said, "timed-out");
    let nonsense = async {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = tokio::io::AsyncWriteExt::write_all(&mut socket, b"HTTP/1.1 200 OK\r\n\r\n").await;
        }
    };
    let said = tokio::select! {
        said = trouble(&ada, settings) => said,
        () = nonsense => unreachable!(),
    };
    assert_eq!(said, "not-understood");
}

#[tokio::test]
async fn mails_wait_for_a_server_and_go_out_when_there_is_one() {
    let (desk, ada) = desk().await;
    let ids = write(&desk, &["a@lumen.example", "b@lumen.example"]).await;
    let state = ada.get("/mail-server").await.ok();
    assert_eq!((&state["waiting"], &state["troubled"]), (&json!(2), &json!(0)));
    let server = MailServer::start("tls");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    server.took(2).await;
    for id in &ids {
        let mail = sent(&ada, *id).await;
        assert_eq!((&mail["attempts"], &mail["trouble"], &mail["sending"]), (&json!(1), &Value::Null, &json!(false)));
    }
    each_came_once(&server, &ids);
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing_and_what_waited_goes_out_once() {
    let mut server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    server.kill();
    let ids = write(&desk, &["a@lumen.example", "b@lumen.example", "c@lumen.example", "d@lumen.example"]).await;
    retry(&ada, ids[0]).await;
    let stuck = sees(&ada, ids[0], "trouble", |mail| mail["trouble"] == "refused" && mail["sending"] == false).await;
    assert!(!stuck["due_at"].is_null(), "it is tried again by itself: {stuck}");
    assert!(ada.get("/mail-server").await.ok()["troubled"].as_i64().unwrap() >= 1);
    server.start_again();
    // By itself, after the first pause.
    server.took(4).await;
    for id in &ids {
        sent(&ada, *id).await;
    }
    each_came_once(&server, &ids);
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_gets_the_mail_again_under_the_same_id() {
    let mut server = MailServer::start("none");
    let (desk, ada) = desk_with(&server).await;
    // It dies before it has taken the mail: there is one in the end.
    server.behaves(&json!({"die": "before", "times": 1}));
    let first = write(&desk, &["a@lumen.example"]).await;
    retry(&ada, first[0]).await;
    server.ended().await;
    server.start_again();
    sent(&ada, first[0]).await;
    each_came_once(&server, &first);
    // It dies after it took it, and nobody hears of that: the second has the same id, so that it can be told.
    server.behaves(&json!({"die": "after", "times": 1}));
    let second = write(&desk, &["b@lumen.example"]).await;
    retry(&ada, second[0]).await;
    server.ended().await;
    server.start_again();
    sent(&ada, second[0]).await;
    let counts = by_id(&server.received());
    assert_eq!(counts[&format!("<{}@localhost>", first[0])], 1);
    assert_eq!(counts[&format!("<{}@localhost>", second[0])], 2);
    assert_eq!(counts.len(), 2);
}

#[tokio::test]
async fn one_recipient_who_is_refused_keeps_nobody_from_the_mail() {
    let server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    server.behaves(&json!({"recipient": {
        "gone@lumen.example": "550 5.1.1 no such user", "busy@lumen.example": "451 4.7.1 greylisted, come back"}}));
    let ids = write(&desk, &["a@lumen.example", "gone@lumen.example", "busy@lumen.example", "b@lumen.example"]).await;
    retry(&ada, ids[0]).await;
    for id in [ids[0], ids[3]] {
        sent(&ada, id).await;
    }
    // Refused for good: it is shown, and not tried for ever.
    let gone = sees(&ada, ids[1], "refusal", |mail| !mail["stopped_at"].is_null()).await;
    assert_eq!((&gone["trouble"], &gone["said"]), (&json!("recipient"), &json!("550 5.1.1 no such user")));
    assert_eq!((&gone["due_at"], &gone["attempts"], &gone["stopped_by"]), (&Value::Null, &json!(1), &Value::Null));
    let busy = sees(&ada, ids[2], "refusal", |mail| mail["trouble"] == "recipient").await;
    assert!(!busy["due_at"].is_null() && busy["stopped_at"].is_null(), "{busy}");
    assert_eq!(ada.get("/mail-server").await.ok()["stopped"], 1);
    // The mailbox exists now: who has the mail does not get it again.
    server.behaves_again();
    retry(&ada, ids[1]).await;
    retry(&ada, ids[2]).await;
    sent(&ada, ids[1]).await;
    sent(&ada, ids[2]).await;
    each_came_once(&server, &ids);
    ada.post(&format!("/mails/{}/retry", ids[0]), &Value::Null).await.refused(409, "sent");
}

#[tokio::test]
async fn a_slow_server_gets_each_mail_once_and_nobody_may_touch_what_is_being_sent() {
    let server = MailServer::start("starttls");
    let (desk, ada) = desk_with(&server).await;
    server.behaves(&json!({"slow": 1.5}));
    let ids = write(&desk, &["a@lumen.example", "b@lumen.example"]).await;
    retry(&ada, ids[0]).await;
    sees(&ada, ids[0], "sending", |mail| mail["sending"] == true).await;
    ada.post(&format!("/mails/{}/retry", ids[0]), &Value::Null).await.refused(409, "being-sent");
    ada.post(&format!("/mails/{}/give-up", ids[0]), &Value::Null).await.refused(409, "being-sent");
    for id in &ids {
        sent(&ada, *id).await;
    }
    each_came_once(&server, &ids);
}

#[tokio::test]
async fn what_is_given_up_is_not_sent_and_may_be_tried_again() {
    let (desk, ada) = desk().await;
    let ids = write(&desk, &["a@lumen.example", "b@lumen.example"]).await;
    let given_up = ada.post(&format!("/mails/{}/give-up", ids[0]), &Value::Null).await.ok();
    assert_eq!((&given_up["stopped_by"]["name"], &given_up["due_at"]), (&json!("Ada"), &Value::Null));
    ada.post(&format!("/mails/{}/give-up", ids[0]), &Value::Null).await.ok();
    let server = MailServer::start("none");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    sent(&ada, ids[1]).await;
    each_came_once(&server, &ids[1..]);
    retry(&ada, ids[0]).await;
    sent(&ada, ids[0]).await;
    each_came_once(&server, &ids);
}

#[tokio::test]
async fn a_mail_that_was_on_its_way_when_the_desk_stopped_goes_out_after_it() {
    let server = MailServer::start("none");
    let (desk, ada) = desk_with(&server).await;
    // Long enough that the desk stops while it waits; the server ends the talk with it.
    server.behaves(&json!({"slow": 600, "times": 1}));
    let ids = write(&desk, &["a@lumen.example"]).await;
    retry(&ada, ids[0]).await;
    sees(&ada, ids[0], "sending", |mail| mail["sending"] == true).await;
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    server.behaves_again();
    sent(&ada, ids[0]).await;
    each_came_once(&server, &ids);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let (desk, ada) = desk().await;
    let recipients: Vec<String> = (0..60).map(|n| format!("n{n}@lumen.example")).collect();
    write(&desk, &recipients.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let first = ada.get("/mails").await.ok();
    let next = first["next"].as_str().unwrap();
    let second = ada.get(&format!("/mails?after={next}")).await.ok();
    let to = |page: &Value, n: usize| page["items"][n]["to"].clone();
    assert_eq!((to(&first, 0), to(&second, 0)), (json!("n59@lumen.example"), json!("n9@lumen.example")));
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (10, &Value::Null));
    assert!(ada.get("/mails?state=sent").await.ok()["items"].as_array().unwrap().is_empty());
    ada.get("/mails?state=nonsense").await.refused(400, "malformed");
}
