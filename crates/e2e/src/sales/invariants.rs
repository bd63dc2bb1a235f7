//! What must hold after every action, whatever it was. Each check counts from the list of purchases.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, U256};

use super::{
    model::Model,
    sale::{Earnings, Sale},
};
use crate::bindings::Minter::Terms;

/// What was true before, where only the comparison tells.
#[derive(Clone, Debug, Default)]
pub struct Before {
    sales: BTreeMap<U256, (Terms, u32, BTreeSet<U256>)>,
}

/// Collects what is broken.
struct Findings(Vec<String>);

impl Findings {
    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

impl Before {
    /// Remembers one sale as it is, or forgets it where there is none.
    pub fn note(model: &Model, id: Option<U256>) -> Self {
        let sales = id
            .and_then(|id| model.sales.get_key_value(&id))
            .map(|(id, sale)| (*id, (sale.terms.clone(), sale.sold(), sale.revoked.clone())));
        Self { sales: sales.into_iter().collect() }
    }
}

/// Everything that is broken after an action; `before` is the touched sale as it was.
pub fn broken(model: &Model, before: &Before) -> Vec<String> {
    let mut findings = Findings(Vec::new());
    balances(model, &mut findings);
    pieces(model, &mut findings);
    for sale in model.sales.values() {
        limits(sale, &mut findings);
        shares(sale, model.now, &mut findings);
        prices(sale, model.now, &mut findings);
        vouchers(sale, &mut findings);
    }
    for (id, (terms, sold, revoked)) in &before.sales {
        let sale = &model.sales[id];
        let t = &sale.terms;
        findings.must(sale.sold() >= *sold, || format!("{id:#x}: sold fell"));
        let is_amended = t.limit <= terms.limit
            && (t.end == terms.end || t.end != 0 && (terms.end == 0 || t.end < terms.end))
            && t.allowRoot.is_zero() == terms.allowRoot.is_zero()
            && t.signer.is_zero() == terms.signer.is_zero();
        findings.must(is_amended, || format!("{id:#x}: amended against the rules"));
        if sale.sold() > *sold {
            let used = sale.purchases.last().and_then(|one| one.voucher);
            let was_revoked = used.is_some_and(|(nonce, _)| revoked.contains(&nonce));
            findings.must(!was_revoked, || format!("{id:#x}: a revoked voucher was used"));
        }
    }
    findings.0
}

/// Per currency: balance = Σ owed + Σ unreleased + Σ refundable.
fn balances(model: &Model, findings: &mut Findings) {
    let minter = model.cast.domain.minter;
    for currency in model.cast.currencies() {
        let owed: U256 =
            model.owed.iter().filter(|(key, _)| key.1 == currency).map(|(_, sum)| *sum).sum();
        let held: U256 = model
            .sales
            .values()
            .filter(|sale| sale.terms.currency == currency)
            .map(|sale| {
                U256::from(unreleased(sale, model.now)) + U256::from(refundable(sale, model.now))
            })
            .sum();
        let balance = model.balance(currency, minter);
        findings.must(balance == owed + held, || {
            format!("{currency}: balance {balance}, owed {owed}, in sales {held}")
        });
    }
}

/// Everything that payers of a sale can get back now.
fn refundable(sale: &Sale, now: u64) -> u128 {
    let payers: BTreeSet<Address> = sale.purchases.iter().map(|one| one.payer).collect();
    payers.into_iter().map(|payer| sale.refundable(payer, now)).sum()
}

/// What a sale holds for its payees, or for nobody yet because it is not decided.
fn unreleased(sale: &Sale, now: u64) -> u128 {
    let credited: u128 = sale.credits.iter().sum();
    match sale.earnings(now) {
        Earnings::Buyers => 0,
        Earnings::Payees(total) if sale.is_final(now) => total.saturating_sub(credited),
        Earnings::Payees(_) => sale.paid().saturating_sub(credited),
    }
}

/// Pieces: what is held is what was minted, sales mint within the supply.
fn pieces(model: &Model, findings: &mut Findings) {
    for gallery in &model.galleries {
        let held: u32 = gallery.holders.values().sum();
        let minted: u32 = gallery.series.iter().map(|series| series.minted).sum();
        findings.must(held == minted, || format!("{}: {held} held of {minted}", gallery.address));
        let is_within = gallery.series.iter().all(|series| series.minted <= series.supply);
        findings.must(is_within, || format!("{}: more than the supply", gallery.address));
    }
}

fn limits(sale: &Sale, findings: &mut Findings) {
    let id = sale.id;
    let (sold, t) = (sale.sold(), &sale.terms);
    findings.must(sold + sale.unsold <= t.limit, || format!("{id:#x}: more than its limit"));
    if t.walletLimit != 0 {
        let people: BTreeSet<Address> = sale.purchases.iter().map(|one| one.recipient).collect();
        let is_within = people.into_iter().all(|one| sale.bought(one) <= t.walletLimit);
        findings.must(is_within, || format!("{id:#x}: more than the wallet limit"));
    }
    if let Some(last) = sale.purchases.last() {
        let is_allowed = last.allowance.is_none_or(|most| sale.bought(last.recipient) <= most);
        findings.must(is_allowed, || format!("{id:#x}: more than the allowance"));
        let is_good_for = last.most.is_none_or(|most| last.quantity <= most);
        findings.must(is_good_for, || format!("{id:#x}: more than the voucher"));
    }
    let fixed = |t: &Terms| Terms {
        limit: 0,
        end: 0,
        allowRoot: Default::default(),
        signer: Address::ZERO,
        ..t.clone()
    };
    findings.must(fixed(t) == fixed(&sale.first), || format!("{id:#x}: terms changed"));
}

/// Nobody is credited more than the exact share; at the end all that was earned.
fn shares(sale: &Sale, now: u64, findings: &mut Findings) {
    let id = sale.id;
    let credited: u128 = sale.credits.iter().sum();
    let Earnings::Payees(total) = sale.earnings(now) else {
        findings.must(credited == 0, || format!("{id:#x}: released though the reveal failed"));
        return;
    };
    findings.must(credited <= total, || format!("{id:#x}: credited {credited} of {total}"));
    let most = |bps: u16| U256::from(total) * U256::from(bps) / U256::from(10_000);
    for (place, (payee, credit)) in sale.payees.iter().zip(&sale.credits).enumerate() {
        // Whoever is first gets what does not divide, less than one unit a payee.
        let more = if place == 0 { sale.payees.len() - 1 } else { 0 };
        let is_within = U256::from(*credit) <= most(payee.bps) + U256::from(more);
        findings.must(is_within, || format!("{id:#x}: payee {place} has {credit}"));
    }
    let is_released = sale.is_final(now) && sale.credits_now(now).is_none();
    findings.must(!is_released || credited == total, || {
        format!("{id:#x}: {credited} of {total} released, and nothing more to release")
    });
    findings.must(!sale.terms.settles || sale.is_final(now) || credited == 0, || {
        format!("{id:#x}: released before the last price is known")
    });
}

/// Prices never leave the curve's bounds and never rise, and the difficulty stays within its own.
fn prices(sale: &Sale, now: u64, findings: &mut Findings) {
    let (id, t) = (sale.id, &sale.terms);
    for one in &sale.purchases {
        let is_within = one.price >= t.floorPrice && one.price <= t.startPrice;
        findings.must(is_within, || format!("{id:#x}: sold at {}", one.price));
        let is_whole = u128::from(one.quantity) * one.unit == one.paid;
        findings.must(is_whole, || format!("{id:#x}: {} paid for {}", one.paid, one.quantity));
        let is_in_time = one.at >= t.start && (sale.first.end == 0 || one.at < sale.first.end);
        findings.must(is_in_time, || format!("{id:#x}: sold outside its window"));
    }
    let falls = sale.purchases.is_sorted_by(|a, b| a.price >= b.price);
    findings.must(falls, || format!("{id:#x}: the price rose"));
    if t.workInterval != 0 {
        let is_within = (65_536..=1 << 63).contains(&sale.difficulty(now));
        findings.must(is_within, || format!("{id:#x}: difficulty out of bounds"));
    }
}

/// No voucher is used twice.
fn vouchers(sale: &Sale, findings: &mut Findings) {
    let used: Vec<U256> =
        sale.purchases.iter().filter_map(|one| one.voucher).map(|(nonce, _)| nonce).collect();
    let different: BTreeSet<&U256> = used.iter().collect();
    findings.must(different.len() == used.len(), || format!("{:#x}: a voucher twice", sale.id));
    let is_signed = sale.terms.signer.is_zero() || used.len() == sale.purchases.len();
    findings.must(is_signed, || format!("{:#x}: sold without a voucher", sale.id));
}
