//! What buyers get back: in a settling sale what they paid above the last price, in a blind sale that was not revealed in time all
//! of it. Nobody's consent is needed, and nobody can prevent it.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_provenance::sale::amount;
use stylus_sdk::prelude::*;

use crate::{
    contract::Minter,
    errors::{refuse, NotSettled, NothingToRefund},
    events,
    sale::{condition, mark, Sale},
    token,
};

impl Minter {
    /// What an account can get back.
    ///
    /// # Errors
    ///
    /// `NotSettled`, `NotOver`, `NothingToRefund`.
    pub(crate) fn refund_of(&self, sale: &Sale, account: Address) -> Result<u128, Vec<u8>> {
        if !sale.has(condition::SETTLES | condition::BLIND) {
            return Err(refuse!(NotSettled, sale.id));
        }
        let now = self.now();
        sale.require_over(now)?;
        let failed = sale.has(condition::BLIND) && !sale.is(mark::REVEALED);
        if failed && now <= self.reveal_by(sale) {
            return Err(refuse!(NotSettled, sale.id));
        }
        let of_account = self.account(sale.id, account);
        let cost = if failed {
            0
        } else if sale.has(condition::SETTLES) {
            amount::times(self.last_price(sale), of_account.pieces).unwrap_or(of_account.paid)
        } else {
            of_account.paid
        };
        match of_account.paid.saturating_sub(cost) {
            0 => Err(refuse!(NothingToRefund, sale.id, account)),
            _ if of_account.refunded => Err(refuse!(NothingToRefund, sale.id, account)),
            refund => Ok(refund),
        }
    }

    /// `refund(saleId, account)`
    pub(crate) fn refund(&mut self, sale_id: U256, account: Address) -> Result<u128, Vec<u8>> {
        let sale = self.find(sale_id)?;
        let amount = self.refund_of(&sale, account)?;
        let mut of_account = self.account(sale_id, account);
        of_account.refunded = true;
        self.set_account(sale_id, account, &of_account);
        events::refunded(self.vm(), sale_id, account, amount);
        token::pay(self.vm(), sale.currency, account, U256::from(amount))?;
        Ok(amount)
    }
}
