//! The link in a text: the same one that the console draws as a link.

use url::Url;

/// Longer addresses get no preview.
const LONGEST: usize = 2_048;

/// The first `http` or `https` address of a text. `www.` alone is one too, as in the console.
#[must_use]
pub fn first_link(text: &str) -> Option<Url> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let is_start = !before.is_some_and(|b: char| b.is_ascii_alphanumeric() || b == '_');
        before = Some(c);
        if is_start && let Some(url) = link_at(&text[at..]) {
            return Some(url);
        }
    }
    None
}

fn link_at(text: &str) -> Option<Url> {
    let starts = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let is_bare = starts("www.");
    if !(is_bare || starts("http://") || starts("https://")) {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"'`".contains(c)).unwrap_or(text.len());
    let address = without_trailing(&text[..end]);
    let url = if is_bare { Url::parse(&format!("https://{address}")) } else { Url::parse(address) };
    url.ok().filter(|url| url.has_host() && url.as_str().len() <= LONGEST)
}

/// Punctuation that ends a sentence rather than an address; a bracket that was opened outside belongs to the sentence.
fn without_trailing(address: &str) -> &str {
    let trimmed = address.trim_end_matches(|c| ".,;:!?…'\"»“”".contains(c));
    match trimmed.strip_suffix(')') {
        Some(shorter) if trimmed.matches(')').count() > trimmed.matches('(').count() => without_trailing(shorter),
        _ => trimmed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_link_is_found_as_the_console_draws_it() {
        for (text, link) in [
            ("https://example.com", Some("https://example.com/")),
            ("Podívejte se na HTTPS://Example.com/a?b=c#d.", Some("https://example.com/a?b=c#d")),
            ("(see http://example.com/a_(b))", Some("http://example.com/a_(b)")),
            ("www.example.com, please", Some("https://www.example.com/")),
            ("první http://a.example druhý http://b.example", Some("http://a.example/")),
            ("<https://example.com/x>", Some("https://example.com/x")),
            ("http:// nothing, then https://example.com", Some("https://example.com/")),
            ("xhttps://example.com", None),
            ("ftp://example.com mailto:a@example.com javascript:alert(1)", None),
            ("no link, 10:30, :smile:", None),
            ("", None),
        ] {
            assert_eq!(first_link(text).as_ref().map(Url::as_str), link, "{text}");
        }
        assert_eq!(first_link(&format!("https://example.com/{}", "a".repeat(3_000))), None);
    }
}
