//! What the payees earn: shared out by anyone, exactly, and fetched by whom it belongs to or by anyone for them.
//!
//! Nothing is pushed to a payee while another one is served, so none can stand in the way of others.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_provenance::sale::{amount, split};
use stylus_sdk::prelude::*;

use crate::{
    contract::{Map, Minter},
    errors::{refuse, NothingOwed, NothingToRelease},
    events,
    record::{number, word, Ledger},
    sale::{condition, mark, Sale},
    token,
};

impl Minter {
    /// How much of what was paid belongs to the payees by now. Never falls.
    fn earned(&self, sale: &Sale) -> u128 {
        let Sale { progress, .. } = sale;
        if sale.has(condition::BLIND) && !sale.is(mark::REVEALED) {
            0
        } else if !sale.has(condition::SETTLES) {
            progress.paid
        } else if sale.is_over(self.now()) {
            // Every piece was paid with at least this, and the sum fits.
            amount::times(self.last_price(sale), progress.sold).unwrap_or(progress.paid)
        } else {
            0
        }
    }

    /// `release(saleId)`: credits the payees with what was earned since the last time; once nothing more can come, the first
    /// payee with what did not divide.
    pub(crate) fn release(&mut self, sale_id: U256) -> Result<u128, Vec<u8>> {
        let sale = self.find(sale_id)?;
        let earned = self.earned(&sale);
        let mut ledger = Ledger::of(self.read(&sale.record, word::LEDGER));
        let before = ledger.distributed;
        let last = sale.is_over(self.now()) && !sale.is(mark::REMAINDER) && earned != 0;
        let mut extra = 0;
        if last {
            let shares = (0..sale.rules.payees).map(|index| self.payee(&sale.record, index).1);
            extra = split::remainder(earned, shares);
        }
        if earned <= before && extra == 0 {
            return Err(refuse!(NothingToRelease, sale_id));
        }
        ledger.distributed = earned;
        self.write(&sale.record, word::LEDGER, &ledger.word());
        if extra != 0 {
            let mut progress = sale.progress;
            progress.marks |= mark::REMAINDER;
            self.set_progress(&sale.record, &progress);
        }
        let mut released = 0_u128;
        for index in 0..sale.rules.payees {
            let (account, bps) = self.payee(&sale.record, index);
            let credit = split::credit(before, earned, bps).saturating_add(extra);
            extra = 0;
            self.credit(account, sale.currency, credit);
            released = released.saturating_add(credit);
        }
        events::released(self.vm(), sale_id, released);
        Ok(released)
    }

    /// Owes an account more.
    fn credit(&mut self, account: Address, currency: Address, amount: u128) {
        if amount == 0 {
            return;
        }
        let slot = self.entry_of(Map::Owed, number(account), number(currency));
        // No overflow: nobody has so much of any currency.
        let owed = self.word(&slot).wrapping_add(U256::from(amount));
        self.set_word(&slot, &owed);
        events::credited(self.vm(), account, currency, amount);
    }

    /// What an account was credited in a currency and has not withdrawn.
    pub(crate) fn owed(&self, account: Address, currency: Address) -> U256 {
        self.word(&self.entry_of(Map::Owed, number(account), number(currency)))
    }

    /// `withdraw(account, currency)`
    pub(crate) fn withdraw(
        &mut self,
        account: Address,
        currency: Address,
    ) -> Result<U256, Vec<u8>> {
        let slot = self.entry_of(Map::Owed, number(account), number(currency));
        let owed = self.word(&slot);
        if owed.is_zero() {
            return Err(refuse!(NothingOwed, account, currency));
        }
        self.set_word(&slot, &U256::ZERO);
        events::withdrawn(self.vm(), account, currency, owed);
        token::pay(self.vm(), currency, account, owed)?;
        Ok(owed)
    }
}
