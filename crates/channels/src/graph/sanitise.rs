//! A copy of a body that can be read and stored. The signature is over the original.
//!
//! One lone surrogate makes `serde_json` refuse all of a document, PostgreSQL refuses U+0000, and whole numbers beyond 64 bits
//! lose digits. None of that may cost the messages beside it.

/// From this many digits on a number is an id, and read as text.
const ID_DIGITS: usize = 19;

/// The body as text: what cannot be said in Unicode is U+FFFD, very long whole numbers are strings.
pub(crate) fn readable(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let bytes = text.as_bytes();
    let mut clean = String::with_capacity(text.len());
    let (mut taken, mut at, mut quoted) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => (quoted, at) = (!quoted, at + 1),
            b'\\' if quoted => {
                let (length, fine) = escape(&bytes[at..]);
                if !fine {
                    clean.push_str(&text[taken..at]);
                    clean.push('\u{fffd}');
                    taken = at + length;
                }
                at += length;
            }
            0..=0x1f if quoted => {
                clean.push_str(&text[taken..at]);
                clean.push(' ');
                at += 1;
                taken = at;
            }
            b'0'..=b'9' if !quoted => {
                let end = number_end(bytes, at);
                let whole = bytes[at..end].iter().all(u8::is_ascii_digit) && (at == 0 || bytes[at - 1] != b'-');
                if whole && end - at >= ID_DIGITS {
                    clean.push_str(&text[taken..at]);
                    clean.extend(['"'].into_iter().chain(text[at..end].chars()).chain(['"']));
                    taken = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    clean.push_str(&text[taken..]);
    clean
}

/// How long the escape at the beginning is, and whether it stands for something.
fn escape(bytes: &[u8]) -> (usize, bool) {
    match unit(bytes) {
        None => (bytes.len().min(2), true),
        Some(0 | 0xdc00..=0xdfff) => (6, false),
        Some(0xd800..=0xdbff) => match unit(&bytes[6..]) {
            Some(0xdc00..=0xdfff) => (12, true),
            _ => (6, false),
        },
        Some(_) => (6, true),
    }
}

/// The UTF-16 unit of `\uXXXX` at the beginning.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn number_end(bytes: &[u8], from: usize) -> usize {
    let more = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    from + bytes[from..].iter().take_while(|byte| more(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_character_is_replaced_and_pairs_stay() {
        let clean = readable(br#"{"a":"\ud83d\ude00 \ud83d x \ude00 \u0000 \\u0000 \uD83D\uD83D\uDE00"}"#);
        let value: serde_json::Value = serde_json::from_str(&clean).unwrap();
        assert_eq!(value["a"], "😀 \u{fffd} x \u{fffd} \u{fffd} \\u0000 \u{fffd}😀");
    }

    #[test]
    fn long_ids_keep_their_digits() {
        let clean = readable(
            br#"{"a":123456789012345678901234,"b":-1234567890123456789,"c":1.2345678901234567890e3,"d":"1\u0000"}"#,
        );
        let value: serde_json::Value = serde_json::from_str(&clean).unwrap();
        assert_eq!(value["a"], "123456789012345678901234");
        assert!(value["b"].is_number() && value["c"].is_number());
        assert_eq!(value["d"], "1\u{fffd}");
    }

    #[test]
    fn bytes_that_are_no_text_and_ends_in_the_middle_are_survived() {
        for body in [&b"\"\\"[..], b"\"\\u", b"\"\\ud83d", b"\"\\ud83d\\u", b"\xff\xfe\"\xc3", "\"\\é".as_bytes()] {
            let _ = readable(body);
        }
        assert_eq!(readable(b"\"a\x01b\nc\""), "\"a b c\"");
    }
}
