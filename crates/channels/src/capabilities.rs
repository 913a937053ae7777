//! What can be sent through a messenger.

/// What can be sent through a messenger, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The longest text of one part, in UTF-16 units; longer ones are split.
    pub text: usize,
    /// The longest text that goes with one file as its caption, in UTF-16 units; 0: none.
    pub caption: usize,
    /// Which files, and how large.
    pub files: &'static [FileLimit],
    /// A message may answer an earlier one.
    pub replies: bool,
    /// The signs an operator may react with; empty: any emoji. None: no reactions.
    pub reactions: Option<&'static [&'static str]>,
    /// The client sees that an operator types.
    pub typing: bool,
    /// For how long after the client's last word anything may be sent, in hours.
    pub window_hours: Option<u32>,
    /// After the window, and to begin a talk, approved templates may be sent.
    pub templates: bool,
    /// Who a client is can be asked ([`Job::Profile`](crate::Job::Profile)).
    pub profiles: bool,
}

/// What a file is for a messenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A picture, shown as one.
    Image,
    /// A film.
    Video,
    /// Something to listen to.
    Audio,
    /// Anything else.
    Document,
}

/// How large a file of one kind may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimit {
    /// Of what kind.
    pub kind: FileKind,
    /// Its media types (`image/png`), without parameters; empty: any.
    pub types: &'static [&'static str],
    /// In bytes.
    pub most: u64,
}

impl Capabilities {
    /// A picture that would not be taken as one, by type or size, can be sent as a JPEG of at most so many bytes instead.
    /// Moving pictures and drawings stay what they are: they would become something else.
    #[must_use]
    pub fn instead_of(&self, media_type: &str, size: u64) -> Option<u64> {
        let may_be_drawn = media_type.starts_with("image/") && !matches!(media_type, "image/gif" | "image/svg+xml");
        let pictures =
            self.files.iter().find(|limit| limit.kind == FileKind::Image && limit.types.contains(&"image/jpeg"));
        pictures.filter(|_| may_be_drawn && self.as_what(media_type, size) != Some(FileKind::Image)).map(|it| it.most)
    }

    /// As what a file of this type and size (in bytes) can be sent: as what it is, else as a document; none: not at all.
    #[must_use]
    pub fn as_what(&self, media_type: &str, size: u64) -> Option<FileKind> {
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let takes =
            |limit: &&FileLimit| size <= limit.most && (limit.types.is_empty() || limit.types.contains(&media_type));
        self.files.iter().find(takes).map(|limit| limit.kind)
    }
}
