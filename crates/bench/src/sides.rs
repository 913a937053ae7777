//! Both sides of conversations, connected: the client's and the operator's. Each sends when told to and counts what it hears.

use crate::{
    http::Http,
    lab::{Running, System},
    line::Line,
    seed::Talk,
    tally::{By, Shared, text},
};
use rand::RngExt as _;
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::spawn_local,
};
use uuid::Uuid;

/// A line that is quiet says so this often, as widget and console do.
const PING: Duration = Duration::from_secs(25);
/// An operator reports what was read after so many of the client's messages; what is unread is stored with each message.
const READ: u32 = 20;

/// A side that sends a message whenever it is told the time.
pub type Says = UnboundedSender<Instant>;

/// Connects both sides of each talk. The client's first, then the operator's, in the talks' order.
///
/// # Errors
/// When one is refused.
pub async fn connect(running: &Running, talks: &[Talk], tally: &Shared) -> anyhow::Result<Vec<Says>> {
    let mut sides = Vec::with_capacity(talks.len() * 2);
    for talk in talks {
        for by in [By::Client, By::Operator] {
            let (says, said) = unbounded_channel();
            let line = open(running, talk, by, 0, &mut |_| ()).await?;
            match running.system {
                System::Hovorna => {
                    let http = Http::open(running.address).await?;
                    spawn_local(hear(line, talk.conversation.clone(), by, tally.clone()));
                    spawn_local(post(http, talk.clone(), by, said, tally.clone()));
                }
                System::Relay => {
                    spawn_local(relay(line, talk.conversation.clone(), by, said, tally.clone()));
                }
            }
            sides.push(says);
        }
    }
    Ok(sides)
}

/// Opens a side's line, from after what it has: a number of the log, or of frames with the relay. What comes before it
/// is caught up is `heard`, too.
///
/// # Errors
/// When it is refused.
pub async fn open(
    running: &Running,
    talk: &Talk,
    by: By,
    after: u64,
    heard: &mut dyn FnMut(&str),
) -> anyhow::Result<Line> {
    let (address, id) = (running.address, &talk.conversation);
    match (running.system, by) {
        (System::Relay, by) => {
            let side = u8::from(by == By::Operator);
            Line::open(address, &format!("/?conversation={id}&side={side}&after={after}"), "").await
        }
        (System::Hovorna, By::Client) => {
            let mut line = Line::open(address, "/widget/v1/live?widget=demo", "").await?;
            let token = &talk.token;
            line.say(format!(r#"{{"type":"hello","token":"{token}","conversation":"{id}","after":{after}}}"#)).await?;
            line.hear_until(r#"{"type":"hello""#, heard).await?;
            Ok(line)
        }
        (System::Hovorna, By::Operator) => {
            let mut line = open_console(running, &talk.operator).await?;
            line.say(format!(r#"{{"type":"subscribe","conversation":"{id}","after":{after}}}"#)).await?;
            line.hear_until(r#"{"type":"subscribed""#, heard).await?;
            Ok(line)
        }
    }
}

/// Opens a console's line that follows no conversation yet.
///
/// # Errors
/// When it is refused.
pub async fn open_console(running: &Running, operator: &str) -> anyhow::Result<Line> {
    let mut line = Line::open(running.address, "/api/v1/live", operator.trim_start_matches("cookie: ")).await?;
    line.hear_until(r#"{"type":"hello""#, &mut |_| ()).await?;
    Ok(line)
}

/// Listens until the line ends.
pub async fn hear(mut line: Line, conversation: String, by: By, tally: Shared) {
    let first = Instant::now() + PING.mul_f64(rand::rng().random());
    let mut ping = tokio::time::interval_at(first.into(), PING);
    let mut unread = 0;
    loop {
        let said = tokio::select! {
            frame = line.hear() => {
                let Some(frame) = frame else { return };
                let before = tally.borrow().delivered;
                tally.borrow_mut().hears(by.other(), &frame);
                unread += u32::from(tally.borrow().delivered > before);
                if by == By::Client || unread < READ {
                    continue;
                }
                unread = 0;
                const ALL: &str = r#"{"delivered":1000000000,"read":1000000000}"#;
                line.say(format!(r#"{{"type":"seen","conversation":"{conversation}","seen":{ALL}}}"#)).await
            }
            _ = ping.tick() => line.say(r#"{"type":"ping"}"#.to_owned()).await,
        };
        if said.is_err() {
            return;
        }
    }
}

/// Sends what is to be said over a kept connection, one after the other.
pub async fn post(mut http: Http, talk: Talk, by: By, mut said: UnboundedReceiver<Instant>, tally: Shared) {
    let (path, who) = match by {
        By::Client => ("/widget/v1/messages".to_owned(), talk.client()),
        By::Operator => (format!("/api/v1/conversations/{}/messages", talk.conversation), talk.operator.clone()),
    };
    while let Some(sent) = said.recv().await {
        let body = message(&talk.conversation, by, sent);
        match http.send("POST", &path, &who, &body).await {
            Ok(answer) if answer.status == 201 => tally.borrow_mut().acknowledged(sent),
            Ok(_) | Err(_) => tally.borrow_mut().failed += 1,
        }
    }
}

/// The relay's frame and the server's body are the same object.
#[must_use]
pub fn message(conversation: &str, by: By, sent: Instant) -> String {
    format!(r#"{{"conversation":"{conversation}","id":"{}","text":"{}"}}"#, Uuid::now_v7(), text(by, sent))
}

async fn relay(mut line: Line, conversation: String, by: By, mut said: UnboundedReceiver<Instant>, tally: Shared) {
    // Acknowledged in the order in which it was sent.
    let mut waiting = VecDeque::new();
    loop {
        tokio::select! {
            sent = said.recv() => {
                let Some(sent) = sent else { return };
                waiting.push_back(sent);
                if line.say(message(&conversation, by, sent)).await.is_err() {
                    tally.borrow_mut().failed += 1;
                }
            }
            frame = line.hear() => {
                let Some(frame) = frame else { return };
                if frame.starts_with(r#"{"ack""#) {
                    waiting.pop_front().into_iter().for_each(|sent| tally.borrow_mut().acknowledged(sent));
                } else {
                    tally.borrow_mut().hears(by.other(), &frame);
                }
            }
        }
    }
}
