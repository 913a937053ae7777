//! A live socket, as consoles and widgets use it.

use super::PATIENCE;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};
use tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue};

/// A live socket.
pub struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Line {
    /// Connects, or says with which status it was refused.
    pub async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{url}: {error}"),
        }
    }

    pub async fn says(&mut self, frame: Value) {
        self.says_raw(frame.to_string()).await;
    }

    pub async fn says_raw(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    /// Says something to a socket that may be closed meanwhile.
    pub async fn tries(&mut self, frame: Value) -> Result<(), tungstenite::Error> {
        self.socket.send(Message::text(frame.to_string())).await
    }

    /// The next frame; none when the socket closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.expect("nothing came");
            match message? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Waits for a frame that fits and returns it; others are passed over.
    pub async fn hears(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let waited = timeout(PATIENCE, async {
            while let Some(frame) = self.next().await {
                if fits(&frame) {
                    return frame;
                }
            }
            panic!("closed before {what} came");
        });
        waited.await.unwrap_or_else(|_| panic!("{what} did not come"))
    }

    /// Waits for a frame of this type.
    pub async fn hears_type(&mut self, kind: &str) -> Value {
        self.hears(kind, |frame| frame["type"] == kind).await
    }

    /// Waits for an event of this kind and returns it.
    pub async fn hears_event(&mut self, kind: &str) -> Value {
        let of_kind = |frame: &Value| {
            let events = frame["events"].as_array()?;
            events.iter().find(|event| event["kind"] == kind).cloned()
        };
        let frame = self.hears(kind, |frame| of_kind(frame).is_some()).await;
        of_kind(&frame).unwrap()
    }

    /// Everything that was sent before the answer to a ping that is sent now.
    pub async fn heard_so_far(&mut self) -> Vec<Value> {
        self.says(serde_json::json!({"type": "ping"})).await;
        let mut heard = Vec::new();
        while let Some(frame) = self.next().await {
            if frame["type"] == "pong" {
                return heard;
            }
            heard.push(frame);
        }
        panic!("closed before the pong came; heard {heard:?}");
    }

    /// Waits for the end and returns the close code.
    pub async fn closed(&mut self) -> u16 {
        let end = timeout(PATIENCE, async {
            while let Some(message) = self.socket.next().await {
                match message {
                    Ok(Message::Close(frame)) => return frame.map_or(1005, |frame| frame.code.into()),
                    Ok(_) => {}
                    Err(_) => return 1006,
                }
            }
            1006
        });
        end.await.expect("it stayed open")
    }
}
