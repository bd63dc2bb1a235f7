//! PNG structure, text chunks and pixel hashes.

use std::path::Path;

use colophon_readers::error::ReadError;
use colophon_readers::{self as readers, Picture};
use sha2::{Digest, Sha256};

use crate::craft::{chunk, deflate, pieces, png_with, text_chunk};

const INFOTEXT: &str = "a cat\nSteps: 1, Sampler: argmax, Seed: 7";

fn parse(bytes: &[u8]) -> Result<Picture, ReadError> {
    readers::parse(Path::new("x.png"), bytes)
}

fn refusal(bytes: &[u8]) -> String {
    parse(bytes).unwrap_err().to_string()
}

#[test]
fn every_piece_of_the_example_agrees_with_its_list() {
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(pieces().join("../pieces.json")).unwrap()).unwrap();
    let entries = list["pieces"].as_array().unwrap();
    assert_eq!(entries.len(), 24);
    for entry in entries {
        let picture =
            readers::read(&pieces().join("..").join(entry["file"].as_str().unwrap())).unwrap();
        assert_eq!(hex::encode(picture.sha256), entry["file_sha256"].as_str().unwrap());
        let claims = picture.claims.unwrap();
        assert_eq!(claims.main.positive.as_deref(), entry["prompt"].as_str());
        assert_eq!(claims.main.seed.unwrap(), entry["seed"].to_string());
        assert_eq!(claims.model.name.as_deref(), Some("inkling-1"));
        assert_eq!(
            claims.model.short_hash.as_deref(),
            list["model"]["sha256"].as_str().map(|h| &h[..10])
        );
        assert_eq!((claims.main.width.as_deref(), picture.width), (Some("512"), 512));
        assert!(picture.notes.is_empty(), "{:?}", picture.notes);
    }
}

#[test]
fn the_pixel_hash_follows_its_definition() {
    let hashes = parse(&png_with(&[])).unwrap().pixels.unwrap();
    // SHA-256 of "ap/px/1" 00 | 2 | 1 | 4 | 8 | ff0000ff 00ff00ff, computed with sha256sum.
    assert_eq!(
        hex::encode(hashes.pixel_sha256.unwrap()),
        "d2d7c6425e2bbf5c8a2d8d9b28e6dd9c7c885d44efb1fb84b2da59e2b2d47829"
    );
    // Columns 0 to 4 of the nine boxes are red (luma 76), the rest green (149): nothing falls from left to right.
    assert_eq!(hashes.dhash64, 0);
}

#[test]
fn the_pixel_hash_survives_metadata_and_recompression_and_the_file_hash_does_not() {
    let plain = parse(&png_with(&[])).unwrap();
    let marked = parse(&png_with(&[text_chunk("parameters", INFOTEXT)])).unwrap();
    assert_eq!(plain.pixels, marked.pixels);
    assert_ne!(plain.sha256, marked.sha256);
}

#[test]
fn text_is_read_from_all_three_chunk_types() {
    let latin = text_chunk("parameters", INFOTEXT);
    let packed = chunk(b"zTXt", &[b"parameters\0\0", &deflate(INFOTEXT.as_bytes())[..]].concat());
    let utf8 = INFOTEXT.replace("a cat", "ein Kätzchen 猫");
    let wide = chunk(b"iTXt", &[b"parameters\0\0\0\0\0", utf8.as_bytes()].concat());
    let wide_packed =
        chunk(b"iTXt", &[b"parameters\0\x01\0en\0key\0", &deflate(utf8.as_bytes())[..]].concat());
    for (chunk, prompt) in [
        (latin, "a cat"),
        (packed, "a cat"),
        (wide, "ein Kätzchen 猫"),
        (wide_packed, "ein Kätzchen 猫"),
    ] {
        let data = chunk[8..chunk.len() - 4].to_vec();
        let claims = parse(&png_with(&[chunk])).unwrap().claims.unwrap();
        assert_eq!(claims.main.positive.as_deref(), Some(prompt));
        assert_eq!(
            claims.raw_sha256,
            <[u8; 32]>::from(Sha256::digest(&data)),
            "the evidence is the chunk's data as stored"
        );
    }
}

