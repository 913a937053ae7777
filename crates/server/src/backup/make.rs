//! Making a backup: a plain copy of the database first, which holds nobody up; then everything is packed, hashed and synced
//! under another name, and gets its own only when it is whole.

use super::{
    About, KeyIs, Manifest, Said, amount,
    manifest::{ABOUT, FORMAT, MANIFEST, Part, Place},
};
use crate::{app::now, config::Config, files::Files};
use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store::backup::{self, Copied};

/// How often it is told how far it is.
const TELL: Duration = Duration::from_secs(2);
/// zstd's own middle way between small and fast.
const LEVEL: i32 = 3;

/// Makes a backup of the desk of these settings, beside a running server or without one.
///
/// # Errors
/// When something stands there already and is not to be replaced, when nothing can be read, or not everything be written:
/// then no file is there that was not there before.
pub async fn make(config: &Config, to: &Path, overwrite: bool, said: Said<'_>) -> anyhow::Result<Manifest> {
    if to.exists() && !overwrite {
        bail!("{} is there already; choose another name, or give --overwrite", to.display());
    }
    let url = config.database_url();
    if let Some(path) = backup::sqlite_path(&url) {
        anyhow::ensure!(path.exists(), "there is no database {}", path.display());
    }
    let underway = Underway::begin(to)?;
    said("The database is copied; the server goes on meanwhile.");
    // As of before: what came in since may be in it, too, but need not.
    let made_at = now();
    let copied = {
        let copying = backup::copy(&url, &underway.folder);
        tokio::pin!(copying);
        loop {
            tokio::select! {
                copied = &mut copying => break copied.context("the database cannot be copied")?,
                () = tokio::time::sleep(TELL) => said(&format!("{} copied so far", amount(size_of(&underway.folder)))),
            }
        }
    };
    let (config, to) = (config.clone(), to.to_owned());
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<String>();
    let packing = tokio::task::spawn_blocking(move || {
        let manifest = pack(&config, &copied, made_at, &underway, &|word| drop(tell.send(word.into())))?;
        underway.done(&to)?;
        anyhow::Ok(manifest)
    });
    while let Some(word) = told.recv().await {
        said(&word);
    }
    packing.await?
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}

/// What is being made, beside where it will be: dropped, it is gone.
struct Underway {
    part: PathBuf,
    folder: PathBuf,
    file: File,
}

impl Underway {
    fn begin(to: &Path) -> anyhow::Result<Self> {
        let with = |ending: &str| {
            let mut name = to.file_name().unwrap_or_default().to_owned();
            name.push(ending);
            to.with_file_name(name)
        };
        let (part, folder) = (with(".part"), with(".part.d"));
        let named = || format!("{} cannot be written", part.display());
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).with_context(named)?;
        file.try_lock().map_err(|_| anyhow::anyhow!("another backup into {} is under way", to.display()))?;
        // What a crash left, and perhaps another mode.
        file.set_len(0).with_context(named)?;
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)).with_context(named)?;
        let _ = fs::remove_dir_all(&folder);
        let underway = Self { part: part.clone(), folder, file };
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&underway.folder).with_context(named)?;
        Ok(underway)
    }

    /// It is whole: now, and only now, it has its name.
    fn done(self, to: &Path) -> anyhow::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.part, to).with_context(|| format!("{} cannot be written", to.display()))?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
        Ok(())
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn pack(
    config: &Config,
    copied: &Copied,
    made_at: desk::Timestamp,
    underway: &Underway,
    said: Said<'_>,
) -> anyhow::Result<Manifest> {
    let about = About {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        schema: copied.schema,
        database: copied.kind.into(),
        made_at,
    };
    let packed = zstd::Encoder::new(&underway.file, LEVEL)?;
    let mut archive = Archive { tar: tar::Builder::new(packed), parts: vec![], at: made_at };
    archive.add_bytes(ABOUT, &serde_json::to_vec_pretty(&about)?)?;
    said("The database is packed.");
    for part in &copied.parts {
        let path = underway.folder.join(&part.name);
        archive.add_file(&Place::Database(part.name.clone()), File::open(&path)?)?;
        archive.parts.last_mut().expect("invariant: it was just added").table.clone_from(&part.table);
        // The disk may have room for one copy only.
        fs::remove_file(path)?;
    }
    let key = add_key(config, &mut archive)?;
    let (mut files, mut missing_files, mut told) = (0, 0, Instant::now());
    let folder = Files::new(&config.data);
    for file in &copied.files {
        let id = file.0;
        match File::open(folder.path(id)) {
            Ok(bytes) => archive.add_file(&Place::File { id, small: false }, bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing_files += 1;
                continue;
            }
            Err(error) => return Err(error).with_context(|| format!("the file {id} cannot be read")),
        }
        if let Ok(bytes) = File::open(folder.thumbnail_path(id)) {
            archive.add_file(&Place::File { id, small: true }, bytes)?;
        }
        files += 1;
        if told.elapsed() >= TELL {
            told = Instant::now();
            said(&format!("{files} of {} files", copied.files.len()));
        }
    }
    let rows = copied.rows.clone();
    let Archive { mut tar, parts, .. } = archive;
    let manifest = Manifest { about, key, rows, files, missing_files, parts };
    append(&mut tar, MANIFEST, &serde_json::to_vec_pretty(&manifest)?, made_at)?;
    tar.into_inner()?.finish()?;
    Ok(manifest)
}

fn add_key<W: Write>(config: &Config, archive: &mut Archive<W>) -> anyhow::Result<KeyIs> {
    if config.secret_key.is_some() {
        return Ok(KeyIs::InSettings);
    }
    match fs::read(config.data.join(super::manifest::KEY)) {
        Ok(key) => {
            archive.add_bytes(super::manifest::KEY, &key)?;
            Ok(KeyIs::Included)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(KeyIs::Nowhere),
        Err(error) => Err(error).context("the key file secret.key cannot be read"),
    }
}

/// The archive as it grows, and what is in it already.
struct Archive<W: Write> {
    tar: tar::Builder<W>,
    parts: Vec<Part>,
    at: desk::Timestamp,
}

impl<W: Write> Archive<W> {
    fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        append(&mut self.tar, name, bytes, self.at)?;
        let sha256 = hex(&Sha256::digest(bytes));
        self.parts.push(Part { name: name.into(), size: bytes.len() as u64, sha256, table: None });
        Ok(())
    }

    fn add_file(&mut self, place: &Place, file: File) -> anyhow::Result<()> {
        let (name, size) = (place.name(), file.metadata()?.len());
        let mut hashed = Hashed { from: file.take(size), hash: Sha256::new(), read: 0 };
        self.tar.append_data(&mut header(size, self.at), &name, &mut hashed)?;
        anyhow::ensure!(hashed.read == size, "{name} became shorter while it was read");
        self.parts.push(Part { name, size, sha256: hex(&hashed.hash.finalize()), table: None });
        Ok(())
    }
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8], at: desk::Timestamp) -> io::Result<()> {
    tar.append_data(&mut header(bytes.len() as u64, at), name, bytes)
}

fn header(size: u64, at: desk::Timestamp) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(at.as_second()).unwrap_or_default());
    header
}

/// Reads, and remembers what by its hash.
pub struct Hashed<R> {
    /// What is read.
    pub from: R,
    /// The hash so far.
    pub hash: Sha256,
    /// How many bytes so far.
    pub read: u64,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.hash.update(&into[..read]);
        self.read += read as u64;
        Ok(read)
    }
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write as _;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
