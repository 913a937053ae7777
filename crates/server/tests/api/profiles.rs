//! How clients see operators: by a public name where there is one, and with a photo. They never learn the own name then.

use crate::{
    files::picture,
    support::{Client, Desk, MailServer, Operator, desk, new_id},
};
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};
use serde_json::{Value, json};
use std::io::Read as _;

/// Nothing else is called so.
const OWN: &str = "Bohumila";
const PUBLIC: &str = "Bára z podpory";

/// An operator whom clients know by another name.
async fn bara(desk: &Desk, ada: &Operator) -> Operator {
    let bara = desk.operator(ada, OWN).await;
    let me = bara.put("/me/profile", &json!({"public_name": format!(" {PUBLIC} ")})).await.ok();
    assert_eq!((&me["name"], &me["public_name"]), (&json!(OWN), &json!(PUBLIC)));
    bara
}

fn of(workspace: &Value, id: &str) -> Value {
    workspace["operators"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
}

async fn current(client: &Client) -> Value {
    client.get("/conversation?widget=demo").await.ok()
}

#[tokio::test]
async fn whatever_reaches_a_client_names_the_public_name_only() {
    let (desk, ada) = desk().await;
    let (server, bara) = (MailServer::start("starttls"), bara(&desk, &ada).await);
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    let cid = desk.operator(&ada, "Cid").await;
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({"form": {"name": "Jana", "message": "Hello"}, "language": "en"})).await.ok();
    let mut line = client.live(id, 0).await;
    let mut told: Vec<Value> = Vec::new();
    let to = |id: &str| json!({"target": {"operator": id}});

    // Redirected to by name, accepted, answered, quoted, handed over, joined, left: all that names an operator.
    cid.act(id, "redirect", &to(&bara.id)).await.ok();
    bara.accept(id).await.ok();
    bara.says(id, "Good day").await.ok();
    let said = line.hears_event("operator_said").await;
    assert_eq!(said["operator"], PUBLIC);
    let reply = json!({"id": new_id(), "conversation": id, "text": "About that", "reply_to": said["seq"]});
    client.post("/messages", &reply).await.ok();
    bara.act(id, "invite", &to(&cid.id)).await.ok();
    cid.act(id, "join", &json!({})).await.ok();
    bara.act(id, "hand-over", &json!({"operator": cid.id})).await.ok();
    cid.act(id, "hand-over", &json!({"operator": bara.id})).await.ok();
    cid.act(id, "leave", &json!({})).await.ok();
    cid.get("/workspace").await.ok();
    bara.act(id, "invite", &to(&cid.id)).await.ok();
    cid.act(id, "join", &json!({})).await.ok();
    bara.act(id, "leave", &json!({})).await.ok();
    assert_eq!(line.hears_event("left").await["operator"], "Cid");
    assert_eq!(line.hears_event("left").await["operator"], PUBLIC);
    cid.act(id, "redirect", &to(&bara.id)).await.ok();
    bara.accept(id).await.ok();
    assert_eq!(current(&client).await["operator"], PUBLIC);
    told.push(current(&client).await);
    bara.act(id, "end", &json!({"transcript": "jana@post.example"})).await.ok();
    line.hears_event("ended").await;
    told.push(current(&client).await);
    // A socket that comes later is told the whole log.
    told.extend(client.live(id, 0).await.heard_so_far().await);

    let kinds: Vec<&str> =
        told[1]["events"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    for kind in ["redirected", "accepted", "operator_said", "joined", "left", "ended"] {
        assert!(kinds.contains(&kind), "the test says nothing of {kind}: {kinds:?}");
    }
    assert_eq!(told[1]["events"][0]["kind"], "started");
    let transcript = &server.took(1).await[0];
    assert!(transcript.to_string().contains("Bára z podpory"), "{transcript}");
    for what in told.iter().chain([transcript]) {
        assert!(!what.to_string().contains(OWN), "{what}");
    }

    // Nor does the archive that a client can have.
    let url = desk.url(&format!("/api/v1/conversations/{id}/client/export"));
    let archive = ada.http().get(url).header("cookie", &ada.cookie).send().await.unwrap().bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut talk = String::new();
    zip.by_name(&format!("conversations/{id}.json")).unwrap().read_to_string(&mut talk).unwrap();
    assert!(talk.contains(PUBLIC) && !talk.contains(OWN), "{talk}");

    // Colleagues go on seeing the own name.
    let view = ada.view(id).await.ok();
    assert!(view.to_string().contains(OWN) && !view.to_string().contains(PUBLIC), "{view}");
    let known = of(&ada.get("/workspace").await.ok(), &bara.id);
    assert_eq!((&known["name"], &known["public_name"]), (&json!(OWN), &json!(PUBLIC)));
}

#[tokio::test]
async fn an_answer_to_a_request_is_signed_with_the_public_name() {
    let (desk, ada) = desk().await;
    let (server, bara) = (MailServer::start("starttls"), bara(&desk, &ada).await);
    ada.put("/mail-server", &server.settings(json!({}))).await.ok();
    let (client, id) = (desk.client(), new_id());
    let form = json!({"name": "Jana", "email": "jana@post.example", "message": "Hello"});
    client.post("/offline-requests", &json!({"id": id, "widget": "demo", "entry": "chat", "form": form})).await.ok();
    let answer = json!({"id": new_id(), "means": "email", "text": "We see to it."});
    bara.post(&format!("/offline-requests/{id}/answer"), &answer).await.ok();
    let mail = &server.took(1).await[0];
    for body in ["text", "html"] {
        let body = mail[body].as_str().unwrap();
        assert!(body.contains(PUBLIC) && !body.contains(OWN), "{body}");
    }
}

#[tokio::test]
async fn a_conversation_of_long_ago_names_an_operator_as_clients_know_him_now() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    assert_eq!(current(&client).await["operator"], "Bob");
    bob.put("/me/profile", &json!({"public_name": "Robert"})).await.ok();
    let seen = current(&client).await;
    assert_eq!((&seen["operator"], &seen["events"][1]["operator"]), (&json!("Robert"), &json!("Robert")));
    for none in ["", "  ", "Bob"] {
        assert_eq!(bob.put("/me/profile", &json!({"public_name": none})).await.ok()["public_name"], Value::Null);
    }
    assert_eq!(current(&client).await["operator"], "Bob");
    bob.put("/me/profile", &json!({"public_name": "x".repeat(101)})).await.invalid("public_name", "too-long");
}

