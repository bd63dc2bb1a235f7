//! The Solidity counterparts of the tests, compiled once a run by `tests/js/compile.mjs`.

use std::{fs, process::Command, sync::OnceLock};

use alloy_primitives::{hex, Bytes};

use crate::programs::repository;

static COMPILED: OnceLock<()> = OnceLock::new();

/// Creation bytecode of a contract of `tests/solidity`.
pub fn bytecode(contract: &str) -> Bytes {
    COMPILED.get_or_init(|| {
        let script = repository().join("tests/js/compile.mjs");
        let done = Command::new("node").arg(&script).status().expect("Node.js is installed");
        assert!(done.success(), "{} failed; run npm ci in tests/js first", script.display());
    });
    let path = repository().join("target/solidity").join(format!("{contract}.json"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let json: serde_json::Value = serde_json::from_str(&text).expect("solc writes JSON");
    let code = json["bytecode"].as_str().expect("the artifact has bytecode");
    hex::decode(code).expect("bytecode is hex").into()
}
