//! Which files may be sent.

use serde::{Deserialize, Serialize};

/// The company's rules for files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(default)]
pub struct FileRules {
    /// Which kinds.
    pub kinds: FileKinds,
    /// The largest size of one file, in megabytes (1 to 200).
    pub largest_megabytes: u32,
}

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileKinds {
    /// None: no files at all.
    None,
    /// Pictures.
    Pictures,
    /// Pictures, sound, video, PDF, office documents and plain text.
    Documents,
    /// Any.
    Any,
}

/// Why a file may not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    /// Its kind is not allowed.
    #[error("files of this kind may not be sent")]
    Kind,
    /// It is too large.
    #[error("the file is too large")]
    Size,
}

impl Default for FileRules {
    fn default() -> Self {
        Self { kinds: FileKinds::Documents, largest_megabytes: 25 }
    }
}

impl FileRules {
    /// The largest size of one file, in bytes.
    #[must_use]
    pub const fn largest_bytes(&self) -> u64 {
        // Widening: a u32 of megabytes fits.
        self.largest_megabytes as u64 * 1_000_000
    }

    /// Whether a file of this media type (found out from its bytes) and size in bytes may be sent.
    ///
    /// # Errors
    /// [`FileRefused`].
    pub fn allow(&self, media_type: &str, size: u64) -> Result<(), FileRefused> {
        if size > self.largest_bytes() {
            return Err(FileRefused::Size);
        }
        let fits = match self.kinds {
            FileKinds::None => false,
            FileKinds::Pictures => is_picture(media_type),
            FileKinds::Documents => is_picture(media_type) || is_document(media_type),
            FileKinds::Any => true,
        };
        if fits { Ok(()) } else { Err(FileRefused::Kind) }
    }
}

/// A picture browsers show. SVG is a document with scripts and counts as any other file.
#[must_use]
pub fn is_picture(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" | "image/heif" | "image/bmp"
    )
}

fn is_document(media_type: &str) -> bool {
    let family = media_type.split('/').next().unwrap_or_default();
    matches!(family, "audio" | "video")
        || matches!(media_type, "application/pdf" | "text/plain" | "application/msword" | "application/rtf")
        || media_type.starts_with("application/vnd.openxmlformats-officedocument.")
        || media_type.starts_with("application/vnd.oasis.opendocument.")
        || media_type.starts_with("application/vnd.ms-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_widen_and_size_bounds_all_of_them() {
        let rules = |kinds| FileRules { kinds, largest_megabytes: 1 };
        let allowed = |kinds, media_type| rules(kinds).allow(media_type, 1_000_000).is_ok();
        assert!(allowed(FileKinds::Pictures, "image/png") && !allowed(FileKinds::Pictures, "application/pdf"));
        assert!(allowed(FileKinds::Documents, "application/pdf") && allowed(FileKinds::Documents, "audio/ogg"));
        assert!(!allowed(FileKinds::Documents, "text/html") && !allowed(FileKinds::Documents, "image/svg+xml"));
        assert!(allowed(FileKinds::Any, "application/x-executable") && !allowed(FileKinds::None, "image/png"));
        assert_eq!(rules(FileKinds::Any).allow("image/png", 1_000_001), Err(FileRefused::Size));
    }
}
