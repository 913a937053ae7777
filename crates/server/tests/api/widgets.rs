//! What a company makes of its widgets: what clients agree to, the picture, when a widget speaks first.

use crate::support::{Answer, Client, Desk, Operator, desk, new_id};
use image::{ImageFormat, RgbaImage};
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

async fn change_widget(by: &Operator, change: impl FnOnce(&mut Value)) -> Answer {
    let widgets = by.get("/widgets").await.ok();
    let mut widget = widgets["items"].as_array().unwrap().iter().find(|it| it["id"] == "demo").unwrap().clone();
    change(&mut widget);
    by.put("/widgets/demo", &widget).await
}

async fn public(desk: &Desk) -> Value {
    desk.get("/widget/v1/widgets/demo").await.ok()["widget"].clone()
}

/// A desk whose widget asks for a consent in both forms, in its second version.
async fn asking() -> (Desk, Operator, Operator) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let field = |kind: &str, required: bool| json!({"kind": kind, "required": required, "choices": {}});
    change_widget(&ada, |widget| {
        widget["form"] = json!([field("name", false), field("consent", true)]);
        widget["offline"]["fields"] = json!([field("email", true), field("consent", true)]);
        widget["texts"]["en"]["consent"] = "You agree that we answer.".into();
        widget["texts"]["en"]["consent_url"] = "https://lumen.example/privacy".into();
    })
    .await
    .ok();
    (desk, ada, bob)
}

async fn enters(client: &Client, id: Uuid, consent: &str) -> Answer {
    client.enters_with(id, json!({"form": {"name": "Jana", "consent": consent}})).await
}

