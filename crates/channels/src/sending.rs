//! What is asked of a messenger, step by step, and what came of it.

use crate::{FileKind, Identity, Media};
use jiff::{SignedDuration, Timestamp};

/// Something that is to be done with a messenger.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// A part of a message goes to a client. Ends in [`Outcome::Sent`].
    Send(Outgoing),
    /// An operator put a sign to a client's message, or took it away. Ends in [`Outcome::Done`].
    React {
        /// The client.
        to: Vec<Identity>,
        /// The messenger's id of the message.
        message: String,
        /// The sign; none: taken away.
        emoji: Option<String>,
    },
    /// An operator has seen what the client said, up to this message. Ends in [`Outcome::Done`].
    MarkRead {
        /// The client.
        to: Vec<Identity>,
        /// The messenger's id of the last message.
        message: String,
    },
    /// An operator types, or has stopped. Ends in [`Outcome::Done`].
    Typing {
        /// The client.
        to: Vec<Identity>,
        /// The messenger's id of the client's last message.
        message: String,
        /// Whether.
        on: bool,
    },
    /// A client's medium is fetched. Ends in [`Outcome::Fetched`] after a [`Step::Fetch`] that was answered with [`Answer::Saved`].
    Fetch(Fetch),
    /// Who a client is. Ends in [`Outcome::Profile`].
    Profile {
        /// The client.
        of: Vec<Identity>,
    },
    /// The templates of the account. Ends in [`Outcome::Templates`].
    Templates,
    /// Whether everything is set up as it must be. Ends in [`Outcome::Checked`].
    Test {
        /// Where the messenger is to send what it has to tell.
        webhook: String,
    },
    /// Whether the messenger still tells us what happens there. Ends in [`Outcome::Checked`] with that alone.
    Watch,
    /// From now on the messenger tells us what happens there; what it told already, it goes on telling. Ends in
    /// [`Outcome::Done`].
    Subscribe,
}

/// A client's medium that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// It.
    pub media: Media,
    /// The messenger's id of the message it came with, if known: an address that is over can be asked for anew by it.
    pub message: Option<String>,
    /// Which of the message's media it is, from 0 on.
    pub place: usize,
}

/// A part of a message on its way to a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Its id here; the messenger says it again in receipts and echoes.
    pub id: String,
    /// The client.
    pub to: Vec<Identity>,
    /// What is sent.
    pub content: Content,
    /// The message it answers, by the messenger's id.
    pub reply_to: Option<String>,
    /// The window after the client's last word is over.
    pub late: bool,
}

/// What is sent in one part.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Words.
    Text(String),
    /// A file, whose bytes whoever makes the requests puts in.
    File {
        /// As what it is sent.
        kind: FileKind,
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
        /// Words with it; empty: none.
        caption: String,
    },
    /// An approved template with its parameters.
    Template(TemplateUse),
}

/// An approved template with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateUse {
    /// Its name.
    pub name: String,
    /// Its language, as the account calls it (`en_US`).
    pub language: String,
    /// What stands in the header's place, if it has one.
    pub header: Vec<String>,
    /// What stands in the body's places, in order.
    pub body: Vec<String>,
}

/// A template of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language, as the account calls it.
    pub language: String,
    /// `APPROVED` and others.
    pub status: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: String,
    /// The words above, if they are words; places are `{{1}}`.
    pub header: Option<String>,
    /// The words; places are `{{1}}` or `{{name}}`.
    pub body: String,
    /// The words below.
    pub footer: Option<String>,
    /// The labels of its buttons.
    pub buttons: Vec<String>,
    /// It needs what cannot be filled in here (a picture above, a button's address, a code): it cannot be sent.
    pub unsupported: bool,
}

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes.
    Post,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// The messenger's interface: a path after its base, with version, without a leading slash.
    Interface(String),
    /// A medium; asked for only where its host may be.
    Media(String),
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where.
    pub address: Address,
    /// Pairs that go with the address, not encoded yet.
    pub query: Vec<(String, String)>,
    /// The token that goes along in `Authorization`.
    pub bearer: Option<String>,
    /// What is said.
    pub body: Body,
    /// Asked twice, nothing happens twice: may be repeated when no answer came.
    pub repeatable: bool,
    /// The SHA-256 of the medium that is fetched, if the messenger tells it.
    pub digest: Option<[u8; 32]>,
}

