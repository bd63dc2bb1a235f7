//! Files of adapters in records: put with the adapter that they are, and refused where a picture claims another.

use colophon_models::Hashes;
use colophon_project::record::{self, AdapterFile, Declared, Prompts};
use colophon_provenance::record::Standing;
use colophon_readers::Picture;

/// A picture that claims a model and two adapters.
fn picture(hashes: &str) -> (Picture, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("a.png");
    let text = format!(
        "a cat <lora:ink:0.8> <lora:paper:0.5>\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 2x1, \
         Model hash: aabbccddee, Model: base, Lora hashes: \"{hashes}\", Version: v1.9"
    );
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("parameters".into(), text).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[255, 0, 0, 0, 255, 0]).unwrap();
    writer.finish().unwrap();
    std::fs::write(&path, out).unwrap();
    (colophon_readers::read(&path).unwrap(), folder)
}

/// A file whose hashes begin with a byte.
fn file(name: &str, whole: u8, tensors: u8) -> AdapterFile {
    let hashes = Hashes {
        bytes: 10,
        sha256: [whole; 32],
        tensor_sha256: Some([tensors; 32]),
        blake3: [whole ^ 0xff; 32],
        legacy_sha256: None,
        crc32: None,
    };
    AdapterFile { name: name.into(), hashes }
}

#[test]
fn a_file_is_put_with_the_adapter_that_claims_its_hash() {
    let (picture, _folder) = picture("ink: 111111111111, paper: 222222222222");
    // The name does not matter where a hash agrees.
    let declared =
        Declared { adapters: vec![file("renamed.safetensors", 0x99, 0x22)], ..Declared::default() };
    let built = record::build(&picture, &declared, Prompts::Public).unwrap();
    let adapters = &built.record.fields().adapters;
    assert_eq!(adapters[0].file_sha256, None);
    assert_eq!(adapters[1].file_sha256, Some([0x99; 32]));
    assert_eq!(adapters[1].tensor_sha256, Some([0x22; 32]));
    let standing = |at: &str| built.record.standing(at);
    assert_eq!(standing("/adapters/1/file_sha256"), Some(Standing::Recomputed));
    assert_eq!(standing("/adapters/1/short_hash"), Some(Standing::Claimed));
    // Whoever has the record and the picture can make it again without the file.
    let again = Declared::of(&built.record);
    let again = record::build(&picture, &again, Prompts::Public).unwrap();
    assert_eq!(again.hash(), built.hash());
}

#[test]
fn a_file_of_the_same_name_and_another_hash_is_a_contradiction() {
    let (picture, _folder) = picture("ink: 111111111111, paper: 222222222222");
    let adapters = record::observe(&picture).unwrap().adapters;
    assert_eq!(adapters.len(), 2);
    assert!(file("ink.safetensors", 0x99, 0x98).is_contradicted_by(&adapters));
    assert!(!file("ink.safetensors", 0x99, 0x11).is_contradicted_by(&adapters));
    assert!(!file("other.safetensors", 0x99, 0x98).is_contradicted_by(&adapters));
    let declared =
        Declared { adapters: vec![file("other.safetensors", 0x99, 0x98)], ..Declared::default() };
    let built = record::build(&picture, &declared, Prompts::Public).unwrap();
    assert!(built.record.fields().adapters.iter().all(|one| one.file_sha256.is_none()));
}
