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
    record::{halves, join, word, Ledger},
    sale::{self, condition, mark, Progress, Rules},
    terms::{Payees, Terms},
};

impl Minter {
    /// `createSale(saleId, terms, payees)`
    pub(crate) fn create_sale(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let sale_id = arguments.number(256)?;
        let mut terms = Terms::read(arguments)?;
        let payees = Payees::read(arguments)?;
        let (collection, series) = sale::parse(sale_id)?;
        self.require_owner(collection)?;
        if !self.read(&self.record(sale_id), word::PROGRESS).is_zero() {
            return Err(refuse!(SaleExists, sale_id));
        }
        terms.check(self.now())?;
        let minter = self.vm().contract_address();
        let payees = payees.check(minter)?;
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
        self.store(sale_id, &terms, conditions, payees);
        let answer = self.sale(sale_id)?;
        events::sale_created(self.vm(), sale_id, &answer);
        Ok(())
    }

    /// Writes what is not zero.
    fn store(&mut self, sale_id: U256, terms: &Terms, conditions: u8, payees: &[Payee]) {
        let now = self.now();
        let record = &self.record(sale_id);
        self.write(record, word::PRICES, &halves(terms.start_price, terms.floor_price));
        let rules = Rules {
            start: terms.start,
            end: terms.end,
            period: terms.period,
            limit: terms.limit,
            wallet_limit: terms.wallet_limit,
            curve: terms.curve,
            conditions,
            payees: payees.len() as u8,
        };
        self.write(record, word::RULES, &rules.word());
        if conditions & (condition::TOKEN | condition::WORK) != 0 {
            let pace = (terms.work_interval, terms.work_half_life.into());
            self.write(record, word::PAYMENT, &join(terms.currency, pace.0, pace.1));
        }
        let progress = Progress { paid: 0, sold: 0, epoch: 0, last: 0, marks: mark::CREATED };
        self.set_progress(record, &progress);
        if conditions & condition::WORK != 0 {
            // Of a sale that is made after its start the difficulty falls from now on.
            let solved_at = terms.start.max(now);
            let ledger = Ledger { distributed: 0, difficulty: terms.work_difficulty, solved_at };
            self.write(record, word::LEDGER, &ledger.word());
        }
        if conditions & condition::ALLOW_LIST != 0 {
            self.write(record, word::ALLOW_ROOT, &terms.allow_root.into());
        }
        if conditions & (condition::VOUCHERS | condition::BLIND) != 0 {
            self.write(record, word::CURATOR, &join(terms.signer, 0, terms.reveal_by));
        }
        if conditions & condition::WORK != 0 || !terms.unsold_recipient.is_zero() {
            let rest = join(terms.unsold_recipient, 0, terms.work_difficulty);
            self.write(record, word::REST, &rest);
        }
        if conditions & condition::BLIND != 0 {
            self.write(record, word::COMMITMENT, &terms.seed_commitment.into());
        }
        for (word, payee) in (word::PAYEES..).zip(payees) {
            self.write(record, word, &join(Address::from(payee.account), 0, payee.bps.into()));
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
            (!self.currency.is_zero(), condition::TOKEN),
        ];
        bits.iter().filter(|(there, _)| *there).fold(0, |all, (_, bit)| all | bit)
    }
}
