//! Pages and numbers over the years: their app secret is renewed, their subscription is lost and taken up again, and the test says
//! what is wrong.

use crate::support::{
    Desk, Operator, PATIENCE,
    graph::{APP_SECRET, Graph, channel},
};
use reqwest::Method;
use serde_json::{Value, json};
use server::{rotation, workers::subscriptions};
use std::time::Duration;

const NEW_SECRET: &str = "renewed-app-secret-fedcba9876543210";
const PAGE: &str = "112233445566778";
const NUMBERS: &str = "102290129340398";

async fn connected(kind: &str) -> (Graph, Desk, Operator, String) {
    let (graph, desk, ada) = Graph::with_desk().await;
    let made = graph.connect(&ada, &desk, kind).await;
    (graph, desk, ada, format!("/channels/{}", made["id"].as_str().unwrap()))
}

async fn with(by: &Operator, path: &str, settings: Value) -> Value {
    by.send(Method::PATCH, path, Some(&json!({"settings": settings}))).await.ok()
}

/// The page or number as administrators see it.
async fn seen(by: &Operator, path: &str) -> Value {
    let all = by.get("/channels").await.ok();
    let id = path.rsplit('/').next().unwrap();
    all["items"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone()
}

/// Looks until it is so.
async fn comes<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let looked = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    looked.await.unwrap_or_else(|_| panic!("{what} did not come"))
}

/// Calls our webhook, signed with this secret; tells what it is answered.
async fn told_under(graph: &Graph, secret: &str, words: &str) -> u16 {
    graph.control(json!({"config": {"callback_secret_override": secret}})).await;
    let wamid = format!("wamid.{words}");
    let payload = json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [
        {"field": "messages", "value": {"messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
            "contacts": [{"wa_id": "421905123456", "profile": {"name": "Jana"}}],
            "messages": [{"id": wamid, "from": "421905123456", "timestamp": "1793600000", "type": "text",
                "text": {"body": words}}]}}]}]});
    let told = graph.deliver(json!({"product": "whatsapp", "payload": payload, "retries": 0})).await;
    let status = ["200", "403"].into_iter().find(|status| told.to_string().contains(&format!("\"status\":{status}")));
    status.unwrap_or_else(|| panic!("{told}")).parse().unwrap()
}

/// Whether a client's words are in the only conversation.
async fn is_said(by: &Operator, words: &str) -> Option<()> {
    let talk = by.queue().await.first()?.parse().unwrap();
    by.view(talk).await.ok().to_string().contains(words).then_some(())
}

#[tokio::test]
async fn a_new_app_secret_costs_no_delivery_and_the_old_one_ends_when_told_so() {
    let (graph, desk, ada, path) = connected("whatsapp").await;
    assert_eq!(seen(&ada, &path).await["old_secret_until"], Value::Null);
    assert_eq!(told_under(&graph, APP_SECRET, "before").await, 200);

    let changed = with(&ada, &path, json!({"app_secret": NEW_SECRET})).await;
    let until: jiff::Timestamp = changed["old_secret_until"].as_str().unwrap().parse().unwrap();
    let hours = until.duration_since(server::app::now()).as_hours();
    assert!((23..=24).contains(&hours), "{changed}");
    assert_eq!(told_under(&graph, APP_SECRET, "under-the-old-one").await, 200);
    assert_eq!(told_under(&graph, NEW_SECRET, "under-the-new-one").await, 200);
    for words in ["under-the-old-one", "under-the-new-one"] {
        comes(words, async || is_said(&ada, words).await).await;
    }
    assert_eq!(told_under(&graph, "a third one", "under-another").await, 403);
    assert!(seen(&ada, &path).await["wrong_signature_at"].is_string());

    // Neither a restart nor another key of the installation changes that.
    let config = desk.stop().await;
    rotation::rotate(&config, None, None).await.unwrap();
    let desk = Desk::over(config).await;
    let ada = ada.at(&desk);
    graph.control(json!({"callback": {"whatsapp": desk.url(&format!("/hooks/whatsapp/{}", &path[10..]))}})).await;
    assert_eq!(told_under(&graph, APP_SECRET, "after-the-restart").await, 200);
    comes("it", async || is_said(&ada, "after-the-restart").await).await;

    let ben = desk.operator(&ada, "Ben").await;
    ben.delete(&format!("{path}/old-secret")).await.refused(403, "forbidden");
    ada.delete(&format!("{path}/old-secret")).await.ok();
    assert_eq!(seen(&ada, &path).await["old_secret_until"], Value::Null);
    assert_eq!(told_under(&graph, APP_SECRET, "too-late").await, 403);
    assert!(seen(&ada, &path).await["wrong_signature_at"].is_string(), "whoever still uses it is seen");
    assert_eq!(told_under(&graph, NEW_SECRET, "at-the-end").await, 200);
    comes("it", async || is_said(&ada, "at-the-end").await).await;
    // There is nothing more to end: nothing is written down.
    ada.delete(&format!("{path}/old-secret")).await.ok();
    let audit = ada.get("/audit").await.ok();
    let ended = audit["items"].as_array().unwrap().iter();
    let ended = ended.filter(|line| line["changes"].to_string().contains("old_secret")).count();
    assert_eq!(ended, 1, "{audit}");
}

