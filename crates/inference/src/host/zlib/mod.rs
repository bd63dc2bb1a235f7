//! A zlib stream with the bytes that the zlib library writes at level 9, memory level 9, strategy *filtered*, which is how Pillow
//! compresses the rows of an optimised PNG. DEFLATE leaves an encoder free to choose; a file that must be the same wherever it is made
//! needs the choices fixed. They are: the longest match among the last 4,096 candidates, one byte of patience, no match shorter than 6, and
//! codes built as `tree` describes.
//!
//! One block a stream, never stored: with more than 32,767 symbols, or with data that does not shrink, the stream is correct but not
//! the library's. The rows of a picture of ours never come near either.

mod bits;
mod huffman;
mod matches;
mod tables;
mod tree;

use bits::Bits;

/// The two bytes that name DEFLATE with a window of 32 KiB, compressed as well as possible.
const HEADER: [u8; 2] = [0x78, 0xda];

/// Compresses `data` to a zlib stream.
#[must_use]
pub fn compress(data: &[u8]) -> std::vec::Vec<u8> {
    let mut out = Bits::starting_with(&HEADER);
    huffman::write_block(&mut out, &matches::find(data));
    let mut stream = out.finish();
    stream.extend(adler32(data).to_be_bytes());
    stream
}

/// The checksum of RFC 1950.
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    // The most bytes that can be summed before 32 bits might not be enough.
    const RUN: usize = 5_552;
    let (mut a, mut b) = (1_u32, 0_u32);
    for run in data.chunks(RUN) {
        for byte in run {
            a += u32::from(*byte);
            b += a;
        }
        a %= MODULUS;
        b %= MODULUS;
    }
    b << 16 | a
}
