//! By what conversations are looked up: their words, how words begin, and who may open them. Both databases get the same
//! terms and do nothing with them but look them up.

use super::{
    query::number_forms,
    texts::{Said, What},
    words::folded,
};
use crate::conversations::Shown;
use desk::{ChannelId, ClientId, Entry, GroupId, OperatorId, ResultId, Stage, TagId, WidgetId, rating::Stars};
use std::collections::BTreeSet;

/// The beginning of a word is looked up by at most so many characters; longer ones are compared when they are found.
const LONGEST_BEGINNING: usize = 6;
/// A conversation has at most so many bytes of terms. Source: PostgreSQL, "Text Search Types": a tsvector is less than 1 MB.
const MOST_BYTES: usize = 500_000;

/// Signs for private use, of which no word has any: they part what would be the same otherwise.
mod sign {
    pub const BEGINNING: char = '\u{e000}';
    pub const CLIENT: char = '\u{e001}';
    pub const FILE: char = '\u{e002}';
    pub const RUNNING: char = '\u{e003}';
    pub const OPERATOR: char = '\u{e004}';
    pub const OF_CLIENT: char = '\u{e005}';
    pub const TAG: char = '\u{e006}';
    pub const BLOCK: char = '\u{e007}';
    pub const ENTRY: char = '\u{e008}';
    pub const GROUP: char = '\u{e009}';
    pub const WITH: char = '\u{e00a}';
    pub const WIDGET: char = '\u{e00b}';
    pub const RESULT: char = '\u{e00c}';
    pub const RATING: char = '\u{e00e}';
    pub const CHANNEL: char = '\u{e00f}';
    pub const ANY: char = '\u{e00d}';
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(pub String);

impl Term {
    /// Every conversation has this one.
    pub fn any() -> Self {
        Self(sign::ANY.into())
    }

    /// A word that is said.
    pub fn word(word: &str) -> Self {
        Self(word.to_owned())
    }

    fn begins(sign: char, word: &str) -> Self {
        Self(std::iter::once(sign).chain(word.chars().take(LONGEST_BEGINNING)).collect())
    }

    /// A word that begins so is said.
    pub fn beginning(word: &str) -> Self {
        Self::begins(sign::BEGINNING, word)
    }

    /// The client has such a name, number or address.
    pub fn client(word: &str) -> Self {
        Self::begins(sign::CLIENT, word)
    }

    /// There is a file with such a name.
    pub fn file(word: &str) -> Self {
        Self::begins(sign::FILE, word)
    }

    /// It is not over.
    pub fn running() -> Self {
        Self(sign::RUNNING.into())
    }

    /// It is over, and this operator was in it.
    pub fn had_by(operator: OperatorId) -> Self {
        Self(format!("{}{}", sign::OPERATOR, operator.0.simple()))
    }

    /// It is this client's.
    pub fn of_client(client: ClientId) -> Self {
        Self(format!("{}{}", sign::OF_CLIENT, client.0.simple()))
    }

    /// The client came in so.
    pub fn came_by(entry: Entry) -> Self {
        Self(format!("{}{}", sign::ENTRY, entry.as_str().replace('_', "")))
    }

    /// It waits for this group, or falls back to it.
    pub fn in_group(group: GroupId) -> Self {
        Self(format!("{}{}", sign::GROUP, group.0.simple()))
    }

    /// This operator talks with the client, or did at the end.
    pub fn with(operator: OperatorId) -> Self {
        Self(format!("{}{}", sign::WITH, operator.0.simple()))
    }

    /// It came through this widget.
    pub fn through(widget: &WidgetId) -> Self {
        // The only name here that people choose: whatever parts words in one of the databases is not part of it.
        let name: String = widget.0.bytes().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{}{name}", sign::WIDGET))
    }

    /// It came through this page or number of an outside messenger.
    pub fn through_channel(channel: ChannelId) -> Self {
        Self(format!("{}{}", sign::CHANNEL, channel.0.simple()))
    }

    /// The client rated it so.
    pub fn rated(stars: Stars) -> Self {
        Self(format!("{}{}", sign::RATING, u8::from(stars)))
    }

    /// This came of it.
    pub fn came_to(result: ResultId) -> Self {
        Self(format!("{}{}", sign::RESULT, result.0.simple()))
    }

    /// It has this tag.
    pub fn tagged(tag: TagId) -> Self {
        Self(format!("{}{}", sign::TAG, tag.0.simple()))
    }

