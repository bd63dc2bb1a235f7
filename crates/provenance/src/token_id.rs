//! Token ids: `series × 1,000,000 + index`.
//!
//! A series is a generative system; the index counts its pieces from 0. The largest id is below 2^53, so every
//! id is also an exact integer in JSON and in JavaScript. A 256-bit id is compared as a whole before it is cut:
//! an id that only looks right in its low 64 bits is refused.

use core::fmt;

use crate::hash::Word;
use crate::limbs::{self, Limbs};

/// How many ids a series owns; the index of a piece is below it.
pub const TOKENS_PER_SERIES: u32 = 1_000_000;

/// A token id that has been checked: the index is below [`TOKENS_PER_SERIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId {
    series: u32,
    index: u32,
}

/// Why a number is no token id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenIdError {
    /// The index does not fit a series; it must be below [`TOKENS_PER_SERIES`].
    IndexTooLarge {
        /// The index that was given.
        index: u32,
    },
    /// The number is above the last id of the last series, 4,294,967,295,999,999.
    IdTooLarge,
}

impl fmt::Display for TokenIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IndexTooLarge { index } => {
                write!(f, "index {index} is too large: a series has indices 0 to 999999")
            }
            Self::IdTooLarge => f.write_str("not a token id: the largest one is 4294967295999999"),
        }
    }
}

impl core::error::Error for TokenIdError {}

impl TokenId {
    /// The id of piece `index` of `series`.
    ///
    /// # Errors
    /// [`TokenIdError::IndexTooLarge`] when `index` is 1,000,000 or more.
    pub const fn new(series: u32, index: u32) -> Result<Self, TokenIdError> {
        if index < TOKENS_PER_SERIES {
            Ok(Self { series, index })
        } else {
            Err(TokenIdError::IndexTooLarge { index })
        }
    }

    /// Splits an id of 64 bits.
    ///
    /// # Errors
    /// [`TokenIdError::IdTooLarge`] when the series would not fit 32 bits.
    pub const fn from_u64(id: u64) -> Result<Self, TokenIdError> {
        let series = id / TOKENS_PER_SERIES as u64;
        if series > u32::MAX as u64 {
            return Err(TokenIdError::IdTooLarge);
        }
        Ok(Self { series: series as u32, index: (id % TOKENS_PER_SERIES as u64) as u32 })
    }

    /// Splits an id of 256 bits, all of which count.
    ///
    /// # Errors
    /// [`TokenIdError::IdTooLarge`] when the number is above the last id, in whichever limb.
    pub const fn from_limbs(id: &Limbs) -> Result<Self, TokenIdError> {
        let [low, upper @ ..] = id;
        match upper {
            [0, 0, 0] => Self::from_u64(*low),
            _ => Err(TokenIdError::IdTooLarge),
        }
    }

    /// Splits an id given as a big-endian word, all of whose bits count.
    ///
    /// # Errors
    /// As [`TokenId::from_limbs`].
    pub fn from_word(id: &Word) -> Result<Self, TokenIdError> {
        Self::from_limbs(&limbs::from_be(id))
    }

    /// The series, counted from 0.
    #[must_use]
    pub const fn series(self) -> u32 {
        self.series
    }

    /// The index of the piece within its series, counted from 0.
    #[must_use]
    pub const fn index(self) -> u32 {
        self.index
    }

    /// The id as a number; always below 2^53.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        // At most (2^32 - 1) × 10^6 + 999,999, so neither step can wrap.
        (self.series as u64).wrapping_mul(TOKENS_PER_SERIES as u64).wrapping_add(self.index as u64)
    }

    /// The id as a 256-bit number.
    #[must_use]
    pub const fn to_limbs(self) -> Limbs {
        [self.as_u64(), 0, 0, 0]
    }

    /// The id as a big-endian word.
    #[must_use]
    pub fn to_word(self) -> Word {
        limbs::to_be(&self.to_limbs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: u64 = 4_294_967_295_999_999;

    #[test]
    fn edges() {
        assert_eq!(TokenId::new(0, 0).map(TokenId::as_u64), Ok(0));
        assert_eq!(TokenId::new(7, 42).map(TokenId::as_u64), Ok(7_000_042));
        assert_eq!(TokenId::new(u32::MAX, 999_999).map(TokenId::as_u64), Ok(LAST));
        let too_large = Err(TokenIdError::IndexTooLarge { index: 1_000_000 });
        assert_eq!(TokenId::new(1, 1_000_000), too_large);
        assert_eq!(TokenId::from_u64(LAST + 1), Err(TokenIdError::IdTooLarge));
        assert_eq!(TokenId::from_u64(u64::MAX), Err(TokenIdError::IdTooLarge));
    }

    #[test]
    fn every_limb_counts() {
        let id = TokenId::new(3, 5).expect("in range");
        assert_eq!(TokenId::from_word(&id.to_word()), Ok(id));
        for limb in 1..4 {
            let mut far = id.to_limbs();
            far[limb] = 1;
            assert_eq!(TokenId::from_limbs(&far), Err(TokenIdError::IdTooLarge));
        }
    }
}
