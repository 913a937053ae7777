//! Who is signed in on the company's own site, as its server says: a JSON Web Token (RFC 7519) signed with HMAC-SHA-256.
//! One algorithm and no other, an end that is near, a size that is small.

use crate::{
    http::form::{is_email, is_phone},
    secret,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use desk::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

/// Longer ones are not looked at, in bytes.
pub const LONGEST_TOKEN: usize = 4_096;
/// The company's clock and ours may differ by so many seconds.
const LEEWAY: i64 = 60;
/// A token that is good for longer, in seconds, is refused: whoever finds it would be the client for so long.
const LONGEST_LIFE: i64 = 24 * 60 * 60;
const LONGEST_SUBJECT: usize = 200;
const LONGEST_NAME: usize = 200;

/// Who the company's server says is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What the company calls this person, always the same.
    pub subject: String,
    /// The name.
    pub name: Option<String>,
    /// The phone number; left out when it cannot be one.
    pub phone: Option<String>,
    /// The e-mail address; left out when it cannot be one.
    pub email: Option<String>,
    /// From then on it must be signed anew.
    pub expires_at: Timestamp,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No token of three parts in base64url and JSON, or too large.
    Malformed,
    /// Its header asks for something else than HS256.
    Algorithm,
    /// None of the company's secrets made this signature.
    Signature,
    /// No `sub` of 1 to 200 characters.
    Subject,
    /// No `exp`.
    NoExpiry,
    /// `exp` is more than a day ahead.
    TooLong,
    /// `exp` has passed.
    Expired,
    /// `nbf` or `iat` is still to come.
    NotYet,
}

impl Refusal {
    /// The stable word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::Signature => "signature",
            Self::Subject => "subject",
            Self::NoExpiry => "no-expiry",
            Self::TooLong => "too-long",
            Self::Expired => "expired",
            Self::NotYet => "not-yet",
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood (RFC 7515, section 4.1.11): we understand none.
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    sub: Option<Value>,
    name: Option<Value>,
    phone: Option<Value>,
    email: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
    iat: Option<Value>,
}

/// Believes a token that one of the secrets signed, or says why not. Also says which secret it was.
///
/// # Errors
/// A [`Refusal`].
pub fn verify<S: AsRef<str>>(token: &str, secrets: &[S], now: Timestamp) -> Result<(Signed, usize), Refusal> {
    if token.len() > LONGEST_TOKEN {
        return Err(Refusal::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
    let header: Header = json(header)?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(Refusal::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Malformed)?;
    // Nothing of the claims is read before the signature is known to be good.
    let by = secrets.iter().position(|secret| is_signature(secret.as_ref(), signed, &signature));
    let by = by.ok_or(Refusal::Signature)?;
    Ok((believe(&json(claims)?, now)?, by))
}

/// Compares in constant time.
fn is_signature(secret: &str, signed: &str, signature: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .is_ok_and(|mac| mac.chain_update(signed).verify_slice(signature).is_ok())
}

fn json<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Malformed)
}

fn believe(claims: &Claims, now: Timestamp) -> Result<Signed, Refusal> {
    let now = now.as_second();
    let expires = claims.exp.as_ref().ok_or(Refusal::NoExpiry).and_then(seconds)?;
    if expires.saturating_add(LEEWAY) <= now {
        return Err(Refusal::Expired);
    }
    if expires > now + LONGEST_LIFE + LEEWAY {
        return Err(Refusal::TooLong);
    }
    for begins in [&claims.nbf, &claims.iat].into_iter().flatten() {
        if seconds(begins)? > now + LEEWAY {
            return Err(Refusal::NotYet);
        }
    }
    let subject = match &claims.sub {
        Some(Value::String(text)) => text.trim().to_owned(),
        // Many databases count their users.
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return Err(Refusal::Subject),
    };
    if !(1..=LONGEST_SUBJECT).contains(&subject.chars().count()) || subject.chars().any(char::is_control) {
        return Err(Refusal::Subject);
    }
    let expires_at = Timestamp::from_second(expires).map_err(|_| Refusal::TooLong)?;
    Ok(Signed {
        subject,
        name: text(&claims.name).map(|name| name.chars().take(LONGEST_NAME).collect()),
        phone: text(&claims.phone).filter(|phone| is_phone(phone) && phone.chars().count() <= 40),
        email: text(&claims.email).filter(|email| is_email(email)),
        expires_at,
    })
}

/// Seconds since 1970; a part of a second is nothing here.
fn seconds(value: &Value) -> Result<i64, Refusal> {
    #[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest number")]
    value.as_i64().or_else(|| value.as_f64().map(|it| it as i64)).ok_or(Refusal::Malformed)
}

