//! Previews of links: the server looks, only at what stands in a message one may see, and never into the house.

use crate::support::{Answer, Client, Desk, Operator};
use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse},
    routing::get,
};
use serde_json::json;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use uuid::Uuid;

/// A site in the house, at a port of its own, and how often it was asked.
struct Site {
    host: String,
    asked: Arc<AtomicUsize>,
    heard: Arc<Mutex<Option<HeaderMap>>>,
}

impl Site {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let site = Self { host, asked: Arc::default(), heard: Arc::default() };
        let (asked, heard) = (Arc::clone(&site.asked), Arc::clone(&site.heard));
        let count = move |headers: HeaderMap| {
            asked.fetch_add(1, Ordering::SeqCst);
            *heard.lock().unwrap() = Some(headers);
        };
        let page = {
            let count = count.clone();
            async move |headers: HeaderMap| {
                count(headers);
                Html("<title>Lamp</title><meta property=og:description content='It shines'>")
            }
        };
        let moved = |to: String| get(async move || (StatusCode::FOUND, [(header::LOCATION, to)]));
        let of = |kind: &'static str| get(async move || ([(header::CONTENT_TYPE, kind)], "<title>no</title>"));
        let packed = ([(header::CONTENT_TYPE, "text/html"), (header::CONTENT_ENCODING, "gzip")], "<title>no</title>");
        let router = Router::new()
            .route("/lamp", get(page))
            .route("/once", moved("/lamp?moved".into()))
            .route("/round", moved("/round".into()))
            .route("/plain", of("text/plain"))
            .route("/xml", of("application/xhtml+xml"))
            .route("/packed", get(async move || packed.into_response()))
            .route("/gone", get(async || (StatusCode::NOT_FOUND, Html("<title>no</title>"))))
            .route("/huge", get(async || Html(format!("<title>Huge</title>{}", "<p>".repeat(2_000_000)))))
            .route("/late", get(async || Html(format!("{}<title>no</title>", " ".repeat(600_000)))))
            .route(
                "/to/{*where}",
                get(async |axum::extract::Path(to): axum::extract::Path<String>| {
                    (StatusCode::FOUND, [(header::LOCATION, format!("http://{to}"))])
                }),
            );
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        site
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

struct Talk {
    desk: Desk,
    ada: Operator,
    bob: Operator,
    client: Client,
    id: Uuid,
}

impl Talk {
    /// With the sites that may be looked at although they are in the house.
    async fn begin(within: &[&Site]) -> Self {
        let hosts = within.iter().map(|site| site.host.clone()).collect();
        let desk = Desk::start(|config| {
            config.preview_hosts = hosts;
            config.limits.previews_per_operator = 12;
        })
        .await;
        let ada = desk.set_up().await;
        let bob = desk.operator(&ada, "Bob").await;
        let client = desk.client();
        let id = client.enters().await;
        bob.accept(id).await.ok();
        Self { desk, ada, bob, client, id }
    }

    async fn said(&self, text: &str) -> i64 {
        self.client.says(self.id, text).await.ok()["seq"].as_i64().unwrap()
    }

    async fn link_of(&self, who: &Operator, seq: i64) -> Answer {
        who.get(&format!("/conversations/{}/messages/{seq}/link", self.id)).await
    }

