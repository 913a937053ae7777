//! Bans: whom they reach, as long as they hold.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, CLIENT, STRANGER, at, enter, entering, id, people},
};
use desk::{Ban, BanId, ClientId, ConversationId, Details, Timestamp, details::Changed, text::Text};
use store::{BanFilter, Merge};
use uuid::Uuid;

both![
    a_ban_holds_up_to_its_end_and_while_it_is_not_lifted,
    a_ban_reaches_whoever_is_the_same_person_and_only_as_long_as_that_is_so,
    bans_are_listed_newest_first_those_that_hold_apart,
    the_past_says_which_conversation_gave_rise_to_a_ban,
];

fn ban(n: u128, client: ClientId, until: Option<i64>) -> Ban {
    Ban {
        id: BanId(id(n)),
        client,
        conversation: ConversationId(id(1)),
        by: ANNA,
        reason: Text::parse("Vyhrožuje 😡\n'").unwrap(),
        at: at(i64::try_from(n).unwrap()),
        until: until.map(at),
        lifted: None,
    }
}

async fn with_a_conversation(db: &Database) {
    people(db).await;
    db.change(async |mut conn| enter(&mut conn, entering(1), 0).await).await;
}

async fn lay(db: &Database, ban: &Ban) {
    db.change(async |mut conn| conn.insert_ban(ban).await.unwrap()).await;
}

async fn of(db: &Database, client: ClientId, now: Timestamp) -> Vec<Ban> {
    db.look(async |mut conn| conn.bans_of_person(client, now).await.unwrap()).await
}

async fn a_ban_holds_up_to_its_end_and_while_it_is_not_lifted(db: Database) {
    with_a_conversation(&db).await;
    let mut one = ban(10, CLIENT, Some(100));
    lay(&db, &one).await;
    assert_eq!(of(&db, CLIENT, at(99)).await, [one.clone()]);
    assert_eq!(of(&db, CLIENT, at(100)).await, []);
    assert_eq!(of(&db, STRANGER, at(50)).await, []);
    assert!(one.lift(BEN, at(60)));
    db.change(async |mut conn| conn.save_ban(&one).await.unwrap()).await;
    assert_eq!(of(&db, CLIENT, at(70)).await, []);
    let kept = db.change(async |mut conn| conn.ban_for_change(one.id).await.unwrap()).await;
    assert_eq!(kept, Some(one.clone()));
    assert!(one.restore());
    db.change(async |mut conn| conn.save_ban(&one).await.unwrap()).await;
    assert_eq!(of(&db, CLIENT, at(70)).await, [one]);
}

async fn a_ban_reaches_whoever_is_the_same_person_and_only_as_long_as_that_is_so(db: Database) {
    with_a_conversation(&db).await;
    let one = ban(10, CLIENT, None);
    lay(&db, &one).await;
    let merge = Merge {
        id: Uuid::now_v7(),
        survivor: STRANGER,
        merged: CLIENT,
        by: Some(BEN),
        at: at(20),
        changed: Changed::default(),
        undone_at: None,
    };
    db.change(async |mut conn| conn.merge(&merge).await.unwrap()).await;
    for client in [CLIENT, STRANGER] {
        assert_eq!(of(&db, client, at(30)).await, std::slice::from_ref(&one));
    }
    db.change(async |mut conn| conn.undo_merge(&merge, BEN, at(40)).await.unwrap()).await;
    assert_eq!(of(&db, STRANGER, at(50)).await, []);
    assert_eq!(of(&db, CLIENT, at(50)).await, [one]);
}

async fn bans_are_listed_newest_first_those_that_hold_apart(db: Database) {
    with_a_conversation(&db).await;
    let mut lifted = ban(13, STRANGER, None);
    let all = [ban(10, CLIENT, None), ban(11, CLIENT, Some(20)), ban(12, STRANGER, Some(500)), lifted.clone()];
    for one in &all {
        lay(&db, one).await;
    }
    lifted.lift(BEN, at(14));
    db.change(async |mut conn| conn.save_ban(&lifted).await.unwrap()).await;
    let list = async |holding: bool, after: Option<(Timestamp, Uuid)>, limit: i64| {
        let filter = BanFilter { holding, now: at(30), after, limit };
        db.look(async |mut conn| conn.bans(filter).await.unwrap()).await
    };
    let ids = |found: &[store::Banned]| found.iter().map(|it| it.ban.id.0.as_u128()).collect::<Vec<_>>();
    let holding = list(true, None, 9).await;
    assert_eq!(ids(&holding), [12, 10]);
    assert_eq!((holding[1].person, &holding[1].details), (CLIENT, &Details::default()));
    assert_eq!(ids(&list(true, None, 1).await), [12]);
    assert_eq!(ids(&list(true, Some((at(12), id(12))), 9).await), [10]);
    assert_eq!(ids(&list(false, None, 9).await), [13, 11]);
}

async fn the_past_says_which_conversation_gave_rise_to_a_ban(db: Database) {
    with_a_conversation(&db).await;
    db.change(async |mut conn| enter(&mut conn, entering(2), 5).await).await;
    lay(&db, &ban(10, CLIENT, Some(20))).await;
    let past = db.look(async |mut conn| conn.past(CLIENT, ConversationId(id(9)), 9).await.unwrap()).await;
    let told: Vec<_> = past.iter().map(|it| (it.id.0.as_u128(), it.banned)).collect();
    assert_eq!(told, [(2, false), (1, true)]);
}
