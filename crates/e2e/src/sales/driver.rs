//! Draws the next action: mostly one that makes sense where things stand, so that runs get somewhere, and often one that
//! somebody tries who should not succeed.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolValue;
use fastrand::Rng;

use super::pass::{Allowance, Pass, Voucher};
use super::{
    action::{Act, Action},
    cast::{word, Mood, TokenMood},
    model::{join, Model},
    sale::{Sale, Status},
};

/// Entries of an allow-list.
pub type Entries = Vec<(Address, Allowance)>;

/// Draws actions, and remembers what its people know: seeds, lists, vouchers that were signed.
#[derive(Clone, Debug)]
pub struct Driver {
    pub(super) dice: Rng,
    /// Allow-lists by sale and root.
    pub(super) lists: BTreeMap<(U256, B256), Entries>,
    /// Seeds and promises by sale.
    pub(super) seeds: BTreeMap<U256, (B256, B256)>,
    /// Vouchers with their signatures.
    pub(super) vouchers: Vec<(U256, Voucher, Bytes)>,
    /// Nonces that solved something.
    pub(super) nonces: Vec<U256>,
    /// Sales in the order of their creation.
    pub(super) recent: Vec<U256>,
    /// Greatest difficulty that is mined.
    pub(super) patience: u64,
    phases: u32,
}

/// One of a list that is not empty.
pub(super) fn one<T: Copy>(dice: &mut Rng, of: &[T]) -> T {
    of[dice.usize(..of.len())]
}

impl Driver {
    /// A driver of a seed; `patience` is the greatest difficulty that it mines.
    pub fn new(seed: u64, patience: u64) -> Self {
        Self {
            dice: Rng::with_seed(seed),
            lists: BTreeMap::new(),
            seeds: BTreeMap::new(),
            vouchers: Vec::new(),
            nonces: Vec::new(),
            recent: Vec::new(),
            patience,
            phases: 0,
        }
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.dice.u8(..100) < percent
    }

    /// The next action; moves the model's clock to it, because people act on how things stand when they act.
    pub fn next(&mut self, model: &mut Model) -> Action {
        let pause = match self.dice.u8(..100) {
            0..30 => 0,
            30..70 => self.dice.u64(1..30),
            70..96 => self.dice.u64(30..600),
            96..99 => self.dice.u64(600..20_000),
            _ => self.dice.u64(20_000..400_000),
        };
        let at = model.now + pause;
        model.now = at;
        if let Some(collection) = self.short_of_series(model) {
            return self.series(model, collection);
        }
        let (by, value, act) = self.draw(model);
        Action { at, by, value, act }
    }

    /// Takes note of what was done.
    pub fn saw(&mut self, action: &Action, is_done: bool) {
        match &action.act {
            Act::Create { sale, .. } if is_done => self.recent.push(*sale),
            Act::Mint { data, .. } if is_done => {
                let pass = Pass::abi_decode(data).unwrap_or_default();
                self.nonces.push(pass.workNonce);
            }
            _ => {}
        }
    }

    fn draw(&mut self, model: &Model) -> (Address, U256, Act) {
        if model.sales.len() < 3 {
            return self.plain(model, Self::create);
        }
        let open =
            model.sales.values().filter(|sale| sale.status(model.now) == Status::Open).count();
        if open < 2 && self.chance(60) {
            return self.plain(model, Self::create);
        }
        match self.dice.u16(..1_000) {
            0..540 => self.purchase(model),
            540..580 => self.plain(model, Self::create),
            580..600 => self.plain(model, Self::around),
            600..620 => self.plain(model, Self::reveal),
            620..650 => self.plain(model, Self::amend),
            650..690 => self.plain(model, Self::pause),
            690..705 => self.plain(model, Self::close),
            705..725 => self.plain(model, Self::revoke),
            725..730 => self.plain(model, Self::revoke_all),
            730..760 => self.plain(model, Self::unsold),
            760..790 => self.plain(model, Self::reveal),
            790..860 => self.plain(model, Self::release),
            860..920 => self.plain(model, Self::withdraw),
            920..965 => self.plain(model, Self::refund),
            965..980 => self.plain(model, Self::mood),
            980..988 => self.plain(model, Self::token_mood),
            _ => self.plain(model, Self::unsold),
        }
    }

