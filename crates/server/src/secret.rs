//! Random tokens, their hashes, passwords.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// The shortest password, in characters (NIST SP 800-63B asks for at least 8).
pub const SHORTEST_PASSWORD: usize = 10;
/// The longest password, in characters: hashing must not be made to work for ever.
pub const LONGEST_PASSWORD: usize = 200;

/// A new token of 32 random bytes, base64url: 43 characters.
#[must_use]
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 of a token, in hex. A token is random enough not to need a slow hash.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write as _;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A token that follows from a secret and a word: whoever knows both can make it again.
#[must_use]
pub fn derived(secret: &str, word: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{secret}/{word}")))
}

/// Whether a text can be a token of ours.
#[must_use]
pub fn looks_like_token(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Compares in constant time.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    use subtle::ConstantTimeEq as _;
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Hashes a password with argon2id. Takes tens of milliseconds of a core: call it where it may block.
///
/// # Errors
/// When the hash cannot be made; never because of the password.
pub fn hash_password(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow::anyhow!("argon2: {error}"))?.to_string())
}

/// Whether a password is the one of this hash. Without a hash it takes as long and is not.
#[must_use]
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password(&token()).unwrap_or_default());
    let known = hash.is_some();
    let hash = hash.unwrap_or(&NOBODY);
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify_password("correct horse", Some(&hash)));
        assert!(!verify_password("correct hors", Some(&hash)));
        assert!(!verify_password("correct horse", None));
    }

    #[test]
    fn tokens_look_like_tokens_and_other_things_do_not() {
        assert!(looks_like_token(&token()) && looks_like_token(&derived("a secret", "a word")));
        assert!(!looks_like_token("short"));
        assert_eq!(token_hash("a").len(), 64);
    }
}
