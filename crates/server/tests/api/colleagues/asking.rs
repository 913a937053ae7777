//! Asked in: who hears of it, who comes, and how an invitation closes.

use super::*;

#[tokio::test]
async fn who_is_invited_by_name_hears_it_at_once_and_may_look_first() {
    let Talk { desk, ada, bob, cid, id, .. } = talk().await;
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    cid.view(id).await.refused(404, "not-found");
    let (mut cids, mut eves) = (cid.live().await, eve.live().await);
    let mut asking = named(&cid);
    asking["note"] = "she asks about the roof".into();
    let row = bob.act(id, "invite", &asking).await.ok();
    let invitation = &row["invitations"][0];
    assert_eq!(invitation["to"]["operator"]["name"], "Cid");
    assert_eq!((&invitation["by"]["name"], &invitation["note"]), (&json!("Bob"), &json!("she asks about the roof")));
    let heard = cids.hears("the invitation", |f| f["type"] == "row" && f["conversation"]["id"] == id.to_string()).await;
    assert_eq!(heard["conversation"], row);
    assert_eq!((invitations(&cid).await, mine(&cid).await), (vec![id.to_string()], vec![]));

    let kinds: Vec<Value> =
        cid.view(id).await.ok()["events"].as_array().unwrap().iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds, ["started", "accepted", "invited"]);
    subscribed(&cid, id).await;
    cid.says(id, "may I?").await.refused(409, "not-yours");
    cid.upload(&format!("/conversations/{id}/files/{}?name=a.txt", new_id()), b"words".to_vec())
        .await
        .refused(409, "not-yours");
    assert_eq!(bob.act(id, "invite", &asking).await.ok()["last_seq"], row["last_seq"], "asked once, however often");

    eve.view(id).await.refused(404, "not-found");
    eve.act(id, "join", &json!({})).await.refused(409, "not-invited");
    eves.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    assert_eq!(eves.hears_type("refused").await["code"], "not-found");
    eve.act(id, "decline", &json!({})).await.ok();
    assert_eq!(invitations(&cid).await, [id.to_string()], "a stranger declines nothing of Cid's");
}

#[tokio::test]
async fn of_an_invited_group_one_comes_in_and_the_others_are_told() {
    let Talk { desk, ada, bob, cid, id, .. } = talk().await;
    let dan = desk.operator(&ada, "Dan").await;
    let group = desk.group(&ada).await;
    let (mut cids, mut dans) = (cid.live().await, dan.live().await);
    bob.act(id, "invite", &json!({"target": {"group": group}})).await.ok();
    for line in [&mut cids, &mut dans] {
        let row = line.hears_type("row").await["conversation"].clone();
        assert_eq!(row["invitations"][0]["to"]["group"]["name"], "Support");
    }
    assert_eq!((invitations(&cid).await, invitations(&dan).await), (vec![id.to_string()], vec![id.to_string()]));
    assert!(invitations(&bob).await.is_empty(), "who has it is not asked, though of the group");

    let nothing = json!({});
    let (one, other) = tokio::join!(cid.act(id, "join", &nothing), dan.act(id, "join", &nothing));
    let (won, lost, mut losers) = if one.status == 200 { (one, other, dans) } else { (other, one, cids) };
    lost.refused(409, "not-invited");
    let row = won.ok();
    assert!(row["invitations"].as_array().unwrap().is_empty());
    let winner = served_by(&row)[1];
    let gone = is_left(&mut losers, id).await;
    assert_eq!(gone["operator"]["name"], winner, "told who came instead");
    let (there, not) = if winner == "Cid" { (&cid, &dan) } else { (&dan, &cid) };
    assert_eq!(there.act(id, "join", &nothing).await.ok()["last_seq"], row["last_seq"], "coming again changes nothing");
    assert_eq!((mine(there).await, invitations(not).await), (vec![id.to_string()], vec![]));
    not.view(id).await.refused(404, "not-found");
}

