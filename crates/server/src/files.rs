//! The bytes of files: in the data folder, written whole and synced before anybody is told of them.

use crate::pictures;
use axum::body::Bytes;
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncWriteExt as _, sync::Semaphore};
use uuid::Uuid;

/// What a file is shows in its first bytes.
const HEAD: usize = 8 * 1024;

/// The files of the data folder.
pub struct Files {
    folder: PathBuf,
    /// Decoding takes memory: one picture at a time.
    pictures: Semaphore,
}

/// A file on its way in: not there until it is kept; dropped, it is gone.
pub struct Incoming {
    path: PathBuf,
    file: fs::File,
    head: Vec<u8>,
    size: u64,
    kept: bool,
}

impl Files {
    /// The files below the data folder.
    #[must_use]
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("files"), pictures: Semaphore::new(1) }
    }

    /// Clears what a crash left half received. Only before anything is received.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn clear_incoming(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.folder.join("incoming")).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Where a file lies: not too many in one folder.
    #[must_use]
    pub fn path(&self, id: Uuid) -> PathBuf {
        // The last digits of a UUIDv7 are random, the first ones time.
        let name = id.simple().to_string();
        self.folder.join(&name[30..]).join(name)
    }

    /// Where a picture's small copy lies.
    #[must_use]
    pub fn thumbnail_path(&self, id: Uuid) -> PathBuf {
        self.path(id).with_extension("small.jpg")
    }

    /// Begins to take a file.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn receive(&self) -> io::Result<Incoming> {
        let folder = self.folder.join("incoming");
        fs::create_dir_all(&folder).await?;
        let path = folder.join(Uuid::now_v7().simple().to_string());
        let file = fs::File::create_new(&path).await?;
        Ok(Incoming { path, file, head: Vec::new(), size: 0, kept: false })
    }

    /// Puts a file in its place. When this returns it survives a crash.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn keep(&self, mut incoming: Incoming, id: Uuid) -> io::Result<()> {
        let to = self.path(id);
        let folder = to.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&folder).await?;
        incoming.file.flush().await?;
        incoming.file.sync_all().await?;
        fs::rename(&incoming.path, &to).await?;
        incoming.kept = true;
        for folder in [folder.as_path(), self.folder.as_path()] {
            fs::File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }

    /// Makes the small copy of a picture and returns the picture's width and height as it is shown, in pixels.
    /// None when it is no picture that can be decoded within bounds.
    pub async fn picture(&self, id: Uuid) -> Option<(u32, u32)> {
        let _one_at_a_time = self.pictures.acquire().await.ok()?;
        let (from, to) = (self.path(id), self.thumbnail_path(id));
        let decoded = tokio::task::spawn_blocking(move || pictures::small_copy(&from, &to)).await;
        decoded.ok()?.inspect_err(|error| tracing::debug!(%error, "a picture got no small copy")).ok()
    }

    /// The same picture as a JPEG of at most so many bytes. None when it cannot be drawn so within bounds.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn made_over(&self, picture: &mut Incoming, most: u64) -> io::Result<Option<Incoming>> {
        picture.file.flush().await?;
        let drawn = {
            let Ok(_one_at_a_time) = self.pictures.acquire().await else { return Ok(None) };
            let from = picture.path.clone();
            tokio::task::spawn_blocking(move || pictures::made_over(&from, most)).await
        };
        let Some(bytes) =
            drawn.ok().and_then(|it| it.inspect_err(|error| tracing::debug!(%error, "not made over")).ok())
        else {
            return Ok(None);
        };
        let mut made = self.receive().await?;
        made.write(&bytes).await?;
        Ok(Some(made))
    }

    /// Of a picture the middle as a square, drawn anew: where it was taken and by what is not in it any more. None when it is
    /// no PNG, JPEG or WebP that can be decoded within bounds.
    pub async fn portrait(&self, bytes: Bytes) -> Option<Vec<u8>> {
        let _one_at_a_time = self.pictures.acquire().await.ok()?;
        let drawn = tokio::task::spawn_blocking(move || pictures::portrait(&bytes)).await;
        drawn.ok()?.inspect_err(|error| tracing::debug!(%error, "this is no photo")).ok()
    }

    /// Removes a file, if it is there. Tells whether it is gone.
    pub async fn remove(&self, id: Uuid) -> bool {
        let mut gone = true;
        for path in [self.path(id), self.thumbnail_path(id)] {
            if let Err(error) = fs::remove_file(&path).await
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%error, file = %id, "a file could not be removed");
                gone = false;
            }
        }
        gone
    }
}

impl Incoming {
    /// Takes more bytes.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await
    }

    /// All of it, instead of being kept.
    ///
    /// # Errors
    /// When the disk does not give it back.
    pub async fn read(mut self) -> io::Result<Bytes> {
        self.file.flush().await?;
        Ok(fs::read(&self.path).await?.into())
    }

    /// The bytes so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What it is, by its first bytes; what its sender calls it does not count.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        media_type(&self.head, self.size <= HEAD as u64)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// What a file is, by its first bytes; `whole` when these are all of them.
fn media_type(head: &[u8], whole: bool) -> &'static str {
    if let Some(kind) = infer::get(head) {
        return match kind.mime_type() {
            // What lies in the file is not what the file is (RFC 7845, section 9): voices of messengers come so, and go so.
            "audio/opus" => "audio/ogg",
            // Registered is MPEG-4 (RFC 4337), whatever a file's own brand is called.
            "audio/m4a" => "audio/mp4",
            kind => kind,
        };
    }
    // Text may end within a character where the head was cut.
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if !whole && error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    match text {
        Some(text) if text.contains("<svg") => "image/svg+xml",
        Some(text) if !text.is_empty() && !text.chars().any(|c| c.is_control() && !"\n\r\t\u{c}".contains(c)) => {
            "text/plain"
        }
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_shows_in_its_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n....", true), "image/png");
        assert_eq!(media_type(b"%PDF-1.7", true), "application/pdf");
        let voice = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01";
        assert_eq!(media_type(voice, true), "audio/ogg");
        assert_eq!(media_type(b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom", true), "audio/mp4");
        assert_eq!(media_type("Dobrý den".as_bytes(), true), "text/plain");
        assert_eq!(media_type(&"ý".as_bytes()[..1], false), "application/octet-stream");
        assert_eq!(media_type(&"aý".as_bytes()[..2], false), "text/plain");
        assert_eq!(media_type(b"<!DOCTYPE html><script>alert(1)</script>", true), "text/html");
        assert_eq!(media_type(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", true), "image/svg+xml");
        assert_eq!(media_type(b"\0\x01\x02", true), "application/octet-stream");
        assert_eq!(media_type(b"", true), "application/octet-stream");
    }
}
