//! Opening hours, a full queue and everybody away: when clients are taken, and that the page hears of it.

use crate::support::{Desk, Line, Operator, desk, new_id};
use serde_json::{Value, json};

/// Never open.
fn closed() -> Value {
    json!({"zone": "Europe/Prague", "week": {}})
}

/// Around the clock, but for these days.
fn closed_on(from: &str, to: &str) -> Value {
    let all_day = json!([{"from": "00:00", "to": "24:00"}]);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week: Value =
        days.iter().map(|day| ((*day).to_owned(), all_day.clone())).collect::<serde_json::Map<_, _>>().into();
    let exceptions = json!([{"from": from, "to": to, "name": "Moving house", "hours": {"kind": "closed"}}]);
    json!({"zone": "Europe/Prague", "week": week, "holidays": null, "exceptions": exceptions})
}

async fn state(desk: &Desk) -> Value {
    desk.get("/widget/v1/widgets/demo").await.ok()
}

async fn path(desk: &Desk, ada: &Operator) -> String {
    format!("/groups/{}/hours", desk.group(ada).await)
}

/// A page without a conversation that listens, and what is so.
async fn watching(desk: &Desk) -> (Line, Value) {
    let mut line = desk.live("/widget/v1/live?widget=demo", &[]).await.unwrap();
    line.says(json!({"type": "watch"})).await;
    let first = line.hears_type("availability").await;
    (line, first)
}

#[tokio::test]
async fn a_closed_group_takes_nobody_says_why_and_goes_on_with_whom_it_has() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let path = path(&desk, &ada).await;
    let (client, late) = (desk.client(), desk.client());
    let (talk, waits) = (client.enters().await, late.enters().await);
    bob.accept(talk).await.ok();

    let today = ada.post("/hours/preview", &closed()).await.ok()["today"].as_str().unwrap().to_owned();
    let schedule = closed_on(&today, &today);
    let kept = ada.put(&path, &schedule).await.ok();
    assert_eq!(kept["schedule"], schedule);
    assert_eq!(kept["now"]["open"], false);
    let opens_at = kept["now"]["until"].as_str().unwrap();
    let state = state(&desk).await;
    assert_eq!(
        (&state["online"], &state["availability"], &state["reason"]),
        (&json!(false), &json!("offline"), &json!("hours"))
    );
    assert_eq!(state["opens_at"], opens_at);
    let refused = desk.client().enters_with(new_id(), json!({})).await.refused(409, "nobody-online");
    assert_eq!((&refused["reason"], &refused["opens_at"]), (&json!("hours"), &json!(opens_at)));

    client.says(talk, "Are you still there?").await.ok();
    bob.says(talk, "I am").await.ok();
    bob.accept(waits).await.ok();

    let targets = bob.get(&format!("/conversations/{talk}/targets")).await.ok();
    assert_eq!(targets["groups"][0]["opening"], json!({"open": false, "until": opens_at}));

    assert_eq!(ada.delete(&path).await.ok()["schedule"], Value::Null);
    desk.client().enters().await;
}

#[tokio::test]
async fn hours_survive_a_restart() {
    let (desk, ada) = desk().await;
    let path = path(&desk, &ada).await;
    ada.put(&path, &closed()).await.ok();
    let desk = desk.restart().await;
    let ada = ada.at(&desk);
    assert_eq!(ada.get(&path).await.ok()["now"], json!({"open": false, "until": null}));
    assert_eq!(state(&desk).await["reason"], "hours");
}

