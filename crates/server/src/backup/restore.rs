//! Restoring a backup: unpacked beside its place and held against its manifest first; only what is whole is moved there.

use super::{
    About, KeyIs, Manifest, Said, amount,
    make::{Hashed, hex},
    manifest::{ABOUT, FORMAT, KEY, MANIFEST, Part, Place},
};
use crate::{app::now, config::Config, files::Files, serve};
use anyhow::{Context as _, bail, ensure};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store::{
    Store,
    backup::{self, Held},
};

/// Where a backup is unpacked, in the data folder.
const STAGE: &str = "restoring";
/// How often it is told how far it is.
const TELL: Duration = Duration::from_secs(2);
/// What a backup says of itself is no larger, in bytes.
const LARGEST_WORD: u64 = 1 << 30;

/// How a file of zstd begins (RFC 8878, 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const DAMAGED: &str = "the backup is damaged or was cut short";

/// What was restored.
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Where what was there before is now.
    pub before: Option<PathBuf>,
    /// What waited in it to be sent, and is held.
    pub held: Held,
}

/// Makes the desk of these settings anew out of a backup. With `replace`, what the data folder holds is put aside.
///
/// # Errors
/// When a server runs on the data folder, when something is there already, when the backup is damaged, of a newer release or
/// of another kind of database: then everything is as it was.
pub async fn restore(config: &Config, from: &Path, replace: bool, said: Said<'_>) -> anyhow::Result<Restored> {
    let archive = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let about = first_word(&archive)?;
    fits(config, &about)?;
    let url = config.database_url();
    let place = Home { data: config.data.clone(), sqlite: backup::sqlite_path(&url).map(Path::to_owned) };
    // In use is said before not empty: the one who reads it may have mistaken the folder.
    let lock = serve::lock_folder(config)?;
    let there = place.there();
    if let Some(first) = there.first()
        && !replace
    {
        bail!(
            "{} is there already: restore into another folder (--data), or give --replace, which puts aside what is there",
            first.display()
        );
    }
    if place.sqlite.is_none() {
        let empty = backup::is_empty_postgres(&url).await.context("the database cannot be reached")?;
        ensure!(empty, "the database is not empty: make another one for it (createdb), and name that with --database");
    }

    let stage = Stage::begin(&config.data)?;
    said("The backup is unpacked and checked.");
    let manifest = {
        let (folder, from) = (stage.0.clone(), from.to_owned());
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<String>();
        let unpacking = tokio::task::spawn_blocking(move || {
            unpack(File::open(from)?, &folder, &|word| drop(tell.send(word.into())))
        });
        while let Some(word) = told.recv().await {
            said(&word);
        }
        unpacking.await??
    };

    let unpacked = stage.0.join("database");
    let mut held = match place.sqlite {
        Some(_) => backup::settle_sqlite(&unpacked.join("database.sqlite"), now())
            .await
            .context("the database in the backup cannot be brought up to date; everything is as it was")?,
        None => Held::default(),
    };
    let before = if there.is_empty() { None } else { Some(place.put_aside(&there)?) };
    let moved = async {
        place.move_in(&stage.0, &manifest)?;
        if place.sqlite.is_none() {
            said("The database is filled.");
            let parts = manifest.database_parts();
            held = backup::fill_postgres(&url, manifest.about.schema, &parts, &unpacked, now()).await?;
        }
        anyhow::Ok(())
    };
    if let Err(error) = moved.await {
        place.take_out();
        if let Some(before) = &before {
            place.put_back(before)?;
        }
        return Err(error.context("the backup could not be put in its place; everything is as it was"));
    }
    drop(stage);
    let store = Store::open(&url).await.context("the restored database cannot be opened")?;
    store.close().await;
    drop(lock);
    Ok(Restored { manifest, before, held })
}

