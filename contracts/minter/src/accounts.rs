//! What an account bought and paid in a sale: one word, written only where a rule of the sale asks for it.

use alloy_primitives::{Address, U256};

use crate::{
    contract::{Map, Minter},
    record::{half, halves, number, pair},
};

/// An account in a sale: paid (16 bytes), pieces received (4), pieces paid (4), refunded (1), from the low end.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    /// What it paid; kept where a sale may give money back.
    pub(crate) paid: u128,
    /// Pieces it received; counted where a sale or an allowance limits them.
    pub(crate) bought: u32,
    /// Pieces it paid for; as `paid`.
    pub(crate) pieces: u32,
    /// Whether it got its refund.
    pub(crate) refunded: bool,
}

impl Minter {
    /// What is recorded.
    pub(crate) fn account(&self, sale_id: U256, account: Address) -> Account {
        let slot = self.entry_of(Map::Accounts, sale_id, number(account));
        let [low, high, counts, refunded] = self.word(&slot).into_limbs();
        Account {
            paid: half(low, high),
            bought: counts as u32,
            pieces: (counts >> 32) as u32,
            refunded: refunded != 0,
        }
    }

    /// Records it.
    pub(crate) fn set_account(&mut self, sale_id: U256, account: Address, now: &Account) {
        let upper = half(pair(now.bought, now.pieces), u64::from(now.refunded));
        let slot = self.entry_of(Map::Accounts, sale_id, number(account));
        self.set_word(&slot, &halves(upper, now.paid));
    }
}
