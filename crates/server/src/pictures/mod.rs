//! Pictures drawn anew: small copies, photos of people, and pictures made over into what somebody else takes.

mod heic;
mod hevc_size;

use image::{
    DynamicImage, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};
use std::{
    fs::File,
    io::{BufRead, BufReader, Cursor, Read as _, Seek},
    path::Path,
};

/// Small copies are at most so many pixels wide and high.
pub const THUMBNAIL: u32 = 480;
/// Photos of people are so many pixels wide and high.
pub const PORTRAIT: u32 = 256;
/// A picture that needs more memory than this to be decoded, in bytes, gets no small copy.
const DECODED: u64 = 256 * 1024 * 1024;
/// Why a picture could not be drawn.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// The longest sides that are tried when a picture is made over, in pixels; what is smaller stays as large as it is.
const SIDES: [u32; 4] = [u32::MAX, 4096, 2048, 1280];

/// Makes a picture's small copy. Returns the picture's width and height as it is shown, in pixels.
pub fn small_copy(from: &Path, to: &Path) -> Result<(u32, u32), Failed> {
    let (picture, _) = read(from)?;
    let dimensions = (picture.width(), picture.height());
    std::fs::write(to, jpeg(&picture.thumbnail(THUMBNAIL, THUMBNAIL), None)?)?;
    Ok(dimensions)
}

/// The same picture as a JPEG of at most so many bytes, smaller if it must be. Nothing but the picture and its colours is kept.
pub fn made_over(from: &Path, most: u64) -> Result<Vec<u8>, Failed> {
    let (mut picture, profile) = read(from)?;
    for side in SIDES {
        if picture.width().max(picture.height()) > side {
            picture = picture.resize(side, side, FilterType::CatmullRom);
        }
        let bytes = jpeg(&picture, profile.clone())?;
        if bytes.len() as u64 <= most {
            return Ok(bytes);
        }
    }
    Err("too large, however small it is made".into())
}

/// A picture of a file, and its colour profile.
fn read(from: &Path) -> Result<(DynamicImage, Option<Vec<u8>>), Failed> {
    let mut head = Vec::new();
    File::open(from)?.take(64).read_to_end(&mut head)?;
    if heic::is_heic(&head) {
        return heic::decoded(&std::fs::read(from)?);
    }
    decoded(ImageReader::new(BufReader::new(File::open(from)?)).with_guessed_format()?)
}

/// The middle of a picture as a square JPEG.
pub fn portrait(bytes: &[u8]) -> Result<Vec<u8>, Failed> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err("neither PNG nor JPEG nor WebP".into());
    }
    let (picture, _) = decoded(reader)?;
    jpeg(&picture.resize_to_fill(PORTRAIT, PORTRAIT, FilterType::Lanczos3), None)
}

/// The picture as it is to be seen, within bounds, and its colour profile.
fn decoded(mut reader: ImageReader<impl BufRead + Seek>) -> Result<(DynamicImage, Option<Vec<u8>>), Failed> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED);
    limits.max_image_width = Some(30_000);
    limits.max_image_height = Some(30_000);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (orientation, profile) = (decoder.orientation()?, decoder.icc_profile()?);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

fn jpeg(picture: &DynamicImage, profile: Option<Vec<u8>>) -> Result<Vec<u8>, Failed> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 82);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile)?;
    }
    on_white(picture).write_with_encoder(encoder)?;
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

    /// Gone when it is dropped.
    struct Folder(std::path::PathBuf);

    impl Folder {
        fn new() -> Self {
            let path = std::env::temp_dir().join(format!("hovorna-pictures-{}", uuid::Uuid::now_v7()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_picture_is_made_over_as_small_as_it_must_be() {
        let folder = Folder::new();
        let path = folder.0.join("picture");
        // Noise is what makes pictures large.
        let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
        std::fs::write(&path, png(2200, 1400, |x, y| [noise(x, y)[1], noise(y, x)[2], noise(x, x ^ y)[3], 255]))
            .unwrap();
        let whole = made_over(&path, u64::MAX).unwrap();
        assert_eq!(image::load_from_memory(&whole).unwrap().width(), 2200);
        let most = whole.len() as u64 - 1;
        let smaller = made_over(&path, most).unwrap();
        assert!(smaller.len() as u64 <= most);
        assert_eq!(image::load_from_memory(&smaller).unwrap().width(), 2048);
        assert!(made_over(&path, 1000).is_err());
        std::fs::write(&path, b"no picture").unwrap();
        assert!(made_over(&path, u64::MAX).is_err());
    }

    #[test]
    fn what_telephones_of_apple_write_gets_a_small_copy_and_is_made_over() {
        let folder = Folder::new();
        let (path, small) = (folder.0.join("picture"), folder.0.join("small"));
        std::fs::write(&path, include_bytes!("flag.heic")).unwrap();
        assert_eq!(small_copy(&path, &small).unwrap(), (96, 64));
        let drawn = image::load_from_memory(&made_over(&path, 100_000).unwrap()).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (96, 64));
    }
}