#[tokio::test]
async fn an_app_has_one_secret_and_tells_of_all_its_numbers_at_one_address() {
    let (graph, desk, ada, first) = connected("whatsapp").await;
    let more = async |number: &str, secret: &str| {
        let mut new = channel(&desk, &ada, "whatsapp").await;
        new["name"] = format!("Number {number}").into();
        new["settings"]["phone_number_id"] = number.into();
        new["settings"]["app_secret"] = secret.into();
        let made = ada.post("/channels", &new).await.ok();
        format!("/channels/{}", made["id"].as_str().unwrap())
    };
    let second = more("109876543210987", APP_SECRET).await;
    let foreign = more("111", "the secret of another app").await;

    with(&ada, &first, json!({"app_secret": NEW_SECRET})).await;
    assert!(seen(&ada, &second).await["old_secret_until"].is_string(), "it has the new one, too");
    assert_eq!(seen(&ada, &foreign).await["old_secret_until"], Value::Null);
    // What is told of the second number comes to the address of the first, under either secret.
    for (secret, words, from) in [(APP_SECRET, "old", "421905120001"), (NEW_SECRET, "new", "421905120002")] {
        graph.control(json!({"config": {"callback_secret_override": secret}})).await;
        let number = "109876543210987";
        graph.inbound(json!({"product": "whatsapp", "phone_number_id": number, "text": words, "from": from})).await;
        comes(words, async || {
            let mut found = None;
            for id in ada.queue().await {
                let view = ada.view(id.parse().unwrap()).await.ok();
                let is_it = view["conversation"]["channel"]["name"] == "Number 109876543210987";
                found = found.or_else(|| (is_it && view.to_string().contains(&format!("\"{words}\""))).then_some(()));
            }
            found
        })
        .await;
    }
    // With another token it may be another app: the others stay as they are, and still know where they belong.
    with(&ada, &first, json!({"app_secret": "of a new app", "access_token": "another token"})).await;
    ada.delete(&format!("{second}/old-secret")).await.ok();
    assert_eq!(seen(&ada, &second).await["old_secret_until"], Value::Null);
    let lines = ada.get("/audit").await.ok().to_string();
    assert!(!lines.contains(NEW_SECRET) && !lines.contains(APP_SECRET));
}

/// Whether the messenger still tells us what happens is asked now, as it is every hour.
async fn an_hour_passes(desk: &Desk) {
    let app = desk.app.upgrade().unwrap();
    subscriptions::round(&app, &subscriptions::connected(&app)).await;
}

async fn trouble(by: &Operator, path: &str) -> Value {
    seen(by, path).await["trouble"].clone()
}

fn at_of(kind: &str) -> &'static str {
    if kind == "messenger" { PAGE } else { NUMBERS }
}

