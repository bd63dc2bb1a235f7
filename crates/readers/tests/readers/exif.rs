//! EXIF in JPEG and WebP.

use std::path::Path;

use colophon_readers::container::exif;
use colophon_readers::{self as readers, Picture};

use crate::craft::{jpeg_with, tiff, webp_with};

const TEXT: &str = "a Kätzchen\nSteps: 1, Sampler: e, Seed: 2, Size: 7x5";

fn prompt(bytes: &[u8]) -> Option<String> {
    let picture: Picture = readers::parse(Path::new("x"), bytes).unwrap();
    picture.claims.and_then(|claims| claims.main.positive)
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
        .collect()
}

#[test]
fn user_comments_are_read_in_every_encoding_seen() {
    let big = [b"UNICODE\0", &utf16(TEXT, false)[..]].concat();
    let little = [b"UNICODE\0", &utf16(TEXT, true)[..]].concat();
    let marked = [b"UNICODE\0\xfe\xff", &utf16(TEXT, false)[..]].concat();
    let bare = TEXT.as_bytes().to_vec();
    let zeros = [&[0; 8], TEXT.as_bytes()].concat();
    let ascii = [b"ASCII\0\0\0", TEXT.as_bytes()].concat();
    for comment in [big, little, marked, bare, zeros, ascii] {
        for little_endian in [false, true] {
            let exif = tiff(exif::USER_COMMENT, true, &comment, little_endian);
            assert_eq!(prompt(&jpeg_with(&exif)).as_deref(), Some("a Kätzchen"));
            assert_eq!(prompt(&webp_with(&exif)).as_deref(), Some("a Kätzchen"));
        }
    }
}

#[test]
fn jpeg_sizes_are_read_and_pixels_are_not_hashed() {
    let picture = readers::parse(Path::new("x"), &jpeg_with(&[])).unwrap();
    assert_eq!((picture.width, picture.height), (7, 5));
    assert!(picture.pixels.is_none() && picture.claims.is_none());
}

#[test]
fn truncated_files_are_refused() {
    let exif = tiff(exif::USER_COMMENT, true, b"ASCII\0\0\0x", true);
    for whole in [jpeg_with(&exif), webp_with(&exif)] {
        for end in 12..whole.len() {
            assert!(
                readers::parse(Path::new("x"), &whole[..end]).is_err(),
                "{end} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn offsets_outside_the_structure_give_nothing() {
    let mut exif = tiff(exif::USER_COMMENT, true, b"ASCII\0\0\0x", true);
    for at in 0..exif.len() {
        let byte = std::mem::replace(&mut exif[at], 0xff);
        let _ = exif::field(&exif, exif::USER_COMMENT);
        exif[at] = byte;
    }
    assert_eq!(exif::field(b"MM\0*\xff\xff\xff\xff", 1), None);
}

#[test]
fn the_comment_of_a_camera_is_no_prompt() {
    for comment in [&b"ASCII\0\0\0Screenshot"[..], b"UNICODE\0\0H\0i", b"a line: with, one: pair"] {
        let picture = readers::parse(
            Path::new("x"),
            &jpeg_with(&tiff(exif::USER_COMMENT, true, comment, true)),
        );
        let picture = picture.unwrap();
        assert!(picture.claims.is_none(), "{comment:?}");
        assert!(picture
            .notes
            .iter()
            .any(|note| note == "the text in the EXIF holds no parameters"));
    }
}
