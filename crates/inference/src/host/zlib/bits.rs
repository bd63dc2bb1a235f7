//! Bits in the order of DEFLATE: the first bit is the lowest of the first byte.

use std::vec::Vec;

/// A stream of bits being written.
#[derive(Debug)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// A stream that begins with whole bytes.
    pub(super) fn starting_with(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), held: 0, count: 0 }
    }

    /// Appends the `count` low bits of `value`, lowest first; at most 16.
    pub(super) fn put(&mut self, value: u16, count: u8) {
        self.held |= u64::from(value) << self.count;
        self.count += u32::from(count);
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// The bytes, the last one filled with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}
