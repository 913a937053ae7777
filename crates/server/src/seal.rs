//! Seals secrets that must be used again and so cannot be hashed: what lies in the database says nothing without the key.

use crate::config::Config;
use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use rand::Rng as _;
use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Says how a sealed text is made; another way would get another one.
const VERSION: &str = "1.";
/// XChaCha20's nonce, in bytes: long enough to be taken at random.
const NONCE: usize = 24;

/// The key, in the data folder.
pub(crate) const KEY_FILE: &str = "secret.key";
/// The key to come, while everything is sealed anew.
pub(crate) const NEXT_KEY_FILE: &str = "secret.key.next";

/// Seals and opens with the key of this installation.
pub struct Seal {
    cipher: XChaCha20Poly1305,
}

impl Seal {
    /// With the key of the settings, or of `secret.key` in the data folder, made if it is not there yet.
    ///
    /// # Errors
    /// A key that is none, a file that cannot be read or made.
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        let text = match &config.secret_key {
            Some(key) => key.0.clone(),
            None => key_of_folder(&config.data)?,
        };
        Self::with_key(&text)
    }

    /// With this key.
    ///
    /// # Errors
    /// A text that is no key.
    pub fn with_key(text: &str) -> anyhow::Result<Self> {
        let key = URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let key = key.context("the secret key must be 32 bytes as base64url: 43 characters")?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key.into()) })
    }

    /// Seals a secret for one purpose: a sealed text put in another's place does not open.
    #[must_use]
    pub fn seal(&self, purpose: &str, secret: &str) -> Option<String> {
        let mut nonce = [0_u8; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: secret.as_bytes(), aad: purpose.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens what was sealed for this purpose with this key.
    #[must_use]
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        String::from_utf8(self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?).ok()
    }
}

/// The key in the data folder. Two processes that start together agree on the one whose file came first.
fn key_of_folder(data: &Path) -> anyhow::Result<String> {
    let path = data.join(KEY_FILE);
    let named = || format!("the key file {}", path.display());
    anyhow::ensure!(
        !data.join(NEXT_KEY_FILE).exists(),
        "a change of the key was begun and not finished ({NEXT_KEY_FILE} is there): run `hovorna rotate-key` again"
    );
    fs::create_dir_all(data).with_context(named)?;
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read.with_context(named),
    }
    let fresh = data.join(format!("{KEY_FILE}.{}", uuid::Uuid::now_v7().simple()));
    write_key(&fresh, &crate::secret::token()).with_context(named)?;
    // A link does not replace what is there already; not every file system has them.
    match fs::hard_link(&fresh, &path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(&fresh, &path).with_context(named)?,
        _ => fs::remove_file(&fresh).with_context(named)?,
    }
    fs::read_to_string(&path).with_context(named)
}

/// Writes a key that nobody else may read; a crash must not leave half of one under the name it is looked for by.
pub(crate) fn write_key(to: &Path, key: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to)?;
    file.write_all(key.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretKey;
    use proptest::prelude::*;

    fn seal() -> Seal {
        let config = Config { secret_key: Some(SecretKey(crate::secret::token())), ..Config::default() };
        Seal::of(&config).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_key_for_the_same_purpose_only() {
        let (ours, other) = (seal(), seal());
        let sealed = ours.seal("a", "secret").unwrap();
        assert_eq!(ours.open("a", &sealed).as_deref(), Some("secret"));
        assert_eq!((ours.open("b", &sealed), other.open("a", &sealed)), (None, None));
        assert!(!sealed.contains("secret") && ours.seal("a", "secret").unwrap() != sealed);
    }

    #[test]
    fn the_folders_key_is_made_once_and_is_nobody_elses_to_read() {
        let data = std::env::temp_dir().join(format!("hovorna-seal-{}", uuid::Uuid::now_v7()));
        let config = Config { data: data.clone(), ..Config::default() };
        let sealed = Seal::of(&config).unwrap().seal("a", "secret").unwrap();
        assert_eq!(Seal::of(&config).unwrap().open("a", &sealed).as_deref(), Some("secret"));
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(data.join("secret.key")).unwrap().permissions())
                & 0o777,
            0o600
        );
        fs::write(data.join("secret.key"), "no key").unwrap();
        assert!(Seal::of(&config).is_err(), "a broken key is told, not replaced: what it sealed would be lost");
        fs::remove_dir_all(data).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_opened_nothing_breaks(sealed in "(1\\.)?\\PC{0,120}") {
            prop_assert_eq!(seal().open("a", &sealed), None);
        }

        #[test]
        fn one_changed_character_and_it_does_not_open(at in 2_usize..80, secret in "[a-z]{30}") {
            let ours = seal();
            let mut sealed = ours.seal("a", &secret).unwrap().into_bytes();
            let at = at.min(sealed.len() - 2);
            sealed[at] = if sealed[at] == b'A' { b'B' } else { b'A' };
            prop_assert_eq!(ours.open("a", &String::from_utf8(sealed).unwrap()), None);
        }
    }
}
