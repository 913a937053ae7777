//! What messengers call: checked over the raw bytes, kept, and answered. What it says is taken in afterwards.

use crate::{
    app::{App, now},
    messengers::Ready,
    problem::Problem,
};
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use desk::ChannelId;
use std::sync::Arc;
use uuid::Uuid;

/// The longest answer to a question that is said again, in bytes.
const LONGEST_CHALLENGE: usize = 1_000;

/// Is the address ours? The messenger asks when the webhook is set up.
pub async fn confirm(
    State(app): State<Arc<App>>,
    Path((kind, id)): Path<(String, Uuid)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let ready = ready(&app, &kind, id)?;
    let challenge = ready.messenger.confirm(&ready.settings, &query).filter(|it| it.len() <= LONGEST_CHALLENGE);
    let challenge = challenge.ok_or_else(Problem::forbidden)?;
    // Its own words come back: never as anything but text (`nosniff` stands on every answer).
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], challenge).into_response())
}

/// The messenger tells something. It is kept before it is answered; whoever hears no yes says it again.
pub async fn deliver(
    State(app): State<Arc<App>>,
    Path((kind, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let ready = ready(&app, &kind, id)?;
    let signature = headers.get(ready.messenger.signature_header()).map_or(&[][..], HeaderValue::as_bytes);
    let (channel, now) = (ready.channel.id, now());
    if !ready.messenger.is_genuine(&ready.settings, signature, &body) {
        metrics::counter!("hovorna_hooks_refused_total").increment(1);
        if app.limiters.wrong_signatures.count(&channel.to_string()).is_ok() {
            let mut write = app.store.write().await?;
            write.conn().channel_heard(channel, false, now).await?;
            write.commit(|| ()).await?;
        }
        return Err(Problem::refused("wrong-signature", "The signature does not fit the body"));
    }
    let mut write = app.store.write_at_once().await?;
    write.conn().keep_hook(Uuid::now_v7(), channel, &as_text(&body), now).await?;
    let waker = Arc::clone(&app);
    write.commit(move || waker.messengers.heard.notify_one()).await?;
    metrics::counter!("hovorna_hooks_total").increment(1);
    Ok(StatusCode::OK)
}

fn ready(app: &App, kind: &str, id: Uuid) -> Result<Ready, Problem> {
    Ready::of(app, ChannelId(id)).filter(|ready| ready.messenger.kind() == kind).ok_or_else(Problem::not_found)
}

/// As it can be kept on both databases. What is signed and no text has never been seen; its sense is kept as far as it goes.
fn as_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.into_owned() }
}
