//! What single people may do otherwise than their role says.

use crate::support::{Desk, Operator, PASSWORD, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};

/// Bob of this role, in the group that was there from the beginning.
async fn bob(desk: &Desk, ada: &Operator, role: &str) -> (Operator, Value) {
    let group = desk.group(ada).await;
    let bob = desk.user(ada, "Bob", role, &[&group]).await;
    let details = json!({"name": "Bob", "email": "bob@lumen.example", "role": role, "groups": [group]});
    (bob, details)
}

/// Ada says what Bob may do.
async fn says(ada: &Operator, bob: &Operator, details: &Value, permissions: Value) {
    let mut details = details.clone();
    details["permissions"] = permissions.clone();
    let saved = ada.put(&format!("/users/{}", bob.id), &details).await.ok();
    assert_eq!(saved["permissions"], permissions);
}

#[tokio::test]
async fn each_area_of_administration_opens_with_its_permission_and_no_other() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "operator").await;
    let areas = [
        ("users", vec!["/users", "/groups"], Some((Method::DELETE, format!("/users/{}/second-factor", new_id())))),
        (
            "groups",
            vec!["/users", "/groups", "/hours/choices"],
            Some((Method::DELETE, format!("/groups/{}", new_id()))),
        ),
        ("widgets", vec!["/groups", "/widgets", "/identify-secrets"], Some((Method::DELETE, "/widgets/nosuch".into()))),
        ("texts", vec!["/tags", "/results", "/away-reasons"], Some((Method::DELETE, format!("/tags/{}", new_id())))),
        ("settings", vec!["/settings", "/mail-server", "/mails", "/webhooks", "/sign-in-rules", "/openid"], None),
        ("audit", vec!["/users", "/audit"], None),
    ];
    let mut reading: Vec<&str> = areas.iter().flat_map(|(_, reads, _)| reads.clone()).collect();
    reading.sort_unstable();
    reading.dedup();
    for (permission, reads, _) in &areas {
        says(&ada, &bob, &details, json!({*permission: true})).await;
        for path in &reading {
            let answer = bob.get(path).await;
            if reads.contains(path) {
                answer.ok();
            } else {
                answer.refused(403, "forbidden");
            }
        }
        for (area, _, change) in &areas {
            let Some((method, path)) = change else { continue };
            let answer = bob.send(method.clone(), path, None).await;
            if area == permission {
                answer.refused(404, "not-found");
            } else {
                assert_eq!(answer.body["permission"], *area, "{path}");
                answer.refused(403, "forbidden");
            }
        }
    }
    says(&ada, &bob, &details, json!({})).await;
    for path in reading {
        bob.get(path).await.refused(403, "forbidden");
    }
}

#[tokio::test]
async fn who_may_not_preview_or_redirect_is_told_and_serves_all_the_same() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "operator").await;
    let client = desk.client();
    let id = client.enters().await;
    bob.view(id).await.ok();
    says(&ada, &bob, &details, json!({"preview": false, "redirect": false})).await;
    let me = bob.get("/workspace").await.ok()["me"].clone();
    assert_eq!(me["permissions"], json!([]));
    let refused = bob.view(id).await;
    assert_eq!(refused.body["permission"], "preview");
    refused.refused(403, "forbidden");
    let to_support = json!({"target": {"group": desk.group(&ada).await}});
    bob.act(id, "redirect", &to_support).await.refused(403, "forbidden");
    assert_eq!(bob.queue().await, [id.to_string()]);

    bob.accept(id).await.ok();
    bob.view(id).await.ok();
    bob.act(id, "redirect", &to_support).await.refused(403, "forbidden");
    bob.act(id, "hand-over", &json!({"operator": ada.id})).await.refused(403, "forbidden");
    says(&ada, &bob, &details, json!({"preview": false})).await;
    bob.act(id, "redirect", &to_support).await.ok();
    bob.view(id).await.refused(403, "forbidden");
}