#[tokio::test]
async fn hours_that_make_no_sense_are_not_kept() {
    let (desk, ada) = desk().await;
    let path = path(&desk, &ada).await;
    let with = |field: &str, value: Value| {
        let mut schedule = closed();
        schedule[field] = value;
        schedule
    };
    let overlapping = json!({"monday": [{"from": "08:00", "to": "12:00"}, {"from": "11:00", "to": "13:00"}]});
    let day = |from: &str, to: &str| json!({"from": from, "to": to, "name": "", "hours": {"kind": "closed"}});
    for (schedule, field, code) in [
        (with("week", overlapping), "week", "malformed"),
        (with("zone", json!("Mars/Olympus")), "zone", "malformed"),
        (with("holidays", json!("XX")), "holidays", "malformed"),
        (with("exceptions", json!([day("2026-12-26", "2026-12-24")])), "exceptions", "malformed"),
        (
            with("exceptions", json!([day("2026-12-24", "2026-12-26"), day("2026-12-26", "2026-12-26")])),
            "exceptions",
            "twice",
        ),
    ] {
        ada.put(&path, &schedule).await.invalid(field, code);
        ada.post("/hours/preview", &schedule).await.invalid(field, code);
    }
    for malformed in [json!([{"from": "8", "to": "12:00"}]), json!([{"from": "08:00", "to": "25:00"}]), json!([7])] {
        ada.put(&path, &with("week", json!({"monday": malformed}))).await.refused(400, "malformed");
    }
    ada.put(&path, &with("exceptions", json!([day("2026-02-30", "2026-02-30")]))).await.refused(400, "malformed");
    assert_eq!(ada.get(&path).await.ok()["schedule"], Value::Null);
    ada.put(&format!("/groups/{}/hours", new_id()), &closed()).await.refused(404, "not-found");

    let bob = desk.operator(&ada, "Bob").await;
    bob.get(&path).await.refused(403, "forbidden");
    bob.put(&path, &closed()).await.refused(403, "forbidden");
    bob.delete(&path).await.refused(403, "forbidden");
    bob.get("/hours/choices").await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_preview_shows_the_holidays_to_come() {
    let (_desk, ada) = desk().await;
    let choices = ada.get("/hours/choices").await.ok();
    assert!(choices["zones"].as_array().unwrap().contains(&json!("Europe/Prague")));
    assert!(choices["countries"].as_array().unwrap().contains(&json!("CZ")));
    let mut schedule = closed();
    schedule["holidays"] = "CZ".into();
    let preview = ada.post("/hours/preview", &schedule).await.ok();
    let holidays = preview["holidays"].as_array().unwrap();
    // A year has thirteen, whenever it begins; Easter may fall out of it or come twice.
    assert!((11..=15).contains(&holidays.len()), "{preview}");
    let christmas = holidays.iter().find(|day| day["date"].as_str().unwrap().ends_with("-12-24"));
    assert_eq!(christmas.unwrap()["regional"], false);
    assert!(holidays.iter().all(|day| day["date"].as_str() >= preview["today"].as_str()));
}

#[tokio::test]
async fn as_many_wait_as_may_and_no_more_even_at_once() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let id = desk.group(&ada).await;
    let mut group =
        ada.get("/groups").await.ok()["items"].as_array().unwrap().iter().find(|it| it["id"] == *id).unwrap().clone();
    group["queue_limit"] = 3.into();
    ada.put(&format!("/groups/{id}"), &group).await.ok();

    let clients: Vec<_> = (0..8).map(|_| desk.client()).collect();
    let entered =
        futures_util::future::join_all(clients.iter().map(|client| client.enters_with(new_id(), json!({})))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = entered.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((taken.len(), refused.len()), (3, 5));
    for answer in refused {
        let problem = answer.refused(409, "nobody-online");
        assert_eq!((&problem["availability"], &problem["reason"]), (&json!("busy"), &json!("queue_full")));
    }
    assert_eq!(state(&desk).await["reason"], "queue_full");

    let (mut line, first) = watching(&desk).await;
    assert_eq!(first["availability"], "busy");
    let waiting: uuid::Uuid = bob.queue().await[0].parse().unwrap();
    bob.accept(waiting).await.ok();
    line.hears("room again", |frame| frame["availability"] == "online").await;
    desk.client().enters().await;
    group["queue_limit"] = 10_001.into();
    ada.put(&format!("/groups/{id}"), &group).await.invalid("queue_limit", "out-of-range");
}

#[tokio::test]
async fn the_company_says_what_it_is_when_all_are_away() {
    let (desk, ada) = desk().await;
    let away = json!({"status": "away"});
    ada.put("/me/status", &away).await.ok();
    assert_eq!(state(&desk).await["availability"], "offline");
    ada.change_settings(|settings| settings["all_away"] = "busy".into()).await;
    let busy = state(&desk).await;
    assert_eq!(
        (&busy["online"], &busy["availability"], &busy["reason"]),
        (&json!(false), &json!("busy"), &json!("all_away"))
    );
    desk.client().enters_with(new_id(), json!({})).await.refused(409, "nobody-online");
}

#[tokio::test]
async fn a_page_that_watches_hears_of_every_change_and_of_nothing_else() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    ada.put("/me/status", &json!({"status": "away"})).await.ok();
    let path = path(&desk, &ada).await;
    let (mut line, first) = watching(&desk).await;
    assert_eq!((&first["online"], &first["availability"]), (&json!(true), &json!("online")));

    bob.put("/me/status", &json!({"status": "away"})).await.ok();
    assert_eq!(line.next().await.unwrap()["reason"], "all_away");
    ada.put(&path, &closed()).await.ok();
    assert_eq!(line.next().await.unwrap()["reason"], "hours");
    // That somebody comes back changes nothing while it is closed.
    bob.put("/me/status", &json!({"status": "available"})).await.ok();
    ada.delete(&path).await.ok();
    assert_eq!(line.next().await.unwrap()["availability"], "online");

    line.says(json!({"type": "ping"})).await;
    assert_eq!(line.next().await.unwrap()["type"], "pong");
    let desk = desk.restart().await;
    assert_eq!(line.closed().await, 1012);
    drop(desk);
}