/// Reads what an archive is.
fn first_word(archive: &File) -> anyhow::Result<About> {
    let foreign = "this is no backup made by `hovorna backup`";
    let mut begins = [0; ZSTD.len()];
    let begun = archive.read_exact_at(&mut begins, 0).is_ok() && begins == ZSTD;
    ensure!(begun, foreign);
    let mut tar = tar::Archive::new(zstd::Decoder::new(archive).context(DAMAGED)?);
    let mut first = tar.entries().context(DAMAGED)?.next().context(foreign)?.context(DAMAGED)?;
    ensure!(first.path().is_ok_and(|path| path == Path::new(ABOUT)), foreign);
    let mut bytes = vec![];
    (&mut first).take(LARGEST_WORD).read_to_end(&mut bytes).context(DAMAGED)?;
    let format = serde_json::from_slice::<serde_json::Value>(&bytes).context(foreign)?["format"].as_u64();
    ensure!(
        format == Some(FORMAT.into()),
        "the backup has a form this release does not know: restore it with a newer one"
    );
    serde_json::from_slice(&bytes).context(foreign)
}

fn fits(config: &Config, about: &About) -> anyhow::Result<()> {
    ensure!(
        about.schema <= backup::newest_schema(),
        "the backup is of a newer release ({}, schema {}; this one knows {}): restore it with that release",
        about.version,
        about.schema,
        backup::newest_schema()
    );
    let kind = if backup::sqlite_path(&config.database_url()).is_some() { "sqlite" } else { "postgres" };
    ensure!(
        about.database == kind,
        "the backup is of a {} database and can be restored into such a one only, which --database does not name",
        if about.database == "sqlite" { "SQLite" } else { "PostgreSQL" }
    );
    Ok(())
}

/// Unpacks an archive into a folder, and holds each part against the manifest.
fn unpack(archive: File, folder: &Path, said: Said<'_>) -> anyhow::Result<Manifest> {
    let size = archive.metadata()?.len().max(1);
    let counted = Counted { from: archive, read: std::sync::Arc::default() };
    let read = std::sync::Arc::clone(&counted.read);
    let mut tar = tar::Archive::new(zstd::Decoder::new(counted)?);
    let (mut parts, mut manifest, mut told) = (vec![], None, Instant::now());
    for entry in tar.entries().context(DAMAGED)? {
        let entry = entry.context(DAMAGED)?;
        ensure!(manifest.is_none(), "{DAMAGED}: something follows its end");
        ensure!(entry.header().entry_type().is_file(), "{DAMAGED}: it holds something that is no file");
        let name = entry.path().context(DAMAGED)?.to_str().context(DAMAGED)?.to_owned();
        let mut hashed = Hashed { from: entry, hash: Sha256::new(), read: 0 };
        if name == ABOUT || name == MANIFEST {
            let mut bytes = vec![];
            (&mut hashed).take(LARGEST_WORD).read_to_end(&mut bytes).context(DAMAGED)?;
            if name == MANIFEST {
                manifest = Some(serde_json::from_slice::<Manifest>(&bytes).context(DAMAGED)?);
                continue;
            }
        } else {
            let place = Place::of(&name).with_context(|| format!("{DAMAGED}: it holds {name:?}"))?;
            write(&mut hashed, &folder.join(place.staged())).context(DAMAGED)?;
        }
        parts.push(Part { name, size: hashed.read, sha256: hex(&hashed.hash.finalize()), table: None });
        if told.elapsed() >= TELL {
            told = Instant::now();
            let read = read.load(std::sync::atomic::Ordering::Relaxed);
            said(&format!("{} of {} ({} %)", amount(read), amount(size), (read * 100 / size).min(100)));
        }
    }
    let manifest = manifest.with_context(|| format!("{DAMAGED}: its end is missing"))?;
    let promised = manifest.parts.iter().map(|part| (&part.name, part.size, &part.sha256));
    let found = parts.iter().map(|part| (&part.name, part.size, &part.sha256));
    for pair in promised.clone().zip(found.clone()) {
        ensure!(pair.0 == pair.1, "the backup is damaged: {} is not what was put in", pair.1.0);
    }
    ensure!(promised.count() == found.count(), "the backup is damaged: a part is missing");
    Ok(manifest)
}

