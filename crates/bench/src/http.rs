//! HTTP/1.1 over one kept connection: as little work as a request can be, for the generator has one core.

use anyhow::Context as _;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Headers of an answer at most.
const HEADERS: usize = 48;

/// A kept connection.
pub struct Http {
    address: SocketAddr,
    stream: TcpStream,
    request: Vec<u8>,
    read: Vec<u8>,
}

/// An answer. Refusals are answers, too.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The cookie it sets.
    pub cookie: Option<String>,
    /// The body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// The body of a success, as JSON.
    ///
    /// # Errors
    /// When it is a refusal, or no JSON.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        anyhow::ensure!(self.status < 300, "{}: {}", self.status, String::from_utf8_lossy(self.body));
        if self.body.is_empty() { Ok(serde_json::Value::Null) } else { Ok(serde_json::from_slice(self.body)?) }
    }
}

impl Http {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream, request: Vec::with_capacity(512), read: Vec::with_capacity(1024) })
    }

    /// Sends a request and waits for its answer. `who` is a whole header line, such as a cookie's.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is not understood.
    pub async fn send(&mut self, method: &str, path: &str, who: &str, body: &str) -> anyhow::Result<Answer<'_>> {
        use std::io::Write as _;
        self.request.clear();
        write!(
            self.request,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{who}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        self.stream.write_all(&self.request).await?;
        self.read.clear();
        loop {
            let n = self.stream.read_buf(&mut self.read).await?;
            anyhow::ensure!(n > 0, "the server hung up on {method} {path}");
            if let Some(head) = Head::parse(&self.read)? {
                while self.read.len() < head.length + head.body {
                    let n = self.stream.read_buf(&mut self.read).await?;
                    anyhow::ensure!(n > 0, "the server hung up in the answer to {method} {path}");
                }
                let body = &self.read[head.length..head.length + head.body];
                return Ok(Answer { status: head.status, cookie: head.cookie, body });
            }
        }
    }
}

/// What is to be known of an answer before its body.
#[derive(Debug)]
struct Head {
    status: u16,
    /// Bytes before the body.
    length: usize,
    /// Bytes of the body.
    body: usize,
    cookie: Option<String>,
}

impl Head {
    /// None while it is not all there.
    fn parse(bytes: &[u8]) -> anyhow::Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut answer = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(length) = answer.parse(bytes)? else { return Ok(None) };
        let status = answer.code.context("no status")?;
        let value = |name: &str| {
            let header = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(header.value).ok()
        };
        let body = match value("content-length") {
            Some(length) => length.parse()?,
            None if matches!(status, 204 | 304) => 0,
            None => anyhow::bail!("an answer without content-length is not understood here"),
        };
        let cookie = value("set-cookie").and_then(|cookie| cookie.split(';').next()).map(ToOwned::to_owned);
        Ok(Some(Self { status, length, body, cookie }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_understood_once_it_is_whole() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\nset-cookie: a=b; Path=/\r\n\r\nabc";
        assert!(Head::parse(&answer[..40]).unwrap().is_none());
        let head = Head::parse(answer).unwrap().unwrap();
        assert_eq!((head.status, head.body, head.cookie.as_deref()), (201, 3, Some("a=b")));
        assert_eq!(&answer[head.length..], b"abc");
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }
}
