//! What a mail says, as plain text and as HTML of the same words. What people typed is escaped in the one and left as it is
//! in the other.

use std::fmt::Write as _;

/// What a mail says, from top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Body {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Paragraph(String),
    Facts(Vec<(String, String)>),
    /// What somebody wrote, line by line as it was.
    Quoted(String),
    Link {
        words: String,
        address: String,
    },
    /// One line of a talk: who and when, above it.
    Said {
        head: String,
        lines: Vec<String>,
    },
    /// In small letters at the end.
    Footer(String),
}

impl Body {
    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Paragraph(text.into()));
        self
    }

    /// Adds what is known, each under its name.
    #[must_use]
    pub fn facts(mut self, facts: Vec<(String, String)>) -> Self {
        if !facts.is_empty() {
            self.parts.push(Part::Facts(facts));
        }
        self
    }

    /// Adds what somebody wrote.
    #[must_use]
    pub fn quoted(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Quoted(text.into()));
        self
    }

    /// Adds what somebody said in a talk, under who it was and when.
    #[must_use]
    pub fn said(mut self, head: impl Into<String>, lines: Vec<String>) -> Self {
        self.parts.push(Part::Said { head: head.into(), lines });
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn link(mut self, words: impl Into<String>, address: impl Into<String>) -> Self {
        self.parts.push(Part::Link { words: words.into(), address: address.into() });
        self
    }

    /// Adds small print.
    #[must_use]
    pub fn footer(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Footer(text.into()));
        self
    }

    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            if !text.is_empty() {
                text.push('\n');
            }
            let _ = match part {
                Part::Paragraph(words) | Part::Quoted(words) => writeln!(text, "{words}"),
                Part::Facts(facts) => facts.iter().try_for_each(|(name, value)| writeln!(text, "{name}: {value}")),
                Part::Said { head, lines } => writeln!(text, "{head}\n{}", lines.join("\n")),
                Part::Link { words, address } => writeln!(text, "{words}: {address}"),
                Part::Footer(words) => writeln!(text, "-- \n{words}"),
            };
        }
        text
    }

    /// As HTML. Styles stand with each part: mail programs throw others away.
    #[must_use]
    pub fn html(&self) -> String {
        let mut html = String::from(
            "<!doctype html><html><body style=\"margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#1c2326;\
             background:#fff\"><div style=\"max-width:600px\">",
        );
        for part in &self.parts {
            let _ = match part {
                Part::Paragraph(words) => write!(html, "<p style=\"margin:0 0 16px\">{}</p>", lines(words)),
                Part::Quoted(words) => write!(
                    html,
                    "<div style=\"margin:0 0 16px;padding:12px 16px;background:#f4f2ee;border-radius:8px;white-space:pre-wrap\">{}</div>",
                    lines(words)
                ),
                Part::Said { head, lines: said } => write!(
                    html,
                    "<p style=\"margin:0 0 14px\"><span style=\"font-size:13px;color:#5b6468\">{}</span><br>{}</p>",
                    escaped(head),
                    lines(&said.join("\n"))
                ),
                Part::Facts(facts) => {
                    html.push_str("<table style=\"margin:0 0 16px;border-collapse:collapse\">");
                    for (name, value) in facts {
                        let (name, value) = (escaped(name), lines(value));
                        let _ = write!(
                            html,
                            "<tr><td style=\"padding:2px 16px 2px 0;color:#5b6468;vertical-align:top\">{name}</td><td style=\"padding:2px 0\">{value}</td></tr>"
                        );
                    }
                    html.push_str("</table>");
                    Ok(())
                }
                Part::Link { words, address } => write!(
                    html,
                    "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"color:#006370\">{}</a></p>",
                    escaped(address),
                    escaped(words)
                ),
                Part::Footer(words) => {
                    write!(html, "<p style=\"margin:24px 0 0;font-size:13px;color:#5b6468\">{}</p>", lines(words))
                }
            };
        }
        html.push_str("</div></body></html>");
        html
    }
}

fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\r' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_say_the_same() {
        let body = Body::default()
            .paragraph("Hello")
            .facts(vec![("Name".into(), "Jana".into())])
            .quoted("One\nTwo")
            .said("Petr, 10:31", vec!["Three".into()])
            .link("Open", "https://x.example/")
            .footer("Lumen");
        assert_eq!(
            body.text(),
            "Hello\n\nName: Jana\n\nOne\nTwo\n\nPetr, 10:31\nThree\n\nOpen: https://x.example/\n\n-- \nLumen\n"
        );
        for said in
            ["Hello", "Jana", "One<br>Two", "Petr, 10:31</span><br>Three", "href=\"https://x.example/\"", "Lumen"]
        {
            assert!(body.html().contains(said), "{said}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_becomes_markup(typed in "[<>&\"'a-z ]{0,40}") {
            let of = |typed: &str| {
                let html = Body::default().paragraph(typed).quoted(typed).said(typed, vec![typed.into()]).facts(vec![(typed.into(), typed.into())]).html();
                (html.matches('<').count(), html.matches('"').count())
            };
            prop_assert_eq!(of(&typed), of(""));
        }
    }
}
