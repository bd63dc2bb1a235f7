//! Hexadecimal digits in lower case.

use crate::sink::Sink;

/// Writes `bytes` as lower-case hexadecimal digits, without a prefix.
pub fn lower<S: Sink + ?Sized>(sink: &mut S, bytes: &[u8]) {
    for byte in bytes {
        sink.put(&[digit(byte >> 4), digit(byte & 15)]);
    }
}

/// Writes `0x` and `bytes` as lower-case hexadecimal digits: the form of hashes and addresses.
pub fn prefixed<S: Sink + ?Sized>(sink: &mut S, bytes: &[u8]) {
    sink.put(b"0x");
    lower(sink, bytes);
}

/// One hexadecimal digit of a value below 16.
const fn digit(value: u8) -> u8 {
    value.wrapping_add(if value < 10 { b'0' } else { b'a' - 10 })
}
