//! Several in one talk: what a guest may, what each of them sees, what the client is told.

use super::*;

#[tokio::test]
async fn a_guest_talks_with_the_client_and_decides_nothing() {
    let Talk { desk: _desk, ada, bob, cid, client, id } = talk().await;
    let (mut widget, mut bobs) = (client.live(id, 0).await, subscribed(&bob, id).await);
    comes(&cid, &bob, id).await;
    assert_eq!(widget.hears_event("joined").await["operator"], "Cid");
    assert_eq!(bobs.hears_event("joined").await["invitation"]["operator"]["name"], "Cid");
    let mut cids = subscribed(&cid, id).await;

    cid.says(id, "Hello from me, too").await.ok();
    let heard = widget.hears_event("operator_said").await;
    assert_eq!((&heard["operator"], &heard["text"]), (&json!("Cid"), &json!("Hello from me, too")));
    assert_eq!(bobs.hears_event("message_added").await["author"]["name"], "Cid");
    let file = new_id();
    cid.upload(&format!("/conversations/{id}/files/{file}?name=a.txt"), b"plain words".to_vec()).await.ok();
    cid.act(id, "messages", &json!({"id": new_id(), "text": "", "files": [file]})).await.ok();
    assert_eq!(widget.hears_event("operator_said").await["files"][0]["name"], "a.txt");
    cids.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    widget.hears("typing", |f| f["type"] == "typing" && f["on"] == true).await;
    let seq = client.says(id, "Good morning both").await.ok()["seq"].clone();
    cids.says(json!({"type": "seen", "conversation": id, "seen": {"delivered": seq, "read": seq}})).await;
    widget.hears("read", |f| f["type"] == "receipts" && f["receipts"]["operator"]["read"] == seq).await;

    let to_ada = json!({"target": {"operator": ada.id}});
    for (what, body) in [("end", json!({})), ("redirect", to_ada), ("hand-over", json!({"operator": cid.id}))] {
        cid.act(id, what, &body).await.refused(409, "not-yours");
    }
    assert_eq!(served_by(&bob.view(id).await.ok()["conversation"]), ["Bob", "Cid"]);
    assert_eq!((mine(&bob).await, mine(&cid).await), (vec![id.to_string()], vec![id.to_string()]));
    let targets = bob.get(&format!("/conversations/{id}/targets")).await.ok();
    let first = &targets["operators"][0];
    assert_eq!((&first["operator"]["name"], &first["knows_client"]), (&json!("Cid"), &json!(true)));
}

#[tokio::test]
async fn a_guests_place_counts_under_the_chat_limit() {
    let Talk { desk, ada, bob, cid, id, .. } = talk().await;
    ada.change_settings(|s| s["chat_limit"] = 1.into()).await;
    let mut adas = ada.live().await;
    bob.act(id, "invite", &named(&cid)).await.ok();
    let (own, next) = (desk.client().enters().await, desk.client().enters().await);
    cid.accept(own).await.ok();
    assert_eq!(cid.act(id, "join", &json!({})).await.refused(409, "limit-reached")["limit"], 1);
    assert_eq!(invitations(&cid).await, [id.to_string()], "still asked");
    cid.act(own, "end", &json!({})).await.ok();
    adas.hears("free again", |f| f["operator"]["id"] == *cid.id && f["operator"]["active"] == 0).await;
    cid.act(id, "join", &json!({})).await.ok();
    let busy = adas.hears("busy", |f| f["operator"]["id"] == *cid.id && f["operator"]["active"] == 1).await;
    assert_ne!(busy["operator"]["shown"], "available");
    cid.accept(next).await.refused(409, "limit-reached");
    cid.act(id, "leave", &json!({})).await.ok();
    cid.accept(next).await.ok();
}

#[tokio::test]
async fn colleagues_see_each_other_type_and_nobody_sees_oneself() {
    let Talk { desk: _desk, ada, bob, cid, client, id } = talk_with_guest().await;
    let (mut bobs, mut cids) = (subscribed(&bob, id).await, subscribed(&cid, id).await);
    let (mut adas, mut widget) = (subscribed(&ada, id).await, client.live(id, 0).await);
    cids.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    for line in [&mut bobs, &mut adas] {
        let typing = line.hears_type("typing").await;
        assert_eq!((&typing["operator"]["name"], &typing["on"]), (&json!("Cid"), &json!(true)));
    }
    assert!(widget.hears_type("typing").await["operator"].is_null(), "somebody is writing, to the client");
    assert!(cids.heard_so_far().await.iter().all(|f| f["type"] != "typing"));
    widget.says(json!({"type": "typing", "on": true})).await;
    for line in [&mut bobs, &mut cids] {
        assert!(line.hears_type("typing").await["operator"].is_null(), "the client has no operator's name");
    }
    // Ada looks on: she is not seen.
    adas.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    adas.heard_so_far().await;
    assert!(bobs.heard_so_far().await.iter().all(|f| f["type"] != "typing"));
}

