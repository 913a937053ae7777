//! HEIC, as telephones of Apple write it, into pixels.
//!
//! Source: ISO/IEC 23008-12 (HEIF). `heic-rs` reads the container and decodes; the way is gone here step by step because that
//! library takes what says nothing of its colours for BT.709 of limited range, and telephones mean the full range of BT.601.

use super::{Failed, hevc_size};
use heic_rs::{
    Image, MatrixCoefficients, Nclx, PixelLayout, Range,
    color::convert,
    context::Context,
    grid::compose,
    hevc::{Frame, decode_still},
    image::check_pixels,
    props::ItemProps,
    transform::apply_all,
};
use image::{DynamicImage, RgbImage};

/// The largest picture that is decoded, in pixels: what telephones make unless they are told otherwise.
const MOST_PIXELS: u64 = 26_000_000;
/// The tiles of a picture go over its edges: together they may have so many pixels.
const MOST_OF_TILES: u64 = MOST_PIXELS / 2 * 3;
/// More slices than this has no picture that was taken: each of them may be decoded over the whole of it.
const MOST_SLICES: usize = 16;
/// What is meant when nothing is said.
const UNSAID: Nclx =
    Nclx { primaries: 1, transfer: 13, matrix: MatrixCoefficients::Bt601, matrix_code: 6, range: Range::Full };

/// Whether these first bytes are those of such a file.
pub fn is_heic(head: &[u8]) -> bool {
    infer::get(head).is_some_and(|kind| kind.mime_type() == "image/heif")
}

/// The picture as it is to be seen, and its colour profile.
pub fn decoded(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>), Failed> {
    let context = Context::open(bytes)?;
    let primary = context.meta.primary;
    let told = context.props(primary)?;
    // Before anything is decoded: a small file may claim to be an enormous picture.
    let (width, height) = context.coded_size(primary, &told)?;
    check_pixels(width, height, MOST_PIXELS)?;
    let mut room = MOST_OF_TILES;
    let frame = match context.grid(primary)? {
        Some((grid, tiles)) => {
            let tile = |id: &u32| coded(&context, *id, &context.props(*id)?, &mut room);
            let tiles = tiles.iter().map(tile).collect::<Result<Vec<_>, _>>()?;
            compose(&grid, &tiles, MOST_PIXELS)?
        }
        None => coded(&context, primary, &told, &mut room)?,
    };
    let image = convert(&frame, None, told.nclx.unwrap_or(UNSAID), PixelLayout::Rgb8, MOST_PIXELS, Some(1))?;
    drop(frame);
    let Image { data, width, height, .. } = apply_all(image, &told.transforms)?;
    let pixels = RgbImage::from_raw(width, height, data).ok_or("fewer pixels than were promised")?;
    Ok((DynamicImage::ImageRgb8(pixels), told.icc.map(<[u8]>::to_vec)))
}

/// A coded picture, if it has room; what it takes is gone.
fn coded(context: &Context<'_>, id: u32, told: &ItemProps<'_>, room: &mut u64) -> Result<Frame, Failed> {
    let how = told.hvcc.as_ref().ok_or("no picture of HEVC")?;
    let sets = how.parameter_sets();
    // Not what the container says: this is what the decoder makes room for.
    let pixels = hevc_size::most_pixels(&sets)?;
    *room = room.checked_sub(pixels).filter(|_| pixels <= MOST_PIXELS).ok_or("more pixels than are decoded")?;
    let data = context.item_data(id)?;
    let slices = how.split_nals(&data)?;
    if slices.len() > MOST_SLICES {
        return Err("more slices than a picture has".into());
    }
    let frame = decode_still(&sets, &slices)?;
    frame.validate()?;
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red and blue above yellow, as an encoder of another make wrote it.
    const FLAG: &[u8] = include_bytes!("flag.heic");

    #[test]
    fn colours_and_places_are_those_of_the_picture() {
        assert!(is_heic(FLAG) && !is_heic(b"\xff\xd8\xff\xe0"));
        let (picture, _) = decoded(FLAG).unwrap();
        let picture = picture.to_rgb8();
        assert_eq!(picture.dimensions(), (96, 64));
        for (at, wanted) in [((10, 10), [210u8, 40, 40]), ((80, 10), [30, 80, 200]), ((40, 60), [240, 200, 40])] {
            let is = picture.get_pixel(at.0, at.1).0;
            assert!(is.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 8), "{at:?}: {is:?}");
        }
    }

    /// The file says in its container that it is smaller than what its bits unfold to.
    #[test]
    fn what_counts_is_what_the_decoder_makes_room_for() {
        let (mut room, context) = (96 * 64, Context::open(FLAG).unwrap());
        let primary = context.meta.primary;
        let told = context.props(primary).unwrap();
        assert!(coded(&context, primary, &told, &mut room).is_ok());
        // A second tile of the same has no room any more, whatever the container says of it.
        assert!(coded(&context, primary, &told, &mut room).is_err());
    }

    #[test]
    fn what_is_broken_is_an_error() {
        for end in 0..FLAG.len() {
            assert!(decoded(&FLAG[..end]).is_err() || end > 360, "{end}");
        }
        for at in 0..FLAG.len() {
            let mut broken = FLAG.to_vec();
            broken[at] ^= 0xff;
            // Whatever comes of it, it is no panic.
            let _ = decoded(&broken);
        }
    }
}
