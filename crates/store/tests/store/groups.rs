//! Groups, and who serves them.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, SALES, SUPPORT, at, group, people},
};
use desk::{
    GroupId, OperatorId,
    limits::{Overflow, Seconds},
    offering::{First, Offering},
};
use store::Group;

both![
    a_group_comes_back_whole_and_changes_whole,
    an_operator_serves_what_was_set_last,
    a_group_is_served_by_who_was_set_last,
    nobody_serves_what_does_not_exist,
];

async fn a_group_comes_back_whole_and_changes_whole(db: Database) {
    let support = Group {
        chat_limit: Some(7),
        accept_seconds: u32::MAX,
        service_level_seconds: 0,
        queue_limit: Some(3),
        removed_at: Some(at(5)),
        ..group(SUPPORT, "Podpora")
    };
    // Neither by id nor by age, but by name.
    let overflow = Some(Overflow { to: SUPPORT, after: Seconds(90) });
    let offering = Offering::OneByOne { first: First::LongestIdle, widens_after: Seconds(15) };
    let sales = Group { offering, overflow, ..group(SALES, "Obchod") };
    db.change(async |mut conn| {
        conn.save_group(&support, at(0)).await.unwrap();
        conn.save_group(&sales, at(1)).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.groups().await.unwrap()).await, [sales.clone(), support]);

    let changed = group(SUPPORT, "Support");
    db.change(async |mut c| c.save_group(&changed, at(9)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.groups().await.unwrap()).await, [sales, changed]);
}

async fn memberships(db: &Database) -> Vec<(OperatorId, GroupId)> {
    db.look(async |mut c| c.memberships().await.unwrap()).await
}

async fn an_operator_serves_what_was_set_last(db: Database) {
    people(&db).await;
    db.change(async |mut c| c.set_groups_of(BEN, &[SALES, SUPPORT, SALES]).await.unwrap()).await;
    assert_eq!(memberships(&db).await, [(ANNA, SUPPORT), (BEN, SUPPORT), (BEN, SALES)]);
    assert_eq!(db.look(async |mut c| c.groups_of(BEN).await.unwrap()).await, [SUPPORT, SALES]);

    db.change(async |mut c| c.set_groups_of(BEN, &[]).await.unwrap()).await;
    assert_eq!(memberships(&db).await, [(ANNA, SUPPORT)]);
    assert_eq!(db.look(async |mut c| c.groups_of(BEN).await.unwrap()).await, []);
}

async fn a_group_is_served_by_who_was_set_last(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        conn.add_member(ANNA, SALES).await.unwrap();
        // Once more changes nothing.
        conn.add_member(ANNA, SALES).await.unwrap();
        conn.set_members(SUPPORT, &[BEN, BEN]).await.unwrap();
    })
    .await;
    assert_eq!(memberships(&db).await, [(ANNA, SALES), (BEN, SUPPORT)]);
}

async fn nobody_serves_what_does_not_exist(db: Database) {
    people(&db).await;
    let mut write = db.store.write().await.unwrap();
    assert!(write.conn().add_member(BEN, GroupId(ANNA.0)).await.is_err());
}
