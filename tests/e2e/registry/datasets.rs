//! Data sets: files that are under a root, and files that are not.

use alloy_primitives::{Bytes, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{programs::repository, Build, Registry, ARTIST, STRANGER};
use serde_json::Value;

use super::{claim, hash, Desk};

/// The data sets of the shared code's vectors: each a root and its files.
fn sets() -> Vec<Value> {
    let path = repository().join("crates/provenance/vectors/datasets.json");
    let text = std::fs::read_to_string(path).expect("the vectors are committed");
    serde_json::from_str(&text).expect("JSON")
}

fn word(value: &Value) -> B256 {
    value.as_str().and_then(|text| text.parse().ok()).expect("a word")
}

/// The question about one file of a data set.
fn question(entry: B256, file: &Value) -> Registry::verifyDatasetFileCall {
    Registry::verifyDatasetFileCall {
        entry,
        fileHash: word(&file["file_hash"]),
        licence: word(&file["licence"]),
        consent: file["consent"].as_u64().and_then(|bits| bits.try_into().ok()).expect("bits"),
        proof: file["proof"].as_array().expect("a list").iter().map(word).collect(),
    }
}

/// A model trained on a data set.
fn trained(desk: &mut Desk, number: u64, set: &Value) -> B256 {
    let root = word(&set["root"]);
    let call =
        Registry::registerModelCall { datasetRoot: root, ..claim(ARTIST, hash(number), vec![]) };
    desk.ok(ARTIST, call).0
}

fn every_file_is_verified_and_no_other(build: Build) {
    let mut desk = Desk::new(build);
    for (number, set) in (1..).zip(sets()) {
        let entry = trained(&mut desk, number, &set);
        for file in set["files"].as_array().expect("a list") {
            let right = question(entry, file);
            assert!(desk.view(right.clone()));
            for wrong in [
                Registry::verifyDatasetFileCall { fileHash: hash(7), ..right.clone() },
                Registry::verifyDatasetFileCall { licence: hash(7), ..right.clone() },
                Registry::verifyDatasetFileCall { consent: right.consent ^ 1, ..right.clone() },
                Registry::verifyDatasetFileCall { consent: right.consent ^ 0x800, ..right.clone() },
                Registry::verifyDatasetFileCall {
                    proof: [right.proof.clone(), vec![hash(7)]].concat(),
                    ..right.clone()
                },
            ] {
                assert!(!desk.view(wrong));
            }
            if !right.proof.is_empty() {
                let mut flipped = right.clone();
                flipped.proof[0][31] ^= 1;
                assert!(!desk.view(flipped));
                let short =
                    Registry::verifyDatasetFileCall { proof: right.proof[1..].to_vec(), ..right };
                assert!(!desk.view(short));
            }
        }
    }
}

fn a_model_without_a_data_set_has_no_files(build: Build) {
    let mut desk = Desk::new(build);
    let set = &sets()[1];
    let file = &set["files"][0];
    let trained = trained(&mut desk, 1, set);
    let other = desk.model(STRANGER, hash(2), vec![]);
    assert!(desk.view(question(trained, file)));
    assert!(!desk.view(question(other, file)));
    let unknown = question(hash(3), file);
    desk.view_refused(unknown, Registry::UnknownEntry { entry: hash(3) });
}

fn there_is_no_consent_beyond_twelve_bits(build: Build) {
    let mut desk = Desk::new(build);
    let set = &sets()[1];
    let entry = trained(&mut desk, 1, set);
    let mut call = question(entry, &set["files"][0]);
    for consent in [4_096, u16::MAX] {
        call.consent = consent;
        desk.view_refused(call.clone(), Registry::InvalidConsent { consent, max: 4_095 });
    }
    let mut dirty = call.abi_encode();
    dirty[4 + 3 * 32 + 29] = 1;
    assert_eq!(desk.fails(STRANGER, dirty), Bytes::new());
    // A proof that claims to be longer than the calldata.
    let mut long = call.abi_encode();
    let length = 4 + 5 * 32;
    long[length..length + 32].copy_from_slice(&U256::from(u32::MAX).to_be_bytes::<32>());
    assert_eq!(desk.fails(STRANGER, long), Bytes::new());
}

both_builds!(
    every_file_is_verified_and_no_other,
    a_model_without_a_data_set_has_no_files,
    there_is_no_consent_beyond_twelve_bits,
);
