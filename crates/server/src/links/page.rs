//! What a page says of itself: its title and the few words it offers to whoever links to it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};

const TITLE_LONGEST: usize = 200;
const DESCRIPTION_LONGEST: usize = 400;
const SITE_LONGEST: usize = 80;
/// Browsers look for a page's encoding no further than this, in bytes.
const ENCODING_WITHIN: usize = 1_024;

/// What a page says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whose page it is in the end, as it stands in its address.
    pub host: String,
    /// What the site calls itself.
    pub site: Option<String>,
    /// Its title.
    pub title: String,
    /// What it says it is about.
    pub description: Option<String>,
}

/// Reads the beginning of a page; `charset` is what its sender says. None: it has no title.
pub(super) fn read(bytes: &[u8], charset: Option<&str>, host: &str) -> Option<Page> {
    let text = decoded(bytes, charset);
    let mut emitter = DefaultEmitter::default();
    // What stands in scripts, styles and titles is text, whatever it looks like.
    emitter.naively_switch_states(true);
    let (mut title, mut said, mut in_title) = (None, Said::default(), false);
    for Ok(token) in Tokenizer::new_with_emitter(text.as_str(), emitter) {
        match token {
            Token::StartTag(tag) if tag.name.as_slice() == b"title" => {
                in_title = title.is_none();
            }
            Token::String(words) if in_title => {
                title.get_or_insert_with(String::new).push_str(&String::from_utf8_lossy(&words));
            }
            Token::EndTag(tag) if tag.name.as_slice() == b"title" => in_title = false,
            Token::StartTag(tag) if tag.name.as_slice() == b"meta" => {
                let of = |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value));
                if let (Some(name), Some(content)) = (of(b"property").or_else(|| of(b"name")), of(b"content")) {
                    said.take(&name, &content);
                }
            }
            Token::StartTag(tag) if tag.name.as_slice() == b"body" => break,
            _ => {}
        }
    }
    Some(Page {
        host: host.to_owned(),
        title: said.title.or_else(|| clean(&title?, TITLE_LONGEST))?,
        description: said.description.or(said.summary),
        site: said.site,
    })
}

#[derive(Default)]
struct Said {
    title: Option<String>,
    description: Option<String>,
    /// For search engines; second best.
    summary: Option<String>,
    site: Option<String>,
}

impl Said {
    /// Of what is said twice the first counts.
    fn take(&mut self, name: &str, content: &str) {
        let (to, longest) = match name.trim().to_ascii_lowercase().as_str() {
            "og:title" => (&mut self.title, TITLE_LONGEST),
            "og:description" => (&mut self.description, DESCRIPTION_LONGEST),
            "description" => (&mut self.summary, DESCRIPTION_LONGEST),
            "og:site_name" => (&mut self.site, SITE_LONGEST),
            _ => return,
        };
        if to.is_none() {
            *to = clean(content, longest);
        }
    }
}

