//! Clients, how they are known, and the pages they looked at.

use crate::{
    both::{Database, both, refusal},
    people::{at, id},
};
use desk::ClientId;
use store::{Client, PageView};

both![
    a_client_comes_back_whole_and_changes_whole,
    the_first_to_be_known_so_stays_known_so,
    a_newcomer_is_stored_with_how_it_is_known_or_not_at_all,
    an_identity_needs_its_client,
    a_client_may_be_known_in_two_ways,
    page_views_come_newest_first_and_once,
];

fn client(n: u128) -> Client {
    Client { id: ClientId(id(n)), name: None, phone: None, email: None, first_seen_at: at(n.try_into().unwrap()) }
}

async fn a_client_comes_back_whole_and_changes_whole(db: Database) {
    let known = Client {
        name: Some("Božena Němcová 😀".into()),
        phone: Some("+420 123".into()),
        email: Some("B@example.org".into()),
        ..client(1)
    };
    let unknown = client(2);
    db.change(async |mut conn| {
        conn.insert_client(&known).await.unwrap();
        conn.insert_client(&unknown).await.unwrap();
    })
    .await;
    for stored in [&known, &unknown] {
        assert_eq!(db.look(async |mut c| c.client(stored.id).await.unwrap()).await.as_ref(), Some(stored));
    }

    let (forgotten, learnt) = (client(1), Client { name: Some("Karel".into()), ..client(2) });
    db.change(async |mut conn| {
        for now in [&forgotten, &learnt] {
            conn.client_for_change(now.id).await.unwrap().unwrap();
            conn.save_client(now).await.unwrap();
        }
    })
    .await;
    for stored in [&forgotten, &learnt] {
        assert_eq!(db.look(async |mut c| c.client(stored.id).await.unwrap()).await.as_ref(), Some(stored));
    }
    assert_eq!(db.change(async |mut c| c.client_for_change(ClientId(id(3))).await.unwrap()).await, None);
    assert_eq!(db.look(async |mut c| c.client(ClientId(id(3))).await.unwrap()).await, None);
}

async fn a_newcomer_is_stored_with_how_it_is_known_or_not_at_all(db: Database) {
    let new = Client {
        name: Some("Božena Němcová".into()),
        phone: Some("+420 123".into()),
        email: Some("b@example.org".into()),
        ..client(1)
    };
    let (seen, nowhere) = ((Some("Firefox 142 · Linux"), None), (None, None));
    db.change(async |mut conn| conn.insert_newcomer(&new, "browser", "hash", seen).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.client(new.id).await.unwrap()).await.as_ref(), Some(&new));
    let known = db.look(async |mut c| c.client_by_identity("browser", "hash").await.unwrap()).await;
    assert_eq!(known, Some(new.id));
    let identities = db.look(async |mut c| c.identities(new.id, 9).await.unwrap()).await;
    let [identity] = &identities[..] else { panic!("{identities:?}") };
    assert_eq!((identity.device.as_deref(), identity.last_seen_at), (seen.0, new.first_seen_at));

    let late = client(2);
    let mut write = db.store.write().await.unwrap();
    let said = write.conn().insert_newcomer(&late, "browser", "hash", nowhere).await;
    assert!(refusal(write, said).await.is_taken());
    assert_eq!(db.look(async |mut c| c.client(late.id).await.unwrap()).await, None);
}

/// Two requests of one browser may both think they are the first.
async fn the_first_to_be_known_so_stays_known_so(db: Database) {
    let (first, second) = (client(1), client(2));
    db.change(async |mut conn| {
        conn.insert_client(&first).await.unwrap();
        conn.insert_client(&second).await.unwrap();
        assert!(conn.add_identity("browser", "hash", first.id, at(1)).await.unwrap());
        assert!(!conn.add_identity("browser", "hash", second.id, at(2)).await.unwrap());
        assert!(conn.add_identity("phone", "hash", second.id, at(3)).await.unwrap());
    })
    .await;
    db.look(async |mut conn| {
        assert_eq!(conn.client_by_identity("browser", "hash").await.unwrap(), Some(first.id));
        assert_eq!(conn.client_by_identity("phone", "hash").await.unwrap(), Some(second.id));
        assert_eq!(conn.client_by_identity("browser", "HASH").await.unwrap(), None);
    })
    .await;
}

/// `on conflict do nothing` forgives what is there already, not what makes no sense.
async fn an_identity_needs_its_client(db: Database) {
    let mut write = db.store.write().await.unwrap();
    let refused = write.conn().add_identity("browser", "hash", ClientId(id(1)), at(1)).await.unwrap_err();
    assert!(!refused.is_taken(), "{refused}");
}

async fn page_views_come_newest_first_and_once(db: Database) {
    let view = |n: u128, second| PageView {
        id: id(n),
        url: format!("https://example.org/{n}?č=1"),
        title: String::new(),
        at: at(second),
    };
    // The second and the third were opened in one moment: the id decides.
    let (first, second, third) = (view(1, 10), view(2, 20), view(3, 20));
    db.change(async |mut conn| {
        for owner in [client(1), client(2)] {
            conn.insert_client(&owner).await.unwrap();
        }
        for seen in [&second, &third, &first] {
            assert!(conn.add_page_view(client(1).id, seen).await.unwrap());
        }
        assert!(!conn.add_page_view(client(1).id, &PageView { title: "again".into(), ..first.clone() }).await.unwrap());
        assert!(conn.add_page_view(client(2).id, &view(4, 30)).await.unwrap());
    })
    .await;
    db.look(async |mut conn| {
        assert_eq!(conn.page_views(client(1).id, 9).await.unwrap(), [third.clone(), second.clone(), first]);
        assert_eq!(conn.page_views(client(1).id, 2).await.unwrap(), [third, second]);
        assert_eq!(conn.page_views(client(3).id, 9).await.unwrap(), []);
    })
    .await;
}

async fn a_client_may_be_known_in_two_ways(db: Database) {
    let (one, other) = (client(1), client(2));
    db.change(async |mut conn| {
        conn.insert_client(&one).await.unwrap();
        conn.insert_client(&other).await.unwrap();
        assert!(conn.add_identity("browser", "hash", one.id, at(1)).await.unwrap());
        assert!(conn.add_identity("company", "u-1", one.id, at(2)).await.unwrap());
        assert!(conn.add_identity("browser", "other", other.id, at(3)).await.unwrap());
    })
    .await;
    let known_as = async |id, kind| db.look(async |mut c| c.identity_of(id, kind).await.unwrap()).await;
    assert_eq!(known_as(one.id, "company").await.as_deref(), Some("u-1"));
    assert_eq!(known_as(one.id, "browser").await.as_deref(), Some("hash"));
    assert_eq!(known_as(other.id, "company").await, None);
}
