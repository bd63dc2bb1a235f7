//! 256-bit numbers as four `u64` limbs, least significant first, and as big-endian words.

use crate::hash::Word;

/// A 256-bit number: four limbs, least significant first (as `ruint` and `alloy` keep them).
pub type Limbs = [u64; 4];

/// Reads a big-endian word.
#[must_use]
pub fn from_be(word: &Word) -> Limbs {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().rev().zip(word.chunks_exact(8)) {
        *limb = bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    }
    limbs
}

/// Writes a big-endian word.
#[must_use]
pub fn to_be(limbs: &Limbs) -> Word {
    let mut word = [0; 32];
    for (bytes, limb) in word.chunks_exact_mut(8).zip(limbs.iter().rev()) {
        for (byte, value) in bytes.iter_mut().zip(limb.to_be_bytes()) {
            *byte = value;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_limbs_agree() {
        let mut word = [0; 32];
        for (value, byte) in (1..).zip(word.iter_mut()) {
            *byte = value;
        }
        let limbs = from_be(&word);
        assert_eq!(limbs[3], 0x0102_0304_0506_0708);
        assert_eq!(limbs[0], 0x191a_1b1c_1d1e_1f20);
        assert_eq!(to_be(&limbs), word);
    }
}
