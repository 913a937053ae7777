//! What somebody asks for: words that must all be there, in any order; `"…"` for words that stand together; the beginning
//! of the last word is enough.

use super::{
    terms::{Expression, Term},
    words::{folded, stands_alone, words},
};

/// A question is at most this long, in characters.
pub const LONGEST_QUERY: usize = 200;
/// Fewer letters than this would find half of everything.
const SHORTEST_WORD: usize = 2;
/// A number with at least so many digits may be part of a phone number.
const SHORTEST_NUMBER: usize = 3;

/// Why a question cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoQuery {
    /// There is no word of two letters in it.
    #[error("a search needs a word of at least two letters")]
    TooShort,
    /// More than [`LONGEST_QUERY`].
    #[error("a search is at most {LONGEST_QUERY} characters long")]
    TooLong,
}

/// What somebody asks for, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Each must be there. More than one word: they stand together.
    wanted: Vec<Vec<String>>,
    /// Whether the last word of the last one is only its beginning.
    open: bool,
    /// The digits, where nothing else is asked for.
    number: Option<String>,
}

impl Query {
    /// Understands what was typed.
    ///
    /// # Errors
    /// [`NoQuery`].
    pub fn parse(typed: &str) -> Result<Self, NoQuery> {
        if typed.chars().count() > LONGEST_QUERY {
            return Err(NoQuery::TooLong);
        }
        let (mut wanted, mut open) = (Vec::new(), false);
        for (n, part) in typed.split('"').enumerate() {
            let words = folded(part);
            if words.is_empty() {
                continue;
            }
            open = n % 2 == 0;
            if open { wanted.extend(words.into_iter().map(|word| vec![word])) } else { wanted.push(words) }
        }
        let long = |word: &String| word.chars().count() >= SHORTEST_WORD || word.chars().all(stands_alone);
        if !wanted.iter().flatten().any(long) {
            return Err(NoQuery::TooShort);
        }
        Ok(Self { wanted, open, number: number(typed) })
    }

    /// What a conversation's terms must be for it to come into question: a little more is found by it than is asked for.
    pub(super) fn expression(&self, of: impl Fn(&str, bool) -> Option<Expression>) -> Expression {
        let last = self.wanted.iter().flatten().count() - 1;
        let words = self.wanted.iter().flatten().enumerate();
        let words = words.filter_map(|(n, word)| of(word, self.open && n == last)).collect();
        let words = Expression::All(words);
        match &self.number {
            Some(digits) => Expression::Any(vec![words, Expression::Term(Term::client(digits))]),
            None => words,
        }
    }

    /// How many things are asked for.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.wanted.len()
    }

    /// Never: something is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Where a text says what is asked for, in bytes, and which of the things asked for it says.
    #[must_use]
    pub fn marks(&self, text: &str) -> Marks {
        let words: Vec<_> = words(text).collect();
        let mut marks = Marks { said: vec![false; self.wanted.len()], places: Vec::new() };
        for (n, wanted) in self.wanted.iter().enumerate() {
            let open = self.open && n + 1 == self.wanted.len();
            for at in words.windows(wanted.len()) {
                let (last, others) = at.split_last().expect("invariant: a window of at least one word");
                let (wanted_last, wanted_others) = wanted.split_last().expect("invariant: at least one word is wanted");
                let fits = |word: &str| if open { word.starts_with(&**wanted_last) } else { word == wanted_last };
                if fits(&last.folded) && others.iter().map(|word| &word.folded).eq(wanted_others) {
                    marks.said[n] = true;
                    marks.places.push((at[0].from, last.to));
                }
            }
        }
        marks.join();
        marks
    }

    /// The same of a phone number, however it is written.
    #[must_use]
    pub fn marks_number(&self, text: &str) -> Marks {
        let Some(digits) = &self.number else { return self.marks(text) };
        let at: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
        let all: String = at.iter().map(|(_, c)| *c).collect();
        let Some(found) = number_forms(&all).into_iter().find(|form| form.starts_with(&**digits)) else {
            return self.marks(text);
        };
        let from = all.len() - found.len();
        let places = vec![(at[from].0, at[from + digits.len() - 1].0 + 1)];
        Marks { said: vec![true; self.wanted.len()], places }
    }
}

