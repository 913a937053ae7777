//! One-time codes of an app (RFC 6238) as the second step of signing in, and recovery codes for when it is lost.

use crate::{secret, wire::account::QrCode};
use desk::Timestamp;
use qrcode::{Color, EcLevel, QrCode as Drawn};
use rand::Rng as _;
use totp_rs::{Builder, Secret, Totp};

/// What secrets are sealed for.
pub const PURPOSE: &str = "second-factor";
/// A secret's length in bytes: what RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// How many recovery codes one gets.
const RECOVERY_CODES: usize = 10;
/// Signs of a recovery code: 80 random bits, which nobody guesses from a hash.
const RECOVERY_SIGNS: usize = 16;
/// Crockford's: no sign looks like another.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new secret, as base32.
#[must_use]
pub fn new_secret() -> String {
    let mut bytes = [0_u8; SECRET_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    Secret::from(bytes).to_base32()
}

/// The step of time a code belongs to, if it is one of this secret now, or half a minute ago or hence.
#[must_use]
pub fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(now.as_second()).ok()?;
    let step = app(secret, None)?.check(&code, now)?;
    i64::try_from(step).ok()
}

/// The address an app reads from the picture: the secret, the company and who signs in.
#[must_use]
pub fn address(secret: &str, company: &str, email: &str) -> Option<String> {
    app(secret, Some((company, email)))?.to_url().ok()
}

fn app(secret: &str, named: Option<(&str, &str)>) -> Option<Totp> {
    let builder = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?);
    let builder = match named {
        None => builder,
        // A colon parts the two in the address.
        Some((company, email)) => {
            builder.with_issuer(Some(company.replace(':', " "))).with_account_name(email.replace(':', " "))
        }
    };
    builder.build().ok()
}

/// A text as a picture: the dark squares as one path.
#[must_use]
pub fn picture(text: &str) -> Option<QrCode> {
    use std::fmt::Write as _;
    let drawn = Drawn::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = drawn.width();
    let mut path = String::new();
    for (n, colour) in drawn.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", n % size, n / size);
        }
    }
    Some(QrCode { size: u32::try_from(size).ok()?, path })
}

/// New recovery codes, in groups of four signs.
#[must_use]
pub fn recovery_codes() -> Vec<String> {
    let code = || {
        let mut bytes = [0_u8; RECOVERY_SIGNS];
        rand::rng().fill_bytes(&mut bytes);
        let signs: Vec<char> = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
        signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    };
    std::iter::repeat_with(code).take(RECOVERY_CODES).collect()
}

/// The hash of what can be a recovery code, however it was typed.
#[must_use]
pub fn recovery_hash(typed: &str) -> Option<String> {
    let sign = |c: char| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(sign).collect();
    let fits = code.len() == RECOVERY_SIGNS && code.bytes().all(|byte| SIGNS.contains(&byte));
    fits.then(|| secret::token_hash(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The secret and moments of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(&secret, code, at(second)), Some(second / 30));
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        assert_eq!(step_of(&secret, "287082", at(59 + 30)), Some(1));
        assert_eq!(step_of(&secret, "287 082", at(59 - 30)), Some(1));
        assert_eq!(step_of(&secret, "287082", at(59 + 61)), None);
    }

    #[test]
    fn the_picture_holds_the_address() {
        let address = address(&new_secret(), "Lumen: Energy", "jana@lumen.example").unwrap();
        assert!(address.starts_with("otpauth://totp/Lumen") && address.contains("issuer=Lumen"), "{address}");
        let picture = picture(&address).unwrap();
        assert!(picture.size >= 21 && picture.path.starts_with("M0 0h1v1h-1z"), "the corner is dark");
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let codes = recovery_codes();
        assert_eq!(codes.len(), 10);
        let hash = recovery_hash(&codes[0]).unwrap();
        assert_eq!(recovery_hash(&format!(" {} ", codes[0].to_uppercase().replace('-', " "))), Some(hash.clone()));
        assert_eq!(recovery_hash(&codes[0].replace('0', "O").replace('1', "l")), Some(hash.clone()));
        assert_ne!(recovery_hash(&codes[1]), Some(hash));
        assert_eq!(recovery_hash("123456"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_nothing_breaks(secret in "\\PC{0,40}", code in "\\PC{0,40}", second in 0_i64..4_000_000_000) {
            let _ = (step_of(&secret, &code, at(second)), recovery_hash(&code));
            let _ = step_of(&new_secret(), &code, at(second));
        }
    }
}
