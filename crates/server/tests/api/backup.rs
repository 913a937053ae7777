//! Backup and restore: while the server runs, all of it or nothing.

use crate::{
    channels::{connected, sees, waits},
    support::{Desk, desk, new_id},
};
use serde_json::{Value, json};
use server::{
    backup::{self, KeyIs},
    config::{Config, SecretKey},
    secret,
};
use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// A folder of its own, gone with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-backup-{}", new_id()));
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("desk.hovorna")
    }

    /// Settings for a desk in here.
    fn config(&self, name: &str) -> Config {
        Config { data: self.0.join(name), ..Config::default() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn quietly(_: &str) {}

async fn made(config: &Config, to: &Path) -> backup::Manifest {
    backup::make(config, to, false, &quietly).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_holds_all_that_was_acknowledged_before() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let file = new_id();
    let uploaded =
        client.upload(&format!("/conversations/{id}/files/{file}?name=lamp.txt"), b"a lamp".to_vec()).await.ok();
    client.post("/messages", &json!({"id": new_id(), "conversation": id, "text": "", "files": [file]})).await.ok();
    for n in 0..30 {
        client.says(id, &format!("Before {n}")).await.ok();
    }
    let enough = Arc::new(AtomicBool::new(false));
    let talking = {
        let (enough, writer) = (Arc::clone(&enough), desk.client());
        let other = writer.enters().await;
        tokio::spawn(async move {
            let mut said = 0;
            while !enough.load(Ordering::Relaxed) {
                writer.says(other, &format!("Meanwhile {said}")).await.ok();
                said += 1;
            }
            said
        })
    };
    let before = ada.view(id).await.ok();
    let place = Place::new();
    let manifest = made(desk.config(), &place.file()).await;
    enough.store(true, Ordering::Relaxed);
    assert!(talking.await.unwrap() > 0, "others wrote meanwhile");
    assert_eq!((manifest.key, manifest.files, manifest.missing_files), (KeyIs::Included, 1, 0));
    assert_eq!(manifest.conversations(), 2);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(place.file()).unwrap().permissions()) & 0o777,
        0o600
    );
    let names: Vec<_> = fs::read_dir(&place.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["desk.hovorna"], "nothing is left beside it");

    let restored = place.config("restored");
    backup::restore(&restored, &place.file(), false, &quietly).await.unwrap();
    let again = Desk::over(restored).await;
    let bob = bob.at(&again);
    let ada = ada.at(&again);
    let (after, now) = (ada.view(id).await.ok(), bob.view(id).await.ok());
    assert_eq!(after["events"], before["events"], "every message acknowledged before, in its order");
    // What was said in the meantime: as much of it as the numbers tell.
    for row in ada.get("/conversations?state=waiting").await.ok()["items"].as_array().unwrap() {
        let other = row["id"].as_str().unwrap().parse().unwrap();
        let view = ada.view(other).await.ok();
        let numbers: Vec<i64> =
            view["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()).collect();
        let last = view["conversation"]["last_seq"].as_i64().unwrap();
        assert_eq!(numbers.last(), Some(&last), "state and events are of one moment");
        assert!(numbers.windows(2).all(|two| two[0] + 1 == two[1]));
    }
    let url = again.url(uploaded["url"].as_str().unwrap());
    let bytes = again.http.get(url).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    assert_eq!(&bytes[..], b"a lamp");
    bob.says(id, "We go on").await.ok();
    assert_eq!(now["conversation"]["id"], id.to_string());
}

/// What waited in the backup was sent since: the restored desk does not send it again, and says so.
#[tokio::test]
async fn what_waited_for_a_messenger_is_unknown_afterwards_and_goes_again_by_hand_only() {
    let (graph, desk, ada, _) = connected("whatsapp").await;
    graph.control(json!({"auto_status": {"enabled": false}})).await;
    graph.inbound(json!({"product": "whatsapp", "text": "Hello"})).await;
    let talk = waits(&ada, &[]).await;
    ada.accept(talk).await.ok();
    graph.control(json!({"fail": {"count": -1, "code": 130_429, "http": 429, "match": {"kind": "send"}}})).await;
    ada.says(talk, "Good morning").await.ok();
    let queued =
        |view: &Value| view["deliveries"][0]["state"] == "queued" && view["deliveries"][0]["why"] == "too_fast";
    sees(&ada, talk, "that it waits", queued).await;
    let place = Place::new();
    made(desk.config(), &place.file()).await;
    graph.control(json!({"clear_fail": true})).await;
    sees(&ada, talk, "that it went", |view| view["deliveries"][0]["state"] == "sent").await;
    let went = graph.sends().await.len();

    let config = Config { meta_graph_url: Some(graph.url.clone()), ..place.config("restored") };
    let restored = backup::restore(&config, &place.file(), false, &quietly).await.unwrap();
    assert_eq!(restored.held.messages.len(), 1);
    assert!(backup::told(&restored.held).unwrap().contains(&format!("/?conversation={talk}")));
    let again = Desk::over(config).await;
    let ada = ada.at(&again);
    let held = ada.view(talk).await.ok();
    assert_eq!(
        (&held["deliveries"][0]["state"], &held["deliveries"][0]["why"]),
        (&json!("unknown"), &json!("restored"))
    );
    // What is said now goes, past it.
    ada.says(talk, "And now").await.ok();
    sees(&ada, talk, "that it went", |view| view["deliveries"][1]["state"] == "sent").await;
    assert_eq!(graph.sends().await.len(), went + 1);
    let seq = held["deliveries"][0]["seq"].as_i64().unwrap();
    assert_eq!(ada.act(talk, &format!("messages/{seq}/send-again"), &json!({})).await.status, 204);
    sees(&ada, talk, "that it went", |view| view["deliveries"][0]["state"] == "sent").await;
    assert!(graph.sent(went + 2).await.last().unwrap().to_string().contains("Good morning"));
}

#[tokio::test]
async fn what_is_there_already_is_left_alone_unless_it_may_be_put_aside() {
    let (desk, _ada) = desk().await;
    let place = Place::new();
    made(desk.config(), &place.file()).await;
    let again = backup::make(desk.config(), &place.file(), false, &quietly).await.unwrap_err();
    assert!(again.to_string().contains("--overwrite"), "{again}");
    backup::make(desk.config(), &place.file(), true, &quietly).await.unwrap();

    let config = place.config("other");
    fs::create_dir(&config.data).unwrap();
    fs::write(config.data.join("hovorna.sqlite"), "another desk").unwrap();
    let refused = backup::restore(&config, &place.file(), false, &quietly).await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("--replace"), "{refused}");
    assert_eq!(fs::read_to_string(config.data.join("hovorna.sqlite")).unwrap(), "another desk");

    let replaced = backup::restore(&config, &place.file(), true, &quietly).await.unwrap();
    let kept = replaced.before.unwrap().join("hovorna.sqlite");
    assert_eq!(fs::read_to_string(kept).unwrap(), "another desk");
}

