//! The royalty share of a price, exact for every 256-bit price (ERC-2981).

use core::fmt;

use crate::hash::Word;
use crate::limbs::{self, Limbs};

/// The whole: 10,000 basis points are 100 %.
pub const MAX_BPS: u16 = 10_000;

/// Why a royalty was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoyaltyError {
    /// More than the whole price was asked for.
    TooHigh {
        /// The basis points that were given; at most [`MAX_BPS`] are possible.
        bps: u16,
    },
}

impl fmt::Display for RoyaltyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::TooHigh { bps } = self;
        write!(f, "a royalty of {bps} basis points is more than the price: give 0 to 10000")
    }
}

impl core::error::Error for RoyaltyError {}

/// Accepts basis points from 0 to [`MAX_BPS`].
///
/// # Errors
/// [`RoyaltyError::TooHigh`] otherwise.
pub const fn check_bps(bps: u16) -> Result<u16, RoyaltyError> {
    if bps > MAX_BPS {
        Err(RoyaltyError::TooHigh { bps })
    } else {
        Ok(bps)
    }
}

/// `floor(price × bps / 10,000)` without loss, for every price up to 2^256 − 1.
///
/// Basis points above [`MAX_BPS`] count as [`MAX_BPS`], so the share never exceeds the price and nothing can
/// overflow; use [`check_bps`] where such a number enters.
#[must_use]
pub fn portion(price: &Limbs, bps: u16) -> Limbs {
    const WHOLE: u64 = MAX_BPS as u64;
    const LOW: u64 = u32::MAX as u64;
    let bps = u64::from(if bps > MAX_BPS { MAX_BPS } else { bps });

    // price = 10,000 q + r, so the share is q × bps + floor(r × bps / 10,000). Both steps go by 32-bit halves:
    // every intermediate value stays below 2^64 and no 128-bit division is needed.
    let mut share = *price;
    let mut rest = 0;
    for limb in share.iter_mut().rev() {
        let high = (rest << 32) | (*limb >> 32);
        let low = ((high % WHOLE) << 32) | (*limb & LOW);
        *limb = ((high / WHOLE) << 32) | (low / WHOLE);
        rest = low % WHOLE;
    }
    let mut carry = rest.wrapping_mul(bps) / WHOLE;
    for limb in &mut share {
        let low = (*limb & LOW).wrapping_mul(bps).wrapping_add(carry);
        let high = (*limb >> 32).wrapping_mul(bps).wrapping_add(low >> 32);
        *limb = (high << 32) | (low & LOW);
        carry = high >> 32;
    }
    share
}

/// [`portion`] of a price given as a big-endian word.
#[must_use]
pub fn portion_of_word(price: &Word, bps: u16) -> Word {
    limbs::to_be(&portion(&limbs::from_be(price), bps))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        const MAX: Limbs = [u64::MAX; 4];
        assert_eq!(portion(&MAX, 10_000), MAX);
        assert_eq!(portion(&MAX, 0), [0; 4]);
        assert_eq!(portion(&MAX, u16::MAX), MAX, "more than the whole counts as the whole");
        // (2^256 - 1) / 2, rounded down.
        assert_eq!(portion(&MAX, 5_000), [u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 1]);
        assert_eq!(portion(&[9_999, 0, 0, 0], 1), [0; 4]);
        assert_eq!(portion(&[10_000, 0, 0, 0], 1), [1, 0, 0, 0]);
        assert_eq!(portion(&[1_000, 0, 0, 0], 750), [75, 0, 0, 0]);
        assert_eq!(portion_of_word(&[0xff; 32], 10_000), [0xff; 32]);
    }

    #[test]
    fn bps_are_checked() {
        assert_eq!(check_bps(10_000), Ok(10_000));
        assert_eq!(check_bps(10_001), Err(RoyaltyError::TooHigh { bps: 10_001 }));
    }
}
