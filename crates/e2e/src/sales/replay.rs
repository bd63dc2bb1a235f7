//! The built program beside the model: every action is done by both, and everything that can be seen is compared.

use std::fmt::Debug;

use alloy_primitives::{Address, LogData, U256};
use alloy_sol_types::SolCall;
use stylus_chain::Receipt;

use super::{
    action::{Act, Action},
    codec::Mining,
    model::{Gallery, Model, Outcome},
    refusal::in_words,
    runs::{Story, BEGINNING},
    stage::{Actors, Stage},
    tally::Tally,
};
use crate::bindings::{Collection, Minter};

/// After so many actions everything is compared, not only what was touched.
const EVERYTHING: u64 = 50;

/// What differs.
#[derive(Debug, Default)]
struct Differences(Vec<String>);

impl Differences {
    fn same<T: PartialEq + Debug>(&mut self, what: impl FnOnce() -> String, seen: T, expected: T) {
        if seen != expected {
            self.0.push(format!("{}:\n  seen     {seen:?}\n  expected {expected:?}", what()));
        }
    }
}

/// What `quote` said before a purchase, and whether the model says that nothing but payment can stand against it.
struct Quoted {
    reason: Vec<u8>,
}

/// A beginning of a story after which model and program differ.
#[derive(Debug)]
pub struct Failure {
    /// Everything up to the action that differs.
    pub actions: Vec<Action>,
    /// What differs.
    pub what: String,
}

impl Stage {
    /// Plays a story from its beginning.
    ///
    /// # Errors
    /// At the first difference: what was told so far is the shortest beginning that fails.
    pub fn play(&mut self, seed: u64, length: u64) -> Result<Tally, Failure> {
        self.reset();
        let mut tally = Tally::default();
        let mut story = Story::new(seed, self.cast.clone(), Mining::Real);
        let mut actions = Vec::new();
        for number in 1..=length {
            let action = story.draw();
            let mut differences = Differences::default();
            let quoted = self.quote(&story.model, &action, &mut differences);
            let outcome = story.tell(&action, &mut tally);
            let whole = number % EVERYTHING == 0 || number == length;
            self.after(&story.model, &action, (&outcome, quoted), whole, &mut differences);
            actions.push(action);
            if !differences.0.is_empty() {
                return Err(Failure { actions, what: differences.0.join("\n") });
            }
        }
        tally.see("calls from inside a call, refused", self.attempts() > 0);
        Ok(tally)
    }

    /// Does actions that were drawn before; answers the first difference and its place.
    pub fn retell(&mut self, actions: &[Action]) -> Option<(usize, String)> {
        self.reset();
        let mut model = Model::new(self.cast.clone(), Mining::Real, BEGINNING);
        for (place, action) in actions.iter().enumerate() {
            let mut differences = Differences::default();
            model.now = action.at;
            let quoted = self.quote(&model, action, &mut differences);
            let outcome = model.apply(action);
            self.after(&model, action, (&outcome, quoted), true, &mut differences);
            if !differences.0.is_empty() {
                return Some((place, differences.0.join("\n")));
            }
        }
        None
    }

    /// Sends an action and compares what it did.
    fn after(
        &mut self,
        model: &Model,
        action: &Action,
        (outcome, quoted): (&Outcome, Option<Quoted>),
        whole: bool,
        differences: &mut Differences,
    ) {
        let receipt = self.send(action);
        self.compare(outcome, &receipt, quoted, differences);
        self.touched(model, action, differences);
        if whole {
            self.everything(model, differences);
        }
    }

    /// Asks for a quote before a purchase.
    fn quote(
        &self,
        model: &Model,
        action: &Action,
        differences: &mut Differences,
    ) -> Option<Quoted> {
        let Act::Mint { sale, to, quantity, data, .. } = &action.act else { return None };
        let buyer = to.unwrap_or(action.by);
        let call =
            Minter::quoteCall { saleId: *sale, buyer, quantity: *quantity, data: data.clone() };
        let answer = self.asked(action.at, &call, differences)?;
        let (price, reasons) = model.quote(*sale, buyer, *quantity, data);
        // Where conditions fail the price is told as far as it can be.
        if reasons.none() {
            differences.same(|| "price of the quote".into(), answer.price, price);
            differences.same(|| "reason of the quote".into(), answer.reason.to_vec(), Vec::new());
        } else if !reasons.0.iter().any(|reason| reason.data == answer.reason) {
            differences.0.push(format!(
                "quote says {}, expected one of {reasons:?}",
                in_words(&answer.reason)
            ));
        }
        Some(Quoted { reason: answer.reason.to_vec() })
    }

