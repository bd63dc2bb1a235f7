//! What owners and curators do: create, amend, pause and close sales, revoke vouchers; and reveals, which anybody does.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_provenance::sale::work::Pace;

use super::{
    model::{split, Done, Model, Tried},
    refusal::Reasons,
    sale::Sale,
};
use crate::bindings::{
    Collection,
    Minter::{self, Payee, Terms},
};

/// The longest time from the end of a blind sale to its last second of reveal.
const REVEAL: u64 = 365 * 86_400;

/// What a blind sale commits to.
pub fn commitment(seed: B256, promise: B256) -> B256 {
    keccak256([b"colophon/scarcity/1/commitment".as_slice(), &seed.0, &promise.0].concat())
}

impl Model {
    pub(super) fn create(
        &mut self,
        by: Address,
        id: U256,
        mut terms: Terms,
        payees: Vec<Payee>,
    ) -> Tried {
        let mut reasons = Reasons::default();
        let (collection, series) = split(id);
        reasons.when(id >> 224 != U256::ZERO, || Minter::InvalidSaleId { saleId: id });
        reasons.when(self.sales.contains_key(&id), || Minter::SaleExists { saleId: id });
        self.check_payees(&payees, &mut reasons);
        self.check_terms(&terms, &mut reasons);
        let Some(gallery) = self.gallery(id) else {
            reasons.add(&Minter::InvalidCollection { collection });
            return Err(reasons);
        };
        let owner = gallery.owner;
        reasons.when(by != owner, || Minter::NotCollectionOwner { caller: by, owner });
        let Some(place) = gallery.series.get(series as usize) else {
            let count = gallery.series.len() as u32;
            reasons.add(&Collection::UnknownSeries { series, count });
            return Err(reasons);
        };
        let max = place.supply - place.minted;
        reasons.when(max == 0 || terms.limit > max, || Minter::InvalidLimit {
            limit: terms.limit,
            max,
        });
        let sells_words = !terms.signer.is_zero() && terms.unsoldRecipient.is_zero();
        reasons
            .when(place.root.is_zero() && !sells_words, || Minter::SeriesNeedsVouchers { series });
        if !reasons.none() {
            return Err(reasons);
        }
        if terms.limit == 0 {
            terms.limit = max;
        }
        let mut done = Done::default();
        done.emit(&Minter::SaleCreated {
            saleId: id,
            terms: terms.clone(),
            payees: payees.clone(),
        });
        self.sales.insert(id, Sale::new(id, terms, payees, self.now));
        Ok(done)
    }

    fn check_payees(&self, payees: &[Payee], reasons: &mut Reasons) {
        let count = payees.len();
        if count == 0 || count > 16 {
            let (count, max) = (U256::from(count), U256::from(16));
            reasons.add(&Minter::InvalidPayeeCount { count, max });
            return;
        }
        for (index, payee) in payees.iter().enumerate() {
            let account = payee.account;
            let is_wrong = account.is_zero()
                || account == self.cast.domain.minter
                || payee.bps == 0
                || payees[..index].iter().any(|earlier| earlier.account == account);
            reasons.when(is_wrong, || Minter::InvalidPayee {
                index: U256::from(index),
                account,
                bps: payee.bps,
            });
        }
        let sum: U256 = payees.iter().map(|payee| U256::from(payee.bps)).sum();
        let whole = U256::from(10_000);
        reasons.when(sum != whole, || Minter::InvalidShares { sum, whole });
    }

    fn check_terms(&self, t: &Terms, reasons: &mut Reasons) {
        let timestamp = self.now;
        // A settling sale has an end: its buyers must not wait for its owner.
        let is_window = match t.end {
            0 => !t.settles,
            end => end > t.start && end > timestamp,
        };
        reasons.when(!is_window, || Minter::InvalidWindow {
            start: t.start,
            end: t.end,
            timestamp,
        });
        reasons.when(t.curve > 2, || Minter::InvalidCurve { curve: t.curve });
        let is_priced = match t.curve {
            0 => t.startPrice == t.floorPrice,
            _ => t.startPrice > t.floorPrice,
        };
        reasons.when(t.curve <= 2 && !is_priced, || Minter::InvalidPrice {
            startPrice: t.startPrice,
            floorPrice: t.floorPrice,
            curve: t.curve,
        });
        reasons.when(t.curve <= 2 && (t.curve == 0) != (t.period == 0), || Minter::InvalidPeriod {
            period: t.period,
            curve: t.curve,
        });
        let is_coin = t.currency.is_zero();
        reasons.when(!is_coin && !self.cast.has_code(t.currency), || Minter::InvalidCurrency {
            currency: t.currency,
        });
        let works = Pace::new(t.workInterval, t.workHalfLife, t.workDifficulty).is_ok();
        let rests = t.workInterval == 0 && t.workHalfLife == 0 && t.workDifficulty == 0;
        reasons.when(!works && !rests, || Minter::InvalidWork {
            interval: t.workInterval,
            halfLife: t.workHalfLife,
            difficulty: t.workDifficulty,
        });
        let is_blind = !t.seedCommitment.is_zero();
        let can_reveal = t.end != 0 && t.revealBy >= t.end && t.revealBy - t.end <= REVEAL;
        reasons.when(if is_blind { !can_reveal } else { t.revealBy != 0 }, || {
            Minter::InvalidReveal { end: t.end, revealBy: t.revealBy }
        });
    }

