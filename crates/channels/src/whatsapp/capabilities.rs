//! What can be sent through WhatsApp.
//!
//! Source: WhatsApp Cloud API, "Messages" and "Media": other types than these are refused at the upload.

use crate::{Capabilities, FileKind, FileLimit};

const MIB: u64 = 1024 * 1024;

pub(super) static CAPABILITIES: Capabilities = Capabilities {
    text: 4096,
    caption: 1024,
    files: &[
        FileLimit { kind: FileKind::Image, types: &["image/jpeg", "image/png"], most: 5 * MIB },
        FileLimit { kind: FileKind::Video, types: &["video/mp4", "video/3gpp"], most: 16 * MIB },
        FileLimit {
            kind: FileKind::Audio,
            types: &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
            most: 16 * MIB,
        },
        FileLimit {
            kind: FileKind::Document,
            types: &[
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            ],
            most: 100 * MIB,
        },
    ],
    replies: true,
    reactions: Some(&[]),
    typing: true,
    window_hours: Some(24),
    templates: true,
    // A name comes with every message, a photo never.
    profiles: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_it_does_not_take_become_pictures_it_takes() {
        assert_eq!(CAPABILITIES.instead_of("image/heif", 10), Some(5 * MIB));
        assert_eq!(CAPABILITIES.instead_of("image/webp", 10), Some(5 * MIB));
        assert_eq!(CAPABILITIES.instead_of("image/png", 6 * MIB), Some(5 * MIB));
        for as_it_is in ["image/png", "image/gif", "image/svg+xml", "application/pdf"] {
            assert_eq!(CAPABILITIES.instead_of(as_it_is, 10), None, "{as_it_is}");
        }
    }
}