/// Which of the things asked for a text says, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether it says each of them.
    pub said: Vec<bool>,
    /// From where to where it says one of them, in bytes, in order.
    pub places: Vec<(usize, usize)>,
}

impl Marks {
    /// How many of the things asked for it says.
    #[must_use]
    pub fn count(&self) -> usize {
        self.said.iter().filter(|said| **said).count()
    }

    /// Whether it says all of them.
    #[must_use]
    pub fn all(&self) -> bool {
        self.said.iter().all(|said| *said)
    }

    /// Brings the places in order; those that overlap become one.
    fn join(&mut self) {
        self.places.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(self.places.len());
        for (from, to) in self.places.drain(..) {
            match joined.last_mut() {
                Some(last) if from < last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        self.places = joined;
    }
}

/// The digits of what is typed, if it can be (the beginning of) a phone number and nothing else.
fn number(typed: &str) -> Option<String> {
    let only = typed.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").map(str::to_owned).unwrap_or(digits);
    (only && digits.len() >= SHORTEST_NUMBER).then_some(digits)
}

/// How a phone number may be typed, digits only: with its country's number and without.
pub(super) fn number_forms(digits: &str) -> Vec<&str> {
    /// Numbers within a country are at most this long where countries' numbers are mixed.
    const NATIONAL: usize = 9;
    let international = digits.strip_prefix("00").unwrap_or(digits);
    let mut forms = vec![international];
    if let Some(national) = international.len().checked_sub(NATIONAL).filter(|n| *n > 0) {
        forms.push(&international[national..]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        Query::parse(query).unwrap().marks(text).places.into_iter().map(|(from, to)| &text[from..to]).collect()
    }

    #[test]
    fn all_words_are_wanted_and_of_the_last_one_the_beginning() {
        assert_eq!(
            marked("faktura zapl", "Fakturu jsem zaplatila, faktura je zaplacená."),
            ["zaplatila", "faktura", "zaplacená"]
        );
        let query = Query::parse("fakt zaplatit").unwrap();
        assert!(!query.marks("faktura zaplatit").all(), "only the last word may be a beginning");
    }

    #[test]
    fn quoted_words_stand_together() {
        assert_eq!(marked("\"na účet\" znovu", "Znovu na účet, účet na"), ["Znovu", "na účet"]);
        assert!(marked("\"na úče\"", "na účet").is_empty(), "nothing is a beginning in quotes");
    }

    #[test]
    fn a_phone_number_is_one_however_it_is_written() {
        for query in ["602 418", "602418773", "+420 602", "00420 602-418"] {
            let marks = Query::parse(query).unwrap().marks_number("+420 602 418 773");
            assert!(marks.all(), "{query}");
        }
        assert!(!Query::parse("418 773").unwrap().marks_number("+420 602 418 774").all());
        let text = "+420 602 418 773";
        let places = Query::parse("602418").unwrap().marks_number(text).places;
        assert_eq!(&text[places[0].0..places[0].1], "602 418");
    }

    #[test]
    fn one_letter_is_too_short_and_a_page_too_long() {
        assert_eq!(Query::parse(" a \"b\" "), Err(NoQuery::TooShort));
        assert_eq!(Query::parse("…"), Err(NoQuery::TooShort));
        assert_eq!(Query::parse(&"ab ".repeat(70)), Err(NoQuery::TooLong));
        assert!(Query::parse("你").is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_asked_marks_whole_signs_in_order(query in ".{0,60}", text in ".{0,200}") {
            let Ok(query) = Query::parse(&query) else { return Ok(()) };
            for marks in [query.marks(&text), query.marks_number(&text)] {
                let mut before = 0;
                for (from, to) in marks.places {
                    prop_assert!(before <= from && text.get(from..to).is_some_and(|part| !part.is_empty()));
                    before = to;
                }
            }
        }

        #[test]
        fn every_word_of_a_text_finds_it(text in "[a-zA-Zěščřž ]{2,60}") {
            for word in words(&text) {
                let Ok(query) = Query::parse(&text[word.from..word.to]) else { continue };
                prop_assert!(query.marks(&text).all());
            }
        }
    }
}
