//! A client's socket: one conversation, as its client sees it; or, before there is one, whether clients are taken.

use super::{End, PAGE, Pace, Silence, close, code, door, frugal, send, told_to_stop};
use crate::{
    app::{App, BUILD, Report, now},
    http::{
        ask::{Address, client_of},
        security,
        widget::known_widget,
    },
    hub::{ConversationNews, Follow, client_events_frame, text},
    problem::Problem,
    shape,
    wire::live::{ClientFrame, ClientSays, PROTOCOL},
};
use axum::{
    extract::{
        Query, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::HeaderMap,
    response::Response,
};
use desk::{Conversation, ConversationId, Seq, Stage, receipts::Side};
use serde::Deserialize;
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// The first frame comes within this.
const HELLO: Duration = Duration::from_secs(10);

/// Characters of what a client is typing that operators see.
const LONGEST_PREVIEW: usize = 1_000;

/// Which widget asks.
#[derive(Debug, Deserialize)]
pub struct OfWidget {
    widget: String,
}

/// Opens a client's socket.
///
/// # Errors
/// `not-found`, `foreign-origin`, `too-many-requests`.
pub async fn upgrade(
    State(app): State<Arc<App>>,
    Address(address): Address,
    Query(of): Query<OfWidget>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    app.limiters.sockets.count(&address)?;
    security::allowed(&app, known_widget(&app.directory(), &of.widget)?, &headers)?;
    Ok(frugal(upgrade).on_upgrade(move |mut socket| async move {
        // What is large and soon over has room of its own: a task is as large as its largest part for as long as it lives.
        let end = match Box::pin(greet(&app, &mut socket)).await {
            Ok(Greeted::Talks(line)) => serve(&app, &mut socket, *line).await,
            Ok(Greeted::Watches) => door::serve(&app, &mut socket, of.widget).await,
            Ok(Greeted::Refused) => End::Close(code::POLICY),
            Err(end) => end,
        };
        Box::pin(close(socket, end)).await;
    }))
}

/// A client's line while it is open; its end is noticed however the socket ends.
struct Line {
    app: Arc<App>,
    conversation: ConversationId,
    follow: Option<Follow>,
    news: Receiver<ConversationNews>,
    sent: Seq,
}

impl Drop for Line {
    fn drop(&mut self) {
        // First no longer connected, then the record of it.
        self.follow = None;
        self.app.hub.tell(self.conversation, ConversationNews::Typing { operator: None, on: false, text: None });
        self.app.lines.changed(self.conversation);
    }
}

/// What the first frame asks for.
enum Greeted {
    /// A conversation.
    Talks(Box<Line>),
    /// Whether clients are taken.
    Watches,
    /// What cannot be served.
    Refused,
}

async fn greet(app: &Arc<App>, socket: &mut WebSocket) -> Result<Greeted, End> {
    let first = tokio::time::timeout(HELLO, socket.recv()).await.map_err(|_| End::Close(code::POLICY))?;
    let Some(Ok(Message::Text(first))) = first else { return Err(End::Gone) };
    let (token, conversation, after) = match serde_json::from_str(&first) {
        Ok(ClientSays::Hello { token, conversation, after }) => (token, conversation, after),
        Ok(ClientSays::Watch) => return Ok(Greeted::Watches),
        _ => return refuse(socket, "malformed").await,
    };
    let id = ConversationId(conversation);
    // Follow first, read after: nothing falls between.
    let mut follow = app.hub.follow(id);
    let news = follow.take_news();
    let c = match own(app, &token, id).await {
        Ok(Some(own)) => own,
        Ok(None) => return refuse(socket, "not-found").await,
        Err(_) => return Err(End::Close(code::RESTART)),
    };
    follow.is_the_clients();
    let mut line = Line { app: Arc::clone(app), conversation: id, follow: Some(follow), news, sent: after.max(0) };
    app.lines.changed(id);
    let hello = ClientFrame::Hello {
        protocol: PROTOCOL,
        build: BUILD.to_owned(),
        now: now().into(),
        last_seq: c.last_seq,
        receipts: c.receipts,
    };
    send(socket, &text(&hello)).await?;
    if line.sent < c.last_seq {
        catch_up(app, socket, &mut line).await?;
    }
    if matches!(c.stage, Stage::Waiting { .. })
        && let Ok(Some(place)) = crate::http::widget::place(app, &c).await
    {
        send(socket, &text(&ClientFrame::Queue { place })).await?;
    }
    Ok(Greeted::Talks(Box::new(line)))
}

async fn refuse(socket: &mut WebSocket, code: &str) -> Result<Greeted, End> {
    send(socket, &text(&ClientFrame::Refused { code: code.to_owned() })).await?;
    Ok(Greeted::Refused)
}

/// The client's own conversation; none: it is somebody else's, or nobody's.
async fn own(app: &Arc<App>, token: &str, conversation: ConversationId) -> Result<Option<Conversation>, Problem> {
    let Ok(client) = client_of(app, token).await else { return Ok(None) };
    let Some(id) = client.id else { return Ok(None) };
    let found = app.store.read().await?.conn().conversation(conversation).await?;
    Ok(found.filter(|own| own.client == id))
}

/// Sends what the log has after what was sent.
async fn catch_up(app: &Arc<App>, socket: &mut WebSocket, line: &mut Line) -> Result<(), End> {
    loop {
        let read = async { app.store.read().await?.conn().events_after(line.conversation, line.sent, PAGE).await };
        let events = read.await.map_err(|_| End::Close(code::RESTART))?;
        let Some(last) = events.last() else { return Ok(()) };
        line.sent = last.event.seq;
        let directory = app.directory();
        let for_client: Vec<_> = events.iter().filter_map(|event| shape::client_event(event, &directory)).collect();
        if !for_client.is_empty() {
            send(socket, &client_events_frame(for_client)).await?;
        }
        if events.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

async fn serve(app: &Arc<App>, socket: &mut WebSocket, mut line: Line) -> End {
    let mut stopping = app.stopping.subscribe();
    let mut stopped = pin!(told_to_stop(&mut stopping));
    let (mut pace, mut silence) = (Pace::new(), Silence::new());
    loop {
        let step = tokio::select! {
            news = line.news.recv() => tell(app, socket, &mut line, news).await,
            said = socket.recv() => match said {
                Some(Ok(message)) => {
                    silence.heard();
                    match pace.count() {
                        Ok(()) => hear(app, socket, &line, message).await,
                        Err(end) => Err(end),
                    }
                }
                Some(Err(_)) | None => Err(End::Gone),
            },
            () = silence.too_long() => Err(End::Gone),
            () = &mut stopped => Err(End::Close(code::RESTART)),
        };
        if let Err(end) = step {
            return end;
        }
    }
}

async fn tell(
    app: &Arc<App>,
    socket: &mut WebSocket,
    line: &mut Line,
    news: Result<ConversationNews, RecvError>,
) -> Result<(), End> {
    match news {
        Ok(ConversationNews::Event(news)) => {
            if news.seq <= line.sent {
                return Ok(());
            }
            if news.seq > line.sent + 1 {
                return Box::pin(catch_up(app, socket, line)).await;
            }
            line.sent = news.seq;
            match &news.client {
                Some(frame) => send(socket, frame).await,
                None => Ok(()),
            }
        }
        Ok(ConversationNews::Receipts { receipts }) => send(socket, &text(&ClientFrame::Receipts { receipts })).await,
        Ok(ConversationNews::Typing { operator: Some(_), on, .. }) => {
            send(socket, &text(&ClientFrame::Typing { on })).await
        }
        Ok(ConversationNews::Typing { operator: None, .. }) => Ok(()),
        // Who looks is a matter among operators.
        Ok(ConversationNews::Looking(_) | ConversationNews::Delivery(_)) => Ok(()),
        Ok(ConversationNews::Place(place)) => send(socket, &text(&ClientFrame::Queue { place })).await,
        Err(RecvError::Lagged(_)) => Box::pin(catch_up(app, socket, line)).await,
        Err(RecvError::Closed) => Err(End::Close(code::RESTART)),
    }
}

async fn hear(app: &Arc<App>, socket: &mut WebSocket, line: &Line, message: Message) -> Result<(), End> {
    let Message::Text(said) = message else {
        return if matches!(message, Message::Close(_)) { Err(End::Gone) } else { Ok(()) };
    };
    match serde_json::from_str(&said) {
        Ok(ClientSays::Typing { on, text }) => {
            let text = text.filter(|_| on && app.directory().company.typing_preview);
            let text = text.map(|text| text.chars().take(LONGEST_PREVIEW).collect::<String>().into());
            app.hub.tell(line.conversation, ConversationNews::Typing { operator: None, on, text });
            Ok(())
        }
        Ok(ClientSays::Seen { seen }) => {
            let report = Report { conversation: line.conversation, side: Side::Client, seen };
            // Full: the next report says more anyway.
            let _ = app.receipts.try_send(report);
            Ok(())
        }
        Ok(ClientSays::Ping) => send(socket, &text(&ClientFrame::Pong)).await,
        // Said once already, or of a newer protocol: harms nobody.
        Ok(ClientSays::Hello { .. } | ClientSays::Watch) => Ok(()),
        Err(_) => Err(End::Close(code::POLICY)),
    }
}
