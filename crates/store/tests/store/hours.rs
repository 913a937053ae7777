//! Opening hours, and how many wait for a group.

use crate::{
    both::{Database, both},
    people::{ANNA, SALES, SUPPORT, accept, enter, entering, people},
};
use desk::{
    NewConversation,
    hours::{DayHours, Exception, Schedule, Week},
};

both![hours_come_back_as_they_were_set_last, those_who_wait_for_a_group_are_counted];

async fn hours_come_back_as_they_were_set_last(db: Database) {
    people(&db).await;
    let day = |text: &str| serde_json::from_str(text).unwrap();
    let schedule = Schedule {
        zone: "Europe/Prague".into(),
        week: Week { friday: vec![day(r#"{"from":"22:00","to":"06:00"}"#)], ..Week::default() },
        holidays: Some("CZ".into()),
        exceptions: vec![Exception {
            from: "2026-12-24".parse().unwrap(),
            to: "2026-12-26".parse().unwrap(),
            name: "Vánoce".into(),
            hours: DayHours::Closed,
        }],
    };
    let usual = Schedule::default();
    db.change(async |mut conn| {
        conn.save_schedule(SALES, &usual).await.unwrap();
        conn.save_schedule(SUPPORT, &usual).await.unwrap();
        conn.save_schedule(SUPPORT, &schedule).await.unwrap();
        conn.remove_schedule(SALES).await.unwrap();
        // Once more changes nothing.
        conn.remove_schedule(SALES).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.schedules().await.unwrap()).await, [(SUPPORT, schedule)]);
}

async fn those_who_wait_for_a_group_are_counted(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        for n in 1..=3 {
            enter(&mut conn, entering(n), 1).await;
        }
        enter(&mut conn, NewConversation { group: SALES, ..entering(4) }, 1).await;
        let mut taken = enter(&mut conn, entering(5), 1).await;
        accept(&mut taken, ANNA, 2);
        conn.save_conversation(&taken, None).await.unwrap();
        // Those of this very change count.
        assert_eq!(conn.waiting_for_held(SUPPORT).await.unwrap(), 3);
    })
    .await;
    db.change(async |mut conn| assert_eq!(conn.waiting_for_held(SALES).await.unwrap(), 1)).await;
}
