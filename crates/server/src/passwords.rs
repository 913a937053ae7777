//! Which passwords are refused, and why: too short or long, like one's own name, among those that are guessed first.

use crate::secret::{LONGEST_PASSWORD, SHORTEST_PASSWORD};

/// Passwords found most often in what was stolen elsewhere: the first ten thousand, and of those after them the ones that
/// are long enough here. From Django's list (BSD, see `facts/common-passwords.LICENSE`), which is taken from Have I Been
/// Pwned.
const COMMON: &str = include_str!("../facts/common-passwords.txt");
/// Names shorter than this are in too many words to say anything.
const SHORTEST_NAME: usize = 4;
/// More signs than this around a word are a secret of their own.
const MOST_AROUND: usize = 6;

/// What is wrong with a password of somebody who is called so, if anything. `own` are the name, the address, the company.
#[must_use]
pub fn wrong(password: &str, own: &[&str]) -> Option<&'static str> {
    match password.chars().count() {
        n if n < SHORTEST_PASSWORD => return Some("too-short"),
        n if n > LONGEST_PASSWORD => return Some("too-long"),
        _ => {}
    }
    let plain = password.to_lowercase();
    let bare = bare(&plain).filter(|bare| bare.chars().count() >= SHORTEST_NAME);
    if own.iter().flat_map(|own| names(own)).any(|name| bare.as_ref() == Some(&name)) {
        return Some("like-name");
    }
    let common = COMMON.lines().any(|known| known == plain || bare.as_deref() == Some(known));
    (common || is_monotonous(&plain)).then_some("too-common")
}

/// What is left of a password without the few signs that are put around a word to please a rule: "password2026!" is
/// "password".
fn bare(plain: &str) -> Option<String> {
    let word = plain.trim_matches(|c: char| !c.is_alphabetic());
    let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    (plain.chars().count() <= bare.chars().count() + MOST_AROUND).then_some(bare)
}

/// A name in the ways people write it: whole, its words alone, the part of an address before the @.
fn names(own: &str) -> impl Iterator<Item = String> {
    let words = own.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let whole = own.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let before = own.split('@').next().unwrap_or_default();
    let before = before.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let backwards = own.split_whitespace().rev().collect::<String>().to_lowercase();
    words.chain([whole, before, backwards]).filter(|name| name.chars().count() >= SHORTEST_NAME)
}

/// One or two signs over and over, or signs that follow each other.
fn is_monotonous(password: &str) -> bool {
    let signs: Vec<u32> = password.chars().map(u32::from).collect();
    let different = signs.iter().collect::<std::collections::HashSet<_>>().len();
    let steps = |by: i64| signs.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == by);
    different < 4 || steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JANA: [&str; 3] = ["Jana Veselá", "jana.vesela@lumen.example", "Lumen Energy"];

    #[test]
    fn a_good_one_passes_whatever_it_is_made_of() {
        for good in ["correct horse battery", "long enough!", "k4mzpqtuvx", "Žluťoučký kůň", "7f3a-99kd-22mm"] {
            assert_eq!(wrong(good, &JANA), None, "{good}");
        }
    }

    #[test]
    fn a_common_word_among_many_other_signs_is_no_common_password() {
        assert_eq!(wrong("2938 tiger 4757-01", &[]), None);
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(wrong("ěščřžýáíé", &[]), Some("too-short"));
        assert_eq!(wrong("ěščřžýáíéú", &[]), None);
        assert_eq!(wrong(&"long enough ".repeat(17), &[]), Some("too-long"));
    }

    #[test]
    fn what_everybody_takes_is_refused_however_it_is_dressed() {
        for common in ["1234567890", "qwertyuiop", "Password2026!", "**welcome**1", "iloveyou2024", "basketball"] {
            assert_eq!(wrong(common, &[]), Some("too-common"), "{common}");
        }
        for dull in ["aaaaaaaaaaaa", "abababababab", "abcdefghijkl", "zyxwvutsrqpon"] {
            assert_eq!(wrong(dull, &[]), Some("too-common"), "{dull}");
        }
    }

    #[test]
    fn ones_own_name_with_a_number_is_none() {
        for own in ["JanaVeselá1", "jana.vesela@lumen.example", "LumenEnergy2026", "VeseláJana!", "jana.vesela77"] {
            assert_eq!(wrong(own, &JANA), Some("like-name"), "{own}");
        }
        assert_eq!(wrong("Jana likes lamps", &JANA), None, "a name in a sentence is no name");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_there_is_an_answer(password in "\\PC{0,230}", name in "\\PC{0,40}") {
            let _ = wrong(&password, &[&name]);
        }
    }
}
