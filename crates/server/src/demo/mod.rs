//! `hovorna demo`: Lumen, a made-up energy company in the middle of a shift, so that every screen can be judged full.

mod company;
mod story;
mod talks;

use crate::{app::now, config::Config, secret, serve};
use anyhow::Context as _;
use company::{Company, KLARA_EMAIL};
use jiff::{SignedDuration, Timestamp};
use std::{fs, path::Path};
use store::Store;
use story::Story;
use talks::{HISTORY, RUNNING, Talk, WAITING};

/// What marks a folder as one that `--reset` may empty.
const MARK: &str = "demo";
/// Talks of the past weeks.
const PAST: usize = 120;
/// From one of them to the one before, in minutes.
const APART: i64 = 97;

/// Makes the made-up company in its folder, unless it is there, and tells how to sign in.
///
/// # Errors
/// When the folder holds something else, or cannot be written.
pub async fn prepare(config: &Config, reset: bool) -> anyhow::Result<()> {
    anyhow::ensure!(config.database.is_none(), "the demo keeps its own SQLite file: leave --database out");
    let mark = config.data.join(MARK);
    if config.data.exists() && fs::read_dir(&config.data)?.next().is_some() {
        anyhow::ensure!(
            mark.exists(),
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
    fs::create_dir_all(&config.data).with_context(|| format!("{} cannot be made", shown(&config.data)))?;
    fs::write(&mark, "Made by `hovorna demo`; `hovorna demo --reset` empties this folder.\n")?;
    let store = serve::open(config).await?;
    // No password is ever the same, not even here.
    let password: String = secret::token().chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    seed(&store, &password, now()).await.context("the demo company could not be stored")?;
    store.close().await;
    println!("Sign in as {KLARA_EMAIL} with the password {password}");
    Ok(())
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

/// The company, its past weeks and what goes on now.
async fn seed(store: &Store, password: &str, now: Timestamp) -> anyhow::Result<()> {
    let hash = secret::hash_password(password)?;
    let mut write = store.write().await?;
    let company = Company::make(&mut write.conn(), &hash, now).await?;
    for n in (0..PAST).rev() {
        let talk = &HISTORY[n % HISTORY.len()];
        // The oldest comes first: a client is known since then.
        let back = SignedDuration::from_mins(APART * i64::try_from(n + 1)?);
        let mut story = Story::begin(&mut write.conn(), &company, talk, n, now - back).await?;
        story.tell_all(&mut write.conn(), &company, talk, n).await?;
        story.end(&mut write.conn(), &company, n).await?;
    }
    for (n, (talk, ago)) in RUNNING.iter().enumerate() {
        let mut story = running(&mut write.conn(), &company, talk, PAST + n, now, *ago).await?;
        story.tell_all(&mut write.conn(), &company, talk, n).await?;
    }
    for (n, (talk, ago)) in WAITING.iter().enumerate() {
        let mut story = running(&mut write.conn(), &company, talk, PAST + RUNNING.len() + n, now, *ago).await?;
        story.client_waits(&mut write.conn(), talk).await?;
    }
    write.commit(|| ()).await?;
    Ok(())
}

async fn running(
    conn: &mut store::Conn<'_>,
    company: &Company,
    talk: &Talk,
    n: usize,
    now: Timestamp,
    ago: i64,
) -> anyhow::Result<Story> {
    Story::begin(conn, company, talk, n, now - SignedDuration::from_secs(ago)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(folder: &Path) -> Config {
        Config { data: folder.to_owned(), ..Config::default() }
    }

    #[tokio::test]
    async fn the_company_is_full_and_is_made_anew_only_on_demand() {
        let folder = std::env::temp_dir().join(format!("hovorna-demo-{}", uuid::Uuid::now_v7()));
        let config = config(&folder);
        prepare(&config, false).await.unwrap();
        let counts = async || {
            let store = serve::open(&config).await.unwrap();
            let mut read = store.read().await.unwrap();
            let operators = read.conn().operators().await.unwrap();
            let klara = operators.iter().find(|o| o.email == KLARA_EMAIL).unwrap().id;
            let queue = read.conn().list(store::Listed::Queue(klara)).await.unwrap().len();
            let mine = read.conn().list(store::Listed::Mine(klara)).await.unwrap().len();
            let shared = read.conn().list(store::Listed::Mine(klara)).await.unwrap();
            let shared = shared.iter().filter(|shown| !shown.conversation.colleagues.guests.is_empty()).count();
            let asked = read.conn().list(store::Listed::Invited(klara)).await.unwrap().len();
            assert_eq!((shared, asked), (1, 1), "a colleague is in one of her talks, and she is asked into another");
            let templates = read.conn().templates(klara).await.unwrap().len();
            let hash = read.conn().password_hash(KLARA_EMAIL).await.unwrap();
            drop(read);
            store.close().await;
            (operators.len(), queue, mine, templates, hash)
        };
        let first = counts().await;
        assert!(first.0 >= 6 && first.1 >= 5 && first.2 >= 2 && first.3 >= 4, "{first:?}");
        prepare(&config, false).await.unwrap();
        assert_eq!(counts().await, first, "nothing is made twice");
        prepare(&config, true).await.unwrap();
        let anew = counts().await;
        assert_eq!((anew.0, anew.1, anew.2, anew.3), (first.0, first.1, first.2, first.3));
        assert_ne!(anew.4, first.4, "the password is a new one");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_folder_with_something_else_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("hovorna-demo-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("hovorna.sqlite"), "a real desk").unwrap();
        assert!(prepare(&config(&folder), true).await.is_err());
        assert_eq!(fs::read_to_string(folder.join("hovorna.sqlite")).unwrap(), "a real desk");
        fs::remove_dir_all(&folder).unwrap();
    }
}
