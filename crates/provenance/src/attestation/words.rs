//! Words of the ABI: numbers and addresses, right-aligned in 32 bytes.

use crate::hash::Word;

/// A number.
pub(super) fn uint(number: u64) -> Word {
    right(number.to_be_bytes())
}

/// An address.
pub(super) fn address(account: &[u8; 20]) -> Word {
    right(*account)
}

fn right<const N: usize>(bytes: [u8; N]) -> Word {
    let mut word = [0; 32];
    if let Some(tail) = word.last_chunk_mut() {
        *tail = bytes;
    }
    word
}
