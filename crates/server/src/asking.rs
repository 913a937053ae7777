//! Asking other systems over HTTP, with what holds of all of them: nobody is sent on to anywhere else, and nothing is waited for or
//! read without an end.

use reqwest::{Client, ClientBuilder, Response, redirect::Policy};
use std::{error::Error as _, time::Duration};

/// A way to other systems. Whoever asks says besides how long an answer may take.
pub fn client(user_agent: &str, connect: Duration) -> ClientBuilder {
    Client::builder()
        .user_agent(user_agent)
        // What is signed or secret is for one address: another one is not handed it, and nobody else's answer is believed.
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(connect)
}

/// The first so many bytes of an answer, no more being read; and whether it broke off.
pub async fn beginning(answer: &mut Response, most: usize) -> (Vec<u8>, Result<(), reqwest::Error>) {
    let mut bytes = Vec::new();
    while bytes.len() < most {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk[..chunk.len().min(most - bytes.len())]),
            Ok(None) => break,
            Err(error) => return (bytes, Err(error)),
        }
    }
    (bytes, Ok(()))
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Not in time.
    TimedOut,
    /// Its certificate is not to be trusted, or there is no protection both know.
    Certificate,
    /// Nobody is there, or the line broke.
    NoConnection,
}

/// Why no answer came, and what was said of it. The address is left out: it may carry a secret.
pub fn no_answer(error: reqwest::Error) -> (NoAnswer, String) {
    let is_late = error.is_timeout();
    let said = cause(error);
    let why = if is_late {
        NoAnswer::TimedOut
    } else if ["certificate", "tls", "TLS", "handshake"].iter().any(|word| said.contains(word)) {
        NoAnswer::Certificate
    } else {
        NoAnswer::NoConnection
    };
    (why, said)
}

/// What is behind a failure, without the address.
pub fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(because) = cause {
        said = because.to_string();
        cause = because.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    const LONG: Duration = Duration::from_secs(60);

    /// Somebody who answers one question with this, and where.
    async fn answers(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/secret", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let _ = line.read(&mut [0; 1024]).await;
            line.write_all(answer.as_bytes()).await.unwrap();
        });
        address
    }

    async fn asked(address: &str) -> Result<Response, reqwest::Error> {
        client("test", LONG).build().unwrap().get(address).send().await
    }

    #[tokio::test]
    async fn who_is_sent_on_does_not_go_there() {
        let elsewhere = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(asked(&answers(elsewhere).await).await.unwrap().status(), 302);
    }

    #[tokio::test]
    async fn no_more_is_read_than_was_asked_for() {
        let whole = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789";
        for (most, expected) in [(4, "0123"), (10, "0123456789"), (99, "0123456789")] {
            let mut answer = asked(&answers(whole).await).await.unwrap();
            let (bytes, read) = beginning(&mut answer, most).await;
            assert_eq!((String::from_utf8(bytes).unwrap().as_str(), read.is_ok()), (expected, true));
        }
    }

    #[tokio::test]
    async fn what_broke_off_is_there_as_far_as_it_came() {
        let half = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123";
        let mut answer = asked(&answers(half).await).await.unwrap();
        let (bytes, read) = beginning(&mut answer, 99).await;
        assert_eq!((bytes.as_slice(), read.is_err()), (&b"0123"[..], true));
    }

    #[tokio::test]
    async fn why_nobody_answers_is_told_without_the_address() {
        let nobody = asked("http://127.0.0.1:1/secret").await.unwrap_err();
        let gone = asked(&answers("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await).await;
        for error in [nobody, gone.unwrap().error_for_status().unwrap_err()] {
            let (why, said) = no_answer(error);
            assert_eq!(why, NoAnswer::NoConnection);
            assert!(!said.is_empty() && !said.contains("secret") && !said.contains("127.0.0.1"), "{said}");
        }
    }
}