    /// What Bob is told of the link in this text.
    async fn link(&self, text: &str) -> Answer {
        let seq = self.said(text).await;
        self.link_of(&self.bob, seq).await
    }
}

#[tokio::test]
async fn what_is_behind_a_link_is_told_and_remembered() {
    let site = Site::open().await;
    let talk = Talk::begin(&[&site]).await;
    let url = format!("http://{}/lamp", site.host);
    let told = talk.link(&format!("Is it this one? {url}.")).await.ok();
    assert_eq!(
        told,
        json!({"url": url, "host": "127.0.0.1", "site": null, "title": "Lamp", "description": "It shines"})
    );
    let heard = site.heard.lock().unwrap().take().unwrap();
    assert!(heard["user-agent"].to_str().unwrap().starts_with("Hovorna/"));
    assert!(!heard.contains_key("cookie") && !heard.contains_key("referer"), "{heard:?}");
    assert_eq!(talk.link(&format!("{url} it is")).await.ok()["title"], "Lamp");
    assert_eq!(site.asked(), 1, "the same page is not asked twice");
    assert_eq!(talk.link(&format!("http://{}/once", site.host)).await.ok()["title"], "Lamp");
    assert_eq!(talk.link(&format!("http://{}/huge", site.host)).await.ok()["title"], "Huge");
}

#[tokio::test]
async fn where_there_is_nothing_to_show_nothing_is_told() {
    let site = Site::open().await;
    let talk = Talk::begin(&[&site]).await;
    assert_eq!(talk.link("no link at all").await.status, 204);
    for path in ["plain", "xml", "packed", "gone", "late", "round"] {
        assert_eq!(talk.link(&format!("http://{}/{path}", site.host)).await.status, 204, "{path}");
    }
}

#[tokio::test]
async fn a_link_does_not_lead_into_the_house_not_even_round_a_corner() {
    let (open, hidden) = (Site::open().await, Site::open().await);
    let talk = Talk::begin(&[&open]).await;
    let port = hidden.host.rsplit_once(':').unwrap().1;
    for address in [
        format!("http://{}/lamp", hidden.host),
        format!("http://localhost:{port}/lamp"),
        format!("http://[::ffff:127.0.0.1]:{port}/lamp"),
        format!("http://{}/to/{}/lamp", open.host, hidden.host),
        format!("http://{}/to/localhost:{port}/lamp", open.host),
        format!("http://{}/to/{}/to/{}/lamp", open.host, open.host, hidden.host),
        format!("http://{}/to/127.0.0.1/", open.host),
        format!("http://{}/to/169.254.169.254/latest/meta-data/", open.host),
        "http://localhost/".to_owned(),
    ] {
        assert_eq!(talk.link(&address).await.status, 204, "{address}");
    }
    assert_eq!(hidden.asked(), 0);
}

#[tokio::test]
async fn only_who_may_read_the_message_may_ask_and_only_for_a_message() {
    let site = Site::open().await;
    let talk = Talk::begin(&[&site]).await;
    let seq = talk.said(&format!("http://{}/lamp", site.host)).await;
    let eve = talk.desk.user(&talk.ada, "Eve", "operator", &[]).await;
    talk.link_of(&eve, seq).await.refused(404, "not-found");
    for other in [1, seq + 1, 0, -1, i64::MIN, i64::MAX] {
        talk.link_of(&talk.bob, other).await.refused(404, "not-found");
    }
    talk.desk
        .get(&format!("/api/v1/conversations/{}/messages/{seq}/link", talk.id))
        .await
        .refused(401, "not-signed-in");
    assert_eq!(site.asked(), 0);
    talk.ada.change_settings(|settings| settings["link_previews"] = false.into()).await;
    assert_eq!(talk.bob.get("/workspace").await.ok()["company"]["link_previews"], false);
    assert_eq!(talk.link_of(&talk.bob, seq).await.status, 204);
    assert_eq!(site.asked(), 0, "switched off, nobody goes there");
    talk.ada.change_settings(|settings| settings["link_previews"] = true.into()).await;
    assert_eq!(talk.link_of(&talk.bob, seq).await.ok()["title"], "Lamp");
}

#[tokio::test]
async fn an_operator_can_have_so_many_pages_looked_at() {
    let site = Site::open().await;
    let talk = Talk::begin(&[&site]).await;
    for n in 0..12 {
        talk.link(&format!("http://{}/lamp?{n}", site.host)).await.ok();
    }
    talk.link(&format!("http://{}/lamp?more", site.host)).await.refused(429, "too-many-requests");
    assert_eq!(
        talk.link(&format!("http://{}/lamp?3", site.host)).await.ok()["title"],
        "Lamp",
        "known ones cost nothing"
    );
}