#[tokio::test]
async fn an_invitation_is_declined_or_taken_back() {
    let Talk { desk: _desk, bob, cid, id, .. } = talk().await;
    let (mut bobs, mut cids) = (subscribed(&bob, id).await, cid.live().await);
    bob.act(id, "invite", &named(&cid)).await.ok();
    cid.act(id, "decline", &json!({})).await.ok();
    assert_eq!(is_left(&mut cids, id).await["operator"]["name"], "Cid");
    let closed = bobs.hears_event("invitation_closed").await;
    assert_eq!((&closed["why"], &closed["to"]["operator"]["name"]), (&json!("declined"), &json!("Cid")));
    cid.act(id, "decline", &json!({})).await.ok();
    cid.act(id, "join", &json!({})).await.refused(409, "not-invited");
    cid.view(id).await.refused(404, "not-found");

    bob.act(id, "invite", &named(&cid)).await.ok();
    cid.act(id, "withdraw", &named(&cid)).await.refused(409, "not-yours");
    let row = bob.act(id, "withdraw", &named(&cid)).await.ok();
    assert!(row["invitations"].as_array().unwrap().is_empty());
    assert_eq!(is_left(&mut cids, id).await["operator"]["name"], "Bob");
    assert_eq!(bobs.hears_event("invitation_closed").await["why"], "withdrawn");
    assert_eq!(bob.act(id, "withdraw", &named(&cid)).await.ok()["last_seq"], row["last_seq"], "taken back once");
    cid.act(id, "join", &json!({})).await.refused(409, "not-invited");
    assert!(invitations(&cid).await.is_empty());
}

#[tokio::test]
async fn an_invitation_that_nobody_answers_closes_by_itself() {
    let Talk { desk, bob, cid, id, .. } = talk().await;
    let (mut bobs, mut cids) = (subscribed(&bob, id).await, cid.live().await);
    bob.act(id, "invite", &named(&cid)).await.ok();
    cids.hears_type("row").await;
    time_is_up(&desk, id).await;
    assert_eq!(bobs.hears_event("invitation_closed").await["why"], "lapsed");
    assert!(is_left(&mut cids, id).await["operator"].is_null());
    cid.act(id, "join", &json!({})).await.refused(409, "not-invited");
    assert_eq!(bob.view(id).await.ok()["conversation"]["invitations"], json!([]));
}

#[tokio::test]
async fn an_invitation_that_makes_no_sense_is_refused() {
    let Talk { desk, ada, bob, cid, id, .. } = talk_with_guest().await;
    for (who, there) in [(&bob, &cid), (&cid, &bob), (&bob, &bob)] {
        who.act(id, "invite", &named(there)).await.refused(409, "already-there");
    }
    ada.act(id, "invite", &named(&ada)).await.refused(409, "not-yours");
    bob.act(id, "invite", &json!({"target": {"operator": new_id()}})).await.invalid("target", "malformed");
    bob.act(id, "invite", &json!({"target": {"group": new_id()}})).await.invalid("target", "malformed");
    bob.act(id, "invite", &json!({"target": "everybody"})).await.refused(400, "malformed");
    let mut long = named(&ada);
    long["note"] = "x".repeat(4_001).into();
    bob.act(id, "invite", &long).await.invalid("note", "too-long");
    for what in ["invite", "join", "decline", "withdraw", "leave", "hand-over"] {
        let body = json!({"target": {"operator": cid.id}, "operator": cid.id});
        bob.act(new_id(), what, &body).await.refused(404, "not-found");
    }

    // Cid is there already; ten are the most.
    for n in 0..10 {
        let group = json!({"name": format!("G{n}"), "accept_seconds": 30, "service_level_seconds": 60, "members": []});
        let group = ada.post("/groups", &group).await.ok()["id"].clone();
        let answer = bob.act(id, "invite", &json!({"target": {"group": group}})).await;
        if n < 9 { drop(answer.ok()) } else { drop(answer.refused(409, "too-many-colleagues")) }
    }
    let waiting = desk.client().enters().await;
    bob.act(waiting, "invite", &named(&cid)).await.refused(409, "not-yours");
}
