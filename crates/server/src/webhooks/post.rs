//! One request to another system, and what it says to it.

use super::signature::{ID, SIGNATURE, TIMESTAMP, sign};
use crate::{
    app::now,
    asking::{self, NoAnswer},
};
use desk::webhook::Trouble;
use jiff::SignedDuration;
use reqwest::{
    Client, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use std::time::Duration;
use store::Answer;

/// From the first question to the answer's end.
const PATIENCE: Duration = Duration::from_secs(15);
const CONNECT: Duration = Duration::from_secs(5);
/// No more than this is read of an answer, in bytes.
const READ: usize = 2 * 1_024;
/// Characters of an answer that are kept, to be looked at by administrators.
const KEPT: usize = 300;
const USER_AGENT: &str = concat!("Hovorna/", env!("CARGO_PKG_VERSION"), " (webhook)");

/// Sends requests to other systems.
pub struct Postman {
    http: Client,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// Where.
    pub url: &'a str,
    /// The id that stays the same with every attempt.
    pub id: uuid::Uuid,
    /// JSON.
    pub body: &'a str,
    /// What it is signed with.
    pub secrets: &'a [String],
}

impl Postman {
    /// One that can send.
    ///
    /// # Errors
    /// When encryption cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { http: asking::client(USER_AGENT, CONNECT).timeout(PATIENCE).build()? })
    }

    /// Sends it. Also tells how long the other side asks to be left alone.
    pub async fn send(&self, parcel: Parcel<'_>) -> (Answer, Option<SignedDuration>) {
        let (id, sent_at) = (parcel.id.to_string(), now());
        let request = self
            .http
            .post(parcel.url)
            .header(CONTENT_TYPE, "application/json")
            .header(ID, &id)
            .header(TIMESTAMP, sent_at.as_second())
            .header(SIGNATURE, sign(parcel.secrets, &id, sent_at, parcel.body))
            .body(parcel.body.to_owned());
        match request.send().await {
            Ok(response) => answered(response).await,
            Err(error) => (failed(error), None),
        }
    }
}

async fn answered(mut response: Response) -> (Answer, Option<SignedDuration>) {
    let status = response.status();
    let plea = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    // What breaks off here was answered all the same.
    let (bytes, _) = asking::beginning(&mut response, READ).await;
    let trouble = match status {
        _ if status.is_success() => None,
        StatusCode::GONE => Some(Trouble::Gone),
        _ => Some(Trouble::Refused),
    };
    let answer = Answer { trouble, status: Some(status.as_u16()), said: kept(&String::from_utf8_lossy(&bytes)) };
    (answer, plea.map(|seconds| SignedDuration::from_secs(seconds.into())))
}

fn failed(error: reqwest::Error) -> Answer {
    let (why, said) = asking::no_answer(error);
    let trouble = match why {
        NoAnswer::TimedOut => Trouble::TimedOut,
        NoAnswer::Certificate => Trouble::Certificate,
        NoAnswer::NoConnection => Trouble::NoConnection,
    };
    Answer { trouble: Some(trouble), status: None, said: kept(&said) }
}

/// One line, without what a screen or a log would take for something else.
fn kept(said: &str) -> String {
    let line = said.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    line.collect::<Vec<_>>().join(" ").chars().take(KEPT).collect()
}
