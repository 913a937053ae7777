//! The places of a template: `{{1}}`, or `{{name}}`. Whoever shows one, fills it in or sends it goes by this, so that the client
//! gets what the operator saw.

/// What the places are called, each once, in the order in which values are given: of numbers theirs, of names that in which
/// they appear.
#[must_use]
pub fn places(words: &str) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for (name, _) in pieces(words).filter_map(|(_, place)| place) {
        if !places.iter().any(|place| place == name) {
            places.push(name.to_owned());
        }
    }
    // `{{2}} of {{1}}`: values are in the order of the numbers.
    let mut numbers = Vec::new();
    for place in &places {
        match place.parse::<u32>() {
            Ok(number) if place.bytes().all(|byte| byte.is_ascii_digit()) => numbers.push((number, place.clone())),
            _ => return places,
        }
    }
    numbers.sort();
    numbers.into_iter().map(|(_, place)| place).collect()
}

/// The words with these values in their places. None: there are not as many values as places.
#[must_use]
pub fn with_values(words: &str, values: &[String]) -> Option<String> {
    let places = places(words);
    if places.len() != values.len() {
        return None;
    }
    let mut filled = String::new();
    for (before, place) in pieces(words) {
        filled.push_str(before);
        if let Some((name, whole)) = place {
            let value = places.iter().position(|known| known == name).and_then(|n| values.get(n));
            filled.push_str(value.map_or(whole, String::as_str));
        }
    }
    Some(filled)
}

/// What stands before each place, with its name and how it is written; the last piece has no place.
fn pieces(words: &str) -> impl Iterator<Item = (&str, Option<(&str, &str)>)> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let words = rest?;
        let Some((begin, end)) = first(words) else {
            rest = None;
            return Some((words, None));
        };
        rest = Some(&words[end..]);
        Some((&words[..begin], Some((words[begin + 2..end - 2].trim(), &words[begin..end]))))
    })
}

/// From where to where the first place is. A name has no spaces and no braces.
fn first(words: &str) -> Option<(usize, usize)> {
    let is_name = |name: &str| !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "{}".contains(c));
    let mut from = 0;
    loop {
        let end = from + words[from..].find("}}")?;
        if let Some(begin) = words[..end].rfind("{{")
            && is_name(words[begin + 2..end].trim())
        {
            return Some((begin, end + 2));
        }
        from = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(words: &str, values: &[&str]) -> Option<String> {
        with_values(words, &values.iter().map(|&it| it.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn values_go_where_their_places_are_and_none_is_left_over() {
        for (words, values, reads) in [
            ("Hello {{1}}, order {{2}} is {{1}}'s", &["Jana", "42"][..], Some("Hello Jana, order 42 is Jana's")),
            ("{{name}} at {{ time }}", &["Jana", "9:00"], Some("Jana at 9:00")),
            ("Hello {{1}}", &[], None),
            ("Hello", &["Jana"], None),
            ("open {{ and no end", &[], Some("open {{ and no end")),
            (
                "empty {{}} and {{a b}} stay, {{ {{1}}} is one",
                &["x"],
                Some("empty {{}} and {{a b}} stay, {{ x} is one"),
            ),
        ] {
            assert_eq!(filled(words, values).as_deref(), reads, "{words}");
        }
    }

    #[test]
    fn values_are_in_the_order_of_the_numbers_wherever_they_stand() {
        assert_eq!(places("Case {{2}} of {{1}}, {{2}}"), ["1", "2"]);
        assert_eq!(filled("Case {{2}} of {{1}}", &["Jana", "12"]).as_deref(), Some("Case 12 of Jana"));
        assert_eq!(places("{{10}} {{9}}"), ["9", "10"]);
        assert_eq!(places("{{who}}: {{case}}"), ["who", "case"]);
    }
}
