//! Splitting words that are longer than a messenger takes.

use unicode_segmentation::UnicodeSegmentation as _;

/// How long a text is as messengers count: in UTF-16 units.
pub(crate) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The text in pieces of at most so many UTF-16 units, none of them without words.
///
/// Cut, in this order, at the last end of a line in the second half, between two words, at a border of words (in writing
/// without spaces), between two graphemes; only where one grapheme is longer than a piece, between two characters.
pub(crate) fn split(text: &str, most: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = trimmed(text);
    while !rest.is_empty() {
        let end = if length(rest) <= most { rest.len() } else { cut(rest, most.max(2)) };
        let (piece, behind) = rest.split_at(end);
        pieces.push(trimmed(piece));
        rest = trimmed(behind);
    }
    pieces
}

/// Where to cut a text that is too long and begins with a word, in bytes; never 0.
fn cut(text: &str, most: usize) -> usize {
    let room = room(text, most);
    // What follows the room may be the space between two words.
    let spaces = || text.grapheme_indices(true).take_while(|(at, _)| *at <= room).filter(|(_, sign)| is_blank(sign));
    let line = spaces().filter(|(at, sign)| sign.ends_with('\n') && *at >= room / 2).last();
    let space = line.or_else(|| spaces().last()).map(|(at, _)| at);
    let word = || last_border(text.split_word_bound_indices().map(|(at, _)| at), room);
    let grapheme = || last_border(text.grapheme_indices(true).map(|(at, _)| at), room);
    let whole = |at: &usize| text.grapheme_indices(true).any(|(begin, _)| begin == *at);
    space.or_else(|| word().filter(whole)).or_else(grapheme).unwrap_or(room)
}

/// Without the spaces around it; a space that carries an accent is none.
fn trimmed(text: &str) -> &str {
    let begin = text.grapheme_indices(true).find(|(_, sign)| !is_blank(sign)).map_or(text.len(), |(at, _)| at);
    let end =
        text.grapheme_indices(true).rfind(|(_, sign)| !is_blank(sign)).map_or(begin, |(at, sign)| at + sign.len());
    &text[begin..end]
}

fn is_blank(sign: &str) -> bool {
    sign.chars().all(char::is_whitespace)
}

/// How many bytes of the text are in so many UTF-16 units.
fn room(text: &str, most: usize) -> usize {
    let mut units = 0;
    let over = |sign: char| {
        units += sign.len_utf16();
        units > most
    };
    text.find(over).unwrap_or(text.len())
}

fn last_border(borders: impl Iterator<Item = usize>, room: usize) -> Option<usize> {
    borders.take_while(|at| *at <= room).last().filter(|at| *at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_then_words_then_graphemes() {
        assert_eq!(split("short", 10), ["short"]);
        assert_eq!(split("  \n ", 10), [""; 0]);
        assert_eq!(split("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(split("first line\nsecond line", 14), ["first line", "second line"]);
        assert_eq!(split("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(split("word word", 4), ["word", "word"]);
    }

    #[test]
    fn a_family_is_not_torn_apart_and_pairs_count_as_two() {
        let family = "👩\u{200d}👩\u{200d}👧"; // 8 units
        let text = family.repeat(3);
        assert_eq!(split(&text, 17), [family.repeat(2), family.to_owned()]);
        assert_eq!(split("e\u{301}e\u{301}", 3), ["e\u{301}", "e\u{301}"]);
        assert_eq!(split("😀😀", 3), ["😀", "😀"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_nothing_is_too_long_and_no_grapheme_is_torn(
            text in "(\\PC|[ \n]|👩\u{200d}👧|e\u{301}|🇸🇰|สวัสดี|https://a\\.example/b){0,80}", most in 12usize..60,
        ) {
            let pieces = split(&text, most);
            let words = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
            prop_assert_eq!(words(&pieces.concat()), words(&text));
            let longest = text.graphemes(true).map(length).max().unwrap_or(0);
            for piece in &pieces {
                prop_assert!(length(piece) <= most && !piece.trim().is_empty(), "{:?}", piece);
            }
            if longest <= most {
                let mut from = text.as_str();
                for piece in &pieces {
                    let at = text.len() - from.len() + from.find(piece).unwrap();
                    let border = |at: usize| at == text.len() || text.grapheme_indices(true).any(|(begin, _)| begin == at);
                    prop_assert!(border(at) && border(at + piece.len()), "{:?} in {:?}", piece, text);
                    from = &text[at + piece.len()..];
                }
            }
        }

        #[test]
        fn words_that_fit_stay_whole(words in prop::collection::vec("[a-zA-Zčěž]{1,12}", 1..40), most in 12usize..40) {
            let pieces = split(&words.join(" "), most).iter().flat_map(|piece| piece.split(' ')).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(pieces, words);
        }
    }
}
