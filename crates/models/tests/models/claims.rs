//! Claimed hashes: which kind each is, and what a file says about it.

use colophon_models::claim::poisoned;
use colophon_models::{Agreement, Claim, Doubt, HashKind};
use sha2::{Digest, Sha256};

use crate::craft::{file, read, safetensors, weights};

fn digits(bytes: &[u8], count: usize) -> String {
    hex::encode(bytes)[..count].to_owned()
}

#[test]
fn every_kind_of_hash_agrees_with_its_file() {
    let made = file("m.safetensors", &safetensors("{}", &vec![7; 0x12_0000]));
    let hashes = read(&made.path).hashes;
    let (whole, tensors) = (&hashes.sha256, &hashes.tensor_sha256.unwrap());
    let legacy = hashes.legacy_sha256.unwrap();
    let crc = hashes.crc32.unwrap().to_be_bytes();
    for (claim, kind) in [
        (digits(&legacy, 8), HashKind::AutoV1),
        (digits(&crc, 8).to_uppercase(), HashKind::Crc32),
        (digits(whole, 10), HashKind::AutoV2),
        (digits(whole, 10).to_uppercase(), HashKind::AutoV2),
        (digits(tensors, 10), HashKind::AutoV3),
        (digits(tensors, 12), HashKind::AutoV3),
        (digits(whole, 12), HashKind::Whole12),
        (digits(whole, 64), HashKind::Sha256),
        (format!("sha256:{}", digits(whole, 64)), HashKind::Sha256),
        (format!("0x{}", digits(tensors, 64)), HashKind::TensorSha256),
        (digits(&hashes.blake3, 64), HashKind::Blake3),
        (format!("blake3:{}", digits(&hashes.blake3, 64)), HashKind::Blake3),
    ] {
        assert_eq!(hashes.compare(Some(&claim), Some("m")), Agreement::Agrees(kind), "{claim}");
        let mut other = claim.clone();
        let last = if other.pop() == Some('0') { '1' } else { '0' };
        other.push(last);
        let differs = hashes.compare(Some(&other), Some("m"));
        assert!(matches!(differs, Agreement::Differs(_)), "{other}: {differs:?}");
    }
}

#[test]
fn claims_that_say_nothing() {
    let hashes = read(&weights()).hashes;
    for (claim, doubt) in [
        (None, Doubt::NoClaim),
        (Some(""), Doubt::NoClaim),
        (Some("None"), Doubt::NoClaim),
        (Some("f19d18"), Doubt::UnknownKind),
        (Some("not a hash"), Doubt::UnknownKind),
        (Some("sha1:f19d18ee8d"), Doubt::UnknownKind),
        (Some("urn:air:sdxl:model:civitai:1@2"), Doubt::Locator),
        (Some("https://example.org/m.safetensors"), Doubt::Locator),
        (Some("random:0b5a3f3e-5c2f-4d4e-8e5a-2f6d0a6f1c11"), Doubt::Random),
        // The file is shorter than the place that the oldest hash reads.
        (Some("81761151"), Doubt::NotCovered(HashKind::AutoV1)),
    ] {
        assert_eq!(hashes.compare(claim, None), Agreement::CannotTell(doubt), "{claim:?}");
    }
    assert_eq!(hashes.compare(Some("f19d18ee8d"), Some("inkling-1")).word(), "agrees");
    assert_eq!(hashes.compare(Some("f19d18ee8e"), None).word(), "differs");
}

#[test]
fn a_tensor_hash_says_nothing_about_a_file_without_tensor_part() {
    let made = file("m.ckpt", b"PK\x03\x04");
    let hashes = read(&made.path).hashes;
    let twelve = hashes.compare(Some("aabbccddeeff"), None);
    assert_eq!(twelve, Agreement::CannotTell(Doubt::NotCovered(HashKind::AutoV3)));
    // Ten digits are of the whole file first of all, and the file has another.
    assert_eq!(
        hashes.compare(Some("aabbccddee"), None),
        Agreement::Differs(vec![HashKind::AutoV2])
    );
}

#[test]
fn the_hash_of_nothing_and_of_the_name_are_recognised() {
    let nothing = Sha256::digest(b"");
    for count in [8, 10, 12, 64] {
        assert!(poisoned(&digits(&nothing, count), None).unwrap().contains("nothing"));
    }
    assert!(poisoned(&format!("0x{}", digits(&nothing, 64)), None).is_some());
    assert!(poisoned("e3b0c44298", Some("any")).is_some());
    assert!(poisoned(&hex::encode(blake3::hash(b"").as_bytes()), None).is_some());
    assert!(poisoned("0000000000", None).unwrap().contains("zeros"));
    let of = |name: &str| digits(&Sha256::digest(name), 10);
    for (hashed, name) in [
        ("dream", "dream"),
        ("dream.safetensors", "dream"),
        ("dream.ckpt", "dream"),
        ("dream", "dream.safetensors"),
        ("dream.safetensors", "models/sd/dream.safetensors"),
        ("dream.safetensors", "C:\\models\\dream"),
    ] {
        let why = poisoned(&of(hashed), Some(name));
        assert!(why.is_some_and(|why| why.contains("file name")), "{hashed} as {name}");
    }
    assert_eq!(poisoned(&of("dream"), Some("other")), None);
    assert_eq!(poisoned("f19d18ee8d", Some("inkling-1")), None);
    let made = file("dream.safetensors", b"weights");
    let agreement = read(&made.path).hashes.compare(Some(&of("dream")), Some("dream"));
    assert!(matches!(agreement, Agreement::CannotTell(Doubt::Poisoned(_))));
}

#[test]
fn a_short_hash_is_never_called_sha256() {
    for digits in [8, 10, 12] {
        let Claim::Hash { kinds, .. } = Claim::read(&"ab".repeat(digits / 2)) else { panic!() };
        assert!(!kinds.contains(&HashKind::Sha256) && !kinds.contains(&HashKind::TensorSha256));
    }
}
