//! The terms of a sale on the wire, and the checks that need nothing but them.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use colophon_provenance::sale::{
    price::{Price, PriceError},
    split::{self, Payee, SplitError, MAX_PAYEES, WHOLE},
    work::Pace,
};
use colophon_wire::{Malformed, Reader};

use crate::{
    errors::{
        refuse, InvalidCurve, InvalidPayee, InvalidPayeeCount, InvalidPeriod, InvalidPrice,
        InvalidReveal, InvalidShares, InvalidWindow, InvalidWork,
    },
    fields::{self, address, amount, low},
};

/// The longest time from the end of a blind sale to the last second of its reveal: 365 days.
const LONGEST_REVEAL: u64 = 365 * 24 * 60 * 60;

/// Bits of the members of `Terms`, in their order; one is a `bool`.
const WIDTHS: [u16; 18] =
    [160, 8, 8, 128, 128, 32, 64, 64, 32, 32, 256, 160, 32, 32, 64, 256, 64, 160];

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
        let numbers = fields::read(members, WIDTHS)?;
        let [currency, curve, settles, start_price, floor_price, period, start, end, limit, wallet_limit, allow_root, signer, work_interval, work_half_life, work_difficulty, seed_commitment, reveal_by, unsold_recipient] =
            numbers;
        if low(settles) > 1 {
            return Err(Malformed);
        }
        Ok(Self {
            currency: address(currency),
            curve: low(curve) as u8,
            settles: low(settles) == 1,
            start_price: amount(start_price),
            floor_price: amount(floor_price),
            period: low(period) as u32,
            start: low(start),
            end: low(end),
            limit: low(limit) as u32,
            wallet_limit: low(wallet_limit) as u32,
            allow_root: allow_root.into(),
            signer: address(signer),
            work_interval: low(work_interval) as u32,
            work_half_life: low(work_half_life) as u32,
            work_difficulty: low(work_difficulty),
            seed_commitment: seed_commitment.into(),
            reveal_by: low(reveal_by),
            unsold_recipient: address(unsold_recipient),
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
        // Without an end only the owner could end a settling sale, and buyers would wait for that with their refunds.
        let ends = if end == 0 { !self.settles } else { end > start && end > now };
        if !ends {
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

/// The payees, as they were given: of too many no more than their number.
pub(crate) struct Payees {
    count: usize,
    first: [Payee; MAX_PAYEES],
}

impl Payees {
    /// Reads them.
    pub(crate) fn read(arguments: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (count, mut members) = arguments.array()?;
        let mut first = [Payee { account: [0; 20], bps: 0 }; MAX_PAYEES];
        if count <= MAX_PAYEES {
            for payee in first.iter_mut().take(count) {
                let [account, bps] = fields::read(&mut members, [160, 16])?;
                payee.account = address(account).into_array();
                payee.bps = low(bps) as u16;
            }
        }
        Ok(Self { count, first })
    }

    /// Checks them.
    ///
    /// # Errors
    ///
    /// `InvalidPayeeCount`, `InvalidPayee`, `InvalidShares`.
    pub(crate) fn check(&self, minter: Address) -> Result<&[Payee], Vec<u8>> {
        let payees = self.first.get(..self.count).ok_or_else(|| wrong_count(self.count))?;
        let checked = split::check(payees, &minter.into_array());
        checked.map(|()| payees).map_err(|error| match error {
            SplitError::Count { count } => wrong_count(count),
            SplitError::Payee { index, payee } => {
                refuse!(InvalidPayee, index, Address::from(payee.account), payee.bps)
            }
            SplitError::Sum { sum } => refuse!(InvalidShares, sum, WHOLE),
        })
    }
}

fn wrong_count(count: usize) -> Vec<u8> {
    refuse!(InvalidPayeeCount, count, MAX_PAYEES)
}
