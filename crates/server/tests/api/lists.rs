//! Lists of conversations by filters, and taken away as a file.

use crate::support::{Desk, Operator, PATIENCE, desk, new_id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

struct Past {
    desk: Desk,
    ada: Operator,
    bob: Operator,
    ended: Uuid,
    waits: Uuid,
}

/// One conversation of Bob's that is over, tagged and solved, and one that waits.
async fn past() -> Past {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let client = desk.client();
    let ended = client.enters().await;
    client.says(ended, "Where is my invoice?").await.ok();
    bob.accept(ended).await.ok();
    let known = json!({"name": "=cmd()", "email": "jana@seznam.cz", "phone": "+420 602 418 773"});
    bob.send(Method::PATCH, &format!("/conversations/{ended}/client"), Some(&known)).await.ok();
    let workspace = bob.get("/workspace").await.ok();
    let result = &workspace["results"][0]["id"];
    bob.act(ended, "end", &json!({"result": result})).await.ok();
    let waits = desk.client().enters().await;
    let past = Past { desk, ada, bob, ended, waits };
    past.lists(&past.ada, "", &[waits, ended]).await;
    let result = format!("?result={}", result.as_str().unwrap());
    past.lists(&past.ada, &result, &[ended]).await;
    past
}

impl Past {
    /// Asks until the list is this: what changed shows within seconds.
    async fn lists(&self, by: &Operator, query: &str, expected: &[Uuid]) {
        let asked = tokio::time::timeout(PATIENCE, async {
            loop {
                let list = by.get(&format!("/conversations{query}")).await.ok();
                let ids: Vec<&str> =
                    list["items"].as_array().unwrap().iter().filter_map(|it| it["id"].as_str()).collect();
                if ids == expected.iter().map(Uuid::to_string).collect::<Vec<_>>() {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        });
        asked.await.unwrap_or_else(|_| panic!("{query} does not list {expected:?}"));
    }
}

#[tokio::test]
async fn a_list_is_what_its_filters_say() {
    let past = past().await;
    let Past { ada, bob, ended, waits, .. } = &past;
    let choices = bob.get("/filter-choices").await.ok();
    let id = |of: &str, name: &str| {
        let found = choices[of].as_array().unwrap().iter().find(|it| it["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (group, bobs) = (id("groups", "Support"), id("operators", "Bob"));
    let both: &[Uuid] = &[*waits, *ended];
    for (query, expected) in [
        (format!("?group={group}"), both),
        (format!("?group={}", new_id()), &[]),
        (format!("?operator={bobs}"), &[*ended]),
        (format!("?group={group}&state=waiting"), &[*waits]),
        (format!("?operator={bobs}&state=waiting"), &[]),
        ("?entry=chat&widget=demo".to_owned(), both),
        ("?widget=other".to_owned(), &[]),
        ("?from=2020-01-01T00:00:00Z".to_owned(), both),
        ("?to=2020-01-01T00:00:00Z".to_owned(), &[]),
        ("?client=00000000-0000-0000-0000-000000000000".to_owned(), &[]),
    ] {
        past.lists(ada, &query, expected).await;
    }
    let view = bob.view(*ended).await.ok();
    let client = view["conversation"]["client"]["id"].as_str().unwrap();
    past.lists(bob, &format!("?client={client}"), &[*ended]).await;
    let first = ada.get("/conversations?entry=chat&limit=1").await.ok();
    let next = first["next"].as_str().unwrap();
    past.lists(ada, &format!("?entry=chat&limit=1&after={next}"), &[*ended]).await;
    for wrong in ["?entry=smoke", "?group=x", "?from=yesterday", "?entry=chat&after=x"] {
        assert_eq!(ada.get(&format!("/conversations{wrong}")).await.status, 400, "{wrong}");
    }
    let eve = past.desk.user(ada, "Eve", "operator", &[]).await;
    past.lists(&eve, "?entry=chat", &[]).await;
}

async fn file(by: &Operator, query: &str) -> (u16, String) {
    let url = format!("http://{}/api/v1/conversations.csv{query}", by.address);
    let answer = by.http().get(url).header("cookie", &by.cookie).send().await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let status = answer.status().as_u16();
    assert!(status != 200 || kind == "text/csv; charset=utf-8", "{kind}");
    (status, answer.text().await.unwrap())
}

#[tokio::test]
async fn a_list_is_taken_away_as_a_file_by_whom_that_is_allowed() {
    let past = past().await;
    let (status, csv) = file(&past.ada, "?state=ended").await;
    assert_eq!(status, 200);
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(lines[0].starts_with("Conversation,Began,Entry,State,Client,"));
    assert!(lines[1].starts_with(&past.ended.to_string()));
    // Nothing a client wrote is calculated.
    assert!(lines[1].contains(",'=cmd(),'+420 602 418 773,jana@seznam.cz,"), "{}", lines[1]);
    assert!(lines[1].contains(",Bob,") && lines[1].ends_with(",Where is my invoice?"));

    let (_, czech) = file(&past.ada, "?language=cs").await;
    assert!(czech.contains("Konverzace;Začátek;") && czech.lines().count() == 3);
    let (status, refused) = file(&past.bob, "").await;
    assert_eq!((status, serde_json::from_str::<Value>(&refused).unwrap()["code"].clone()), (403, json!("forbidden")));
    assert_eq!(file(&past.ada, "?state=gone").await.0, 400);

    // What left the desk, and by whom, is written down.
    let log = past.ada.get("/audit").await.ok();
    let exports = log["items"].as_array().unwrap().iter().filter(|line| line["act"] == "conversations_exported");
    let told: Vec<_> = exports.map(|line| (line["operator"]["name"].clone(), line["changes"].clone())).collect();
    let ended = json!([{"field": "state", "before": null, "after": "ended"}]);
    assert_eq!(told, [(json!("Ada"), json!([])), (json!("Ada"), ended)]);
}
