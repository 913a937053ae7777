//! What can be sent through Messenger.
//!
//! Source: Messenger Platform, "Send API" and "Saving assets": 25 MB whatever it is, text below 2,000 characters.

use crate::{Capabilities, FileKind, FileLimit};

const MIB: u64 = 1024 * 1024;

pub(super) static CAPABILITIES: Capabilities = Capabilities {
    text: 1999,
    caption: 0,
    files: &[
        FileLimit { kind: FileKind::Image, types: &["image/jpeg", "image/png", "image/gif"], most: 25 * MIB },
        FileLimit { kind: FileKind::Video, types: &["video/mp4", "video/quicktime", "video/webm"], most: 25 * MIB },
        FileLimit {
            kind: FileKind::Audio,
            types: &["audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/x-wav", "audio/ogg"],
            most: 25 * MIB,
        },
        FileLimit { kind: FileKind::Document, types: &[], most: 25 * MIB },
    ],
    replies: true,
    reactions: Some(&["❤️", "👍", "👎", "😆", "😮", "😢", "😠"]),
    typing: true,
    window_hours: Some(24),
    templates: false,
    profiles: true,
};

/// The signs of reactions and what Messenger calls them.
static REACTIONS: [(&str, &str); 7] =
    [("❤️", "love"), ("👍", "like"), ("👎", "dislike"), ("😆", "smile"), ("😮", "wow"), ("😢", "sad"), ("😠", "angry")];

/// What Messenger calls this sign.
pub(super) fn reaction_called(emoji: &str) -> Option<&'static str> {
    // With or without the mark that asks for the coloured form.
    let bare = |sign: &str| sign.trim_end_matches('\u{fe0f}').to_owned();
    REACTIONS.iter().find(|(sign, _)| bare(sign) == bare(emoji)).map(|(_, name)| *name)
}

/// The sign of what Messenger calls so.
pub(super) fn sign_of(reaction: &str) -> Option<&'static str> {
    REACTIONS.iter().find(|(_, name)| *name == reaction).map(|(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_that_is_offered_has_its_name() {
        for sign in CAPABILITIES.reactions.unwrap() {
            assert_eq!(sign_of(reaction_called(sign).unwrap()), Some(*sign));
        }
        assert_eq!(reaction_called("❤"), Some("love"));
        assert_eq!(reaction_called("🦄"), None);
    }

    #[test]
    fn what_is_no_picture_goes_as_a_file() {
        assert_eq!(CAPABILITIES.as_what("image/png", 10), Some(FileKind::Image));
        assert_eq!(CAPABILITIES.as_what("image/heic", 10), Some(FileKind::Document));
        assert_eq!(CAPABILITIES.as_what("audio/ogg; codecs=opus", 10), Some(FileKind::Audio));
        assert_eq!(CAPABILITIES.as_what("application/zip", 26 * MIB), None);
    }
}
