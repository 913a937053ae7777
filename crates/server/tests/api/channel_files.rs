//! Files to clients of outside messengers: what a messenger would refuse is made over where that saves it, and said where not.

use crate::{
    channels::{connected, sees, waits},
    support::new_id,
};
use serde_json::{Value, json};

/// As a telephone of Apple takes pictures: 96 x 64 pixels.
const HEIC: &[u8] = include_bytes!("../../src/pictures/flag.heic");

#[tokio::test]
async fn a_picture_a_messenger_does_not_take_goes_out_as_one_it_takes() {
    for kind in ["whatsapp", "messenger"] {
        let (graph, desk, ada, _) = connected(kind).await;
        graph.inbound(json!({"product": kind, "text": "How does it look?"})).await;
        let talk = waits(&ada, &[]).await;
        ada.accept(talk).await.ok();
        let file = new_id();
        let path = format!("/conversations/{talk}/files/{file}?name=lamp.HEIC");
        let told = ada.upload(&path, HEIC.to_vec()).await.ok();
        assert_eq!((&told["name"], &told["media_type"]), (&json!("lamp.jpg"), &json!("image/jpeg")));
        assert_eq!((&told["width"], &told["height"]), (&json!(96), &json!(64)));
        let again = ada.upload(&path, HEIC.to_vec()).await.ok();
        assert_eq!(again, told, "a repeated upload is the same file");

        let said = json!({"id": new_id(), "text": "Like this", "files": [file]});
        ada.act(talk, "messages", &said).await.ok();
        sees(&ada, talk, "that it is there", |view| view["deliveries"][0]["state"] == "sent").await;
        let sent = Value::from(graph.sends().await).to_string();
        assert!(sent.contains("image") && !sent.contains("heic"), "{sent}");
        let bytes = desk.http.get(desk.url(told["url"].as_str().unwrap())).send().await.unwrap().bytes().await.unwrap();
        let picture = image::load_from_memory(&bytes).unwrap().to_rgb8();
        let [red, _, blue] = picture.get_pixel(10, 10).0;
        assert!(red > 180 && blue < 80, "its left side is red");
    }
}

#[tokio::test]
async fn what_cannot_be_made_over_is_refused_when_it_is_to_be_sent_and_the_talk_goes_on() {
    let (graph, _desk, ada, _) = connected("whatsapp").await;
    graph.inbound(json!({"product": "whatsapp", "text": "Send me all of it"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    // Broken after its head: it says what it is, and cannot be drawn.
    for (name, bytes) in [("broken.heic", HEIC[..300].to_vec()), ("moving.gif", b"GIF89a\x01\0\x01\0\0\0\0".to_vec())] {
        let file = new_id();
        let told = ada.upload(&format!("/conversations/{talk}/files/{file}?name={name}"), bytes).await.ok();
        assert_eq!(told["name"], name, "it is as it came");
        let said = json!({"id": new_id(), "text": "Here", "files": [file]});
        ada.act(talk, "messages", &said).await.invalid("files", "kind");
    }
    ada.says(talk, "Or in words").await.ok();
    assert!(graph.sent(1).await[0].to_string().contains("Or in words"));
}
