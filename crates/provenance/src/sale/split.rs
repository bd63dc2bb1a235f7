//! How the money of a sale is split: by shares of 10,000, exact to the smallest unit.
//!
//! When the total that may be paid out grows from `before` to `after`, payee `i` is credited
//! `floor(after × bps / 10,000) − floor(before × bps / 10,000)`. What does not divide stays until more comes; when no more
//! can come, payee 0 gets it, once. So the credits of all sum up to the total, whatever the steps were.

use core::fmt;

use super::amount;

/// The whole: the shares of all payees sum up to this.
pub const WHOLE: u16 = crate::royalty::MAX_BPS;
/// The most payees of a sale.
pub const MAX_PAYEES: usize = 16;

/// One who gets a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payee {
    /// Who; not zero, not the Minter, and only once.
    pub account: [u8; 20],
    /// The share in basis points; not zero.
    pub bps: u16,
}

/// Why shares were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// None, or more than [`MAX_PAYEES`].
    Count {
        /// How many were given.
        count: usize,
    },
    /// The zero address, the Minter, an account that is already there, or no share.
    Payee {
        /// The place in the list, counted from 0.
        index: usize,
        /// What was given there.
        payee: Payee,
    },
    /// The shares do not sum up to [`WHOLE`].
    Sum {
        /// What they sum up to.
        sum: u32,
    },
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { count } => {
                write!(f, "{count} payees: a sale has 1 to {MAX_PAYEES}")
            }
            Self::Payee { index, payee } => write!(
                f,
                "payee {index} with {} basis points: each is named once, is neither the zero address nor the Minter, and has a share",
                payee.bps
            ),
            Self::Sum { sum } => {
                write!(f, "the shares sum up to {sum} basis points and must sum up to {WHOLE}")
            }
        }
    }
}

impl core::error::Error for SplitError {}

/// Checks the payees of a sale at `minter`.
///
/// # Errors
/// [`SplitError`], the first that is found: count, each payee in turn, the sum.
pub fn check(payees: &[Payee], minter: &[u8; 20]) -> Result<(), SplitError> {
    if payees.is_empty() || payees.len() > MAX_PAYEES {
        return Err(SplitError::Count { count: payees.len() });
    }
    let mut sum = 0_u32;
    for (index, payee) in payees.iter().enumerate() {
        let seen = payees.iter().take(index).any(|other| other.account == payee.account);
        if seen || payee.bps == 0 || payee.account == [0; 20] || payee.account == *minter {
            return Err(SplitError::Payee { index, payee: *payee });
        }
        sum = sum.wrapping_add(u32::from(payee.bps));
    }
    if sum == u32::from(WHOLE) {
        Ok(())
    } else {
        Err(SplitError::Sum { sum })
    }
}

/// `floor(total × bps / 10,000)`. More than the whole counts as the whole.
#[must_use]
pub fn share(total: u128, bps: u16) -> u128 {
    amount::portion(total, u32::from(bps), u32::from(WHOLE))
}

/// What a payee is credited when the total grows from `before` to `after`; nothing when it does not grow.
#[must_use]
pub fn credit(before: u128, after: u128, bps: u16) -> u128 {
    share(after, bps).saturating_sub(share(before, bps))
}

/// What the shares leave of `total`: less than one unit a payee. Payee 0 gets it once no more money can come.
#[must_use]
pub fn remainder(total: u128, shares: impl IntoIterator<Item = u16>) -> u128 {
    shares.into_iter().fold(total, |left, bps| left.saturating_sub(share(total, bps)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINTER: [u8; 20] = [0xee; 20];

    fn payees<const N: usize>(shares: [u16; N]) -> [Payee; N] {
        let mut tag = 0;
        shares.map(|bps| {
            tag += 1;
            Payee { account: [tag; 20], bps }
        })
    }

    #[test]
    fn shares_that_do_not_add_up_are_refused() {
        assert_eq!(check(&payees([10_000]), &MINTER), Ok(()));
        assert_eq!(check(&payees([625; 16]), &MINTER), Ok(()));
        assert_eq!(check(&[], &MINTER), Err(SplitError::Count { count: 0 }));
        assert_eq!(check(&payees([588; 17]), &MINTER), Err(SplitError::Count { count: 17 }));
        let sum = |payees: &[Payee]| match check(payees, &MINTER) {
            Err(SplitError::Sum { sum }) => sum,
            other => panic!("{other:?}"),
        };
        assert_eq!(sum(&payees([9_999])), 9_999);
        assert_eq!(sum(&payees([10_000, 1])), 10_001);
        assert_eq!(sum(&payees([u16::MAX; 16])), 1_048_560, "no sum wraps");
    }

    #[test]
    fn payees_who_must_not_be_are_named() {
        let sound = payees([4_000, 3_000, 3_000]);
        for account in [[0; 20], MINTER, [1; 20]] {
            let mut all = sound;
            all[2].account = account;
            let refused = SplitError::Payee { index: 2, payee: Payee { account, bps: 3_000 } };
            assert_eq!(check(&all, &MINTER), Err(refused));
        }
        let all = payees([5_000, 0, 5_000]);
        assert_eq!(check(&all, &MINTER), Err(SplitError::Payee { index: 1, payee: all[1] }));
        assert_eq!(check(&[all[0], all[2]], &MINTER), Ok(()));
    }

    #[test]
    fn what_does_not_divide_is_left() {
        assert_eq!([3_333, 3_333, 3_334].map(|bps| credit(0, 100, bps)), [33, 33, 33]);
        assert_eq!(remainder(100, [3_333, 3_333, 3_334]), 1);
        assert_eq!(credit(100, 200, 3_333), 33);
        assert_eq!(remainder(u128::MAX, [10_000]), 0);
        assert_eq!(credit(5, 4, 10_000), 0, "a total that falls credits nothing");
    }
}
