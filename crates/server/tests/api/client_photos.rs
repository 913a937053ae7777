//! The face a client has on a messenger: operators see it wherever they see the client, and nobody else does.

use crate::{
    channels::{connected, events, sees, waits},
    support::{Desk, Operator, PATIENCE, graph::Graph, new_id},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use desk::{ChannelId, ClientId};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use std::{io::Cursor, time::Duration};
use uuid::Uuid;

const NAME: &str = "Jana Nová";
const JANA: &str = "7654321098765432";

/// A picture of one colour, as PNG.
fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_pixel(300, 200, Rgb(colour))).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn encoded(bytes: &[u8]) -> Value {
    json!({"b64": STANDARD.encode(bytes), "mime": "image/png"})
}

fn face(colour: [u8; 3]) -> Value {
    encoded(&picture(colour))
}

async fn writes(graph: &Graph, from: &str, name: &str, photo: Value) {
    let what = json!({"product": "messenger", "from": from, "name": name, "text": "Hello", "photo": photo});
    graph.inbound(what).await;
}

/// Where the photo is, once there is another one than before.
async fn seen(by: &Operator, talk: Uuid, before: Option<&str>) -> String {
    let is_another =
        |view: &Value| view["conversation"]["client"]["photo_url"].as_str().is_some_and(|it| Some(it) != before);
    let view = sees(by, talk, "the photo", is_another).await;
    view["conversation"]["client"]["photo_url"].as_str().unwrap().to_owned()
}

/// Reads a photo as a browser does.
async fn read(desk: &Desk, url: &str, header: Option<(&str, &str)>) -> reqwest::Response {
    let request = desk.http.get(desk.url(url));
    header.into_iter().fold(request, |request, (name, value)| request.header(name, value)).send().await.unwrap()
}

async fn status(desk: &Desk, url: &str, by: &Operator) -> u16 {
    read(desk, url, Some(("cookie", &by.cookie))).await.status().as_u16()
}