/// The order of an operator's conversations is that in which he or she came into them.
#[tokio::test]
async fn handing_over_moves_nobodys_conversations() {
    let Talk { desk, bob, cid, id, .. } = talk().await;
    let (next, last) = (desk.client().enters().await, desk.client().enters().await);
    bob.accept(next).await.ok();
    cid.accept(last).await.ok();
    comes(&cid, &bob, id).await;
    bob.act(id, "hand-over", &json!({"operator": cid.id})).await.ok();
    assert_eq!(mine(&bob).await, [id.to_string(), next.to_string()]);
    assert_eq!(mine(&cid).await, [last.to_string(), id.to_string()]);
}

#[tokio::test]
async fn invitations_stand_in_the_order_they_came() {
    let Talk { desk, ada, bob, cid, id, .. } = talk().await;
    let next = desk.client().enters().await;
    bob.accept(next).await.ok();
    bob.act(next, "invite", &json!({"target": {"group": desk.group(&ada).await}})).await.ok();
    bob.act(id, "invite", &named(&cid)).await.ok();
    assert_eq!(invitations(&cid).await, [next.to_string(), id.to_string()]);
}

#[tokio::test]
async fn the_client_hears_who_comes_and_goes_and_nothing_of_invitations() {
    let Talk { desk, ada, bob, cid, client, id } = talk().await;
    let mut widget = client.live(id, 0).await;
    let group = desk.group(&ada).await;
    let with_note = |mut target: Value| {
        target["note"] = "a secret word".into();
        target
    };
    bob.act(id, "invite", &with_note(named(&ada))).await.ok();
    ada.act(id, "decline", &json!({})).await.ok();
    bob.act(id, "invite", &with_note(json!({"target": {"group": group}}))).await.ok();
    bob.act(id, "withdraw", &json!({"target": {"group": group}})).await.ok();
    bob.act(id, "invite", &with_note(named(&cid))).await.ok();
    time_is_up(&desk, id).await;
    bob.sees(id, "the lapse", |row| row["invitations"].as_array().unwrap().is_empty()).await;
    bob.act(id, "invite", &with_note(named(&cid))).await.ok();
    cid.act(id, "join", &json!({})).await.ok();
    cid.act(id, "leave", &json!({})).await.ok();
    bob.says(id, "So much for that").await.ok();

    let view = client.get("/conversation?widget=demo").await.ok();
    let kinds: Vec<_> = view["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["started", "accepted", "joined", "left", "operator_said"]);
    let mut heard = vec![view];
    while !heard.last().unwrap().to_string().contains("So much for that") || heard.len() == 1 {
        heard.push(widget.next().await.unwrap());
    }
    let heard = json!(heard).to_string();
    for word in ["secret", "invit", "Ada", "note", &cid.id, &bob.id] {
        assert!(!heard.contains(word), "the client is told of {word}: {heard}");
    }
}

#[tokio::test]
async fn guests_and_invitations_outlast_a_restart() {
    let Talk { desk, ada, bob, cid, client, id } = talk_with_guest().await;
    ada.change_settings(|s| s["chat_limit"] = 1.into()).await;
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    bob.act(id, "invite", &named(&eve)).await.ok();
    let desk = desk.restart().await;
    let (bob, cid, eve, client) = (bob.at(&desk), cid.at(&desk), eve.at(&desk), client.at(&desk));
    let (mut bobs, mut cids) = (subscribed(&bob, id).await, subscribed(&cid, id).await);
    cids.says(json!({"type": "typing", "conversation": id, "on": true})).await;
    assert_eq!(bobs.hears_type("typing").await["operator"]["name"], "Cid");
    cid.says(id, "I am still here").await.ok();
    let other = desk.client().enters().await;
    cid.accept(other).await.refused(409, "limit-reached");
    assert_eq!(invitations(&eve).await, [id.to_string()]);
    eve.act(id, "join", &json!({})).await.ok();
    assert_eq!(client.live(id, 0).await.hears_event("joined").await["operator"], "Cid");
}