#[tokio::test]
async fn a_lost_subscription_is_seen_without_being_asked_for_and_taken_up_again() {
    for kind in ["messenger", "whatsapp"] {
        let (graph, desk, ada, path) = connected(kind).await;
        let account = at_of(kind);
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await["why"], "subscription", "{kind}");

        let ben = desk.operator(&ada, "Ben").await;
        ben.post(&format!("{path}/subscription"), &json!({})).await.refused(403, "forbidden");
        ada.post(&format!("{path}/subscription"), &json!({})).await.ok();
        assert_eq!(trouble(&ada, &path).await, Value::Null, "{kind}");
        let told = graph.state().await["subscriptions"][account]["fields"].to_string();
        assert!(told.contains("messages"), "{told}");
        assert_eq!(result(&ada, &path, "subscription").await["fine"], true);

        // Meta takes the subscription away; what is sent gets through all the same.
        graph.control(json!({"unsubscribe": [account]})).await;
        an_hour_passes(&desk).await;
        let lost = trouble(&ada, &path).await;
        assert_eq!(lost["why"], "subscription");
        graph.inbound(json!({"product": kind, "text": "Hello"})).await;
        let talk = comes("a client", async || ada.queue().await.first().cloned()).await.parse().unwrap();
        ada.accept(talk).await.ok();
        ada.says(talk, "Hello").await.ok();
        graph.sent(1).await;
        comes("that it was sent", async || {
            let view = ada.view(talk).await.ok();
            (view["deliveries"][0]["state"] == "sent").then_some(())
        })
        .await;
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await, lost, "{kind}: since when it is so");

        // Without an answer nothing is known; taken up again elsewhere, it is over by itself.
        graph
            .control(json!({"subscriptions": {account: ["messages"]},
            "fail": {"count": 1, "mode": "drop", "match": {"kind": "subscribed_apps"}}}))
            .await;
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await, lost);
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await, Value::Null, "{kind}");
        let audit = ada.get("/audit").await.ok().to_string();
        assert_eq!(audit.matches("channel_subscribed").count(), 1, "{audit}");
    }
}

/// Whoever was away for an hour has to know when he is back.
#[tokio::test]
async fn after_a_start_it_is_looked_whether_the_subscription_is_still_there() {
    let (_graph, desk, ada, path) = connected("messenger").await;
    assert_eq!(trouble(&ada, &path).await, Value::Null);
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    comes("it", async || (trouble(&ada, &path).await["why"] == "subscription").then_some(())).await;
}

#[tokio::test]
async fn a_subscription_that_is_refused_says_why() {
    for kind in ["messenger", "whatsapp"] {
        let (graph, desk, ada, path) = connected(kind).await;
        let subscribe = async |how: Value, code: &str| {
            graph.control(json!({"fail": how})).await;
            let said = ada.post(&format!("{path}/subscription"), &json!({})).await.refused(424, code);
            graph.control(json!({"clear_fail": true})).await;
            said
        };
        let at = json!({"kind": "subscribed_apps"});
        let said = subscribe(
            json!({"count": 1, "code": 200, "match": at, "message": "Requires pages_manage_metadata"}),
            "messenger-permission",
        )
        .await;
        assert!(said["detail"].as_str().unwrap().contains("(200"), "{said}");
        subscribe(json!({"count": 1, "code": 4, "match": at}), "messenger-busy").await;
        subscribe(json!({"count": 1, "code": 368, "match": at}), "messenger-account").await;
        subscribe(json!({"count": 1, "code": 33, "match": at}), "messenger-gone").await;
        subscribe(json!({"count": 2, "code": 77, "match": at}), "messenger-refused").await;
        subscribe(json!({"count": 1, "mode": "drop", "match": at}), "messenger-unavailable").await;
        subscribe(json!({"count": 1, "mode": "html", "http": 502, "match": at}), "messenger-unavailable").await;
        let token = if kind == "messenger" { "page-test-token" } else { "wa-test-token" };
        graph.control(json!({"tokens": {token: {"status": "expired"}}})).await;
        ada.post(&format!("{path}/subscription"), &json!({})).await.refused(424, "messenger-token");

        // A token that ended is seen before anybody writes, and is over when it is right.
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await["why"], "token", "{kind}");
        graph.control(json!({"tokens": {token: {"status": "ok"}}, "subscriptions": {at_of(kind): ["messages"]}})).await;
        an_hour_passes(&desk).await;
        assert_eq!(trouble(&ada, &path).await, Value::Null, "{kind}");
        ada.post("/channels/0192f0c1-2d3e-7a4b-8c5d-6e7f8a9b0c1d/subscription", &json!({}))
            .await
            .refused(404, "not-found");
    }
}

