//! From weights to exact counts: the method of the largest remainder.

use alloc::vec::Vec;

/// How many pieces have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Exactly so many.
    Count(u32),
    /// A share of what the counts leave over.
    Weight(u32),
}

/// Why quotas give no counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// The counts add up to more than the supply.
    Over {
        /// Their sum.
        sum: u64,
    },
    /// The counts add up to less than the supply, and there is no weight to share the rest.
    Under {
        /// Their sum.
        sum: u64,
    },
}

/// The exact counts for `quotas`: counts as they are, and what they leave of `supply` shared by weight ([`share`]).
///
/// # Errors
/// [`ShareError`] if the counts exceed the supply, or fall short of it and there are no weights.
pub fn counts(supply: u32, quotas: &[Quota]) -> Result<Vec<u32>, ShareError> {
    let fixed = |quota: &Quota| if let Quota::Count(count) = quota { u64::from(*count) } else { 0 };
    let weight = |quota: &Quota| if let Quota::Weight(weight) = quota { *weight } else { 0 };
    let sum = quotas.iter().map(fixed).fold(0, u64::saturating_add);
    let rest = u64::from(supply).checked_sub(sum).ok_or(ShareError::Over { sum })?;
    let rest = u32::try_from(rest).unwrap_or(supply);
    let weights: Vec<u32> = quotas.iter().map(weight).collect();
    let shares = share(rest, &weights).ok_or(ShareError::Under { sum })?;
    Ok(quotas
        .iter()
        .zip(shares)
        .map(|(quota, share)| if let Quota::Count(count) = quota { *count } else { share })
        .collect())
}

/// Shares `total` in proportion to `weights` in whole numbers that add up to it exactly. Each weight first gets the whole
/// part of `total · weight / sum`; what is left goes, one each, to the largest remainders of that division, of equal ones
/// to the first. `None` if there is something to share and all weights are zero.
#[must_use]
pub fn share(total: u32, weights: &[u32]) -> Option<Vec<u32>> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return (total == 0).then(|| weights.to_vec());
    }
    let product = |weight: &u32| u128::from(total).saturating_mul(u128::from(*weight));
    let whole = |weight: &u32| u32::try_from(product(weight) / sum).unwrap_or(total);
    let mut shares: Vec<u32> = weights.iter().map(whole).collect();
    let given: u128 = shares.iter().map(|share| u128::from(*share)).sum();
    let mut order: Vec<(usize, u128)> =
        weights.iter().map(|weight| product(weight) % sum).enumerate().collect();
    order.sort_by(|(at, one), (other_at, other)| other.cmp(one).then(at.cmp(other_at)));
    let left = u128::from(total).saturating_sub(given);
    // Fewer are left than there are weights with a remainder.
    for (at, _) in order.iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(*at) {
            *share = share.saturating_add(1);
        }
    }
    Some(shares)
}
