//! Content ids of whole files. The expected ones were computed by other means: SHA-256 over each mebibyte, and the root
//! node put together by hand.

use std::path::Path;

use colophon_readers::container::png::SIGNATURE;

use crate::craft::chunk;

/// Two pixels as a stored block of zlib.
const PIXELS: &[u8] = b"\x78\x01\x01\x07\0\xf8\xff\0\xff\0\0\0\xff\0\x07\xff\x01\xff";

/// A PNG of `length` bytes that depend on no compressor.
fn file(length: usize) -> Vec<u8> {
    let head =
        [SIGNATURE.to_vec(), chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0])].concat();
    let tail = [chunk(b"IDAT", PIXELS), chunk(b"IEND", b"")].concat();
    let room = length - head.len() - tail.len() - 12;
    let filler: Vec<u8> = (0..room).map(|at| (at % 251) as u8).collect();
    [head, chunk(b"fiLl", &filler), tail].concat()
}

#[test]
fn files_of_every_size_have_the_id_that_ipfs_gives_them() {
    let expected = [
        (1 << 20, "bafkreibr4bajpnck6kimwlr63kmzvj7mtbqfbjvyu5yivnc6t3iwhkc3oi"),
        ((1 << 20) + 1, "bafybeif7nq65cvm5yrbzar6nhd6h7id5aq7oadbiqgevv2cgtk4aohyf54"),
        (2 << 20, "bafybeie5lgpqdpmw6wau6rfvhrn5sstzwrqzponwg27yopbnxkhsz2cwie"),
        ((5 << 20) + 7, "bafybeifyuaqvf57322fb5uhhagnyz7yxodlupzxcce4q3ucqec4rka7seu"),
    ];
    for (length, id) in expected {
        let picture = colophon_readers::parse(Path::new("x"), &file(length)).unwrap();
        assert_eq!(picture.entry.cid().to_string(), id, "{length} bytes");
        assert_eq!(picture.entry.size(), length as u64);
    }
}
