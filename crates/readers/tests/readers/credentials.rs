//! Stores of C2PA that are signed here, with certificates that live as long as the test, and what becomes of them.

use std::io::Cursor;
use std::path::Path;

use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use c2pa::{Builder, BuilderIntent, DigitalSourceType, EphemeralSigner, Signer};
use colophon_readers::container::{self, png::SIGNATURE};
use colophon_readers::credentials::{Anchors, AnchorsError, Credentials, Outcome};
use colophon_readers::{self as readers, Issuers, Kind, Picture};
use sha2::{Digest, Sha256};

use crate::craft::avif::boxed;
use crate::craft::jpeg::{jpeg_of, jumbf_segments};
use crate::craft::payloads::c2pa_store;
use crate::craft::{chunk, deflate, gif_with, pattern, png_rgba, png_with, webp_of};

const ISSUER: &str = "Ink Works";
const WIDTH: u32 = 24;

/// Signs `file` and returns it with its store.
fn sign(signer: &EphemeralSigner, file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let definition = r#"{"claim_generator_info": [{"name": "inkling", "version": "1.5"}]}"#;
    let mut builder = Builder::default().with_definition(definition).unwrap();
    builder.set_intent(BuilderIntent::Create(DigitalSourceType::TrainedAlgorithmicMedia));
    let kind = Kind::sniff(file).unwrap();
    let mut out = Cursor::new(Vec::new());
    let store = builder.sign(signer, kind.media_type(), &mut Cursor::new(file), &mut out).unwrap();
    (out.into_inner(), store)
}

fn signer() -> EphemeralSigner {
    EphemeralSigner::new(ISSUER).unwrap()
}

fn anchors(signer: &EphemeralSigner) -> Anchors {
    let root = signer.certs().unwrap().pop().unwrap();
    let body = STANDARD.encode(root);
    let pem = format!("# a root\n-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    Anchors::from_pem(&pem).unwrap()
}

fn read(bytes: &[u8]) -> Picture {
    readers::parse(Path::new("x"), bytes).unwrap()
}

fn trusting(anchors: Anchors, bytes: &[u8]) -> Credentials {
    let issuers = Issuers { c2pa: Some(anchors), ..Issuers::default() };
    let picture = readers::parse_trusting(&issuers, Path::new("x"), bytes, &mut |_| {}).unwrap();
    picture.credentials.unwrap()
}

fn outcome(bytes: &[u8]) -> Outcome {
    read(bytes).credentials.unwrap().outcome
}

/// The codes of a store that does not hold.
fn codes(bytes: &[u8]) -> Vec<String> {
    match outcome(bytes) {
        Outcome::Invalid { codes } => codes,
        other => panic!("{other:?}"),
    }
}

fn png() -> Vec<u8> {
    png_rgba(WIDTH, &pattern(WIDTH, 20), &[], &[])
}

/// The chunks of a PNG: type and data.
fn chunks(png: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let mut rest = &png[SIGNATURE.len()..];
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        chunks.push((rest[4..8].try_into().unwrap(), rest[8..8 + length].to_vec()));
        rest = &rest[12 + length..];
    }
    chunks
}

/// The PNG with the data of its chunks of `kind` replaced, checksums made anew.
fn with_chunk(png: &[u8], kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let chunks = chunks(png).into_iter().map(|(found, old)| match &found {
        found if found == kind => chunk(kind, data),
        _ => chunk(&found, &old),
    });
    [SIGNATURE.to_vec(), chunks.collect::<Vec<_>>().concat()].concat()
}

/// Where the segments of a JPEG begin that come before its scan: marker and whole segment.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut rest = &jpeg[2..];
    let mut segments = Vec::new();
    while rest[1] != 0xda {
        let length = 2 + usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        segments.push((rest[1], rest[..length].to_vec()));
        rest = &rest[length..];
    }
    segments
}

fn store_segments(jpeg: &[u8]) -> Vec<Vec<u8>> {
    segments(jpeg).into_iter().filter(|(marker, _)| *marker == 0xeb).map(|(_, all)| all).collect()
}

fn find(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).position(|part| part == text.as_bytes()).unwrap()
}

