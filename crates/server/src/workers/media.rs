//! Fetches what clients sent through outside messengers, keeps it with our files and tells the conversation.

use super::due::{Worker, hold, left, work_off};
use crate::{
    actions::{Action, files::clean_name},
    app::{App, now},
    files::Incoming,
    messengers::{Ready, plain},
    problem::Problem,
    secret,
};
use channels::{FailedWhy, Failure, Fetch, Outcome};
use desk::{Author, ClientId, EventBody, files::is_picture, message::Attachment, retry::pause};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use store::{Medium, StoredFile};

const AT_ONCE: usize = 4;
/// Who fetches something has it for so long, and says so again as long as it comes: whoever is gone holds it up no longer.
const TAKEN: SignedDuration = SignedDuration::from_secs(60);
const SAID_AGAIN: Duration = Duration::from_secs(20);
/// What was taken so often and never noted ends the process each time: it is told to be missing, too.
const MOST_TRIES: u32 = 20;
/// After so long it is told to be missing, and fetched again by hand only.
const PATIENCE: SignedDuration = SignedDuration::from_hours(2);

pub async fn fetch(app: Arc<App>) {
    if let Err(error) = release(&app).await {
        tracing::warn!(%error, "media that were being fetched before are fetched when their time runs out");
    }
    work_off(Fetcher(app)).await;
}

async fn release(app: &App) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
    write.conn().release_media().await?;
    write.commit(|| ()).await
}

struct Fetcher(Arc<App>);

impl Worker for Fetcher {
    /// All have their room in common.
    type Whose = ();
    type Piece = Medium;
    type Done = ();
    const WHAT: &'static str = "fetching media";

    async fn next(&mut self) -> Result<Vec<((), Duration)>, store::Error> {
        let due = self.0.store.read().await?.conn().next_medium().await?;
        Ok(due.map(|at| ((), left(at))).into_iter().collect())
    }

    fn room(&self, (): ()) -> usize {
        AT_ONCE
    }

    async fn take(&mut self, (): (), most: usize) -> Result<Vec<Medium>, store::Error> {
        let mut write = self.0.store.write().await?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let taken = write.conn().take_media(now(), now() + TAKEN, most).await?;
        write.commit(|| ()).await?;
        Ok(taken)
    }

    fn work(&self, (): (), medium: Medium) -> impl Future<Output = ()> + Send + 'static {
        let app = Arc::clone(&self.0);
        async move { one(&app, medium).await }
    }

    async fn bell(&mut self) {
        self.0.messengers.media.notified().await;
    }
}

async fn one(app: &Arc<App>, medium: Medium) {
    // Until it is wanted no longer, or somebody else fetches it.
    let asked = hold(asked(app, &medium), SAID_AGAIN, || still_ours(app, &medium));
    let Some(outcome) = asked.await else { return };
    let noted = match outcome {
        (Outcome::Fetched, Some(incoming)) => fetched(app, &medium, incoming).await,
        (Outcome::Later { why, wait, .. }, _) => missed(app, &medium, &why, Some(wait.unwrap_or_default())).await,
        (Outcome::Unknown(why), _) => missed(app, &medium, &why, Some(SignedDuration::ZERO)).await,
        (Outcome::Failed(why), _) => missed(app, &medium, &why, None).await,
        _ => Ok(()),
    };
    if let Err(problem) = noted {
        tracing::error!(code = problem.code, file = %medium.file, "what became of a medium could not be noted; it is fetched again");
    }
}

async fn asked(app: &App, medium: &Medium) -> (Outcome, Option<Incoming>) {
    if medium.attempts > MOST_TRIES {
        let said = "it was begun again and again and never ended".to_owned();
        return (Outcome::Failed(Failure { why: FailedWhy::Other, code: None, subcode: None, said }), None);
    }
    let largest = app.directory().company.files.largest_bytes();
    let Some(ready) = Ready::of(app, medium.channel) else {
        let said = "the channel is not connected, or its secrets do not open".to_owned();
        return (Outcome::Failed(Failure { why: FailedWhy::Other, code: None, subcode: None, said }), None);
    };
    let wanted = match wanted(app, medium).await {
        Ok(wanted) => wanted,
        Err(error) => return (Outcome::Later { wait: None, everything: false, why: passing(error.to_string()) }, None),
    };
    app.interface.fetch_of_message(&ready, wanted, &app.files, largest).await
}

/// The medium as the messenger is asked for it: also with which message it came, and as which of its media.
async fn wanted(app: &App, medium: &Medium) -> Result<Fetch, store::Error> {
    let mut read = app.store.read().await?;
    let message = read.conn().outside_name(medium.conversation, medium.seq).await?;
    let stored = read.conn().events_after(medium.conversation, medium.seq - 1, 1).await?;
    let media = match stored.first().map(|it| &it.event.body) {
        Some(EventBody::MessageAdded { message }) => message.outside().map(|it| it.media.as_slice()),
        _ => None,
    };
    let place = media.and_then(|media| media.iter().position(|it| it.id == medium.file)).unwrap_or_default();
    Ok(Fetch { media: plain::medium(&medium.source), message, place })
}

