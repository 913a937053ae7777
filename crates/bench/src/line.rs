//! A websocket of the generator: small buffers, frames as text.

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, Utf8Bytes, client::IntoClientRequest as _, protocol::WebSocketConfig},
};

/// An open websocket.
pub struct Line {
    socket: WebSocketStream<TcpStream>,
}

impl Line {
    /// Connects; `cookie` is empty where none is needed.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn open(address: SocketAddr, path: &str, cookie: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection")?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        if !cookie.is_empty() {
            request.headers_mut().insert("cookie", cookie.parse()?);
        }
        let config =
            WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0).max_write_buffer_size(1 << 20);
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await.context("no websocket")?;
        Ok(Self { socket })
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the line is dead.
    pub async fn say(&mut self, frame: String) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(frame)).await?)
    }

    /// The next frame; none when the line ended. May be dropped while it waits.
    pub async fn hear(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(frame)) => return Some(frame),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Hears frames until one begins with `wanted`; those before it are `heard`.
    ///
    /// # Errors
    /// When it is refused, or the line ends before.
    pub async fn hear_until(&mut self, wanted: &str, heard: &mut dyn FnMut(&str)) -> anyhow::Result<()> {
        while let Some(frame) = self.hear().await {
            if frame.starts_with(wanted) {
                return Ok(());
            }
            anyhow::ensure!(!frame.starts_with(r#"{"type":"refused""#), "refused: {frame}");
            heard(&frame);
        }
        anyhow::bail!("the line ended before {wanted} came")
    }
}
