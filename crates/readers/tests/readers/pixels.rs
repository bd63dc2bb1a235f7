//! Hashes of pixels: the same pixels in several containers, and what is too large.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::pixels::PixelHashes;
use sha2::{Digest, Sha256};

use crate::craft::jpeg::jpeg_of;
use crate::craft::payloads::c2pa_store;
use crate::craft::{chunk, deflate, gif_with, pattern, png_rgba, seeds, webp_of};

fn hashes(bytes: &[u8]) -> Option<PixelHashes> {
    readers::parse(Path::new("x"), bytes).unwrap().pixels
}

/// The definition, once more and in another way.
fn pixel_hash(width: u32, rgba: &[u8]) -> [u8; 32] {
    let height = rgba.len() as u32 / 4 / width;
    let head = [&b"ap/px/1\0"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[4, 8]].concat();
    Sha256::digest([&head, rgba].concat()).into()
}

fn difference_hash(width: usize, rgba: &[u8]) -> u64 {
    let height = rgba.len() / 4 / width;
    let average = |column: usize, row: usize| {
        let (mut sum, mut count) = (0u64, 0u64);
        for y in row * height / 8..(row + 1) * height / 8 {
            for x in column * width / 9..(column + 1) * width / 9 {
                let p = &rgba[4 * (y * width + x)..][..3];
                sum += (77 * u64::from(p[0]) + 150 * u64::from(p[1]) + 29 * u64::from(p[2])) >> 8;
                count += 1;
            }
        }
        sum / count
    };
    let bits = (0..8).flat_map(|row| (0..8).map(move |column| (column, row)));
    bits.fold(0, |hash, (column, row)| {
        hash << 1 | u64::from(average(column, row) > average(column + 1, row))
    })
}

#[test]
fn lossless_containers_of_the_same_pixels_have_the_same_hashes() {
    let pixels = pattern(37, 29);
    let png = hashes(&png_rgba(37, &pixels, &[], &[])).unwrap();
    assert_eq!(png.pixel_sha256, Some(pixel_hash(37, &pixels)));
    assert_eq!(png.dhash64, difference_hash(37, &pixels));
    assert_eq!(hashes(&webp_of(37, &pixels, &[], &[])), Some(png));
}

#[test]
fn a_gif_of_one_picture_is_hashed_and_an_animated_one_is_searched_by_its_first() {
    let pixels: Vec<u8> =
        (0..18 * 8).flat_map(|n| if n % 18 < 9 { [255; 4] } else { [0, 0, 0, 255] }).collect();
    let one = hashes(&gif_with(&[], 1)).unwrap();
    assert_eq!(one.pixel_sha256, Some(pixel_hash(18, &pixels)));
    // White, then black: the fifth box of nine is half of each, so that it falls twice in every row.
    assert_eq!(one.dhash64, difference_hash(18, &pixels));
    assert_ne!(one.dhash64, 0);
    let two = hashes(&gif_with(&[], 2)).unwrap();
    assert_eq!((two.pixel_sha256, two.dhash64), (None, one.dhash64));
}

#[test]
fn a_jpeg_has_a_difference_hash_and_no_pixel_hash() {
    let found = hashes(&jpeg_of(&[])).unwrap();
    assert_eq!(found.pixel_sha256, None, "decoders of lossy pictures may differ by a bit");
    assert_eq!(found.dhash64, u64::MAX, "every block is darker than the one on its left");
}

/// A palette PNG of one bit a pixel, all zero.
fn one_bit(width: u32, height: u32, interlaced: bool) -> Vec<u8> {
    let row = vec![0u8; 1 + width.div_ceil(8) as usize];
    let rows: Vec<u8> = row.iter().copied().cycle().take(row.len() * height as usize).collect();
    let mut out = readers::container::png::SIGNATURE.to_vec();
    let header =
        [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, u8::from(interlaced)]]
            .concat();
    out.extend(chunk(b"IHDR", &header));
    out.extend(chunk(b"IDAT", &deflate(&rows)));
    out.extend(chunk(b"IEND", b""));
    out
}

