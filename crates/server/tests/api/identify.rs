//! Who is signed in on the company's site: believed when its server signed it, and one client in every browser.

use crate::support::{Answer, Client, Desk, Operator, desk, new_id};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// A desk with an operator there and a secret.
async fn signing() -> (Desk, Operator, Operator, String) {
    let (desk, ada) = desk().await;
    let bob = desk.operator(&ada, "Bob").await;
    let secret = new_secret(&ada).await["secret"].as_str().unwrap().to_owned();
    (desk, ada, bob, secret)
}

pub async fn new_secret(by: &Operator) -> Value {
    by.post("/identify-secrets", &Value::Null).await.ok()
}

fn soon() -> i64 {
    server::app::now().as_second() + 300
}

/// What the company's server would sign.
fn signed(secret: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "HS256", "typ": "JWT"})), part(claims));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&signed).finalize();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
}

pub fn jana(secret: &str) -> String {
    signed(secret, &json!({"sub": "u-1", "name": "Jana", "email": "jana@seznam.cz", "exp": soon()}))
}

async fn identify(client: &Client, identity: &str) -> Answer {
    client.post("/identity", &json!({"widget": "demo", "identity": identity})).await
}

#[tokio::test]
async fn whom_the_company_signed_is_shown_as_verified_and_wins_over_what_is_typed() {
    let (desk, _ada, bob, secret) = signing().await;
    let (client, id) = (desk.client(), new_id());
    let known = identify(&client, &jana(&secret)).await.ok();
    assert_eq!(
        (&known["name"], &known["email"], &known["phone"]),
        (&json!("Jana"), &json!("jana@seznam.cz"), &Value::Null)
    );
    let typed = json!({"name": "Somebody", "email": "other@example.com"});
    client.enters_with(id, json!({"form": typed, "identity": jana(&secret)})).await.ok();
    let row = bob.view(id).await.ok()["conversation"].clone();
    assert_eq!((&row["client"]["name"], &row["client"]["email"]), (&json!("Jana"), &json!("jana@seznam.cz")));
    let verified = json!({"subject": "u-1", "name": "Jana", "phone": null, "email": "jana@seznam.cz"});
    assert_eq!(row["verified"], verified);

    // Without a signature the same browser comes back as the same client, but nothing is verified.
    client.leaves(id).await.ok();
    let again = client.enters().await;
    let later = bob.view(again).await.ok()["conversation"].clone();
    assert_eq!((&later["client"]["id"], &later["verified"]), (&row["client"]["id"], &Value::Null));
}

#[tokio::test]
async fn what_is_not_believed_is_said_and_begins_nothing() {
    let (desk, _ada, bob, secret) = signing().await;
    let client = desk.client();
    let old = signed(&secret, &json!({"sub": "u-1", "exp": soon() - 600}));
    identify(&client, &old).await.invalid("identity", "expired");
    identify(&client, &jana("guessed")).await.invalid("identity", "signature");
    identify(&client, "nonsense").await.invalid("identity", "malformed");
    client.enters_with(new_id(), json!({"identity": old})).await.invalid("identity", "expired");
    assert!(bob.queue().await.is_empty());
    let elsewhere = json!({"widget": "none", "identity": jana(&secret)});
    client.post("/identity", &elsewhere).await.refused(404, "not-found");
}

#[tokio::test]
async fn the_same_person_in_another_browser_is_the_same_client_with_the_same_talk() {
    let (desk, _ada, bob, secret) = signing().await;
    let (laptop, phone) = (desk.client(), desk.client());
    let id = new_id();
    laptop.enters_with(id, json!({"identity": jana(&secret)})).await.ok();
    phone.get("/conversation?widget=demo").await.refused(404, "not-found");
    assert_eq!(identify(&phone, &jana(&secret)).await.ok()["conversation"], id.to_string());
    assert_eq!(phone.get("/conversation?widget=demo").await.ok()["id"], id.to_string());
    phone.says(id, "From my phone").await.ok();
    let refused = phone.enters_with(new_id(), json!({"identity": jana(&secret)})).await;
    assert_eq!(refused.refused(409, "already-running")["conversation"], id.to_string());
    assert_eq!(bob.queue().await.len(), 1);
}