#[tokio::test]
async fn what_a_look_found_is_over_with_a_look_that_finds_it_fine_and_nothing_else_is() {
    for kind in ["messenger", "whatsapp"] {
        let (graph, desk, ada, path) = connected(kind).await;
        graph.control(json!({"subscriptions": {at_of(kind): ["messages"]}})).await;
        for (code, why) in [(10, "permission"), (368, "account"), (33, "subscription")] {
            let once = json!({"count": 1, "code": code, "match": {"kind": "subscribed_apps"}});
            graph.control(json!({"fail": once})).await;
            an_hour_passes(&desk).await;
            assert_eq!(trouble(&ada, &path).await["why"], why, "{kind}");
            an_hour_passes(&desk).await;
            assert_eq!(trouble(&ada, &path).await, Value::Null, "{kind}: {why}");
        }
    }

    // That the messenger stopped the page says nothing of how it is set up, nor the other way round.
    let (graph, desk, ada, path) = connected("messenger").await;
    graph.control(json!({"subscriptions": {PAGE: ["messages"]}})).await;
    let stopped = json!({"sender": {"id": PAGE}, "recipient": {"id": PAGE}, "timestamp": 1_793_600_000_000_u64,
        "policy_enforcement": {"action": "block", "reason": "The page spams"}});
    let entry = json!({"id": PAGE, "time": 1, "messaging": [stopped]});
    graph.deliver(json!({"product": "messenger", "payload": {"object": "page", "entry": [entry]}})).await;
    let why = comes("it", async || Some(trouble(&ada, &path).await).filter(|it| !it.is_null())).await;
    assert_eq!(why["why"], "account");
    an_hour_passes(&desk).await;
    assert_eq!(trouble(&ada, &path).await, why);
}

/// What a test says of one thing.
async fn result(by: &Operator, path: &str, what: &str) -> Value {
    let test = by.post(&format!("{path}/test"), &json!({})).await.ok();
    let found = test["checks"].as_array().unwrap().iter().find(|it| it["what"] == what).cloned();
    found.unwrap_or_else(|| panic!("{what}: {test}"))
}