#[tokio::test]
async fn each_change_of_a_consent_is_a_version_and_the_old_ones_stay_readable() {
    let (desk, ada, bob) = asking().await;
    let versions = async || ada.get("/widgets/demo/consents").await.ok()["items"].as_array().unwrap().clone();
    let second = versions().await;
    assert_eq!(second.iter().map(|it| it["number"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(second[1]["texts"]["en"], json!({"text": "I agree that you use my data to answer me.", "url": null}));
    assert_eq!(
        second[0]["texts"]["en"],
        json!({"text": "You agree that we answer.", "url": "https://lumen.example/privacy"})
    );
    assert_eq!(public(&desk).await["consent"], 2);

    // What is not part of it makes no version; its address does, and a language of its own.
    change_widget(&ada, |widget| widget["texts"]["en"]["greeting"] = "Good day".into()).await.ok();
    assert_eq!(versions().await, second);
    change_widget(&ada, |widget| widget["texts"]["en"]["consent_url"] = "https://lumen.example/data".into()).await.ok();
    change_widget(&ada, |widget| widget["texts"]["cs"]["consent"] = "Souhlasíte.".into()).await.ok();
    let all = versions().await;
    assert_eq!((all.len(), &all[2..]), (4, &second[..]));
    assert_eq!(all[0]["texts"]["cs"]["text"], "Souhlasíte.");

    // A restart begins none.
    let desk = desk.restart().await;
    let (ada, bob) = (ada.at(&desk), bob.at(&desk));
    assert_eq!(ada.get("/widgets/demo/consents").await.ok()["items"].as_array().unwrap().len(), 4);
    bob.get("/widgets/demo/consents").await.refused(403, "forbidden");
    ada.get("/widgets/nosuch/consents").await.refused(404, "not-found");
    for wrong in ["http://lumen.example/privacy", "javascript:alert(1)", "lumen.example"] {
        change_widget(&ada, |widget| widget["texts"]["en"]["consent_url"] = wrong.into())
            .await
            .invalid("texts.consent_url", "malformed");
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_consent_that_was_shown_and_the_operator_sees_which() {
    let (desk, _ada, bob) = asking().await;
    let (client, id) = (desk.client(), new_id());
    for (said, code) in [
        ("", "required"),
        ("no", "required"),
        ("3", "unknown-version"),
        ("0", "unknown-version"),
        ("true", "unknown-version"),
    ] {
        enters(&client, id, said).await.invalid("consent", code);
    }
    assert!(bob.queue().await.is_empty(), "nothing was begun");
    enters(&client, id, "2").await.ok();
    let view = bob.view(id).await.ok();
    let consent = &view["conversation"]["consent"];
    assert_eq!(consent["version"], 2);
    assert!(consent["at"].as_str().unwrap() <= view["events"][0]["at"].as_str().unwrap());
    assert_eq!(view["events"][0]["answers"][1], json!({"field": "consent", "value": "2"}));

    // The page was open since before the change.
    let (other, old) = (desk.client(), new_id());
    enters(&other, old, "1").await.ok();
    assert_eq!(bob.view(old).await.ok()["conversation"]["consent"]["version"], 1);
}

#[tokio::test]
async fn a_panel_of_before_there_were_versions_agrees_to_the_only_one() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let consent = json!({"kind": "consent", "required": true, "choices": {}});
    change_widget(&ada, |widget| widget["form"] = json!([consent])).await.ok();
    let (client, id) = (desk.client(), new_id());
    enters(&client, id, "true").await.ok();
    assert_eq!(bob.view(id).await.ok()["conversation"]["consent"]["version"], 1);
}

#[tokio::test]
async fn who_sends_a_form_with_a_notice_agrees_and_must_say_to_what() {
    let (desk, ada, bob) = asking().await;
    let notice = json!({"kind": "consent", "required": false, "choices": {}, "notice": true});
    change_widget(&ada, |widget| widget["form"] = json!([notice])).await.ok();
    assert_eq!(public(&desk).await["form"][0]["notice"], true);
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({})).await.invalid("consent", "required");
    enters(&client, id, "2").await.ok();
    assert_eq!(bob.view(id).await.ok()["conversation"]["consent"]["version"], 2);
    let name = json!({"kind": "name", "required": false, "choices": {}, "notice": true});
    change_widget(&ada, |widget| widget["form"] = json!([name])).await.invalid("form", "malformed");
}

#[tokio::test]
async fn a_message_left_says_what_was_agreed_to_and_an_erased_one_still_does() {
    let (desk, ada, bob) = asking().await;
    let (client, id) = (desk.client(), new_id());
    let left = |consent: &str| json!({"id": id, "widget": "demo", "entry": "chat", "form": {"email": "jana@seznam.cz", "consent": consent}});
    client.post("/offline-requests", &left("")).await.invalid("consent", "required");
    client.post("/offline-requests", &left("7")).await.invalid("consent", "unknown-version");
    client.post("/offline-requests", &left("1")).await.ok();
    assert_eq!(bob.get(&format!("/offline-requests/{id}")).await.ok()["consent"], 1);

    let talk = new_id();
    enters(&client, talk, "2").await.ok();
    bob.accept(talk).await.ok();
    bob.act(talk, "end", &json!({})).await.ok();
    let before = ada.view(talk).await.ok()["conversation"]["consent"].clone();
    let erasure = format!("/conversations/{talk}/client/erasure");
    let confirm = ada.get(&erasure).await.ok()["confirm"].clone();
    ada.post(&erasure, &json!({"confirm": confirm})).await.ok();
    let after = ada.view(talk).await.ok();
    assert!(!after.to_string().contains("Jana"), "{after}");
    assert_eq!(after["conversation"]["consent"], before);
    assert_eq!(after["events"][0]["answers"], json!([{"field": "consent", "value": "2"}]));
    let request = ada.get(&format!("/offline-requests/{id}")).await.ok();
    assert_eq!((&request["email"], &request["consent"]), (&Value::Null, &json!(1)));
}

#[tokio::test]
async fn the_archive_of_a_client_tells_what_was_agreed_to_and_in_which_words() {
    let (desk, ada, bob) = asking().await;
    let (client, talk, request) = (desk.client(), new_id(), new_id());
    enters(&client, talk, "2").await.ok();
    bob.accept(talk).await.ok();
    bob.act(talk, "end", &json!({})).await.ok();
    change_widget(&ada, |widget| widget["texts"]["en"]["consent"] = "You agree that we answer and call.".into())
        .await
        .ok();
    let form = json!({"email": "jana@seznam.cz", "consent": "1"});
    client
        .post("/offline-requests", &json!({"id": request, "widget": "demo", "entry": "chat", "form": form}))
        .await
        .ok();

    let url = desk.url(&format!("/api/v1/conversations/{talk}/client/export"));
    let archive = ada.http().get(url).header("cookie", &ada.cookie).send().await.unwrap().bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut read = |name: &str| -> Value { serde_json::from_reader(zip.by_name(name).unwrap()).unwrap() };
    let consent = read(&format!("conversations/{talk}.json"))["conversation"]["consent"].clone();
    assert_eq!((&consent["version"], consent["at"].is_string()), (&json!(2), true));
    let about = read("client.json");
    assert_eq!(about["requests"][0]["consent"], 1);
    let told: Vec<_> =
        about["consents"].as_array().unwrap().iter().map(|it| (&it["version"], &it["texts"]["en"])).collect();
    let (first, second) = (
        json!({"text": "I agree that you use my data to answer me.", "url": null}),
        json!({"text": "You agree that we answer.", "url": "https://lumen.example/privacy"}),
    );
    assert_eq!(told, [(&json!(2), &second), (&json!(1), &first)], "and not the third, which nobody showed this client");
}

fn drawn(width: u32, height: u32, kind: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(width, height, image::Rgba([200, 30, 30, 255])).write_to(&mut bytes, kind).unwrap();
    bytes.into_inner()
}

async fn upload(by: &Operator, bytes: Vec<u8>) -> Answer {
    let url = format!("http://{}/api/v1/logos", by.address);
    Answer::to(by.http().post(url).header("cookie", &by.cookie).body(bytes)).await
}

#[tokio::test]
async fn a_logo_is_made_anew_shown_and_taken_away() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let made = upload(&ada, drawn(800, 200, ImageFormat::Png)).await;
    assert_eq!(made.status, 201);
    let id = made.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        upload(&ada, drawn(800, 200, ImageFormat::WebP)).await.ok()["id"],
        json!(id),
        "the same picture is the same"
    );
    let log = ada.get("/audit?area=widgets").await.ok();
    assert_eq!(log["items"][0]["act"], "logo_added");
    assert!(public(&desk).await["look"]["logo"].is_null(), "nothing is shown before it is saved");
    change_widget(&ada, |widget| widget["look"]["logo"] = id.clone().into()).await.ok();
    assert_eq!(public(&desk).await["look"]["logo"], json!(id));

    let read = desk.http.get(desk.url(&format!("/widget/v1/logos/{id}"))).send().await.unwrap();
    let header = |name: &str| read.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let seen = image::load_from_memory(&read.bytes().await.unwrap()).unwrap();
    assert_eq!((seen.width(), seen.height()), (360, 90));
    assert!(id.ends_with("-112"), "28 pixels high it is 112 wide: {id}");

    change_widget(&ada, |widget| widget["look"]["logo"] = Value::Null).await.ok();
    assert!(public(&desk).await["look"]["logo"].is_null());
    change_widget(&ada, |widget| widget["look"]["logo"] = "nosuch".into()).await.invalid("logo", "malformed");
    desk.get("/widget/v1/logos/nosuch").await.refused(404, "not-found");
    upload(&bob, drawn(10, 10, ImageFormat::Png)).await.refused(403, "forbidden");
}

#[tokio::test]
async fn what_is_no_small_picture_is_refused_with_the_reason() {
    let (_desk, ada) = desk().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    upload(&ada, svg).await.invalid("logo", "kind");
    upload(&ada, Vec::new()).await.invalid("logo", "kind");
    upload(&ada, drawn(10, 10, ImageFormat::Gif)).await.invalid("logo", "kind");
    upload(&ada, drawn(10, 10, ImageFormat::Png)[..40].to_vec()).await.invalid("logo", "malformed");
    upload(&ada, drawn(4_001, 1, ImageFormat::Png)).await.invalid("logo", "malformed");
    let mut large = drawn(10, 10, ImageFormat::Png);
    large.resize(1_000_001, 0);
    assert_eq!(upload(&ada, large).await.refused(413, "too-large")["limit"], 1_000_000);
}

#[tokio::test]
async fn a_page_is_told_the_rules_that_are_on_and_nothing_where_there_are_none() {
    let (desk, ada) = desk().await;
    assert!(public(&desk).await.get("triggers").is_none(), "a page without rules is told nothing of them");
    let rule = |n: u128, on: bool| {
        json!({
            "id": Uuid::from_u128(n), "name": "Moving", "on": on, "often": {"kind": "visit"}, "does": "bubble",
            "when": [{"kind": "stays", "seconds": 40}, {"kind": "page", "how": "like", "value": "/moving/*"}],
            "texts": {"en": "Moving house?"},
        })
    };
    change_widget(&ada, |widget| widget["triggers"] = json!([rule(1, false), rule(2, true)])).await.ok();
    assert_eq!(public(&desk).await["triggers"], json!([rule(2, true)]));
    // Who changes something else leaves them as they are.
    change_widget(&ada, |widget| {
        widget.as_object_mut().unwrap().remove("triggers");
    })
    .await
    .ok();
    assert_eq!(public(&desk).await["triggers"], json!([rule(2, true)]));
    let with = |field: &str, value: Value| {
        let mut rule = rule(3, true);
        rule[field] = value;
        rule
    };
    for wrong in [
        with("texts", json!({})),
        with("texts", json!({"en": "x".repeat(201)})),
        with("when", json!([{"kind": "stays", "seconds": 0}])),
        with("when", json!([{"kind": "page", "how": "like", "value": ""}])),
        with("often", json!({"kind": "days", "days": 0})),
    ] {
        change_widget(&ada, |widget| widget["triggers"] = json!([wrong])).await.invalid("triggers", "malformed");
    }
    change_widget(&ada, |widget| widget["triggers"] = json!([rule(1, true), rule(1, true)]))
        .await
        .invalid("triggers", "malformed");
    change_widget(&ada, |widget| widget["triggers"] = json!([])).await.ok();
    assert!(public(&desk).await.get("triggers").is_none());
}

#[tokio::test]
async fn a_word_with_a_rating_is_asked_for_only_where_the_company_wants_one() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    bob.act(id, "end", &json!({})).await.ok();
    let after = async || client.get("/conversation?widget=demo").await.ok()["after"].clone();
    assert_eq!(after().await["comments"], true);
    change_widget(&ada, |widget| widget["rating_comment"] = false.into()).await.ok();
    assert_eq!(after().await["comments"], false);
    let rating = json!({"stars": 2, "comment": "slow"});
    let given = client.post(&format!("/conversations/{id}/rating"), &rating).await.ok();
    assert_eq!((&given["stars"], &given["comment"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn the_words_while_a_client_waits_are_the_companys_own() {
    let (desk, ada) = desk().await;
    change_widget(&ada, |widget| widget["texts"]["en"]["waiting"] = "Somebody is on the way.".into()).await.ok();
    assert_eq!(public(&desk).await["texts"]["en"]["waiting"], "Somebody is on the way.");
    change_widget(&ada, |widget| widget["texts"]["en"]["waiting"] = "x".repeat(501).into())
        .await
        .invalid("texts", "too-long");
}
