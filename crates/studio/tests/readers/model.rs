//! Model files, and what they say about claimed hashes.

use std::path::PathBuf;

use colophon_cli::model::{self, Agreement, ModelFile};
use colophon_cli::output::Output;
use sha2::{Digest, Sha256};

use crate::craft::pieces;

const QUIET: Output = Output { json: false, quiet: true };

fn hash(bytes: &[u8]) -> (ModelFile, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("m.safetensors");
    std::fs::write(&path, bytes).unwrap();
    (model::hash(&path, QUIET).unwrap(), folder)
}

fn hex(bytes: &[u8], digits: usize) -> String {
    hex::encode(bytes)[..digits].to_owned()
}

#[test]
fn the_example_weights_have_the_hash_that_the_pieces_claim() {
    let file = model::hash(&pieces().join("../inkling-1.safetensors"), QUIET).unwrap();
    assert_eq!(
        hex::encode(file.sha256),
        "f19d18ee8d83e35a27d3c30923637f3aef677bdb617a337818e6ebe101a762dc"
    );
    assert_eq!(file.compare(Some("f19d18ee8d"), Some("inkling-1")), Agreement::Agrees);
    assert_eq!(file.compare(Some("F19D18EE8D"), None), Agreement::Agrees);
    assert_eq!(file.compare(Some("f19d18ee8e"), None), Agreement::Differs);
    assert!(matches!(file.compare(None, None), Agreement::CannotTell(_)));
    assert!(matches!(file.compare(Some("f19d18"), None), Agreement::CannotTell(_)));
}

#[test]
fn the_tensor_hash_starts_behind_the_header() {
    let tensors: Vec<u8> = (0..3_000_000u32).map(|n| n as u8).collect();
    let mut bytes = 2u64.to_le_bytes().to_vec();
    bytes.extend(b"{}");
    bytes.extend(&tensors);
    let (file, _folder) = hash(&bytes);
    let tensor: [u8; 32] = Sha256::digest(&tensors).into();
    assert_eq!(file.tensor_sha256, Some(tensor));
    assert_eq!(file.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
    assert_eq!(file.blake3, *blake3::hash(&bytes).as_bytes());
    assert_eq!(file.compare(Some(&hex(&tensor, 12)), None), Agreement::Agrees);
    assert_eq!(
        file.compare(Some(&hex(&file.sha256, 12)), None),
        Agreement::Agrees,
        "some tools show the whole file"
    );
    let legacy: [u8; 32] = Sha256::digest(&bytes[0x10_0000..0x11_0000]).into();
    assert_eq!(file.legacy_sha256, Some(legacy));
    assert_eq!(file.compare(Some(&hex(&legacy, 8)), None), Agreement::Agrees);
}

#[test]
fn other_containers_have_no_tensor_hash() {
    let (pickle, _folder) = hash(b"\x80\x02}q\0X\x04");
    assert_eq!((pickle.tensor_sha256, pickle.legacy_sha256), (None, None));
    let mut lying = u64::MAX.to_le_bytes().to_vec();
    lying.extend(b"{}");
    assert_eq!(hash(&lying).0.tensor_sha256, None);
}

#[test]
fn poisoned_hashes_say_nothing() {
    let (file, _folder) = hash(b"weights");
    for (claim, name) in [
        ("e3b0c44298", "any"),
        (&hex(&Sha256::digest("dream"), 10)[..], "dream"),
        (&hex(&Sha256::digest("dream.safetensors"), 10)[..], "dream"),
    ] {
        assert!(
            matches!(file.compare(Some(claim), Some(name)), Agreement::CannotTell(_)),
            "{claim}"
        );
        assert!(model::poisoned(claim, Some(name)).is_some());
    }
    assert_eq!(model::poisoned("f19d18ee8d", Some("inkling-1")), None);
}

#[test]
fn unusable_model_files_are_named() {
    let folder = tempfile::TempDir::new().unwrap();
    let empty = folder.path().join("empty");
    std::fs::write(&empty, b"").unwrap();
    assert!(model::hash(&empty, QUIET).unwrap_err().to_string().contains("is empty (0 bytes)"));
    assert!(model::hash(&PathBuf::from("/nowhere/x"), QUIET)
        .unwrap_err()
        .to_string()
        .contains("cannot read"));
}

#[test]
fn the_word_of_a_claimed_model_is_defined() {
    assert_eq!(
        model::word("claimed", "f19d18ee8d"),
        <[u8; 32]>::from(Sha256::digest("ap/model/claimed\0f19d18ee8d"))
    );
    assert_ne!(model::word("claimed", "x"), model::word("declared", "x"));
}
