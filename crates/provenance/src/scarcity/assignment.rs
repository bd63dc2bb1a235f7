//! Who gets what: a permutation from a committed seed. `docs/scarcity.md` describes every byte, and
//! `tests/js/scarcity.mjs` computes the same with other tools.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Roster;
use crate::hash::{Keccak, Word};

/// What the hash of the tables begins with.
pub const TABLES: &[u8] = b"colophon/scarcity/1/tables";
/// What the hash of the roster begins with.
pub const ROSTER: &[u8] = b"colophon/scarcity/1/roster";
/// What the hash of both begins with.
pub const PROMISE: &[u8] = b"colophon/scarcity/1/promise";
/// What the commitment begins with.
pub const COMMITMENT: &[u8] = b"colophon/scarcity/1/commitment";
/// What the hash that becomes the randomness begins with.
pub const RANDOMNESS: &[u8] = b"colophon/scarcity/1/randomness";
/// What each block of the stream begins with.
pub const STREAM: &[u8] = b"colophon/scarcity/1/stream";
/// What the hash that becomes a generation seed begins with.
pub const GENERATION: &[u8] = b"colophon/scarcity/1/generation";

fn hash<K: Keccak>(keccak: &K, parts: &[&[u8]]) -> Word {
    keccak.keccak256(&parts.concat())
}

/// `keccak256(TABLES ‖ canonical)`, where `canonical` are the RFC 8785 bytes of the tables.
#[must_use]
pub fn tables<K: Keccak>(keccak: &K, canonical: &[u8]) -> Word {
    hash(keccak, &[TABLES, canonical])
}

/// `keccak256(ROSTER ‖ uint32(rows) ‖ uint32(traits) ‖ every place, row by row, as uint32)`, big-endian.
#[must_use]
pub fn roster<K: Keccak>(keccak: &K, roster: &Roster) -> Word {
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = ROSTER.to_vec();
    bytes.extend(size(roster.rows.len()));
    bytes.extend(size(roster.rows.first().map_or(0, Vec::len)));
    bytes.extend(roster.rows.iter().flatten().flat_map(|value| value.to_be_bytes()));
    keccak.keccak256(&bytes)
}

/// `keccak256(PROMISE ‖ tables ‖ roster)`.
#[must_use]
pub fn promise<K: Keccak>(keccak: &K, tables: &Word, roster: &Word) -> Word {
    hash(keccak, &[PROMISE, tables, roster])
}

/// `keccak256(COMMITMENT ‖ seed ‖ promise)`: hides the seed and binds it, the tables, the roster and the beacon's name.
#[must_use]
pub fn commitment<K: Keccak>(keccak: &K, seed: &Word, promise: &Word) -> Word {
    hash(keccak, &[COMMITMENT, seed, promise])
}

/// `keccak256(RANDOMNESS ‖ seed ‖ beacon)`; `beacon` is empty where none was named.
#[must_use]
pub fn randomness<K: Keccak>(keccak: &K, seed: &Word, beacon: &[u8]) -> Word {
    hash(keccak, &[RANDOMNESS, seed, beacon])
}

/// Numbers from a hash: block `k` is `keccak256(STREAM ‖ randomness ‖ uint64(k))` and holds four big-endian 64-bit numbers.
#[derive(Debug)]
pub struct Stream<'k, K> {
    keccak: &'k K,
    randomness: Word,
    block: u64,
    words: [u64; 4],
    used: usize,
}

impl<'k, K: Keccak> Stream<'k, K> {
    /// The stream of a hash, at its beginning.
    #[must_use]
    pub const fn new(keccak: &'k K, randomness: Word) -> Self {
        Self { keccak, randomness, block: 0, words: [0; 4], used: 4 }
    }

    fn next(&mut self) -> u64 {
        if self.used >= self.words.len() {
            let counter = self.block.to_be_bytes();
            let bytes = hash(self.keccak, &[STREAM, &self.randomness, &counter]);
            for (word, chunk) in self.words.iter_mut().zip(bytes.as_chunks::<8>().0) {
                *word = u64::from_be_bytes(*chunk);
            }
            (self.block, self.used) = (self.block.wrapping_add(1), 0);
        }
        let word = self.words.get(self.used).copied().unwrap_or(0);
        self.used = self.used.saturating_add(1);
        word
    }

    /// A number below `bound`, all equally likely: numbers of the stream from the largest multiple of `bound` below 2^64 on are
    /// passed over. 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // 2^64 mod bound, without a 65-bit number.
        let Some(rest) = (u64::MAX).checked_rem(bound).map(|rest| rest.saturating_add(1)) else {
            return 0;
        };
        let last = u64::MAX.wrapping_sub(if rest == bound { 0 } else { rest });
        loop {
            let word = self.next();
            if word <= last {
                return word.checked_rem(bound).unwrap_or(0);
            }
        }
    }
}

/// The permutation of `0..length` from a hash: Fisher and Yates, from the last place down, place `i` exchanged with a place
/// `below(i + 1)`. Piece `i` gets row `permutation[i]` of the sorted roster.
#[must_use]
pub fn permutation<K: Keccak>(keccak: &K, randomness: &Word, length: u32) -> Vec<u32> {
    let mut stream = Stream::new(keccak, *randomness);
    let mut places: Vec<u32> = (0..length).collect();
    for last in (1..places.len()).rev() {
        let other = stream.below((last as u64).saturating_add(1));
        places.swap(last, usize::try_from(other).unwrap_or(last).min(last));
    }
    places
}

/// Generation seeds, all different, none 0 or 2^32 - 1 (which tools read as "random"). That of piece `i` is the first four bytes,
/// big-endian, of `keccak256(GENERATION ‖ seed ‖ uint32(i) ‖ uint32(attempt))` for the first attempt from 0 whose number is free.
#[must_use]
pub fn generation_seeds<K: Keccak>(keccak: &K, seed: &Word, length: u32) -> Vec<u32> {
    let mut taken = BTreeSet::from([0, u32::MAX]);
    (0..length)
        .map(|index| {
            (0_u32..)
                .map(|attempt| {
                    let bytes = [index.to_be_bytes(), attempt.to_be_bytes()];
                    let [a, b, c, d, ..] = hash(keccak, &[GENERATION, seed, bytes.as_flattened()]);
                    u32::from_be_bytes([a, b, c, d])
                })
                .find(|number| taken.insert(*number))
                .unwrap_or(0)
        })
        .collect()
}
