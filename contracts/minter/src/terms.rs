//! The terms of a sale on the wire, and the checks that need nothing but them.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use colophon_provenance::sale::{
    price::{Price, PriceError},
    split::{self, Payee, SplitError, MAX_PAYEES, WHOLE},
    work::Pace,
};
use colophon_wire::{Malformed, Reader};

use crate::errors::{
    refuse, InvalidCurve, InvalidPayee, InvalidPayeeCount, InvalidPeriod, InvalidPrice,
    InvalidReveal, InvalidShares, InvalidWindow, InvalidWork,
};

/// The longest time from the end of a blind sale to the last second of its reveal: 365 days.
const LONGEST_REVEAL: u64 = 365 * 24 * 60 * 60;

/// `Terms`, as they were given.
pub(crate) struct Terms {
    pub(crate) currency: Address,
    pub(crate) curve: u8,
    pub(crate) settles: bool,
    pub(crate) start_price: u128,
    pub(crate) floor_price: u128,
    pub(crate) period: u32,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) limit: u32,
    pub(crate) wallet_limit: u32,
    pub(crate) allow_root: B256,
    pub(crate) signer: Address,
    pub(crate) work_interval: u32,
    pub(crate) work_half_life: u32,
    pub(crate) work_difficulty: u64,
    pub(crate) seed_commitment: B256,
    pub(crate) reveal_by: u64,
    pub(crate) unsold_recipient: Address,
}

impl Terms {
    /// Reads the members.
    pub(crate) fn read(members: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            currency: members.address()?,
            curve: members.amount(8)? as u8,
            settles: members.boolean()?,
            start_price: members.amount(128)?,
            floor_price: members.amount(128)?,
            period: members.uint32()?,
            start: members.uint64()?,
            end: members.uint64()?,
            limit: members.uint32()?,
            wallet_limit: members.uint32()?,
            allow_root: members.hash()?,
            signer: members.address()?,
            work_interval: members.uint32()?,
            work_half_life: members.uint32()?,
            work_difficulty: members.uint64()?,
            seed_commitment: members.hash()?,
            reveal_by: members.uint64()?,
            unsold_recipient: members.address()?,
        })
    }

    /// Checks price, window, work and reveal, in this order.
    ///
    /// # Errors
    ///
    /// `InvalidCurve`, `InvalidPrice`, `InvalidPeriod`, `InvalidWindow`, `InvalidWork`, `InvalidReveal`.
    pub(crate) fn check(&self, now: u64) -> Result<(), Vec<u8>> {
        let Self { curve, start_price, floor_price, period, start, end, .. } = *self;
        Price::new(curve, start_price, floor_price, period).map_err(|error| match error {
            PriceError::Curve { .. } => refuse!(InvalidCurve, curve),
            PriceError::Range { .. } => refuse!(InvalidPrice, start_price, floor_price, curve),
            PriceError::Period { .. } => refuse!(InvalidPeriod, period, curve),
        })?;
        if end != 0 && (end <= start || end <= now) {
            return Err(refuse!(InvalidWindow, start, end, now));
        }
        let work = (self.work_interval, self.work_half_life, self.work_difficulty);
        let (interval, half_life, difficulty) = work;
        if work != (0, 0, 0) && Pace::new(interval, half_life, difficulty).is_err() {
            return Err(refuse!(InvalidWork, interval, half_life, difficulty));
        }
        let last = self.reveal_by;
        let sound = if self.seed_commitment.is_zero() {
            last == 0
        } else {
            end != 0 && last >= end && last.wrapping_sub(end) <= LONGEST_REVEAL
        };
        if !sound {
            return Err(refuse!(InvalidReveal, end, last));
        }
        Ok(())
    }
}

/// Reads the payees: of too many no more than their number.
pub(crate) fn read_payees(
    arguments: &mut Reader<'_>,
) -> Result<Result<Vec<Payee>, usize>, Malformed> {
    let (count, mut members) = arguments.array()?;
    if count > MAX_PAYEES {
        return Ok(Err(count));
    }
    let mut payees = Vec::with_capacity(count);
    for _ in 0..count {
        let account = members.address()?.into_array();
        payees.push(Payee { account, bps: members.amount(16)? as u16 });
    }
    Ok(Ok(payees))
}

/// Checks the payees.
///
/// # Errors
///
/// `InvalidPayeeCount`, `InvalidPayee`, `InvalidShares`.
pub(crate) fn check_payees(payees: &[Payee], minter: Address) -> Result<(), Vec<u8>> {
    split::check(payees, &minter.into_array()).map_err(|error| match error {
        SplitError::Count { count } => too_many(count),
        SplitError::Payee { index, payee } => {
            refuse!(InvalidPayee, index, Address::from(payee.account), payee.bps)
        }
        SplitError::Sum { sum } => refuse!(InvalidShares, sum, WHOLE),
    })
}

/// Too many payees, or none.
pub(crate) fn too_many(count: usize) -> Vec<u8> {
    refuse!(InvalidPayeeCount, count, MAX_PAYEES)
}
