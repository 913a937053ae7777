//! What a backup says of itself.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf};
use store::backup::{CopiedPart, CopiedTable};
use uuid::Uuid;

/// The form of the archive; another form gets another number.
pub const FORMAT: u32 = 1;
/// The archive's first part.
pub const ABOUT: &str = "backup.json";
/// The archive's last part.
pub const MANIFEST: &str = "manifest.json";
/// The key that seals secrets.
pub const KEY: &str = "secret.key";
/// The folder of the database's parts.
const DATABASE: &str = "database/";
/// The folder of what people sent.
const FILES: &str = "files/";
/// How a picture's small copy ends.
const SMALL: &str = ".small.jpg";

/// What the archive is; its first part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The archive's form.
    pub format: u32,
    /// Of which release it is.
    pub version: String,
    /// The number of the database's last migration.
    pub schema: i64,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// As of when.
    pub made_at: desk::Timestamp,
}

/// What the archive holds; its last part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What it is.
    #[serde(flatten)]
    pub about: About,
    /// Where the key is that opens sealed secrets.
    pub key: KeyIs,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
    /// How many of the files people sent are in it.
    pub files: u64,
    /// Files the database knows whose bytes were gone: removed meanwhile, or lost before.
    pub missing_files: u64,
    /// Everything in it but this, in order.
    pub parts: Vec<Part>,
}

/// Where the key is that opens sealed secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyIs {
    /// In the archive.
    Included,
    /// In the settings of who made it (`HOVORNA_SECRET_KEY`), and nowhere in the archive.
    InSettings,
    /// There was none.
    Nowhere,
}

/// A part of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its path.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// In hex.
    pub sha256: String,
    /// The table whose rows it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<CopiedTable>,
}

impl Manifest {
    /// The database's parts, named as in their folder.
    #[must_use]
    pub fn database_parts(&self) -> Vec<CopiedPart> {
        let parts = self.parts.iter().filter_map(|part| Some((part.name.strip_prefix(DATABASE)?, part)));
        parts.map(|(name, part)| CopiedPart { name: name.into(), table: part.table.clone() }).collect()
    }

    /// How many conversations are in it.
    #[must_use]
    pub fn conversations(&self) -> u64 {
        self.rows.get("conversation").copied().unwrap_or_default()
    }

    /// How many events are in it.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.rows.get("event").copied().unwrap_or_default()
    }
}

/// What a path in the archive stands for. There are no others: an archive names no place of its own choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A part of the database.
    Database(String),
    /// The key that seals secrets.
    Key,
    /// What somebody sent, or a picture's small copy.
    File {
        /// The file's id.
        id: Uuid,
        /// Whether it is the small copy.
        small: bool,
    },
}

impl Place {
    /// Reads a path.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if name == KEY {
            return Some(Self::Key);
        }
        if let Some(part) = name.strip_prefix(DATABASE) {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            let known = part == "database.sqlite" || part.ends_with(".copy");
            return (known && part.chars().all(plain) && !part.starts_with('.')).then(|| Self::Database(part.into()));
        }
        let name = name.strip_prefix(FILES)?;
        let (id, small) = name.strip_suffix(SMALL).map_or((name, false), |id| (id, true));
        let id = Some(id).filter(|id| id.len() == 32).and_then(|id| Uuid::try_parse(id).ok())?;
        Some(Self::File { id, small })
    }

    /// Writes it as a path.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Database(part) => format!("{DATABASE}{part}"),
            Self::Key => KEY.into(),
            Self::File { id, small } => format!("{FILES}{}{}", id.simple(), if *small { SMALL } else { "" }),
        }
    }

    /// Where it is kept until all of the archive is known to be whole.
    #[must_use]
    pub fn staged(&self) -> PathBuf {
        self.name().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_but_to_its_place() {
        let id = Uuid::from_u128(7);
        let places = [
            Place::Key,
            Place::Database("database.sqlite".into()),
            Place::Database("event.copy".into()),
            Place::File { id, small: false },
            Place::File { id, small: true },
        ];
        for place in places {
            assert_eq!(Place::of(&place.name()), Some(place));
        }
        for other in [
            "",
            "../secret.key",
            "/etc/passwd",
            "database/../../x.copy",
            "database/.copy",
            "database/a/b.copy",
            "files/../00000000000000000000000000000007",
            "files/00000000-0000-0000-0000-000000000007",
            "serve.lock",
        ] {
            assert_eq!(Place::of(other), None, "{other}");
        }
    }
}
