//! Files: uploaded, carried by a message, read by address; what may not run never does.

use crate::support::{Answer, Client, Desk, Operator, desk, new_id};
use image::{ImageFormat, RgbaImage};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(width, height, image::Rgba([200, 30, 30, 255]))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn talk() -> (Desk, Operator, Operator, Client, Uuid) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    (desk, ada, bob, client, id)
}

async fn client_uploads(client: &Client, conversation: Uuid, file: Uuid, name: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/conversations/{conversation}/files/{file}?name={name}");
    client.upload(&path, bytes).await
}

async fn read(desk: &Desk, file: &Value, which: &str) -> reqwest::Response {
    desk.http.get(desk.url(file[which].as_str().unwrap())).send().await.unwrap()
}

#[tokio::test]
async fn a_picture_of_the_client_reaches_the_operator_with_its_small_copy() {
    let (desk, _ada, bob, client, id) = talk().await;
    let mut console = bob.live().await;
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    let (file, bytes) = (new_id(), picture(1_200, 600));
    let first = client_uploads(&client, id, file, "lamp%20%C5%BE.png", bytes.clone()).await;
    assert_eq!(first.status, 201);
    let again = client_uploads(&client, id, file, "lamp%20%C5%BE.png", bytes.clone()).await;
    assert_eq!((again.status.as_u16(), &again.body), (200, &first.body), "a repeated upload is the same file");
    let told = first.ok();
    assert_eq!((told["name"].as_str(), told["media_type"].as_str()), (Some("lamp ž.png"), Some("image/png")));
    assert_eq!((told["width"].as_u64(), told["height"].as_u64()), (Some(1_200), Some(600)));

    let message = json!({"id": new_id(), "conversation": id, "files": [file]});
    client.post("/messages", &message).await.ok();
    let event = console.hears_event("message_added").await;
    assert_eq!((event["text"].as_str(), &event["files"][0]), (Some(""), &told));
    let original = read(&desk, &told, "url").await;
    assert_eq!(original.headers()["content-type"], "image/png");
    assert_eq!(original.bytes().await.unwrap(), bytes);
    let small = read(&desk, &told, "thumbnail_url").await.bytes().await.unwrap();
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (480, 240));
    let view = bob.view(id).await.ok();
    assert_eq!(view["conversation"]["last_message"]["words"], "lamp ž.png");
    assert_eq!((view["files"][0]["from"].as_str(), &view["files"][0]["file"]), (Some("client"), &told));
}

#[tokio::test]
async fn an_operators_file_reaches_the_client_and_survives_a_restart() {
    let (desk, _ada, bob, client, id) = talk().await;
    let file = new_id();
    let path = format!("/conversations/{id}/files/{file}?name=manual.pdf");
    let told = bob.upload(&path, b"%PDF-1.7 how to hang a lamp".to_vec()).await.ok();
    let said = json!({"id": new_id(), "text": "Here you are", "files": [file]});
    bob.act(id, "messages", &said).await.ok();
    let desk = desk.restart().await;
    let seen = client.at(&desk).get("/conversation?widget=demo").await.ok();
    assert_eq!(seen["events"].as_array().unwrap().last().unwrap()["files"][0], told);
    let read = read(&desk, &told, "url").await;
    assert_eq!(
        read.headers()["content-disposition"],
        "attachment; filename=\"manual.pdf\"; filename*=UTF-8''manual.pdf"
    );
    assert_eq!(read.bytes().await.unwrap(), &b"%PDF-1.7 how to hang a lamp"[..]);
}

#[tokio::test]
async fn nothing_that_was_uploaded_can_run() {
    let (desk, ada, bob, _client, id) = talk().await;
    ada.change_settings(|s| s["files"]["kinds"] = "any".into()).await;
    let html = "<!DOCTYPE html><html><script>document.title='x'</script></html>";
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for (name, bytes) in [("a.html", html), ("a.png", html), ("a.svg", svg), ("a.jpg", svg), ("a.js", "alert(1)")] {
        let path = format!("/conversations/{id}/files/{}?name={name}", new_id());
        let told = bob.upload(&path, bytes.into()).await.ok();
        let read = read(&desk, &told, "url").await;
        let header = |name: &str| read.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/octet-stream", "{name}");
        assert!(header("content-disposition").starts_with("attachment"), "{name}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(
            header("content-security-policy").contains("sandbox")
                && !header("content-security-policy").contains("allow")
        );
        assert!(told["thumbnail_url"].is_null());
    }
}