/// What a request says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(serde_json::Value),
    /// A form of several parts.
    Form(Vec<Field>),
}

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A value.
    Value {
        /// Its name.
        name: &'static str,
        /// The value.
        value: String,
    },
    /// The bytes of the job's file, under its name and type.
    File {
        /// Its name.
        name: &'static str,
    },
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer, whatever it says.
    Said {
        /// The HTTP status.
        status: u16,
        /// How long the other side asks to be left alone (`Retry-After`).
        wait: Option<SignedDuration>,
        /// The body, cut off after 1 MiB.
        body: Vec<u8>,
    },
    /// A medium was fetched and is kept.
    Saved,
    /// The request never left: no connection.
    NotAsked(String),
    /// The request left, and no whole answer came.
    NoAnswer(String),
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Make this request and come back with the answer.
    Ask(Request),
    /// Make this request and keep the answer's body as the job's file.
    Fetch(Request),
    /// It is over.
    Over(Outcome),
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The messenger has it, under this id.
    Sent {
        /// The messenger's id.
        id: String,
        /// How else the client turned out to be known.
        known: Vec<Identity>,
    },
    /// It is done.
    Done,
    /// The file is kept.
    Fetched,
    /// Who the client is.
    Profile(Profile),
    /// The templates.
    Templates(Vec<Template>),
    /// What was found in order, and what was not.
    Checked(Vec<Checked>),
    /// It did not work, and will not if it is tried again.
    Failed(Failure),
    /// Not now; it was not done.
    Later {
        /// How long to wait at least, if the messenger says so.
        wait: Option<SignedDuration>,
        /// All of the account is meant, not only this client.
        everything: bool,
        /// Why.
        why: Failure,
    },
    /// It may have been done or not. Never tried again by itself.
    Unknown(Failure),
}

/// Who a client is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name.
    pub name: Option<String>,
    /// The picture; its address holds for a while.
    pub photo: Option<Media>,
}

/// Why something did not get to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailedWhy {
    /// The time after the client's last word is over.
    Window,
    /// The client cannot be reached: gone, blocked, never there.
    Unreachable,
    /// The client wants no more of this kind.
    OptedOut,
    /// Too much, too fast.
    TooFast,
    /// The messenger is in trouble.
    Temporary,
    /// The token is not taken (any more).
    Token,
    /// The token, or the app, may not do this.
    Permission,
    /// The messenger stopped the account: policy, payment, registration.
    Account,
    /// What was to be sent is not taken: its type, its size, its form.
    Content,
    /// The template is not taken.
    Template,
    /// What it is about is not there (any more).
    Gone,
    /// Another program answers this client now.
    HeldElsewhere,
    /// No answer came.
    NoAnswer,
    /// Anything else.
    Other,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub why: FailedWhy,
    /// The messenger's number for it.
    pub code: Option<i64>,
    /// Its finer number.
    pub subcode: Option<i64>,
    /// What the messenger says of it, one line, at most 300 characters.
    pub said: String,
}

impl Checked {
    /// In order; what there is to say of it.
    #[must_use]
    pub fn fine(what: Check, said: impl Into<String>) -> Self {
        Self { what, fine: Some(true), finding: None, said: said.into(), until: None }
    }

    /// Not in order.
    #[must_use]
    pub fn wrong(what: Check, finding: Finding, said: impl Into<String>) -> Self {
        Self { what, fine: Some(false), finding: Some(finding), said: said.into(), until: None }
    }

    /// It could not be found out.
    #[must_use]
    pub fn open(what: Check, finding: Option<Finding>, said: impl Into<String>) -> Self {
        Self { what, fine: None, finding, said: said.into(), until: None }
    }
}

/// What is looked at in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// The token holds.
    Token,
    /// It may do what is needed.
    Permission,
    /// The page or number is the one that was meant.
    Account,
    /// The messenger tells us what happens there.
    Subscription,
    /// What comes in is signed with the app secret we have; also found out from what came in.
    Signature,
    /// The messenger reaches the webhook.
    Reachability,
}

/// What exactly was found, where there is more to say than in order or not: something else is to be done about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// The token is over.
    Expired,
    /// Whoever made the token has another password since.
    PasswordChanged,
    /// Whoever made the token took it from the app.
    AppRemoved,
    /// The token is a person's, where one of the page is needed.
    OfAPerson,
    /// The messenger does not take it, and says no more.
    Refused,
    /// These are missing (`said`).
    Missing,
    /// The messenger has no such page or number, or none this token sees.
    NotThere,
    /// It is another one than was meant, or another account's.
    Another,
    /// The app is told of nothing.
    NotSubscribed,
    /// The app is told of something, but of no messages.
    NoMessages,
    /// The secret is not that of the app.
    NotTheApps,
    /// The app has no webhook.
    NoWebhook,
    /// The webhook is switched off.
    Off,
    /// The webhook is another address (`said`).
    Elsewhere,
    /// The webhook is this one under another name (`said`), which may be ours.
    OtherName,
    /// Our address is none the messenger calls: it must be `https`.
    NotPublic,
    /// The app is not known, so it cannot be asked.
    NoApp,
    /// No answer came.
    NoAnswer,
    /// We ask too much, or the messenger is in trouble.
    Busy,
    /// It cannot be asked as long as the app secret is wrong: every question bears a proof made with it.
    SecretFirst,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was looked at.
    pub what: Check,
    /// In order or not; none: it could not be found out.
    pub fine: Option<bool>,
    /// What exactly; none: there is no more to say.
    pub finding: Option<Finding>,
    /// The page's name or the number; or what the messenger says is wrong.
    pub said: String,
    /// Until when it holds.
    pub until: Option<Timestamp>,
}
