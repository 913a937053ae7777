//! Offline requests: kept whole, listed by who waits longest, counted by group.

use crate::{
    both::{Database, both, refusal},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, SUPPORT, at, id, people, widget},
};
use desk::{
    ClientId, Entry, GroupId, OfflineRequest, OfflineRequestId,
    offline::{Filled, Means, Stage, Why},
};
use store::OfflineWanted;

both![
    a_request_comes_back_as_left_and_as_changed,
    an_id_stands_for_one_request,
    who_waits_longest_comes_first_and_what_is_done_last_done,
    operators_see_those_of_their_groups,
    open_ones_are_counted_by_group,
];

fn request(n: u128, client: ClientId, group: GroupId) -> OfflineRequest {
    OfflineRequest {
        id: OfflineRequestId(id(n)),
        client,
        entry: Entry::Chat,
        widget: widget(),
        group,
        filled: Filled {
            name: Some("Jana \"J\" Nováková 😀".into()),
            email: Some("jana@seznam.cz".into()),
            message: Some("Dobrý den,\nvolejte.".into()),
            ..Filled::default()
        },
        why: Why::Offline,
        waited_in: None,
        // The ids are the browsers': their order says nothing.
        created_at: at(1_000 - i64::try_from(n).unwrap()),
        stage: Stage::Open,
        operator: None,
        version: 1,
        history: Vec::new(),
    }
}

async fn leave(db: &Database, requests: &[OfflineRequest]) {
    db.change(async |mut c| {
        for request in requests {
            c.insert_offline_request(request).await.unwrap();
        }
    })
    .await;
}

const ALL: OfflineWanted = OfflineWanted { stage: None, seen_by: None, client: None, after: None, limit: 10 };

async fn list(db: &Database, wanted: OfflineWanted) -> Vec<u128> {
    let found = db.look(async |mut c| c.offline_requests(wanted).await.unwrap()).await;
    found.into_iter().map(|request| request.id.0.as_u128()).collect()
}

async fn a_request_comes_back_as_left_and_as_changed(db: Database) {
    people(&db).await;
    let mut it = request(1, CLIENT, SUPPORT);
    leave(&db, std::slice::from_ref(&it)).await;
    let read = async || db.look(async |mut c| c.offline_request(it.id).await.unwrap()).await;
    assert_eq!(read().await.as_ref(), Some(&it));
    it.answer(ANNA, Means::Email, Some("Dobrý den".into()), at(5)).unwrap();
    it.close(BEN, false, at(6)).unwrap();
    db.change(async |mut c| {
        let held = c.offline_request_for_change(it.id).await.unwrap().unwrap();
        assert_eq!(held.version, 1);
        c.save_offline_request(&it).await.unwrap();
    })
    .await;
    let read = db.look(async |mut c| c.offline_request(it.id).await.unwrap()).await;
    assert_eq!(read, Some(it));
}

async fn an_id_stands_for_one_request(db: Database) {
    people(&db).await;
    leave(&db, &[request(1, CLIENT, SUPPORT)]).await;
    let mut write = db.store.write().await.unwrap();
    let said = write.conn().insert_offline_request(&request(1, STRANGER, SALES)).await;
    assert!(refusal(write, said).await.is_taken());
}

async fn who_waits_longest_comes_first_and_what_is_done_last_done(db: Database) {
    people(&db).await;
    let mut requests: Vec<_> = (1..=5).map(|n| request(n, CLIENT, SUPPORT)).collect();
    for done in &mut requests[3..] {
        done.close(ANNA, false, at(7)).unwrap();
    }
    leave(&db, &requests).await;
    let open = OfflineWanted { stage: Some(Stage::Open), limit: 2, ..ALL };
    assert_eq!(list(&db, open).await, [3, 2]);
    assert_eq!(list(&db, OfflineWanted { after: Some(OfflineRequestId(id(2))), ..open }).await, [1]);
    let closed = OfflineWanted { stage: Some(Stage::Closed), limit: 1, ..ALL };
    assert_eq!(list(&db, closed).await, [4]);
    assert_eq!(list(&db, OfflineWanted { after: Some(OfflineRequestId(id(4))), ..closed }).await, [5]);
    assert_eq!(list(&db, ALL).await, [1, 2, 3, 4, 5]);
}

async fn operators_see_those_of_their_groups(db: Database) {
    people(&db).await;
    leave(&db, &[request(1, CLIENT, SUPPORT), request(2, CLIENT, SALES), request(3, STRANGER, SUPPORT)]).await;
    assert_eq!(list(&db, OfflineWanted { seen_by: Some(ANNA), ..ALL }).await, [1, 3]);
    assert_eq!(list(&db, OfflineWanted { seen_by: Some(BEN), ..ALL }).await, [0_u128; 0]);
    assert_eq!(list(&db, OfflineWanted { client: Some(CLIENT), ..ALL }).await, [1, 2]);
    assert_eq!(list(&db, OfflineWanted { client: Some(CLIENT), seen_by: Some(ANNA), ..ALL }).await, [1]);
}

async fn open_ones_are_counted_by_group(db: Database) {
    people(&db).await;
    let mut taken = request(4, CLIENT, SUPPORT);
    taken.take(ANNA, false, at(2)).unwrap();
    leave(&db, &[request(1, CLIENT, SUPPORT), request(2, CLIENT, SALES), request(3, CLIENT, SUPPORT), taken]).await;
    let counts = db.look(async |mut c| c.open_offline_requests().await.unwrap()).await;
    assert_eq!(counts, [(SUPPORT, 2), (SALES, 1)]);
    assert_eq!(db.look(async |mut c| c.open_in_group(SUPPORT).await.unwrap()).await, 2);
}