#[tokio::test]
async fn lists_are_taken_away_and_shared_templates_written_by_who_may() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "operator").await;
    let template = json!({"shared": true, "shortcut": "hi", "title": "Hello", "folder": "", "text": "Hello"});
    bob.get("/conversations.csv").await.refused(403, "forbidden");
    bob.post("/templates", &template).await.refused(403, "forbidden");
    says(&ada, &bob, &details, json!({"export": true, "templates": true})).await;
    assert_eq!(bob.get("/conversations.csv").await.status, 200);
    assert_eq!(bob.post("/templates", &template).await.status, 201);
    let mut details = details;
    details["role"] = "supervisor".into();
    says(&ada, &bob, &details, json!({"export": false, "templates": false})).await;
    bob.get("/conversations.csv").await.refused(403, "forbidden");
    bob.post("/templates", &template).await.refused(403, "forbidden");
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_from_an_open_socket_at_once() {
    let (desk, ada) = desk().await;
    let cid = desk.operator(&ada, "Cid").await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[]).await;
    let client = desk.client();
    let id = client.enters().await;
    cid.accept(id).await.ok();
    // Connected, so that nothing happens in the talk that would be found out about anyway.
    let _connected = client.live(id, 0).await;
    let mut line = eve.live().await;
    line.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    line.hears_type("subscribed").await;
    let details = json!({"name": "Eve", "email": "eve@lumen.example", "role": "supervisor", "groups": []});
    says(&ada, &eve, &details, json!({"see_all": false})).await;
    assert_eq!(line.hears_type("refused").await["conversation"], id.to_string());
    eve.view(id).await.refused(404, "not-found");
    says(&ada, &eve, &details, json!({})).await;
    line.hears_type("workspace_changed").await;
    eve.view(id).await.ok();
}

#[tokio::test]
async fn who_may_change_users_gives_no_more_than_he_or_she_has_and_takes_over_nobody_above() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "supervisor").await;
    says(&ada, &bob, &details, json!({"users": true})).await;
    let of = |name: &str, role: &str, permissions: Value| {
        let email = format!("{}@lumen.example", name.to_lowercase());
        json!({"name": name, "email": email, "role": role, "groups": [], "password": PASSWORD, "permissions": permissions})
    };
    bob.post("/users", &of("Max", "administrator", json!({}))).await.refused(403, "beyond-you");
    bob.post("/users", &of("Max", "operator", json!({"audit": true}))).await.refused(403, "beyond-you");
    let max = bob.post("/users", &of("Max", "supervisor", json!({"ban": false}))).await.ok();
    let max = format!("/users/{}", max["id"].as_str().unwrap());
    bob.put(&max, &of("Max", "operator", json!({"users": true, "settings": true}))).await.refused(403, "beyond-you");
    bob.put(&max, &of("Max", "operator", json!({"users": true}))).await.ok();

    let above = format!("/users/{}", ada.id);
    bob.put(&above, &of("Ada", "operator", json!({}))).await.refused(403, "beyond-you");
    bob.post(&format!("{above}/deactivate"), &json!({})).await.refused(403, "beyond-you");
    bob.delete(&format!("{above}/second-factor")).await.refused(403, "beyond-you");
    let own = of("Bob", "administrator", json!({}));
    bob.put(&format!("/users/{}", bob.id), &own).await.refused(403, "beyond-you");
    ada.get("/session").await.ok();
}

#[tokio::test]
async fn somebody_can_always_give_every_permission() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "supervisor").await;
    // He may change users, but not give what he does not have.
    says(&ada, &bob, &details, json!({"users": true})).await;
    let mut own = json!({"name": "Ada", "email": "ada@lumen.example", "role": "administrator", "groups": [],
        "permissions": {"users": false}});
    let path = format!("/users/{}", ada.id);
    ada.put(&path, &own).await.refused(409, "in-use");
    own["permissions"] = json!({"audit": false, "users": true});
    ada.put(&path, &own).await.ok();
    ada.get("/audit").await.refused(403, "forbidden");
    own["permissions"] = json!({});
    ada.put(&path, &own).await.ok();
    desk.user(&ada, "Eve", "administrator", &[]).await;
    own["permissions"] = json!({"users": false});
    ada.put(&path, &own).await.ok();
    ada.put(&path, &own).await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_audit_log_tells_which_permission_was_given_and_taken() {
    let (desk, ada) = desk().await;
    let (bob, details) = bob(&desk, &ada, "operator").await;
    says(&ada, &bob, &details, json!({"redirect": false})).await;
    says(&ada, &bob, &details, json!({"export": true})).await;
    let told = ada.get("/audit?area=users").await.ok()["items"][0].clone();
    assert_eq!(
        told["changes"],
        json!([
            {"field": "permissions.export", "before": null, "after": true},
            {"field": "permissions.redirect", "before": false, "after": null},
        ])
    );
}
