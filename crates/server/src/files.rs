//! The bytes of files: in the data folder, written whole and synced before anybody is told of them.

use axum::body::Bytes;
use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use std::{
    io::{self, BufRead, BufReader, Cursor, Seek},
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncWriteExt as _, sync::Semaphore};
use uuid::Uuid;

/// Small copies are at most so many pixels wide and high.
pub const THUMBNAIL: u32 = 480;
/// Photos of people are so many pixels wide and high.
pub const PORTRAIT: u32 = 256;
/// A picture that needs more memory than this to be decoded, in bytes, gets no small copy.
const DECODED: u64 = 256 * 1024 * 1024;
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
        let decoded = tokio::task::spawn_blocking(move || small_copy(&from, &to)).await;
        decoded.ok()?.inspect_err(|error| tracing::debug!(%error, "a picture got no small copy")).ok()
    }

    /// Of a picture the middle as a square, drawn anew: where it was taken and by what is not in it any more. None when it is
    /// no PNG, JPEG or WebP that can be decoded within bounds.
    pub async fn portrait(&self, bytes: Bytes) -> Option<Vec<u8>> {
        let _one_at_a_time = self.pictures.acquire().await.ok()?;
        let drawn = tokio::task::spawn_blocking(move || portrait(&bytes)).await;
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
        return kind.mime_type();
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

type Failed = Box<dyn std::error::Error + Send + Sync>;

fn small_copy(from: &Path, to: &Path) -> Result<(u32, u32), Failed> {
    let picture = decoded(ImageReader::new(BufReader::new(std::fs::File::open(from)?)).with_guessed_format()?)?;
    let dimensions = (picture.width(), picture.height());
    std::fs::write(to, jpeg(&picture.thumbnail(THUMBNAIL, THUMBNAIL))?)?;
    Ok(dimensions)
}

fn portrait(bytes: &[u8]) -> Result<Vec<u8>, Failed> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err("neither PNG nor JPEG nor WebP".into());
    }
    jpeg(&decoded(reader)?.resize_to_fill(PORTRAIT, PORTRAIT, FilterType::Lanczos3))
}

/// The picture as it is to be seen, within bounds.
fn decoded(mut reader: ImageReader<impl BufRead + Seek>) -> Result<DynamicImage, Failed> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED);
    limits.max_image_width = Some(30_000);
    limits.max_image_height = Some(30_000);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, Failed> {
    let mut bytes = Cursor::new(Vec::new());
    on_white(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 82))?;
    Ok(bytes.into_inner())
}

/// JPEG knows no transparency: what shines through is white, as in the thread's bubbles.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut flat = picture.to_rgba8();
    for pixel in flat.pixels_mut() {
        let alpha = u32::from(pixel.0[3]);
        for colour in &mut pixel.0[..3] {
            let mixed = (u32::from(*colour) * alpha + 255 * (255 - alpha)) / 255;
            *colour = u8::try_from(mixed).unwrap_or(255);
        }
        pixel.0[3] = 255;
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(flat).to_rgb8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_shows_in_its_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n....", true), "image/png");
        assert_eq!(media_type(b"%PDF-1.7", true), "application/pdf");
        assert_eq!(media_type("Dobrý den".as_bytes(), true), "text/plain");
        assert_eq!(media_type(&"ý".as_bytes()[..1], false), "application/octet-stream");
        assert_eq!(media_type(&"aý".as_bytes()[..2], false), "text/plain");
        assert_eq!(media_type(b"<!DOCTYPE html><script>alert(1)</script>", true), "text/html");
        assert_eq!(media_type(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", true), "image/svg+xml");
        assert_eq!(media_type(b"\0\x01\x02", true), "application/octet-stream");
        assert_eq!(media_type(b"", true), "application/octet-stream");
    }

    fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        let picture = image::RgbaImage::from_fn(width, height, |x, y| image::Rgba(pixel(x, y)));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_photo_is_the_middle_of_a_picture_as_a_square() {
        // Red at both sides, green in the middle, and nothing at all above.
        let wide = png(900, 300, |x, y| match (x, y) {
            (_, 0..100) => [0, 0, 0, 0],
            (300..600, _) => [0, 200, 0, 255],
            _ => [200, 0, 0, 255],
        });
        let drawn = image::load_from_memory(&portrait(&wide).unwrap()).unwrap().to_rgb8();
        assert_eq!(drawn.dimensions(), (PORTRAIT, PORTRAIT));
        let near = |x, y, wanted: [u8; 3]| {
            drawn.get_pixel(x, y).0.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 20)
        };
        assert!(near(4, 200, [0, 200, 0]) && near(250, 200, [0, 200, 0]), "the sides are cut off");
        assert!(near(128, 20, [255, 255, 255]), "what shines through is white");
    }

    #[test]
    fn only_pictures_of_three_kinds_become_photos() {
        let gif = {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_rgb8(4, 4).write_to(&mut bytes, ImageFormat::Gif).unwrap();
            bytes.into_inner()
        };
        let whole = png(8, 8, |_, _| [1, 2, 3, 255]);
        assert!(portrait(&whole).is_ok());
        for bytes in [&gif[..], &whole[..whole.len() / 2], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b""] {
            assert!(portrait(bytes).is_err());
        }
    }
}
