//! Allowances: how much of an owner's token a spender may take, until when, and how many permits were used.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use stylus_sdk::prelude::*;

use crate::{
    contract::Permit2,
    errors::{plain, with},
    interface::IPermit2::{AllowanceExpired, InsufficientAllowance, InvalidNonce},
};

const AMOUNT_BITS: usize = 160;
const TIME_BITS: usize = 48;

/// Whose token, which, and who may take it.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) owner: Address,
    pub(crate) token: Address,
    pub(crate) spender: Address,
}

/// What is recorded for a key. Each number fits its bits: whoever reads arguments sees to it.
#[derive(Clone, Copy)]
pub(crate) struct Allowance {
    /// In the token's smallest unit; the largest number never becomes less.
    pub(crate) amount: U256,
    /// Last second (Unix time) of the allowance.
    pub(crate) expiration: U256,
    /// Number of the next permit.
    pub(crate) nonce: U256,
}

/// The largest number of so many bits.
fn largest(bits: usize) -> U256 {
    (U256::from(1) << bits).wrapping_sub(U256::from(1))
}

impl Permit2 {
    /// What is recorded.
    pub(crate) fn allowance_of(&self, key: Key) -> Allowance {
        let word = self.allowance.getter(key.owner).getter(key.token).getter(key.spender).get();
        Allowance {
            amount: word & largest(AMOUNT_BITS),
            expiration: (word >> AMOUNT_BITS) & largest(TIME_BITS),
            nonce: word >> (AMOUNT_BITS + TIME_BITS),
        }
    }

    /// Records it.
    pub(crate) fn set_allowance(&mut self, key: Key, allowance: Allowance) {
        let times = (allowance.nonce << TIME_BITS) | allowance.expiration;
        let word = (times << AMOUNT_BITS) | allowance.amount;
        self.allowance.setter(key.owner).setter(key.token).setter(key.spender).set(word);
    }

    /// Records amount and expiration; an expiration of zero means this second.
    pub(crate) fn approve_until(&mut self, key: Key, amount: U256, expiration: U256) {
        let nonce = self.allowance_of(key).nonce;
        let expiration = self.or_now(expiration);
        self.set_allowance(key, Allowance { amount, expiration, nonce });
    }

    /// The same by a permit, whose number must be the next one.
    ///
    /// # Errors
    ///
    /// `InvalidNonce`.
    pub(crate) fn approve_by_permit(&mut self, key: Key, permit: Allowance) -> Result<(), Vec<u8>> {
        if self.allowance_of(key).nonce != permit.nonce {
            return Err(plain::<InvalidNonce>());
        }
        // Wraps after 2^48 permits, as published.
        let nonce = permit.nonce.wrapping_add(U256::from(1)) & largest(TIME_BITS);
        let expiration = self.or_now(permit.expiration);
        self.set_allowance(key, Allowance { amount: permit.amount, expiration, nonce });
        Ok(())
    }

    /// Takes `amount` off.
    ///
    /// # Errors
    ///
    /// `AllowanceExpired`, `InsufficientAllowance`.
    pub(crate) fn spend(&mut self, key: Key, amount: U256) -> Result<(), Vec<u8>> {
        let allowance = self.allowance_of(key);
        if self.now() > allowance.expiration {
            return Err(with::<AllowanceExpired>(allowance.expiration));
        }
        if allowance.amount == largest(AMOUNT_BITS) {
            return Ok(());
        }
        let Some(rest) = allowance.amount.checked_sub(amount) else {
            return Err(with::<InsufficientAllowance>(allowance.amount));
        };
        self.set_allowance(key, Allowance { amount: rest, ..allowance });
        Ok(())
    }

    /// Time of the block in seconds (Unix time).
    pub(crate) fn now(&self) -> U256 {
        U256::from(self.vm().block_timestamp())
    }

    fn or_now(&self, expiration: U256) -> U256 {
        if expiration.is_zero() {
            return self.now() & largest(TIME_BITS);
        }
        expiration
    }
}
