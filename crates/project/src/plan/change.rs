//! What differs between the plan that is there and the one that the project file gives now.

use std::collections::BTreeMap;
use std::path::Path;

use super::Plan;
use crate::config::Config;

/// One thing that changes, as a line: `creature owl: 6000 → 5000`.
#[must_use]
pub fn changes(old: &Plan, new: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |what: &str, old: String, new: String| {
        if old != new {
            lines.push(format!("{what}: {old} → {new}"));
        }
    };
    line("supply", old.supply.to_string(), new.supply.to_string());
    line("unique", old.unique.to_string(), new.unique.to_string());
    let beacon = |plan: &Plan| {
        let beacon = plan.assignment.beacon.as_ref();
        beacon.map_or("none".to_owned(), |one| {
            format!("{} {}", one.name, one.value.as_deref().unwrap_or("(awaited)"))
        })
    };
    line("beacon", beacon(old), beacon(new));
    let start =
        |plan: &Plan| plan.seed_start.map_or("derived".to_owned(), |first| format!("from {first}"));
    line("generation seeds", start(old), start(new));
    let (before, after) = (counts(old), counts(new));
    let absent = || "absent".to_owned();
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        let shown = |counts: &BTreeMap<(String, String), u32>| {
            counts.get(key).map_or_else(absent, u32::to_string)
        };
        line(&format!("{} {}", key.0, key.1), shown(&before), shown(&after));
    }
    if old.rules != new.rules {
        lines.push(format!("rules: {} → {}, not the same", old.rules.len(), new.rules.len()));
    }
    lines.extend(pieces(old, new));
    if old.assignment.commitment != new.assignment.commitment {
        let (old, new) = (&old.assignment.commitment, &new.assignment.commitment);
        lines.push(format!(
            "commitment: {old} → {new}; if the old one is published, say why it changes"
        ));
    }
    lines
}

fn counts(plan: &Plan) -> BTreeMap<(String, String), u32> {
    plan.traits
        .iter()
        .flat_map(|one| {
            one.values.iter().map(|value| ((one.name.clone(), value.value.clone()), value.count))
        })
        .collect()
}

fn pieces(old: &Plan, new: &Plan) -> Vec<String> {
    if old.is_waiting() || new.is_waiting() {
        return Vec::new();
    }
    let both = || old.pieces.iter().zip(&new.pieces);
    let parts = [
        ("get other traits", both().filter(|(a, b)| a.traits != b.traits).count()),
        (
            "get another prompt",
            both().filter(|(a, b)| (&a.prompt, &a.negative) != (&b.prompt, &b.negative)).count(),
        ),
        ("get another seed", both().filter(|(a, b)| a.seed != b.seed).count()),
        (
            "get another size",
            both().filter(|(a, b)| (a.width, a.height) != (b.width, b.height)).count(),
        ),
        ("get another model", both().filter(|(a, b)| a.model != b.model).count()),
    ];
    let all = both().count();
    parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(what, n)| format!("{n} of {all} pieces {what}"))
        .collect()
}

/// What was already made from the plan, if anything: a reason not to replace it without being asked to.
#[must_use]
pub fn used(project: &Path, config: &Config) -> Option<String> {
    if project.join("build").join("manifest.json").exists() {
        return Some("the collection is built (build/manifest.json)".to_owned());
    }
    let outputs = project.join(&config.outputs);
    let mut entries = std::fs::read_dir(&outputs).ok()?.flatten();
    let shown = |entry: std::fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    entries.any(shown).then(|| format!("{} holds outputs", outputs.display()))
}
