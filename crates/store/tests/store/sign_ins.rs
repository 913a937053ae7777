//! Sign-ins, and attempts that failed.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, operator, people},
};
use desk::OperatorId;
use store::{Operator, Owed, SignIn, Through};

both![
    a_sign_in_holds_until_it_expires,
    a_token_belongs_to_one_sign_in,
    a_deactivated_operator_is_signed_in_nowhere,
    signing_out_ends_one_and_a_new_password_all,
    failures_count_per_key_until_forgotten,
    signing_out_elsewhere_keeps_the_one_that_asks,
    what_is_owed_is_owed_by_that_sign_in_until_it_is_settled,
    where_one_is_signed_in_is_told_with_the_last_seen_first,
    what_is_long_ago_is_cleared_and_nothing_else,
    a_sign_in_says_by_what_it_was_made,
];

fn sign_in(token: &str, operator: OperatorId, expires: i64) -> SignIn {
    let (created_at, expires_at) = (at(1), at(expires));
    SignIn { token_hash: token.into(), operator, created_at, expires_at, owes: None, through: Through::Password }
}

async fn insert(db: &Database, sign_ins: &[SignIn]) {
    people(db).await;
    db.change(async |mut conn| {
        for one in sign_ins {
            conn.insert_sign_in(one, Some("192.0.2.1"), Some("Chrome")).await.unwrap();
        }
    })
    .await;
}

/// Which of the tokens hold at this second.
async fn holding(db: &Database, tokens: &[&str], second: i64) -> Vec<String> {
    db.look(async |mut conn| {
        let mut holding = Vec::new();
        for token in tokens {
            holding.extend(conn.sign_in(token, at(second)).await.unwrap().map(|held| held.token_hash));
        }
        holding
    })
    .await
}

async fn a_sign_in_holds_until_it_expires(db: Database) {
    let made = sign_in("a", ANNA, 100);
    insert(&db, std::slice::from_ref(&made)).await;
    db.change(async |mut c| c.insert_sign_in(&sign_in("bare", BEN, 100), None, None).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.sign_in("a", at(99)).await.unwrap()).await, Some(made));
    assert_eq!(holding(&db, &["a", "bare", "unknown", "A"], 99).await, ["a", "bare"]);
    assert_eq!(holding(&db, &["a", "bare"], 100).await, [""; 0]);
}

async fn a_token_belongs_to_one_sign_in(db: Database) {
    insert(&db, &[sign_in("a", ANNA, 100)]).await;
    let mut write = db.store.write().await.unwrap();
    assert!(write.conn().insert_sign_in(&sign_in("a", BEN, 100), None, None).await.unwrap_err().is_taken());
}

async fn a_deactivated_operator_is_signed_in_nowhere(db: Database) {
    insert(&db, &[sign_in("a", ANNA, 100), sign_in("b", BEN, 100)]).await;
    let gone = Operator { deactivated_at: Some(at(2)), ..operator(ANNA, "Anna") };
    db.change(async |mut c| c.save_operator(&gone).await.unwrap()).await;
    assert_eq!(holding(&db, &["a", "b"], 3).await, ["b"]);
}

async fn signing_out_ends_one_and_a_new_password_all(db: Database) {
    insert(&db, &["a1", "a2", "a3"].map(|token| sign_in(token, ANNA, 100))).await;
    db.change(async |mut c| c.insert_sign_in(&sign_in("b", BEN, 100), None, None).await.unwrap()).await;
    let all = ["a1", "a2", "a3", "b"];
    db.change(async |mut c| c.delete_sign_in("a2").await.unwrap()).await;
    assert_eq!(holding(&db, &all, 3).await, ["a1", "a3", "b"]);
    db.change(async |mut c| c.delete_sign_ins_of(ANNA).await.unwrap()).await;
    assert_eq!(holding(&db, &all, 3).await, ["b"]);
}

async fn signing_out_elsewhere_keeps_the_one_that_asks(db: Database) {
    insert(&db, &["a1", "a2", "a3"].map(|token| sign_in(token, ANNA, 100))).await;
    db.change(async |mut c| c.insert_sign_in(&sign_in("b", BEN, 100), None, None).await.unwrap()).await;
    db.change(async |mut c| c.delete_other_sign_ins(ANNA, "a2").await.unwrap()).await;
    assert_eq!(holding(&db, &["a1", "a2", "a3", "b"], 3).await, ["a2", "b"]);
}