#[tokio::test]
async fn a_browser_of_one_person_shows_nothing_to_another() {
    let (desk, _ada, bob, secret) = signing().await;
    let client = desk.client();
    let id = new_id();
    client.enters_with(id, json!({"identity": jana(&secret)})).await.ok();
    let eva = signed(&secret, &json!({"sub": "u-2", "exp": soon()}));
    identify(&client, &eva).await.refused(409, "somebody-else");
    client.enters_with(new_id(), json!({"identity": eva})).await.refused(409, "somebody-else");
    // With a token of her own she is somebody else, also for those who know Jana's browser.
    let fresh = desk.client();
    assert_eq!(identify(&fresh, &eva).await.ok()["conversation"], Value::Null);
    let hers = new_id();
    fresh.enters_with(hers, json!({"identity": eva})).await.ok();
    let of = async |id| bob.view(id).await.ok()["conversation"]["client"]["id"].clone();
    assert_ne!(of(id).await, of(hers).await);
    identify(&client, &eva).await.refused(409, "somebody-else");
}

#[tokio::test]
async fn a_nobody_becomes_somebody_with_the_own_past_and_talks_on_undisturbed() {
    let (desk, _ada, bob, secret) = signing().await;
    let client = desk.client();
    let before = client.enters().await;
    let nobody = bob.view(before).await.ok()["conversation"]["client"]["id"].clone();
    assert_eq!(identify(&client, &jana(&secret)).await.ok()["conversation"], before.to_string());
    client.leaves(before).await.ok();
    let after = new_id();
    client.enters_with(after, json!({"identity": jana(&secret)})).await.ok();
    assert_eq!(bob.view(after).await.ok()["conversation"]["client"]["id"], nobody);

    // Where she has been a nobody meanwhile, she is asked to come with a new token; who talks just now goes on.
    let other = desk.client();
    let talk = other.enters().await;
    assert_eq!(identify(&other, &jana(&secret)).await.ok()["conversation"], talk.to_string());
    other.says(talk, "Still here").await.ok();
    other.leaves(talk).await.ok();
    identify(&other, &jana(&secret)).await.refused(409, "somebody-else");
}

#[tokio::test]
async fn two_browsers_that_come_first_at_once_are_one_client() {
    let (desk, _ada, bob, secret) = signing().await;
    let browsers: Vec<Client> = (0..6).map(|_| desk.client()).collect();
    let tries = browsers.iter().map(|it| it.enters_with(new_id(), json!({"identity": jana(&secret)})));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|it| it.status == 201).count(), 1, "{answers:?}");
    assert_eq!(bob.queue().await.len(), 1);
}

#[tokio::test]
async fn secrets_overlap_are_told_once_and_can_be_taken_back() {
    let (desk, ada, _bob, first) = signing().await;
    let second = new_secret(&ada).await;
    let sign_second = second["secret"].as_str().unwrap();
    ada.post("/identify-secrets", &Value::Null).await.refused(409, "enough-secrets");
    identify(&desk.client(), &jana(&first)).await.ok();
    desk.client().enters_with(new_id(), json!({"identity": jana(sign_second)})).await.ok();

    let listed = ada.get("/identify-secrets").await.ok();
    assert!(!listed.to_string().contains(sign_second));
    let items = listed["items"].as_array().unwrap();
    assert_eq!((&items[0]["used_at"], &items[1]["readable"]), (&Value::Null, &json!(true)));
    assert!(items[1]["used_at"].is_string());

    let path = format!("/identify-secrets/{}", items[0]["id"].as_str().unwrap());
    ada.delete(&path).await.ok();
    ada.delete(&path).await.refused(404, "not-found");
    identify(&desk.client(), &jana(&first)).await.invalid("identity", "signature");
    identify(&desk.client(), &jana(sign_second)).await.ok();
}

#[tokio::test]
async fn secrets_outlive_a_restart_and_lie_sealed_in_the_data_folder() {
    let (desk, _ada, _bob, secret) = signing().await;
    for entry in std::fs::read_dir(desk.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(secret.len()).any(|it| it == secret.as_bytes()), "{} holds it", path.display());
        }
    }
    let desk = desk.restart().await;
    identify(&desk.client(), &jana(&secret)).await.ok();
}
