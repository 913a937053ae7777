//! D1: how long a desk with years behind it takes to answer. `make bench-size`.

mod ask;
mod fill;

use crate::{figures::Summary, lab::Lab, targets::Bound};
use serde_json::json;
use std::{fmt::Write as _, path::Path};

/// Slower than this, and a person notices.
const MUST: Bound = Bound::AtMost(200.0);
const AIM: Bound = Bound::AtMost(50.0);

/// What was asked, and how long the answers took, in milliseconds.
pub type Asked = Vec<(&'static str, Summary)>;

/// Fills a desk, unless one of that size is there already, asks it and prints what came of it. Tells how many lowest bars
/// are missed.
///
/// # Errors
/// When a server fails.
pub async fn run(lab: &Lab, cache: &Path, conversations: usize, times: usize) -> anyhow::Result<usize> {
    let folder = cache.join(format!("desk-{conversations}"));
    let made = folder.join("complete");
    if !made.exists() {
        fill::fill(lab, &folder, conversations).await?;
        std::fs::write(&made, "")?;
    }
    let asked = ask::ask(lab, &folder, conversations, times).await?;
    print!("{}", table(&asked));
    let figures: serde_json::Map<_, _> = asked
        .iter()
        .map(|(what, found)| {
            ((*what).to_owned(), json!({"p50_ms": found.p50, "p99_ms": found.p99, "max_ms": found.max}))
        })
        .collect();
    let all = json!({"conversations": conversations, "times": times, "asked": figures});
    std::fs::write(cache.join("figures.json"), serde_json::to_string_pretty(&all)?)?;
    Ok(asked.iter().filter(|(_, found)| !MUST.holds(found.p99)).count())
}

fn table(asked: &Asked) -> String {
    let mut text = format!("\n{:<52} {:>8} {:>8} {:>8}  must    aim\n", "D1, ms", "p50", "p99", "max");
    for (what, found) in asked {
        let word = |bound: Bound| if bound.holds(found.p99) { "holds" } else { "misses" };
        let Summary { p50, p99, max, .. } = found;
        let _ = writeln!(text, "{what:<52} {p50:>8.2} {p99:>8.2} {max:>8.2}  {:<7} {}", word(MUST), word(AIM));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_misses_the_bar() {
        let slow = Summary { p99: 201.0, ..Summary::default() };
        let text = table(&vec![("the queue", slow), ("a preview", Summary::default())]);
        let line = |of: &str| text.lines().find(|line| line.starts_with(of)).unwrap().to_owned();
        assert!(line("the queue").contains("misses") && !line("a preview").contains("misses"));
    }
}