#[test]
fn latin1_bytes_become_their_code_points() {
    let chunk = chunk(b"tEXt", b"parameters\0caf\xe9\nSteps: 1, Sampler: x, Seed: 7");
    assert_eq!(
        parse(&png_with(&[chunk])).unwrap().claims.unwrap().main.positive.as_deref(),
        Some("café")
    );
}

#[test]
fn every_truncation_of_a_piece_is_refused() {
    let bytes = std::fs::read(pieces().join("00-cat-face.png")).unwrap();
    for end in 0..bytes.len() {
        let text = refusal(&bytes[..end]);
        assert!(text.starts_with("x.png is "), "{end}: {text}");
        if end > 33 {
            assert!(text.contains("truncated") && text.contains("at byte"), "{end}: {text}");
        }
    }
}

#[test]
fn every_flipped_bit_of_a_piece_is_refused_or_changes_the_file_hash() {
    let bytes = std::fs::read(pieces().join("00-cat-face.png")).unwrap();
    let good = parse(&bytes).unwrap();
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        if let Ok(picture) = parse(&bad) {
            assert_ne!(picture.sha256, good.sha256);
        }
    }
}

#[test]
fn damage_is_named_with_its_offset() {
    let mut bad_crc = png_with(&[text_chunk("parameters", INFOTEXT)]);
    bad_crc[50] ^= 1;
    assert_eq!(
        refusal(&bad_crc),
        "x.png is damaged: the checksum of chunk tEXt is wrong (at byte 33); export or download it again"
    );
    let mut huge = png_with(&[]);
    huge[33..37].copy_from_slice(&0xffff_ffff_u32.to_be_bytes());
    assert!(refusal(&huge).contains("chunk IDAT announces 4294967295 bytes"), "{}", refusal(&huge));
    assert!(refusal(b"").contains("is empty (0 bytes)"));
    assert!(refusal(b"hello").contains("is not a picture"));
    let mut zero = readers::container::png::SIGNATURE.to_vec();
    zero.extend(chunk(b"IHDR", &[0; 13]));
    assert!(refusal(&zero).contains("impossible dimensions: 0×0"));
    let mut no_pixels = zero[..8].to_vec();
    no_pixels.extend(chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
    no_pixels.extend(chunk(b"IEND", b""));
    assert!(refusal(&no_pixels).contains("no IDAT chunk"));
}

#[test]
fn broken_pixels_behind_good_checksums_are_refused() {
    let mut bytes = readers::container::png::SIGNATURE.to_vec();
    bytes.extend(chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
    bytes.extend(chunk(b"IDAT", b"this is no zlib stream"));
    bytes.extend(chunk(b"IEND", b""));
    assert!(refusal(&bytes).contains("its pixels cannot be decoded"), "{}", refusal(&bytes));
}

#[test]
fn a_decompression_bomb_is_a_note_and_not_a_crash() {
    let bomb = deflate(&vec![b'a'; 40 << 20]);
    let chunk = chunk(b"zTXt", &[b"parameters\0\0", &bomb[..]].concat());
    let picture = parse(&png_with(&[chunk])).unwrap();
    assert!(picture.claims.is_none());
    assert_eq!(picture.notes, ["zTXt chunk at byte 33 was not read: it is larger than 16 MiB"]);
}

#[test]
fn impossible_sizes_do_not_allocate() {
    let mut bytes = readers::container::png::SIGNATURE.to_vec();
    let side = 0x7fff_ffff_u32.to_be_bytes();
    bytes.extend(chunk(b"IHDR", &[&side[..], &side, &[8, 6, 0, 0, 0]].concat()));
    bytes.extend(chunk(b"IDAT", &deflate(&[0; 64])));
    bytes.extend(chunk(b"IEND", b""));
    let picture = parse(&bytes).unwrap();
    assert!(picture.pixels.is_none());
    assert!(picture.notes[0].starts_with("no pixel hash"));
}
