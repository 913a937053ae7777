//! Clients who are one person: merged, told apart again, found.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, at, client, enter, entering, id, people},
    properties::for_all,
};
use desk::{ClientId, ConversationId, Details, NewConversation, details::Changed};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use store::{Alike, Candidate, Client, Listed, Merge, PageView};
use uuid::Uuid;

both![
    merges_undone_in_any_order_leave_what_was_not_undone,
    a_person_has_what_all_its_clients_have_and_a_browser_only_its_own,
    who_is_merged_already_is_not_merged_twice,
    the_same_address_or_number_is_found_however_it_is_written,
    only_whom_an_operator_has_to_do_with_is_found,
    identities_say_when_they_were_seen,
    a_photo_has_its_key_until_there_is_another_picture,
    a_person_shows_the_newest_photo_of_any_of_its_clients,
];

fn merge(survivor: ClientId, merged: ClientId) -> Merge {
    Merge {
        id: Uuid::now_v7(),
        survivor,
        merged,
        by: Some(ANNA),
        at: at(5),
        changed: Changed {
            before: Details::default(),
            after: Details { name: Some("Jana".into()), ..Details::default() },
        },
        undone_at: None,
    }
}

async fn join(db: &Database, merge: &Merge) {
    db.change(async |mut conn| conn.merge(merge).await.unwrap()).await;
}

async fn person(db: &Database, client: ClientId) -> ClientId {
    db.look(async |mut conn| conn.person(client).await.unwrap().unwrap().id).await
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Merge(usize, usize),
    Undo(usize),
    /// A new conversation of this client.
    Enter(usize),
}

async fn merges_undone_in_any_order_leave_what_was_not_undone(db: Database) {
    people(&db).await;
    let step = prop_oneof![
        4 => (0..6_usize, 0..6_usize).prop_map(|(a, b)| Step::Merge(a, b)),
        2 => (0..6_usize).prop_map(Step::Undo),
        1 => (0..6_usize).prop_map(Step::Enter),
    ];
    for_all(24, &vec(step, 1..16), async |steps| {
        let clients: Vec<ClientId> = (0..6).map(|_| ClientId(Uuid::now_v7())).collect();
        db.change(async |mut conn| {
            for id in &clients {
                conn.insert_client(&client(*id)).await.unwrap();
            }
        })
        .await;
        // Who was merged into whom, and whose conversations there are: all that a person is made of.
        let mut merges: Vec<Merge> = vec![];
        let mut conversations: Vec<ClientId> = vec![];
        let root = |merges: &[Merge], mut of: ClientId| {
            while let Some(merge) = merges.iter().find(|merge| merge.merged == of) {
                of = merge.survivor;
            }
            of
        };
        for step in steps {
            match step {
                Step::Merge(a, b) => {
                    let (a, b) = (root(&merges, clients[a]), root(&merges, clients[b]));
                    if a != b {
                        merges.push(merge(a, b));
                        join(&db, &merges[merges.len() - 1]).await;
                    }
                }
                Step::Undo(n) if n < merges.len() => {
                    let undone = merges.remove(n);
                    db.change(async |mut conn| conn.undo_merge(&undone, BEN, at(9)).await.unwrap()).await;
                }
                Step::Undo(_) => {}
                Step::Enter(n) => {
                    let new = NewConversation { client: clients[n], ..entering(Uuid::now_v7().as_u128()) };
                    db.change(async |mut conn| enter(&mut conn, new, 1).await).await;
                    conversations.push(clients[n]);
                }
            }
            for one in &clients {
                let root_of_one = root(&merges, *one);
                assert_eq!(person(&db, *one).await, root_of_one);
                let theirs = conversations.iter().filter(|whose| root(&merges, **whose) == root_of_one).count();
                let told = db.look(async |mut conn| conn.running_of_person(*one).await.unwrap()).await;
                assert_eq!(told.len(), theirs);
                let those = merges.iter().filter(|merge| root(&merges, merge.merged) == root_of_one).count();
                let listed = db.look(async |mut conn| conn.merges(*one).await.unwrap()).await;
                assert_eq!(listed.len(), those);
            }
        }
    });
}

