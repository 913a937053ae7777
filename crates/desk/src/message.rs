//! What one message says: a text, files, or both; possibly in reply to an earlier one.

use crate::{
    Author, FileId, Seq,
    text::{Text, TextError, first_words},
};
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
        if text.is_none() && files.is_empty() { Err(TextError::Empty) } else { Ok(Self { text, files, reply_to }) }
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
            None => first_words(&self.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self { text: Some(text), files: Vec::new(), reply_to: None }
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
