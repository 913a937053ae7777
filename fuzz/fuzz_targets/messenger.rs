//! Deliveries of messenger, made by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| fuzz::hold("messenger", body));