async fn a_person_has_what_all_its_clients_have_and_a_browser_only_its_own(db: Database) {
    people(&db).await;
    let view = PageView { id: id(77), url: "https://example.org/".into(), title: String::new(), at: at(3) };
    let named = Client { name: Some("Jana".into()), ..client(CLIENT) };
    db.change(async |mut conn| {
        enter(&mut conn, entering(1), 1).await;
        enter(&mut conn, NewConversation { client: STRANGER, ..entering(2) }, 2).await;
        conn.add_page_view(STRANGER, &view).await.unwrap();
        conn.save_client(&named).await.unwrap();
    })
    .await;
    let both = merge(CLIENT, STRANGER);
    join(&db, &both).await;
    db.look(async |mut conn| {
        for one in [CLIENT, STRANGER] {
            assert_eq!(conn.conversations_of_client(one).await.unwrap(), 2);
            assert_eq!(conn.page_views(one, 9).await.unwrap(), std::slice::from_ref(&view));
            assert!(conn.serves_client(ANNA, one).await.unwrap());
        }
        let past = conn.past(STRANGER, ConversationId(id(2)), 9).await.unwrap();
        assert_eq!(past.iter().map(|past| past.id).collect::<Vec<_>>(), [ConversationId(id(1))]);
        let shown = conn.shown(ConversationId(id(2))).await.unwrap().unwrap();
        assert_eq!((shown.person, shown.client.0.as_deref()), (CLIENT, Some("Jana")));
        // Whoever said that two are one may have been wrong: what a browser may open stays what it opened itself.
        assert_eq!(shown.conversation.client, STRANGER);
        let own = conn.last_conversation(STRANGER, &crate::people::widget()).await.unwrap();
        assert_eq!(own, Some(ConversationId(id(2))));
        let own = conn.last_conversation(CLIENT, &crate::people::widget()).await.unwrap();
        assert_eq!(own, Some(ConversationId(id(1))));
        let (told, who) = conn.merges(CLIENT).await.unwrap().remove(0);
        assert_eq!((told, who), (both.clone(), Details::default()));
    })
    .await;
    db.change(async |mut conn| {
        let held = conn.person_for_change(STRANGER).await.unwrap().unwrap();
        assert_eq!(held, named);
        let held = conn.persons_for_change([STRANGER, CLIENT]).await.unwrap();
        let shown: Vec<_> = held.iter().map(|(client, person)| (client.id, *person)).collect();
        assert_eq!(shown.len(), 2);
        assert!(shown.iter().all(|(_, person)| *person == CLIENT));
        let changed = Changed { before: named.details(), after: Details::default() };
        conn.merge_changed(both.id, &changed).await.unwrap();
        assert_eq!(conn.find_merge(both.id).await.unwrap().unwrap().changed, changed);
        conn.undo_merge(&both, BEN, at(9)).await.unwrap();
        conn.undo_merge(&both, ANNA, at(99)).await.unwrap();
    })
    .await;
    db.look(async |mut conn| {
        assert_eq!(conn.conversations_of_client(CLIENT).await.unwrap(), 1);
        assert_eq!(conn.page_views(CLIENT, 9).await.unwrap(), []);
        assert_eq!(conn.shown(ConversationId(id(2))).await.unwrap().unwrap().client.0, None);
        assert_eq!(conn.merges(CLIENT).await.unwrap(), []);
        // Undone once, and told by whom first.
        assert_eq!(conn.find_merge(both.id).await.unwrap().unwrap().undone_at, Some(at(9)));
    })
    .await;
}

async fn who_is_merged_already_is_not_merged_twice(db: Database) {
    people(&db).await;
    let third = ClientId(id(0xc3));
    db.change(async |mut conn| conn.insert_client(&client(third)).await.unwrap()).await;
    join(&db, &merge(CLIENT, STRANGER)).await;
    let mut write = db.store.write().await.unwrap();
    assert!(write.conn().merge(&merge(third, STRANGER)).await.unwrap_err().is_taken());
}

fn ids(found: &[Candidate]) -> Vec<ClientId> {
    found.iter().map(|one| one.client.id).collect()
}

