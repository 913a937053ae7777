//! `hovorna backup` and `hovorna restore`: the whole desk in one file, taken while the server runs.
//!
//! The file is a tar archive packed with zstd. First comes `backup.json`, which says what it is, then the database, the key
//! that seals secrets, the files; last `manifest.json` with the size and SHA-256 of each: an archive without it was cut short.

mod held;
mod make;
mod manifest;
mod restore;

pub use held::told;
pub use make::make;
pub use manifest::{About, KeyIs, Manifest};
pub use restore::{Restored, restore};

/// Told how far it is, in words for a terminal.
pub type Said<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// An amount of bytes as people say it.
#[must_use]
pub fn amount(bytes: u64) -> String {
    const STEP: u64 = 1024;
    let (mut value, mut unit) = (bytes, 0);
    while value >= 10 * STEP && unit < 3 {
        (value, unit) = (value / STEP, unit + 1);
    }
    format!("{value} {}", ["bytes", "kB", "MB", "GB"][unit])
}
