//! The second step of signing in, and recovery codes.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, people},
};
use store::SecondFactor;

both![
    a_code_of_one_step_is_believed_once_and_none_before_it,
    who_typed_no_code_yet_is_not_asked_for_one,
    a_recovery_code_opens_once_and_only_for_its_owner,
    what_is_removed_leaves_nothing,
];

fn factor(sealed: &str, confirmed: Option<i64>) -> SecondFactor {
    SecondFactor {
        operator: ANNA,
        sealed: sealed.into(),
        created_at: at(1),
        confirmed_at: confirmed.map(at),
        last_step: 0,
    }
}

async fn a_code_of_one_step_is_believed_once_and_none_before_it(db: Database) {
    people(&db).await;
    db.change(async |mut c| c.save_second_factor(&factor("secret", Some(2))).await.unwrap()).await;
    let used = async |step| db.change(async |mut c| c.use_second_factor(ANNA, step).await.unwrap()).await;
    assert!(used(100).await);
    assert!(!used(100).await && !used(99).await);
    assert!(used(101).await);
    assert!(!db.change(async |mut c| c.use_second_factor(BEN, 200).await.unwrap()).await);
    assert_eq!(db.look(async |mut c| c.second_factor(ANNA).await.unwrap()).await.unwrap().last_step, 101);
}

async fn who_typed_no_code_yet_is_not_asked_for_one(db: Database) {
    people(&db).await;
    let with = async || db.look(async |mut c| c.with_second_factor().await.unwrap()).await;
    db.change(async |mut c| c.save_second_factor(&factor("one", None)).await.unwrap()).await;
    assert_eq!(with().await, []);
    let on = factor("two", Some(5));
    db.change(async |mut c| c.save_second_factor(&on).await.unwrap()).await;
    assert_eq!(with().await, [ANNA]);
    assert_eq!(db.look(async |mut c| c.second_factor(ANNA).await.unwrap()).await, Some(on));
    assert_eq!(db.look(async |mut c| c.second_factor(BEN).await.unwrap()).await, None);
}

async fn a_recovery_code_opens_once_and_only_for_its_owner(db: Database) {
    people(&db).await;
    let hashes = ["a".to_owned(), "b".to_owned()];
    db.change(async |mut c| {
        c.set_recovery_codes(ANNA, &hashes).await.unwrap();
        c.set_recovery_codes(BEN, &hashes).await.unwrap();
    })
    .await;
    let used = async |who, hash| db.change(async |mut c| c.use_recovery_code(who, hash, at(9)).await.unwrap()).await;
    assert!(used(ANNA, "a").await);
    assert!(!used(ANNA, "a").await && !used(ANNA, "c").await);
    let left = async |who| db.look(async |mut c| c.recovery_codes_left(who).await.unwrap()).await;
    assert_eq!((left(ANNA).await, left(BEN).await), (1, 2));
    db.change(async |mut c| c.set_recovery_codes(ANNA, &["d".to_owned()]).await.unwrap()).await;
    assert!(!used(ANNA, "b").await && used(ANNA, "d").await);
}

async fn what_is_removed_leaves_nothing(db: Database) {
    people(&db).await;
    let removed = async || db.change(async |mut c| c.remove_second_factor(ANNA).await.unwrap()).await;
    assert!(!removed().await);
    db.change(async |mut c| {
        c.save_second_factor(&factor("one", Some(2))).await.unwrap();
        c.set_recovery_codes(ANNA, &["a".to_owned()]).await.unwrap();
    })
    .await;
    assert!(removed().await && !removed().await);
    db.look(async |mut c| {
        assert_eq!(c.second_factor(ANNA).await.unwrap(), None);
        assert_eq!(c.recovery_codes_left(ANNA).await.unwrap(), 0);
    })
    .await;
}