async fn the_same_address_or_number_is_found_however_it_is_written(db: Database) {
    people(&db).await;
    let known = [
        (0xd1, "Šárka Žižková", Some("+420 602/418-773"), Some("Sarka@Example.org")),
        (0xd2, "S. Z.", Some("00420602418773"), None),
        (0xd3, "100%", None, Some("sarka@example.ORG")),
        (0xd5, "  šárka  žižková", None, None),
        (0xd4, "Nobody", Some("+420 777 000 000"), Some("nobody@example.org")),
    ];
    let of = |n: u128| ClientId(id(n));
    db.change(async |mut conn| {
        for (n, name, phone, email) in known {
            let (phone, email) = (phone.map(Into::into), email.map(Into::into));
            let one = Client { name: Some(name.into()), phone, email, ..client(of(n)) };
            conn.insert_client(&one).await.unwrap();
            // Saved or changed, it is found.
            conn.save_client(&one).await.unwrap();
        }
    })
    .await;
    db.look(async |mut conn| {
        let perhaps = conn.perhaps_the_same(of(0xd1), ANNA, true, 9).await.unwrap();
        assert_eq!(ids(&perhaps), [of(0xd2), of(0xd3), of(0xd5)]);
        let [phone, email, name] = [0, 1, 2].map(|n| perhaps[n].alike);
        assert_eq!(phone, Alike { phone: true, ..Alike::default() });
        assert_eq!(email, Alike { email: true, ..Alike::default() });
        assert_eq!(name, Alike { name: true, ..Alike::default() });
        assert_eq!(conn.perhaps_the_same(CLIENT, ANNA, true, 9).await.unwrap(), [], "no number is no common number");
        for (words, expected) in [("ŠÁRKA Ž", 0xd1), ("777000000", 0xd4), ("nobody@", 0xd4), ("0%", 0xd3)] {
            let found = conn.find_persons(words, CLIENT, ANNA, true, 9).await.unwrap();
            assert_eq!(ids(&found), [of(expected)], "{words}");
        }
        assert_eq!(conn.find_persons("nobody", of(0xd4), ANNA, true, 9).await.unwrap(), []);
    })
    .await;
    // Found by what is known of any of its clients, and shown once.
    join(&db, &merge(of(0xd2), of(0xd3))).await;
    db.look(async |mut conn| {
        assert_eq!(ids(&conn.perhaps_the_same(of(0xd1), ANNA, true, 9).await.unwrap()), [of(0xd2), of(0xd5)]);
        assert_eq!(ids(&conn.find_persons("100", of(0xd1), ANNA, true, 9).await.unwrap()), [of(0xd2)]);
        assert_eq!(ids(&conn.perhaps_the_same(of(0xd3), ANNA, true, 9).await.unwrap()), [of(0xd1)]);
    })
    .await;
}

async fn only_whom_an_operator_has_to_do_with_is_found(db: Database) {
    people(&db).await;
    let of: BTreeMap<&str, ClientId> =
        [("support", 0xe1), ("sales", 0xe2), ("none", 0xe3)].map(|(name, n)| (name, ClientId(id(n)))).into();
    db.change(async |mut conn| {
        for (name, one) in &of {
            conn.insert_client(&Client { name: Some((*name).into()), ..client(*one) }).await.unwrap();
        }
        enter(&mut conn, NewConversation { client: of["support"], ..entering(1) }, 7).await;
        enter(&mut conn, NewConversation { client: of["sales"], group: SALES, ..entering(2) }, 8).await;
    })
    .await;
    db.look(async |mut conn| {
        for (name, one) in &of {
            // Anna serves Support, Ben nobody.
            let known = *name == "support";
            assert_eq!(conn.may_know(*one, ANNA, false).await.unwrap(), known, "{name}");
            assert_eq!(conn.find_persons(name, CLIENT, ANNA, false, 9).await.unwrap().len(), usize::from(known));
            assert!(!conn.may_know(*one, BEN, false).await.unwrap());
            assert!(conn.may_know(*one, BEN, true).await.unwrap());
        }
        let found = conn.find_persons("support", CLIENT, ANNA, false, 9).await.unwrap().remove(0);
        assert_eq!((found.conversations, found.last_at), (1, Some(at(7))));
    })
    .await;
}