#[test]
fn a_signed_file_is_valid_and_nobody_vouches_for_its_issuer() {
    let signer = signer();
    let webp = webp_of(WIDTH, &pattern(WIDTH, 20), &[], &[]);
    for file in [png(), jpeg_of(&[]), webp, gif_with(&[], 1)] {
        let (signed, store) = sign(&signer, &file);
        let picture = read(&signed);
        let found = picture.credentials.unwrap();
        assert_eq!(found.outcome, Outcome::Valid, "{:?}", picture.kind);
        assert_eq!(found.issuer.as_deref(), Some(ISSUER));
        assert_eq!(found.generator.as_deref(), Some("inkling 1.5"));
        assert_eq!(found.time, None, "no time stamp was asked for");
        assert_eq!(picture.c2pa_sha256, Some(Sha256::digest(&store).into()), "{:?}", picture.kind);
        assert_eq!(picture.digital_source_type.as_deref(), Some("trainedAlgorithmicMedia"));
    }
    assert_eq!(read(&png()).credentials, None, "there is no store");
}

#[test]
fn an_issuer_is_trusted_by_its_own_anchors_alone() {
    let (signer, other) = (signer(), signer());
    let (signed, _) = sign(&signer, &png());
    assert_eq!(trusting(anchors(&signer), &signed).outcome, Outcome::Trusted);
    assert_eq!(trusting(anchors(&other), &signed).outcome, Outcome::Valid);
    let (of_other, _) = sign(&other, &jpeg_of(&[]));
    assert_eq!(trusting(anchors(&other), &of_other).outcome, Outcome::Trusted);
    let changed = with_chunk(&signed, b"IDAT", &deflate(&[0; 20 * (4 * WIDTH as usize + 1)]));
    let found = trusting(anchors(&signer), &changed).outcome;
    assert_eq!(found, Outcome::Invalid { codes: vec!["assertion.dataHash.mismatch".into()] });
}

#[test]
fn one_changed_byte_of_the_picture_is_found() {
    let (mut signed, _) = sign(&signer(), &png());
    let mut rgba = pattern(WIDTH, 20);
    rgba[4 * 100] ^= 1;
    let changed = chunks(&png_rgba(WIDTH, &rgba, &[], &[]));
    let (_, pixels) = changed.iter().find(|(kind, _)| kind == b"IDAT").unwrap();
    signed = with_chunk(&signed, b"IDAT", pixels);
    assert_eq!(codes(&signed), ["assertion.dataHash.mismatch"]);
    let (mut signed, _) = sign(&signer(), &jpeg_of(&[]));
    let before = read(&signed).pixels;
    // A bit of a block's grey.
    let last = signed.len() - 4;
    signed[last] ^= 1;
    assert_eq!(codes(&signed), ["assertion.dataHash.mismatch"]);
    assert!(before.is_some());
    let (signed, _) = sign(&signer(), &png());
    let longer = [&signed[..], b"tail"].concat();
    assert_eq!(codes(&longer), ["assertion.dataHash.mismatch"], "bytes after the end count too");
}

#[test]
fn one_changed_byte_of_the_store_is_found() {
    let (signed, store) = sign(&signer(), &png());
    let flipped = |at: usize| {
        let mut store = store.clone();
        store[at] ^= 1;
        codes(&with_chunk(&signed, b"caBX", &store))
    };
    let of_claim = flipped(find(&store, "inkling"));
    assert!(of_claim.contains(&"claimSignature.mismatch".to_owned()), "{of_claim:?}");
    let of_assertion = flipped(find(&store, "trainedAlgorithmicMedia"));
    assert!(of_assertion.contains(&"assertion.hashedURI.mismatch".to_owned()), "{of_assertion:?}");
    let (mut jpeg, _) = sign(&signer(), &jpeg_of(&[]));
    let at = find(&jpeg, "trainedAlgorithmicMedia");
    jpeg[at] ^= 1;
    assert!(codes(&jpeg).contains(&"assertion.hashedURI.mismatch".to_owned()));
}