fn text(value: &Option<Value>) -> Option<String> {
    let text: String = value.as_ref()?.as_str()?.chars().filter(|c| !c.is_control()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A new secret. The company's server signs with its characters, as they stand.
#[must_use]
pub fn new_secret() -> String {
    secret::token()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const SECRET: &str = "the-companys-secret";
    const NOW: i64 = 1_800_000_000;

    fn now() -> Timestamp {
        Timestamp::from_second(NOW).unwrap()
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    fn signed(header: &Value, claims: &Value, secret: &str) -> String {
        let signed = format!("{}.{}", part(header), part(claims));
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&signed).finalize();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
    }

    fn token(claims: Value) -> String {
        signed(&json!({"alg": "HS256", "typ": "JWT"}), &claims, SECRET)
    }

    fn refusal(token: &str) -> Refusal {
        verify(token, &[SECRET], now()).unwrap_err()
    }

    #[test]
    fn what_the_company_signed_is_believed() {
        let claims = json!({"sub": "u-1", "name": " Jana ", "email": "jana@seznam.cz", "phone": "+420 602 418 773",
            "exp": NOW + 300, "iat": NOW, "extra": [1]});
        let (who, by) = verify(&token(claims), &["another", SECRET], now()).unwrap();
        let expected = Signed {
            subject: "u-1".into(),
            name: Some("Jana".into()),
            phone: Some("+420 602 418 773".into()),
            email: Some("jana@seznam.cz".into()),
            expires_at: Timestamp::from_second(NOW + 300).unwrap(),
        };
        assert_eq!((who, by), (expected, 1));
    }

    /// RFC 7515, appendix A.1: its key and its token, which expired in 2011.
    #[test]
    fn signatures_are_those_of_the_standard() {
        const TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        const KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let (signed, signature) = TOKEN.rsplit_once('.').unwrap();
        let key = URL_SAFE_NO_PAD.decode(KEY).unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(signed);
        mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    }

    #[test]
    fn a_wrong_one_is_told_by_what_is_wrong() {
        let good = json!({"sub": "u-1", "exp": NOW + 300});
        let with = |key: &str, value: Value| {
            let mut claims = good.clone();
            claims[key] = value;
            token(claims)
        };
        assert_eq!(refusal(&signed(&json!({"alg": "HS256"}), &good, "guessed")), Refusal::Signature);
        assert_eq!(refusal(&signed(&json!({"alg": "none"}), &good, SECRET)), Refusal::Algorithm);
        assert_eq!(refusal(&signed(&json!({"alg": "hs256"}), &good, SECRET)), Refusal::Algorithm);
        assert_eq!(refusal(&signed(&json!({"alg": "HS256", "crit": ["b64"]}), &good, SECRET)), Refusal::Algorithm);
        let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&good));
        assert_eq!(refusal(&unsigned), Refusal::Algorithm);
        assert_eq!(verify(&token(good.clone()), &[] as &[&str], now()), Err(Refusal::Signature));
        for (key, value, expected) in [
            ("exp", Value::Null, Refusal::NoExpiry),
            ("exp", json!("soon"), Refusal::Malformed),
            ("exp", json!(NOW - 61), Refusal::Expired),
            ("exp", json!(NOW + 90_000), Refusal::TooLong),
            ("exp", json!(1e300), Refusal::TooLong),
            ("nbf", json!(NOW + 120), Refusal::NotYet),
            ("iat", json!(NOW + 120), Refusal::NotYet),
            ("sub", Value::Null, Refusal::Subject),
            ("sub", json!(" "), Refusal::Subject),
            ("sub", json!("x".repeat(201)), Refusal::Subject),
            ("sub", json!(["u-1"]), Refusal::Subject),
        ] {
            assert_eq!(refusal(&with(key, value.clone())), expected, "{key} {value}");
        }
        assert_eq!(refusal(&format!("{}{}", token(good.clone()), "A".repeat(LONGEST_TOKEN))), Refusal::Malformed);
        assert!(verify(&with("exp", json!(NOW - 30)), &[SECRET], now()).is_ok(), "clocks differ a little");
        assert_eq!(verify(&with("sub", json!(42)), &[SECRET], now()).unwrap().0.subject, "42");
    }

    #[test]
    fn what_cannot_be_a_number_or_an_address_is_left_out() {
        let claims = json!({"sub": "1", "exp": NOW + 9, "name": 5, "phone": "call me", "email": "not one"});
        let (who, _) = verify(&token(claims), &[SECRET], now()).unwrap();
        assert_eq!((who.name, who.phone, who.email), (None, None, None));
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_breaks_and_nothing_is_believed(text in "\\PC{0,200}") {
            prop_assert!(verify(&text, &[SECRET], now()).is_err());
        }

        #[test]
        fn whatever_stands_in_the_three_parts_nothing_is_believed(
            header in proptest::collection::vec(any::<u8>(), 0..60),
            claims in proptest::collection::vec(any::<u8>(), 0..60),
            signature in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let text = [header, claims, signature].map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).join(".");
            prop_assert!(verify(&text, &[SECRET], now()).is_err());
        }

        #[test]
        fn one_changed_character_and_it_is_not_believed(at in any::<proptest::sample::Index>(), to in "[A-Za-z0-9_.-]") {
            let good = token(json!({"sub": "u-1", "name": "Jana", "exp": NOW + 300}));
            let at = at.index(good.len() - 1);
            let mut changed = good.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != good);
            prop_assert!(verify(&changed, &[SECRET], now()).is_err());
        }

        #[test]
        fn whatever_the_company_signs_what_is_believed_fits(
            sub in "\\PC{0,210}", name in "\\PC{0,250}", email in "\\PC{0,60}", exp in any::<i64>()
        ) {
            let claims = json!({"sub": sub, "name": name, "email": email, "exp": exp});
            if let Ok((who, _)) = verify(&token(claims), &[SECRET], now()) {
                prop_assert!((1..=LONGEST_SUBJECT).contains(&who.subject.chars().count()));
                prop_assert!(who.name.is_none_or(|name| name.chars().count() <= LONGEST_NAME));
                prop_assert!(who.email.is_none_or(|email| is_email(&email)));
                prop_assert!(who.expires_at.as_second() <= NOW + LONGEST_LIFE + LEEWAY);
            }
        }
    }
}