#[tokio::test]
async fn an_administrator_says_it_of_others_and_it_is_written_down() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let user =
        json!({"name": "Bob", "public_name": "Robert", "email": "bob@lumen.example", "role": "operator", "groups": []});
    let saved = ada.put(&format!("/users/{}", bob.id), &user).await.ok();
    assert_eq!(saved["public_name"], "Robert");
    let photo = format!("/users/{}/photo", bob.id);
    let saved = ada.upload(&photo, picture(300, 200)).await.ok();
    assert!(saved["photo_url"].as_str().unwrap().starts_with("/photos/"), "{saved}");
    bob.upload(&photo, picture(300, 200)).await.refused(403, "forbidden");
    ada.upload(&format!("/users/{}/photo", new_id()), picture(300, 200)).await.refused(404, "not-found");
    assert_eq!(ada.delete(&photo).await.ok()["photo_url"], Value::Null);
    bob.upload("/me/photo", picture(300, 200)).await.ok();
    let log = ada.get("/audit?limit=4").await.ok();
    let told = |n: usize| (log["items"][n]["act"].as_str().unwrap(), log["items"][n]["changes"][0]["field"].clone());
    assert_eq!(told(0), ("profile_changed", json!("photo")));
    assert_eq!((told(1), told(2)), (("user_changed", json!("photo")), ("user_changed", json!("photo"))));
    let changes = log["items"][3]["changes"].as_array().unwrap();
    assert!(changes.contains(&json!({"field": "public_name", "before": null, "after": "Robert"})), "{changes:?}");
}

/// A JPEG that says where it was taken.
fn from_a_phone() -> Vec<u8> {
    let (mut bytes, pixels) = (Vec::new(), [90u8; 64 * 48 * 3]);
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(b"II*\0\x08\0\0\0\0\0\0\0\0\0taken at 50.0755 N".to_vec()).unwrap();
    encoder.write_image(&pixels, 64, 48, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[tokio::test]
async fn a_photo_is_drawn_anew_and_read_by_whoever_was_told_where() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let mut colleague = ada.live().await;
    let file = from_a_phone();
    assert!(holds(&file, b"50.0755"), "the test says nothing");
    let me = bob.upload("/me/photo", file).await.ok();
    let url = me["photo_url"].as_str().unwrap().to_owned();
    let told = colleague.hears("the photo", |f| f["operator"]["photo_url"] == url.as_str()).await;
    assert_eq!(told["operator"]["name"], "Bob");

    let read = desk.http.get(desk.url(&url)).send().await.unwrap();
    let header = |name: &str| read.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((header("content-type"), header("x-content-type-options")), ("image/jpeg".into(), "nosniff".into()));
    assert!(header("content-security-policy").contains("sandbox") && header("cache-control").contains("immutable"));
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    let bytes = read.bytes().await.unwrap();
    assert!(!holds(&bytes, b"50.0755") && !holds(&bytes, b"Exif"));
    let drawn = image::load_from_memory(&bytes).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (256, 256));

    // The client is told with the operator; after another one, or none, the address leads nowhere.
    let client = desk.client();
    let id = client.enters().await;
    let mut line = client.live(id, 0).await;
    bob.accept(id).await.ok();
    assert_eq!(line.hears_event("accepted").await["photo_url"], url);
    assert_eq!(current(&client).await["photo_url"], url);
    let desk = desk.restart().await;
    let (bob, client) = (bob.at(&desk), client.at(&desk));
    assert!(desk.get(&url).await.status.is_success(), "a restart keeps it");
    let other = bob.upload("/me/photo", picture(40, 40)).await.ok()["photo_url"].as_str().unwrap().to_owned();
    assert_ne!(other, url);
    desk.get(&url).await.refused(404, "not-found");
    assert_eq!(bob.delete("/me/photo").await.ok()["photo_url"], Value::Null);
    desk.get(&other).await.refused(404, "not-found");
    assert_eq!(current(&client).await["photo_url"], Value::Null);
    desk.get(&format!("/photos/{}", bob.id)).await.refused(404, "not-found");
    assert_eq!(bob.delete("/me/photo").await.status, 200, "twice is once");
}

#[tokio::test]
async fn what_is_no_photo_is_refused_and_the_one_before_stays() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let before = bob.upload("/me/photo", picture(40, 40)).await.ok()["photo_url"].clone();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let cut = picture(40, 40)[..50].to_vec();
    for nothing in [svg, b"GIF89a".to_vec(), b"%PDF-1.7".to_vec(), cut, Vec::new()] {
        bob.upload("/me/photo", nothing).await.invalid("photo", "malformed");
    }
    bob.upload("/me/photo", vec![0; 10_000_001]).await.refused(413, "too-large");
    assert_eq!(of(&ada.get("/workspace").await.ok(), &bob.id)["photo_url"], before);
    let path = desk.url("/api/v1/me/photo");
    let stranger = desk.http.put(path).body(picture(40, 40)).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
}
