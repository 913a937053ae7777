//! Users, groups, widgets, results, tags, settings.

use crate::support::{Operator, PASSWORD, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};

/// What is read anew after one change must not hide another one that was read sooner.
#[tokio::test]
async fn changes_made_at_once_are_all_there() {
    let (_desk, ada) = desk().await;
    let tags = (0..40).map(|n| json!({"name": format!("Tag {n}"), "colour": 1})).collect::<Vec<_>>();
    let made = futures_util::future::join_all(tags.iter().map(|tag| ada.post("/tags", tag))).await;
    assert!(made.iter().all(|answer| answer.status == 201));
    let told = ada.get("/tags").await.ok()["items"].to_string();
    assert!((0..40).all(|n| told.contains(&format!("\"Tag {n}\""))));
}

#[tokio::test]
async fn a_user_is_made_changed_and_deactivated() {
    let (desk, ada) = desk().await;
    let group = desk.group(&ada).await;
    let mut user = json!({"name": "Bob", "email": "bob@lumen.example", "role": "operator", "groups": [group], "chat_limit": 2, "password": "long enough!"});
    let made = ada.post("/users", &user).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    assert!(!made.to_string().contains("password") && !made.to_string().contains("argon2"));
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    let bob = Operator::of(&desk, desk.sign_in("bob@lumen.example", "long enough!").await);
    let mut line = bob.live().await;

    ada.post("/users", &user).await.invalid("email", "taken");
    user["email"] = "BOB@lumen.example".into();
    ada.post("/users", &user).await.invalid("email", "taken");
    for (field, value, code) in
        [("name", "", "required"), ("email", "bob", "malformed"), ("password", "short", "too-short")]
    {
        let mut wrong = user.clone();
        wrong["email"] = "other@lumen.example".into();
        wrong[field] = value.into();
        ada.post("/users", &wrong).await.invalid(field, code);
    }

    user["name"] = "Robert".into();
    user["password"] = Value::Null;
    assert_eq!(ada.put(&path, &user).await.ok()["name"], "Robert");
    bob.get("/session").await.ok();
    user["password"] = "another long one".into();
    ada.put(&path, &user).await.ok();
    line.hears_type("signed_out").await;
    bob.get("/session").await.refused(401, "not-signed-in");
    desk.sign_in("bob@lumen.example", "long enough!").await.refused(401, "wrong-password");
    let bob = Operator::of(&desk, desk.sign_in("bob@lumen.example", "another long one").await);

    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    assert!(ada.post(&format!("{path}/deactivate"), &json!({})).await.ok()["deactivated_at"].is_string());
    bob.get("/session").await.refused(401, "not-signed-in");
    desk.sign_in("bob@lumen.example", "another long one").await.refused(401, "wrong-password");
    assert_eq!(ada.view(id).await.ok()["conversation"]["state"], "waiting", "the talk went back to the queue");
    ada.post(&format!("{path}/reactivate"), &json!({})).await.ok();
    desk.sign_in("bob@lumen.example", "another long one").await.ok();
}

#[tokio::test]
async fn a_user_is_signed_out_everywhere_at_once() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let elsewhere = Operator::of(&desk, desk.sign_in("bob@lumen.example", PASSWORD).await);
    let (mut here, mut there) = (bob.live().await, elsewhere.live().await);
    ada.post(&format!("/users/{}/sign-out", new_id()), &json!({})).await.refused(404, "not-found");
    bob.post(&format!("/users/{}/sign-out", ada.id), &json!({})).await.refused(403, "forbidden");
    ada.post(&format!("/users/{}/sign-out", bob.id), &json!({})).await.ok();
    here.hears_type("signed_out").await;
    there.hears_type("signed_out").await;
    bob.get("/session").await.refused(401, "not-signed-in");
    elsewhere.get("/session").await.refused(401, "not-signed-in");
    let users = ada.get("/users").await.ok();
    let told = users["items"].as_array().unwrap().iter().find(|user| user["name"] == "Bob").unwrap().clone();
    assert_eq!((&told["shown"], &told["seen_at"]), (&json!("offline"), &Value::Null));
    assert_eq!(ada.get("/audit?area=users").await.ok()["items"][0]["act"], "user_signed_out");
    desk.sign_in("bob@lumen.example", PASSWORD).await.ok();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (desk, ada) = desk().await;
    let path = format!("/users/{}", ada.id);
    ada.post(&format!("{path}/deactivate"), &json!({})).await.refused(409, "in-use");
    let mut user = json!({"name": "Ada", "email": "ada@lumen.example", "role": "operator", "groups": []});
    ada.put(&path, &user).await.refused(409, "in-use");
    desk.user(&ada, "Eve", "administrator", &[]).await;
    ada.put(&path, &user).await.ok();
    user["role"] = "administrator".into();
    ada.put(&path, &user).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_group_with_somebody_waiting_or_a_widget_stays() {
    let (desk, ada) = desk().await;
    let group = |name: &str, members: Value| json!({"name": name, "chat_limit": 5, "accept_seconds": 30, "service_level_seconds": 60, "members": members});
    let made = ada.post("/groups", &group("Sales", json!([ada.id]))).await.ok();
    assert_eq!(made["members"], json!([ada.id]));
    let path = format!("/groups/{}", made["id"].as_str().unwrap());
    ada.post("/groups", &group("", json!([]))).await.invalid("name", "required");
    let first = format!("/groups/{}", desk.group(&ada).await);
    ada.delete(&first).await.refused(409, "in-use");

    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.client().enters().await;
    let to_sales = json!({"target": {"group": made["id"]}});
    bob.act(id, "redirect", &to_sales).await.ok();
    ada.delete(&path).await.refused(409, "in-use");
    ada.accept(id).await.ok();
    ada.act(id, "end", &json!({})).await.ok();
    ada.delete(&path).await.ok();
    ada.delete(&path).await.refused(404, "not-found");
    let names: Vec<_> =
        ada.get("/groups").await.ok()["items"].as_array().unwrap().iter().map(|g| g["name"].clone()).collect();
    assert_eq!(names, ["Support"]);
}