    /// Success or the exact refusal, the answer, the events; and the quote that announced it.
    fn compare(
        &self,
        outcome: &Outcome,
        receipt: &Receipt,
        quoted: Option<Quoted>,
        differences: &mut Differences,
    ) {
        let minter = self.cast.domain.minter;
        match outcome {
            Outcome::Done(answer, events) => {
                let failure = receipt.failure.as_ref().map(|one| format!("{one:?}"));
                let output = if receipt.success { &[] } else { receipt.output.as_ref() };
                let said = (failure, in_words(output));
                differences.same(|| "success".into(), said, (None, in_words(&[])));
                if let Some(answer) = answer {
                    differences.same(
                        || "answer".into(),
                        receipt.output.to_vec(),
                        answer.to_be_bytes_vec(),
                    );
                }
                let own = receipt.logs.iter().filter(|log| log.address == minter);
                let seen: Vec<LogData> = own.map(|log| log.data.clone()).collect();
                differences.same(|| "events".into(), seen, events.clone());
            }
            Outcome::Refused(reasons) => {
                let is_named = reasons.iter().any(|one| one.data == receipt.output);
                if receipt.success || !is_named {
                    differences.0.push(format!(
                        "seen {:?} {}, expected one of {reasons:?}",
                        receipt.failure,
                        in_words(&receipt.output)
                    ));
                }
                let reason = quoted.map(|one| one.reason).unwrap_or_default();
                let is_paid =
                    reasons.iter().any(|one| is_payment(one.name) && one.data == receipt.output);
                if !reason.is_empty() && !is_paid {
                    differences.same(|| "quote and mint".into(), reason, receipt.output.to_vec());
                }
            }
        }
    }

    /// Whatever the action may have touched.
    fn touched(&self, model: &Model, action: &Action, differences: &mut Differences) {
        let mut people = vec![action.by];
        let mut currency = None;
        if let Some(sale) = action.act.sale().and_then(|id| model.sales.get(&id)) {
            people.extend(sale.payees.iter().map(|payee| payee.account));
            people.extend(sale.purchases.last().map(|one| one.recipient));
            match &action.act {
                Act::Refund { account, .. } => people.push(*account),
                Act::Mint { to: Some(to), .. } => people.push(*to),
                _ => {}
            }
            people.sort_unstable();
            people.dedup();
            self.sale(model, sale.id, &people, differences);
            currency = Some(sale.terms.currency);
        }
        if let Act::Withdraw { account, currency: of } = action.act {
            people.push(account);
            currency = Some(of);
        }
        // The zero address gets the fees of the chain, and no piece is ever its own.
        people.retain(|one| !one.is_zero());
        for one in self.cast.currencies() {
            let people = if currency == Some(one) { people.as_slice() } else { &[] };
            self.money(model, one, people, differences);
        }
        let gallery = action.act.sale().and_then(|id| model.gallery(id));
        self.pieces(model, gallery.as_slice(), &people, differences);
    }

    /// All sales, all accounts, all currencies.
    fn everything(&self, model: &Model, differences: &mut Differences) {
        let people: Vec<Address> = self.cast.accounts().collect();
        for id in model.sales.keys() {
            self.sale(model, *id, &people[..3], differences);
        }
        for currency in self.cast.currencies() {
            self.money(model, currency, &people, differences);
        }
        let galleries: Vec<&Gallery> = model.galleries.iter().collect();
        self.pieces(model, &galleries, &people, differences);
        let hostile = self.cast.actors.into_iter().chain(self.cast.tokens);
        for one in hostile {
            let breaches = self.view(model.now, one, &Actors::breachesCall {});
            differences.same(
                || format!("breaches of {}", self.cast.name(one)),
                breaches,
                U256::ZERO,
            );
        }
    }