async fn what_is_owed_is_owed_by_that_sign_in_until_it_is_settled(db: Database) {
    let owing = SignIn { owes: Some(Owed::SecondFactor), ..sign_in("a", ANNA, 100) };
    insert(&db, &[owing.clone(), sign_in("a2", ANNA, 100)]).await;
    let owes = async |token| db.look(async |mut c| c.sign_in(token, at(2)).await.unwrap()).await.unwrap().owes;
    assert_eq!((owes("a").await, owes("a2").await), (owing.owes, None));
    db.change(async |mut c| c.settle_sign_ins_of(BEN).await.unwrap()).await;
    assert_eq!(owes("a").await, owing.owes);
    db.change(async |mut c| c.settle_sign_ins_of(ANNA).await.unwrap()).await;
    assert_eq!(owes("a").await, None);
}

async fn where_one_is_signed_in_is_told_with_the_last_seen_first(db: Database) {
    insert(&db, &[sign_in("a", ANNA, 100), sign_in("b", ANNA, 100), sign_in("over", ANNA, 40)]).await;
    db.change(async |mut c| c.insert_sign_in(&sign_in("ben", BEN, 100), None, None).await.unwrap()).await;
    db.change(async |mut c| c.set_sign_in_seen("b", at(30)).await.unwrap()).await;
    let places = db.look(async |mut c| c.sign_ins_of(ANNA, at(50)).await.unwrap()).await;
    let told: Vec<_> = places.iter().map(|place| (place.sign_in.token_hash.as_str(), place.seen_at)).collect();
    assert_eq!(told, [("b", at(30)), ("a", at(1))]);
    assert_eq!(places[0].address.as_deref().zip(places[0].user_agent.as_deref()), Some(("192.0.2.1", "Chrome")));
}

async fn failures_count_per_key_until_forgotten(db: Database) {
    let failures = async |key: &str| db.look(async |mut c| c.failures(key).await.unwrap()).await;
    assert_eq!(failures("anna").await, None);
    for second in 1..=3 {
        db.change(async |mut c| c.add_failure("anna", at(second)).await.unwrap()).await;
        assert_eq!(failures("anna").await, Some((u32::try_from(second).unwrap(), at(second))));
    }
    assert_eq!(failures("ben").await, None);
    db.change(async |mut c| c.add_failure("ben", at(9)).await.unwrap()).await;
    db.change(async |mut c| c.forget_failures("anna").await.unwrap()).await;
    assert_eq!((failures("anna").await, failures("ben").await), (None, Some((1, at(9)))));
}

async fn what_is_long_ago_is_cleared_and_nothing_else(db: Database) {
    insert(&db, &[sign_in("over", ANNA, 50), sign_in("holds", ANNA, 51)]).await;
    db.change(async |mut conn| {
        conn.add_failure("old", at(20)).await.unwrap();
        conn.add_failure("recent", at(21)).await.unwrap();
        conn.clear_old_sign_ins(at(50), at(20)).await.unwrap();
    })
    .await;
    // Asked as of a moment at which both held: only what is in the table can answer.
    assert_eq!(holding(&db, &["over", "holds"], 2).await, ["holds"]);
    db.look(async |mut conn| {
        assert_eq!(conn.failures("old").await.unwrap(), None);
        assert_eq!(conn.failures("recent").await.unwrap(), Some((1, at(21))));
    })
    .await;
}

async fn a_sign_in_says_by_what_it_was_made(db: Database) {
    let through = SignIn { through: Through::OpenId, ..sign_in("a", ANNA, 100) };
    insert(&db, &[through.clone(), sign_in("b", ANNA, 100)]).await;
    assert_eq!(db.look(async |mut c| c.sign_in("a", at(2)).await.unwrap()).await, Some(through));
    let places = db.look(async |mut c| c.sign_ins_of(ANNA, at(2)).await.unwrap()).await;
    let told: Vec<_> = places.iter().map(|it| (it.sign_in.token_hash.as_str(), it.sign_in.through)).collect();
    assert_eq!(told, [("a", Through::OpenId), ("b", Through::Password)]);
}
