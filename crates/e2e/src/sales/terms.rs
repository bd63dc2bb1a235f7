//! Draws what surrounds a purchase: series, roles, new owners, and the terms of new sales, good and bad.

use alloy_primitives::{Address, B256, U256};

use super::pass::Allowance;
use super::{
    action::{Act, Action},
    cast::word,
    codec::merkle,
    conditions::SALES_PRICE,
    driver::{one, Driver},
    model::{join, Model},
    owner::commitment,
};
use crate::bindings::Minter::{Payee, Terms};

impl Driver {
    /// A collection without two series that have pieces left.
    pub(super) fn short_of_series(&self, model: &Model) -> Option<usize> {
        model.galleries.iter().position(|gallery| {
            gallery.series.iter().filter(|one| one.supply > one.minted + 2).count() < 2
        })
    }

    /// Creates a series.
    pub(super) fn series(&mut self, model: &Model, collection: usize) -> Action {
        let root = if self.chance(80) { word(self.dice.u64(..)) } else { B256::ZERO };
        let supply = self.dice.u32(5..60);
        let act = Act::Series { collection, root, supply };
        let by = model.galleries[collection].owner;
        Action { at: model.now, by, value: U256::ZERO, act }
    }

    /// Something that an owner does to the collection.
    pub(super) fn around(&mut self, model: &Model) -> (Address, Act) {
        let collection = self.dice.usize(..model.galleries.len());
        let gallery = &model.galleries[collection];
        let by = gallery.owner;
        let stock = gallery
            .series
            .iter()
            .rposition(|one| !one.root.is_zero() && one.supply > one.minted + 1);
        if !gallery.role && self.chance(70) {
            return (by, Act::Role { collection, given: true });
        }
        match (self.dice.u8(..10), stock) {
            (0..4, Some(series)) => {
                (by, Act::Direct { collection, series: series as u32, count: self.dice.u32(1..3) })
            }
            (4..6, _) => {
                let [first, second] = model.cast.artists;
                let to = if by == first { second } else { first };
                (by, Act::HandOver { collection, to })
            }
            (6, _) if gallery.role => (by, Act::Role { collection, given: false }),
            _ => (by, Act::Role { collection, given: true }),
        }
    }

    /// Somebody who signs vouchers.
    pub(super) fn signer(&mut self, model: &Model) -> Address {
        let [first, second] = model.cast.curators;
        one(&mut self.dice, &[first, first, second, model.cast.actors[0]])
    }

    /// Makes an allow-list for a sale; answers its root.
    pub(super) fn list(&mut self, model: &Model, id: U256, terms: &Terms) -> B256 {
        let mut people: Vec<Address> =
            model.cast.buyers.into_iter().chain(model.cast.actors).collect();
        self.dice.shuffle(&mut people);
        people.truncate(self.dice.usize(1..=people.len()));
        let entries: Vec<_> = people
            .into_iter()
            .map(|account| {
                let is_own = !terms.settles && self.chance(30);
                let price = if is_own { self.dice.u128(..=terms.startPrice) } else { SALES_PRICE };
                let (start, end) = match self.dice.u8(..5) {
                    0 => (terms.start + 100, terms.start + self.dice.u64(101..3_000)),
                    _ => (0, 0),
                };
                (account, Allowance { quantity: self.dice.u32(1..6), price, start, end })
            })
            .collect();
        let leaves: Vec<B256> = entries
            .iter()
            .map(|(account, allowance)| model.cast.domain.leaf(id, *account, allowance))
            .collect();
        let (root, _) = merkle(&leaves);
        self.lists.insert((id, root), entries);
        root
    }

    /// A new sale.
    pub(super) fn create(&mut self, model: &Model) -> (Address, Act) {
        let collection = self.dice.usize(..model.galleries.len());
        let gallery = &model.galleries[collection];
        let stocked: Vec<usize> = (0..gallery.series.len())
            .filter(|one| gallery.series[*one].supply > gallery.series[*one].minted)
            .collect();
        let series = one(&mut self.dice, &stocked) as u32;
        let place = &gallery.series[series as usize];
        let mut id = join(gallery.address, series, self.phase());
        let mut terms = self.terms(model, place.root.is_zero(), place.supply - place.minted);
        if self.chance(30) {
            terms.allowRoot = self.list(model, id, &terms);
        }
        if !place.root.is_zero() && self.chance(25) {
            self.blind(id, &mut terms);
        }
        let mut payees = self.payees(model);
        let mut by = gallery.owner;
        match self.dice.u8(..64) {
            0 => id |= U256::from(1) << 224,
            1 => {
                id = one(
                    &mut self.dice,
                    &self.recent.clone().into_iter().chain([id]).collect::<Vec<_>>(),
                )
            }
            2 => id = join(model.cast.tokens[0], series, 1),
            3 => id = join(gallery.address, 1 << 20, 1),
            4 => by = self.sender(model),
            5 => id = join(model.cast.stranger, series, 1),
            6..15 => self.spoil_terms(model, &mut terms),
            15..20 => self.spoil_payees(model, &mut payees),
            _ => {}
        }
        if terms.signer.is_zero() && place.root.is_zero() && self.chance(95) {
            terms.signer = self.signer(model);
        }
        (by, Act::Create { sale: id, terms, payees })
    }

