//! Operators: what an administrator makes of them, what they choose, and when they were heard of.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, accept, at, enter, entering, id, operator, people},
};
use desk::{Entry, EntrySet, OperatorId, Permission, Role, Status, away::Choice};
use std::collections::BTreeMap;
use store::{Operator, OperatorNow};

both![
    an_operator_comes_back_whole_and_changes_whole,
    operators_stand_by_name,
    an_address_belongs_to_one_operator,
    the_hash_is_told_for_the_exact_address_of_who_may_sign_in,
    a_status_is_kept_and_presence_never_goes_back,
    whoever_served_rests_since_the_last_end,
    only_administrators_who_may_sign_in_count,
    a_lock_says_whether_there_is_anybody,
    what_is_switched_off_is_kept,
    clients_see_the_public_name_where_there_is_one,
    a_photo_is_read_by_its_key_until_there_is_another,
];

async fn whoever_served_rests_since_the_last_end(db: Database) {
    people(&db).await;
    assert!(db.look(async |mut c| c.resting_since().await.unwrap()).await.is_empty());
    for (n, end) in [(1, 50), (2, 70)] {
        db.change(async |mut conn| {
            let mut one = enter(&mut conn, entering(n), i64::try_from(n).unwrap()).await;
            let _ = accept(&mut one, ANNA, 10);
            one.end(ANNA, None, None, at(end)).unwrap();
            conn.save_conversation(&one, None).await.unwrap();
        })
        .await;
    }
    let mut talks = db.change(async |mut conn| enter(&mut conn, entering(3), 80).await).await;
    let _ = accept(&mut talks, BEN, 90);
    db.change(async |mut c| c.save_conversation(&talks, None).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.resting_since().await.unwrap()).await, [(ANNA, at(70))]);
}

async fn what_is_switched_off_is_kept(db: Database) {
    people(&db).await;
    let all = EntrySet::from_iter(Entry::ALL);
    let off = async || {
        let now = db.look(async |mut c| c.operators_now().await.unwrap()).await;
        now.into_iter().map(|it| (it.id, it.off)).collect::<BTreeMap<_, _>>()
    };
    db.change(async |mut c| c.switch_entries(ANNA, all).await.unwrap()).await;
    assert_eq!((off().await[&ANNA], off().await[&BEN]), (all, EntrySet::NONE));
    db.change(async |mut c| c.switch_entries(ANNA, EntrySet::NONE).await.unwrap()).await;
    assert_eq!(off().await[&ANNA], EntrySet::NONE);
}

async fn clients_see_the_public_name_where_there_is_one(db: Database) {
    people(&db).await;
    let public = async || {
        let people = db.look(async |mut c| c.operators().await.unwrap()).await;
        people.into_iter().map(|it| (it.id, it.public_name().to_owned())).collect::<BTreeMap<_, _>>()
    };
    db.change(async |mut c| c.set_public_name(ANNA, Some("Anička")).await.unwrap()).await;
    assert_eq!((public().await[&ANNA].as_str(), public().await[&BEN].as_str()), ("Anička", "Ben"));
    db.change(async |mut c| c.set_public_name(ANNA, None).await.unwrap()).await;
    assert_eq!(public().await[&ANNA], "Anna");
}

async fn a_photo_is_read_by_its_key_until_there_is_another(db: Database) {
    people(&db).await;
    let keys = async || {
        let people = db.look(async |mut c| c.operators().await.unwrap()).await;
        people.into_iter().filter_map(|it| Some((it.id, it.photo?))).collect::<Vec<_>>()
    };
    let read = async |key: &str| db.look(async |mut c| c.photo(key).await.unwrap()).await;
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(keys().await, []);
    db.change(async |mut c| c.set_photo(ANNA, "one", &bytes).await.unwrap()).await;
    assert_eq!((keys().await, read("one").await), (vec![(ANNA, "one".into())], Some(bytes)));
    db.change(async |mut c| c.set_photo(ANNA, "two", b"other").await.unwrap()).await;
    assert_eq!((read("one").await, read("two").await), (None, Some(b"other".to_vec())));
    assert!(db.change(async |mut c| c.remove_photo(ANNA).await.unwrap()).await);
    assert!(!db.change(async |mut c| c.remove_photo(ANNA).await.unwrap()).await);
    assert_eq!((keys().await, read("two").await), (vec![], None));
}

async fn insert(db: &Database, operators: &[&Operator]) {
    db.change(async |mut conn| {
        for one in operators {
            conn.insert_operator(one, "hash", at(0)).await.unwrap();
        }
    })
    .await;
}

async fn an_operator_comes_back_whole_and_changes_whole(db: Database) {
    let permissions = BTreeMap::from([(Permission::SeeAll, false)]);
    let (role, chat_limit) = (Role::Administrator, Some(u32::MAX));
    let (public_name, barred) = (Some("Anička 😀".into()), EntrySet::from_iter(Entry::ALL));
    let anna = Operator { role, permissions, chat_limit, public_name, barred, ..operator(ANNA, "Anna Žlutá") };
    insert(&db, &[&anna]).await;
    assert_eq!(db.look(async |mut c| c.operators().await.unwrap()).await, std::slice::from_ref(&anna));

    let changed = Operator {
        name: "Anna Modrá".into(),
        email: "modra@example.org".into(),
        role: Role::Supervisor,
        permissions: BTreeMap::from([(Permission::Preview, false), (Permission::Audit, true)]),
        chat_limit: None,
        public_name: None,
        barred: EntrySet::NONE,
        deactivated_at: Some(at(9)),
        ..anna
    };
    db.change(async |mut c| c.save_operator(&changed).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.operators().await.unwrap()).await, [changed]);
}

