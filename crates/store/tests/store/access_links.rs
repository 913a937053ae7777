//! Links that were mailed: good once, for a while, and one of a kind.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, people},
};
use desk::{OperatorId, Timestamp};
use store::{AccessLink, LinkKind};

both![
    a_link_opens_once_and_not_after_its_time,
    a_new_link_takes_the_place_of_the_one_before,
    who_was_never_here_is_invited_until_a_password_is_set,
];

fn link(operator: OperatorId, kind: LinkKind, token: &str, until: Timestamp) -> AccessLink {
    AccessLink { operator, kind, token_hash: token.into(), created_at: at(0), expires_at: until }
}

async fn put(db: &Database, link: &AccessLink) {
    db.change(async |mut c| c.put_access_link(link).await.unwrap()).await;
}

async fn a_link_opens_once_and_not_after_its_time(db: Database) {
    people(&db).await;
    let reset = link(ANNA, LinkKind::Reset, "a", at(60));
    put(&db, &reset).await;
    let found = async |now| db.look(async |mut c| c.access_link("a", now).await.unwrap()).await;
    assert_eq!(found(at(59)).await, Some(reset.clone()));
    assert_eq!(found(at(60)).await, None);
    db.change(async |mut conn| {
        assert_eq!(conn.use_access_link("a", at(60)).await.unwrap(), None);
        assert_eq!(conn.use_access_link("b", at(1)).await.unwrap(), None);
        assert_eq!(conn.use_access_link("a", at(59)).await.unwrap(), Some(reset.clone()));
        assert_eq!(conn.use_access_link("a", at(59)).await.unwrap(), None);
    })
    .await;
}

async fn a_new_link_takes_the_place_of_the_one_before(db: Database) {
    people(&db).await;
    put(&db, &link(ANNA, LinkKind::Invitation, "a", at(60))).await;
    put(&db, &link(ANNA, LinkKind::Reset, "b", at(60))).await;
    put(&db, &link(BEN, LinkKind::Invitation, "c", at(70))).await;
    let second = link(ANNA, LinkKind::Invitation, "d", at(90));
    put(&db, &second).await;
    db.change(async |mut conn| {
        assert_eq!(conn.access_link("a", at(1)).await.unwrap(), None);
        assert_eq!(conn.access_link_of(ANNA, LinkKind::Invitation).await.unwrap(), Some(second.clone()));
        let mut invitations = conn.invitations().await.unwrap();
        invitations.sort_unstable_by_key(|(_, until)| *until);
        assert_eq!(invitations, [(BEN, at(70)), (ANNA, at(90))]);
        conn.remove_access_links_of(ANNA).await.unwrap();
        assert_eq!(conn.access_link("b", at(1)).await.unwrap(), None);
        assert!(conn.access_link("c", at(1)).await.unwrap().is_some());
    })
    .await;
}

async fn who_was_never_here_is_invited_until_a_password_is_set(db: Database) {
    people(&db).await;
    let max = crate::people::operator(OperatorId(crate::people::id(7)), "Max");
    db.change(async |mut conn| {
        conn.insert_operator(&max, None, at(0)).await.unwrap();
        assert_eq!(conn.password_hash(&max.email).await.unwrap(), Some((max.id, None)));
        let invited = |all: Vec<store::Operator>| all.into_iter().find(|one| one.id == max.id).unwrap().invited;
        assert!(invited(conn.operators().await.unwrap()));
        conn.set_password(max.id, "hash").await.unwrap();
        assert!(!invited(conn.operators().await.unwrap()));
    })
    .await;
}
