//! Golden vectors: what this crate answers, written to `vectors/*.json` so that other programs can be held against it.
//!
//! Each test rebuilds one file and compares it with the committed one; `UPDATE_GOLDEN=1` writes the files instead. A
//! second implementation that shares no code (`tests/js/vectors.mjs`) recomputes all of them.

mod attestations;
mod encodings;
mod lineage;
mod numbers;
mod records;
mod refusals;
mod sales;
mod samples;
mod scarcity;
mod secrets;
mod trees;

use std::path::PathBuf;

use colophon_provenance::hash::{Keccak, Software, Word};
use serde_json::Value;

/// Compares `found` with `vectors/<name>.json`, or writes it.
fn golden(name: &str, found: &Value) {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name).with_extension("json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = serde_json::to_string_pretty(found).expect("values can be written");
        std::fs::write(&path, text + "\n").expect("the vectors can be written");
        return;
    }
    let text = std::fs::read_to_string(&path).expect("the vectors are committed");
    let wanted: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    assert!(
        *found == wanted,
        "{} differs from what the crate computes; if the change is meant, run again with UPDATE_GOLDEN=1",
        path.display()
    );
}

/// `0x` and lower-case digits.
fn hex(bytes: &[u8]) -> String {
    let mut digits = Vec::new();
    colophon_provenance::hex::prefixed(&mut digits, bytes);
    String::from_utf8(digits).expect("digits are ASCII")
}

/// Keccak-256 of a text: a word that another implementation can make again.
fn word(text: &str) -> Word {
    Software.keccak256(text.as_bytes())
}
