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
    let (mut passed, mut failed) = (0, 0);
    for path in suites(&PathBuf::from(folder)) {
        let name = path.display().to_string();
        if !name.contains(&only) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable recording");
        let recording: Value = serde_json::from_str(&text).expect("a recording in JSON");
        let (good, bad) = suite::replay(&recording, path.parent().expect("a folder"));
        for line in &bad {
            println!("{}/{} {line}", recording["group"], recording["name"]);
        }
        println!("{name}: {good} passed, {} failed", bad.len());
        passed += good;
        failed += bad.len();
    }
    println!("{passed} passed, {failed} failed");
    assert!(passed > 0, "no recordings found");
    assert_eq!(failed, 0, "answers differ from the recordings");
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
