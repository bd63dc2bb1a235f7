//! A sale in storage: ten words and one a payee. A plain purchase reads the first three and writes the first.
//!
//! | word | from the low end |
//! | --- | --- |
//! | `progress` | paid (16 bytes), sold (4), epoch of vouchers (4), seconds from the start to the last purchase (5), marks (1) |
//! | `rules` | start (8), end (8), period (4), limit (4), limit per recipient (4), curve (1), conditions (1), number of payees (1) |
//! | `prices` | floor price (16), start price (16) |
//! | `payment` | half-life of the work (8), interval of the work (4), currency (20) |
//! | `ledger` | distributed to the payees (16), difficulty at the last solution (8), its time (8) |
//! | `solved` | the last solution |
//! | `allow_root` | root of the allow-list |
//! | `curator` | last second of a reveal (8), nothing (4), signer of vouchers (20) |
//! | `rest` | difficulty at the start (8), pieces minted unsold (4), their recipient (20) |
//! | `commitment` | of the seed |
//! | `payees` | share (8), nothing (4), account (20) |

use alloy_primitives::{Address, U256};

use crate::contract::{Map, Minter};

/// Where the words of a sale lie.
#[derive(Clone, Copy)]
pub(crate) struct Record(U256);

/// The words, as above.
pub(crate) mod word {
    pub(crate) const PROGRESS: u8 = 0;
    pub(crate) const RULES: u8 = 1;
    pub(crate) const PRICES: u8 = 2;
    pub(crate) const PAYMENT: u8 = 3;
    pub(crate) const LEDGER: u8 = 4;
    pub(crate) const SOLVED: u8 = 5;
    pub(crate) const ALLOW_ROOT: u8 = 6;
    pub(crate) const CURATOR: u8 = 7;
    pub(crate) const REST: u8 = 8;
    pub(crate) const COMMITMENT: u8 = 9;
    pub(crate) const PAYEES: u8 = 10;
}

impl Minter {
    /// Where a sale lies, whether it exists or not.
    pub(crate) fn record(&self, sale_id: U256) -> Record {
        Record(self.entry(Map::Sales, sale_id))
    }

    /// One of its words.
    #[inline(never)]
    pub(crate) fn read(&self, record: &Record, word: u8) -> U256 {
        self.word(&record.0.wrapping_add(U256::from(word)))
    }

    /// Writes one of its words.
    #[inline(never)]
    pub(crate) fn write(&mut self, record: &Record, word: u8, value: &U256) {
        self.set_word(&record.0.wrapping_add(U256::from(word)), value);
    }

    /// A payee and the share; one that is not there has none.
    pub(crate) fn payee(&self, record: &Record, index: u8) -> (Address, u16) {
        let (account, _, bps) = part(self.read(record, word::PAYEES.wrapping_add(index)));
        (account, bps as u16)
    }
}

/// A word of an account and two numbers.
#[inline(never)]
pub(crate) fn join(account: Address, middle: u32, low: u64) -> U256 {
    (number(account) << 96_usize) | U256::from_limbs([low, middle.into(), 0, 0])
}

/// The same, taken apart.
#[inline(never)]
pub(crate) fn part(word: U256) -> (Address, u32, u64) {
    let [low, middle, ..] = word.into_limbs();
    (Address::from_word((word >> 96_usize).into()), middle as u32, low)
}

/// An account as a number.
pub(crate) fn number(account: Address) -> U256 {
    account.into_word().into()
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
