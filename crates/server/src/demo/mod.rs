//! `hovorna demo`: Lumen, a made-up energy company in the middle of a shift, so that every screen can be judged full. Its
//! story is told in `testkit`; here it gets a folder, a password and the bytes of its files.

mod there;

use crate::{
    actions::identifying,
    app::now,
    config::Config,
    files::Files,
    identify, messengers,
    seal::Seal,
    secret,
    serve::{self, Told},
    webhooks,
};
use anyhow::Context as _;
use desk::{ChannelId, Timestamp, files::is_picture};
use serde_json::json;
use std::{fs, path::Path};
use store::Store;
use testkit::lumen::{self, ClientPhoto, KLARA, KeptFile, Secrets};

/// What marks a folder as one that `--reset` may empty. Its last word is when the company was made.
const MARK: &str = "demo";

/// The port of the discard protocol (RFC 863), at this machine.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Makes the made-up company in its folder, unless it is there, and tells how to sign in.
///
/// # Errors
/// When the folder holds something else, or cannot be written.
pub async fn prepare(config: &Config, reset: bool) -> anyhow::Result<()> {
    anyhow::ensure!(config.database.is_none(), "the demo keeps its own SQLite file: leave --database out");
    if config.data.exists() && fs::read_dir(&config.data)?.next().is_some() {
        anyhow::ensure!(
            config.data.join(MARK).exists(),
            "{} holds something that is no demo; choose another --data",
            shown(&config.data)
        );
        if !reset {
            println!("The demo company is there already; --reset makes it anew, with a new password.");
            return Ok(());
        }
        // Not under the feet of one that runs.
        let lock = serve::lock_folder(config)?;
        empty(&config.data)?;
        drop(lock);
    }
    // No password is ever the same, not even here.
    let password: String = secret::token().chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    make(config, &password, now()).await?;
    println!("Sign in as {KLARA} with the password {password}");
    Ok(())
}

/// Makes it, in a folder that is empty or not there yet.
///
/// # Errors
/// When it cannot be written.
pub async fn make(config: &Config, password: &str, now: Timestamp) -> anyhow::Result<()> {
    fs::create_dir_all(&config.data).with_context(|| format!("{} cannot be made", shown(&config.data)))?;
    let mark = format!("`hovorna demo --reset` empties this folder.\nMade at {now}\n");
    fs::write(config.data.join(MARK), mark)?;
    let store = serve::open(config).await?;
    let seal = Seal::of(config)?;
    let secrets = Secrets {
        password_hash: &secret::hash_password(password)?,
        token_hash: &|client| secret::token_hash(&secret::derived(password, client)),
        file_key: &|file| secret::derived(password, file),
        signed_with: &|id| seal.seal(&identifying::purpose(id), &identify::new_secret()),
        told_with: &|id| seal.seal(&webhooks::purpose(id), &webhooks::signature::new_secret()),
        connected_with: &|id| {
            let secrets = json!({"access_token": secret::token(), "app_secret": secret::token()}).to_string();
            seal.seal(&messengers::purpose(ChannelId(id)), &secrets)
        },
    };
    let sent = lumen::tell(&store, secrets, now).await.context("the demo company could not be stored")?;
    let files = Files::new(&config.data);
    take_photos(&store, &files, password, now).await.context("the demo company's photos could not be stored")?;
    store.close().await;
    keep(&files, sent).await.context("the demo company's files could not be stored")
}

/// Serves it, with everybody there, until told to stop.
///
/// # Errors
/// When it cannot start.
pub async fn serve(config: Config, stop: impl Told) -> anyhow::Result<()> {
    let mark = fs::read_to_string(config.data.join(MARK))?;
    // Nobody listens there: what is said to made-up clients of messengers leaves to no one.
    let config = Config { meta_graph_url: config.meta_graph_url.or_else(|| NOWHERE.parse().ok()), ..config };
    let made = mark.split_whitespace().last().and_then(|word| word.parse().ok()).unwrap_or_else(now);
    serve::serve_with(config, stop, async |app| there::connect(app, made).await).await
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

/// Only what a demo makes is removed.
fn empty(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

async fn take_photos(store: &Store, files: &Files, password: &str, now: Timestamp) -> anyhow::Result<()> {
    let people = store.read().await?.conn().operators().await?;
    let mut write = store.write().await?;
    for (email, picture) in lumen::photos()? {
        let drawn = files.portrait(picture.into()).await.context("a drawn picture is none")?;
        let key = secret::derived(password, &format!("photo of {email}"));
        if let Some(operator) = people.iter().find(|operator| operator.email == email) {
            write.conn().set_photo(operator.id, &key, &drawn).await?;
        }
    }
    for ClientPhoto { known: (kind, value), picture } in lumen::client_photos()? {
        let drawn = files.portrait(picture.into()).await.context("a drawn picture is none")?;
        let key = secret::derived(password, &format!("photo of {kind} {value}"));
        if let Some(client) = write.conn().client_by_identity(kind, value).await? {
            write.conn().set_client_photo(client, &key, &drawn, now).await?;
        }
    }
    Ok(write.commit(|| ()).await?)
}

async fn keep(files: &Files, sent: Vec<KeptFile>) -> anyhow::Result<()> {
    for KeptFile { id, bytes } in sent {
        let mut incoming = files.receive().await?;
        incoming.write(&bytes).await?;
        let picture = is_picture(incoming.media_type());
        files.keep(incoming, id.0).await?;
        if picture {
            files.picture(id.0).await;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let data = std::env::temp_dir().join(format!("hovorna-demo-{}", uuid::Uuid::now_v7()));
        Config { data, ..Config::default() }
    }

    #[tokio::test]
    async fn the_company_is_made_anew_only_on_demand_and_with_another_password() {
        let config = config();
        let counts = async || {
            let store = serve::open(&config).await.unwrap();
            let mut read = store.read().await.unwrap();
            let counts = (read.conn().operators().await.unwrap().len(), read.conn().running().await.unwrap().len());
            let hash = read.conn().password_hash(KLARA).await.unwrap();
            drop(read);
            store.close().await;
            (counts, hash)
        };
        prepare(&config, false).await.unwrap();
        let first = counts().await;
        prepare(&config, false).await.unwrap();
        assert_eq!(counts().await, first, "nothing is made twice");
        prepare(&config, true).await.unwrap();
        let anew = counts().await;
        assert_eq!(anew.0, first.0);
        assert_ne!(anew.1, first.1, "the password is a new one");
        fs::remove_dir_all(&config.data).unwrap();
    }

    #[tokio::test]
    async fn a_folder_with_something_else_is_left_alone() {
        let config = config();
        fs::create_dir_all(&config.data).unwrap();
        fs::write(config.data.join("hovorna.sqlite"), "a real desk").unwrap();
        assert!(prepare(&config, true).await.is_err());
        assert_eq!(fs::read_to_string(config.data.join("hovorna.sqlite")).unwrap(), "a real desk");
        fs::remove_dir_all(&config.data).unwrap();
    }
}
