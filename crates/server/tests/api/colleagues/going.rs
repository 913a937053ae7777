//! Out of a talk: left, handed over, vanished, deactivated; and after its end.

use super::*;

#[tokio::test]
async fn guests_leave_and_who_has_it_leaves_it_to_the_longest_of_them() {
    let Talk { desk, ada, bob, cid, client, id } = talk_with_guest().await;
    let dan = desk.operator(&ada, "Dan").await;
    comes(&dan, &cid, id).await;
    let last = client.get("/conversation?widget=demo").await.ok()["last_seq"].as_i64().unwrap();
    let (mut widget, mut bobs) = (client.live(id, last).await, subscribed(&bob, id).await);

    bob.act(id, "leave", &json!({})).await.ok();
    assert_eq!(is_left(&mut bobs, id).await["operator"]["name"], "Bob");
    assert_eq!(bobs.hears_type("refused").await["conversation"], id.to_string(), "nothing more of it is told");
    assert_eq!(widget.hears_event("accepted").await["operator"], "Cid", "to the client it is Cid's now");
    assert_eq!(widget.hears_event("left").await["operator"], "Bob");
    assert_eq!(served_by(&cid.view(id).await.ok()["conversation"]), ["Cid", "Dan"]);
    bob.act(id, "leave", &json!({})).await.ok();
    bob.says(id, "one more thing").await.refused(409, "not-yours");
    bob.view(id).await.refused(404, "not-found");

    dan.act(id, "leave", &json!({})).await.ok();
    assert_eq!(widget.hears_event("left").await["operator"], "Dan");
    cid.act(id, "leave", &json!({})).await.refused(409, "nobody-else");
    assert_eq!(client.get("/conversation?widget=demo").await.ok()["operator"], "Cid");
    cid.act(id, "end", &json!({})).await.ok();
}

#[tokio::test]
async fn a_talk_is_handed_over_to_a_guest_and_the_other_way_round() {
    let Talk { desk, ada, bob, cid, client, id } = talk().await;
    let over = |to: &Operator| json!({"operator": to.id});
    bob.act(id, "hand-over", &over(&cid)).await.refused(409, "not-there");
    bob.act(id, "invite", &named(&cid)).await.ok();
    bob.act(id, "hand-over", &over(&cid)).await.refused(409, "not-there");
    cid.act(id, "join", &json!({})).await.ok();
    let last = client.get("/conversation?widget=demo").await.ok()["last_seq"].as_i64().unwrap();
    let mut widget = client.live(id, last).await;

    let row = bob.act(id, "hand-over", &over(&cid)).await.ok();
    assert_eq!(served_by(&row), ["Cid", "Bob"]);
    assert_eq!(bob.act(id, "hand-over", &over(&cid)).await.ok()["last_seq"], row["last_seq"], "a repeated request");
    assert_eq!(widget.hears_event("accepted").await["operator"], "Cid");
    bob.says(id, "still here").await.ok();
    bob.act(id, "end", &json!({})).await.refused(409, "not-yours");
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    eve.act(id, "hand-over", &over(&cid)).await.refused(409, "not-yours");
    assert_eq!(served_by(&cid.act(id, "hand-over", &over(&bob)).await.ok()), ["Bob", "Cid"]);
    bob.act(id, "end", &json!({})).await.ok();
    bob.act(id, "hand-over", &over(&cid)).await.refused(409, "ended");
}

#[tokio::test]
async fn a_guest_goes_on_when_who_has_it_signs_out() {
    for with_console in [true, false] {
        let Talk { desk: _desk, bob, cid, client, id, .. } = talk_with_guest().await;
        let _cids = cid.live().await;
        let last = client.get("/conversation?widget=demo").await.ok()["last_seq"].as_i64().unwrap();
        let mut widget = client.live(id, last).await;
        let console = if with_console { Some(bob.live().await) } else { None };
        bob.delete("/session").await.ok();
        assert_eq!(widget.hears_event("accepted").await["operator"], "Cid");
        assert_eq!(widget.hears_event("left").await["operator"], "Bob");
        assert_eq!(served_by(&cid.view(id).await.ok()["conversation"]), ["Cid"]);
        drop(console);
    }
}

#[tokio::test]
async fn a_guest_who_signs_out_leaves_the_talk_to_who_has_it() {
    let Talk { desk: _desk, bob, cid, client, id, .. } = talk_with_guest().await;
    let (_bobs, mut widget) = (bob.live().await, client.live(id, 0).await);
    cid.delete("/session").await.ok();
    assert_eq!(widget.hears_event("left").await["operator"], "Cid");
    assert_eq!(served_by(&bob.view(id).await.ok()["conversation"]), ["Bob"]);
    bob.says(id, "I am still here").await.ok();
}