#[tokio::test]
async fn the_test_says_of_each_thing_exactly_what_is_wrong() {
    let (graph, desk, ada, path) = connected("messenger").await;
    let token = "page-test-token";
    let webhook = seen(&ada, &path).await["webhook"].as_str().unwrap().to_owned();
    let at = |address: &str| json!({"app_webhooks": {"page": {"callback_url": address}}});
    let https = webhook.replace("http://", "https://");
    let fine = json!({"tokens": {token: {"kind": "page", "id": PAGE, "status": "ok", "type": null, "scopes": null}},
        "subscriptions": {PAGE: ["messages", "messaging_postbacks", "message_echoes", "message_deliveries",
            "message_reads", "message_reactions"]}, "app_webhooks": {"page": {"callback_url": webhook}}});
    let cases = [
        (json!({}), "token", json!(true), Value::Null),
        (json!({"tokens": {token: {"status": "expired"}}}), "token", json!(false), json!("expired")),
        (json!({"tokens": {token: {"status": "revoked"}}}), "token", json!(false), json!("password_changed")),
        (json!({"tokens": {token: null}}), "token", json!(false), json!("refused")),
        (json!({"tokens": {token: {"type": "USER"}}}), "token", json!(false), json!("of_a_person")),
        (json!({}), "permission", json!(true), Value::Null),
        (json!({"tokens": {token: {"scopes": ["pages_messaging"]}}}), "permission", json!(false), json!("missing")),
        (json!({"tokens": {token: {"status": "no_permission"}}}), "permission", json!(false), json!("refused")),
        (json!({}), "account", json!(true), Value::Null),
        (json!({"tokens": {token: {"id": "998877665544332"}}}), "account", json!(false), json!("refused")),
        (json!({}), "subscription", json!(true), Value::Null),
        (json!({"subscriptions": {PAGE: ["messages"]}}), "subscription", json!(true), json!("missing")),
        (json!({"subscriptions": {PAGE: ["feed"]}}), "subscription", json!(false), json!("no_messages")),
        (json!({"subscriptions": {PAGE: null}}), "subscription", json!(false), json!("not_subscribed")),
        (json!({}), "signature", json!(true), Value::Null),
        (json!({}), "reachability", json!(true), json!("nothing_yet")),
        (at(&https), "reachability", Value::Null, json!("other_name")),
        (at("https://other.example/hooks"), "reachability", json!(false), json!("elsewhere")),
        (
            json!({"app_webhooks": {"page": {"callback_url": webhook, "active": false}}}),
            "reachability",
            json!(false),
            json!("off"),
        ),
        (json!({"app_webhooks": {"page": null}}), "reachability", json!(false), json!("not_public")),
    ];
    for (how, what, expected, finding) in cases {
        graph.control(fine.clone()).await;
        graph.control(how.clone()).await;
        let it = result(&ada, &path, what).await;
        assert_eq!((&it["fine"], &it["finding"]), (&expected, &finding), "{how}: {it}");
    }
    graph.control(fine.clone()).await;
    graph.control(json!({"tokens": {token: {"scopes": ["pages_messaging"], "expires_at": 1_900_000_000}}})).await;
    assert_eq!(result(&ada, &path, "permission").await["said"], "pages_manage_metadata");
    assert_eq!(result(&ada, &path, "token").await["at"], "2030-03-17T17:46:40Z", "until when it holds");

    // What comes in says more than settings do: when it last did, and that it does.
    graph.control(fine.clone()).await;
    graph.control(json!({"app_webhooks": {"page": null}})).await;
    graph.inbound(json!({"product": "messenger", "text": "Hello"})).await;
    comes("it", async || {
        let it = result(&ada, &path, "reachability").await;
        (it["fine"] == true && it["at"].is_string() && it["finding"].is_null()).then_some(())
    })
    .await;

    // A second page of the app is told of at the address of the first.
    let mut new = channel(&desk, &ada, "messenger").await;
    new["name"] = "Second page".into();
    new["settings"]["page_id"] = "998877665544332".into();
    new["settings"]["access_token"] = "page2-test-token".into();
    let second = format!("/channels/{}", ada.post("/channels", &new).await.ok()["id"].as_str().unwrap());
    graph.control(at(&webhook)).await;
    let it = result(&ada, &second, "reachability").await;
    assert_eq!((&it["fine"], &it["finding"], &it["said"]), (&json!(true), &json!("through_another"), &json!("Shop")));

    with(&ada, &path, json!({"app_secret": "another secret"})).await;
    let it = result(&ada, &path, "signature").await;
    assert_eq!(
        (&it["fine"], &it["finding"]),
        (&json!(false), &json!("not_the_apps")),
        "an old one that is taken does not hide it"
    );
    // Where Meta says nothing of the secret, what came in does.
    ada.delete(&format!("{path}/old-secret")).await.ok();
    graph.deliver(json!({"product": "messenger", "fixture": "messenger/m01_text.json", "retries": 0})).await;
    graph.control(json!({"fail": {"count": -1, "code": 2, "match": {"kind": "subscriptions"}}})).await;
    let it = result(&ada, &path, "signature").await;
    assert_eq!((&it["fine"], &it["finding"]), (&json!(false), &json!("wrong_signature")), "{it}");
    assert!(it["at"].is_string());

    drop(graph);
    let it = result(&ada, &path, "token").await;
    assert_eq!((&it["fine"], &it["finding"]), (&Value::Null, &json!("no_answer")), "Meta cannot be reached: {it}");
}
