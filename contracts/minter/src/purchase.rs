//! Buying: everything is checked, then written, then the money moves, then the pieces, and change comes last of all.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_wire::Reader;
use stylus_sdk::{prelude::*, ArbResult};

use crate::{
    contract::Minter,
    data::words,
    errors::{refuse, InsufficientPayment, PriceTooHigh, UnexpectedValue},
    events,
    order::{Deal, Order},
    record::{word, Ledger},
    sale::{condition, Sale},
    token,
};

impl Minter {
    /// `mint(saleId, quantity, maxPrice, data)`, or `mintFor` with a recipient.
    pub(crate) fn mint(&mut self, arguments: &mut Reader<'_>, for_another: bool) -> ArbResult {
        let sale_id = arguments.number(256)?;
        let payer = self.vm().msg_sender();
        let recipient = if for_another { arguments.address()? } else { payer };
        let order = Order { recipient, quantity: arguments.uint32()? };
        let (most, data) = (arguments.number(256)?, arguments.bytes()?);
        let sale = self.find(sale_id)?;
        let mut deal = Deal::of(&sale, &self.price(&sale), order, self.now());
        self.authorise(&sale, order, data, &mut deal)?;
        let paid = deal.total.unwrap_or(u128::MAX);
        let price = U256::from(paid);
        if price > most {
            return Err(refuse!(PriceTooHigh, price, most));
        }
        let change = self.check_value(&sale, price)?;
        self.write_purchase(&sale, order, payer, &deal);
        if !sale.currency.is_zero() && paid != 0 {
            token::pull(self.vm(), sale.currency, payer, price)?;
        }
        let (collection, series) = sale.series();
        let first = collection.mint(series, recipient, order.quantity, deal.words.as_ref())?;
        events::sold(self.vm(), sale_id, order, payer, first, paid);
        if !change.is_zero() {
            token::pay(self.vm(), Address::ZERO, payer, change)?;
        }
        Ok(words!(first))
    }

    /// How much of the value that was sent goes back.
    fn check_value(&self, sale: &Sale, price: U256) -> Result<U256, Vec<u8>> {
        let value = self.vm().msg_value();
        if sale.currency.is_zero() {
            return value
                .checked_sub(price)
                .ok_or_else(|| refuse!(InsufficientPayment, value, price));
        }
        if !value.is_zero() {
            return Err(refuse!(UnexpectedValue, value));
        }
        Ok(value)
    }

    /// Writes a purchase that was authorised.
    fn write_purchase(&mut self, sale: &Sale, order: Order, payer: Address, deal: &Deal) {
        let Order { recipient, quantity } = order;
        let now = self.now();
        // Neither sum overflows: both were checked when the order was authorised.
        let paid = deal.total.unwrap_or(0);
        let mut progress = sale.progress;
        progress.sold = progress.sold.wrapping_add(quantity);
        progress.paid = progress.paid.wrapping_add(paid);
        progress.last = sale.elapsed(now);
        self.set_progress(&sale.record, &progress);
        if sale.rules.wallet_limit != 0 || sale.has(condition::ALLOW_LIST) {
            let mut account = self.account(sale.id, recipient);
            account.bought = account.bought.wrapping_add(quantity);
            self.set_account(sale.id, recipient, &account);
        }
        if sale.has(condition::SETTLES | condition::BLIND) {
            let mut account = self.account(sale.id, payer);
            account.paid = account.paid.wrapping_add(paid);
            account.pieces = account.pieces.wrapping_add(quantity);
            self.set_account(sale.id, payer, &account);
        }
        if let Some(nonce) = deal.nonce {
            self.use_up(sale.id, nonce);
        }
        if let Some((solution, difficulty)) = deal.solved {
            let before = Ledger::of(self.read(&sale.record, word::LEDGER));
            let ledger = Ledger { difficulty, solved_at: now, ..before };
            self.write(&sale.record, word::LEDGER, &ledger.word());
            self.write(&sale.record, word::SOLVED, &solution.into());
            events::solved(self.vm(), sale.id, recipient, solution, difficulty);
        }
    }
}
