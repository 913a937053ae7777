//! Lumen: a made-up energy company in the middle of a shift, so that every screen can be judged full.
//!
//! `company`, with its `people`, `sites`, `rules` and `words`, is who works there; `clients` who comes, `past` what happened
//! in the last weeks, `shift` who talks now, `waiting` who waits, `messengers` who writes from elsewhere, `left` what was left while nobody was there, `connected`
//! which other system hears of it. `docs/developers.md` says how a test starts from it.

mod clients;
mod company;
mod connected;
mod hours;
mod left;
mod messengers;
mod past;
mod people;
mod rules;
mod shift;
mod sites;
mod waiting;
mod words;

use crate::{Ids, Telling};
use clients::Clients;
use company::Lumen;
use desk::{FileId, Timestamp};
use store::Store;
use uuid::Uuid;

pub use messengers::{ClientPhoto, client_photos};
pub use people::{KLARA, Who, is_at_the_desk, photos};

/// What is secret at Lumen. Whoever makes it says so: nothing secret is the same in two of them, or written in a source.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// The hash of the one password of everybody there.
    pub password_hash: &'a str,
    /// The hash of the token by which a client's browser is known; clients are told by their names.
    pub token_hash: &'a (dyn Fn(&str) -> String + Sync),
    /// What one must know to read a file; it is told by its name.
    pub file_key: &'a (dyn Fn(&str) -> String + Sync),
    /// What Lumen's own site signs its visitors with, sealed for the database under this id.
    pub signed_with: &'a (dyn Fn(Uuid) -> Option<String> + Sync),
    /// What requests to another system of Lumen are signed with, sealed for the database under this id.
    pub told_with: &'a (dyn Fn(Uuid) -> Option<String> + Sync),
    /// What connects a page or number of an outside messenger, sealed for the database under this id.
    pub connected_with: &'a (dyn Fn(Uuid) -> Option<String> + Sync),
}

/// A file somebody sent. The database knows of it; its bytes are kept by whoever keeps files.
#[derive(Clone, Debug)]
pub struct KeptFile {
    /// Its id.
    pub id: FileId,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Tells Lumen's last weeks up to `now`, in a database that holds at most what a new desk begins with. Returns the files
/// that were sent.
///
/// # Errors
/// When the database refuses.
pub async fn tell(store: &Store, secrets: Secrets<'_>, now: Timestamp) -> anyhow::Result<Vec<KeptFile>> {
    let mut write = store.write().await?;
    let mut desk = Telling::new(write.conn(), Ids::of_seed(1));
    let lumen = Lumen::found(&mut desk, secrets, now).await?;
    let mut told = Told { desk, clients: Clients::new(secrets), files: Vec::new() };
    // The oldest first: a client is known since then.
    past::tell(&mut told, &lumen).await?;
    shift::tell(&mut told, &lumen).await?;
    waiting::tell(&mut told, &lumen).await?;
    messengers::tell(&mut told, &lumen, secrets).await?;
    connected::tell(&mut told.desk, &lumen, secrets).await?;
    left::tell(&mut told, &lumen).await?;
    let files = told.files;
    write.commit(|| ()).await?;
    Ok(files)
}

/// What is told so far.
struct Told<'s, 'c> {
    desk: Telling<'c>,
    clients: Clients<'s>,
    files: Vec<KeptFile>,
}