    fn plain(
        &mut self,
        model: &Model,
        draw: impl Fn(&mut Self, &Model) -> (Address, Act),
    ) -> (Address, U256, Act) {
        let (by, act) = draw(self, model);
        (by, U256::ZERO, act)
    }

    /// A sale: mostly a young one, now and then one that is not there.
    pub(super) fn sale(&mut self, model: &Model) -> U256 {
        if self.chance(2) {
            let phase = self.dice.u32(..);
            return join(model.cast.collections[0], 0, phase) | U256::from(1) << 230;
        }
        if self.chance(1) {
            return join(model.cast.collections[0], 0, u32::MAX);
        }
        let young = self.recent.len().saturating_sub(if self.chance(80) { 5 } else { 40 });
        one(&mut self.dice, &self.recent[young..])
    }

    /// Mostly a sale for which something holds.
    pub(super) fn sale_that(&mut self, model: &Model, holds: impl Fn(&Sale) -> bool) -> U256 {
        let fitting: Vec<U256> =
            self.recent.iter().rev().filter(|id| holds(&model.sales[*id])).copied().collect();
        if fitting.is_empty() || self.chance(20) {
            return self.sale(model);
        }
        one(&mut self.dice, &fitting[..fitting.len().min(8)])
    }

    /// The owner of a sale's collection, mostly.
    fn owner(&mut self, model: &Model, sale: U256) -> Address {
        let owner = model.gallery(sale).map(|gallery| gallery.owner);
        match owner.filter(|_| self.chance(93)) {
            Some(owner) => owner,
            None => self.sender(model),
        }
    }

    /// Anybody who sends transactions.
    pub(super) fn sender(&mut self, model: &Model) -> Address {
        let senders: Vec<Address> = model.cast.senders().chain(model.cast.actors).collect();
        one(&mut self.dice, &senders)
    }

    /// Anybody who can have money.
    pub(super) fn account(&mut self, model: &Model) -> Address {
        let accounts: Vec<Address> = model.cast.accounts().collect();
        one(&mut self.dice, &accounts)
    }

    /// A phase that was never used.
    pub(super) fn phase(&mut self) -> u32 {
        self.phases += 1;
        self.phases
    }

    fn amend(&mut self, model: &Model) -> (Address, Act) {
        let id = self.sale_that(model, |sale| !sale.closed);
        let by = self.owner(model, id);
        let Some(sale) = model.sales.get(&id) else {
            let (end, root, signer) = (model.now + 100, B256::ZERO, Address::ZERO);
            return (by, Act::Amend { sale: id, limit: 1, end, root, signer });
        };
        let t = sale.terms.clone();
        let (mut limit, mut end, mut root, mut signer) = (t.limit, t.end, t.allowRoot, t.signer);
        if self.chance(40) {
            limit = self.dice.u32(sale.sold() + sale.unsold..=t.limit);
        }
        if self.chance(25) {
            end = model.now.max(t.start) + self.dice.u64(..2_000);
        }
        if self.chance(40) && !t.allowRoot.is_zero() {
            root = self.list(model, id, &t);
        }
        if self.chance(40) && !t.signer.is_zero() {
            signer = self.signer(model);
        }
        match self.dice.u8(..40) {
            0 => limit = t.limit.saturating_add(self.dice.u32(1..5)),
            1 => limit = (sale.sold() + sale.unsold).saturating_sub(1),
            2 => end = if t.end == 0 { model.now - 1 } else { 0 },
            3 => root = if t.allowRoot.is_zero() { word(1) } else { B256::ZERO },
            4 => signer = if t.signer.is_zero() { model.cast.curators[0] } else { Address::ZERO },
            _ => {}
        }
        (by, Act::Amend { sale: id, limit, end, root, signer })
    }

