//! Widgets: which sites may use them, what a stranger may ask for, what is limited.

use crate::support::{Answer, Client, Desk, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};

const SHOP: &str = "https://shop.example";
const EVIL: &str = "https://evil.example";

/// A desk whose widget `demo` may be used at the shop only.
async fn shop() -> (Desk, crate::support::Operator) {
    let (desk, ada) = desk().await;
    let mut widget = ada.get("/widgets").await.ok()["items"][0].clone();
    widget["allowed_origins"] = json!([SHOP]);
    ada.put("/widgets/demo", &widget).await.ok();
    (desk, ada)
}

async fn from(origin: &str, client: &Client, method: Method, path: &str, body: Option<&Value>) -> Answer {
    client.send(method, path, body, &[("origin", origin)]).await
}

#[tokio::test]
async fn a_widget_works_on_its_sites_and_nowhere_else() {
    let (desk, ada) = shop().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let state = from(SHOP, &client, Method::GET, "/widgets/demo", None).await;
    assert_eq!(state.headers["access-control-allow-origin"], SHOP);
    assert!(!state.headers.contains_key("access-control-allow-credentials"), "cookies are not for other sites");
    state.ok();
    from(EVIL, &client, Method::GET, "/widgets/demo", None).await.refused(403, "foreign-origin");

    let id = new_id();
    let enter = json!({"id": id, "widget": "demo", "entry": "chat"});
    from(EVIL, &client, Method::POST, "/conversations", Some(&enter)).await.refused(403, "foreign-origin");
    from(SHOP, &client, Method::POST, "/conversations", Some(&enter)).await.ok();
    let said = json!({"id": new_id(), "conversation": id, "text": "Hello"});
    from(EVIL, &client, Method::POST, "/messages", Some(&said)).await.refused(403, "foreign-origin");
    from(SHOP, &client, Method::POST, "/messages", Some(&said)).await.ok();
    let end = format!("/conversations/{id}/end");
    from(EVIL, &client, Method::POST, &end, Some(&json!({}))).await.refused(403, "foreign-origin");
    let live = "/widget/v1/live?widget=demo";
    assert_eq!(desk.live(live, &[("origin", EVIL)]).await.err(), Some(403));
    assert!(desk.live(live, &[("origin", SHOP)]).await.is_ok());
    assert_eq!(bob.queue().await, [id.to_string()]);
}

#[tokio::test]
async fn an_unknown_widget_or_entry_is_not_there() {
    let (desk, _ada) = desk().await;
    let client = desk.client();
    for id in ["nosuch", "..%2f..", "DEMO%00", "%E2%98%83", &"x".repeat(300)] {
        client.get(&format!("/widgets/{id}")).await.refused(404, "not-found");
    }
    client.enters_with(new_id(), json!({"widget": "nosuch"})).await.refused(404, "not-found");
    client.enters_with(new_id(), json!({"entry": "telepathy"})).await.refused(400, "malformed");
    assert_eq!(desk.live("/widget/v1/live?widget=nosuch", &[]).await.err(), Some(404));
}

#[tokio::test]
async fn a_removed_widget_lets_nobody_in_but_its_talks_go_on() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    ada.delete("/widgets/demo").await.ok();
    client.says(id, "Still there?").await.ok();
    bob.says(id, "Yes.").await.ok();
    desk.client().enters_with(new_id(), json!({})).await.refused(404, "not-found");
}

#[tokio::test]
async fn one_client_cannot_reach_into_anothers_conversation() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (jana, mallory) = (desk.client(), desk.client());
    let (id, own) = (jana.enters().await, mallory.enters().await);
    mallory.says(id, "I am Jana").await.refused(404, "not-found");
    mallory.leaves(id).await.refused(404, "not-found");
    let mut line = desk.live("/widget/v1/live?widget=demo", &[]).await.unwrap();
    line.says(json!({"type": "hello", "token": mallory.token, "conversation": id, "after": 0})).await;
    assert_eq!(line.hears_type("refused").await["code"], "not-found");
    assert_eq!(line.closed().await, 1008);
    for token in ["", "short", &"x".repeat(43), &"é".repeat(43)] {
        let answer = desk.http.get(desk.url("/widget/v1/conversation?widget=demo")).header("x-hovorna-client", token);
        Answer::to(answer).await.refused(401, "not-signed-in");
    }
    assert_eq!(bob.queue().await, [id.to_string(), own.to_string()]);
}

#[tokio::test]
async fn who_asks_too_much_waits_and_nobody_else_does() {
    let desk = Desk::start(|config| {
        config.limits.messages_per_client = 5;
        config.limits.entries_per_client = 2;
    })
    .await;
    let ada = desk.set_up().await;
    let bob = desk.operator(&ada, "Bob").await;
    let (flood, calm) = (desk.client(), desk.client());
    let (id, other) = (flood.enters().await, calm.enters().await);
    let mut refused = 0;
    for n in 0..12 {
        let answer = flood.says(id, &n.to_string()).await;
        if answer.status == 429 {
            assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
            answer.refused(429, "too-many-requests");
            refused += 1;
        }
    }
    assert!((6..=7).contains(&refused), "{refused} of 12 were refused");
    calm.says(other, "Hello").await.ok();
    bob.says(id, "Slowly, please.").await.refused(409, "not-yours");
    flood.enters_with(id, json!({})).await.ok();
    flood.enters_with(id, json!({})).await.refused(429, "too-many-requests");
}

#[tokio::test]
async fn a_flood_from_one_address_is_slowed_down_behind_a_proxy_too() {
    let desk = Desk::start(|config| {
        config.limits.entries_per_address = 2;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let ada = desk.set_up().await;
    let _bob = desk.operator(&ada, "Bob").await;
    let enters = async |forwarded: &str| {
        let body = json!({"id": new_id(), "widget": "demo", "entry": "chat"});
        desk.client().send(Method::POST, "/conversations", Some(&body), &[("x-forwarded-for", forwarded)]).await
    };
    enters("203.0.113.5").await.ok();
    enters("203.0.113.5").await.ok();
    enters("203.0.113.5").await.refused(429, "too-many-requests");
    enters("198.51.100.1, 203.0.113.5").await.refused(429, "too-many-requests");
    enters("203.0.113.5, 198.51.100.1").await.ok();
}