    /// A sale for its owner, or why not.
    fn owned(&mut self, by: Address, id: U256) -> Result<&mut Sale, Reasons> {
        let mut reasons = Reasons::default();
        let owner = self.gallery(id).map(|gallery| gallery.owner);
        let Some(sale) = self.sales.get_mut(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        let owner = owner.unwrap_or_default();
        if by != owner {
            reasons.add(&Minter::NotCollectionOwner { caller: by, owner });
            return Err(reasons);
        }
        Ok(sale)
    }

    pub(super) fn amend(
        &mut self,
        by: Address,
        id: U256,
        limit: u32,
        end: u64,
        root: B256,
        signer: Address,
    ) -> Tried {
        let now = self.now;
        let sale = self.owned(by, id)?;
        let mut reasons = Reasons::default();
        let t = &sale.terms;
        let least = sale.sold() + sale.unsold;
        let status = sale.status(now) as u8;
        reasons.when(sale.is_over(now), || Minter::NotOpen { saleId: id, status });
        let earlier = end != 0 && (t.end == 0 || end < t.end) && end >= now && !sale.is_blind();
        reasons.when(limit > t.limit || limit < least, || Minter::InvalidAmendment { field: 1 });
        reasons.when(end != t.end && !earlier, || Minter::InvalidAmendment { field: 2 });
        reasons.when(root.is_zero() != t.allowRoot.is_zero(), || Minter::InvalidAmendment {
            field: 3,
        });
        reasons
            .when(signer.is_zero() != t.signer.is_zero(), || Minter::InvalidAmendment { field: 4 });
        if !reasons.none() {
            return Err(reasons);
        }
        let mut done = Done::default();
        if signer != sale.terms.signer {
            sale.epoch += 1;
            done.emit(&Minter::VouchersRevoked { saleId: id, epoch: sale.epoch });
        }
        sale.terms = Terms { limit, end, allowRoot: root, signer, ..sale.terms.clone() };
        done.emit(&Minter::SaleAmended { saleId: id, limit, end, allowRoot: root, signer });
        Ok(done)
    }

    pub(super) fn pause(&mut self, by: Address, id: U256, paused: bool) -> Tried {
        self.owned(by, id)?.paused = paused;
        let mut done = Done::default();
        done.emit(&Minter::SalePaused { saleId: id, paused });
        Ok(done)
    }

    pub(super) fn close(&mut self, by: Address, id: U256) -> Tried {
        let sale = self.owned(by, id)?;
        let mut reasons = Reasons::default();
        reasons.when(sale.closed, || Minter::NotOpen { saleId: id, status: 6 });
        if !reasons.none() {
            return Err(reasons);
        }
        sale.closed = true;
        let mut done = Done::default();
        done.emit(&Minter::SaleClosed { saleId: id });
        Ok(done)
    }

    /// A sale for its owner or its signer, or why not.
    fn signed(&mut self, by: Address, id: U256) -> Result<&mut Sale, Reasons> {
        let mut reasons = Reasons::default();
        let owner = self.gallery(id).map(|gallery| gallery.owner);
        let Some(sale) = self.sales.get_mut(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        let signer = sale.terms.signer;
        if Some(by) != owner && by != signer {
            reasons.add(&Minter::NotSigner { caller: by, signer });
            return Err(reasons);
        }
        Ok(sale)
    }

    pub(super) fn revoke(&mut self, by: Address, id: U256, nonce: U256) -> Tried {
        let sale = self.signed(by, id)?;
        let mut reasons = Reasons::default();
        if !sale.spent.insert(nonce) {
            reasons.add(&Minter::VoucherUsed { nonce });
            return Err(reasons);
        }
        sale.revoked.insert(nonce);
        let mut done = Done::default();
        done.emit(&Minter::VoucherRevoked { saleId: id, nonce });
        Ok(done)
    }

    pub(super) fn revoke_all(&mut self, by: Address, id: U256) -> Tried {
        let sale = self.signed(by, id)?;
        sale.epoch += 1;
        let mut done = Done::default();
        done.emit(&Minter::VouchersRevoked { saleId: id, epoch: sale.epoch });
        Ok(done)
    }

    pub(super) fn reveal(&mut self, id: U256, seed: B256, promise: B256) -> Tried {
        let timestamp = self.now;
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get_mut(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        if !sale.is_blind() {
            reasons.add(&Minter::NotBlind { saleId: id });
            return Err(reasons);
        }
        reasons.when(sale.revealed, || Minter::AlreadyRevealed { saleId: id });
        let status = sale.status(timestamp) as u8;
        reasons.when(!sale.is_over(timestamp), || Minter::NotOver { saleId: id, status });
        let by = sale.terms.revealBy;
        reasons.when(timestamp > by, || Minter::RevealTooLate { revealBy: by, timestamp });
        let commitment = commitment(seed, promise);
        let expected = sale.terms.seedCommitment;
        reasons.when(commitment != expected, || Minter::WrongSeed { commitment, expected });
        if !reasons.none() {
            return Err(reasons);
        }
        sale.revealed = true;
        let mut done = Done::default();
        done.emit(&Minter::Revealed { saleId: id, seed, promiseHash: promise });
        Ok(done)
    }
}
