//! Signatures by the Standard Webhooks specification (standardwebhooks.com, version 1.0.0): HMAC-SHA-256 over id, time and
//! body, so that nothing of them can be changed or sent again later. Libraries that check them exist for most languages.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use desk::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::Rng as _;
use sha2::Sha256;

/// What a secret begins with: whoever finds one in a log knows what it is.
const PREFIX: &str = "whsec_";

/// The header with the delivery's id.
pub const ID: &str = "webhook-id";
/// The header with when it was sent, in seconds of the epoch.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures.
pub const SIGNATURE: &str = "webhook-signature";

/// A new secret of 32 random bytes.
#[must_use]
pub fn new_secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

/// The signatures of a request by each secret, as the header has them. A secret of another shape signs nothing.
#[must_use]
pub fn sign(secrets: &[String], id: &str, sent_at: Timestamp, body: &str) -> String {
    let signed = secrets.iter().filter_map(|secret| one(secret, id, sent_at, body));
    signed.collect::<Vec<_>>().join(" ")
}

fn one(secret: &str, id: &str, sent_at: Timestamp, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let signed = format!("{id}.{}.{body}", sent_at.as_second());
    let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?.chain_update(signed).finalize();
    Some(format!("v1,{}", STANDARD.encode(mac.into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_reference_example_comes_out_the_same() {
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()];
        let sent_at = Timestamp::from_second(1_614_265_330).unwrap();
        let signed = sign(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn each_secret_signs_and_what_is_none_does_not() {
        let secrets = [new_secret(), "nonsense".to_owned(), new_secret()];
        let signed = sign(&secrets, "a", Timestamp::UNIX_EPOCH, "{}");
        assert_eq!(signed.split(' ').filter(|it| it.starts_with("v1,")).count(), 2);
        assert_ne!(secrets[0], secrets[2]);
    }
}
