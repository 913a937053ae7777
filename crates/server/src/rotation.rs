//! `hovorna rotate-key`: everything that is sealed is sealed with another key, in one transaction. Whatever was done before a
//! crash is found done: what opens with the new key stays.

use crate::{
    actions::{audit::Doer, identifying},
    app::now,
    config::Config,
    mail, messengers, openid, seal,
    seal::{KEY_FILE, NEXT_KEY_FILE, Seal},
    second_factor, secret, serve, webhooks,
    wire::audit::Act,
};
use anyhow::{Context as _, bail, ensure};
use std::{
    fmt,
    fs::{self, File},
    path::Path,
};
use store::{SealedIn, Store};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// So many secrets were sealed anew.
    pub anew: usize,
    /// So many were already, before this was interrupted.
    pub already: usize,
    /// Whether the new key is `secret.key` now; else it belongs into the settings.
    pub in_folder: bool,
}

impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets are sealed with the new key", self.anew + self.already)?;
        if self.in_folder {
            write!(f, ", which is secret.key now. Backups made before need the old one, which is in them.")
        } else {
            write!(f, ". Put it into the settings (HOVORNA_SECRET_KEY) before you start the server.")
        }
    }
}

/// Seals everything anew: with the key in `new`, or a fresh one for the data folder.
///
/// # Errors
/// When a server runs on the data folder, a key is none, or something opens with neither key: then nothing is changed.
pub async fn rotate(config: &Config, old: Option<&Path>, new: Option<&Path>) -> anyhow::Result<Rotated> {
    let lock = serve::lock_folder(config)?;
    let in_folder = config.secret_key.is_none();
    let (key, next) = (config.data.join(KEY_FILE), config.data.join(NEXT_KEY_FILE));
    ensure!(
        in_folder || new.is_some(),
        "the key is in the settings: write the new one into a file, name it with --new, and put it into the settings after"
    );
    let old = match (old, &config.secret_key) {
        (Some(path), _) => read(path)?,
        (None, Some(key)) => key.0.clone(),
        (None, None) => read(&key)?,
    };
    let begun = next.exists();
    let new = match new {
        Some(path) => read(path)?,
        None if begun => read(&next)?,
        None => secret::token(),
    };
    let (from, to) = (Seal::with_key(&old).context("the old key")?, Seal::with_key(&new).context("the new key")?);
    ensure!(!secret::same(old.trim(), new.trim()), "the new key is the old one");
    if in_folder && begun {
        ensure!(
            secret::same(read(&next)?.trim(), new.trim()),
            "a change to another key was begun ({}): finish it first, without --new",
            next.display()
        );
    } else if in_folder {
        // Kept before anything is sealed with it; under its name only when it is whole.
        let half = config.data.join(format!("{NEXT_KEY_FILE}.half"));
        let _ = fs::remove_file(&half);
        seal::write_key(&half, new.trim()).context("the new key cannot be kept")?;
        fs::rename(&half, &next)?;
        File::open(&config.data)?.sync_all()?;
    }
    let store = Store::open(&config.database_url()).await.context("the database cannot be opened")?;
    let sealed = seal_anew(&store, &from, &to).await;
    store.close().await;
    let (anew, already) = match sealed {
        Ok(counts) => counts,
        Err(error) => {
            // Nothing is sealed with it.
            if in_folder && !begun {
                let _ = fs::remove_file(&next);
            }
            return Err(error);
        }
    };
    if in_folder {
        fs::rename(&next, &key).context("the new key cannot take the place of the old one")?;
        File::open(&config.data)?.sync_all()?;
    }
    drop(lock);
    Ok(Rotated { anew, already, in_folder })
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("the key file {}", path.display()))
}

async fn seal_anew(store: &Store, from: &Seal, to: &Seal) -> anyhow::Result<(usize, usize)> {
    let mut write = store.write().await?;
    let (mut anew, mut already, mut lost) = (0, 0, vec![]);
    for (place, text) in write.conn().sealed().await? {
        let purpose = purpose(place);
        if to.open(&purpose, &text).is_some() {
            already += 1;
        } else if let Some(secret) = from.open(&purpose, &text) {
            let sealed = to.seal(&purpose, &secret).context("a secret cannot be sealed")?;
            write.conn().seal_anew(place, &sealed).await?;
            anew += 1;
        } else {
            lost.push(purpose);
        }
    }
    if !lost.is_empty() {
        bail!(
            "nothing was changed: with neither key opens {}. Remove it first, or give the key with --old",
            lost.join(", ")
        );
    }
    let line = Doer::command_line().line(Act::KeyRotated, now());
    write.conn().add_audit(&line).await?;
    // Other words of the directory: nodes that run read their secrets anew.
    write.conn().raise_directory_version().await?;
    write.commit(|| ()).await?;
    Ok((anew, already))
}

/// What a text is sealed for, wherever it is kept.
fn purpose(place: SealedIn) -> String {
    match place {
        SealedIn::IdentifySecret(id) => identifying::purpose(id),
        SealedIn::SecondFactor(_) => second_factor::PURPOSE.into(),
        SealedIn::Webhook(id) | SealedIn::WebhookBefore(id) => webhooks::purpose(id),
        SealedIn::MailPassword => mail::server::PURPOSE.into(),
        SealedIn::OpenIdSecret => openid::PURPOSE.into(),
        SealedIn::Channel(id) => messengers::purpose(id),
    }
}
