//! What the sides of conversations send and hear, counted while a window is open.

use crate::figures::{Figures, Latencies};
use memchr::memmem;
use std::{
    cell::RefCell,
    rc::Rc,
    sync::LazyLock,
    time::{Duration, Instant},
};

/// Bytes of a message's text.
const LENGTH: usize = 120;
/// Digits of the sending time in a text.
const DIGITS: usize = 19;
/// Times in texts are nanoseconds since this.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Who speaks; texts begin with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The client.
    Client,
    /// The operator.
    Operator,
}

impl By {
    const fn letter(self) -> u8 {
        match self {
            Self::Client => b'C',
            Self::Operator => b'O',
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Operator,
            Self::Operator => Self::Client,
        }
    }
}

/// A text of 120 bytes that says who sent it when.
#[must_use]
pub fn text(by: By, sent: Instant) -> String {
    let nanos = sent.saturating_duration_since(*START).as_nanos();
    format!("{}{nanos:0DIGITS$}{:x<width$}", char::from(by.letter()), "", width = LENGTH - 1 - DIGITS)
}

/// When the texts of `by` in a frame were sent, in the frame's order.
pub fn sent_times(by: By, frame: &str) -> impl Iterator<Item = Instant> {
    const FIELD: &[u8] = br#""text":""#;
    memmem::find_iter(frame.as_bytes(), FIELD).filter_map(move |at| {
        let text = &frame.as_bytes()[at + FIELD.len()..];
        let digits = (text.first() == Some(&by.letter())).then(|| text.get(1..=DIGITS))??;
        let nanos = std::str::from_utf8(digits).ok()?.parse().ok()?;
        Some(*START + Duration::from_nanos(nanos))
    })
}

/// What was counted.
#[derive(Default)]
pub struct Tally {
    /// Whether the window is open.
    pub counting: bool,
    /// Messages sent since the beginning, delivered, acknowledged, and refused.
    pub sent: u64,
    /// Delivered to the other side since the beginning.
    pub delivered: u64,
    /// Not acknowledged as they should be.
    pub failed: u64,
    window: Window,
}

/// Counted while the window was open.
#[derive(Default)]
struct Window {
    offered: u64,
    delivered: Latencies,
    acknowledged: Latencies,
    late: Latencies,
}

/// The tally of one run; all of the generator is one thread.
pub type Shared = Rc<RefCell<Tally>>;

impl Tally {
    /// A message was handed to its side, after it was due.
    pub fn sends(&mut self, late: Duration) {
        self.sent += 1;
        if self.counting {
            self.window.offered += 1;
            self.window.late.record(late);
        }
    }

    /// A message sent then was acknowledged.
    pub fn acknowledged(&mut self, sent: Instant) {
        if self.counting {
            self.window.acknowledged.record(sent.elapsed());
        }
    }

    /// A frame came; the other side's messages in it are delivered.
    pub fn hears(&mut self, from: By, frame: &str) {
        for sent in sent_times(from, frame) {
            self.delivered += 1;
            if self.counting {
                self.window.delivered.record(sent.elapsed());
            }
        }
    }

    /// The window opens.
    pub fn open(&mut self) {
        (self.counting, self.window) = (true, Window::default());
    }

    /// The window closes after `lasted`; what was counted in it.
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    pub fn close(&mut self, lasted: Duration) -> Figures {
        self.counting = false;
        let Window { offered, delivered, acknowledged, late } = &self.window;
        let (delivered, acknowledged) = (delivered.summary(), acknowledged.summary());
        let per_second = |n: u64| n as f64 / lasted.as_secs_f64();
        [
            ("offered_per_second", per_second(*offered)),
            ("delivered_per_second", per_second(delivered.n)),
            ("delivered_part", delivered.n as f64 / (*offered).max(1) as f64),
            ("delivered_p50_ms", delivered.p50),
            ("delivered_p90_ms", delivered.p90),
            ("delivered_p99_ms", delivered.p99),
            ("delivered_max_ms", delivered.max),
            ("acknowledged_p50_ms", acknowledged.p50),
            ("acknowledged_p90_ms", acknowledged.p90),
            ("acknowledged_p99_ms", acknowledged.p99),
            ("generator_late_p99_ms", late.summary().p99),
        ]
        .map(|(name, figure)| (name.to_owned(), figure))
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_other_side_is_found_in_a_frame_and_an_echo_is_not() {
        let sent = Instant::now();
        let (theirs, mine) = (text(By::Client, sent), text(By::Operator, sent));
        assert_eq!(theirs.len(), LENGTH);
        let frame = format!(r#"{{"events":[{{"text":"{theirs}"}},{{"text":"{mine}"}},{{"text":"hello"}}]}}"#);
        let found: Vec<Instant> = sent_times(By::Client, &frame).collect();
        assert_eq!(found.len(), 1);
        assert!(sent.duration_since(found[0]) < Duration::from_micros(1));
    }
}
