//! Asking a channel, and looking at what it wants.

use crate::{NUMBER, PAGE, settings};
use channels::{
    Address, Answer, Body, Channel, Content, FileKind, Identity, Job, Outcome, Outgoing, Request, Settings, Step,
};
use serde_json::Value;

pub const OURS: &str = "0199c7e2-out";

pub fn channel(kind: &str) -> &'static dyn Channel {
    channels::of(kind).unwrap()
}

pub fn known() -> Settings {
    settings(&[
        ("page_id", PAGE),
        ("phone_number_id", NUMBER),
        ("waba_id", "102290129340398"),
        ("access_token", "token"),
        ("app_secret", "secret"),
    ])
}

pub fn client(kind: &str) -> Vec<Identity> {
    match kind {
        "messenger" => vec![Identity { kind: "messenger", value: format!("{PAGE}/7654321098765432") }],
        _ => vec![
            Identity { kind: "whatsapp_user", value: "SK.13491208655302741918".into() },
            Identity { kind: "whatsapp_phone", value: "421905123456".into() },
        ],
    }
}

pub fn outgoing(kind: &str, content: Content) -> Outgoing {
    Outgoing { id: OURS.into(), to: client(kind), content, reply_to: None, late: false }
}

pub fn text(kind: &str) -> Outgoing {
    outgoing(kind, Content::Text("Hello".into()))
}

pub fn file(kind: FileKind, caption: &str) -> Content {
    Content::File { kind, name: "offer.pdf".into(), media_type: "application/pdf".into(), caption: caption.into() }
}

pub fn said(status: u16, body: Value) -> Answer {
    Answer::Said { status, wait: None, body: body.to_string().into_bytes() }
}

pub fn next(kind: &str, job: &Job, answers: &[Answer]) -> Step {
    channel(kind).next(&known(), job, answers)
}

pub fn ask(step: Step) -> Request {
    match step {
        Step::Ask(request) => request,
        step => panic!("not a question: {step:?}"),
    }
}

pub fn over(step: Step) -> Outcome {
    match step {
        Step::Over(outcome) => outcome,
        step => panic!("not over: {step:?}"),
    }
}

pub fn body(request: &Request) -> &Value {
    match &request.body {
        Body::Json(body) => body,
        body => panic!("no JSON: {body:?}"),
    }
}

pub fn path(request: &Request) -> &str {
    match &request.address {
        Address::Interface(path) => path,
        address => panic!("no path: {address:?}"),
    }
}

pub fn send(kind: &str, outgoing: Outgoing) -> Request {
    ask(next(kind, &Job::Send(outgoing), &[]))
}