/// Says that it is being fetched, and asks whether it is to be. What cannot be asked now is asked again.
async fn still_ours(app: &App, medium: &Medium) -> bool {
    let said = async {
        let mut write = app.store.write().await?;
        let ours = write.conn().keep_medium(medium, now() + TAKEN).await?;
        write.commit(|| ()).await.map(|()| ours)
    };
    said.await.unwrap_or_else(|error: store::Error| {
        tracing::warn!(%error, file = %medium.file, "that a medium is being fetched could not be noted");
        true
    })
}

/// It is here: kept first, then told. Of whom it is erased meanwhile nothing is told, and nothing stays.
async fn fetched(app: &Arc<App>, medium: &Medium, incoming: Incoming) -> Result<(), Problem> {
    let (size, media_type) = (incoming.size(), incoming.media_type());
    if let Err(error) = app.files.keep(incoming, medium.file.0).await {
        return missed(app, medium, &passing(error.to_string()), Some(SignedDuration::ZERO)).await;
    }
    let dimensions = if is_picture(media_type) { app.files.picture(medium.file.0).await } else { None };
    let name = medium.source.name.as_deref().map_or_else(|| named(&medium.source.kind, media_type), clean_name);
    let file =
        Attachment { id: medium.file, name, media_type: media_type.to_owned(), size, dimensions, key: secret::token() };
    match told(app, medium, file).await {
        Ok(true) => Ok(()),
        Ok(false) => {
            app.files.remove(medium.file.0).await;
            Ok(())
        }
        Err(problem) => Err(problem),
    }
}

/// Tells the conversation of the file. False: it is wanted no longer, and its bytes are not either.
async fn told(app: &Arc<App>, medium: &Medium, file: Attachment) -> Result<bool, Problem> {
    let mut action = Action::begin(app).await?;
    let mut conversation = match action.conversation(medium.conversation).await {
        Ok(conversation) => conversation,
        Err(problem) if problem.code == "not-found" => return Ok(false),
        Err(problem) => return Err(problem),
    };
    if !action.conn().medium_done(medium.file).await? {
        // Erased; or another process was faster, whose file it is then.
        return Ok(action.conn().file(medium.file).await?.is_some());
    }
    let (now, client): (_, ClientId) = (action.now, conversation.client);
    let message = action.conn().events_after(conversation.id, medium.seq.saturating_sub(1), 1).await?;
    let stored = StoredFile {
        file: file.clone(),
        conversation: conversation.id,
        author: Author::Client(client),
        created_at: now,
        // With its message, whenever it was fetched.
        sent_at: Some(message.first().map_or(now, |it| it.event.at)),
    };
    if action.conn().insert_file(&stored).await? {
        let event = conversation.file_fetched(medium.seq, file, now);
        action.record(&conversation, [event]).await?;
    }
    action.commit().await?;
    Ok(true)
}

/// It did not come; after a while, or at once if that cannot change, operators are told.
async fn missed(
    app: &Arc<App>,
    medium: &Medium,
    failure: &Failure,
    wait: Option<SignedDuration>,
) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let (now, why) = (action.now, plain::why(failure.why));
    let patient = now.duration_since(medium.began_at) < PATIENCE;
    let next = wait.filter(|_| patient).map(|wait| now + pause(medium.attempts).max(wait));
    // First the row of the conversation, as where it is erased.
    let conversation = action.conversation(medium.conversation).await;
    if !action.conn().medium_missed(medium.file, why, next).await? {
        return Ok(());
    }
    tracing::warn!(file = %medium.file, said = plain::told(failure), again = next.is_some(), "a medium could not be fetched");
    if next.is_none() {
        let mut conversation = conversation?;
        let event = conversation.file_missed(medium.seq, medium.file, why, now);
        action.record(&conversation, [event]).await?;
    }
    action.commit().await.map(|_| ())
}

/// What may be otherwise next time.
fn passing(said: String) -> Failure {
    Failure { why: FailedWhy::Temporary, code: None, subcode: None, said }
}

/// A name for what came without one.
fn named(kind: &str, media_type: &str) -> String {
    let end = mime_guess::get_mime_extensions_str(media_type).and_then(|ends| match media_type {
        "image/jpeg" => Some("jpg"),
        "audio/ogg" => Some("ogg"),
        _ => ends.first().copied(),
    });
    match end {
        Some(end) => format!("{kind}.{end}"),
        None => kind.to_owned(),
    }
}