#[tokio::test]
async fn a_widget_is_checked_before_it_is_kept() {
    let (desk, ada) = desk().await;
    let good = ada.get("/widgets").await.ok()["items"][0].clone();
    let with = |field: &str, value: Value| {
        let mut widget = good.clone();
        widget["id"] = "shop".into();
        widget[field] = value;
        widget
    };
    ada.post("/widgets", &good).await.invalid("id", "taken");
    for (field, value, code) in [
        ("id", json!("Not Good"), "malformed"),
        ("name", json!(""), "required"),
        ("group", json!(new_id()), "malformed"),
        ("entries", json!(["chat", "chat"]), "malformed"),
        ("entries", json!(["messenger"]), "malformed"),
        ("allowed_origins", json!(["lumen.example"]), "malformed"),
        ("allowed_origins", json!(["https://lumen.example/path"]), "malformed"),
        ("entries", json!([]), "required"),
    ] {
        ada.post("/widgets", &with(field, value.clone())).await.invalid(field, code);
    }
    let made = ada.post("/widgets", &with("name", "Shop".into())).await;
    assert_eq!(made.status, 201);
    let mut changed = made.ok();
    changed["look"]["colour"] = "#123456".into();
    ada.put("/widgets/shop", &changed).await.ok();
    assert_eq!(desk.get("/widget/v1/widgets/shop").await.ok()["widget"]["look"]["colour"], "#123456");
    ada.put("/widgets/nosuch", &changed).await.refused(404, "not-found");
    ada.delete("/widgets/shop").await.ok();
    desk.get("/widget/v1/widgets/shop").await.refused(404, "not-found");
}

#[tokio::test]
async fn results_and_tags_can_be_removed_and_stay_where_they_were_used() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let mut line = bob.live().await;
    let result = ada.post("/results", &json!({"name": "Sold"})).await.ok()["id"].clone();
    line.hears_type("workspace_changed").await;
    let tag = ada.post("/tags", &json!({"name": "Big", "colour": 6})).await.ok()["id"].clone();
    ada.post("/tags", &json!({"name": "Big", "colour": 7})).await.invalid("colour", "out-of-range");
    ada.post("/results", &json!({"name": " "})).await.invalid("name", "required");
    let id = desk.client().enters().await;
    bob.accept(id).await.ok();
    bob.put(&format!("/conversations/{id}/tags"), &json!({"tags": [tag]})).await.ok();
    bob.act(id, "end", &json!({"result": result})).await.ok();
    for path in [format!("/results/{}", result.as_str().unwrap()), format!("/tags/{}", tag.as_str().unwrap())] {
        ada.delete(&path).await.ok();
        ada.delete(&path).await.refused(404, "not-found");
    }
    let row = ada.view(id).await.ok()["conversation"].clone();
    assert_eq!((row["result"]["name"].as_str(), row["tags"][0]["name"].as_str()), (Some("Sold"), Some("Big")));
    let workspace = bob.get("/workspace").await.ok();
    assert!(!workspace["results"].to_string().contains("Sold") && !workspace["tags"].to_string().contains("Big"));
    let other = desk.client().enters().await;
    bob.accept(other).await.ok();
    bob.put(&format!("/conversations/{other}/tags"), &json!({"tags": [tag]})).await.invalid("tags", "malformed");
}

#[tokio::test]
async fn the_company_is_renamed_and_its_clients_see_it() {
    let (desk, ada) = desk().await;
    ada.change_settings(|s| s["name"] = "Lumen & Co".into()).await;
    assert_eq!(desk.get("/widget/v1/widgets/demo").await.ok()["widget"]["company"], "Lumen & Co");
    let mut settings = ada.get("/settings").await.ok();
    settings["chat_limit"] = 51.into();
    ada.put("/settings", &settings).await.invalid("chat_limit", "out-of-range");
    settings["chat_limit"] = (-1).into();
    ada.put("/settings", &settings).await.refused(400, "malformed");
    ada.send(Method::PUT, "/settings", None).await.refused(400, "malformed");
}
