//! The demo's company, as whoever looks at it meets it: every list of every screen has something in it.

use crate::support::Desk;
use serde_json::Value;

fn items(of: &Value) -> usize {
    of.as_array().unwrap_or_else(|| panic!("no list: {of}")).len()
}

/// Every list of an answer, whatever it is called and however deep it lies, but those that may be empty.
fn is_full(of: &Value, but: &[&str]) {
    let lists =
        of.as_object().unwrap().iter().filter(|(name, value)| value.is_array() && !but.contains(&name.as_str()));
    for (name, list) in lists {
        assert!(items(list) > 0, "{name} is empty");
    }
}

#[tokio::test]
async fn every_list_is_full() {
    let (_desk, klara) = Desk::of_lumen().await;
    let workspace = klara.get("/workspace").await.ok();
    is_full(&workspace, &[]);
    assert_eq!((items(&workspace["queue"]), items(&workspace["mine"]), items(&workspace["invitations"])), (9, 3, 1));
    for state in ["waiting", "active", "ended"] {
        is_full(&klara.get(&format!("/conversations?state={state}")).await.ok(), &[]);
    }
    for list in ["users", "groups", "widgets", "results", "tags", "away-reasons", "templates", "identify-secrets"] {
        is_full(&klara.get(&format!("/{list}")).await.ok(), &[]);
    }
    for which in ["false", "true"] {
        is_full(&klara.get(&format!("/bans?over={which}")).await.ok(), &[]);
    }
    assert_eq!(items(&klara.get("/widgets").await.ok()["items"]), 4, "the server understands each");
}

#[tokio::test]
async fn a_client_is_known_by_all_that_can_be_known() {
    let (desk, klara) = Desk::of_lumen().await;
    let workspace = klara.get("/workspace").await.ok();
    let mine = workspace["mine"].as_array().unwrap();
    let jana = mine.iter().find(|row| row["client"]["name"] == "Jana Procházková").unwrap();
    let view = klara.get(&format!("/conversations/{}", jana["id"].as_str().unwrap())).await.ok();
    // How far messages have got is told of talks through messengers.
    is_full(&view, &["deliveries"]);
    is_full(&view["client"], &["bans"]);
    for sent in view["files"].as_array().unwrap() {
        let url = sent["file"]["url"].as_str().unwrap();
        assert!(desk.get(url).await.status.is_success(), "{url}: its bytes are there");
    }
    let pictures = view["files"].as_array().unwrap().iter().filter(|sent| !sent["file"]["thumbnail_url"].is_null());
    assert_eq!(pictures.count(), 2);
}

#[tokio::test]
async fn who_waits_at_messenger_has_a_face() {
    let (desk, klara) = Desk::of_lumen().await;
    let workspace = klara.get("/workspace").await.ok();
    let faces = workspace["queue"].as_array().unwrap().iter().filter_map(|row| {
        let url = row["client"]["photo_url"].as_str()?;
        Some((row["entry"].as_str().unwrap(), url))
    });
    let faces: Vec<(&str, &str)> = faces.collect();
    assert_eq!(faces.iter().map(|(entry, _)| *entry).collect::<Vec<_>>(), ["messenger"]);
    let photo = desk.http.get(desk.url(faces[0].1)).header("cookie", &klara.cookie).send().await.unwrap();
    assert_eq!(photo.headers()["content-type"], "image/jpeg");
}

#[tokio::test]
async fn colleagues_are_seen_in_every_way_there_is() {
    let (_desk, klara) = Desk::of_lumen().await;
    let users = klara.get("/users").await.ok();
    let shown = |how: &str| users["items"].as_array().unwrap().iter().any(|user| user["shown"] == how);
    for how in ["available", "busy", "away", "offline"] {
        assert!(shown(how), "nobody is {how}: {users}");
    }
    let workspace = klara.get("/workspace").await.ok();
    let away = workspace["operators"].as_array().unwrap().iter().find(|one| one["shown"] == "away").unwrap();
    assert_eq!(away["away_reason"]["names"]["cs"], "Oběd");
}
