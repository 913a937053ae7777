//! Words as they are compared: small letters without accents. One function for what is indexed, for what is asked and for
//! what is marked in the answer, so that both databases find the same.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Of a longer word only the beginning is compared, in characters.
const LONGEST_WORD: usize = 40;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is compared.
    pub folded: String,
    /// Where it begins in the text, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (from, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut word = Word { folded: String::new(), from, to: from + first.len_utf8() };
        let mut letters = 0;
        fold_into(&mut word.folded, first, &mut letters);
        while !stands_alone(first)
            && let Some((at, c)) = rest.next_if(|(_, c)| belongs_to_word(*c) && !stands_alone(*c))
        {
            fold_into(&mut word.folded, c, &mut letters);
            word.to = at + c.len_utf8();
        }
        Some(word)
    })
    // Of a sign that is nothing but an accent, nothing is left.
    .filter(|word| !word.folded.is_empty())
}

/// A text as it is compared, word by word.
#[must_use]
pub fn folded(text: &str) -> Vec<String> {
    words(text).map(|word| word.folded).collect()
}

fn belongs_to_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Signs of scripts that put no spaces between words: each is searched by itself.
pub fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn fold_into(word: &mut String, c: char, letters: &mut usize) {
    let plain = std::iter::once(c).nfkd().flat_map(char::to_lowercase).nfkd();
    for c in plain.filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)) {
        if *letters < LONGEST_WORD {
            *letters += 1;
            match without_stroke(c) {
                Some(plain) => word.push_str(plain),
                None => word.push(c),
            }
        }
    }
}

/// Letters that Unicode does not take apart, although people write them without what they have.
const fn without_stroke(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ø' => "o",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_capitals_make_no_difference() {
        assert_eq!(folded("Příliš ŽLUŤOUČKÝ kůň"), ["prilis", "zlutoucky", "kun"]);
        // Written with a combining accent, as some keyboards do.
        assert_eq!(folded("Pr\u{30c}i\u{301}lis\u{30c}"), ["prilis"]);
        assert_eq!(folded("Straße, Łódź; smørrebrød"), ["strasse", "lodz", "smorrebrod"]);
    }

    #[test]
    fn what_is_no_letter_and_no_digit_parts_words() {
        assert_eq!(folded("jana.nova@seznam.cz, č. 42/7"), ["jana", "nova", "seznam", "cz", "c", "42", "7"]);
        assert_eq!(folded("  … — 😀 "), [""; 0]);
        assert_eq!(folded("你好"), ["你", "好"]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Číslo účtu";
        let marked: Vec<&str> = words(text).map(|word| &text[word.from..word.to]).collect();
        assert_eq!(marked, ["Číslo", "účtu"]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_comes_to_words_within_it(text in ".*") {
            let mut before = 0;
            for word in words(&text) {
                prop_assert!(before <= word.from && word.from < word.to);
                prop_assert!(text.get(word.from..word.to).is_some());
                before = word.to;
            }
        }
    }
}
