//! Golden files with figures: compared, or rewritten when `UPDATE_GOLDEN` is set.

use std::{collections::BTreeMap, fs};

use crate::programs::repository;

/// Compares figures with `tests/golden/<name>.json`; a difference lists every figure that changed.
pub fn golden(name: &str, figures: &BTreeMap<String, u64>) {
    let path = repository().join("tests/golden").join(format!("{name}.json"));
    let mut text = serde_json::to_string_pretty(figures).expect("figures are JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let known: BTreeMap<String, u64> = fs::read_to_string(&path)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let changed: Vec<String> = figures
        .iter()
        .filter(|(key, value)| known.get(*key) != Some(value))
        .map(|(key, value)| format!("{key}: {:?} -> {value}", known.get(key)))
        .chain(
            known
                .keys()
                .filter(|key| !figures.contains_key(*key))
                .map(|key| format!("{key}: gone")),
        )
        .collect();
    assert!(
        changed.is_empty(),
        "{} differs; UPDATE_GOLDEN=1 refreshes it:\n  {}",
        path.display(),
        changed.join("\n  ")
    );
}