async fn operators_stand_by_name(db: Database) {
    let (first, last) = (operator(OperatorId(id(9)), "Adam"), operator(ANNA, "Zoe"));
    // Of two with one name, the id decides.
    let namesake = Operator { email: "other@example.org".into(), ..operator(BEN, "Zoe") };
    insert(&db, &[&namesake, &last, &first]).await;
    assert_eq!(db.look(async |mut c| c.operators().await.unwrap()).await, [first, last, namesake]);
}

async fn an_address_belongs_to_one_operator(db: Database) {
    let (anna, ben) = (operator(ANNA, "Anna"), operator(BEN, "Ben"));
    insert(&db, &[&anna, &ben]).await;
    let namesake = operator(OperatorId(id(3)), "Anna");
    let mut write = db.store.write().await.unwrap();
    let refused = write.conn().insert_operator(&namesake, "hash", at(0)).await.unwrap_err();
    assert!(refused.is_taken(), "{refused}");
    drop(write);

    let mut write = db.store.write().await.unwrap();
    let refused = write.conn().save_operator(&Operator { email: anna.email.clone(), ..ben.clone() }).await.unwrap_err();
    assert!(refused.is_taken(), "{refused}");
    drop(write);
    assert_eq!(db.look(async |mut c| c.operators().await.unwrap()).await, [anna, ben]);
}

/// Addresses are stored in lower case and asked for so: neither database may be more lenient than the other.
async fn the_hash_is_told_for_the_exact_address_of_who_may_sign_in(db: Database) {
    let anna = operator(ANNA, "Anna");
    insert(&db, &[&anna]).await;
    let hash = async |address: &str| db.look(async |mut c| c.password_hash(address).await.unwrap()).await;
    assert_eq!(hash("anna@example.org").await, Some((ANNA, Some("hash".into()))));
    assert_eq!(hash("Anna@example.org").await, None);
    assert_eq!(hash("ben@example.org").await, None);

    db.change(async |mut c| c.set_password(ANNA, "new").await.unwrap()).await;
    assert_eq!(hash("anna@example.org").await, Some((ANNA, Some("new".into()))));

    let gone = Operator { deactivated_at: Some(at(1)), ..anna.clone() };
    db.change(async |mut c| c.save_operator(&gone).await.unwrap()).await;
    assert_eq!(hash("anna@example.org").await, None);

    db.change(async |mut c| c.save_operator(&anna).await.unwrap()).await;
    assert_eq!(hash("anna@example.org").await, Some((ANNA, Some("new".into()))));
}

async fn a_status_is_kept_and_presence_never_goes_back(db: Database) {
    insert(&db, &[&operator(ANNA, "Anna"), &operator(BEN, "Ben")]).await;
    let now = async |who| {
        let all = db.look(async |mut c| c.operators_now().await.unwrap()).await;
        assert_eq!(all.len(), 2);
        all.into_iter().find(|one| one.id == who).unwrap()
    };
    let fresh = OperatorNow {
        id: ANNA,
        status: Status::Available,
        away_reason: None,
        seen_at: None,
        wraps_up_until: None,
        off: EntrySet::NONE,
    };
    assert_eq!(now(ANNA).await, fresh);

    db.change(async |mut conn| {
        conn.choose(ANNA, Choice::Away(None), at(15)).await.unwrap();
        conn.set_seen(ANNA, at(20)).await.unwrap();
        // Stored late by another process.
        conn.set_seen(ANNA, at(10)).await.unwrap();
    })
    .await;
    assert_eq!(now(ANNA).await, OperatorNow { status: Status::Away, seen_at: Some(at(20)), ..fresh });
    assert_eq!(now(BEN).await, OperatorNow { id: BEN, ..fresh });

    db.change(async |mut c| c.set_wrap_up(ANNA, at(90)).await.unwrap()).await;
    db.change(async |mut c| c.set_wrap_up(ANNA, at(99)).await.unwrap()).await;
    assert_eq!((now(ANNA).await.wraps_up_until, now(BEN).await.wraps_up_until), (Some(at(99)), None));
    db.change(async |mut c| c.end_wrap_up(ANNA).await.unwrap()).await;
    assert_eq!(now(ANNA).await.wraps_up_until, None);
    db.change(async |mut c| c.set_seen(ANNA, at(30)).await.unwrap()).await;
    assert_eq!(now(ANNA).await.seen_at, Some(at(30)));
    db.change(async |mut c| c.clear_seen(ANNA).await.unwrap()).await;
    assert_eq!(now(ANNA).await.seen_at, None);
}

async fn only_administrators_who_may_sign_in_count(db: Database) {
    let as_administrator = |one| Operator { role: Role::Administrator, ..one };
    let anna = as_administrator(operator(ANNA, "Anna"));
    let eva = Operator { role: Role::Supervisor, ..operator(OperatorId(id(3)), "Eva") };
    insert(&db, &[&anna, &as_administrator(operator(BEN, "Ben")), &eva]).await;
    let count = async || db.look(async |mut c| c.administrators().await.unwrap()).await;
    assert_eq!(count().await, 2);
    let gone = Operator { deactivated_at: Some(at(1)), ..anna };
    db.change(async |mut c| c.save_operator(&gone).await.unwrap()).await;
    assert_eq!(count().await, 1);
}

async fn a_lock_says_whether_there_is_anybody(db: Database) {
    insert(&db, &[&operator(ANNA, "Anna")]).await;
    db.change(async |mut conn| {
        assert!(conn.lock_operator(ANNA).await.unwrap());
        assert!(!conn.lock_operator(BEN).await.unwrap());
    })
    .await;
}
