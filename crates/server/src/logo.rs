//! Pictures that widgets show beside the company's name: taken as PNG, JPEG or WebP, and made anew as a small PNG, so that
//! nothing is passed on but what is to be seen.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use desk::Timestamp;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest as _, Sha256};
use std::io::Cursor;
use store::Logo;

/// A picture is at most so large as it comes, in bytes.
pub const LARGEST: usize = 1_000_000;
/// It is shown so high, and at most so wide. How wide stands in its name, so that nothing beside it moves when it comes.
const SHOWN_HIGH: u32 = 28;
const SHOWN_WIDE: u32 = 160;
/// As many pixels as the sharpest screens have there.
const HIGHEST: u32 = 96;
const WIDEST: u32 = 360;
/// What comes is at most so many pixels wide and high, and takes at most so many bytes to be decoded.
const MOST_PIXELS: u32 = 4_000;
const DECODED: u64 = 64 * 1024 * 1024;

/// Why a picture cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLogo {
    /// It is neither PNG nor JPEG nor WebP.
    Kind,
    /// It is broken, or has too many pixels.
    Unreadable,
}

impl NoLogo {
    /// Its word in an answer.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Unreadable => "malformed",
        }
    }
}

/// The picture as it is kept. Takes its time: not on a thread that answers others.
///
/// # Errors
/// [`NoLogo`].
pub fn of(bytes: &[u8], now: Timestamp) -> Result<Logo, NoLogo> {
    let kind = image::guess_format(bytes).map_err(|_| NoLogo::Kind)?;
    if !matches!(kind, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(NoLogo::Kind);
    }
    let (small, width) = small(bytes, kind).map_err(|_| NoLogo::Unreadable)?;
    let hash: String = Sha256::digest(&small).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Logo {
        id: format!("{hash}-{width}"),
        media_type: "image/png".into(),
        bytes: STANDARD.encode(small),
        created_at: now,
    })
}

/// The bytes of one that was kept.
#[must_use]
pub fn bytes(logo: &Logo) -> Option<Vec<u8>> {
    STANDARD.decode(&logo.bytes).ok()
}

/// The picture made small, and how wide it is shown.
fn small(bytes: &[u8], kind: ImageFormat) -> image::ImageResult<(Vec<u8>, u32)> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED);
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if picture.width() > WIDEST || picture.height() > HIGHEST {
        picture = picture.resize(WIDEST, HIGHEST, FilterType::Lanczos3);
    }
    let mut made = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(picture.to_rgba8()).write_to(&mut made, ImageFormat::Png)?;
    let shown = (SHOWN_HIGH * picture.width()).div_ceil(picture.height().max(1));
    Ok((made.into_inner(), shown.clamp(1, SHOWN_WIDE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u32, height: u32, kind: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut bytes, kind).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_made_small_and_anew() {
        for kind in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut from = drawn(1_200, 300, kind);
            from.extend_from_slice(b"<script>");
            let made = bytes(&of(&from, Timestamp::UNIX_EPOCH).unwrap()).unwrap();
            let seen = image::load_from_memory_with_format(&made, ImageFormat::Png).unwrap();
            assert_eq!((seen.width(), seen.height()), (360, 90), "{kind:?}");
            assert!(!made.windows(8).any(|part| part == b"<script>"));
        }
        let small = of(&drawn(20, 20, ImageFormat::Png), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(image::load_from_memory(&bytes(&small).unwrap()).unwrap().width(), 20, "a small one stays as it is");
        assert_eq!((small.id.len(), small.id.split_once('-').unwrap().1), (67, "28"));
    }

    #[test]
    fn nothing_but_pictures_that_can_be_drawn_is_taken() {
        let of = |bytes: &[u8]| of(bytes, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(of(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"), NoLogo::Kind);
        assert_eq!(of(&drawn(20, 20, ImageFormat::Gif)), NoLogo::Kind);
        assert_eq!(of(&drawn(20, 20, ImageFormat::Png)[..30]), NoLogo::Unreadable);
        assert_eq!(of(&drawn(4_001, 1, ImageFormat::Png)), NoLogo::Unreadable);
    }
}
