//! Every hash equals the one that its definition gives, whatever the size and wherever blocks end.

use colophon_models::{Container, Hashes, Observer};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::craft::{file, read, safetensors, weights};

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The definitions, over bytes in memory.
fn defined(bytes: &[u8], tensors_at: Option<usize>) -> Hashes {
    let legacy = bytes.get(0x10_0000..).filter(|rest| !rest.is_empty());
    Hashes {
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
        tensor_sha256: tensors_at.map(|at| sha256(&bytes[at..])),
        blake3: *blake3::hash(bytes).as_bytes(),
        legacy_sha256: legacy.map(|rest| sha256(&rest[..rest.len().min(0x1_0000)])),
        crc32: Some(crc32fast::hash(bytes)),
    }
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn the_example_weights_have_the_published_hashes() {
    let model = read(&weights());
    assert_eq!(
        hex::encode(model.hashes.sha256),
        "f19d18ee8d83e35a27d3c30923637f3aef677bdb617a337818e6ebe101a762dc"
    );
    let bytes = std::fs::read(weights()).unwrap();
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    assert_eq!(model.hashes, defined(&bytes, Some(8 + header)));
    assert_eq!(model.container.notes(), Vec::<String>::new());
    let Container::Safetensors(header) = &model.container else { panic!("safetensors") };
    assert_eq!(header.tensors.parameters, 191629);
}

#[test]
fn sizes_around_the_ends_of_blocks_and_of_the_old_hash() {
    let mebibyte = 1 << 20;
    let at = 0x10_0000;
    for length in [1, 63, 64, 65, mebibyte - 1, mebibyte, mebibyte + 1, at + 0x1_0000, 5 << 20] {
        let bytes = noise(length);
        let made = file("weights.bin", &bytes);
        assert_eq!(read(&made.path).hashes, defined(&bytes, None), "{length} bytes");
        let framed = safetensors("{}", &bytes);
        let made = file("weights.safetensors", &framed);
        assert_eq!(
            read(&made.path).hashes,
            defined(&framed, Some(10)),
            "{length} bytes of tensors"
        );
    }
}

#[test]
fn a_header_longer_than_a_block() {
    let header = format!(r#"{{"__metadata__":{{"a":"{}"}}}}"#, "x".repeat(3 << 20));
    let bytes = safetensors(&header, &noise(2 << 20));
    let made = file("long.safetensors", &bytes);
    assert_eq!(read(&made.path).hashes, defined(&bytes, Some(8 + header.len())));
}

#[test]
fn the_observer_sees_every_byte_once() {
    struct Seen(Vec<(u64, u64)>);
    impl Observer for Seen {
        fn hashed(&mut self, bytes: u64, of: u64) {
            self.0.push((bytes, of));
        }
    }
    let bytes = noise((3 << 20) + 5);
    let made = file("weights.bin", &bytes);
    let mut seen = Seen(Vec::new());
    colophon_models::examine(&made.path, None, &mut seen).unwrap();
    assert!(seen.0.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", seen.0);
    assert_eq!(seen.0.last(), Some(&(bytes.len() as u64, bytes.len() as u64)));
}

#[test]
fn hashes_survive_json() {
    for hashes in [defined(&noise(0x12_0000), Some(100)), defined(b"small", None)] {
        let text = serde_json::to_string(&hashes).unwrap();
        assert_eq!(serde_json::from_str::<Hashes>(&text).unwrap(), hashes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_split_into_header_and_tensors(header in 0usize..4096, tensors in 0usize..3_000_000) {
        let header = format!("{{}}{}", " ".repeat(header));
        let bytes = safetensors(&header, &noise(tensors));
        let made = file("any.safetensors", &bytes);
        prop_assert_eq!(read(&made.path).hashes, defined(&bytes, Some(8 + header.len())));
    }
}

/// Sizes beyond 32 bits: the file has holes, so it takes no room on the disk. Its hash was computed by `sha256sum`.
#[test]
fn a_file_of_more_than_four_gigabytes() {
    let made = file("huge.safetensors", &safetensors("{}", b""));
    let size = (4u64 << 30) + 12_345;
    let sparse = std::fs::File::options().write(true).open(&made.path).unwrap();
    sparse.set_len(size).unwrap();
    drop(sparse);
    let model = read(&made.path);
    assert_eq!(model.hashes.bytes, size);
    assert_eq!(hex::encode(model.hashes.sha256), HUGE);
    assert_eq!(hex::encode(model.hashes.tensor_sha256.unwrap()), HUGE_TENSORS);
    let note = format!("{} bytes from offset 0 of the tensor part belong to no tensor", size - 10);
    assert_eq!(model.container.notes(), [note]);
    drop(made.folder);
}

const HUGE: &str = "faa3b9ad53c2f10450fc789245b3546241cd6ca2fed28ace014a5e525865aa3d";
const HUGE_TENSORS: &str = "84a7324b96d8d26ab744d8c9e761fdb439d4c9f3845f187ef6087a820689f844";
