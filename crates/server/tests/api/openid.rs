//! Signing in through an OpenID Connect provider: who comes in, who does not, and what nobody can make of it.

use crate::support::{Answer, Desk, Operator, PASSWORD, Provider, desk};
use serde_json::{Value, json};
use std::collections::HashMap;
use url::Url;

/// A desk with a provider, and its administrator.
pub async fn desk_with(more: Value) -> (Desk, Operator, Provider) {
    let (desk, ada) = desk().await;
    let provider = Provider::open().await;
    ada.put("/openid", &provider.settings(more)).await.ok();
    (desk, ada, provider)
}

/// A browser that was sent to the provider.
pub struct Sent {
    door: Url,
    cookie: String,
    state: String,
}

pub async fn goes(desk: &Desk, to: &str) -> Sent {
    let answer = desk.get(&format!("/api/v1/session/openid?to={to}")).await;
    assert_eq!(answer.status, 303);
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Path=/api/v1/session/openid"), "{cookie}");
    let door: Url = answer.headers["location"].to_str().unwrap().parse().unwrap();
    let state = door.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    Sent { door, cookie: cookie.split(';').next().unwrap().to_owned(), state }
}

async fn returns_with(desk: &Desk, cookie: &str, query: &str) -> Answer {
    let url = desk.url(&format!("/api/v1/session/openid/callback?{query}"));
    Answer::to(desk.http.get(url).header("cookie", cookie)).await
}

async fn returns(desk: &Desk, sent: &Sent, code: &str) -> Answer {
    returns_with(desk, &sent.cookie, &format!("code={code}&state={}", sent.state)).await
}

/// All the way there and back.
pub async fn comes(desk: &Desk, provider: &Provider, claims: Value) -> Answer {
    let sent = goes(desk, "/").await;
    let code = provider.signs_in(&sent.door, claims);
    returns(desk, &sent, &code).await
}

/// Who came in, and where to.
#[track_caller]
pub fn entered(answer: &Answer) -> (String, String) {
    let place = answer.headers["location"].to_str().unwrap().to_owned();
    let cookies = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let session =
        cookies.into_iter().find(|it| it.starts_with("hovorna_session=")).unwrap_or_else(|| panic!("{place}"));
    (session.split(';').next().unwrap().to_owned(), place)
}

/// Why somebody did not come in, and the address that is named.
#[track_caller]
fn refused(answer: &Answer) -> (String, Option<String>) {
    assert_eq!(answer.status, 303);
    let place = answer.headers["location"].to_str().unwrap();
    let said = place.strip_prefix("/sign-in#").unwrap_or_else(|| panic!("came in: {place}"));
    assert!(
        !answer.headers.get_all("set-cookie").iter().any(|it| it.to_str().unwrap().starts_with("hovorna_session="))
    );
    let mut said: HashMap<_, _> = url::form_urlencoded::parse(said.as_bytes()).into_owned().collect();
    (said.remove("refused").unwrap(), said.remove("address"))
}

fn why(answer: &Answer) -> String {
    refused(answer).0
}

pub async fn session(desk: &Desk, cookie: &str) -> Value {
    Answer::to(desk.http.get(desk.url("/api/v1/session")).header("cookie", cookie)).await.ok()
}

pub fn bob(email: &str) -> Value {
    json!({"sub": "bob-1", "email": email, "email_verified": true, "name": "Robert"})
}

async fn acts(ada: &Operator) -> Vec<String> {
    let log = ada.get("/audit?limit=500").await.ok();
    log["items"].as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_user_is_known_by_the_verified_address_first_and_by_the_subject_from_then_on() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let bob_here = desk.operator(&ada, "Bob").await;
    let way = &desk.get("/api/v1/setup").await.ok()["openid"];
    assert_eq!(*way, json!({"name": "Lumen ID", "passwords": true}));

    let sent = goes(&desk, "/conversations").await;
    let code = provider.signs_in(&sent.door, bob("Bob@Lumen.example"));
    let answer = returns(&desk, &sent, &code).await;
    let (cookie, place) = entered(&answer);
    assert_eq!(place, "/conversations");
    let told = session(&desk, &cookie).await;
    assert_eq!((&told["operator"]["id"], &told["owes"]), (&json!(bob_here.id), &Value::Null));
    // The name here stays what it is here.
    assert_eq!(told["operator"]["name"], "Bob");

    for email in ["robert@elsewhere.example", "ada@lumen.example"] {
        let again = comes(&desk, &provider, bob(email)).await;
        assert_eq!(session(&desk, &entered(&again).0).await["operator"]["id"], bob_here.id, "{email}");
    }
    let places = bob_here.get("/me/sessions").await.ok();
    let through = places["items"].as_array().unwrap().iter().filter(|place| place["openid"] == true).count();
    assert_eq!((places["items"].as_array().unwrap().len(), through), (4, 3));
    assert_eq!(bob_here.get("/me/ways-in").await.ok()["openid"]["name"], "Lumen ID");
    let users = ada.get("/users").await.ok();
    let linked: Vec<_> = users["items"].as_array().unwrap().iter().map(|user| user["openid"] == true).collect();
    assert_eq!(linked, [false, true]);
    assert_eq!(ada.get("/openid").await.ok()["linked"], 1);
    let acts = acts(&ada).await;
    assert_eq!(acts.iter().filter(|act| *act == "openid_linked").count(), 1);
    assert_eq!(acts.iter().filter(|act| *act == "signed_in").count(), 4);
}

