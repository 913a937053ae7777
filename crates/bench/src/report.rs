//! What was found, for people and for machines.

use crate::{
    figures::Figures,
    targets::{Bound, TARGETS, Target},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write as _};

/// What was found in one workload: medians, and each run.
#[derive(Default)]
pub struct Found {
    /// The server's medians.
    pub hovorna: Figures,
    /// The bare relay's medians; empty where it plays no part.
    pub relay: Figures,
    /// Each run of the server.
    pub hovorna_runs: Vec<Figures>,
    /// Each run of the relay.
    pub relay_runs: Vec<Figures>,
}

/// All workloads that ran, by name.
pub type Results = BTreeMap<&'static str, Found>;

/// Every figure of both, side by side.
#[must_use]
pub fn table(results: &Results) -> String {
    let mut text = String::new();
    for (workload, found) in results {
        let _ = writeln!(text, "\n{:<44} {:>12} {:>12} {:>8}", workload.to_uppercase(), "hovorna", "relay", "ratio");
        let names: std::collections::BTreeSet<&String> = found.hovorna.keys().chain(found.relay.keys()).collect();
        for name in names {
            let (own, relay) = (found.hovorna.get(name).copied(), found.relay.get(name).copied());
            let ratio = own.zip(relay.filter(|relay| *relay > 0.0)).map(|(own, relay)| own / relay);
            let _ = writeln!(text, "{name:<44} {:>12} {:>12} {:>8}", shown(own), shown(relay), shown(ratio));
        }
    }
    text
}

/// Each target of a workload that ran.
#[must_use]
pub fn verdicts(results: &Results) -> String {
    let mut text = format!("\n{:<8} {:<44} {:>10} {:>10} {:>10}  must    aim\n", "TARGETS", "", "found", "must", "aim");
    for (target, figure) in judged(results) {
        let word = |bound: Bound| if bound.holds(figure) { "holds" } else { "misses" };
        let _ = writeln!(
            text,
            "{:<8} {:<44} {:>10} {:>10} {:>10}  {:<7} {}",
            target.workload,
            target.what,
            shown(Some(figure)),
            target.must.to_string(),
            target.aim.to_string(),
            word(target.must),
            word(target.aim)
        );
    }
    text
}

/// How many lowest bars are missed.
#[must_use]
pub fn missed(results: &Results) -> usize {
    judged(results).filter(|(target, figure)| !target.must.holds(*figure)).count()
}

fn judged(results: &Results) -> impl Iterator<Item = (Target, f64)> {
    TARGETS.into_iter().filter_map(|target| Some((target, target.figure(results.get(target.workload)?)?)))
}

/// All of it for machines; `options` says how it was measured.
#[must_use]
pub fn json(results: &Results, options: &Value) -> Value {
    let workloads: BTreeMap<&str, Value> = results
        .iter()
        .map(|(name, found)| {
            let of = |median: &Figures, runs: &[Figures]| json!({"median": median, "runs": runs});
            let both = json!({
                "hovorna": of(&found.hovorna, &found.hovorna_runs),
                "relay": of(&found.relay, &found.relay_runs),
            });
            (*name, both)
        })
        .collect();
    let targets: Vec<Value> = judged(results)
        .map(|(target, figure)| {
            json!({
                "workload": target.workload, "what": target.what, "found": figure,
                "must": target.must.to_string(), "aim": target.aim.to_string(),
                "holds_must": target.must.holds(figure), "holds_aim": target.aim.holds(figure),
            })
        })
        .collect();
    json!({"options": options, "targets": targets, "workloads": workloads})
}

/// Three digits that matter.
fn shown(figure: Option<f64>) -> String {
    match figure {
        None => String::new(),
        Some(figure) if figure.abs() >= 100.0 || figure.fract() == 0.0 => format!("{figure:.0}"),
        Some(figure) if figure.abs() >= 10.0 => format!("{figure:.1}"),
        Some(figure) if figure.abs() >= 1.0 => format!("{figure:.2}"),
        Some(figure) => format!("{figure:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_is_said_and_counted() {
        let figures = [("all_back_s".to_owned(), 2.5), ("lost".to_owned(), 0.0)];
        let w4 = Found { hovorna: figures.into(), ..Found::default() };
        let results = Results::from([("w4", w4)]);
        assert_eq!(missed(&results), 1);
        let text = verdicts(&results);
        assert!(text.lines().any(|line| line.contains("until all are back") && line.contains("misses")), "{text}");
        assert_eq!(json(&results, &Value::Null)["targets"][1]["holds_must"], true);
        assert!(table(&results).contains("all_back_s"));
    }
}
