//! The committed ABIs against the source, the standards and the built programs.

/// The committed files are what the source says.
mod committed;
/// Every function is in the programs, and every function of the programs is in the ABI.
mod programs;
/// Sources that cannot be expressed are refused.
mod sources;
/// Interface ids, topics and error selectors of the standards.
mod standards;

use std::path::{Path, PathBuf};

use alloy_json_abi::JsonAbi;
use colophon_abi::contracts::Contract;

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the repository; says how to get it when it is missing.
fn read(path: &str) -> Vec<u8> {
    std::fs::read(root().join(path)).unwrap_or_else(|error| {
        panic!("{path}: {error} (scripts/build-wasm.sh and scripts/abi.sh write it)")
    })
}

/// The committed ABI of a contract.
fn committed(contract: &Contract) -> JsonAbi {
    serde_json::from_slice(&read(&format!("abi/{}.json", contract.name))).expect("an ABI")
}
