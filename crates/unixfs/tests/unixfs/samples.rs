//! What the tests make ids of: the key streams and names that the profile's fixtures are made of.

use colophon_unixfs::{car, Discard, Entry, FileBuilder, Sink};
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest as _, Sha256};
use std::io::Cursor;

/// A key stream of ChaCha20 whose key is the SHA-256 of the seed. Take whole words (four bytes) at a time.
pub(crate) fn key_stream(seed: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Sha256::digest(seed.as_bytes()).into())
}

/// The first bytes of a key stream.
pub(crate) fn bytes(seed: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    key_stream(seed).fill_bytes(&mut bytes);
    bytes
}

/// The names of a fixture's directory: all of one length but the last.
pub(crate) fn names(seed: &str, count: usize, length: usize, last: usize) -> Vec<String> {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz01234567890-_";
    let letters: Vec<char> = bytes(seed, (count - 1) * length + last)
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    let (all, end) = letters.split_at((count - 1) * length);
    all.chunks(length).chain([end]).map(|name| name.iter().collect()).collect()
}

/// The entry of a file, its blocks given to the sink.
pub(crate) fn file(content: &[u8], sink: &mut impl Sink) -> Entry {
    let mut file = FileBuilder::new();
    file.push(content, sink).expect("no IO");
    file.finish(sink).expect("no IO")
}

/// The entry of a file.
pub(crate) fn entry(content: &[u8]) -> Entry {
    file(content, &mut Discard)
}

/// What `make` puts into a sink, as an archive, with the entry that it returns.
pub(crate) fn archive(
    make: impl FnOnce(&mut car::Writer<Cursor<Vec<u8>>>) -> Entry,
) -> (Entry, Vec<u8>) {
    let mut writer = car::Writer::new(Cursor::new(Vec::new())).expect("no IO");
    let entry = make(&mut writer);
    let out = writer.finish_with_root(entry.cid()).expect("no IO");
    (entry, out.into_inner())
}