#[tokio::test]
async fn who_is_not_known_or_not_surely_the_one_is_refused_with_the_reason() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let bob_here = desk.operator(&ada, "Bob").await;
    let cases = [
        (json!({"sub": "1", "email": "max@lumen.example", "email_verified": true}), "unknown"),
        (json!({"sub": "1", "email": "bob@lumen.example", "email_verified": false}), "unverified"),
        (json!({"sub": "1", "email": "bob@lumen.example"}), "unverified"),
        (json!({"sub": "1", "email": "no address", "email_verified": true}), "no-address"),
        (json!({"sub": "1"}), "no-address"),
    ];
    for (claims, code) in cases {
        let answer = comes(&desk, &provider, claims.clone()).await;
        assert_eq!(why(&answer), code, "{claims}");
    }
    let answer =
        comes(&desk, &provider, json!({"sub": "1", "email": "max@lumen.example", "email_verified": true})).await;
    assert_eq!(refused(&answer).1.as_deref(), Some("max@lumen.example"));
    assert_eq!(ada.get("/users").await.ok()["items"].as_array().unwrap().len(), 2, "nobody was made");
    assert_eq!(acts(&ada).await.iter().filter(|act| *act == "openid_refused").count(), 6);

    entered(&comes(&desk, &provider, bob("bob@lumen.example")).await);
    // The address went to somebody else there.
    let other = json!({"sub": "2", "email": "bob@lumen.example", "email_verified": true});
    assert_eq!(why(&comes(&desk, &provider, other.clone()).await), "linked-otherwise");
    ada.post(&format!("/users/{}/deactivate", bob_here.id), &json!({})).await.ok();
    for claims in [bob("bob@lumen.example"), other] {
        assert_eq!(why(&comes(&desk, &provider, claims).await), "deactivated");
    }
}

#[tokio::test]
async fn nothing_that_was_tampered_with_signs_anybody_in() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    desk.operator(&ada, "Bob").await;
    let now = server::app::now().as_second();
    let bad = [
        json!({"nonce": "of another sign-in"}),
        json!({"nonce": null}),
        json!({"aud": "another client"}),
        json!({"aud": ["desk", "another client"]}),
        json!({"iss": "https://id.elsewhere.example"}),
        json!({"exp": now - 1}),
    ];
    for claims in bad {
        let mut whole = bob("bob@lumen.example");
        whole.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        assert_eq!(why(&comes(&desk, &provider, whole).await), "provider", "{claims}");
    }
    let sent = goes(&desk, "/").await;
    let code = provider.signs_in_with(&sent.door, bob("bob@lumen.example"), 1);
    assert_eq!(why(&returns(&desk, &sent, &code).await), "provider", "a key the provider does not tell");

    // An answer belongs to the browser that asked, and to what it asked last.
    let (mine, theirs) = (goes(&desk, "/").await, goes(&desk, "/").await);
    let code = provider.signs_in(&mine.door, bob("bob@lumen.example"));
    for (cookie, state) in [
        ("", &mine.state),
        ("hovorna_openid=short", &mine.state),
        (&*theirs.cookie, &mine.state),
        (&*mine.cookie, &theirs.state),
        (&*mine.cookie, &String::new()),
    ] {
        let answer = returns_with(&desk, cookie, &format!("code={code}&state={state}")).await;
        assert_eq!(why(&answer), "expired", "{cookie} {state}");
    }
    let stolen = returns_with(&desk, &theirs.cookie, &format!("code={code}&state={}", theirs.state)).await;
    assert_eq!(why(&stolen), "provider", "the code was given to who proves to have asked for it");
    // That used the code up; with one of its own the first browser comes in, once.
    let code = provider.signs_in(&mine.door, bob("bob@lumen.example"));
    let answer = returns(&desk, &mine, &code).await;
    entered(&answer);
    assert_eq!(why(&returns(&desk, &mine, &code).await), "expired", "an answer is good once");
}

