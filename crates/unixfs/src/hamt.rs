//! Sharded directories: a hash array mapped trie of 256 places a node. A byte of a name's hash chooses the place at each
//! level, the most significant first; names that share a place go one level down together.
//!
//! A link to an entry is called by its place, in two upper-case hexadecimal digits, and its name; a link to a shard by
//! its place alone.

use crate::dag_pb::{put_bytes, put_number, store, Link};
use crate::entry::Entry;
use crate::error::Error;
use crate::sink::Sink;

/// The places of a shard.
pub(crate) const FANOUT: usize = 256;

/// UnixFS: the type of a shard, and its hash function, the first 64 bits of MurmurHash3 x64.
const TYPE_SHARD: u64 = 5;
pub(crate) const MURMUR3_X64_64: u64 = 0x22;

/// A hash in the order in which its bytes are used.
type Hash = [u8; 8];

/// Stores all shards of a directory of these entries, the root last.
pub(crate) fn store_sharded(
    links: impl Iterator<Item = Link>,
    sink: &mut impl Sink,
) -> Result<Entry, Error> {
    let mut entries: Vec<(Hash, Link)> = links.map(|link| (hash(&link.name), link)).collect();
    entries
        .sort_by(|(a, a_link), (b, b_link)| a.cmp(b).then_with(|| a_link.name.cmp(&b_link.name)));
    shard(&entries, 0, sink)
}

/// The hash of a name.
pub(crate) fn hash(name: &str) -> Hash {
    mur3::murmurhash3_x64_128(name.as_bytes(), 0).0.to_be_bytes()
}

/// Stores the shard of these entries, which are sorted by hash and share the first `depth` bytes of it.
fn shard(entries: &[(Hash, Link)], depth: usize, sink: &mut impl Sink) -> Result<Entry, Error> {
    let mut bitfield = [0u8; FANOUT / 8];
    let mut links = Vec::new();
    for group in entries.chunk_by(|(a, _), (b, _)| a[depth] == b[depth]) {
        let [(hash, first), rest @ ..] = group else { continue };
        let place = hash[depth];
        // The field is a number, big-endian, whose bit `place` stands for the place.
        bitfield[FANOUT / 8 - 1 - usize::from(place) / 8] |= 1 << (place % 8);
        let link = if let [(_, second), ..] = rest {
            if depth + 1 == hash.len() {
                return Err(Error::Collision {
                    first: first.name.clone(),
                    second: second.name.clone(),
                });
            }
            Link { name: format!("{place:02X}"), entry: shard(group, depth + 1, sink)? }
        } else {
            Link { name: format!("{place:02X}{}", first.name), entry: first.entry }
        };
        links.push(link);
    }
    let zeros = bitfield.iter().take_while(|byte| **byte == 0).count();
    let mut data = Vec::new();
    put_number(&mut data, 1, TYPE_SHARD);
    put_bytes(&mut data, 2, &bitfield[zeros..]);
    put_number(&mut data, 5, MURMUR3_X64_64);
    put_number(&mut data, 6, FANOUT as u64);
    store(&links, &data, sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cid::{Cid, Codec};
    use crate::sink::Discard;

    fn link(name: &str) -> Link {
        let entry = Entry::of_small_file(*Cid::of(Codec::Raw, b"x").digest(), 1);
        Link { name: name.into(), entry: entry.expect("one byte is one chunk") }
    }

    #[test]
    fn names_of_one_hash_are_refused_by_name() {
        let same = [7; 8];
        let entries = [([1; 8], link("lone")), (same, link("a")), (same, link("b"))];
        let error = shard(&entries, 0, &mut Discard).expect_err("no place for both");
        assert!(
            matches!(&error, Error::Collision { first, second } if first == "a" && second == "b"),
            "{error}"
        );
    }

    #[test]
    fn names_that_differ_in_the_last_byte_alone_are_eight_levels_down() {
        let mut blocks = Vec::new();
        let entries =
            [([7, 7, 7, 7, 7, 7, 7, 0], link("a")), ([7, 7, 7, 7, 7, 7, 7, 255], link("b"))];
        let root = shard(&entries, 0, &mut Collect(&mut blocks)).expect("they differ");
        assert_eq!(blocks.len(), 8);
        // Place 7 is one byte of the bitfield; places 0 and 255 take all 32.
        assert!(blocks[1..]
            .iter()
            .all(|block| block.ends_with(&[0x08, 5, 0x12, 1, 0x80, 0x28, 0x22, 0x30, 0x80, 2])));
        assert!(blocks[0].ends_with(&[0, 1, 0x28, 0x22, 0x30, 0x80, 2]));
        assert_eq!(
            root.cumulative(),
            blocks.iter().map(|block| block.len() as u64).sum::<u64>() + 2
        );
    }

    struct Collect<'a>(&'a mut Vec<Vec<u8>>);

    impl Sink for Collect<'_> {
        fn put(&mut self, _: &Cid, block: &[u8]) -> std::io::Result<()> {
            self.0.push(block.to_vec());
            Ok(())
        }
    }

    /// MurmurHash3 x64 of its reference implementation, seed 0: the first eight bytes, most significant first.
    #[test]
    fn the_hash_is_murmur3() {
        assert_eq!(hash(""), [0; 8]);
        assert_eq!(hash("hello"), 0xcbd8_a7b3_41bd_9b02u64.to_be_bytes());
    }
}
