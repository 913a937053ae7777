//! Signing in through a provider: its settings, who is known there, and who is on the way.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, id, operator, people},
};
use desk::{OperatorId, Role};
use store::{Newcomers, OpenId, OpenIdLink, Operator};

both![
    the_provider_comes_back_as_set,
    one_there_is_one_here,
    who_is_known_at_a_provider_is_not_only_invited,
    a_flow_comes_back_once_and_not_after_its_time,
    administrators_who_can_come_in_without_a_provider_are_counted,
];

pub fn provider(sealed_secret: &str) -> OpenId {
    OpenId {
        on: true,
        name: "Lumen ID".into(),
        issuer: "https://id.example.org".into(),
        client_id: "desk".into(),
        sealed_secret: sealed_secret.into(),
        trusts_addresses: false,
        newcomers: None,
        passwords: true,
    }
}

fn link(subject: &str, operator: OperatorId) -> OpenIdLink {
    OpenIdLink { issuer: "https://id.example.org".into(), subject: subject.into(), operator, linked_at: at(3) }
}

async fn the_provider_comes_back_as_set(db: Database) {
    assert_eq!(db.look(async |mut c| c.openid().await.unwrap()).await, None);
    let newcomers = Newcomers { role: Role::Operator, groups: vec![id(0x61)], domains: vec!["lumen.example".into()] };
    let strict = OpenId { newcomers: Some(newcomers), passwords: false, trusts_addresses: true, ..provider("1.a") };
    for set in [provider("1.b"), strict] {
        db.change(async |mut c| c.save_openid(&set).await.unwrap()).await;
        assert_eq!(db.look(async |mut c| c.openid().await.unwrap()).await, Some(set));
    }
}

async fn one_there_is_one_here(db: Database) {
    people(&db).await;
    let (anna, ben) = (link("a", ANNA), link("b", BEN));
    db.change(async |mut conn| {
        conn.add_openid_link(&anna).await.unwrap();
        conn.add_openid_link(&ben).await.unwrap();
    })
    .await;
    for twice in [link("a", BEN), link("c", ANNA)] {
        let mut write = db.store.write().await.unwrap();
        assert!(write.conn().add_openid_link(&twice).await.unwrap_err().is_taken());
    }
    db.change(async |mut conn| {
        let elsewhere = OpenIdLink { issuer: "https://other.example.org".into(), ..link("a", BEN) };
        conn.add_openid_link(&elsewhere).await.unwrap();
        assert_eq!(conn.openid_link(&anna.issuer, "a").await.unwrap(), Some(anna.clone()));
        assert_eq!(conn.openid_link(&anna.issuer, "A").await.unwrap(), None);
        assert_eq!(conn.openid_link_of(ANNA, &anna.issuer).await.unwrap(), Some(anna.clone()));
        assert_eq!(conn.openid_link_of(ANNA, &elsewhere.issuer).await.unwrap(), None);
        assert_eq!(conn.openid_links(&anna.issuer).await.unwrap(), [anna.clone(), ben.clone()]);
        assert!(conn.remove_openid_links_of(BEN).await.unwrap());
        assert!(!conn.remove_openid_links_of(BEN).await.unwrap());
        assert_eq!(conn.openid_links(&elsewhere.issuer).await.unwrap(), []);
        assert_eq!(conn.openid_links(&anna.issuer).await.unwrap(), std::slice::from_ref(&anna));
    })
    .await;
}

async fn who_is_known_at_a_provider_is_not_only_invited(db: Database) {
    people(&db).await;
    let max = operator(OperatorId(id(7)), "Max");
    db.change(async |mut conn| {
        conn.insert_operator(&max, None, at(0)).await.unwrap();
        let invited = |all: Vec<Operator>| all.into_iter().find(|one| one.id == max.id).unwrap().invited;
        assert!(invited(conn.operators().await.unwrap()));
        conn.add_openid_link(&link("max", max.id)).await.unwrap();
        assert!(!invited(conn.operators().await.unwrap()));
        assert!(!conn.has_password(max.id).await.unwrap() && conn.has_password(ANNA).await.unwrap());
    })
    .await;
}

async fn a_flow_comes_back_once_and_not_after_its_time(db: Database) {
    db.change(async |mut conn| {
        conn.add_openid_flow("a", "/conversations", at(60)).await.unwrap();
        conn.add_openid_flow("b", "/", at(60)).await.unwrap();
        conn.add_openid_flow("c", "/", at(61)).await.unwrap();
        assert_eq!(conn.use_openid_flow("x", at(1)).await.unwrap(), None);
        assert_eq!(conn.use_openid_flow("b", at(60)).await.unwrap(), None);
        assert_eq!(conn.use_openid_flow("a", at(59)).await.unwrap().as_deref(), Some("/conversations"));
        assert_eq!(conn.use_openid_flow("a", at(59)).await.unwrap(), None);
        conn.clear_old_openid_flows(at(60)).await.unwrap();
        assert_eq!(conn.use_openid_flow("b", at(1)).await.unwrap(), None);
        assert_eq!(conn.use_openid_flow("c", at(1)).await.unwrap().as_deref(), Some("/"));
    })
    .await;
}

async fn administrators_who_can_come_in_without_a_provider_are_counted(db: Database) {
    people(&db).await;
    let administrator = |n, name| Operator { role: Role::Administrator, ..operator(OperatorId(id(n)), name) };
    let gone = Operator { deactivated_at: Some(at(1)), ..administrator(9, "Gone") };
    db.change(async |mut conn| {
        conn.insert_operator(&administrator(7, "Bare"), None, at(0)).await.unwrap();
        conn.insert_operator(&gone, "hash", at(0)).await.unwrap();
        conn.save_operator(&gone).await.unwrap();
        assert_eq!(conn.administrators_with_password().await.unwrap(), 0);
        conn.insert_operator(&administrator(8, "Ada"), "hash", at(0)).await.unwrap();
        assert_eq!(conn.administrators_with_password().await.unwrap(), 1);
    })
    .await;
}
