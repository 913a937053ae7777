//! Sealed texts: all of them are found, and each is kept in its own place.

use crate::{
    both::{Database, both},
    people::{ANNA, at, id, people},
};
use desk::webhook::Topic;
use store::{IdentifySecret, MailServer, SealedIn, SecondFactor, Security, Webhook};

both![what_is_sealed_anew_stands_where_it_stood];

async fn what_is_sealed_anew_stands_where_it_stood(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        let sealed = |name: &str| format!("1.{name}");
        let secret = IdentifySecret { id: id(1), sealed: sealed("identify"), created_at: at(0), used_at: None };
        conn.add_identify_secret(&secret).await.unwrap();
        let factor = SecondFactor {
            operator: ANNA,
            sealed: sealed("factor"),
            created_at: at(0),
            confirmed_at: None,
            last_step: 7,
        };
        conn.save_second_factor(&factor).await.unwrap();
        let webhook = Webhook {
            id: id(2),
            name: "CRM".into(),
            url: "https://crm.example/".into(),
            topics: vec![Topic::Started],
            sealed: sealed("webhook"),
            before: Some((sealed("before"), at(9))),
            created_at: at(0),
            paused: None,
        };
        conn.save_webhook(&webhook).await.unwrap();
        conn.save_webhook(&Webhook { id: id(3), before: None, sealed: sealed("other"), ..webhook }).await.unwrap();
        let server = MailServer {
            host: "mail.example".into(),
            port: 25,
            security: Security::None,
            user: Some("desk".into()),
            sealed_password: Some(sealed("mail")),
            from_address: "desk@example.org".into(),
            from_name: String::new(),
            language: "en".into(),
            authority: None,
        };
        conn.save_mail_server(&server).await.unwrap();
        conn.save_openid(&crate::openid::provider(&sealed("openid"))).await.unwrap();
    })
    .await;
    let before = db.look(async |mut conn| conn.sealed().await.unwrap()).await;
    let places: Vec<SealedIn> = before.iter().map(|(place, _)| *place).collect();
    let expected = [
        SealedIn::IdentifySecret(id(1)),
        SealedIn::SecondFactor(ANNA),
        SealedIn::Webhook(id(2)),
        SealedIn::WebhookBefore(id(2)),
        SealedIn::Webhook(id(3)),
        SealedIn::MailPassword,
        SealedIn::OpenIdSecret,
    ];
    assert_eq!(places, expected);
    db.change(async |mut conn| {
        for (place, text) in &before {
            conn.seal_anew(*place, &format!("{text} anew")).await.unwrap();
        }
    })
    .await;
    let after = db.look(async |mut conn| conn.sealed().await.unwrap()).await;
    assert_eq!(after, before.iter().map(|(place, text)| (*place, format!("{text} anew"))).collect::<Vec<_>>());
    db.look(async |mut conn| {
        assert_eq!(conn.second_factor(ANNA).await.unwrap().unwrap().last_step, 7);
        assert_eq!(conn.mail_server().await.unwrap().unwrap().host, "mail.example");
        assert_eq!(conn.openid().await.unwrap().unwrap().client_id, "desk");
        assert_eq!(conn.webhooks().await.unwrap()[0].before.as_ref().unwrap().1, at(9));
    })
    .await;
}