#[tokio::test]
async fn kinds_and_sizes_outside_the_rules_are_refused_with_the_reason() {
    let (_desk, ada, bob, client, id) = talk().await;
    let upload = async |bytes: Vec<u8>| client_uploads(&client, id, new_id(), "x", bytes).await;
    upload(b"MZ\x90\x00 an executable".to_vec()).await.invalid("file", "kind");
    upload(b"<!DOCTYPE html><p>".to_vec()).await.invalid("file", "kind");
    upload(Vec::new()).await.invalid("file", "empty");
    upload(b"plain words".to_vec()).await.ok();
    ada.change_settings(|s| s["files"] = json!({"kinds": "pictures", "largest_megabytes": 1})).await;
    upload(b"plain words".to_vec()).await.invalid("file", "kind");
    let mut large = picture(10, 10);
    large.resize(1_000_001, 0);
    assert_eq!(upload(large).await.refused(413, "too-large")["limit"], 1_000_000);
    ada.change_settings(|s| s["files"]["kinds"] = "none".into()).await;
    upload(picture(10, 10)).await.invalid("file", "kind");
    let mut settings = ada.get("/settings").await.ok();
    settings["files"]["largest_megabytes"] = 201.into();
    ada.put("/settings", &settings).await.invalid("largest_megabytes", "out-of-range");
    drop(bob);
}

#[tokio::test]
async fn a_file_belongs_to_its_sender_and_conversation() {
    let (desk, ada, bob, client, id) = talk().await;
    let (file, other) = (new_id(), desk.client());
    client_uploads(&client, id, file, "a.png", picture(5, 5)).await.ok();
    client_uploads(&other, id, new_id(), "a.png", picture(5, 5)).await.refused(404, "not-found");
    let waiting = other.enters().await;
    client_uploads(&other, waiting, file, "a.png", picture(5, 5)).await.refused(409, "id-in-use");
    let carries = |conversation: Uuid| json!({"id": new_id(), "conversation": conversation, "files": [file]});
    other.post("/messages", &carries(waiting)).await.invalid("files", "malformed");
    bob.act(id, "messages", &json!({"id": new_id(), "text": "mine?", "files": [file]}))
        .await
        .invalid("files", "malformed");
    client.post("/messages", &carries(id)).await.ok();
    client.post("/messages", &carries(id)).await.invalid("files", "malformed");
    let path = format!("/conversations/{id}/files/{}", new_id());
    ada.upload(&path, picture(5, 5)).await.refused(409, "not-yours");
    client.leaves(id).await.ok();
    client_uploads(&client, id, new_id(), "a.png", picture(5, 5)).await.refused(409, "ended");
}

#[tokio::test]
async fn a_file_is_read_only_with_its_key() {
    let (desk, _ada, bob, _client, id) = talk().await;
    let told = bob.upload(&format!("/conversations/{id}/files/{}", new_id()), picture(5, 5)).await.ok();
    let url = told["url"].as_str().unwrap();
    let wrong = format!("{}{}", &url[..url.len() - 1], if url.ends_with('A') { 'B' } else { 'A' });
    for path in [&wrong, &format!("/files/{}/x", new_id()), "/files/x/y", &format!("{wrong}/thumbnail")] {
        assert_eq!(Answer::to(desk.http.get(desk.url(path))).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    use tokio::io::AsyncWriteExt as _;
    let (desk, _ada, _bob, client, id) = talk().await;
    let path = format!("/widget/v1/conversations/{id}/files/{}", new_id());
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: x\r\nx-hovorna-client: {}\r\ncontent-length: 5000\r\n\r\nonly a beginning",
        client.token
    );
    let mut socket = tokio::net::TcpStream::connect(desk.address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    drop(socket);
    // The desk goes on, and once it noticed the end nothing is left.
    let incoming = desk.data().join("files/incoming");
    client.says(id, "still here").await.ok();
    let empty = async {
        while std::fs::read_dir(&incoming).is_ok_and(|mut files| files.next().is_some()) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, empty).await.expect("the half file stayed");
    assert!(client.send(Method::GET, "/conversation?widget=demo", None, &[]).await.status.is_success());
}