    fn pause(&mut self, model: &Model) -> (Address, Act) {
        let paused = self.chance(35);
        let sale = self.sale_that(model, |sale| sale.paused != paused && !sale.is_over(model.now));
        (self.owner(model, sale), Act::Pause { sale, paused })
    }

    fn close(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| !sale.purchases.is_empty() && !sale.closed);
        (self.owner(model, sale), Act::Close { sale })
    }

    /// The signer, or the owner, or somebody.
    fn curator(&mut self, model: &Model, sale: U256) -> Address {
        match model.sales.get(&sale).map(|sale| sale.terms.signer) {
            Some(signer) if !signer.is_zero() && self.chance(55) => signer,
            _ => self.owner(model, sale),
        }
    }

    fn revoke(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| !sale.terms.signer.is_zero());
        let nonce = U256::from(self.dice.u8(..));
        (self.curator(model, sale), Act::Revoke { sale, nonce })
    }

    fn revoke_all(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| !sale.terms.signer.is_zero());
        (self.curator(model, sale), Act::RevokeAll { sale })
    }

    fn unsold(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| {
            sale.is_over(model.now) && !sale.terms.unsoldRecipient.is_zero() && sale.left() > 0
        });
        let quantity = self.dice.u32(..4);
        (self.sender(model), Act::MintUnsold { sale, quantity })
    }

    fn reveal(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| {
            sale.is_blind() && sale.is_over(model.now) && !sale.has_failed(model.now)
        });
        let (mut seed, promise) = self.seeds.get(&sale).copied().unwrap_or_default();
        if self.chance(15) {
            seed = word(self.dice.u64(..));
        }
        (self.sender(model), Act::Reveal { sale, seed, promise })
    }

    fn release(&mut self, model: &Model) -> (Address, Act) {
        let sale = self.sale_that(model, |sale| sale.credits_now(model.now).is_some());
        (self.sender(model), Act::Release { sale })
    }

    fn withdraw(&mut self, model: &Model) -> (Address, Act) {
        let debts: Vec<_> = model.owed.keys().copied().collect();
        let (account, currency) = match self.chance(85) && !debts.is_empty() {
            true => one(&mut self.dice, &debts),
            false => (self.account(model), one(&mut self.dice, &model.cast.currencies())),
        };
        (self.sender(model), Act::Withdraw { account, currency })
    }

    fn refund(&mut self, model: &Model) -> (Address, Act) {
        let now = model.now;
        let sale = self.sale_that(model, |sale| {
            sale.purchases.iter().any(|one| sale.refundable(one.payer, now) > 0)
        });
        let payers: Vec<Address> = model
            .sales
            .get(&sale)
            .map(|sale| sale.purchases.iter().map(|one| one.payer).collect())
            .unwrap_or_default();
        let account = match payers.is_empty() || self.chance(10) {
            true => self.account(model),
            false => one(&mut self.dice, &payers),
        };
        (self.sender(model), Act::Refund { sale, account })
    }

    fn mood(&mut self, model: &Model) -> (Address, Act) {
        let actor = one(&mut self.dice, &model.cast.actors);
        let moods = [Mood::Plain, Mood::Plain, Mood::Refuses, Mood::BurnsGas, Mood::Reenters];
        (model.cast.stranger, Act::Mood { actor, mood: one(&mut self.dice, &moods) })
    }

    fn token_mood(&mut self, model: &Model) -> (Address, Act) {
        use TokenMood::{AnswersNo, Plain, Reenters, Refuses, Silent, TakesFee};
        let [good, bad] = model.cast.tokens;
        let (token, mood) = match self.chance(40) {
            true => (good, one(&mut self.dice, &[Plain, Silent, Reenters])),
            false => {
                let moods = [Plain, Plain, Silent, AnswersNo, TakesFee, Reenters, Refuses];
                (bad, one(&mut self.dice, &moods))
            }
        };
        (model.cast.stranger, Act::TokenMood { token, mood })
    }
}
