//! A file is uploaded into a conversation. It waits there, unsent, until a message of its sender carries it.

use super::Action;
use crate::{app::App, files::Incoming, messengers::Ready, problem::Problem, secret};
use desk::{
    Author, Conversation, ConversationId, FileId,
    files::{FileRefused, is_picture},
    message::Attachment,
};
use std::sync::Arc;
use store::StoredFile;

/// Bytes one client may upload into one conversation, as a multiple of the largest file.
const PER_CONVERSATION: u64 = 20;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// Whether a file was new, and what it is.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The file.
    pub file: Attachment,
    /// False when it was there already: a repeated request.
    pub new: bool,
}

/// What is uploaded.
pub struct Upload {
    /// Its id, made by the sender.
    pub id: FileId,
    /// Its name, as the sender's device calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Incoming,
}

/// The file that is there under this id already.
///
/// # Errors
/// `id-in-use` when it is somebody else's.
pub async fn known(
    app: &App,
    id: FileId,
    conversation: ConversationId,
    by: Author,
) -> Result<Option<Uploaded>, Problem> {
    match app.store.read().await?.conn().file(id).await? {
        None => Ok(None),
        Some(stored) if stored.conversation == conversation && stored.author == by => {
            Ok(Some(Uploaded { file: stored.file, new: false }))
        }
        Some(_) => Err(Problem::id_in_use()),
    }
}

/// Keeps an uploaded file. Who may is decided on the row itself.
///
/// # Errors
/// `file-kind`, `too-large`, `not-found`, `ended`, `not-yours`, `id-in-use`.
pub async fn upload(
    app: Arc<App>,
    conversation: ConversationId,
    by: Author,
    upload: Upload,
) -> Result<Uploaded, Problem> {
    let upload = match by {
        Author::Operator(_) => as_the_messenger_takes_it(&app, conversation, upload).await?,
        _ => upload,
    };
    let (media_type, size, id) = (upload.bytes.media_type(), upload.bytes.size(), upload.id);
    app.directory().company.files.allow(media_type, size).map_err(|why| refused(&app, why, media_type))?;
    app.files.keep(upload.bytes, id.0).await.map_err(|error| {
        tracing::error!(%error, "a file could not be stored");
        Problem::unavailable()
    })?;
    let dimensions = if is_picture(media_type) { app.files.picture(id.0).await } else { None };
    let file = Attachment {
        id,
        name: clean_name(&upload.name),
        media_type: media_type.to_owned(),
        size,
        dimensions,
        key: secret::token(),
    };
    let recorded = record(&app, conversation, by, file).await;
    if recorded.is_err() && known(&app, id, conversation, by).await.is_ok_and(|known| known.is_none()) {
        app.files.remove(id.0).await;
    }
    recorded
}

/// A picture that the conversation's messenger would not take as one is made over, so that the client gets to see it.
async fn as_the_messenger_takes_it(
    app: &App,
    conversation: ConversationId,
    mut upload: Upload,
) -> Result<Upload, Problem> {
    let Some(shown) = app.store.read().await?.conn().shown(conversation).await? else { return Ok(upload) };
    let Some(ready) = shown.conversation.channel.and_then(|channel| Ready::of(app, channel)) else { return Ok(upload) };
    let Some(most) = ready.messenger.can().instead_of(upload.bytes.media_type(), upload.bytes.size()) else {
        return Ok(upload);
    };
    let made = app.files.made_over(&mut upload.bytes, most).await.map_err(|error| {
        tracing::error!(%error, "a picture could not be made over");
        Problem::unavailable()
    })?;
    Ok(match made {
        Some(bytes) => Upload { name: named_as_jpeg(&upload.name), bytes, ..upload },
        None => upload,
    })
}

/// "photo.heic" as "photo.jpg".
fn named_as_jpeg(name: &str) -> String {
    let short = |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let bare = name.rsplit_once('.').filter(|(_, end)| short(end)).map_or(name, |(bare, _)| bare);
    format!("{bare}.jpg")
}

async fn record(
    app: &Arc<App>,
    conversation: ConversationId,
    by: Author,
    file: Attachment,
) -> Result<Uploaded, Problem> {
    let mut action = Action::begin(app).await?;
    let conversation = action.conversation(conversation).await?;
    may_upload(&conversation, by)?;
    if let Author::Client(_) = by {
        let before = u64::try_from(action.conn().bytes_of_client(conversation.id).await?).unwrap_or(0);
        let most = app.directory().company.files.largest_bytes() * PER_CONVERSATION;
        if before + file.size > most {
            return Err(Problem::too_large().with("limit", most));
        }
    }
    let created_at = action.now;
    let stored = StoredFile { file, conversation: conversation.id, author: by, created_at, sent_at: None };
    if !action.conn().insert_file(&stored).await? {
        drop(action);
        return known(app, stored.file.id, stored.conversation, by).await?.ok_or_else(Problem::unavailable);
    }
    action.commit().await?;
    Ok(Uploaded { file: stored.file, new: true })
}

/// The client of a conversation that is not over, or an operator who talks in it.
///
/// # Errors
/// `not-found`, `ended`, `not-yours`.
pub fn may_upload(conversation: &Conversation, by: Author) -> Result<(), Problem> {
    match by {
        Author::Client(client) if client != conversation.client => Err(Problem::not_found()),
        _ if conversation.is_ended() => Err(Problem::ended()),
        Author::Operator(operator) if !conversation.is_served_by(operator) => Err(Problem::not_yours()),
        Author::Client(_) | Author::Operator(_) | Author::Token(_) | Author::System | Author::Elsewhere => Ok(()),
    }
}

fn refused(app: &App, why: FileRefused, media_type: &str) -> Problem {
    match why {
        FileRefused::Kind => Problem::invalid(&[("file", "kind")]).detail(media_type),
        FileRefused::Size => Problem::too_large().with("limit", app.directory().company.files.largest_bytes()),
    }
}

/// A name that can be shown and saved under: no path, no control or direction-changing characters.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = last.chars().filter(|c| !c.is_control() && !bidi(*c)).take(LONGEST_NAME).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_only_names() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\Users\\Jana\\lamp.png"), "lamp.png");
        assert_eq!(clean_name("invoice\u{202e}gpj.exe"), "invoicegpj.exe");
        assert_eq!(clean_name("\0\n"), "file");
    }

    #[test]
    fn what_was_made_over_says_what_it_is() {
        for (name, wanted) in
            [("lamp.HEIC", "lamp.jpg"), ("v1.2 of it", "v1.2 of it.jpg"), ("lamp", "lamp.jpg"), (".webp", ".jpg")]
        {
            assert_eq!(named_as_jpeg(name), wanted);
        }
    }
}