    fn terms(&mut self, model: &Model, needs_vouchers: bool, stock: u32) -> Terms {
        let curve = self.dice.u8(..3);
        let [good, bad] = model.cast.tokens;
        let currency = one(&mut self.dice, &[Address::ZERO, Address::ZERO, good, good, bad]);
        let greatest: u128 = match self.dice.u8(..10) {
            0..4 => 60,
            4..9 => 1_000_000_000,
            _ if currency.is_zero() => 1_000_000_000_000_000_000,
            _ => u128::MAX / 3,
        };
        let start_price = self.dice.u128(1..=greatest) - u128::from(curve == 0 && self.chance(10));
        let floor_price = if curve == 0 { start_price } else { self.dice.u128(..start_price) };
        let start = model.now + self.dice.u64(..200) * u64::from(self.chance(40));
        let start = start - self.dice.u64(..500) * u64::from(self.chance(20));
        let end = if self.chance(30) { 0 } else { model.now.max(start) + self.dice.u64(1..9_000) };
        let mut terms = Terms {
            currency,
            curve,
            settles: self.chance(35),
            startPrice: start_price,
            floorPrice: floor_price,
            period: if curve == 0 { 0 } else { self.dice.u32(1..4_000) },
            start,
            end,
            limit: if self.chance(15) { 0 } else { self.dice.u32(1..=stock.min(14)) },
            walletLimit: if self.chance(60) { 0 } else { self.dice.u32(1..6) },
            ..Terms::default()
        };
        if terms.settles && terms.end == 0 && self.chance(97) {
            terms.end = model.now.max(start) + 5_000;
        }
        if needs_vouchers || self.chance(25) {
            terms.signer = self.signer(model);
        }
        if self.chance(15) {
            terms.workInterval = self.dice.u32(5..300);
            terms.workHalfLife = self.dice.u32(20..900);
            terms.workDifficulty = self.dice.u64(65_536..100_000);
        }
        if self.chance(45) {
            terms.unsoldRecipient = self.account(model);
        }
        if needs_vouchers && self.chance(95) {
            terms.unsoldRecipient = Address::ZERO;
        }
        terms
    }

    fn blind(&mut self, id: U256, terms: &mut Terms) {
        if terms.end == 0 {
            terms.end = terms.start + 5_000;
        }
        let secret = (word(self.dice.u64(..)), word(self.dice.u64(..)));
        self.seeds.insert(id, secret);
        terms.seedCommitment = commitment(secret.0, secret.1);
        terms.revealBy = terms.end + self.dice.u64(..9_000);
    }

    /// Between one and sixteen different payees with shares that make a whole.
    fn payees(&mut self, model: &Model) -> Vec<Payee> {
        let mut people: Vec<Address> = model.cast.accounts().collect();
        self.dice.shuffle(&mut people);
        let count = if self.chance(10) { 16 } else { self.dice.usize(1..6) };
        let mut left = 10_000 - count as u16;
        let mut payees: Vec<Payee> = people[..count]
            .iter()
            .map(|account| {
                let more = self.dice.u16(..=left);
                left -= more;
                Payee { account: *account, bps: 1 + more }
            })
            .collect();
        payees[0].bps += left;
        payees
    }

    fn spoil_payees(&mut self, model: &Model, payees: &mut Vec<Payee>) {
        let last = payees.len() - 1;
        match self.dice.u8(..6) {
            0 => payees.clear(),
            1 => payees.resize(17, Payee { account: model.cast.stranger, bps: 1 }),
            2 => payees[last].account = Address::ZERO,
            3 => payees[last].account = model.cast.domain.minter,
            4 => payees.push(Payee { account: payees[0].account, bps: 0 }),
            _ => payees[0].bps = payees[0].bps.wrapping_add(self.dice.u16(1..)),
        }
    }

    fn spoil_terms(&mut self, model: &Model, t: &mut Terms) {
        match self.dice.u8(..12) {
            0 => t.end = t.start,
            1 => (t.start, t.end) = (model.now - 100, model.now - self.dice.u64(..50)),
            2 => t.curve = self.dice.u8(3..),
            3 => t.floorPrice = t.startPrice + 1,
            4 => t.period = if t.curve == 0 { 7 } else { 0 },
            5 => t.limit = self.dice.u32(1_000..),
            6 => t.currency = model.cast.stranger,
            7 => (t.workInterval, t.workHalfLife, t.workDifficulty) = (60, 0, 100_000),
            8 => {
                (t.workInterval, t.workHalfLife, t.workDifficulty) =
                    (60, 60, self.dice.u64(..65_536))
            }
            9 => (t.workInterval, t.workHalfLife, t.workDifficulty) = (0, 1, 0),
            10 => (t.seedCommitment, t.revealBy) = (word(9), t.end.saturating_sub(1)),
            _ => (t.seedCommitment, t.revealBy) = (word(9), t.end + 400 * 86_400),
        }
    }
}
