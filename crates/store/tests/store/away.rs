//! Why operators are away, and when they were.

use crate::{
    both::{Database, both},
    people::{ANNA, at, id, people},
};
use desk::{AwayReasonId, Status, away::Choice};
use std::collections::BTreeMap;
use store::{AwayPeriod, AwayReason};

both![reasons_stay_in_the_order_they_were_made, what_is_chosen_is_kept_with_its_stretches_of_time,];

fn reason(n: u128, name: &str, paid: bool) -> AwayReason {
    let names = BTreeMap::from([("en".to_owned(), name.to_owned()), ("cs".to_owned(), "Oběd".to_owned())]);
    AwayReason { id: AwayReasonId(id(n)), names, paid, removed_at: None }
}

async fn reasons_stay_in_the_order_they_were_made(db: Database) {
    let (lunch, break_) = (reason(2, "Lunch", false), reason(1, "Break", true));
    db.change(async |mut conn| {
        conn.save_away_reason(&break_, at(2)).await.unwrap();
        conn.save_away_reason(&lunch, at(1)).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.away_reasons().await.unwrap()).await, [lunch.clone(), break_.clone()]);
    let changed = AwayReason { paid: true, removed_at: Some(at(9)), ..lunch };
    db.change(async |mut c| c.save_away_reason(&changed, at(9)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.away_reasons().await.unwrap()).await, [changed, break_]);
}

async fn what_is_chosen_is_kept_with_its_stretches_of_time(db: Database) {
    people(&db).await;
    let lunch = reason(1, "Lunch", false);
    let choose = async |choice, now| db.change(async |mut c| c.choose(ANNA, choice, now).await.unwrap()).await;
    db.change(async |mut c| c.save_away_reason(&lunch, at(0)).await.unwrap()).await;
    choose(Choice::Away(Some(lunch.id)), at(10)).await;
    choose(Choice::Away(Some(lunch.id)), at(20)).await;
    let now = db.look(async |mut c| c.operators_now().await.unwrap()).await;
    let anna = now.iter().find(|one| one.id == ANNA).unwrap();
    assert_eq!((anna.status, anna.away_reason), (Status::Away, Some(lunch.id)));
    choose(Choice::Away(None), at(30)).await;
    choose(Choice::Available, at(40)).await;
    choose(Choice::Available, at(50)).await;
    choose(Choice::Away(None), at(60)).await;
    let period =
        |from, until: Option<i64>, reason| AwayPeriod { operator: ANNA, from: at(from), until: until.map(at), reason };
    let kept = async || db.look(async |mut c| c.away_periods(ANNA, 9).await.unwrap()).await;
    let before = [period(30, Some(40), None), period(10, Some(30), Some(lunch.id))];
    assert_eq!(kept().await, [&[period(60, None, None)][..], &before].concat());
    db.change(async |mut c| c.end_away(ANNA, at(70)).await.unwrap()).await;
    assert_eq!(kept().await, [&[period(60, Some(70), None)][..], &before].concat());
}
