//! Everything that is known of one client, packed while it is sent: no more of it is held than is on its way.

use crate::{
    app::{App, now},
    consent,
    directory::Directory,
    shape,
    wire::When,
};
use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use desk::{ClientId, ConversationId, OfflineRequest, WidgetId};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::Arc,
};
use store::{Conn, OfflineWanted};
use tokio::{runtime::Handle, sync::mpsc};
use tokio_stream::wrappers::ReceiverStream;
use zip::{ZipWriter, write::SimpleFileOptions};

/// Events read at once.
const PAGE: i64 = 500;
/// So much is sent at once, in bytes.
const PIECE: usize = 64 * 1024;
/// So many pieces are on their way.
const PIECES: usize = 4;

/// The archive, as a file to be kept.
pub fn answer(app: Arc<App>, client: ClientId) -> Response {
    let (tell, told) = mpsc::channel::<io::Result<Bytes>>(PIECES);
    let name = format!("attachment; filename=\"client-{}.zip\"", now().strftime("%Y-%m-%d"));
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let pipe = Pipe { tell: tell.clone(), piece: Vec::with_capacity(PIECE) };
        // The browser shows a file that was cut short as failed.
        if let Err(error) = pack(&app, &runtime, client, pipe) {
            tracing::warn!(%error, "the export of a client was not finished");
            let _ = tell.blocking_send(Err(error));
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(ReceiverStream::new(told))).into_response()
}

fn pack(app: &App, runtime: &Handle, client: ClientId, pipe: Pipe) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(pipe);
    let options = SimpleFileOptions::default().large_file(true);
    let directory = runtime.block_on(for_clients(app)).map_err(io::Error::other)?;
    let (about, talks) = runtime.block_on(about(app, &directory, client)).map_err(io::Error::other)?;
    zip.start_file("client.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&about)?)?;
    for talk in talks {
        zip.start_file(format!("conversations/{}.json", talk.0), options)?;
        conversation(app, &directory, runtime, talk, &mut zip)?;
    }
    let photos = async { app.store.read().await?.conn().photos_of_person(client).await };
    for (whose, bytes) in runtime.block_on(photos).map_err(io::Error::other)? {
        zip.start_file(format!("photos/{}.jpg", whose.0), options)?;
        zip.write_all(&bytes)?;
    }
    let files = async { app.store.read().await?.conn().files_of_client(client, i64::MAX).await };
    for stored in runtime.block_on(files).map_err(io::Error::other)? {
        let id = stored.file.id.0;
        // One that was removed meanwhile is none of the client's any more.
        let Ok(mut bytes) = std::fs::File::open(app.files.path(id)) else { continue };
        zip.start_file(format!("files/{id}/{}", plain(&stored.file.name)), options)?;
        io::copy(&mut bytes, &mut zip)?;
    }
    zip.finish()?.into_inner().finish()
}

/// Names as clients know them: it is a client who gets the archive.
async fn for_clients(app: &App) -> Result<Directory, store::Error> {
    Ok(Directory::load(&mut app.store.read().await?.conn()).await?.with_public_names())
}

/// What is known beside what was said, and the person's conversations.
async fn about(
    app: &App,
    directory: &Directory,
    client: ClientId,
) -> Result<(Value, Vec<ConversationId>), store::Error> {
    let mut read = app.store.read().await?;
    let mut conn = read.conn();
    let talks = conn.all_of_person(client).await?;
    let clients = conn.clients_of_person(client).await?;
    let identities = conn.identities(client, i64::MAX).await?;
    let merges = conn.merges(client).await?;
    let notes = conn.client_notes(client, i64::MAX).await?;
    let wanted = OfflineWanted { stage: None, seen_by: None, client: Some(client), after: None, limit: i64::MAX };
    let requests = conn.offline_requests(wanted).await?;
    let pages = conn.page_views(client, i64::MAX).await?;
    let consents = consents(&mut conn, &talks, &requests).await?;
    let known = |it: &store::Client| json!({"id": it.id.0, "name": it.name, "phone": it.phone, "email": it.email, "first_seen_at": When(it.first_seen_at)});
    let about = json!({
        "exported_at": When(now()),
        "company": directory.company.name,
        "known_as": clients.iter().map(known).collect::<Vec<_>>(),
        "known_by": shape::known_by(identities, &merges, directory),
        "notes": notes.iter().filter_map(|note| shape::client_note(note, directory)).collect::<Vec<_>>(),
        "requests": requests.iter().map(|it| shape::offline_request(it, directory)).collect::<Vec<_>>(),
        "consents": consents,
        "page_views": pages.into_iter().map(shape::page_view).collect::<Vec<_>>(),
        "conversations": talks.iter().map(|talk| talk.0).collect::<Vec<_>>(),
    });
    Ok((about, talks))
}

/// What the client agreed to, in words: conversations and requests name the version.
async fn consents(
    conn: &mut Conn<'_>,
    talks: &[ConversationId],
    requests: &[OfflineRequest],
) -> Result<Vec<Value>, store::Error> {
    let mut agreed: BTreeSet<(WidgetId, u32)> =
        requests.iter().filter_map(|it| Some((it.widget.clone(), it.filled.consent?))).collect();
    for talk in talks {
        let Some(shown) = conn.shown(*talk).await? else { continue };
        agreed.extend(shown.conversation.widget.zip(shown.origin.consent.map(|it| it.version)));
    }
    let mut told = Vec::new();
    let widgets: BTreeSet<&WidgetId> = agreed.iter().map(|(widget, _)| widget).collect();
    for widget in widgets {
        let versions = conn.consent_versions(widget).await?;
        for it in versions.into_iter().filter(|it| agreed.contains(&(widget.clone(), it.number))).map(consent::told) {
            told.push(json!({"widget": widget, "version": it.number, "since": it.at, "texts": it.texts}));
        }
    }
    Ok(told)
}

/// A conversation with all its events, a page at a time.
fn conversation(
    app: &App,
    directory: &Directory,
    runtime: &Handle,
    id: ConversationId,
    to: &mut impl Write,
) -> io::Result<()> {
    let shown = async { app.store.read().await?.conn().shown(id).await };
    let Some(shown) = runtime.block_on(shown).map_err(io::Error::other)? else { return to.write_all(b"null") };
    to.write_all(b"{\"conversation\": ")?;
    to.write_all(&serde_json::to_vec_pretty(&shape::row(&shown, directory))?)?;
    to.write_all(b",\n\"events\": [")?;
    let mut after = 0;
    loop {
        let page = async { app.store.read().await?.conn().events_after(id, after, PAGE).await };
        let events = runtime.block_on(page).map_err(io::Error::other)?;
        let Some(last) = events.last().map(|last| last.event.seq) else { break };
        for stored in &events {
            to.write_all(if stored.event.seq == 1 { b"\n" } else { b",\n" })?;
            to.write_all(&serde_json::to_vec(&shape::event(stored, directory))?)?;
        }
        after = last;
    }
    to.write_all(b"\n]}\n")
}

/// A name that no program takes for a path.
fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "file".into() } else { name.to_owned() }
}

/// Sends what is written, piece by piece. Who hangs up ends the writing.
struct Pipe {
    tell: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Pipe {
    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.tell.blocking_send(Ok(piece.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn finish(mut self) -> io::Result<()> {
        self.send()
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_leads_nowhere() {
        assert_eq!(plain("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(plain("Účtenka 1.pdf"), "Účtenka 1.pdf");
        assert_eq!((plain(".."), plain("a\nb")), ("file".into(), "a_b".into()));
    }
}