#[tokio::test]
async fn another_provider_and_a_refusal_are_told_apart_and_places_elsewhere_are_not_gone_to() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    desk.operator(&ada, "Bob").await;
    let sent = goes(&desk, "/").await;
    let denied = returns_with(&desk, &sent.cookie, &format!("error=access_denied&state={}", sent.state)).await;
    assert_eq!(why(&denied), "denied");
    let sent = goes(&desk, "/").await;
    let code = provider.signs_in(&sent.door, bob("bob@lumen.example"));
    let query = format!("code={code}&state={}&iss=https%3A%2F%2Fid.elsewhere.example", sent.state);
    assert_eq!(why(&returns_with(&desk, &sent.cookie, &query).await), "provider");

    for elsewhere in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/api/v1/session"] {
        let sent = goes(&desk, elsewhere).await;
        let code = provider.signs_in(&sent.door, bob("bob@lumen.example"));
        assert_eq!(entered(&returns(&desk, &sent, &code).await).1, "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn what_the_token_does_not_say_is_asked_for_and_addresses_may_be_trusted() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    desk.operator(&ada, "Bob").await;
    // Somebody else's is not believed.
    provider.tells_more(json!({"sub": "other", "email": "bob@lumen.example", "email_verified": true}));
    assert_eq!(why(&comes(&desk, &provider, json!({"sub": "bob-1"})).await), "no-address");
    provider.tells_more(json!({"sub": "bob-1", "email": "bob@lumen.example", "email_verified": true}));
    entered(&comes(&desk, &provider, json!({"sub": "bob-1"})).await);

    provider.tells_more(Value::Null);
    desk.user(&ada, "Eve", "operator", &[]).await;
    let eve = json!({"sub": "eve-1", "email": "eve@lumen.example"});
    assert_eq!(why(&comes(&desk, &provider, eve.clone()).await), "unverified");
    ada.put("/openid", &provider.settings(json!({"trusts_addresses": true}))).await.ok();
    entered(&comes(&desk, &provider, eve).await);
}

#[tokio::test]
async fn people_nobody_knows_are_made_users_if_the_administrator_says_so() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let group = desk.group(&ada).await;
    let newcomers = |role: &str, domains: Value| {
        provider.settings(json!({"newcomers": {"role": role, "groups": [group], "domains": domains}}))
    };
    ada.put("/openid", &newcomers("administrator", json!(["lumen.example"]))).await.invalid("role", "malformed");
    ada.put("/openid", &newcomers("operator", json!([]))).await.invalid("domains", "required");
    ada.put("/openid", &newcomers("operator", json!(["lumen"]))).await.invalid("domains", "malformed");
    let saved = ada.put("/openid", &newcomers("operator", json!([" @Lumen.Example "]))).await.ok();
    assert_eq!(saved["provider"]["newcomers"]["domains"], json!(["lumen.example"]));

    let max = json!({"sub": "max-1", "email": "Max@lumen.example", "email_verified": true, "name": "Max Novák"});
    let answer = comes(&desk, &provider, max.clone()).await;
    let told = session(&desk, &entered(&answer).0).await;
    assert_eq!((&told["operator"]["name"], &told["operator"]["role"]), (&json!("Max Novák"), &json!("operator")));
    let users = ada.get("/users").await.ok();
    let made = users["items"].as_array().unwrap().iter().find(|user| user["email"] == "max@lumen.example").unwrap();
    assert_eq!((&made["groups"], &made["invited"], &made["openid"]), (&json!([group]), &json!(false), &json!(true)));
    let workspace = ada.get("/workspace").await.ok();
    assert!(workspace["operators"].to_string().contains("Max Novák"), "colleagues see who came");
    desk.sign_in("max@lumen.example", "").await.refused(401, "wrong-password");
    let elsewhere = json!({"sub": "eve-1", "email": "eve@elsewhere.example", "email_verified": true});
    assert_eq!(why(&comes(&desk, &provider, elsewhere).await), "unknown");
    assert!(acts(&ada).await.contains(&"openid_user_made".to_owned()));

    // Without a password nothing would be left.
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    ada.delete(&format!("{path}/openid")).await.refused(409, "no-password");
    let details =
        json!({"name": "Max", "email": "max@lumen.example", "role": "operator", "groups": [], "password": PASSWORD});
    ada.put(&path, &details).await.ok();
    let max_here = Operator::of(&desk, desk.sign_in("max@lumen.example", PASSWORD).await);
    assert_eq!(ada.delete(&format!("{path}/openid")).await.status, 204);
    max_here.get("/session").await.refused(401, "not-signed-in");
    ada.delete(&format!("{path}/openid")).await.refused(404, "not-found");
    entered(&comes(&desk, &provider, max).await);
}

