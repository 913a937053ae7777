//! W4: all sockets are cut and come back at once, each from where it was, while messages are sent.

use crate::{
    figures::Figures,
    http::Http,
    lab::{Lab, Running, System},
    line::Line,
    seed::{Seed, Talk, at_once},
    sides::{message, open, post},
    tally::{By, Tally, sent_times},
};
use memchr::memmem;
use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, unbounded_channel},
        watch,
    },
    task::spawn_local,
};

/// Conversations in which both sides say something while nobody is connected.
const SPEAKING: usize = 500;
/// Not all back by then: it has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// A socket that is refused tries again after this.
const AGAIN: Duration = Duration::from_millis(50);

/// How far all sides have got.
#[derive(Default)]
struct Return {
    back: usize,
    /// How often each message arrived, by when it was sent.
    arrived: HashMap<Instant, u32>,
    tries: u64,
}

impl Return {
    fn is_complete(&self, sides: usize) -> bool {
        self.back == sides && self.arrived.values().all(|times| *times > 0)
    }

    fn hears(&mut self, by: By, frame: &str) {
        for sent in sent_times(by.other(), frame) {
            *self.arrived.entry(sent).or_default() += 1;
        }
    }
}

type Shared = Rc<RefCell<Return>>;

/// One side of one conversation over its sockets.
struct Returning {
    running: Rc<Running>,
    talk: Talk,
    by: By,
    /// The last number it has; with the relay, how many frames.
    after: u64,
    state: Shared,
}

/// Cuts all of the seed's conversations.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, system: System, seed: &Seed) -> anyhow::Result<Figures> {
    let running = Rc::new(lab.start(system, seed).await?);
    let (state, tally) = (Shared::default(), Rc::new(RefCell::new(Tally::default())));
    let (cut, is_cut) = watch::channel(false);
    let says = at_once(seed.talks.len() * 2, {
        let (running, state, talks) = (Rc::clone(&running), state.clone(), seed.talks.clone());
        async move |n| {
            let by = if n % 2 == 0 { By::Client } else { By::Operator };
            let talk = talks[n / 2].clone();
            let mut side = Returning { running: Rc::clone(&running), talk, by, after: 0, state: state.clone() };
            let line = side.connect().await?;
            let (says, said) = unbounded_channel();
            if running.system == System::Hovorna && n < SPEAKING * 2 {
                spawn_local(post(Http::open(running.address).await?, side.talk.clone(), by, said, tally.clone()));
                spawn_local(side.stay(line, is_cut.clone(), None));
            } else {
                spawn_local(side.stay(line, is_cut.clone(), Some(said)));
            }
            Ok(says)
        }
    })
    .await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = running.process.cpu()?;
    let began = Instant::now();
    cut.send_replace(true);
    for (n, says) in says.iter().take(SPEAKING * 2).enumerate() {
        let sent = began + Duration::from_nanos(u64::try_from(n)?);
        state.borrow_mut().arrived.insert(sent, 0);
        let _ = says.send(sent);
    }
    while !state.borrow().is_complete(says.len()) && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    // What comes twice comes late.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let cpu = (running.process.cpu()? - before).as_secs_f64();
    let state = state.borrow();
    let count = |fits: fn(&u32) -> bool| state.arrived.values().filter(|times| fits(times)).count();
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    Ok([
        ("all_back_s", seconds),
        ("cpu_s", cpu),
        ("lost", count(|times| *times == 0) as f64),
        ("doubled", count(|times| *times > 1) as f64),
        ("not_back", (says.len() - state.back) as f64),
        ("tries_again", state.tries as f64),
    ]
    .map(|(name, figure)| (name.to_owned(), figure))
    .into())
}

impl Returning {
    async fn connect(&mut self) -> anyhow::Result<Line> {
        let (by, system, after, state) = (self.by, self.running.system, &mut self.after, &self.state);
        let from = *after;
        open(&self.running, &self.talk, by, from, &mut |frame| note(state, by, system, after, frame)).await
    }

    /// Listens, is cut once, comes back at once and listens on.
    async fn stay(
        mut self,
        line: Line,
        mut is_cut: watch::Receiver<bool>,
        mut said: Option<UnboundedReceiver<Instant>>,
    ) {
        let mut line = line;
        loop {
            tokio::select! {
                biased;
                _ = is_cut.changed() => break,
                frame = line.hear() => match frame {
                    Some(frame) => self.note(&frame),
                    None => break,
                },
            }
        }
        drop(line);
        let mut line = loop {
            match self.connect().await {
                Ok(line) => break line,
                Err(_) => {
                    self.state.borrow_mut().tries += 1;
                    tokio::time::sleep(AGAIN).await;
                }
            }
        };
        self.state.borrow_mut().back += 1;
        loop {
            let speak = async {
                match &mut said {
                    Some(said) => said.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                frame = line.hear() => match frame {
                    Some(frame) => self.note(&frame),
                    None => return,
                },
                Some(sent) = speak => {
                    // A line that breaks now loses the message, and that is counted.
                    let _ = line.say(message(&self.talk.conversation, self.by, sent)).await;
                }
                else => return,
            }
        }
    }

    fn note(&mut self, frame: &str) {
        note(&self.state, self.by, self.running.system, &mut self.after, frame);
    }
}

/// What came is counted, and how far it goes is remembered.
fn note(state: &Shared, by: By, system: System, after: &mut u64, frame: &str) {
    state.borrow_mut().hears(by, frame);
    match system {
        System::Relay if frame.starts_with(r#"{"ack""#) => {}
        System::Relay => *after += 1,
        System::Hovorna => *after = last_number(frame).map_or(*after, |n| n.max(*after)),
    }
}

/// The number of the last event in a frame of events.
fn last_number(frame: &str) -> Option<u64> {
    const FIELD: &[u8] = br#""seq":"#;
    if !frame.starts_with(r#"{"type":"events""#) {
        return None;
    }
    let digits = &frame[memmem::rfind(frame.as_bytes(), FIELD)? + FIELD.len()..];
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_to_resume_from_is_that_of_the_last_event() {
        let frame = r#"{"type":"events","conversation":"c","events":[{"seq":9,"id":"a"},{"seq":10,"id":"b"}]}"#;
        assert_eq!(last_number(frame), Some(10));
        assert_eq!(last_number(r#"{"type":"row","conversation":{"last_message":{"seq":99}}}"#), None);
    }
}