/// Some bytes of a store are covered by nothing (most of them padding, left out here): what is said of it stays true.
#[test]
fn whatever_byte_is_changed_no_other_name_is_believed() {
    let signer = signer();
    let (signed, store) = sign(&signer, &png());
    let said = trusting(anchors(&signer), &signed);
    let mut held = 0;
    let covered = |at: &usize| store[*at] != 0;
    let places: Vec<usize> = (0..store.len()).filter(covered).step_by(23).collect();
    for at in &places {
        let mut store = store.clone();
        store[*at] ^= 0x20;
        let file = with_chunk(&signed, b"caBX", &store);
        let Some(found) = read(&file).credentials else { continue };
        if matches!(found.outcome, Outcome::Valid | Outcome::Trusted) {
            held += 1;
            assert_eq!(trusting(anchors(&signer), &file), said, "byte {at}");
        }
    }
    assert!(held * 2 < places.len(), "{held} of {} changes were not seen", places.len());
}

#[test]
fn a_store_in_another_file_is_invalid() {
    let (signed, store) = sign(&signer(), &png());
    let mut other = chunks(&signed);
    other.iter_mut().filter(|(kind, _)| kind == b"IDAT").for_each(|(_, data)| {
        *data = deflate(&[0; 20 * (4 * WIDTH as usize + 1)]);
    });
    let other: Vec<_> = other.iter().map(|(kind, data)| chunk(kind, data)).collect();
    let moved = [SIGNATURE.to_vec(), other.concat()].concat();
    assert_eq!(codes(&moved), ["assertion.dataHash.mismatch"]);
    assert_eq!(read(&moved).c2pa_sha256, Some(Sha256::digest(&store).into()));
    let into_small = png_with(&[chunk(b"caBX", &store)]);
    assert!(codes(&into_small).contains(&"assertion.dataHash.mismatch".to_owned()));
    let (signed, _) = sign(&signer(), &jpeg_of(&[]));
    let exif = crate::craft::jpeg::segment(0xfe, b"another picture");
    let moved = jpeg_of(&[store_segments(&signed), vec![exif]].concat());
    assert_eq!(codes(&moved), ["assertion.dataHash.mismatch"]);
}

#[test]
fn a_store_that_ends_early_cannot_be_read() {
    let (signed, store) = sign(&signer(), &png());
    for length in [60, store.len() / 2, store.len() - 1] {
        let cut = with_chunk(&signed, b"caBX", &store[..length]);
        match read(&cut).credentials.map(|found| found.outcome) {
            Some(Outcome::Unreadable { why }) => assert!(!why.is_empty()),
            Some(Outcome::Invalid { .. }) => {}
            other => panic!("{length} bytes: {other:?}"),
        }
    }
    let cut = jpeg_of(&jumbf_segments(&store[..store.len() / 2], 60_000));
    let picture = read(&cut);
    assert_eq!((picture.c2pa_sha256, picture.credentials), (None, None));
    assert!(picture.notes.iter().any(|note| note.contains("less than its length")));
    let nonsense = png_with(&[chunk(b"caBX", &c2pa_store(300))]);
    assert!(matches!(outcome(&nonsense), Outcome::Unreadable { .. }));
    assert!(container::jumbf::is_store(&store));
}

#[test]
fn a_store_of_boxes_in_boxes_cannot_be_read() {
    let description = |label: &str| {
        let head =
            [&b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03"[..], label.as_bytes(), b"\0"];
        boxed(b"jumd", &head.concat())
    };
    let mut store = Vec::new();
    for depth in (0..2_000).rev() {
        let label = if depth == 0 { "c2pa" } else { "x" };
        store = boxed(b"jumb", &[description(label), store].concat());
    }
    let nested = png_with(&[chunk(b"caBX", &store)]);
    assert!(matches!(outcome(&nested), Outcome::Unreadable { .. }));
}

#[test]
fn anchors_are_certificates() {
    assert_eq!(Anchors::from_pem("no certificates"), Err(AnchorsError::None));
    let good = anchors(&signer()).pem().to_owned();
    assert!(Anchors::from_pem(&good.replace('\n', "\r\n")).is_ok());
    let cut = format!("{good}{}", &good[..good.len() / 2]);
    assert_eq!(Anchors::from_pem(&cut), Err(AnchorsError::Damaged { number: 2 }));
    let short = good.replacen("MII", "", 1);
    assert_eq!(Anchors::from_pem(&short), Err(AnchorsError::Damaged { number: 1 }));
}
