//! What messengers call: checked over the raw bytes, kept, and answered. What it says is taken in afterwards.

use crate::{
    app::{App, now},
    messengers::Ready,
    problem::Problem,
};
use axum::{
    body::Bytes,
    extract::{FromRequest as _, Path, Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use desk::ChannelId;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// What a messenger calls with comes within this.
const PATIENCE: Duration = Duration::from_secs(30);
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
    request: Request,
) -> Result<StatusCode, Problem> {
    // Nothing is read of what is not for us, nor of what nobody signed.
    let ready = ready(&app, &kind, id)?;
    let signature = request.headers().get(ready.messenger.signature_header()).cloned();
    let body = if signature.is_some() { whole(request).await? } else { Bytes::new() };
    let signature = signature.as_ref().map_or(&[][..], HeaderValue::as_bytes);
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

/// The body, if it comes in time and is not too large.
async fn whole(request: Request) -> Result<Bytes, Problem> {
    let read = tokio::time::timeout(PATIENCE, Bytes::from_request(request, &())).await;
    read.map_err(|_| Problem::too_slow())?.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::malformed("The body was cut off"),
    })
}

fn ready(app: &App, kind: &str, id: Uuid) -> Result<Ready, Problem> {
    Ready::of(app, ChannelId(id)).filter(|ready| ready.messenger.kind() == kind).ok_or_else(Problem::not_found)
}

/// As it can be kept on both databases. What is signed and no text has never been seen; its sense is kept as far as it goes.
fn as_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use futures_util::stream;
    use std::convert::Infallible;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_cut_off() {
        // One byte a second, for ever.
        let slow = stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b"{")), ()))
        });
        let begun = tokio::time::Instant::now();
        let read = whole(Request::new(Body::from_stream(slow))).await;
        assert_eq!((read.unwrap_err().code, begun.elapsed()), ("too-slow", PATIENCE));
        let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 64 * 1024])));
        assert_eq!(whole(Request::new(Body::from_stream(endless))).await.unwrap_err().code, "too-large");
        assert_eq!(whole(Request::new(Body::from("{}"))).await.unwrap(), Bytes::from_static(b"{}"));
    }
}