    fn sale(&self, model: &Model, id: U256, people: &[Address], d: &mut Differences) {
        let (now, sale) = (model.now, &model.sales[&id]);
        let state = self.asked(now, &Minter::saleStateCall { saleId: id }, d);
        d.same(|| format!("saleState of {id:#x}"), state, Some(sale.state(now)));
        let told = self.asked(now, &Minter::saleCall { saleId: id }, d);
        let told = told.map(|told| (told.terms, told.payees));
        let terms = (sale.terms.clone(), sale.payees.clone());
        d.same(|| format!("terms of {id:#x}"), told, Some(terms));
        for account in people.iter().copied() {
            let name = |what: &str| format!("{what} of {} in {id:#x}", self.cast.name(account));
            let seen = self.asked(now, &Minter::refundableCall { saleId: id, account }, d);
            d.same(|| name("refundable"), seen, Some(sale.refundable(account, now)));
            let seen = self.asked(now, &Minter::boughtCall { saleId: id, account }, d);
            let bought = if sale.counts() { sale.bought(account) } else { 0 };
            d.same(|| name("bought"), seen, Some(bought));
        }
        if sale.terms.workInterval != 0 {
            let buyer = people[0];
            let seen = self.asked(now, &Minter::challengeCall { saleId: id, buyer }, d);
            let seen = seen.map(|seen| (seen.challenge, seen.difficulty));
            d.same(|| format!("challenge of {id:#x}"), seen, Some(model.challenge(sale, buyer)));
        }
        let last = sale.purchases.last().and_then(|one| one.voucher).map(|(nonce, _)| nonce);
        for nonce in last.into_iter().chain([U256::from(3)]) {
            let seen = self.asked(now, &Minter::isVoucherUsedCall { saleId: id, nonce }, d);
            d.same(|| format!("voucher {nonce}"), seen, Some(sale.spent.contains(&nonce)));
        }
    }

    /// Balances and debts in one currency.
    fn money(&self, model: &Model, currency: Address, people: &[Address], d: &mut Differences) {
        let now = model.now;
        let minter = self.cast.domain.minter;
        for account in people.iter().copied().chain([minter]) {
            let name = |what: &str| {
                format!("{what} of {} in {}", self.cast.name(account), self.cast.name(currency))
            };
            let sends = self.cast.senders().any(|one| one == account);
            // Who sends transactions also pays for gas.
            if !(currency.is_zero() && sends) {
                let seen = match currency.is_zero() {
                    true => self.world.chain.head().state().balance(account),
                    false => self.view(now, currency, &Actors::balanceOfCall { account }),
                };
                d.same(|| name("balance"), seen, model.balance(currency, account));
            }
            let owed = self.asked(now, &Minter::owedCall { account, currency }, d);
            d.same(|| name("debt"), owed, Some(model.owed_to(account, currency)));
        }
    }

    /// How many pieces people hold.
    fn pieces(
        &self,
        model: &Model,
        galleries: &[&Gallery],
        people: &[Address],
        differences: &mut Differences,
    ) {
        for gallery in galleries {
            for owner in people.iter().copied() {
                let call = Collection::balanceOfCall { owner };
                let seen = self.view(model.now, gallery.address, &call);
                let held = gallery.holders.get(&owner).copied().unwrap_or_default();
                let name = || format!("pieces of {}", self.cast.name(owner));
                differences.same(name, seen, U256::from(held));
            }
        }
    }

    /// Asks the Minter; that it does not answer is a difference too.
    fn asked<C: SolCall>(&self, at: u64, call: &C, d: &mut Differences) -> Option<C::Return> {
        let told = self.told(at, self.cast.domain.minter, call);
        told.map_err(|reason| d.0.push(reason)).ok()
    }

    /// Calls from inside a call that were tried in this story.
    fn attempts(&self) -> u64 {
        let hostile = self.cast.actors.into_iter().chain(self.cast.tokens);
        let now = self.world.chain.head().header.timestamp;
        hostile.map(|one| self.view(now, one, &Actors::attemptsCall {}).to::<u64>()).sum()
    }
}

/// What only the payment or the delivery can say, so that a quote does not.
fn is_payment(name: &str) -> bool {
    [
        "PriceTooHigh",
        "InsufficientPayment",
        "UnexpectedValue",
        "TransferFailed",
        "TransferMismatch",
        "Refused",
        "ERC721InvalidReceiver",
    ]
    .contains(&name)
}