#[tokio::test]
async fn a_server_that_runs_is_not_restored_under() {
    let (desk, _ada) = desk().await;
    let place = Place::new();
    made(desk.config(), &place.file()).await;
    let config = place.config("busy");
    let lock = server::serve::lock_folder(&config).unwrap();
    for replace in [false, true] {
        let refused = backup::restore(&config, &place.file(), replace, &quietly).await.map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("another `hovorna serve` runs"), "{refused}");
    }
    drop(lock);
    backup::restore(&config, &place.file(), false, &quietly).await.unwrap();
}

/// Whatever is wrong with the file: a word, and an empty folder.
#[tokio::test]
async fn a_damaged_backup_changes_nothing() {
    let (desk, _ada) = desk().await;
    let client = desk.client();
    let id = client.enters().await;
    for n in 0..50 {
        client.says(id, &format!("{n} {}", secret::token())).await.ok();
    }
    let place = Place::new();
    made(desk.config(), &place.file()).await;
    let whole = fs::read(place.file()).unwrap();
    let mut unpacked = vec![];
    zstd::Decoder::new(&whole[..]).unwrap().read_to_end(&mut unpacked).unwrap();

    let tampered = {
        let mut bytes = unpacked.clone();
        let at = bytes.windows(12).position(|part| part == b"SQLite forma").unwrap() + 5_000;
        bytes[at] ^= 1;
        zstd::encode_all(&bytes[..], 1).unwrap()
    };
    let without_its_end = {
        let at = unpacked.windows(13).rposition(|part| part == b"manifest.json").unwrap();
        zstd::encode_all(&unpacked[..at], 1).unwrap()
    };
    let newer = {
        let text = String::from_utf8_lossy(&unpacked[..2_000]).into_owned();
        let schema = format!("\"schema\": {}", store::backup::newest_schema());
        let at = text.find(&schema).unwrap();
        let mut bytes = unpacked.clone();
        // As long as it was: two digits.
        bytes[at + "\"schema\": ".len()..at + schema.len()].copy_from_slice(b"99");
        zstd::encode_all(&bytes[..], 1).unwrap()
    };
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("empty", vec![], "no backup"),
        ("another file", b"PK\x03\x04 something else".to_vec(), "no backup"),
        ("cut short", whole[..whole.len() / 2].to_vec(), "cut short"),
        ("without its last bytes", whole[..whole.len() - 3].to_vec(), "cut short"),
        ("without its end", without_its_end, "cut short"),
        ("one bit", tampered, "is not what was put in"),
        ("newer", newer, "newer release"),
    ];
    for (name, bytes, word) in cases {
        fs::write(place.file(), bytes).unwrap();
        let config = place.config("fresh");
        let refused = backup::restore(&config, &place.file(), false, &quietly).await.map(|_| ()).unwrap_err();
        assert!(format!("{refused:#}").contains(word), "{name}: {refused:#}");
        let left: Vec<_> =
            fs::read_dir(&config.data).into_iter().flatten().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "serve.lock"), "{name} left {left:?}");
    }
}

#[tokio::test]
async fn a_key_of_the_settings_stays_there() {
    let key = secret::token();
    let desk = Desk::start(|config| config.secret_key = Some(SecretKey(key.clone()))).await;
    let place = Place::new();
    let manifest = made(desk.config(), &place.file()).await;
    assert_eq!(manifest.key, KeyIs::InSettings);
    let mut unpacked = vec![];
    zstd::Decoder::new(&fs::read(place.file()).unwrap()[..]).unwrap().read_to_end(&mut unpacked).unwrap();
    assert!(!unpacked.windows(key.len()).any(|part| part == key.as_bytes()));
}

#[tokio::test]
async fn without_a_desk_there_is_no_backup() {
    let place = Place::new();
    assert!(backup::make(&place.config("nothing"), &place.file(), false, &quietly).await.is_err());
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 0);
}