/// Nobody does anything: the clock closes the group at a full minute.
#[tokio::test]
async fn a_page_hears_within_two_seconds_that_the_clock_closed_the_group() {
    let (desk, ada) = desk().await;
    let path = path(&desk, &ada).await;
    let (mut line, first) = watching(&desk).await;
    assert_eq!(first["availability"], "online");
    // The end of this minute, or of the next one where this is nearly over: the hours have to be there before.
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(2);
    let closes = jiff::Timestamp::from_second((soon.as_second() / 60 + 1) * 60).unwrap();
    let open = jiff::tz::TimeZone::UTC.to_datetime(soon);
    let minute = i32::from(open.hour()) * 60 + i32::from(open.minute()) + 1;
    let until = format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours = json!({"kind": "other", "segments": [{"from": "00:00", "to": until}]});
    let day = open.date().to_string();
    let exceptions = json!([{"from": day, "to": day, "name": "Short day", "hours": hours}]);
    ada.put(&path, &json!({"zone": "UTC", "week": {}, "exceptions": exceptions})).await.ok();

    let closed = async {
        loop {
            match tokio::time::timeout(std::time::Duration::from_secs(20), line.next()).await {
                Ok(frame) if frame.as_ref().expect("the socket stays open")["reason"] == "hours" => {
                    return frame.unwrap();
                }
                Ok(_) => {}
                // As a page does that waits long.
                Err(_) => line.says(json!({"type": "ping"})).await,
            }
        }
    };
    let heard = tokio::time::timeout(std::time::Duration::from_secs(70), closed).await.expect("it did not close");
    let late = jiff::Timestamp::now().duration_since(closes);
    assert_eq!(heard["availability"], "offline");
    assert!((0..2_000).contains(&late.as_millis()), "heard {late:?} after the minute");
}

#[tokio::test]
async fn a_socket_that_watches_takes_no_nonsense_and_no_widget_that_is_none() {
    let (desk, _ada) = desk().await;
    let (mut line, _) = watching(&desk).await;
    line.says_raw("{\"type\":\"nosuch\"}").await;
    assert_eq!(line.closed().await, 1008);
    assert_eq!(desk.live("/widget/v1/live?widget=nosuch", &[]).await.map(|_| ()), Err(404));
}
