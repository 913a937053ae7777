//! API tokens: kept by their hashes, revoked, never forgotten.

use crate::{
    both::{Database, both},
    people::{ANNA, at, id, people},
};
use desk::{TokenId, token::ApiToken, token::Scope};
use store::{Error, KeptToken};

both![a_token_comes_back_whole_and_stays_when_it_is_revoked, two_tokens_are_never_the_same];

fn kept(n: u128, hash: &str) -> KeptToken {
    let token = ApiToken {
        id: TokenId(id(n)),
        name: "Sklad č. 1".into(),
        scopes: vec![Scope::ReadConversations, Scope::AdminAudit],
        made: (at(1), ANNA),
        expires_at: Some(at(99)),
        revoked_at: None,
    };
    KeptToken { token, hash: hash.into(), hint: "hov_ab12".into(), used_at: None }
}

async fn a_token_comes_back_whole_and_stays_when_it_is_revoked(db: Database) {
    people(&db).await;
    let mut one = kept(1, "hash");
    db.change(async |mut conn| conn.insert_api_token(&one).await.unwrap()).await;
    assert_eq!(db.look(async |mut conn| conn.api_tokens().await.unwrap()).await, [one.clone()]);
    db.change(async |mut conn| {
        conn.api_token_used(one.token.id, at(20)).await.unwrap();
        assert!(conn.revoke_api_token(one.token.id, at(30)).await.unwrap());
        assert!(!conn.revoke_api_token(one.token.id, at(40)).await.unwrap());
        assert!(!conn.revoke_api_token(TokenId(id(9)), at(40)).await.unwrap());
    })
    .await;
    (one.used_at, one.token.revoked_at) = (Some(at(20)), Some(at(30)));
    assert_eq!(db.look(async |mut conn| conn.api_tokens().await.unwrap()).await, [one]);
}

async fn two_tokens_are_never_the_same(db: Database) {
    people(&db).await;
    db.change(async |mut conn| conn.insert_api_token(&kept(1, "hash")).await.unwrap()).await;
    let mut write = db.store.write().await.unwrap();
    let refused: Error = write.conn().insert_api_token(&kept(2, "hash")).await.unwrap_err();
    assert!(refused.is_taken(), "{refused}");
}