#[tokio::test]
async fn a_client_of_messenger_has_a_face_for_operators_and_for_nobody_else() {
    let (graph, desk, ada, _) = connected("messenger").await;
    let ben = desk.operator(&ada, "Ben").await;
    let mut line = ada.live().await;
    writes(&graph, JANA, NAME, face([20, 120, 220])).await;
    let shown = |frame: &Value| frame["type"] == "row" && frame["conversation"]["client"]["photo_url"].is_string();
    let row = line.hears("the face", shown).await["conversation"].clone();
    let talk: Uuid = row["id"].as_str().unwrap().parse().unwrap();
    let url = seen(&ada, talk, None).await;
    assert_eq!((&row["client"]["photo_url"], &row["client"]["name"]), (&json!(url), &json!(NAME)));

    // Its name is told in the log, and who said so; that there is a picture is not.
    let view = ada.view(talk).await.ok();
    let told: Vec<&Value> = events(&view, "client_changed").collect();
    assert_eq!((told.len(), &told[0]["name"], &told[0]["author"]["kind"]), (1, &json!(NAME), &json!("system")));
    assert_eq!(view["events"].as_array().unwrap().last().unwrap(), told[0]);
    assert_eq!(ada.get("/workspace").await.ok()["queue"][0]["client"]["photo_url"], url);
    assert_eq!(ada.get("/conversations?state=waiting").await.ok()["items"][0]["client"]["photo_url"], url);

    let photo = read(&desk, &url, Some(("cookie", &ben.cookie))).await;
    assert_eq!((photo.status().as_u16(), &photo.headers()["content-type"]), (200, &"image/jpeg".parse().unwrap()));
    let (cached, policy) = (&photo.headers()["cache-control"], &photo.headers()["cross-origin-resource-policy"]);
    let cached = cached.to_str().unwrap();
    assert!(cached.contains("private") && cached.contains("immutable"), "{cached}");
    assert_eq!(policy, "same-origin");
    let drawn = image::load_from_memory(&photo.bytes().await.unwrap()).unwrap().to_rgb8();
    assert_eq!(drawn.dimensions(), (256, 256));
    assert!(drawn.get_pixel(128, 128).0.iter().zip([20, 120, 220]).all(|(is, wanted)| is.abs_diff(wanted) < 12));

    let client = desk.client();
    client.enters().await;
    let all = ["read:conversations", "read:clients", "write:clients"];
    let token = json!({"name": "CRM", "scopes": all});
    let token = ada.post("/api-tokens", &token).await.ok()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    for (header, refused) in [
        (None, 401),
        (Some(("x-hovorna-client", client.token.as_str())), 401),
        (Some(("authorization", bearer.as_str())), 403),
        (Some(("cookie", "hovorna_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), 401),
    ] {
        assert_eq!(read(&desk, &url, header).await.status(), refused, "{header:?}");
    }
    // An operator needs the address all the same, and it is that of no operator's photo.
    assert_eq!(status(&desk, "/api/v1/clients/photos/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &ben).await, 404);
    assert_eq!(status(&desk, "/api/v1/clients/photos/x", &ben).await, 404);
    let key = url.rsplit('/').next().unwrap();
    assert_eq!(status(&desk, &format!("/photos/{key}"), &ben).await, 404);
}

#[tokio::test]
async fn one_person_has_one_face_and_his_or_her_browser_never_hears_of_it() {
    let (graph, desk, ada, _) = connected("messenger").await;
    writes(&graph, JANA, NAME, face([20, 120, 220])).await;
    let talk = waits(&ada, &[]).await;
    let url = seen(&ada, talk, None).await;
    let browser = desk.client();
    let chat = browser.enters().await;
    let who = json!({"name": NAME, "phone": null, "email": null});
    let row = ada.send(Method::PATCH, &format!("/conversations/{chat}/client"), Some(&who)).await.ok();
    assert_eq!(row["client"]["photo_url"], Value::Null);

    let candidates = ada.get(&format!("/conversations/{chat}/client/candidates")).await.ok();
    let other = &candidates["items"][0]["client"];
    assert_eq!(other["photo_url"], url, "by the face one knows whom one merges");
    let merge = json!({"id": new_id(), "client": row["client"]["id"], "other": other["id"]});
    let row = ada.post(&format!("/conversations/{chat}/client/merge"), &merge).await.ok();
    assert_eq!(row["client"]["photo_url"], url);
    let id = row["client"]["id"].as_str().unwrap();
    assert_eq!(ada.get(&format!("/clients/{id}")).await.ok()["client"]["photo_url"], url);

    ada.accept(chat).await.ok();
    let mut line = browser.live(chat, 0).await;
    let hers = browser.get("/conversation?widget=demo").await.ok();
    let heard = line.heard_so_far().await;
    assert!(!heard.is_empty() && hers["events"].is_array());
    for told in heard.iter().chain([&hers]) {
        assert!(!told.to_string().contains("clients/photos"), "{told}");
    }

    let part = json!({"merge": merge["id"]});
    let row = ada.post(&format!("/conversations/{chat}/client/part"), &part).await.ok();
    assert_eq!(row["client"]["photo_url"], Value::Null);
    assert_eq!(ada.view(talk).await.ok()["conversation"]["client"]["photo_url"], url);
}

#[tokio::test]
async fn without_a_photo_the_name_is_there_all_the_same() {
    let (graph, desk, ada, _) = connected("messenger").await;
    // A picture all the same: what stands after its end is passed over.
    let huge = [picture([9, 9, 9]), vec![0; 5_000_000]].concat();
    // So is this one, on a host that is none of the messenger's.
    let me = ada.upload("/me/photo", picture([9, 9, 9])).await.ok();
    let elsewhere = desk.url(me["photo_url"].as_str().unwrap());
    let there = graph.url.as_str().trim_end_matches('/');
    let mut talks = Vec::new();
    for (n, photo) in [
        // Removed; elsewhere; too large; no picture; one that runs.
        json!({"url": format!("{there}/cdn/v/t1/1/gone.png?oh=1&oe=FFFFFFFF")}),
        json!({"url": elsewhere}),
        encoded(&huge),
        encoded(b"a word"),
        encoded(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("Client {n}");
        writes(&graph, &format!("7000{n}"), &name, photo).await;
        let talk = waits(&ada, &talks).await;
        sees(&ada, talk, "the name", |view| view["conversation"]["client"]["name"] == name).await;
        talks.push(talk);
    }
    // One whose photo can be had shows that the others were tried.
    writes(&graph, JANA, NAME, face([1, 2, 3])).await;
    let last = waits(&ada, &talks).await;
    seen(&ada, last, None).await;
    for talk in talks {
        assert_eq!(ada.view(talk).await.ok()["conversation"]["client"]["photo_url"], Value::Null, "{talk}");
    }
    let incoming = desk.data().join("files/incoming");
    let all_gone = tokio::time::timeout(PATIENCE, async {
        while std::fs::read_dir(&incoming).is_ok_and(|left| left.count() > 0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    all_gone.await.expect("of what was fetched nothing is left lying");
}

#[tokio::test]
async fn who_begins_another_talk_after_a_week_is_looked_at_again() {
    let (graph, desk, ada, made) = connected("messenger").await;
    writes(&graph, JANA, NAME, face([200, 0, 0])).await;
    let talk = waits(&ada, &[]).await;
    let first = seen(&ada, talk, None).await;
    let who = json!({"name": "Paní Nová", "phone": null, "email": null});
    ada.send(Method::PATCH, &format!("/conversations/{talk}/client"), Some(&who)).await.ok();
    let end = async |talk: Uuid| {
        ada.accept(talk).await.ok();
        ada.act(talk, "end", &json!({})).await.ok();
    };
    end(talk).await;

    // Within a week she is not asked for again, whatever she shows now.
    writes(&graph, JANA, "Jana Jiná", face([0, 200, 0])).await;
    let second = waits(&ada, &[talk]).await;
    let client = ada.view(second).await.ok()["conversation"]["client"]["id"].as_str().unwrap().parse().unwrap();
    end(second).await;
    let channel = ChannelId(made["id"].as_str().unwrap().parse().unwrap());
    let mut write = desk.store.write().await.unwrap();
    let known = write.conn().channel_client(channel, ClientId(client)).await.unwrap().unwrap();
    let long_ago = known.profile_at.expect("she was asked for") - SignedDuration::from_hours(7 * 24);
    write.conn().profile_asked(channel, ClientId(client), long_ago).await.unwrap();
    write.commit(|| ()).await.unwrap();
    assert_eq!(ada.view(second).await.ok()["conversation"]["client"]["photo_url"], first);

    writes(&graph, JANA, "Jana Jiná", face([0, 0, 200])).await;
    let third = waits(&ada, &[talk, second]).await;
    let now = seen(&ada, third, Some(&first)).await;
    let view = ada.view(third).await.ok();
    assert_eq!(view["conversation"]["client"]["name"], "Paní Nová", "what an operator says holds");
    assert_eq!(events(&view, "client_changed").count(), 0);
    assert_eq!((status(&desk, &first, &ada).await, status(&desk, &now, &ada).await), (404, 200));

    // What is known of a client is in the archive, and goes with everything else.
    end(third).await;
    let export = desk.url(&format!("/api/v1/conversations/{third}/client/export"));
    let archive = ada.http().get(export).header("cookie", &ada.cookie).send().await.unwrap().bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut packed = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name(&format!("photos/{client}.jpg")).unwrap(), &mut packed).unwrap();
    assert_eq!(image::load_from_memory(&packed).unwrap().to_rgb8().dimensions(), (256, 256));
    ada.post(&format!("/conversations/{third}/client/erasure"), &json!({"confirm": "Paní Nová"})).await;
    assert_eq!(status(&desk, &now, &ada).await, 404);
    assert_eq!(ada.view(third).await.ok()["conversation"]["client"]["photo_url"], Value::Null);
}