/// By the mark at its beginning, by what its sender says, by what it says itself; else UTF-8.
fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let by_mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let by_sender = || charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = by_mark.or_else(by_sender).or_else(|| told_inside(bytes)).unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// `<meta charset=…>`, and the older form, which carries the same word.
fn told_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(ENCODING_WITHIN)]).to_ascii_lowercase();
    let told = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let label = told.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // What could be read this far is not UTF-16, whatever it says (WHATWG HTML, "prescan a byte stream").
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// One line without what cannot be seen or turns the direction of what follows; none when nothing is left.
fn clean(text: &str, longest: usize) -> Option<String> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
    };
    let visible: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    let line = visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        _ if line.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", line[..end].trim_end())),
        None => Some(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn title(bytes: &[u8], charset: Option<&str>) -> Option<String> {
        read(bytes, charset, "example.com").map(|page| page.title)
    }

    #[test]
    fn a_page_says_who_it_is() {
        let page = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title> Lampy
            &amp; světla </title><meta name="description" content="For engines">
            <meta PROPERTY="og:description" content="Svítí  &quot;dobře&quot;"><meta property=og:site_name content='Lumen'>
            <meta property="og:description" content="too late"></head><body><title>no</title></body>"#;
        assert_eq!(
            read(page.as_bytes(), None, "lumen.example"),
            Some(Page {
                host: "lumen.example".into(),
                site: Some("Lumen".into()),
                title: "Lampy & světla".into(),
                description: Some("Svítí \"dobře\"".into()),
            })
        );
    }

    #[test]
    fn the_title_for_links_is_preferred_and_without_any_there_is_nothing() {
        let both = b"<title>Lamp | Shop | Cheap</title><meta property=og:title content=Lamp>";
        assert_eq!(title(both, None).as_deref(), Some("Lamp"));
        for none in
            ["", "<html>", "<title> \u{200b} </title>", "just words", "<meta property=og:description content=x>"]
        {
            assert_eq!(title(none.as_bytes(), None), None, "{none}");
        }
    }

    #[test]
    fn markup_in_titles_and_scripts_is_text() {
        assert_eq!(
            title(b"<title><b>x</b><script>y</script></title>", None).as_deref(),
            Some("<b>x</b><script>y</script>")
        );
        let script = b"<script>'<meta property=og:title content=no><title>no</title>'</script><title>yes</title>";
        assert_eq!(title(script, None).as_deref(), Some("yes"));
        assert_eq!(title(b"<!-- <title>no</title> --><title>yes</title>", None).as_deref(), Some("yes"));
    }

    #[test]
    fn other_encodings_are_read_and_wrong_ones_do_no_harm() {
        // windows-1250: "Žárovka".
        let czech = b"<title>\x8e\xe1rovka</title>";
        assert_eq!(title(czech, Some("windows-1250")).as_deref(), Some("Žárovka"));
        assert_eq!(title(&[b"<meta charset=windows-1250>", &czech[..]].concat(), None).as_deref(), Some("Žárovka"));
        let older = b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1250\">";
        assert_eq!(title(&[older, &czech[..]].concat(), None).as_deref(), Some("Žárovka"));
        assert_eq!(
            title("\u{feff}<title>Žárovka</title>".as_bytes(), Some("windows-1250")).as_deref(),
            Some("Žárovka")
        );
        assert_eq!(title("<meta charset=utf-16><title>Žárovka</title>".as_bytes(), None).as_deref(), Some("Žárovka"));
        assert_eq!(title(czech, Some("no such thing")).as_deref(), Some("rovka"));
        assert!(title("<title>Žárovka</title>".as_bytes(), Some("shift_jis")).is_some());
    }

    #[test]
    fn nothing_hides_or_turns_around() {
        assert_eq!(title("<title>a\u{202e}b\u{200f}c\0d</title>".as_bytes(), None).as_deref(), Some("abcd"));
        let long = title(format!("<title>{}</title>", "ž".repeat(10_000)).as_bytes(), None).unwrap();
        assert_eq!(long.chars().count(), TITLE_LONGEST + 1);
    }

    #[test]
    fn huge_and_nested_pages_are_read_in_no_time() {
        let started = std::time::Instant::now();
        for filling in
            ["<div>", "<title>", "<svg><title>", "<meta ", "<!--", "<a b=", "&amp", "<meta property=og:title x", "</"]
        {
            let page = filling.repeat(512 * 1_024 / filling.len());
            let _ = title(page.as_bytes(), None);
        }
        let attributes: String = (0..60_000).map(|n| format!(" a{n}=1")).collect();
        let _ = title(format!("<meta{attributes}>").as_bytes(), None);
        // Debug builds are slow; what is quadratic would take minutes.
        assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn whatever_bytes_come_there_is_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2_000), charset in ".{0,12}") {
            let _ = title(&bytes, Some(&charset));
        }

        #[test]
        fn whatever_soup_comes_titles_are_one_short_visible_line(
            soup in "(<title>|</title>|<meta property=og:title content='|'>|<!--|-->|<script>|</script>|&#0;|&#x202e;|\u{0}|\n|ž|a| ){0,60}",
        ) {
            if let Some(title) = title(soup.as_bytes(), None) {
                prop_assert!(!title.trim().is_empty() && !title.chars().any(char::is_control));
                prop_assert!(title.chars().count() <= TITLE_LONGEST + 1);
            }
        }
    }
}
