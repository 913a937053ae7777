//! How large a picture of HEVC will be once it is decoded, read from its sequence parameter set.
//!
//! Source: ITU-T H.265 (ISO/IEC 23008-2), clauses 7.3.1 (NAL unit), 7.3.2.2 (sequence parameter set), 7.3.3 (profile, tier and
//! level) and 9.2 (Exp-Golomb codes). What the container says of the size is only said: a decoder makes room for this one, before
//! its edges are cut off.

use super::Failed;

const SEQUENCE_PARAMETER_SET: u8 = 33;

/// The most pixels any of these parameter sets has room made for. An error: there is none that tells, or one that cannot be read.
pub fn most_pixels(parameter_sets: &[&[u8]]) -> Result<u64, Failed> {
    let sizes = parameter_sets.iter().filter(|nal| is_sequence(nal)).map(|nal| pixels(nal));
    let sizes = sizes.collect::<Option<Vec<_>>>().ok_or("a sequence parameter set that cannot be read")?;
    sizes.into_iter().max().ok_or_else(|| "no sequence parameter set".into())
}

fn is_sequence(nal: &[u8]) -> bool {
    nal.first().is_some_and(|first| (first >> 1) & 0x3f == SEQUENCE_PARAMETER_SET)
}

fn pixels(nal: &[u8]) -> Option<u64> {
    let mut bits = Bits::of(nal.get(2..)?);
    bits.skip(4)?;
    let sub_layers = bits.take(3)?;
    bits.skip(1)?;
    profile_tier_level(&mut bits, sub_layers)?;
    bits.exp_golomb()?; // sps_seq_parameter_set_id
    if bits.exp_golomb()? == 3 {
        bits.skip(1)?; // separate_colour_plane_flag
    }
    bits.exp_golomb()?.checked_mul(bits.exp_golomb()?)
}

fn profile_tier_level(bits: &mut Bits, sub_layers: u64) -> Option<()> {
    bits.skip(88 + 8)?;
    let present = (0..sub_layers).map(|_| Some((bits.take(1)? == 1, bits.take(1)? == 1)));
    let present = present.collect::<Option<Vec<_>>>()?;
    if sub_layers > 0 {
        bits.skip(2 * (8 - usize::try_from(sub_layers).ok()?))?;
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    Some(())
}

/// Bits from the highest of each byte on, without the bytes that only keep a start code from appearing (clause 7.4.2).
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// The size stands near the beginning: the longest way there is some 90 bytes.
    const ENOUGH: usize = 256;

    fn of(nal: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(Self::ENOUGH);
        let mut zeros = 0;
        for &byte in nal.iter().take(Self::ENOUGH) {
            if zeros >= 2 && byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            bytes.push(byte);
        }
        Self { bytes, at: 0 }
    }

    fn bit(&mut self) -> Option<u64> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = (byte >> (7 - self.at % 8)) & 1;
        self.at += 1;
        Some(bit.into())
    }

    fn take(&mut self, count: usize) -> Option<u64> {
        (0..count).try_fold(0, |so_far, _| Some(so_far << 1 | self.bit()?))
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at += count;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    fn exp_golomb(&mut self) -> Option<u64> {
        let mut zeros = 0;
        while self.bit()? == 0 {
            zeros += 1;
            if zeros > 32 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.take(zeros)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a sequence parameter set as far as the size.
    fn written(sub_layers: u64, chroma: u64, width: u64, height: u64) -> Vec<u8> {
        let mut bits = String::new();
        let mut put = |value: u64, count: usize| bits.push_str(&format!("{value:0count$b}"));
        put(0, 4);
        put(sub_layers, 3);
        put(1, 1);
        put(1, 88);
        put(93, 8);
        if sub_layers > 0 {
            (0..8).for_each(|at| put(if at < sub_layers { 3 } else { 0 }, 2));
            (0..sub_layers).for_each(|_| put(1, 96));
        }
        let mut golomb = |value: u64| {
            let digits = format!("{:b}", value + 1);
            bits.push_str(&"0".repeat(digits.len() - 1));
            bits.push_str(&digits);
        };
        golomb(0);
        golomb(chroma);
        if chroma == 3 {
            bits.push('0');
        }
        let mut golomb = |value: u64| {
            let digits = format!("{:b}", value + 1);
            bits.push_str(&"0".repeat(digits.len() - 1));
            bits.push_str(&digits);
        };
        golomb(width);
        golomb(height);
        bits.push_str("1000000");
        let mut nal = vec![SEQUENCE_PARAMETER_SET << 1, 1];
        let mut zeros = 0;
        for byte in bits.as_bytes().chunks_exact(8) {
            let byte = u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap();
            if zeros == 2 && byte <= 3 {
                nal.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            nal.push(byte);
        }
        nal
    }

    #[test]
    fn the_size_is_read_over_whatever_stands_before_it() {
        for sub_layers in [0, 1, 6] {
            for chroma in [0, 1, 3] {
                for (width, height) in [(1, 1), (96, 64), (512, 512), (4032, 3024), (65535, 65535)] {
                    let nal = written(sub_layers, chroma, width, height);
                    assert_eq!(most_pixels(&[&nal]).unwrap(), width * height, "{sub_layers} {chroma}");
                }
            }
        }
    }

    #[test]
    fn the_largest_counts_and_others_are_passed_over() {
        let (small, large) = (written(0, 1, 8, 8), written(0, 1, 9000, 9000));
        assert_eq!(most_pixels(&[&[32 << 1, 1], &small, &large, &[34 << 1, 1]]).unwrap(), 81_000_000);
    }

    #[test]
    fn what_tells_nothing_is_an_error() {
        let whole = written(6, 3, 65535, 65535);
        assert!(most_pixels(&[]).is_err());
        assert!(most_pixels(&[&[34 << 1, 1, 0xff]]).is_err());
        for end in 1..whole.len() - 1 {
            assert!(most_pixels(&[&whole[..end]]).is_err(), "{end}");
        }
        assert!(most_pixels(&[&[[SEQUENCE_PARAMETER_SET << 1, 1].as_slice(), &[0; 200]].concat()]).is_err());
    }
}