#[tokio::test]
async fn a_guest_goes_on_when_who_has_it_vanishes_and_with_nobody_left_it_waits_again() {
    let Talk { desk, ada, bob, cid, client, id } = talk_with_guest().await;
    ada.change_settings(|s| s["graces"]["operator"] = 5.into()).await;
    // Asked, gone or there: an invitation is nobody's talk.
    bob.act(id, "invite", &named(&ada)).await.ok();
    let (cids, mut widget) = (cid.live().await, client.live(id, 0).await);
    drop(bob.live().await);
    assert_eq!(widget.hears("Cid's", |f| f.to_string().contains("\"left\"")).await["events"][0]["operator"], "Bob");
    let view = cid.view(id).await.ok();
    assert_eq!(served_by(&view["conversation"]), ["Cid"]);
    let last: Vec<&Value> = view["events"].as_array().unwrap().iter().rev().take(2).collect();
    assert_eq!((&last[1]["kind"], &last[0]["kind"]), (&json!("handed_over"), &json!("left")));
    assert_eq!(last[0]["author"]["kind"], "system", "not by himself");

    let mut dans = desk.operator(&ada, "Dan").await.live().await;
    drop(cids);
    let row = dans.hears("waiting again", |f| f["conversation"]["state"] == "waiting").await["conversation"].clone();
    assert_eq!((served_by(&row).len(), row["invitations"].as_array().unwrap().len()), (0, 0));
    widget.hears_event("redirected").await;
}

#[tokio::test]
async fn who_is_deactivated_is_out_of_every_talk() {
    let Talk { desk, ada, bob, cid, client, id } = talk_with_guest().await;
    let dan = desk.operator(&ada, "Dan").await;
    comes(&dan, &bob, id).await;
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    bob.act(id, "invite", &named(&eve)).await.ok();
    let last = client.get("/conversation?widget=demo").await.ok()["last_seq"].as_i64().unwrap();
    let (mut widget, mut dans) = (client.live(id, last).await, subscribed(&dan, id).await);
    let deactivate = async |who: &Operator| ada.post(&format!("/users/{}/deactivate", who.id), &json!({})).await.ok();

    deactivate(&cid).await;
    assert_eq!(widget.hears_event("left").await["operator"], "Cid");
    deactivate(&eve).await;
    let closed = dans.hears_event("invitation_closed").await;
    assert_eq!((&closed["why"], &closed["to"]["operator"]["name"]), (&json!("withdrawn"), &json!("Eve")));
    bob.act(id, "invite", &named(&eve)).await.invalid("target", "malformed");
    deactivate(&bob).await;
    assert_eq!(widget.hears_event("accepted").await["operator"], "Dan");
    assert_eq!(served_by(&dan.view(id).await.ok()["conversation"]), ["Dan"]);
    deactivate(&dan).await;
    widget.hears_event("redirected").await;
}

#[tokio::test]
async fn what_ended_stays_with_its_guests_and_not_with_who_was_only_asked() {
    let Talk { desk, ada, bob, cid, id, .. } = talk_with_guest().await;
    let eve = desk.user(&ada, "Eve", "operator", &[]).await;
    bob.act(id, "invite", &named(&eve)).await.ok();
    let (mut cids, mut eves) = (cid.live().await, eve.live().await);
    let ended = bob.act(id, "end", &json!({})).await.ok();
    assert_eq!((served_by(&ended), &ended["invitations"]), (vec!["Bob", "Cid"], &json!([])));
    for line in [&mut cids, &mut eves] {
        line.hears("gone", |f| f["type"] == "gone" && f["why"] == "ended").await;
    }
    let listed = async |who: &Operator| ids(&who.get("/conversations?state=ended").await.ok()["items"]);
    assert_eq!((listed(&bob).await, listed(&cid).await), (vec![id.to_string()], vec![id.to_string()]));
    assert!(listed(&eve).await.is_empty());
    cid.view(id).await.ok();
    eve.view(id).await.refused(404, "not-found");
    for what in ["join", "leave"] {
        let answer = eve.act(id, what, &json!({})).await;
        if what == "join" { drop(answer.refused(409, "ended")) } else { drop(answer.ok()) }
    }
    cid.act(id, "invite", &named(&ada)).await.refused(409, "ended");
    cid.act(id, "withdraw", &named(&eve)).await.refused(409, "ended");
    cid.says(id, "one more thing").await.refused(409, "ended");
}

#[tokio::test]
async fn a_redirect_takes_guests_and_invitations_with_it() {
    let Talk { desk, ada, bob, cid, id, .. } = talk().await;
    let (eve, fay) = (desk.user(&ada, "Eve", "operator", &[]).await, desk.user(&ada, "Fay", "operator", &[]).await);
    comes(&eve, &bob, id).await;
    bob.act(id, "invite", &named(&fay)).await.ok();
    let mut lines = [eve.live().await, fay.live().await];
    let row = bob.act(id, "redirect", &json!({"target": {"group": desk.group(&ada).await}})).await.ok();
    assert_eq!((&row["guests"], &row["invitations"]), (&json!([]), &json!([])));
    for line in &mut lines {
        line.hears("gone", |f| f["type"] == "gone" && f["why"] == "redirected").await;
    }
    eve.says(id, "and I?").await.refused(409, "not-yours");
    fay.act(id, "join", &json!({})).await.refused(409, "not-invited");
    assert_eq!(served_by(&cid.accept(id).await.ok()), ["Cid"]);
    assert!(mine(&eve).await.is_empty() && invitations(&fay).await.is_empty());
}
