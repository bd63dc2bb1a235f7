//! Money in and out: pulls, payments, release, withdraw, refund.

use alloy_primitives::{Address, U256};

use super::{
    cast::{Mood, TokenMood},
    model::{Done, Model, Tried},
    refusal::Reasons,
};
use crate::bindings::Minter;

/// What a token that takes a fee keeps.
fn fee(mood: TokenMood, amount: U256) -> U256 {
    if mood == TokenMood::TakesFee {
        amount / U256::from(10)
    } else {
        U256::ZERO
    }
}

impl Model {
    /// What stands against taking an amount of a token from somebody.
    pub(super) fn check_pull(
        &self,
        currency: Address,
        from: Address,
        amount: U256,
        reasons: &mut Reasons,
    ) {
        if amount.is_zero() {
            return;
        }
        let mood = self.token_moods[&currency];
        let is_poor = self.balance(currency, from) < amount;
        if is_poor || matches!(mood, TokenMood::AnswersNo | TokenMood::Refuses) {
            reasons.add(&Minter::TransferFailed { currency, account: from, amount });
            return;
        }
        let received = amount - fee(mood, amount);
        reasons.when(received != amount, || Minter::TransferMismatch {
            currency,
            received,
            expected: amount,
        });
    }

    /// Takes what was checked.
    pub(super) fn pull(&mut self, currency: Address, from: Address, amount: U256) {
        if !currency.is_zero() {
            self.take(currency, from, amount);
        }
        self.give(currency, self.cast.domain.minter, amount);
    }

    /// What stands against paying an amount to somebody.
    pub(super) fn check_payment(
        &self,
        currency: Address,
        account: Address,
        amount: U256,
        reasons: &mut Reasons,
    ) {
        let takes_it = if currency.is_zero() {
            !matches!(self.moods.get(&account), Some(Mood::Refuses | Mood::BurnsGas))
        } else {
            !matches!(self.token_moods[&currency], TokenMood::AnswersNo | TokenMood::Refuses)
        };
        reasons.when(!takes_it, || Minter::TransferFailed { currency, account, amount });
    }

    fn pay(&mut self, currency: Address, account: Address, amount: U256) {
        let kept = self.token_moods.get(&currency).map_or(U256::ZERO, |mood| fee(*mood, amount));
        self.take(currency, self.cast.domain.minter, amount);
        self.give(currency, account, amount - kept);
    }

    pub(super) fn release(&mut self, id: U256) -> Tried {
        let now = self.now;
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get_mut(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        let Some(credits) = sale.credits_now(now) else {
            reasons.add(&Minter::NothingToRelease { saleId: id });
            return Err(reasons);
        };
        let super::sale::Earnings::Payees(total) = sale.earnings(now) else {
            reasons.add(&Minter::NothingToRelease { saleId: id });
            return Err(reasons);
        };
        sale.distributed = total;
        sale.settled_up = sale.is_final(now);
        let amount: u128 = credits.iter().sum();
        let currency = sale.terms.currency;
        let mut done = Done { answer: Some(U256::from(amount)), ..Done::default() };
        for (place, credit) in credits.into_iter().enumerate() {
            sale.credits[place] += credit;
            let account = sale.payees[place].account;
            if credit > 0 {
                *self.owed.entry((account, currency)).or_default() += U256::from(credit);
                done.emit(&Minter::Credited { account, currency, amount: credit });
            }
        }
        done.emit(&Minter::Released { saleId: id, amount });
        Ok(done)
    }

    pub(super) fn withdraw(&mut self, account: Address, currency: Address) -> Tried {
        let mut reasons = Reasons::default();
        let amount = self.owed.get(&(account, currency)).copied().unwrap_or_default();
        if amount.is_zero() {
            reasons.add(&Minter::NothingOwed { account, currency });
            return Err(reasons);
        }
        self.check_payment(currency, account, amount, &mut reasons);
        if !reasons.none() {
            return Err(reasons);
        }
        self.owed.remove(&(account, currency));
        self.pay(currency, account, amount);
        let mut done = Done { answer: Some(amount), ..Done::default() };
        done.emit(&Minter::Withdrawn { account, currency, amount });
        Ok(done)
    }

    pub(super) fn refund(&mut self, id: U256, account: Address) -> Tried {
        let now = self.now;
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        let gives_back = sale.has_failed(now) || (sale.terms.settles && sale.is_final(now));
        if !gives_back {
            let is_undecided = !sale.is_blind() || !sale.revealed;
            let is_early = (sale.terms.settles || sale.is_blind()) && !sale.is_over(now);
            let status = sale.status(now) as u8;
            reasons.when(is_early, || Minter::NotOver { saleId: id, status });
            reasons.when(!is_early && is_undecided, || Minter::NotSettled { saleId: id });
            reasons.when(!is_early && sale.is_blind(), || Minter::NothingToRefund {
                saleId: id,
                account,
            });
            return Err(reasons);
        }
        let (amount, currency) = (sale.refundable(account, now), sale.terms.currency);
        if amount == 0 {
            reasons.add(&Minter::NothingToRefund { saleId: id, account });
            return Err(reasons);
        }
        self.check_payment(currency, account, U256::from(amount), &mut reasons);
        if !reasons.none() {
            return Err(reasons);
        }
        self.sales.get_mut(&id).expect("it was found before").refunds.insert(account, amount);
        self.pay(currency, account, U256::from(amount));
        let mut done = Done { answer: Some(U256::from(amount)), ..Done::default() };
        done.emit(&Minter::Refunded { saleId: id, account, amount });
        Ok(done)
    }
}
