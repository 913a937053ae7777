//! The live sockets' own rules: order, restart, nonsense, pace.

use crate::support::{desk, new_id};
use serde_json::json;

#[tokio::test]
async fn a_restart_asks_to_come_back_and_nothing_is_missed() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let (mut console, mut widget) = (bob.live().await, client.live(id, 0).await);
    let desk = desk.restart().await;
    assert_eq!(console.closed().await, 1012);
    assert_eq!(widget.closed().await, 1012);
    let (bob, client) = (bob.at(&desk), client.at(&desk));
    bob.says(id, "I am still here").await.ok();
    let mut widget = client.live(id, 0).await;
    assert_eq!(widget.hears_event("operator_said").await["text"], "I am still here");
}

#[tokio::test]
async fn nonsense_closes_a_socket_and_disturbs_nobody() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let mut calm = client.live(id, 0).await;
    for nonsense in ["", "{", "null", "[]", "{\"type\":\"nosuch\"}", "{\"type\":\"seen\"}", "\u{0}", &"[".repeat(5_000)]
    {
        let mut widget = client.live(id, 0).await;
        widget.says_raw(nonsense).await;
        assert_eq!(widget.closed().await, 1008, "{nonsense:.20}");
        let mut first = desk.live("/widget/v1/live?widget=demo", &[]).await.unwrap();
        first.says_raw(nonsense).await;
        assert_eq!(first.hears_type("refused").await["code"], "malformed", "{nonsense:.20}");
        let mut console = bob.live().await;
        console.says_raw(nonsense).await;
        assert_eq!(console.closed().await, 1008, "{nonsense:.20}");
    }
    let mut large = client.live(id, 0).await;
    large.says_raw("x".repeat(1_000_000)).await;
    assert!([1006, 1009].contains(&large.closed().await));
    bob.says(id, "all well").await.ok();
    assert_eq!(calm.hears_event("operator_said").await["text"], "all well");
}

/// The names in the next word about who looks at a conversation.
async fn onlookers(line: &mut crate::support::Line) -> Vec<String> {
    let frame = line.hears_type("looking").await;
    frame["operators"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn who_else_looks_is_told_to_colleagues_once_and_for_as_long_as_it_lasts() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let client = desk.client();
    let id = client.enters().await;
    let subscribe = json!({"type": "subscribe", "conversation": id, "after": 0});
    let looks = json!({"type": "looking", "conversations": [id]});
    let mut widget = client.live(id, 0).await;

    // Following is not looking; looking is said before or after.
    let mut hers = bob.live().await;
    hers.says(subscribe.clone()).await;
    hers.says(looks.clone()).await;
    let mut his = cid.live().await;
    his.says(looks.clone()).await;
    his.says(subscribe.clone()).await;
    assert_eq!(onlookers(&mut his).await, ["Bob"]);
    assert_eq!(onlookers(&mut hers).await, [""; 0], "nobody is told of oneself");
    assert_eq!(onlookers(&mut hers).await, ["Cid"]);

    // A second tab of the same operator is nobody else, and closing it changes nothing.
    let mut again = cid.live().await;
    again.says(subscribe.clone()).await;
    again.says(looks.clone()).await;
    assert_eq!(onlookers(&mut again).await, ["Bob"]);
    drop(again);
    his.heard_so_far().await;
    assert!(!format!("{:?}", hers.heard_so_far().await).contains("looking"));

    // Another conversation on the screen, then the first again, then the browser is gone.
    his.says(json!({"type": "looking", "conversations": []})).await;
    assert_eq!(onlookers(&mut hers).await, [""; 0]);
    his.says(looks.clone()).await;
    assert_eq!(onlookers(&mut hers).await, ["Cid"]);
    drop(his);
    assert_eq!(onlookers(&mut hers).await, [""; 0]);

    // A console that says it no longer, though its socket is open, is forgotten.
    let mut frozen = cid.live().await;
    frozen.says(subscribe).await;
    frozen.says(looks).await;
    assert_eq!(onlookers(&mut hers).await, ["Cid"]);
    hers.hears("nobody", |frame| frame["type"] == "looking" && frame["operators"] == json!([])).await;

    // No word of it to the client.
    widget.says(json!({"type": "ping"})).await;
    let heard = widget.hears("pong", |frame| {
        assert_ne!(frame["type"], "looking");
        frame["type"] == "pong"
    });
    heard.await;
}

#[tokio::test]
async fn who_may_not_see_a_conversation_is_not_seen_looking_at_it() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    let mut hers = bob.live().await;
    hers.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    hers.hears_type("subscribed").await;
    let mut his = cid.live().await;
    his.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    his.says(json!({"type": "looking", "conversations": [id]})).await;
    his.hears_type("refused").await;
    his.heard_so_far().await;
    assert!(!format!("{:?}", hers.heard_so_far().await).contains("looking"));
}

#[tokio::test]
async fn a_flood_on_a_socket_closes_it() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    let mut widget = client.live(id, 0).await;
    for _ in 0..2_000 {
        if widget.tries(json!({"type": "typing", "on": true})).await.is_err() {
            break;
        }
    }
    assert!([1006, 1008].contains(&widget.closed().await));
    client.says(id, "sorry").await.ok();
}

#[tokio::test]
async fn who_loses_the_right_to_follow_is_told_so() {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let id = desk.client().enters().await;
    let mut console = cid.live().await;
    console.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    console.hears_type("subscribed").await;
    bob.accept(id).await.ok();
    assert_eq!(console.hears_type("refused").await["conversation"], id.to_string());
    bob.says(id, "between us").await.ok();
    assert!(!format!("{:?}", console.heard_so_far().await).contains("between us"));
    console.says(json!({"type": "subscribe", "conversation": new_id(), "after": 0})).await;
    assert_eq!(console.hears_type("refused").await["code"], "not-found");
    console.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    console.says(json!({"type": "seen", "conversation": id, "seen": {"delivered": 99, "read": 99}})).await;
    console.heard_so_far().await;
    assert_eq!(bob.view(id).await.ok()["conversation"]["receipts"]["operator"]["read"], 0);
}
