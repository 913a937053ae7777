//! Files, with the addresses they are read at.

use crate::wire::{conversation::SentFile, message::Attachment};
use desk::{Author, FileId, Message, receipts::Side};
use store::StoredFile;

/// A file, with the address it is read at.
pub fn attachment(file: &desk::message::Attachment) -> Attachment {
    let url = format!("/files/{}/{}", file.id, file.key);
    Attachment {
        id: file.id.0,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        width: file.dimensions.map(|(width, _)| width),
        height: file.dimensions.map(|(_, height)| height),
        thumbnail_url: file.dimensions.map(|_| format!("{url}/thumbnail")),
        url,
        deleted: false,
    }
}

/// The files of a message; of those that were deleted since, what they were.
pub(super) fn attachments(message: &Message, deleted: &[FileId]) -> Vec<Attachment> {
    message.files().iter().map(|file| maybe_deleted(file, deleted)).collect()
}

pub(super) fn maybe_deleted(file: &desk::message::Attachment, deleted: &[FileId]) -> Attachment {
    match deleted.contains(&file.id) {
        true => Attachment { width: None, height: None, thumbnail_url: None, deleted: true, ..attachment(file) },
        false => attachment(file),
    }
}

/// A file of a client's conversations.
pub fn sent_file(stored: &StoredFile) -> SentFile {
    SentFile {
        file: attachment(&stored.file),
        conversation: stored.conversation.0,
        from: if matches!(stored.author, Author::Client(_)) { Side::Client } else { Side::Operator },
        at: stored.sent_at.unwrap_or(stored.created_at).into(),
    }
}
