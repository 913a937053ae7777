//! The secrets the company's server signs with, as they are kept.

use crate::{
    both::{Database, both},
    people::{at, id},
};
use store::IdentifySecret;

both![secrets_come_back_oldest_first_and_go_once, a_use_is_noted_when_the_last_is_long_ago,];

fn secret(n: u128) -> IdentifySecret {
    IdentifySecret { id: id(n), sealed: format!("sealed {n}"), created_at: at(n.try_into().unwrap()), used_at: None }
}

async fn all(db: &Database) -> Vec<IdentifySecret> {
    db.look(async |mut c| c.identify_secrets().await.unwrap()).await
}

async fn secrets_come_back_oldest_first_and_go_once(db: Database) {
    let (older, newer) = (secret(1), IdentifySecret { used_at: Some(at(9)), ..secret(2) });
    db.change(async |mut conn| {
        conn.add_identify_secret(&newer).await.unwrap();
        conn.add_identify_secret(&older).await.unwrap();
    })
    .await;
    assert_eq!(all(&db).await, [older.clone(), newer.clone()]);
    assert!(db.change(async |mut c| c.remove_identify_secret(older.id).await.unwrap()).await);
    assert!(!db.change(async |mut c| c.remove_identify_secret(older.id).await.unwrap()).await);
    assert_eq!(all(&db).await, [newer]);
}

async fn a_use_is_noted_when_the_last_is_long_ago(db: Database) {
    db.change(async |mut conn| conn.add_identify_secret(&secret(1)).await.unwrap()).await;
    for (now, since, noted) in [(100, 40, 100), (150, 90, 100), (170, 110, 170)] {
        db.change(async |mut c| c.identify_secret_used(id(1), at(now), at(since)).await.unwrap()).await;
        assert_eq!(all(&db).await[0].used_at, Some(at(noted)), "at {now}");
    }
}
