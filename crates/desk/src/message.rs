//! What one message says: a text, files, or both; possibly in reply to an earlier one.

use crate::{
    Author, FileId, Seq,
    text::{Text, TextError, first_words},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Files that go with one message, at most.
pub const MOST_FILES: usize = 10;

/// What one message says. Made by [`Message::new`], so it says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<Quote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outside: Option<Box<Outside>>,
}

/// What only a message of an outside messenger has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outside {
    /// When it was sent, by the messenger's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// What is still with the messenger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// What it says beside words and files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// It was passed on from another talk.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// What a pressed button means to programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The approved template it was sent by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

// Degrees are numbers, never "not a number": equal is equal.
impl Eq for Outside {}

/// A medium that is, or was, with the messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The id of the file it becomes.
    pub id: FileId,
    /// What it is.
    pub kind: MediaKind,
    /// The name it was sent under, made safe to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a medium is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
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

/// What a message says beside words and files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "MessageContent"), schema(as = MessageContent))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
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
    Contacts {
        /// They.
        cards: Vec<Card>,
    },
    /// What the client wants to buy.
    Order {
        /// Its lines.
        items: Vec<Item>,
    },
    /// Something that cannot be shown here.
    Unsupported {
        /// What the messenger calls it.
        what: String,
    },
}

impl Eq for Content {}

/// A person's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "ContactCard"), schema(as = ContactCard))]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(rename = "OrderItem"), schema(as = OrderItem))]
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

impl Content {
    /// How it begins, in one line: what is in it that needs no translation.
    fn words(&self) -> String {
        match self {
            Self::Location { latitude, longitude, name, address } => match name.as_ref().or(address.as_ref()) {
                Some(words) => first_words(words),
                None => format!("{latitude:.5}, {longitude:.5}"),
            },
            Self::Contacts { cards } => {
                first_words(&cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(", "))
            }
            Self::Order { items } => {
                let line = |item: &Item| format!("{} × {}", item.quantity, item.product);
                first_words(&items.iter().map(line).collect::<Vec<_>>().join(", "))
            }
            Self::Unsupported { what } => first_words(&format!("({what})")),
        }
    }
}

/// A file that goes with a message. The bytes are kept elsewhere, under its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's id.
    pub id: FileId,
    /// Its name, as the sender's device calls it.
    pub name: String,
    /// What it is, found out from its bytes (`image/png`).
    pub media_type: String,
    /// Its size, in bytes.
    pub size: u64,
    /// Width and height of a picture, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<(u32, u32)>,
    /// Whoever knows this may read the file.
    pub key: String,
}

/// The message a reply is about, as it stood then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Its number.
    pub seq: Seq,
    /// Who said it.
    pub author: Author,
    /// How it begins.
    pub words: String,
}

impl Message {
    /// A message of a text, files, or both.
    ///
    /// # Errors
    /// [`TextError::Empty`] when it says nothing.
    pub fn new(text: Option<Text>, files: Vec<Attachment>, reply_to: Option<Quote>) -> Result<Self, TextError> {
        if text.is_none() && files.is_empty() {
            Err(TextError::Empty)
        } else {
            Ok(Self { text, files, reply_to, outside: None })
        }
    }

    /// A message that came, or goes, through an outside messenger. It may say nothing that we can show: then that is shown.
    #[must_use]
    pub fn of_outside(text: Option<Text>, reply_to: Option<Quote>, mut outside: Outside) -> Self {
        if text.is_none() && outside.media.is_empty() && outside.content.is_none() {
            outside.content = Some(Content::Unsupported { what: "empty".to_owned() });
        }
        Self { text, files: Vec::new(), reply_to, outside: Some(Box::new(outside)) }
    }

    /// What only a message of an outside messenger has.
    #[must_use]
    pub fn outside(&self) -> Option<&Outside> {
        self.outside.as_deref()
    }

    /// The text; empty when only files say it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.as_ref().map_or("", Text::as_str)
    }

    /// The files, in the sender's order.
    #[must_use]
    pub fn files(&self) -> &[Attachment] {
        &self.files
    }

    /// What it is a reply to.
    #[must_use]
    pub const fn reply_to(&self) -> Option<&Quote> {
        self.reply_to.as_ref()
    }

    /// How it begins, for a row of a list or a quote: one line; of files only, their names.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.text {
            Some(text) => text.first_words(),
            None => self.words_of_files(),
        }
    }
}

impl Message {
    fn words_of_files(&self) -> String {
        if let Some(outside) = &self.outside {
            let names = outside.media.iter().filter_map(|it| it.name.as_deref()).collect::<Vec<_>>().join(", ");
            return outside.content.as_ref().map_or_else(|| first_words(&names), Content::words);
        }
        first_words(&self.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "))
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self { text: Some(text), files: Vec::new(), reply_to: None, outside: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn file(name: &str) -> Attachment {
        let (id, media_type) = (FileId(Uuid::nil()), "image/png".to_owned());
        Attachment { id, name: name.into(), media_type, size: 1, dimensions: None, key: "k".into() }
    }

    #[test]
    fn a_message_says_something() {
        assert_eq!(Message::new(None, vec![], None), Err(TextError::Empty));
        let only_files = Message::new(None, vec![file("a.png"), file("b.pdf")], None).unwrap();
        assert_eq!((only_files.text(), only_files.words().as_str()), ("", "a.png, b.pdf"));
    }

    #[test]
    fn what_was_stored_before_files_existed_is_still_read() {
        let message: Message = serde_json::from_str(r#"{"text": "Hello"}"#).unwrap();
        assert_eq!((message.text(), message.files().len()), ("Hello", 0));
        assert_eq!(serde_json::to_string(&message).unwrap(), r#"{"text":"Hello"}"#);
    }
}