#[tokio::test]
async fn one_undoes_the_own_link_with_the_password_and_another_account_takes_its_place() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let here = desk.operator(&ada, "Bob").await;
    let unlink = async |password: &str| here.post("/me/openid/unlink", &json!({"password": password})).await;
    unlink(PASSWORD).await.refused(404, "not-found");
    let (elsewhere, _) = entered(&comes(&desk, &provider, bob("bob@lumen.example")).await);
    assert_eq!(here.get("/me/ways-in").await.ok()["openid"]["can_unlink"], true);
    // The company gave him another account there: its address is his, but he is linked with the old one.
    let other = json!({"sub": "bob-2", "email": "bob@lumen.example", "email_verified": true});
    assert_eq!(why(&comes(&desk, &provider, other.clone()).await), "linked-otherwise");

    unlink("not the password").await.invalid("password", "wrong");
    assert_eq!(why(&comes(&desk, &provider, other.clone()).await), "linked-otherwise", "a guess undoes nothing");
    assert_eq!(unlink(PASSWORD).await.status, 204);
    let told = Answer::to(desk.http.get(desk.url("/api/v1/session")).header("cookie", &elsewhere)).await;
    told.refused(401, "not-signed-in");
    here.get("/session").await.ok();
    assert_eq!(here.get("/me/ways-in").await.ok()["openid"], Value::Null);
    let line = ada.get("/audit?limit=1").await.ok()["items"][0].clone();
    assert_eq!((&line["act"], &line["operator"]["name"]), (&json!("openid_unlinked"), &json!("Bob")));
    let (cookie, _) = entered(&comes(&desk, &provider, other).await);
    assert_eq!(session(&desk, &cookie).await["operator"]["id"], here.id);

    // Where only the provider lets operators in, they would lock themselves out.
    ada.put("/openid", &provider.settings(json!({"passwords": false}))).await.ok();
    assert_eq!(here.get("/me/ways-in").await.ok()["openid"]["can_unlink"], false);
    unlink(PASSWORD).await.refused(403, "passwords-off");
}

#[tokio::test]
async fn who_was_invited_comes_in_through_the_provider_and_the_invitation_is_over() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let made = ada.post("/invitations", &json!({"email": "bob@lumen.example", "role": "operator"})).await.ok();
    let token = made["link"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    let answer = comes(&desk, &provider, bob("bob@lumen.example")).await;
    assert_eq!(session(&desk, &entered(&answer).0).await["operator"]["id"], made["user"]["id"]);
    desk.post("/api/v1/access-links/look", &json!({"token": token})).await.refused(404, "not-found");
    let users = ada.get("/users").await.ok();
    let told = users["items"].as_array().unwrap().iter().find(|user| user["id"] == made["user"]["id"]).unwrap();
    assert_eq!(told["invited"], false);
}

#[tokio::test]
async fn passwords_can_be_left_to_administrators_who_always_get_in_with_theirs() {
    let (desk, ada, provider) = desk_with(json!({"passwords": false})).await;
    desk.post("/api/v1/session", &json!({"email": "ada@lumen.example", "password": PASSWORD})).await.ok();
    let user =
        json!({"name": "Bob", "email": "bob@lumen.example", "role": "operator", "groups": [], "password": PASSWORD});
    ada.post("/users", &user).await.ok();
    desk.sign_in("bob@lumen.example", PASSWORD).await.refused(403, "passwords-off");
    desk.sign_in("bob@lumen.example", "not the password").await.refused(401, "wrong-password");
    entered(&comes(&desk, &provider, bob("bob@lumen.example")).await);
    // Off, everybody has the password again.
    ada.put("/openid", &provider.settings(json!({"on": false, "passwords": false}))).await.ok();
    desk.sign_in("bob@lumen.example", PASSWORD).await.ok();
    assert_eq!(desk.get("/api/v1/setup").await.ok()["openid"], Value::Null);
    let answer = desk.get("/api/v1/session/openid").await;
    assert_eq!(why(&answer), "off");
}

