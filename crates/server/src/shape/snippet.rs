//! A snippet: the part of a text around what was searched, with that marked.

use crate::wire::search::SnippetPiece;
use store::search::{Query, Said, What};

/// About so many characters stand before the first place.
const BEFORE: usize = 40;
/// A snippet is at most this long, in characters.
const LONGEST: usize = 180;

/// The snippet of a text that was found.
#[must_use]
pub fn snippet(said: &Said, asked: &Query) -> Vec<SnippetPiece> {
    let marks = if matches!(said.what, What::Phone | What::Number) {
        asked.marks_number(&said.text)
    } else {
        asked.marks(&said.text)
    };
    cut(&said.text, &marks.places)
}

/// Cuts out what stands around the first place. What stands on several lines comes on one.
fn cut(text: &str, places: &[(usize, usize)]) -> Vec<SnippetPiece> {
    let first = places.first().map_or(0, |(from, _)| *from);
    let from = begin(text, first);
    let to = text[from..].char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| from + at);
    let mut pieces = Vec::new();
    let mut push = |text: &str, hit| {
        if !text.is_empty() {
            pieces.push(SnippetPiece { text: text.replace(char::is_whitespace, " "), hit });
        }
    };
    if from > 0 {
        push("…", false);
    }
    let mut at = from;
    for (hit_from, hit_to) in places.iter().copied().filter(|(hit_from, _)| (from..to).contains(hit_from)) {
        push(&text[at..hit_from], false);
        // One that is cut through is marked as far as it is shown.
        at = hit_to.min(to);
        push(&text[hit_from..at], true);
    }
    push(&text[at..to], false);
    if to < text.len() {
        push("…", false);
    }
    pieces
}

/// Where to begin, so that a little stands before `first`, and no half word if that can be.
fn begin(text: &str, first: usize) -> usize {
    let before = &text[..first];
    let Some((from, _)) = before.char_indices().rev().nth(BEFORE) else { return 0 };
    before[from..].find(char::is_whitespace).map_or(from, |space| {
        let rest = &before[from + space..];
        from + space + (rest.len() - rest.trim_start().len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, query: &str) -> String {
        let marks = Query::parse(query).unwrap().marks(text);
        let pieces = cut(text, &marks.places);
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn a_short_text_is_whole() {
        assert_eq!(shown("Kde je moje\nfaktura?", "faktura"), "Kde je moje [faktura]?");
        assert_eq!(shown("faktura", "fakt"), "[faktura]");
    }

    #[test]
    fn of_a_long_one_what_stands_around_is_shown() {
        let text = format!("{} sedmá faktura {}", "slovo ".repeat(40), "a tak dále ".repeat(40));
        let shown = shown(&text, "faktura");
        assert!(shown.starts_with("…slovo slovo") && shown.contains("sedmá [faktura] a tak") && shown.ends_with('…'));
        assert!(shown.chars().count() < LONGEST + 10);
    }

    #[test]
    fn signs_are_not_cut_through() {
        let text = format!("{}kůň{}", "😀".repeat(300), "😀".repeat(300));
        let shown = shown(&text, "kun");
        assert!(shown.contains("[kůň]"));
    }
}
