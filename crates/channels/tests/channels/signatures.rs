//! Which deliveries are taken for genuine.

use crate::{channel_of, fixture, json, settings};
use channels::{ALL, Settings};

const SECRET: &str = "test-app-secret-0123456789abcdef";

fn known() -> Settings {
    settings(&[("app_secret", SECRET)])
}

/// Every fixture with its right signature.
fn signed() -> Vec<(String, String)> {
    let all = json("signatures.json");
    assert_eq!(all["app_secret"], SECRET);
    let files = all["files"].as_object().unwrap();
    files.iter().map(|(name, file)| (name.clone(), file["x_hub_signature_256"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn every_fixture_is_genuine_under_its_signature_and_no_other() {
    let signed = signed();
    assert_eq!(signed.len(), 59);
    for (at, (name, signature)) in signed.iter().enumerate() {
        let channel = channel_of(name);
        assert!(channel.is_genuine(&known(), signature.as_bytes(), &fixture(name)), "{name}");
        let (_, other) = &signed[(at + 1) % signed.len()];
        assert!(other == signature || !channel.is_genuine(&known(), other.as_bytes(), &fixture(name)), "{name}");
    }
}

#[test]
fn every_defect_is_seen() {
    for (name, good) in signed() {
        let digits = good.strip_prefix("sha256=").unwrap();
        let last = if good.ends_with('0') { "1" } else { "0" };
        let defects = [
            format!("{}{last}", &good[..good.len() - 1]),
            good[..40].to_owned(),
            format!("sha256={}", digits.to_uppercase()),
            digits.to_owned(),
            format!("sha1={}", &digits[..40]),
            format!("sha1={digits}"),
            format!("SHA256={digits}"),
            format!("{good}0"),
            format!("{good}00"),
            format!(" {good}"),
            format!("{good} "),
            format!("sha256= {digits}"),
            format!("sha256={}", "g".repeat(64)),
            format!("sha256={}", "0".repeat(64)),
            "sha256=".to_owned(),
            String::new(),
        ];
        for defect in defects.iter().filter(|defect| **defect != good) {
            assert!(!channel_of(&name).is_genuine(&known(), defect.as_bytes(), &fixture(&name)), "{name}: {defect}");
        }
        assert!(!channel_of(&name).is_genuine(&known(), b"sha256=\xff\xfe", &fixture(&name)));
    }
}

#[test]
fn the_secret_must_be_the_right_one() {
    let (name, good) = signed().remove(0);
    for secret in ["", "other-secret", &SECRET[1..]] {
        let settings = settings(&[("app_secret", secret)]);
        assert!(!channel_of(&name).is_genuine(&settings, good.as_bytes(), &fixture(&name)), "{secret}");
    }
    assert!(!channel_of(&name).is_genuine(&Settings::default(), good.as_bytes(), &fixture(&name)));
}

/// While the secret is renewed, deliveries come under the new one and under the old; never under any other.
#[test]
fn an_old_secret_is_taken_beside_the_new_one_and_no_other() {
    let renewed = settings(&[("app_secret", "the new one")]);
    let taking = renewed.clone().with_old("app_secret", SECRET).with_old("app_secret", "an older one");
    assert_eq!(taking.taken("app_secret").collect::<Vec<_>>(), ["the new one", SECRET, "an older one"]);
    for (name, signature) in signed() {
        let (channel, body) = (channel_of(&name), fixture(&name));
        assert!(channel.is_genuine(&taking, signature.as_bytes(), &body), "{name}");
        assert!(!channel.is_genuine(&renewed, signature.as_bytes(), &body), "{name}: the old one was dropped");
        let other = renewed.clone().with_old("verify_token", SECRET).with_old("app_secret", "");
        assert!(!channel.is_genuine(&other, signature.as_bytes(), &body), "{name}: of another setting");
    }
    assert!(!format!("{taking:?}").contains(SECRET));
}

/// The signature is over bytes: the same words written otherwise are another body.
#[test]
fn a_body_written_otherwise_is_another_one() {
    let (name, good) = signed().into_iter().find(|(name, _)| name.contains("m02")).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&fixture(&name)).unwrap();
    let channel = channel_of(&name);
    assert!(!channel.is_genuine(&known(), good.as_bytes(), value.to_string().as_bytes()));
    let mut body = fixture(&name);
    body.push(b'\n');
    assert!(!channel.is_genuine(&known(), good.as_bytes(), &body));
}

#[test]
fn the_header_is_the_newer_one() {
    assert!(ALL.iter().all(|channel| channel.signature_header() == "x-hub-signature-256"));
}