#[test]
fn a_picture_that_is_too_large_to_hold_is_hashed_row_by_row() {
    let (width, height) = (60_000u32, 1_000u32);
    let picture = readers::parse(Path::new("x"), &one_bit(width, height, false)).unwrap();
    let mut sha = Sha256::new();
    sha.update([&b"ap/px/1\0"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[4, 8]].concat());
    let row = [0, 0, 0, 255].repeat(width as usize);
    (0..height).for_each(|_| sha.update(&row));
    let hashes = picture.pixels.unwrap();
    assert_eq!(hashes.pixel_sha256, Some(sha.finalize().into()));
    assert_eq!(hashes.dhash64, 0);
    let mut shown = false;
    readers::parse_with(Path::new("x"), &one_bit(width, height, false), &mut |_| shown = true)
        .unwrap();
    assert!(!shown, "nobody holds so many pixels");
}

#[test]
fn what_is_not_decoded_says_so() {
    let note = |bytes: &[u8]| {
        let picture = readers::parse(Path::new("x"), bytes).unwrap();
        assert!(picture.pixels.is_none());
        picture.notes.join("; ")
    };
    assert!(note(&one_bit(60_000, 1_000, true)).contains("interlaced"));
    assert!(note(&one_bit(25_000, 25_000, false))
        .contains("25000 × 25000 pixels are more than the 500 million"));
    let avif = seeds::others().into_iter().find(|(name, ..)| *name == "a1111 avif").unwrap().2;
    assert_eq!(note(&avif), "no pixel hash: AVIF is not decoded");
}

#[test]
fn c2pa_stores_are_hashed_whole() {
    let found = |name: &str| {
        let (_, _, bytes) = seeds::all().into_iter().find(|(seed, ..)| *seed == name).unwrap();
        readers::parse(Path::new("x"), &bytes).unwrap().c2pa_sha256.unwrap()
    };
    let hash = |content: usize| <[u8; 32]>::from(Sha256::digest(c2pa_store(content)));
    assert_eq!(found("c2pa"), hash(300));
    for name in ["c2pa jpeg", "c2pa webp", "c2pa avif", "c2pa gif"] {
        assert_eq!(found(name), hash(5_000), "{name}");
    }
}

#[test]
fn the_source_type_that_a_store_names_is_found_unless_it_names_several() {
    let named = |types: &[&str]| {
        let address = |tail: &&str| {
            let text = format!("http://cv.iptc.org/newscodes/digitalsourcetype/{tail}");
            // The text as CBOR has it, then the next key, which begins with a letter.
            [&[0x78, text.len() as u8], text.as_bytes(), b"gactions"].concat()
        };
        let body: Vec<u8> = types.iter().flat_map(address).collect();
        let store = [c2pa_store(10), crate::craft::avif::boxed(b"cbor", &body)].concat();
        let bytes = crate::craft::png_with(&[chunk(b"caBX", &store)]);
        readers::parse(Path::new("x"), &bytes).unwrap().digital_source_type
    };
    let made = "trainedAlgorithmicMedia";
    assert_eq!(named(&[made]).as_deref(), Some(made));
    assert_eq!(named(&[made, made]).as_deref(), Some(made));
    assert_eq!(named(&[made, "digitalCapture"]), None);
    assert_eq!(
        named(&["compositeWithTrainedAlgorithmicMedia"]).as_deref(),
        Some("compositeWithTrainedAlgorithmicMedia")
    );
    assert_eq!(named(&["unheardOf"]), None);
    assert_eq!(named(&[]), None);
}

#[test]
fn a_c2pa_store_with_a_missing_segment_is_named() {
    let mut segments = crate::craft::jpeg::jumbf_segments(&c2pa_store(5_000), 1_000);
    segments.remove(2);
    let picture = readers::parse(Path::new("x"), &jpeg_of(&segments)).unwrap();
    assert_eq!(picture.c2pa_sha256, None);
    assert_eq!(picture.notes, ["the C2PA store was not read: a segment is missing or there twice"]);
}
