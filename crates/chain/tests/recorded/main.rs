//! Replays recordings of a real node against the chain, without a network: what it answered to transactions, calls and
//! estimates. The recordings are not part of this repository; `STYLUS_VECTORS` names their folder. Without it there is
//! nothing to compare, so the test is ignored by default: `cargo test -p stylus-chain --test recorded -- --ignored`.

mod compare;
mod suite;

use std::{env, fs, path::PathBuf};

use serde_json::Value;

#[test]
#[ignore = "needs STYLUS_VECTORS, the folder of recordings"]
fn the_chain_answers_as_recorded() {
    let folder = env::var("STYLUS_VECTORS").expect("STYLUS_VECTORS names the folder of recordings");
    let only = env::var("STYLUS_SUITE").unwrap_or_default();
    let (mut passed, mut differences) = (0, Vec::new());
    for path in suites(&PathBuf::from(folder)) {
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable recording");
        let recording: Value = serde_json::from_str(&text).expect("a recording in JSON");
        let (good, bad) = suite::replay(&recording, path.parent().expect("a folder"));
        let place = format!("{}/{}", recording["group"], recording["name"]).replace('"', "");
        passed += good;
        differences.extend(bad.into_iter().map(|line| format!("{place} {line}")));
    }
    assert!(passed > 0, "no recordings found");
    let list = differences.join("\n");
    assert!(differences.is_empty(), "{passed} steps agree, these differ:\n{list}");
}

/// All recordings in the folder's groups, in order.
fn suites(folder: &PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for group in fs::read_dir(folder).expect("a readable folder").flatten() {
        let Ok(entries) = fs::read_dir(group.path()) else { continue };
        found.extend(
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "json")),
        );
    }
    found.sort();
    found
}