#[tokio::test]
async fn a_second_step_of_ours_is_left_to_the_provider() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let bob_here = desk.operator(&ada, "Bob").await;
    crate::account::set_up(&bob_here).await;
    ada.put("/sign-in-rules", &json!({"second_factor_roles": ["operator"]})).await.ok();
    let answer = comes(&desk, &provider, bob("bob@lumen.example")).await;
    assert_eq!(session(&desk, &entered(&answer).0).await["owes"], Value::Null);
    desk.sign_in("bob@lumen.example", PASSWORD).await.refused(401, "code-required");
}

#[tokio::test]
async fn the_secret_is_kept_for_the_same_provider_only_and_never_told() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let told = ada.get("/openid").await.ok();
    assert_eq!(told["provider"]["has_secret"], true);
    assert_eq!(told["redirect"], format!("http://{}/api/v1/session/openid/callback", desk.address));
    assert!(!told.to_string().contains("s3cret") && !ada.get("/audit").await.ok().to_string().contains("s3cret"));
    let mut settings = provider.settings(json!({}));
    settings.as_object_mut().unwrap().remove("client_secret");
    ada.put("/openid", &settings).await.ok();
    desk.operator(&ada, "Bob").await;
    entered(&comes(&desk, &provider, bob("bob@lumen.example")).await);
    for (field, value) in [("issuer", "https://id.elsewhere.example"), ("client_id", "other")] {
        let mut other = settings.clone();
        other[field] = value.into();
        ada.put("/openid", &other).await.invalid("client_secret", "required");
    }
    for bad in ["http://id.lumen.example", "id.lumen.example", "https://id.lumen.example?a=1"] {
        ada.put("/openid", &provider.settings(json!({"issuer": bad}))).await.invalid("issuer", "malformed");
    }
}

#[tokio::test]
async fn only_who_can_give_everything_says_who_vouches_for_people() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    let group = desk.group(&ada).await;
    let eve = desk.user(&ada, "Eve", "supervisor", &[&group]).await;
    let details = json!({"name": "Eve", "email": "eve@lumen.example", "role": "supervisor", "groups": [group],
        "permissions": {"settings": true}});
    ada.put(&format!("/users/{}", eve.id), &details).await.ok();
    eve.get("/openid").await.ok();
    eve.put("/openid", &provider.settings(json!({}))).await.refused(403, "beyond-you");
    eve.post("/openid/test", &provider.settings(json!({}))).await.refused(403, "beyond-you");
}

#[tokio::test]
async fn a_test_says_what_is_wrong_with_a_provider() {
    let (_desk, ada) = desk().await;
    let provider = Provider::open().await;
    let tested = async |settings: Value| ada.post("/openid/test", &settings).await.ok();
    assert_eq!(tested(provider.settings(json!({}))).await, json!({"trouble": null, "said": null}));
    assert_eq!(tested(provider.settings(json!({"client_secret": "wrong"}))).await["trouble"], "client");
    assert_eq!(tested(provider.settings(json!({"issuer": "http://127.0.0.1:1"}))).await["trouble"], "no-connection");
    let page = format!("{}/elsewhere", provider.issuer);
    let told = tested(provider.settings(json!({"issuer": page}))).await;
    assert_eq!(told["trouble"], "no-document");
    assert!(told["said"].as_str().unwrap().contains("404"), "{told}");
    provider.calls_itself("https://id.lumen.example");
    let told = tested(provider.settings(json!({}))).await;
    assert_eq!(told["trouble"], "other-issuer");
    assert!(told["said"].as_str().unwrap().contains("https://id.lumen.example"), "{told}");
}

#[tokio::test]
async fn what_a_provider_says_of_itself_is_kept_and_asked_anew_no_more_than_makes_sense() {
    let (desk, ada, provider) = desk_with(json!({})).await;
    desk.operator(&ada, "Bob").await;
    for _ in 0..3 {
        entered(&comes(&desk, &provider, bob("bob@lumen.example")).await);
    }
    assert_eq!(provider.documents(), 1);
    for _ in 0..3 {
        let sent = goes(&desk, "/").await;
        let code = provider.signs_in_with(&sent.door, bob("bob@lumen.example"), 1);
        assert_eq!(why(&returns(&desk, &sent, &code).await), "provider");
    }
    assert_eq!(provider.documents(), 1, "what is not a minute old is not asked again, whoever signs with what");
}

#[tokio::test]
async fn tries_are_counted_like_those_with_a_password() {
    let desk = Desk::start(|config| config.limits.sign_ins_per_address = 3).await;
    desk.set_up().await;
    for _ in 0..2 {
        assert_eq!(why(&desk.get("/api/v1/session/openid").await), "off");
    }
    assert_eq!(why(&desk.get("/api/v1/session/openid").await), "too-many");
    assert_eq!(why(&returns_with(&desk, "", "code=a&state=b").await), "too-many");
}