    /// Its place is in this block of so many bits.
    pub fn in_block(bits: u32, block: i64) -> Self {
        Self(format!("{}{bits}x{block:x}", sign::BLOCK))
    }
}

/// Of what terms something must have.
#[derive(Clone, Debug)]
pub enum Expression {
    /// This one.
    Term(Term),
    /// All of these; of none: anything.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
}

impl Expression {
    /// As SQLite's FTS5 is asked. No term has a quotation mark.
    pub fn fts5(&self) -> String {
        self.text(&|term| format!("\"{}\"", term.0), " AND ", " OR ")
    }

    /// As PostgreSQL's tsquery is written. No term has an apostrophe or a backslash.
    pub fn tsquery(&self) -> String {
        self.text(&|term| format!("'{}'", term.0), " & ", " | ")
    }

    fn text(&self, term: &impl Fn(&Term) -> String, and: &str, or: &str) -> String {
        let join = |of: &[Self], by: &str| {
            let of: Vec<String> = of.iter().map(|it| it.text(term, and, or)).filter(|it| !it.is_empty()).collect();
            if of.len() > 1 { format!("({})", of.join(by)) } else { of.concat() }
        };
        match self {
            Self::Term(it) => term(it),
            Self::All(of) => join(of, and),
            Self::Any(of) => join(of, or),
        }
    }
}

/// The terms of a conversation.
pub fn terms(shown: &Shown, said: &[Said]) -> BTreeSet<Term> {
    let c = &shown.conversation;
    let mut terms =
        BTreeSet::from([Term::any(), Term::of_client(c.client), Term::came_by(c.entry), Term::in_group(c.group)]);
    terms.extend(c.widget.as_ref().map(Term::through));
    terms.extend(c.channel.map(Term::through_channel));
    match c.stage {
        Stage::Waiting { .. } => drop(terms.insert(Term::running())),
        Stage::Active { operator, .. } => terms.extend([Term::running(), Term::with(operator)]),
        Stage::Ended { operator, result, .. } => {
            terms.extend(result.map(Term::came_to));
            terms.extend(operator.map(Term::with));
            terms.extend(operator.into_iter().chain(c.colleagues.guests.iter().copied()).map(Term::had_by));
        }
    }
    terms.extend(c.glance.rating.as_ref().map(|rating| Term::rated(rating.stars)));
    terms.extend(shown.tags.iter().copied().map(Term::tagged));
    let mut bytes = 0;
    // Tags are looked up as themselves: their names may change.
    for said in said.iter().filter(|said| said.what != What::Tag) {
        if matches!(said.what, What::Phone | What::Number) {
            let digits: String = said.text.chars().filter(char::is_ascii_digit).collect();
            for form in number_forms(&digits) {
                terms.extend(beginnings(form, Term::client));
            }
        }
        for word in folded(&said.text) {
            let own: fn(&str) -> Term = match said.what {
                What::Name | What::Email | What::Phone => Term::client,
                What::File => Term::file,
                _ => Term::beginning,
            };
            let of_word = beginnings(&word, Term::beginning).chain(beginnings(&word, own)).chain([Term::word(&word)]);
            for term in of_word {
                let size = term.0.len() + 1;
                if bytes + size > MOST_BYTES {
                    return terms;
                }
                if terms.insert(term) {
                    bytes += size;
                }
            }
        }
    }
    terms
}

/// How a word begins, from the first two letters on; a word of one letter by itself.
fn beginnings(word: &str, term: fn(&str) -> Term) -> impl Iterator<Item = Term> + '_ {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let skip = usize::from(word.chars().nth(1).is_some());
    ends.skip(skip).take(LONGEST_BEGINNING - skip).map(move |end| term(&word[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_by_its_first_letters() {
        let found = |word| beginnings(word, Term::word).map(|term| term.0).collect::<Vec<_>>();
        assert_eq!(found("žlutoucky"), ["žl", "žlu", "žlut", "žluto", "žlutou"]);
        assert_eq!(found("on"), ["on"]);
        assert_eq!(found("a"), ["a"]);
    }

    #[test]
    fn an_expression_reads_the_same_for_both() {
        let [a, b, c] = ["a", "b", "c"].map(|word| Expression::Term(Term::word(word)));
        let both = Expression::All(vec![a, Expression::Any(vec![b, c]), Expression::All(vec![])]);
        assert_eq!(both.fts5(), "(\"a\" AND (\"b\" OR \"c\"))");
        assert_eq!(both.tsquery(), "('a' & ('b' | 'c'))");
    }
}