fn write(from: &mut impl Read, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to)?;
    io::copy(&mut BufReader::with_capacity(1 << 18, from), &mut file)?;
    file.sync_all()
}

/// Reads a file, and knows how far.
struct Counted {
    from: File,
    read: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.read.fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

/// Where a backup is unpacked; gone with this.
struct Stage(PathBuf);

impl Stage {
    /// Whatever lies there was left by a crash: who has the folder's lock is alone.
    fn begin(data: &Path) -> anyhow::Result<Self> {
        let folder = data.join(STAGE);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where a desk is kept.
struct Home {
    data: PathBuf,
    sqlite: Option<PathBuf>,
}

impl Home {
    /// Everything a desk can have there, the database's log after it.
    fn all(&self) -> Vec<PathBuf> {
        let mut all = vec![self.data.join("files"), self.data.join(KEY)];
        if let Some(database) = &self.sqlite {
            all.extend(["", "-wal", "-shm"].map(|ending| {
                let mut path = database.as_os_str().to_owned();
                path.push(ending);
                PathBuf::from(path)
            }));
        }
        all
    }

    /// What is there.
    fn there(&self) -> Vec<PathBuf> {
        let held = |path: &PathBuf| match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => path.exists(),
        };
        self.all().into_iter().filter(held).collect()
    }

    fn put_aside(&self, there: &[PathBuf]) -> anyhow::Result<PathBuf> {
        let aside = self.data.join(format!("before-restore-{}", now().strftime("%Y%m%d-%H%M%S")));
        fs::create_dir(&aside).with_context(|| format!("{} cannot be made", aside.display()))?;
        for path in there {
            fs::rename(path, aside.join(path.file_name().unwrap_or_default()))
                .with_context(|| format!("{} cannot be put aside", path.display()))?;
        }
        Ok(aside)
    }

    fn put_back(&self, aside: &Path) -> anyhow::Result<()> {
        for path in self.all() {
            let kept = aside.join(path.file_name().unwrap_or_default());
            if kept.exists() {
                fs::rename(kept, path)?;
            }
        }
        Ok(fs::remove_dir(aside)?)
    }

    /// What was unpacked gets its place, the database last: with it there is a desk again.
    fn move_in(&self, stage: &Path, manifest: &Manifest) -> anyhow::Result<()> {
        let files = Files::new(&self.data);
        let _ = fs::remove_dir(self.data.join("files"));
        fs::create_dir_all(self.data.join("files"))?;
        for part in &manifest.parts {
            let (Some(Place::File { id, small }), from) = (Place::of(&part.name), stage.join(&part.name)) else {
                continue;
            };
            let to = if small { files.thumbnail_path(id) } else { files.path(id) };
            fs::create_dir_all(to.parent().unwrap_or(&self.data))?;
            fs::rename(from, to)?;
        }
        for folder in fs::read_dir(self.data.join("files"))? {
            File::open(folder?.path())?.sync_all()?;
        }
        File::open(self.data.join("files"))?.sync_all()?;
        if manifest.key == KeyIs::Included {
            fs::rename(stage.join(KEY), self.data.join(KEY))?;
        }
        if let Some(database) = &self.sqlite {
            let from = stage.join("database").join("database.sqlite");
            let folder = database.parent().unwrap_or(&self.data);
            fs::create_dir_all(folder)?;
            // It may be kept on another disk.
            if fs::rename(&from, database).is_err() {
                fs::copy(&from, database)?;
                File::open(database)?.sync_all()?;
            }
            File::open(folder)?.sync_all()?;
        }
        File::open(&self.data)?.sync_all()?;
        Ok(())
    }

    /// Everything moved in goes out again: nothing else was there.
    fn take_out(&self) {
        for path in self.all() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}
