//! Another key: everything that is sealed opens with it afterwards, also when it was interrupted.

use crate::{
    account, identify, openid,
    support::{Desk, MailServer, PASSWORD, Provider, desk, new_id},
    webhooks::{self, Other},
};
use serde_json::{Value, json};
use server::{
    actions::identifying,
    config::{Config, SecretKey},
    rotation::{self, Rotated},
    seal::Seal,
    secret,
};
use std::fs;
use store::{SealedIn, Store};

/// A desk with two secrets its company signs with, stopped.
async fn with_secrets() -> Config {
    let (desk, ada) = desk().await;
    for _ in 0..2 {
        ada.post("/identify-secrets", &json!({})).await.ok();
    }
    desk.stop().await
}

async fn open_with(config: &Config, seal: &Seal) -> usize {
    let store = Store::open(&config.database_url()).await.unwrap();
    let sealed = store.read().await.unwrap().conn().sealed().await.unwrap();
    store.close().await;
    let opens = |(place, text): &&(SealedIn, String)| match place {
        SealedIn::IdentifySecret(id) => seal.open(&identifying::purpose(*id), text).is_some(),
        other => panic!("{other:?}"),
    };
    sealed.iter().filter(opens).count()
}

#[tokio::test]
async fn everything_opens_with_the_fresh_key_of_the_folder() {
    let config = with_secrets().await;
    let old = Seal::of(&config).unwrap();
    let done = rotation::rotate(&config, None, None).await.unwrap();
    assert_eq!(done, Rotated { anew: 2, already: 0, in_folder: true });
    let new = Seal::of(&config).unwrap();
    assert_eq!((open_with(&config, &old).await, open_with(&config, &new).await), (0, 2));
    let desk = Desk::over(config).await;
    let ada = desk.sign_in("ada@lumen.example", PASSWORD).await;
    let ada = crate::support::Operator::of(&desk, ada);
    let line = ada.get("/audit?limit=2").await.ok()["items"][1].clone();
    assert_eq!((line["act"].as_str(), line["who"].as_str()), (Some("key_rotated"), Some("hovorna")));
}

/// Not only that it opens: what each secret is for is done with it.
#[tokio::test]
async fn what_every_secret_is_for_works_on_with_the_new_key() {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let site = identify::new_secret(&ada).await["secret"].as_str().unwrap().to_owned();
    let (phone, ..) = account::set_up(&bob).await;
    let mails = MailServer::start("starttls");
    ada.put("/mail-server", &mails.settings(json!({}))).await.ok();
    let mut other = Other::open().await;
    let (hook, before) = webhooks::add(&ada, &other.url, &["conversation.ended"]).await;
    let renewed = ada.post(&format!("/webhooks/{hook}/secret"), &Value::Null).await.ok();
    let provider = Provider::open().await;
    ada.put("/openid", &provider.settings(json!({}))).await.ok();

    let config = desk.stop().await;
    let done = rotation::rotate(&config, None, None).await.unwrap();
    assert_eq!(done, Rotated { anew: 6, already: 0, in_folder: true });
    let desk = Desk::over(config).await;
    let ada = ada.at(&desk);

    let code = account::code_in(&phone, 30);
    let sign_in = json!({"email": "bob@lumen.example", "password": PASSWORD, "code": code});
    desk.post("/api/v1/session", &sign_in).await.ok();
    let kept = mails.settings(json!({"password": null}));
    let sent = ada.post("/mail-server/test", &json!({"server": kept, "to": "ada@lumen.example"})).await.ok();
    assert_eq!(sent["trouble"], Value::Null, "{sent}");
    ada.post(&format!("/webhooks/{hook}/test"), &Value::Null).await.ok();
    let heard = other.hears().await;
    assert!(heard.is_signed_by(&before) && heard.is_signed_by(renewed["secret"].as_str().unwrap()));
    openid::entered(&openid::comes(&desk, &provider, openid::bob("bob@lumen.example")).await);
    let (client, id) = (desk.client(), new_id());
    client.enters_with(id, json!({"identity": identify::jana(&site)})).await.ok();
    assert_eq!(ada.view(id).await.ok()["conversation"]["verified"]["subject"], "u-1");
}

/// Killed after the commit and before the new key had its place: the key to come lies there.
#[tokio::test]
async fn a_change_that_was_interrupted_is_finished_by_another() {
    let config = with_secrets().await;
    let (key, next) = (config.data.join("secret.key"), config.data.join("secret.key.next"));
    let before = fs::read_to_string(&key).unwrap();
    rotation::rotate(&config, None, None).await.unwrap();
    fs::rename(&key, &next).unwrap();
    fs::write(&key, &before).unwrap();
    let refused = Seal::of(&config).map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("rotate-key"), "the server does not start: {refused}");

    let done = rotation::rotate(&config, None, None).await.unwrap();
    assert_eq!(done, Rotated { anew: 0, already: 2, in_folder: true });
    assert_eq!(open_with(&config, &Seal::of(&config).unwrap()).await, 2);
    assert!(!next.exists());
    fs::remove_dir_all(&config.data).unwrap();
}

#[tokio::test]
async fn with_a_wrong_old_key_nothing_is_changed() {
    let config = with_secrets().await;
    let wrong = config.data.join("wrong");
    fs::write(&wrong, secret::token()).unwrap();
    let refused = rotation::rotate(&config, Some(&wrong), None).await.unwrap_err();
    assert!(refused.to_string().contains("with neither key opens identify-secret"), "{refused}");
    assert_eq!(open_with(&config, &Seal::of(&config).unwrap()).await, 2, "and the server starts as before");
    fs::remove_dir_all(&config.data).unwrap();
}

#[tokio::test]
async fn a_key_of_the_settings_is_changed_there_by_hand() {
    let config = with_secrets().await;
    let old = fs::read_to_string(config.data.join("secret.key")).unwrap();
    let config = Config { secret_key: Some(SecretKey(old)), ..config };
    assert!(rotation::rotate(&config, None, None).await.unwrap_err().to_string().contains("--new"));
    let (new, fresh) = (config.data.join("new"), secret::token());
    fs::write(&new, &fresh).unwrap();
    for (anew, already) in [(2, 0), (0, 2)] {
        let done = rotation::rotate(&config, None, Some(&new)).await.unwrap();
        assert_eq!(done, Rotated { anew, already, in_folder: false });
    }
    assert_eq!(open_with(&config, &Seal::with_key(&fresh).unwrap()).await, 2);
    fs::remove_dir_all(&config.data).unwrap();
}

#[tokio::test]
async fn while_a_server_runs_the_key_stays() {
    let config = with_secrets().await;
    let lock = server::serve::lock_folder(&config).unwrap();
    assert!(rotation::rotate(&config, None, None).await.is_err());
    drop(lock);
    assert_eq!(open_with(&config, &Seal::of(&config).unwrap()).await, 2);
    fs::remove_dir_all(&config.data).unwrap();
}
