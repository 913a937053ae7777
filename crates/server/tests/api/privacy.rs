//! Clients have what is known of them, or have it gone; what is old goes by itself.

use crate::support::{Client, Desk, Operator, PATIENCE, desk, new_id};
use serde_json::{Value, json};
use std::{fs, io::Read as _, path::Path, time::Duration};
use uuid::Uuid;

const NAME: &str = "Qzx Novotná";

/// A client who said something, sent a file, was noted about and left a request; the conversation is over.
async fn served(desk: &Desk, bob: &Operator) -> (Client, Uuid) {
    let client = desk.client();
    let id = new_id();
    client.enters_with(id, json!({"form": {"name": NAME, "message": "qzx question"}})).await.ok();
    bob.accept(id).await.ok();
    let file = new_id();
    client.upload(&format!("/conversations/{id}/files/{file}?name=qzx.txt"), b"qzx bytes".to_vec()).await.ok();
    client
        .post("/messages", &json!({"id": new_id(), "conversation": id, "text": "qzx file", "files": [file]}))
        .await
        .ok();
    bob.says(id, "Dear Qzx").await.ok();
    bob.act(id, "client-notes", &json!({"id": new_id(), "text": "qzx note"})).await.ok();
    bob.act(id, "end", &json!({"note": "qzx end"})).await.ok();
    (client, id)
}

fn files_that_hold(folder: &Path, word: &[u8]) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                files_that_hold(&path, word)
            } else {
                usize::from(fs::read(path).unwrap().windows(word.len()).any(|part| part == word))
            }
        })
        .sum()
}

#[tokio::test]
async fn an_erased_client_is_gone_and_the_same_browser_is_somebody_new() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = served(&desk, &bob).await;
    let erasure = format!("/conversations/{id}/client/erasure");
    let before = ada.view(id).await.ok();
    let file = before["files"][0]["file"]["url"].as_str().unwrap().to_owned();
    let told = ada.get(&erasure).await.ok();
    assert_eq!((told["confirm"].as_str(), told["running"].as_i64()), (Some(NAME), Some(0)));
    assert_eq!(
        (told["messages"].as_i64(), told["files"].as_i64(), told["notes"].as_i64()),
        (Some(3), Some(1), Some(1))
    );
    assert_eq!(files_that_hold(&desk.data().join("files"), b"qzx bytes"), 1);

    ada.post(&erasure, &json!({"confirm": "Somebody"})).await.invalid("confirm", "wrong");
    let other = client.enters().await;
    ada.post(&erasure, &json!({"confirm": NAME})).await.refused(409, "client-is-here");
    client.leaves(other).await.ok();
    assert_eq!(ada.post(&erasure, &json!({"confirm": NAME})).await.status, 204);
    assert_eq!(ada.post(&erasure, &json!({"confirm": "whatever"})).await.status, 204, "twice is once");

    let after = ada.view(id).await.ok();
    assert!(!after.to_string().to_lowercase().contains("qzx"), "{after}");
    let kinds =
        |view: &Value| view["events"].as_array().unwrap().iter().map(|event| event["seq"].clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&after), kinds(&before), "every number is there");
    assert_eq!(after["conversation"]["operator"]["name"], "Bob");
    assert_eq!(after["conversation"]["ended_at"], before["conversation"]["ended_at"]);
    assert_eq!(desk.http.get(desk.url(&file)).send().await.unwrap().status(), 404);
    assert_eq!(files_that_hold(&desk.data().join("files"), b"qzx"), 0);
    assert_eq!(ada.get("/search?q=qzx").await.ok()["conversations"]["items"].as_array().map_or(0, Vec::len), 0);
    let log = ada.get("/audit?limit=50").await.ok();
    assert_eq!(log["items"][0]["act"], "client_erased");
    assert!(!log.to_string().to_lowercase().contains("qzx"), "{log}");
    assert!(ada.get(&erasure).await.ok()["erased_at"].is_string());

    let again = client.enters().await;
    let anew = ada.view(again).await.ok();
    assert_ne!(anew["conversation"]["client"]["id"], after["conversation"]["client"]["id"]);
    assert_eq!(anew["past"], json!([]), "nothing leads back");
}

/// The process died between the commit and the removal of the bytes.
#[tokio::test]
async fn bytes_that_a_crash_left_are_removed_at_the_next_start() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (_, id) = served(&desk, &bob).await;
    let client = {
        let mut read = desk.store.read().await.unwrap();
        read.conn().conversation(desk::ConversationId(id)).await.unwrap().unwrap().client
    };
    let mut write = desk.store.write().await.unwrap();
    let app = desk.app.upgrade().unwrap();
    let sifter = server::actions::hearing::Sifter(&app);
    write.conn().erase_person(client, &sifter, server::app::now()).await.unwrap();
    drop(app);
    write.commit(|| ()).await.unwrap();
    let files = desk.data().join("files");
    assert_eq!(files_that_hold(&files, b"qzx bytes"), 1);
    let again = desk.restart().await;
    until("the bytes are gone", async || files_that_hold(&files, b"qzx bytes") == 0).await;
    let noted = async || again.store.read().await.unwrap().conn().erased_files(9).await.unwrap().is_empty();
    until("it is noted that they are", noted).await;
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let asked = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    asked.await.unwrap_or_else(|_| panic!("{what} did not happen"));
}

