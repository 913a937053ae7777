//! Being away, and why: who may choose what, who sees it, and what is kept of it.

use crate::support::{desk, new_id};
use serde_json::{Value, json};
use store::AwayPeriod;

fn reason(en: &str, cs: &str, paid: bool) -> Value {
    json!({"names": {"en": en, "cs": cs}, "paid": paid})
}

#[tokio::test]
async fn a_reason_is_chosen_with_away_and_seen_by_colleagues() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let lunch = ada.post("/away-reasons", &reason("Lunch", "Oběd", false)).await.ok();
    assert_eq!(bob.get("/workspace").await.ok()["away_reasons"], json!([lunch]));
    let mut line = ada.live().await;
    let away = json!({"status": "away", "reason": lunch["id"]});
    assert_eq!(bob.put("/me/status", &away).await.status, 204);
    let told = line.hears("Bob away", |f| f["type"] == "operator" && f["operator"]["name"] == "Bob").await;
    assert_eq!((&told["operator"]["shown"], &told["operator"]["away_reason"]), (&json!("away"), &lunch));
    bob.put("/me/status", &json!({"status": "away", "reason": new_id()})).await.invalid("reason", "malformed");

    // It goes with Away only, and outlives the list.
    ada.delete(&format!("/away-reasons/{}", lunch["id"].as_str().unwrap())).await.ok();
    let workspace = ada.get("/workspace").await.ok();
    assert_eq!(workspace["away_reasons"], json!([]));
    let of_bob = |workspace: &Value| {
        workspace["operators"].as_array().unwrap().iter().find(|one| one["name"] == "Bob").unwrap().clone()
    };
    assert_eq!(of_bob(&workspace)["away_reason"]["names"]["cs"], "Oběd");
    bob.put("/me/status", &away).await.invalid("reason", "malformed");
    bob.put("/me/status", &json!({"status": "available"})).await.ok();
    assert_eq!(of_bob(&ada.get("/workspace").await.ok())["away_reason"], Value::Null);
}

#[tokio::test]
async fn a_reason_survives_a_restart_and_its_time_is_kept() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let lunch = ada.post("/away-reasons", &reason("Lunch", "Oběd", true)).await.ok();
    bob.put("/me/status", &json!({"status": "away", "reason": lunch["id"]})).await.ok();
    let desk = desk.restart().await;
    let (ada, bob) = (ada.at(&desk), bob.at(&desk));
    let workspace = ada.get("/workspace").await.ok();
    let of_bob = workspace["operators"].as_array().unwrap().iter().find(|one| one["name"] == "Bob").unwrap();
    assert_eq!(of_bob["away_reason"], lunch);
    bob.put("/me/status", &json!({"status": "away"})).await.ok();
    bob.delete("/session").await.ok();
    let mut read = desk.store.read().await.unwrap();
    let kept = read.conn().away_periods(bob.id.parse().unwrap(), 9).await.unwrap();
    let told = |period: &AwayPeriod| (period.reason.map(|reason| reason.to_string()), period.until.is_some());
    let lunch = lunch["id"].as_str().map(ToOwned::to_owned);
    assert_eq!(kept.iter().map(told).collect::<Vec<_>>(), [(None, true), (lunch, true)]);
    assert_eq!(kept[1].until, Some(kept[0].from));
}

#[tokio::test]
async fn a_reason_needs_a_name_in_a_language_that_is_spoken() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    for (names, code) in [
        (json!({"en": " "}), "required"),
        (json!({"xx": "Lunch"}), "malformed"),
        (json!({"en": "x".repeat(61)}), "too-long"),
    ] {
        ada.post("/away-reasons", &json!({"names": names, "paid": true})).await.invalid("names", code);
    }
    let made = ada.post("/away-reasons", &json!({"names": {"cs": " Oběd ", "en": ""}, "paid": false})).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    assert_eq!(made["names"], json!({"cs": "Oběd"}));
    let path = format!("/away-reasons/{}", made["id"].as_str().unwrap());
    bob.put(&path, &reason("Lunch", "Oběd", true)).await.refused(403, "forbidden");
    assert_eq!(ada.put(&path, &reason("Lunch", "Oběd", true)).await.ok()["paid"], true);
    ada.delete(&path).await.ok();
    ada.put(&path, &reason("Lunch", "Oběd", true)).await.refused(404, "not-found");
}

#[tokio::test]
async fn who_is_away_and_gone_is_away_only_as_long_as_he_was_there() {
    let (desk, ada) = desk().await;
    ada.change_settings(|settings| settings["graces"]["operator"] = 5.into()).await;
    let bob = desk.operator(&ada, "Bob").await;
    let lunch = ada.post("/away-reasons", &reason("Lunch", "Oběd", true)).await.ok();
    bob.put("/me/status", &json!({"status": "away", "reason": lunch["id"]})).await.ok();
    let kept = async || {
        let mut read = desk.store.read().await.unwrap();
        read.conn().away_periods(bob.id.parse().unwrap(), 9).await.unwrap()
    };
    let until = async |what: &str, is_so: &dyn Fn(&[AwayPeriod]) -> bool| {
        let asked = tokio::time::timeout(crate::support::PATIENCE, async {
            loop {
                let kept = kept().await;
                if is_so(&kept) {
                    return kept;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        });
        asked.await.unwrap_or_else(|_| panic!("{what} did not happen"))
    };
    let gone = server::app::now();
    // Nothing is heard of him any more.
    let first = until("the end", &|kept| kept[0].until.is_some()).await;
    assert!(first[0].until.unwrap() <= gone, "it ended when he was heard of last, not when that was noticed");
    bob.get("/workspace").await.ok();
    let second = until("the next stretch", &|kept| kept.len() == 2).await;
    let told = (second[0].until, second[0].reason.map(|reason| reason.to_string()));
    assert_eq!(told, (None, lunch["id"].as_str().map(ToOwned::to_owned)), "he is still at lunch");
    assert!(second[0].from > first[0].until.unwrap());
}
