//! The live sockets: news down, fleeting things up. `docs/live-protocol.md` describes them.

pub mod client;
pub mod console;
mod door;

use crate::hub::Text;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use futures_util::SinkExt as _;
use std::{pin::Pin, time::Duration};
use tokio::time::{Instant, Sleep, sleep};

/// A socket from which nothing came for this long is dead.
const SILENCE: Duration = Duration::from_secs(75);
/// A socket that does not take a frame for this long is too slow; it catches up when it returns.
const SLOW: Duration = Duration::from_secs(10);
/// Frames up are small: typing, seen, subscribe.
const LARGEST_FRAME: usize = 16 * 1024;
/// Frames up at most, in a second; who sends more is closed.
const BUSIEST: u32 = 100;
/// Events read from the log at once.
const PAGE: i64 = 200;

/// Close codes of our own; 1012 is "service restart" (IANA WebSocket close code registry).
mod code {
    pub const SIGNED_OUT: u16 = 4401;
    pub const RESTART: u16 = 1012;
    pub const POLICY: u16 = 1008;
}

/// Small buffers: thousands of quiet sockets cost kilobytes, not hundreds of them.
fn frugal(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_write_buffer_size(256 * 1024)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME)
}

/// Why a socket's loop ends.
#[derive(Debug)]
enum End {
    /// The other side is gone, or too slow.
    Gone,
    /// It is to be closed with this code.
    Close(u16),
}

async fn send(socket: &mut WebSocket, text: &Text) -> Result<(), End> {
    match tokio::time::timeout(SLOW, socket.send(Message::Text(text.clone()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Waits until the process is told to stop; it may have been told before.
async fn told_to_stop(stopping: &mut tokio::sync::watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

async fn close(mut socket: WebSocket, end: End) {
    if let End::Close(code) = end {
        let frame = CloseFrame { code, reason: "".into() };
        let goodbye = async {
            let _ = socket.send(Message::Close(Some(frame))).await;
            let _ = socket.close().await;
        };
        let _ = tokio::time::timeout(SLOW, goodbye).await;
    }
}

/// When a socket from which nothing comes counts as dead. What it waits by is set anew only when it rings, not with
/// every frame.
struct Silence {
    heard_at: Instant,
    bell: Pin<Box<Sleep>>,
}

impl Silence {
    fn new() -> Self {
        Self { heard_at: Instant::now(), bell: Box::pin(sleep(SILENCE)) }
    }

    fn heard(&mut self) {
        self.heard_at = Instant::now();
    }

    /// Waits until it has been silent for too long.
    async fn too_long(&mut self) {
        loop {
            self.bell.as_mut().await;
            if self.heard_at.elapsed() >= SILENCE {
                return;
            }
            self.bell.as_mut().reset(self.heard_at + SILENCE);
        }
    }
}

/// Counts frames up.
struct Pace {
    second: std::time::Instant,
    frames: u32,
}

impl Pace {
    fn new() -> Self {
        Self { second: std::time::Instant::now(), frames: 0 }
    }

    fn count(&mut self) -> Result<(), End> {
        if self.second.elapsed() >= Duration::from_secs(1) {
            *self = Self::new();
        }
        self.frames += 1;
        if self.frames > BUSIEST { Err(End::Close(code::POLICY)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{advance, timeout};

    #[tokio::test(start_paused = true)]
    async fn silence_is_counted_from_what_was_heard_last() {
        let mut silence = Silence::new();
        let began = Instant::now();
        for _ in 0..5 {
            advance(SILENCE - Duration::from_secs(1)).await;
            silence.heard();
            assert!(timeout(SILENCE - Duration::from_secs(1), silence.too_long()).await.is_err(), "it was heard from");
            silence.heard();
        }
        let heard_at = Instant::now();
        silence.too_long().await;
        assert_eq!(heard_at.elapsed().as_secs(), SILENCE.as_secs());
        assert!(began.elapsed() > 10 * (SILENCE - Duration::from_secs(1)));
    }
}
