//! The bare relay, the denominator: what any server must do that stores a message before it acknowledges and delivers it.
//!
//! One websocket route. A frame `{conversation, id, text}` is appended to one file; one fdatasync serves all that has
//! piled up; then it is delivered to the other side and acknowledged. No sign-in, no rules, no queries.

use crate::workloads::deliveries::APP_SECRET;
use anyhow::Context as _;
use axum::{
    Router,
    body::Bytes,
    extract::{
        Query, State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    net::TcpSocket,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// Where a messenger calls, and nothing but the signature is looked at.
pub const HOOK: &str = "/hook";
/// Frames of a side kept for those who come back.
const KEPT: usize = 64;
/// Connections that wait to be taken.
const BACKLOG: u32 = 4_096;
/// Frames that one sync serves at most.
const PILE: usize = 100_000;

/// Serves at `address` until killed.
///
/// # Errors
/// When the file or the address cannot be had.
pub fn serve(address: SocketAddr, file: &Path) -> anyhow::Result<()> {
    let file = File::create(file).with_context(|| format!("{} cannot be made", file.display()))?;
    let (append, appended) = unbounded_channel();
    let desk = Arc::new(Desk { append, conversations: Mutex::default() });
    let told = Arc::clone(&desk);
    std::thread::spawn(move || store(file, appended, &told));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(address)?;
        // Thousands may come at once; who does not fit in here tries again a second later (tcp(7), SYN retransmission).
        let listener = socket.listen(BACKLOG)?;
        let listener = axum::serve::ListenerExt::tap_io(listener, |io| {
            let _ = io.set_nodelay(true);
        });
        axum::serve(listener, Router::new().route("/", get(upgrade)).route(HOOK, post(verify)).with_state(desk)).await
    })?;
    Ok(())
}

struct Desk {
    append: UnboundedSender<Said>,
    conversations: Mutex<HashMap<String, [Side; 2]>>,
}

/// One side of a conversation: who listens there, and what the other side said last.
#[derive(Default)]
struct Side {
    sockets: Vec<UnboundedSender<Utf8Bytes>>,
    last: VecDeque<Utf8Bytes>,
    said: usize,
}

/// A frame on its way to the file.
struct Said {
    conversation: String,
    id: String,
    by: usize,
    frame: Utf8Bytes,
    by_socket: UnboundedSender<Utf8Bytes>,
}

#[derive(Deserialize)]
struct Frame {
    conversation: String,
    id: String,
    #[serde(rename = "text")]
    _text: serde::de::IgnoredAny,
}

/// Who connects: `side` is 0 or 1, `after` how many frames of the other side it has.
#[derive(Deserialize)]
struct Who {
    conversation: String,
    side: usize,
    after: usize,
}

/// What every webhook must do at least: the signature over the raw bytes, in constant time.
async fn verify(headers: HeaderMap, body: Bytes) -> StatusCode {
    let settings = [("app_secret".to_owned(), APP_SECRET.to_owned())].into_iter().collect();
    let signature = headers.get("x-hub-signature-256").map_or(&[][..], |told| told.as_bytes());
    let genuine = channels::of("whatsapp").is_some_and(|it| it.is_genuine(&settings, signature, &body));
    if genuine { StatusCode::OK } else { StatusCode::FORBIDDEN }
}

async fn upgrade(State(desk): State<Arc<Desk>>, Query(who): Query<Who>, upgrade: WebSocketUpgrade) -> Response {
    // As small as the server's own.
    let upgrade = upgrade.read_buffer_size(4096).write_buffer_size(0).max_write_buffer_size(256 * 1024);
    upgrade.on_upgrade(async move |mut socket| {
        let (tell, mut told) = unbounded_channel();
        for frame in desk.join(&who, tell.clone()) {
            if socket.send(Message::Text(frame)).await.is_err() {
                return;
            }
        }
        while relay(&desk, &mut socket, who.side, &tell, &mut told).await {}
        drop(told);
    })
}

/// One frame up or down; false at the end.
async fn relay(
    desk: &Desk,
    socket: &mut WebSocket,
    by: usize,
    tell: &UnboundedSender<Utf8Bytes>,
    told: &mut UnboundedReceiver<Utf8Bytes>,
) -> bool {
    tokio::select! {
        Some(frame) = told.recv() => socket.send(Message::Text(frame)).await.is_ok(),
        said = socket.recv() => match said {
            Some(Ok(Message::Text(frame))) => match serde_json::from_str(&frame) {
                Ok(Frame { conversation, id, .. }) => {
                    desk.append.send(Said { conversation, id, by, frame, by_socket: tell.clone() }).is_ok()
                }
                Err(_) => false,
            },
            Some(Ok(Message::Close(_)) | Err(_)) | None => false,
            Some(Ok(_)) => true,
        },
    }
}

/// Stores what has piled up with one sync, then delivers and acknowledges it.
fn store(mut file: File, mut appended: UnboundedReceiver<Said>, desk: &Desk) {
    let (mut pile, mut lines) = (Vec::new(), Vec::new());
    while appended.blocking_recv_many(&mut pile, PILE) > 0 {
        lines.clear();
        for said in &pile {
            lines.extend_from_slice(said.frame.as_bytes());
            lines.push(b'\n');
        }
        if let Err(error) = file.write_all(&lines).and_then(|()| file.sync_data()) {
            eprintln!("the relay cannot store: {error}");
            std::process::exit(1);
        }
        for said in pile.drain(..) {
            let acknowledged = format!("{{\"ack\":\"{}\"}}", said.id);
            desk.deliver(&said);
            let _ = said.by_socket.send(acknowledged.into());
        }
    }
}

impl Desk {
    /// From now on this socket hears the other side. Returns what it missed.
    fn join(&self, who: &Who, tell: UnboundedSender<Utf8Bytes>) -> Vec<Utf8Bytes> {
        let mut conversations = self.lock();
        let side = &mut conversations.entry(who.conversation.clone()).or_default()[who.side % 2];
        side.sockets.retain(|socket| !socket.is_closed());
        side.sockets.push(tell);
        let missed = side.said.saturating_sub(who.after).min(side.last.len());
        side.last.range(side.last.len() - missed..).cloned().collect()
    }

    fn deliver(&self, said: &Said) {
        let mut conversations = self.lock();
        if let Some(sides) = conversations.get_mut(&said.conversation) {
            let other = &mut sides[1 - said.by % 2];
            other.said += 1;
            if other.last.len() == KEPT {
                other.last.pop_front();
            }
            other.last.push_back(said.frame.clone());
            other.sockets.retain(|socket| socket.send(said.frame.clone()).is_ok());
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, [Side; 2]>> {
        self.conversations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