async fn identities_say_when_they_were_seen(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        conn.add_identity("widget", "one", CLIENT, at(1)).await.unwrap();
        conn.add_identity("widget", "two", STRANGER, at(2)).await.unwrap();
        let widget = crate::people::widget();
        conn.identity_seen("widget", "one", Some("Firefox 142"), Some(&widget), at(8)).await.unwrap();
        conn.merge(&merge(STRANGER, CLIENT)).await.unwrap();
    })
    .await;
    let known = db.look(async |mut conn| conn.identities(CLIENT, 9).await.unwrap()).await;
    let told: Vec<_> = known.iter().map(|one| (&*one.value, one.first_seen_at, one.last_seen_at)).collect();
    assert_eq!(told, [("one", at(1), at(8)), ("two", at(2), at(2))]);
    assert_eq!(known.iter().map(|one| one.client).collect::<Vec<_>>(), [CLIENT, STRANGER]);
    assert_eq!((known[0].device.as_deref(), &known[0].widget), (Some("Firefox 142"), &Some(crate::people::widget())));
    let clients = db.look(async |mut conn| conn.clients_of_person(CLIENT).await.unwrap()).await;
    assert_eq!(clients.len(), 2);
}

/// Keeps a photo; tells whether it is another one.
async fn takes(db: &Database, client: ClientId, key: &str, bytes: &[u8], second: i64) -> bool {
    db.change(async |mut conn| conn.set_client_photo(client, key, bytes, at(second)).await.unwrap()).await
}

async fn a_photo_has_its_key_until_there_is_another_picture(db: Database) {
    people(&db).await;
    let read = async |key: &str| db.look(async |mut conn| conn.client_photo(key).await.unwrap()).await;
    let shown = async || db.look(async |mut conn| conn.photo_of_person(CLIENT).await.unwrap()).await;
    assert_eq!((shown().await, read("one").await), (None, None));
    assert!(takes(&db, CLIENT, "one", b"a face\0", 1).await);
    assert!(!takes(&db, CLIENT, "two", b"a face\0", 2).await, "it is the same picture");
    assert_eq!((shown().await.as_deref(), read("two").await), (Some("one"), None));
    assert_eq!(read("one").await.as_deref(), Some(&b"a face\0"[..]));
    assert!(takes(&db, CLIENT, "three", b"a cat", 3).await);
    assert_eq!((shown().await.as_deref(), read("one").await), (Some("three"), None));
    assert_eq!(db.look(async |mut conn| conn.photo_of_person(STRANGER).await.unwrap()).await, None);
}

async fn a_person_shows_the_newest_photo_of_any_of_its_clients(db: Database) {
    people(&db).await;
    let talks =
        [CLIENT, STRANGER].map(|client| NewConversation { client, ..entering(if client == CLIENT { 1 } else { 2 }) });
    let ids = [ConversationId(id(1)), ConversationId(id(2))];
    db.change(async |mut conn| {
        for new in talks {
            enter(&mut conn, new, 1).await;
        }
        let known = Client { name: Some("Jana Nová".into()), ..client(STRANGER) };
        conn.save_client(&known).await.unwrap();
    })
    .await;
    // As a row, in a list of several, as somebody to be merged with, and by its own id.
    let shown = async || {
        db.look(async |mut conn| {
            let mut rows = vec![];
            for talk in ids {
                rows.push(conn.shown(talk).await.unwrap().unwrap().photo);
            }
            let listed = conn.list(Listed::Queue(ANNA)).await.unwrap();
            assert_eq!(listed.into_iter().map(|it| it.photo).collect::<Vec<_>>(), rows);
            for (client, row) in [(CLIENT, &rows[0]), (STRANGER, &rows[1])] {
                assert_eq!(conn.photo_of_person(client).await.unwrap(), *row);
            }
            rows
        })
        .await
    };
    assert_eq!(shown().await, [None, None]);
    assert!(takes(&db, STRANGER, "old", b"old", 1).await);
    assert_eq!(shown().await, [None, Some("old".into())]);
    let found = db.look(async |mut conn| conn.find_persons("jana", CLIENT, ANNA, true, 9).await.unwrap()).await;
    assert_eq!(found[0].photo.as_deref(), Some("old"));

    let merge = merge(CLIENT, STRANGER);
    join(&db, &merge).await;
    assert_eq!(shown().await, [Some("old".into()), Some("old".into())], "one person has one face");
    assert!(takes(&db, CLIENT, "new", b"new", 2).await);
    assert_eq!(shown().await, [Some("new".into()), Some("new".into())]);
    let all = db.look(async |mut conn| conn.photos_of_person(STRANGER).await.unwrap()).await;
    assert_eq!(all.len(), 2, "what is known of a person is told as a whole: {all:?}");

    db.change(async |mut conn| conn.undo_merge(&merge, ANNA, at(9)).await.unwrap()).await;
    assert_eq!(shown().await, [Some("new".into()), Some("old".into())]);
}
