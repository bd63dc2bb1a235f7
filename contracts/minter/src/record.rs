//! A sale in storage: ten words and one a payee. A plain purchase reads the first four and writes the fourth.
//!
//! | word | from the low end |
//! | --- | --- |
//! | `prices` | floor price (16 bytes), start price (16) |
//! | `opening` | start (8), curve (1), conditions (1), number of payees (1), nothing (1), currency (20) |
//! | `limits` | end (8), period (4), limit (4), limit per recipient (4), interval (4) and half-life (4) of the work |
//! | `progress` | paid (16), sold (4), epoch of vouchers (4), seconds from the start to the last purchase (5), marks (1) |
//! | `ledger` | distributed to the payees (16), difficulty at the last solution (8), its time (8) |
//! | `solved` | the last solution |
//! | `allow_root` | root of the allow-list |
//! | `curator` | last second of a reveal (8), nothing (4), signer of vouchers (20) |
//! | `rest` | difficulty at the start (8), pieces minted unsold (4), their recipient (20) |
//! | `commitment` | of the seed |
//! | `payees` | share (8), nothing (4), account (20) |

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::{
    prelude::*,
    storage::{StorageArray, StorageB256, StorageU256},
};

/// A sale in storage.
#[storage]
pub struct Record {
    pub(crate) prices: StorageU256,
    pub(crate) opening: StorageB256,
    pub(crate) limits: StorageU256,
    pub(crate) progress: StorageU256,
    pub(crate) ledger: StorageU256,
    pub(crate) solved: StorageB256,
    pub(crate) allow_root: StorageB256,
    pub(crate) curator: StorageB256,
    pub(crate) rest: StorageB256,
    pub(crate) commitment: StorageB256,
    pub(crate) payees: StorageArray<StorageB256, 16>,
}

/// A word of an account and two numbers.
#[inline(never)]
pub(crate) fn join(account: Address, middle: u32, low: u64) -> B256 {
    let mut word = [0; 32];
    let (middle, low) = (middle.to_be_bytes(), low.to_be_bytes());
    let parts = account.iter().chain(&middle).chain(&low);
    for (to, from) in word.iter_mut().zip(parts) {
        *to = *from;
    }
    B256::new(word)
}

/// The same, taken apart.
#[inline(never)]
pub(crate) fn part(word: B256) -> (Address, u32, u64) {
    let number = U256::from_be_bytes(word.0);
    let [low, middle, ..] = number.into_limbs();
    (Address::from_word((number >> 96_usize).into()), middle as u32, low)
}

/// Two halves of 128 bits.
pub(crate) fn halves(high: u128, low: u128) -> U256 {
    U256::from_limbs([low as u64, (low >> 64) as u64, high as u64, (high >> 64) as u64])
}

/// The lower half of four limbs, or the upper.
pub(crate) fn half(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

/// Two numbers of 32 bits in a limb.
pub(crate) fn pair(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

impl Record {
    /// The payees and their shares, of whom there are `count`.
    pub(crate) fn payees(&self, count: u8) -> Vec<(Address, u16)> {
        let mut payees = Vec::with_capacity(count.into());
        for index in 0..usize::from(count) {
            if let Some(payee) = self.payees.get(index) {
                let (account, _, bps) = part(payee);
                payees.push((account, bps as u16));
            }
        }
        payees
    }
}

/// What releases and solutions change.
#[derive(Clone, Copy)]
pub(crate) struct Ledger {
    /// The total that was shared out so far, but for its remainder.
    pub(crate) distributed: u128,
    /// Difficulty at the last solution, or at the start.
    pub(crate) difficulty: u64,
    /// When that was.
    pub(crate) solved_at: u64,
}

impl Ledger {
    /// As it is stored.
    pub(crate) fn word(&self) -> U256 {
        halves(half(self.difficulty, self.solved_at), self.distributed)
    }

    pub(crate) fn of(word: U256) -> Self {
        let [low, high, difficulty, solved_at] = word.into_limbs();
        Self { distributed: half(low, high), difficulty, solved_at }
    }
}
