//! What an attestation is about, as one word. A record is its own hash and a model entry its id; tokens and series are named here.

use super::words;
use crate::hash::{Keccak, Word};

/// What the word of a token begins with.
pub const TOKEN: &str = "colophon/token/1";
/// Keccak-256 of [`TOKEN`].
pub const TOKEN_HASH: Word = [
    0xeb, 0x9b, 0x51, 0x86, 0xbe, 0xf1, 0x59, 0x96, 0xb6, 0x3b, 0x73, 0x7f, 0xe5, 0x4b, 0x13, 0xdb,
    0xaf, 0x2e, 0x9d, 0xe7, 0xcb, 0xde, 0xb1, 0xc0, 0x08, 0xd2, 0xeb, 0xe3, 0x7e, 0x90, 0x65, 0xb0,
];
/// What the word of a series begins with.
pub const SERIES: &str = "colophon/series/1";
/// Keccak-256 of [`SERIES`].
pub const SERIES_HASH: Word = [
    0x29, 0x95, 0xdc, 0xe5, 0xb8, 0x40, 0xf0, 0xc6, 0x86, 0x53, 0x24, 0xb9, 0x49, 0x20, 0xe4, 0xae,
    0xcc, 0xdf, 0x1c, 0x6d, 0xf4, 0x9c, 0x20, 0x4a, 0x7e, 0xe9, 0x6a, 0xec, 0x4c, 0xf0, 0x02, 0x46,
];

/// A token: `keccak256(abi.encode(keccak256("colophon/token/1"), chainId, collection, tokenId))`.
#[must_use]
pub fn token<K: Keccak + ?Sized>(
    keccak: &K,
    chain_id: u64,
    collection: &[u8; 20],
    token_id: &Word,
) -> Word {
    of(keccak, TOKEN_HASH, chain_id, collection, *token_id)
}

/// A series: `keccak256(abi.encode(keccak256("colophon/series/1"), chainId, collection, series))`.
#[must_use]
pub fn series<K: Keccak + ?Sized>(
    keccak: &K,
    chain_id: u64,
    collection: &[u8; 20],
    series: u32,
) -> Word {
    of(keccak, SERIES_HASH, chain_id, collection, words::uint(u64::from(series)))
}

fn of<K: Keccak + ?Sized>(
    keccak: &K,
    kind: Word,
    chain_id: u64,
    collection: &[u8; 20],
    number: Word,
) -> Word {
    let words = [kind, words::uint(chain_id), words::address(collection), number];
    keccak.keccak256(words.as_flattened())
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constants_are_the_hashes_of_the_texts() {
        assert_eq!(TOKEN_HASH, Software.keccak256(TOKEN.as_bytes()));
        assert_eq!(SERIES_HASH, Software.keccak256(SERIES.as_bytes()));
    }
}
