//! Offline requests: kept before anything else, told by mail, seen to by one operator, answered.

use crate::support::{Answer, Client, Desk, MailServer, Operator, desk, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

const DESK: &str = "podpora@lumen.example";

/// A desk whose demo widget tells this address of requests, and an operator of its group who is away.
async fn closed() -> (Desk, Operator, Operator) {
    let (desk, ada) = desk().await;
    change_widget(&ada, |widget| widget["offline"]["email"] = json!(DESK)).await.ok();
    let bob = desk.operator(&ada, "Bob").await;
    (desk, ada, bob)
}

async fn change_widget(by: &Operator, change: impl FnOnce(&mut Value)) -> Answer {
    let widgets = by.get("/widgets").await.ok();
    let mut widget = widgets["items"].as_array().unwrap().iter().find(|it| it["id"] == "demo").unwrap().clone();
    change(&mut widget);
    by.put("/widgets/demo", &widget).await
}

fn form() -> Value {
    json!({"name": "Jana Procházková", "email": "jana@seznam.cz", "message": "Potřebuji přepsat odběrné místo."})
}

async fn leaves(client: &Client, id: Uuid, more: Value) -> Answer {
    let mut left = json!({"id": id, "widget": "demo", "entry": "chat", "form": form(), "language": "cs"});
    left.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/offline-requests", &left).await
}

async fn left(client: &Client) -> Uuid {
    let id = new_id();
    leaves(client, id, json!({})).await.ok();
    id
}

async fn does(by: &Operator, id: Uuid, what: &str) -> Answer {
    by.post(&format!("/offline-requests/{id}/{what}"), &Value::Null).await
}

async fn answers(by: &Operator, id: Uuid, answer: Value) -> Answer {
    by.post(&format!("/offline-requests/{id}/answer"), &answer).await
}

async fn list(by: &Operator, which: &str) -> Vec<String> {
    let page = by.get(&format!("/offline-requests{which}")).await.ok();
    page["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_request_is_kept_and_told_by_mail_once_however_often_it_is_sent() {
    let (desk, ada, bob) = closed().await;
    let server = MailServer::start("starttls");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    let (client, id) = (desk.client(), new_id());
    let page = json!({"page": {"url": "https://lumen.example/stehovani"}});
    let first = leaves(&client, id, page.clone()).await;
    assert_eq!(first.status, 201);
    let again = leaves(&client, id, page).await;
    assert_eq!((again.status.as_u16(), again.ok()), (200, first.ok()));
    assert_eq!(list(&bob, "?stage=open").await, [id.to_string()]);
    let request = bob.get(&format!("/offline-requests/{id}")).await.ok();
    assert_eq!(
        (
            &request["name"],
            &request["email"],
            &request["stage"],
            &request["why"],
            &request["page"],
            &request["language"]
        ),
        (
            &json!("Jana Procházková"),
            &json!("jana@seznam.cz"),
            &json!("open"),
            &json!("offline"),
            &json!("https://lumen.example/stehovani"),
            &json!("cs")
        )
    );
    let mail = &server.took(1).await[0];
    assert_eq!((&mail["to"], &mail["headers"]["Reply-To"]), (&json!([DESK]), &json!("jana@seznam.cz")));
    assert_eq!(mail["headers"]["Subject"], "Vzkaz: Jana Procházková");
    for body in ["text", "html"] {
        assert!(mail[body].as_str().unwrap().contains("přepsat odběrné místo"), "{mail}");
    }
    // It is the client whom the desk knows from now on.
    let talk = client.enters().await;
    assert_eq!(bob.view(talk).await.ok()["conversation"]["client"]["id"], request["client"]);
    assert_eq!(list(&bob, &format!("?client={}", request["client"].as_str().unwrap())).await, [id.to_string()]);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn without_a_mail_server_or_an_address_it_is_kept_all_the_same() {
    let (desk, ada, bob) = closed().await;
    let id = left(&desk.client()).await;
    assert_eq!(ada.get("/mail-server").await.ok()["waiting"], 1);
    change_widget(&ada, |widget| widget["offline"]["email"] = Value::Null).await.ok();
    let other = left(&desk.client()).await;
    assert_eq!(ada.get("/mail-server").await.ok()["waiting"], 1);
    assert_eq!(list(&bob, "").await, [other.to_string(), id.to_string()]);
}

#[tokio::test]
async fn what_is_typed_cannot_reach_into_the_mail() {
    let (desk, ada, _bob) = closed().await;
    let server = MailServer::start("none");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    let evil = json!({"name": "Eva\r\nBcc: all@lumen.example", "email": "eva@seznam.cz", "message": "<script>alert(1)</script>\r\n.\r\nQUIT"});
    leaves(&desk.client(), new_id(), json!({"form": evil})).await.ok();
    let mail = &server.took(1).await[0];
    assert_eq!(mail["to"], json!([DESK]));
    assert!(mail["headers"]["Bcc"].is_null(), "{mail}");
    assert!(mail["text"].as_str().unwrap().contains("\r\n.\r\n"), "{mail}");
    assert!(!mail["html"].as_str().unwrap().contains("<script>"), "{mail}");
}

#[tokio::test]
async fn what_the_form_asks_for_is_checked() {
    let (desk, ada, _bob) = closed().await;
    let client = desk.client();
    let with = async |form: Value| leaves(&client, new_id(), json!({"form": form})).await;
    with(json!({"email": "jana@seznam.cz"})).await.invalid("message", "required");
    with(json!({"message": "Hello"})).await.invalid("email", "required");
    with(json!({"message": "Hello", "email": "jana@seznam"})).await.invalid("email", "malformed");
    with(json!({"message": "x".repeat(4_001), "email": "a@b.cz"})).await.invalid("message", "too-long");
    leaves(&client, new_id(), json!({"widget": "none"})).await.refused(404, "not-found");
    // Fields that are not asked for are not kept.
    let callback = json!([{"kind": "phone", "required": true, "choices": {}}]);
    change_widget(&ada, |widget| {
        widget["offline"] = json!({"on": true, "email": null, "fields": callback, "time": true})
    })
    .await
    .ok();
    let id = new_id();
    let more = json!({"form": {"phone": "+420 602 418 773", "name": "Nobody asked"}, "time": "after\r\nfive"});
    leaves(&client, id, more).await.ok();
    let request = ada.get(&format!("/offline-requests/{id}")).await.ok();
    assert_eq!(
        (&request["phone"], &request["name"], &request["time"]),
        (&json!("+420 602 418 773"), &Value::Null, &json!("after five"))
    );
    change_widget(&ada, |widget| widget["offline"]["on"] = json!(false)).await.ok();
    with(form()).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_form_that_nobody_could_answer_is_refused() {
    let (_desk, ada, _bob) = closed().await;
    let field = |kind: &str, required: bool| json!({"kind": kind, "required": required, "choices": {}});
    let fields = |list: Value| change_widget(&ada, move |widget| widget["offline"]["fields"] = list);
    fields(json!([field("message", true), field("email", false)])).await.invalid("offline", "required");
    fields(json!([field("email", true), field("email", true)])).await.invalid("offline", "malformed");
    fields(json!([field("phone", true)])).await.ok();
    change_widget(&ada, |widget| widget["offline"]["email"] = json!("nobody"))
        .await
        .invalid("offline_email", "malformed");
}

#[tokio::test]
async fn one_operator_sees_to_it_and_all_of_the_group_hear_of_it() {
    let (desk, ada, bob) = closed().await;
    let cyril = desk.operator(&ada, "Cyril").await;
    let eva = desk.user(&ada, "Eva", "operator", &[]).await;
    let (mut line, mut hers) = (cyril.live().await, eva.live().await);
    let id = left(&desk.client()).await;
    let heard = line.hears_type("offline_request").await;
    assert_eq!((&heard["open"], &heard["request"]["id"]), (&json!(1), &json!(id)));
    assert_eq!(cyril.get("/workspace").await.ok()["offline"][0]["open"], 1);

    does(&bob, id, "take").await.ok();
    does(&bob, id, "take").await.ok();
    let heard = line.hears_type("offline_request").await;
    assert_eq!((&heard["open"], &heard["request"]["operator"]["name"]), (&json!(0), &json!("Bob")));
    for what in ["take", "release", "close"] {
        assert_eq!(does(&cyril, id, what).await.refused(409, "taken")["operator"]["name"], "Bob");
    }
    answers(&cyril, id, json!({"id": new_id(), "means": "call"})).await.refused(409, "taken");
    // Another group's operator sees nothing of it; a supervisor may take it over.
    does(&eva, id, "take").await.refused(404, "not-found");
    eva.get(&format!("/offline-requests/{id}")).await.refused(404, "not-found");
    assert!(list(&eva, "").await.is_empty());
    assert!(eva.get("/workspace").await.ok()["offline"].as_array().unwrap().is_empty());
    assert!(!hers.heard_so_far().await.iter().any(|frame| frame["type"] == "offline_request"));
    does(&ada, id, "take").await.ok();

    let answered = answers(&ada, id, json!({"id": new_id(), "means": "call"})).await.ok();
    assert_eq!((&answered["stage"], &answered["history"][2]["means"]), (&json!("answered"), &json!("call")));
    assert_eq!(does(&cyril, id, "close").await.ok()["stage"], "closed");
    answers(&ada, id, json!({"id": new_id(), "means": "call"})).await.refused(409, "closed");
    assert_eq!(does(&cyril, id, "reopen").await.ok()["stage"], "answered");
    assert_eq!(does(&cyril, id, "reopen").await.ok()["stage"], "taken");
    assert_eq!(does(&cyril, id, "release").await.ok()["stage"], "open");
}

#[tokio::test]
async fn an_answer_goes_out_once_in_the_clients_language() {
    let (desk, ada, bob) = closed().await;
    let id = left(&desk.client()).await;
    let answer = json!({"id": new_id(), "means": "email", "text": "Dobrý den,\npřepíšeme to."});
    answers(&bob, id, answer.clone()).await.refused(409, "no-mail");
    let server = MailServer::start("tls");
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    assert_eq!(bob.get("/workspace").await.ok()["company"]["mail"], true);
    let answered = answers(&bob, id, answer.clone()).await.ok();
    assert_eq!(answers(&bob, id, answer).await.ok(), answered);
    assert_eq!(
        (&answered["stage"], &answered["history"][0]["text"]),
        (&json!("answered"), &json!("Dobrý den,\npřepíšeme to."))
    );
    let received = server.took(2).await;
    let mail = received.iter().find(|mail| mail["to"] == json!(["jana@seznam.cz"])).unwrap();
    assert_eq!(
        (&mail["headers"]["Subject"], &mail["headers"]["Reply-To"]),
        (&json!("Re: váš vzkaz pro Lumen"), &json!(DESK))
    );
    assert!(mail["headers"]["Auto-Submitted"].is_null());
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("přepíšeme to.") && text.contains("Bob") && text.contains("odběrné místo"), "{text}");
    answers(&bob, id, json!({"id": new_id(), "means": "email", "text": " "})).await.invalid("text", "empty");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn who_waits_may_leave_a_request_instead_unless_somebody_has_just_joined() {
    let (desk, _ada, bob) = closed().await;
    let (client, id) = (desk.client(), new_id());
    let talk = client.enters().await;
    let other = desk.client();
    leaves(&other, new_id(), json!({"conversation": talk})).await.refused(404, "not-found");
    leaves(&client, id, json!({"conversation": talk})).await.ok();
    assert_eq!(leaves(&client, id, json!({"conversation": talk})).await.status, 200);
    assert!(bob.queue().await.is_empty());
    assert_eq!(bob.get(&format!("/offline-requests/{id}")).await.ok()["why"], "waited");

    let talk = client.enters().await;
    bob.accept(talk).await.ok();
    leaves(&client, new_id(), json!({"conversation": talk})).await.refused(409, "accepted");
    assert_eq!(list(&bob, "").await.len(), 1);
}

#[tokio::test]
async fn a_foreign_site_leaves_nothing() {
    let (desk, ada, _bob) = closed().await;
    change_widget(&ada, |widget| widget["allowed_origins"] = json!(["https://lumen.example"])).await.ok();
    let client = desk.client();
    let left = json!({"id": new_id(), "widget": "demo", "entry": "chat", "form": form()});
    let from = async |origin: &str| {
        client.send(reqwest::Method::POST, "/offline-requests", Some(&left), &[("origin", origin)]).await
    };
    from("https://evil.example").await.refused(403, "foreign-origin");
    let good = from("https://lumen.example").await;
    assert_eq!(good.headers["access-control-allow-origin"], "https://lumen.example");
    good.ok();
}
