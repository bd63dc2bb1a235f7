//! A new sale: who may make it, what the series allows, and how it is stored.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_provenance::sale::split::Payee;
use colophon_wire::Reader;
use stylus_sdk::prelude::*;

use crate::{
    contract::Minter,
    errors::{refuse, InvalidCurrency, InvalidLimit, SaleExists, SeriesNeedsVouchers},
    events,
    record::{half, halves, join, pair, Ledger},
    sale::{self, condition, mark, Progress},
    terms::{self, Terms},
};

impl Minter {
    /// `createSale(saleId, terms, payees)`
    pub(crate) fn create_sale(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let sale_id = arguments.number(256)?;
        let mut terms = Terms::read(arguments)?;
        let payees = terms::read_payees(arguments)?;
        let (collection, series) = sale::parse(sale_id)?;
        self.require_owner(collection)?;
        if !self.sales.getter(sale_id).progress.get().is_zero() {
            return Err(refuse!(SaleExists, sale_id));
        }
        terms.check(self.now())?;
        let minter = self.vm().contract_address();
        let payees = payees.map_err(terms::too_many)?;
        terms::check_payees(&payees, minter)?;
        let currency = terms.currency;
        if !currency.is_zero() && (currency == minter || self.vm().code_size(currency) == 0) {
            return Err(refuse!(InvalidCurrency, currency));
        }
        let found = collection.series(series)?;
        if terms.limit > found.left || found.left == 0 {
            return Err(refuse!(InvalidLimit, terms.limit, found.left));
        }
        if terms.limit == 0 {
            terms.limit = found.left;
        }
        let mut conditions = terms.conditions();
        if found.root.is_zero() {
            // Such a series has no next piece, only pieces whose words are given.
            if terms.signer.is_zero() || !terms.unsold_recipient.is_zero() {
                return Err(refuse!(SeriesNeedsVouchers, series));
            }
            conditions |= condition::WORDS;
        }
        self.store(sale_id, &terms, conditions, &payees);
        let answer = self.sale(sale_id)?;
        events::sale_created(self.vm(), sale_id, &answer);
        Ok(())
    }

    /// Writes what is not zero.
    fn store(&mut self, sale_id: U256, terms: &Terms, conditions: u8, payees: &[Payee]) {
        let now = self.now();
        let mut record = self.sales.setter(sale_id);
        record.prices.set(halves(terms.start_price, terms.floor_price));
        let kinds = u32::from_le_bytes([terms.curve, conditions, payees.len() as u8, 0]);
        record.opening.set(join(terms.currency, kinds, terms.start));
        let pieces = pair(terms.period, terms.limit);
        let limits =
            half(pair(terms.wallet_limit, terms.work_interval), terms.work_half_life.into());
        record.limits.set(halves(limits, half(terms.end, pieces)));
        let progress = Progress { paid: 0, sold: 0, epoch: 0, last: 0, marks: mark::CREATED };
        record.progress.set(progress.word());
        if conditions & condition::WORK != 0 {
            // Of a sale that is made after its start the difficulty falls from now on.
            let solved_at = terms.start.max(now);
            let ledger = Ledger { distributed: 0, difficulty: terms.work_difficulty, solved_at };
            record.ledger.set(ledger.word());
        }
        if conditions & condition::ALLOW_LIST != 0 {
            record.allow_root.set(terms.allow_root);
        }
        if conditions & (condition::VOUCHERS | condition::BLIND) != 0 {
            record.curator.set(join(terms.signer, 0, terms.reveal_by));
        }
        if conditions & condition::WORK != 0 || !terms.unsold_recipient.is_zero() {
            record.rest.set(join(terms.unsold_recipient, 0, terms.work_difficulty));
        }
        if conditions & condition::BLIND != 0 {
            record.commitment.set(terms.seed_commitment);
        }
        for (index, payee) in payees.iter().enumerate() {
            if let Some(mut stored) = record.payees.setter(index) {
                stored.set(join(Address::from(payee.account), 0, payee.bps.into()));
            }
        }
    }
}

impl Terms {
    /// The conditions that buyers meet, as bits.
    fn conditions(&self) -> u8 {
        let bits = [
            (self.settles, condition::SETTLES),
            (!self.seed_commitment.is_zero(), condition::BLIND),
            (!self.allow_root.is_zero(), condition::ALLOW_LIST),
            (!self.signer.is_zero(), condition::VOUCHERS),
            (self.work_interval != 0, condition::WORK),
        ];
        bits.iter().filter(|(there, _)| *there).fold(0, |all, (_, bit)| all | bit)
    }
}
