//! Who may buy, and at which price: allowances, vouchers, proof of work.

use alloy_primitives::{Address, Signature, B256, U256};
use alloy_sol_types::SolValue;

use super::pass::Pass;
use super::{
    buying::Order,
    cast::Mood,
    codec::{climb, Mining},
    model::Model,
    refusal::Reasons,
    sale::Sale,
};
use crate::bindings::Minter;

/// The price that means "the sale's".
pub const SALES_PRICE: u128 = u128::MAX;

/// The upper half of signatures begins above this.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

/// What the conditions of a sale come to for one purchase.
#[derive(Debug, Default)]
pub struct Met {
    /// A price of one's own, if any.
    pub price: Option<u128>,
    /// The words that a voucher gives: content, prompt, record.
    pub words: Option<[B256; 3]>,
    /// The nonce of the voucher, and how many pieces it is good for.
    pub nonce: Option<U256>,
    pub most: Option<u32>,
    /// The quantity of the allowance.
    pub allowance: Option<u32>,
    /// The solution and the difficulty that it met.
    pub solved: Option<(B256, u64)>,
}

/// The pass that calldata stands for; nothing where it stands for none.
fn pass(data: &[u8]) -> Option<Pass> {
    if data.is_empty() {
        return Some(Pass::default());
    }
    Pass::abi_decode(data).ok()
}

impl Model {
    /// Checks all conditions of a sale.
    pub(super) fn conditions(&self, sale: &Sale, order: &Order<'_>, reasons: &mut Reasons) -> Met {
        let mut met = Met::default();
        let Some(pass) = pass(order.data) else {
            reasons.add(&Minter::MalformedPass {});
            return met;
        };
        if !sale.terms.allowRoot.is_zero() {
            self.allowance(sale, order, &pass, reasons);
            met.price = own(pass.allowance.price);
            met.allowance = Some(pass.allowance.quantity);
        }
        if !pass.signature.is_empty() {
            self.voucher(sale, order, &pass, reasons);
            met.price = own(pass.voucher.price).or(met.price);
            met.nonce = Some(pass.voucher.nonce);
            met.most = Some(pass.voucher.quantity);
            let v = &pass.voucher;
            met.words = (!v.contentHash.is_zero()).then_some([
                v.contentHash,
                v.promptCommitment,
                v.recordHash,
            ]);
        } else if !sale.terms.signer.is_zero() {
            reasons.add(&Minter::VoucherRequired { signer: sale.terms.signer });
        }
        if sale.terms.workInterval != 0 {
            met.solved = Some(self.work(sale, order, pass.workNonce, reasons));
        }
        if let Some(price) = met.price.filter(|_| sale.terms.settles) {
            reasons.add(&Minter::PriceIsSettled { price });
        }
        met
    }

    fn allowance(&self, sale: &Sale, order: &Order<'_>, pass: &Pass, reasons: &mut Reasons) {
        let (allowance, account) = (&pass.allowance, order.recipient);
        let leaf = self.cast.domain.leaf(sale.id, account, allowance);
        let root = sale.terms.allowRoot;
        reasons.when(climb(leaf, &pass.proof) != root, || Minter::NotAllowed {
            account,
            leaf,
            root,
        });
        let left = allowance.quantity.saturating_sub(sale.bought(account));
        let requested = order.quantity;
        reasons.when(requested > left, || Minter::AllowanceExceeded { account, requested, left });
        let (start, end, timestamp) = (allowance.start, allowance.end, self.now);
        let is_outside = timestamp < start || (end != 0 && timestamp >= end);
        reasons.when(is_outside, || Minter::AllowanceWindow { start, end, timestamp });
    }

    fn voucher(&self, sale: &Sale, order: &Order<'_>, pass: &Pass, reasons: &mut Reasons) {
        let (v, recipient, timestamp) = (&pass.voucher, order.recipient, self.now);
        self.signature(sale, pass, reasons);
        let current = sale.epoch;
        reasons.when(v.epoch != current, || Minter::VoucherEpoch { given: v.epoch, current });
        reasons.when(sale.spent.contains(&v.nonce), || Minter::VoucherUsed { nonce: v.nonce });
        let expiry = v.expiry;
        reasons.when(timestamp > expiry, || Minter::VoucherExpired { expiry, timestamp });
        let buyer = v.buyer;
        reasons.when(!buyer.is_zero() && buyer != recipient, || Minter::VoucherForAnother {
            buyer,
            recipient,
        });
        let has_words = !v.contentHash.is_zero();
        let is_whole = match has_words {
            true => !v.recordHash.is_zero(),
            false => v.recordHash.is_zero() && v.promptCommitment.is_zero(),
        };
        reasons.when(!is_whole, || Minter::VoucherWords {});
        reasons.when(order.quantity > v.quantity, || Minter::InvalidQuantity {
            quantity: order.quantity,
            max: v.quantity,
        });
        reasons.when(has_words && order.quantity > 1, || Minter::InvalidQuantity {
            quantity: order.quantity,
            max: 1,
        });
        let (_, series) = super::model::split(sale.id);
        let has_root =
            self.gallery(sale.id).is_some_and(|one| !one.series[series as usize].root.is_zero());
        reasons.when(!has_words && !has_root, || Minter::VoucherWords {});
    }

    fn signature(&self, sale: &Sale, pass: &Pass, reasons: &mut Reasons) {
        let signer = sale.terms.signer;
        let digest = self.cast.domain.voucher(sale.id, &pass.voucher);
        if self.cast.has_code(signer) {
            let says_yes = self.cast.is_actor(signer)
                && matches!(self.moods[&signer], Mood::Plain | Mood::Reenters)
                && pass.signature[0] != 0;
            reasons.when(!says_yes, || Minter::SignerRefused { signer });
            return;
        }
        match recover(digest, &pass.signature) {
            None => reasons.add(&Minter::InvalidSignature {}),
            Some(recovered) => {
                reasons.when(recovered != signer, || Minter::InvalidSigner { recovered, signer });
            }
        }
    }

    fn work(
        &self,
        sale: &Sale,
        order: &Order<'_>,
        nonce: U256,
        reasons: &mut Reasons,
    ) -> (B256, u64) {
        let challenge = self.cast.domain.challenge(sale.id, order.recipient, sale.last_solved);
        let difficulty = sale.difficulty(self.now);
        let solution = self.mining.solution(challenge, nonce);
        reasons.when(!Mining::meets(solution, difficulty), || Minter::InsufficientWork {
            solution,
            challenge,
            difficulty,
        });
        reasons.when(order.quantity > 1, || Minter::InvalidQuantity {
            quantity: order.quantity,
            max: 1,
        });
        (solution, difficulty)
    }
}

fn own(price: u128) -> Option<u128> {
    (price != SALES_PRICE).then_some(price)
}

/// Who signed: 65 bytes r, s, v with v 27 or 28, s in the lower half.
fn recover(digest: B256, bytes: &[u8]) -> Option<Address> {
    let [rest @ .., v @ (27 | 28)] = bytes else { return None };
    let words: &[u8; 64] = rest.try_into().ok()?;
    let (r, s) = words.split_at(32);
    let (r, s) = (U256::from_be_slice(r), U256::from_be_slice(s));
    if s > HALF_ORDER {
        return None;
    }
    Signature::new(r, s, *v == 28).recover_address_from_prehash(&digest).ok()
}
