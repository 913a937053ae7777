//! Both adapters, held against deliveries as Meta sends them and against what Meta answers.

mod asking;
mod beyond;
mod disorder;
mod expected;
mod fetching;
mod fixtures;
mod sending;
mod sifting;
mod signatures;
mod subscribing;
mod templates;
mod testing;

use channels::{Channel, Heard, Settings};

/// Page and number of the fixtures.
const PAGE: &str = "112233445566778";
const NUMBER: &str = "106540352242922";

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|err| panic!("{path}: {err}"))
}

fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&fixture(name)).unwrap()
}

/// `messenger/…` or `whatsapp/…`: the folder says which.
fn channel_of(name: &str) -> &'static dyn Channel {
    channels::of(name.split('/').next().unwrap()).unwrap()
}

fn read(name: &str) -> Vec<Heard> {
    channel_of(name).read(&fixture(name))
}

fn settings(pairs: &[(&str, &str)]) -> Settings {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
