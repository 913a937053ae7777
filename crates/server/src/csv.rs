//! Conversations as lines of a spreadsheet.

use crate::wire::{When, conversation::Conversation};
use serde::Deserialize;

/// Of the headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Czech.
    Cs,
}

/// Each column with its headings in English and Czech.
const COLUMNS: [(&str, &str); 22] = [
    ("Conversation", "Konverzace"),
    ("Began", "Začátek"),
    ("Entry", "Vstup"),
    ("State", "Stav"),
    ("Client", "Klient"),
    ("Phone", "Telefon"),
    ("E-mail", "E-mail"),
    ("Language", "Jazyk"),
    ("Widget", "Widget"),
    ("Page or number", "Stránka nebo číslo"),
    ("Group", "Skupina"),
    ("Operator", "Operátor"),
    ("First accepted", "Poprvé přijato"),
    ("Waited, seconds", "Čekal, sekund"),
    ("Ended", "Konec"),
    ("Lasted, seconds", "Trvala, sekund"),
    ("Ended by", "Ukončil"),
    ("Result", "Výsledek"),
    ("Rating", "Hodnocení"),
    ("Rating in words", "Slova k hodnocení"),
    ("Tags", "Štítky"),
    ("First words", "První slova"),
];

/// Writes them.
#[derive(Clone, Copy, Debug)]
pub struct Csv {
    language: Language,
}

impl Csv {
    /// In this language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The first line. The mark before it tells spreadsheets that this is UTF-8.
    #[must_use]
    pub fn heading(&self) -> String {
        let names = COLUMNS.map(|(en, cs)| match self.language {
            Language::En => en,
            Language::Cs => cs,
        });
        format!("\u{feff}{}", self.line(names.map(str::to_owned)))
    }

    /// A conversation.
    #[must_use]
    pub fn row(&self, row: &Conversation) -> String {
        let word = |value: Option<serde_json::Value>| match value {
            Some(serde_json::Value::String(word)) => word,
            _ => String::new(),
        };
        let time = |at: &Option<When>| at.map(|at| at.0.to_string()).unwrap_or_default();
        let between = |from: When, to: &Option<When>| {
            to.map(|to| to.0.duration_since(from.0).as_secs().to_string()).unwrap_or_default()
        };
        let name = |named: &Option<crate::wire::Named>| named.as_ref().map(|it| it.name.clone()).unwrap_or_default();
        let tags: Vec<&str> = row.tags.iter().map(|tag| &*tag.name).collect();
        self.line([
            row.id.to_string(),
            row.queued_at.0.to_string(),
            row.entry.as_str().to_owned(),
            row.state.as_str().to_owned(),
            row.client.name.clone().unwrap_or_default(),
            row.client.phone.clone().unwrap_or_default(),
            row.client.email.clone().unwrap_or_default(),
            row.language.clone().unwrap_or_default(),
            row.widget.as_ref().map(|widget| widget.name.clone()).unwrap_or_default(),
            name(&row.channel),
            row.group.name.clone(),
            name(&row.operator),
            time(&row.first_accepted_at),
            between(row.queued_at, &row.first_accepted_at),
            time(&row.ended_at),
            between(row.queued_at, &row.ended_at),
            word(row.end_cause.and_then(|cause| serde_json::to_value(cause).ok())),
            name(&row.result),
            row.rating.as_ref().map(|rating| rating.stars.to_string()).unwrap_or_default(),
            row.rating.as_ref().and_then(|rating| rating.comment.clone()).unwrap_or_default(),
            tags.join(", "),
            row.first_words.clone().unwrap_or_default(),
        ])
    }

    fn line<const N: usize>(&self, cells: [String; N]) -> String {
        let (separator, apart) = match self.language {
            Language::En => (',', ","),
            Language::Cs => (';', ";"),
        };
        let mut line = cells.map(|value| cell(&value, separator)).join(apart);
        line.push_str("\r\n");
        line
    }
}

/// A value as a cell. What a spreadsheet would calculate is told to be text: a client chooses his or her name.
/// Source: OWASP, "CSV Injection".
fn cell(value: &str, separator: char) -> String {
    let calculates = value.trim_start_matches(['"', '\'', ' ', '\u{a0}']).starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if calculates { format!("'{value}") } else { value.to_owned() };
    if safe.contains([separator, '"', '\n', '\r', ',', ';']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_calculated_is_text() {
        for evil in ["=1+1", "+420 601", "-1", "@SUM(A1)", " =1", "\t=1", "\"=1"] {
            let cell = cell(evil, ',');
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
        assert_eq!(cell("Jana", ','), "Jana");
        assert_eq!(cell("a \"b\", c", ','), "\"a \"\"b\"\", c\"");
    }

    #[test]
    fn a_heading_has_the_separator_of_its_language() {
        assert!(Csv::new(Language::En).heading().starts_with("\u{feff}Conversation,Began,"));
        assert!(Csv::new(Language::Cs).heading().starts_with("\u{feff}Konverzace;Začátek;"));
    }

    proptest! {
        /// Read by the rules of RFC 4180, a cell is one cell, and says what it was made of.
        #[test]
        fn whatever_a_cell_says_it_stays_one(value in ".*") {
            let cell = cell(&value, ';');
            let read = match cell.strip_prefix('"') {
                Some(quoted) => quoted.strip_suffix('"').unwrap().replace("\"\"", "\""),
                None => {
                    prop_assert!(!cell.contains([';', '"', '\n', '\r']));
                    cell
                }
            };
            let told = format!("'{value}");
            prop_assert!(read == value || read == told);
            prop_assert!(!read.starts_with(['=', '+', '-', '@']));
        }
    }
}
