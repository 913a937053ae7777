//! What came in from a messenger, in plain words.

use crate::Failure;
use jiff::Timestamp;

/// One thing a messenger told.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The page or number it is about; none: the one whose webhook was called.
    pub account: Option<String>,
    /// The same for the same thing told again, another one for anything else of this account.
    pub key: String,
    /// When it happened, by the messenger's clock.
    pub at: Option<Timestamp>,
    /// The client it is from or about.
    pub who: Option<Person>,
    /// What.
    pub what: What,
}

/// What is left of a delivery from which everything about somebody was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Sifted {
    /// The delivery without it; none: there was nothing else in it.
    pub left: Option<String>,
    /// What went.
    pub gone: Vec<Heard>,
}

/// In what way a client is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// In what way: `messenger`, `whatsapp_user`, `whatsapp_phone`.
    pub kind: &'static str,
    /// Unlike that of anybody else of this kind; carries the page where the messenger's own id is unlike others only there.
    pub value: String,
}

impl Identity {
    /// In this way, if it is one of those there are.
    #[must_use]
    pub fn of(kind: &str, value: &str) -> Option<Self> {
        let kinds = ["messenger", "whatsapp_user", "whatsapp_phone"];
        let kind = kinds.into_iter().find(|known| *known == kind)?;
        Some(Self { kind, value: value.to_owned() })
    }
}

/// A client as a messenger tells of him or her.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// How known, the surest first. Several in one are one person.
    pub known: Vec<Identity>,
    /// The name the person gave the messenger.
    pub name: Option<String>,
    /// The phone number in E.164 form with its plus, if told.
    pub phone: Option<String>,
}

/// What was told.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The client said something.
    Said(Said),
    /// Something was said to the client in our name: by this desk, or from elsewhere.
    Echo {
        /// What was said.
        said: Said,
        /// The id this desk gave it, if it did.
        ours: Option<String>,
    },
    /// The client said an earlier message otherwise.
    Edited {
        /// Which.
        message: String,
        /// How it reads now.
        text: String,
    },
    /// The client took an earlier message back.
    Deleted {
        /// Which.
        message: String,
    },
    /// The client put a sign to a message, or took it away.
    Reacted {
        /// To which.
        message: String,
        /// The sign; none: taken away.
        emoji: Option<String>,
    },
    /// How far what was sent has got.
    Receipt(Receipt),
    /// The client is known otherwise from now on; `who` is as before.
    Moved {
        /// How known from now on, the surest first.
        to: Vec<Identity>,
        /// The new phone number, if told.
        phone: Option<String>,
    },
    /// Where the client came from; nothing was said.
    Referred(Referral),
    /// Who answers this client now: this desk, or another program.
    Held {
        /// Whether this desk may answer.
        by_us: bool,
        /// The other program, by the messenger's id for it.
        by: Option<String>,
    },
    /// The messenger tells of the page or number itself.
    Account(Failure),
    /// The templates have changed.
    TemplatesChanged,
    /// Understood, and without meaning for the desk.
    Nothing,
    /// Not understood.
    Unknown {
        /// What the messenger calls it.
        kind: String,
    },
}

/// What was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The messenger's id of the message.
    pub id: String,
    /// What it consists of, in order.
    pub parts: Vec<Part>,
    /// The message it answers, by the messenger's id.
    pub reply_to: Option<String>,
    /// It was passed on from another talk.
    pub forwarded: bool,
    /// What a pressed button means to programs.
    pub payload: Option<String>,
    /// Where the client came from.
    pub referral: Option<Referral>,
    /// The messenger passed it to us while another program answers this client.
    pub held_elsewhere: bool,
}

/// One part of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Words; also the label of a pressed button.
    Text(String),
    /// A picture, a film, something to listen to, a file, a sticker.
    Media(Media),
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// What it is called.
        name: Option<String>,
        /// Where it is.
        address: Option<String>,
    },
    /// Cards of people.
    Contacts(Vec<Card>),
    /// What the client wants to buy.
    Order(Vec<Item>),
    /// Something that cannot be shown.
    Unsupported {
        /// What the messenger calls it.
        kind: String,
    },
}

/// What a medium is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Something to listen to.
    Audio,
    /// A voice note.
    Voice,
    /// A sticker.
    Sticker,
    /// A file.
    File,
}

/// A medium that is still with the messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// The messenger's id for it.
    pub id: Option<String>,
    /// Where it can be read, for a while.
    pub url: Option<String>,
    /// The media type the messenger names, without parameters.
    pub media_type: Option<String>,
    /// The name it was sent under: hostile input.
    pub name: Option<String>,
}

/// A person's card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The name.
    pub name: String,
    /// Phone numbers, as written.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// The company.
    pub company: Option<String>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the catalogue calls it.
    pub product: String,
    /// How many.
    pub quantity: String,
    /// The price of one, as written.
    pub price: Option<String>,
    /// In what currency.
    pub currency: Option<String>,
}

/// Where a client came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referral {
    /// What the link carried.
    pub reference: Option<String>,
    /// The advertisement.
    pub ad: Option<String>,
    /// Its address or headline.
    pub source: Option<String>,
}

/// Which messages a receipt is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// These, by the messenger's ids.
    These(Vec<String>),
    /// Everything sent to this client up to then.
    UpTo(Timestamp),
}

/// How far a message has got; later ones include the earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The messenger has it.
    Sent,
    /// It is on the client's device.
    Delivered,
    /// The client has seen, or heard, it.
    Read,
    /// It did not get there, and will not.
    Failed(Failure),
}

/// How far what was sent has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which messages.
    pub of: Of,
    /// The id this desk gave the message, if the messenger says it.
    pub ours: Option<String>,
    /// How far.
    pub progress: Progress,
}