#[tokio::test]
async fn a_client_has_everything_in_one_archive() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = served(&desk, &bob).await;
    let second = client.enters().await;
    client.says(second, "qzx once more").await.ok();
    // Somebody else's is not in it.
    let stranger = desk.client();
    let foreign = stranger.enters().await;
    stranger.says(foreign, "a secret of mine").await.ok();

    let url = desk.url(&format!("/api/v1/conversations/{id}/client/export"));
    let answer = ada.http().get(url).header("cookie", &ada.cookie).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let bytes = answer.bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    let read = |zip: &mut zip::ZipArchive<_>, name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(names.len(), 4, "{names:?}");
    let about: Value = serde_json::from_str(&read(&mut zip, "client.json")).unwrap();
    assert_eq!(about["known_as"][0]["name"], NAME);
    assert_eq!(about["notes"][0]["text"], "qzx note");
    assert_eq!(about["conversations"].as_array().unwrap().len(), 2);
    let talk: Value = serde_json::from_str(&read(&mut zip, &format!("conversations/{id}.json"))).unwrap();
    let view = ada.view(id).await.ok();
    assert_eq!(talk["events"], view["events"]);
    let file = names.iter().find(|name| name.starts_with("files/")).unwrap();
    assert!(file.ends_with("/qzx.txt"));
    assert_eq!(read(&mut zip, file), "qzx bytes");
    for name in &names {
        assert!(!read(&mut zip, name).contains("a secret of mine"), "{name}");
    }
    let log = ada.get("/audit?limit=50").await.ok();
    assert!(log["items"].as_array().unwrap().iter().any(|line| line["act"] == "client_exported"), "{log}");
    assert!(!log.to_string().contains("Qzx"), "{log}");
}

#[tokio::test]
async fn what_is_older_than_the_rules_goes_by_itself_and_is_counted_still() {
    let (desk, klara) = Desk::of_lumen().await;
    let ended =
        async || klara.get("/conversations?state=ended&limit=200").await.ok()["items"].as_array().unwrap().clone();
    let before = ended().await;
    let due = async |days: u32| {
        let due = klara.get(&format!("/privacy/due?conversations_days={days}&files_days={days}")).await.ok();
        (due["conversations"].as_i64().unwrap(), due["files"].as_i64().unwrap())
    };
    let (conversations, _) = due(3).await;
    assert!(conversations > 0 && (conversations as usize) < before.len(), "the test says nothing: {conversations}");
    assert_eq!(klara.get("/privacy").await.ok(), json!({"conversations_days": null, "files_days": null}));
    klara
        .put("/privacy", &json!({"conversations_days": 0, "files_days": null}))
        .await
        .invalid("conversations_days", "out-of-range");
    klara.put("/privacy", &json!({"conversations_days": 3, "files_days": 3})).await.ok();
    until("what is old is gone", async || due(3).await == (0, 0)).await;

    let after = ended().await;
    assert_eq!(after.len(), before.len(), "they are counted still");
    let said = |rows: &[Value]| rows.iter().filter(|row| !row["first_words"].is_null()).count();
    assert!(said(&after) < said(&before) && said(&after) > 0, "the younger ones say what they said");
    let line = klara.get("/audit?limit=1").await.ok()["items"][0].clone();
    assert_eq!(line["act"], "privacy_changed");
    let workspace = klara.get("/workspace").await.ok();
    assert!(
        workspace["queue"].as_array().unwrap().iter().any(|row| !row["first_words"].is_null()),
        "nobody who waits is touched"
    );
    drop(desk);
}

#[tokio::test]
async fn a_file_that_was_deleted_is_told_as_such_to_both_sides() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (client, id) = served(&desk, &bob).await;
    let file = |view: &Value| {
        let events = view["events"].as_array().unwrap();
        events.iter().find_map(|event| event["files"].as_array()?.first().cloned()).unwrap()
    };
    let before = file(&bob.view(id).await.ok());
    assert_eq!((&before["name"], &before["deleted"]), (&json!("qzx.txt"), &json!(false)));
    let mut write = desk.store.write().await.unwrap();
    assert_eq!(
        write.conn().forget_old_files(server::app::now() + jiff::SignedDuration::from_secs(1), 9).await.unwrap(),
        1
    );
    write.commit(|| ()).await.unwrap();
    let after = file(&bob.view(id).await.ok());
    assert_eq!((&after["name"], &after["size"], &after["deleted"]), (&before["name"], &before["size"], &json!(true)));
    assert_eq!(file(&client.get("/conversation?widget=demo").await.ok()), after);
    let older = bob.get(&format!("/conversations/{id}/events?before=99")).await.ok();
    assert_eq!(file(&json!({"events": older["items"]})), after);
    let mut line = bob.live().await;
    line.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    let events = line.hears_type("events").await;
    assert_eq!(file(&events), after);
    let again = client.live(id, 0).await.heard_so_far().await;
    assert!(again.iter().any(|frame| frame["type"] == "events" && file(frame) == after), "{again:?}");
}
