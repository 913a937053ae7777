//! What counts as a message's text.

use serde::{Deserialize, Serialize};

/// The longest text of one message, in characters (Unicode scalar values).
pub const LONGEST_TEXT: usize = 4_000;
/// The longest text of a message from outside, in characters: far more than any messenger lets its clients write.
pub const LONGEST_FROM_OUTSIDE: usize = 65_536;

/// The text of a message or a note: not only white space, no NUL; 1 to 4,000 characters, or as long as another messenger let its
/// client write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

/// Why a text cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More than [`LONGEST_TEXT`] characters.
    #[error("the text is longer than 4,000 characters")]
    TooLong,
}

impl Text {
    /// Takes what somebody typed. NUL is dropped: PostgreSQL cannot store it and nobody means it.
    ///
    /// # Errors
    /// [`TextError`] when nothing is left to send or it is too long.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        // Bytes bound the work before characters are counted: one is at most four bytes.
        if typed.len() > LONGEST_TEXT * 4 {
            return Err(TextError::TooLong);
        }
        let text: String = typed.chars().filter(|c| *c != '\0').collect();
        if text.trim().is_empty() {
            Err(TextError::Empty)
        } else if text.chars().count() > LONGEST_TEXT {
            Err(TextError::TooLong)
        } else {
            Ok(Self(text))
        }
    }

    /// Takes what was said in another messenger, whose limits are not ours; cut off only beyond all reason. None when it says
    /// nothing.
    #[must_use]
    pub fn from_outside(said: &str) -> Option<Self> {
        let text: String = said.chars().filter(|c| *c != '\0').take(LONGEST_FROM_OUTSIDE).collect();
        (!text.trim().is_empty()).then_some(Self(text))
    }

    /// The text as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first words, for a row of the queue: one line, at most 120 characters.
    #[must_use]
    pub fn first_words(&self) -> String {
        first_words(&self.0)
    }
}

/// How a text begins: one line, at most 120 characters.
pub(crate) fn first_words(text: &str) -> String {
    let mut words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(119) {
        words.truncate(end);
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_thousand_characters_fit_whatever_their_bytes() {
        assert!(Text::parse(&"😀".repeat(4_000)).is_ok());
        assert_eq!(Text::parse(&"a".repeat(4_001)), Err(TextError::TooLong));
        assert_eq!(Text::parse(&"😀".repeat(4_001)), Err(TextError::TooLong));
    }

    #[test]
    fn what_was_said_elsewhere_stands_whole() {
        let said = format!("{} end", "ž".repeat(LONGEST_TEXT + 96));
        assert_eq!(Text::from_outside(&said).unwrap().as_str(), said);
        let endless = Text::from_outside(&"ž".repeat(LONGEST_FROM_OUTSIDE + 1)).unwrap();
        assert_eq!(endless.as_str().chars().count(), LONGEST_FROM_OUTSIDE);
        assert_eq!(Text::from_outside(" \0\n"), None);
    }

    #[test]
    fn blank_text_is_empty() {
        assert_eq!(Text::parse(" \n\t\u{a0}"), Err(TextError::Empty));
        assert_eq!(Text::parse("\0"), Err(TextError::Empty));
        assert_eq!(Text::parse("a\0b").map(|t| t.0), Ok("ab".to_owned()));
    }

    #[test]
    fn first_words_are_one_short_line() {
        let text = Text::parse(&"two\nlines ".repeat(40)).unwrap();
        assert_eq!(text.first_words().chars().count(), 120);
        assert!(!text.first_words().contains('\n'));
    }
}
