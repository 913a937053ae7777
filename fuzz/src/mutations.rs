//! Where there is no nightly compiler: fixtures changed at random, for so long. `mutations KIND SECONDS`.

use std::time::{Duration, Instant};

/// Pieces of JSON that break parsers, and words of the messengers.
const PIECES: &[&str] = &[
    "null",
    "[]",
    "{}",
    "[[[[",
    "]",
    "}",
    "\"",
    "\\",
    "\\ud83d",
    "\\u0000",
    "1e999",
    "-",
    "18446744073709551616",
    "\u{0}",
    "é",
    ",",
    ":",
    "\"id\"",
    "\"message\"",
    "\"messages\"",
    "\"statuses\"",
    "\"type\"",
    "\"text\"",
    "\"attachments\"",
    "\"payload\"",
    "\"url\"",
    "\"entry\"",
    "\"messaging\"",
    "\"standby\"",
    "\"changes\"",
    "\"value\"",
    "\"errors\"",
    "\"interactive\"",
    "\"system\"",
    "\"timestamp\"",
    "\"watermark\"",
    "\"mids\"",
    "\"from\"",
    "\"from_user_id\"",
    "\"context\"",
    "\"order\"",
    "\"location\"",
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, kind, seconds] = arguments.as_slice() else { panic!("mutations KIND SECONDS") };
    let until = Instant::now() + Duration::from_secs(seconds.parse().expect("a number of seconds"));
    let folder = format!("{}/../crates/channels/fixtures/{kind}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).expect("the fixtures");
    let fixtures: Vec<Vec<u8>> =
        files.map(|file| std::fs::read(file.expect("a file").path()).expect("its bytes")).collect();
    let last = std::env::temp_dir().join(format!("hovorna-fuzz-{kind}-{}", std::process::id()));
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut runs = 0_u64;
    while Instant::now() < until {
        for _ in 0..200 {
            let body = changed(&fixtures, &mut chance);
            let held = std::panic::catch_unwind(|| fuzz::hold(kind, &body));
            if held.is_err() {
                std::fs::write(&last, &body).expect("the find is kept");
                eprintln!("{kind}: a find, kept as {}", last.display());
                std::process::exit(1);
            }
            runs += 1;
        }
    }
    println!("{kind}: {runs} deliveries in {seconds} s, nothing found");
}

/// A fixture with one to eight changes: bytes, pieces, cuts, repetitions, halves of another one.
fn changed(fixtures: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut body = fixtures[chance.below(fixtures.len())].clone();
    for _ in 0..=chance.below(8) {
        if body.is_empty() {
            break;
        }
        let (at, length) = (chance.below(body.len()), chance.below(40));
        let end = (at + length).min(body.len());
        match chance.below(7) {
            0 => body[at] = chance.below(256) as u8,
            1 => drop(body.drain(at..end)),
            2 => drop(body.splice(at..end, PIECES[chance.below(PIECES.len())].bytes())),
            3 => {
                let again = body[at..end].to_vec();
                body.splice(at..at, again);
            }
            4 => body.truncate(at),
            5 => {
                let other = &fixtures[chance.below(fixtures.len())];
                let from = chance.below(other.len());
                body.splice(at.., other[from..].iter().copied());
            }
            _ => value_changed(&mut body, chance),
        }
    }
    body
}

/// What stands behind a colon becomes something else; the rest stays JSON.
fn value_changed(body: &mut Vec<u8>, chance: &mut Chance) {
    let Ok(text) = std::str::from_utf8(body) else { return };
    let colons: Vec<usize> = text.match_indices(':').map(|(at, _)| at + 1).collect();
    let Some(at) = colons.get(chance.below(colons.len().max(1))).copied() else { return };
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Box<serde_json::value::RawValue>>();
    if matches!(values.next(), Some(Ok(_))) {
        let end = at + values.byte_offset();
        body.splice(at..end, PIECES[chance.below(PIECES.len())].bytes());
    }
}

/// xorshift64*: the same run every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }
}
