//! What is wrong with the fields of what was given.

use crate::problem::Problem;

pub(super) fn named(
    field: &'static str,
    name: &str,
    longest: usize,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> String {
    let name = name.replace('\0', "").trim().to_owned();
    match name.chars().count() {
        0 => wrong.push((field, "required")),
        n if n > longest => wrong.push((field, "too-long")),
        _ => {}
    }
    name
}

pub(super) fn done(wrong: Vec<(&'static str, &'static str)>) -> Result<(), Problem> {
    if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(&wrong)) }
}
