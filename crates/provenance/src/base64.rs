//! Base64 with the standard alphabet and padding (RFC 4648 §4), as `data:` addresses use it.

use crate::sink::Sink;

/// The standard alphabet: 64 bytes of data in a program that encodes, none in one that does not.
const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How many bytes [`encode`] writes for `len` bytes, or the largest `usize` when that number does not fit.
#[must_use]
pub const fn encoded_len(len: usize) -> usize {
    len.div_ceil(3).saturating_mul(4)
}

/// Writes `bytes` as Base64.
pub fn encode<S: Sink + ?Sized>(sink: &mut S, bytes: &[u8]) {
    for chunk in bytes.chunks(3) {
        let (a, b, c) = match chunk {
            [a, b, c] => (*a, Some(*b), Some(*c)),
            [a, b] => (*a, Some(*b), None),
            [a] => (*a, None, None),
            _ => continue,
        };
        let [second, third] = [b.unwrap_or(0), c.unwrap_or(0)];
        sink.put(&[
            digit(a >> 2),
            digit((a << 4) | (second >> 4)),
            if b.is_some() { digit((second << 2) | (third >> 6)) } else { b'=' },
            if c.is_some() { digit(third) } else { b'=' },
        ]);
    }
}

/// The digit of the low six bits.
fn digit(value: u8) -> u8 {
    ALPHABET.get(usize::from(value & 63)).copied().unwrap_or(b'=')
}
