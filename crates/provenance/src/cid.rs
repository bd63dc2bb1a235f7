//! Content ids of IPFS, from a digest alone.
//!
//! Under the profile `unixfs-v1-2025` (IPIP-499) a file of at most 1 MiB is one raw block, and its CID is the SHA-256
//! of the file behind a fixed header. So whoever holds the content hash can print the address, without the file.

use crate::hash::Word;

/// The length of the text form: the multibase prefix `b` and 58 base32 digits.
pub const CID_LEN: usize = 59;

/// The largest file, in bytes, that is one raw block under `unixfs-v1-2025`: 1 MiB.
pub const MAX_RAW_BYTES: u64 = 1 << 20;

/// CIDv1, codec raw (0x55), multihash SHA-256 (0x12) of 32 (0x20) bytes.
const HEADER: [u8; 4] = [0x01, 0x55, 0x12, 0x20];

/// The CIDv1 (raw, sha2-256, base32 lower case) of a file with this SHA-256: ASCII, ready for `ipfs://`.
#[must_use]
pub fn raw_sha256(digest: &Word) -> [u8; CID_LEN] {
    let mut text = [b'b'; CID_LEN];
    let mut bytes = HEADER.iter().chain(digest);
    let (mut bits, mut count) = (0u32, 0u32);
    for digit in text.iter_mut().skip(1) {
        if count < 5 {
            // After the last byte (288 bits are 57 digits and 3 bits) zeros fill the last digit.
            bits = (bits << 8) | bytes.next().map_or(0, |byte| u32::from(*byte));
            count += 8;
        }
        count -= 5;
        *digit = base32((bits >> count) & 31);
    }
    text
}

/// A digit of RFC 4648 base32, in lower case.
fn base32(value: u32) -> u8 {
    let value = value as u8;
    if value < 26 {
        value.wrapping_add(b'a')
    } else {
        value.wrapping_add(b'2' - 26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_world_of_the_profile() {
        // SHA-256 of "hello world".
        let digest = [
            0xb9, 0x4d, 0x27, 0xb9, 0x93, 0x4d, 0x3e, 0x08, 0xa5, 0x2e, 0x52, 0xd7, 0xda, 0x7d,
            0xab, 0xfa, 0xc4, 0x84, 0xef, 0xe3, 0x7a, 0x53, 0x80, 0xee, 0x90, 0x88, 0xf7, 0xac,
            0xe2, 0xef, 0xcd, 0xe9,
        ];
        assert_eq!(
            &raw_sha256(&digest),
            b"bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
        );
    }
}
