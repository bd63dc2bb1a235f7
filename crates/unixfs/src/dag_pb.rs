//! dag-pb blocks in their canonical form: links first (id, name, size, each always present), then the UnixFS message.
//!
//! Protocol Buffers, with every tag in one byte (a field's number is below 16): `number << 3 | wire type`.

use crate::cid::{Cid, Codec, BINARY_LEN};
use crate::entry::{total, Entry};
use crate::error::Error;
use crate::sink::Sink;

/// The wire type of an unsigned number.
const VARINT: u8 = 0;
/// The wire type of bytes, text and messages.
const BYTES: u8 = 2;

/// A link: the entry it leads to, and its name (empty within a file).
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) entry: Entry,
}

/// Appends a number: 7 bits a byte, the lowest first, the top bit set on all but the last.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The bytes that [`put_varint`] appends.
fn varint_len(number: u64) -> usize {
    (number | 1).ilog2() as usize / 7 + 1
}

/// Appends a field that is a number.
pub(crate) fn put_number(out: &mut Vec<u8>, field: u8, number: u64) {
    out.push((field << 3) | VARINT);
    put_varint(out, number);
}

/// Appends a field of bytes.
pub(crate) fn put_bytes(out: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    out.push((field << 3) | BYTES);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// The bytes that a field of so many bytes takes.
fn field_len(len: usize) -> usize {
    1 + varint_len(len as u64) + len
}

/// The bytes of a link's message.
fn message_len(name: &str, entry: &Entry) -> usize {
    field_len(BINARY_LEN) + field_len(name.len()) + 1 + varint_len(entry.cumulative())
}

/// The bytes that a link takes in its block.
pub(crate) fn link_len(name: &str, entry: &Entry) -> usize {
    field_len(message_len(name, entry))
}

/// A block of these links, which must be sorted by name, and this UnixFS message.
pub(crate) fn encode(links: &[Link], data: &[u8]) -> Vec<u8> {
    let links_len: usize = links.iter().map(|link| link_len(&link.name, &link.entry)).sum();
    let mut out = Vec::with_capacity(links_len + field_len(data.len()));
    for Link { name, entry } in links {
        out.push((2 << 3) | BYTES);
        put_varint(&mut out, message_len(name, entry) as u64);
        put_bytes(&mut out, 1, &entry.cid().to_bytes());
        put_bytes(&mut out, 2, name.as_bytes());
        put_number(&mut out, 3, entry.cumulative());
    }
    put_bytes(&mut out, 1, data);
    out
}

/// Encodes the block, hands it to the sink, and says what it is.
pub(crate) fn store(links: &[Link], data: &[u8], sink: &mut impl Sink) -> Result<Entry, Error> {
    let block = encode(links, data);
    let below = total(links.iter().map(|link| link.entry.cumulative()))?;
    let size = total(links.iter().map(|link| link.entry.size()))?;
    let cumulative = total([below, block.len() as u64])?;
    let cid = Cid::of(Codec::DagPb, &block);
    sink.put(&cid, &block)?;
    Ok(Entry::new(cid, size, cumulative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbers_length_is_what_is_written() {
        for bits in 0..64 {
            for number in [(1u64 << bits) - 1, 1 << bits, u64::MAX >> bits] {
                let mut out = Vec::new();
                put_varint(&mut out, number);
                assert_eq!(out.len(), varint_len(number), "{number}");
            }
        }
    }

    #[test]
    fn a_links_length_is_what_is_written() {
        let cid = Cid::of(Codec::Raw, b"");
        for name in [0, 1, 84, 85, 86, 127, 128, 255, 20_000] {
            for cumulative in [0, 127, 128, u64::MAX] {
                let name = "n".repeat(name);
                let entry = Entry::new(cid, 0, cumulative);
                let expected = link_len(&name, &entry) + 2;
                assert_eq!(encode(&[Link { name, entry }], &[]).len(), expected);
            }
        }
    }
}
