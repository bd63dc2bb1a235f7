//! Draws purchases: who buys how much, what is paid, and how the conditions are met, forged or missed.

use alloy_primitives::{Address, Bytes, Signature, B256, U256};
use alloy_signer::SignerSync;
use alloy_sol_types::SolValue;

use super::pass::{Pass, Voucher};
use super::{
    action::Act,
    cast::{key, word},
    codec::{merkle, Mining},
    conditions::SALES_PRICE,
    driver::{one, Driver},
    model::{split, Model},
    sale::{Sale, Status},
};

/// The order of the curve's group.
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

impl Driver {
    /// A purchase.
    pub(super) fn purchase(&mut self, model: &Model) -> (Address, U256, Act) {
        let now = model.now;
        let id = self.sale_that(model, |sale| sale.status(now) == Status::Open);
        let recipient = self.recipient(model, id);
        let is_delegated = self.chance(25) || !self.can_send(model, recipient);
        let by = if is_delegated { self.buyer(model) } else { recipient };
        let to = is_delegated.then_some(recipient);
        let quantity = self.quantity(model, id);
        let data = match model.sales.get(&id) {
            Some(sale) => self.data(model, sale, recipient, quantity),
            None => Bytes::new(),
        };
        let (price, _) = model.quote(id, recipient, quantity, &data);
        let max = match self.dice.u8(..100) {
            0..3 => price.saturating_sub(U256::from(1)),
            3..60 => price,
            _ => U256::MAX,
        };
        let is_coin = model.sales.get(&id).is_none_or(|sale| sale.terms.currency.is_zero());
        let value = match (is_coin, self.dice.u8(..100)) {
            // Nobody has more than that; then it is too little.
            (true, _) if price > U256::from(u128::MAX >> 28) => U256::from(1),
            (true, 0..4) => price.saturating_sub(U256::from(1)),
            (true, 4..30) => price + U256::from(self.dice.u32(1..)),
            (true, _) => price,
            (false, 0..3) => U256::from(1),
            (false, _) => U256::ZERO,
        };
        (by, value, Act::Mint { sale: id, to, quantity, max, data })
    }

    fn buyer(&mut self, model: &Model) -> Address {
        let buyers: Vec<Address> = model.cast.buyers.into_iter().chain(model.cast.actors).collect();
        one(&mut self.dice, &buyers)
    }

    fn can_send(&self, model: &Model, account: Address) -> bool {
        model.cast.is_actor(account) || model.cast.senders().any(|one| one == account)
    }

    fn recipient(&mut self, model: &Model, id: U256) -> Address {
        match self.dice.u8(..200) {
            0 => return Address::ZERO,
            1 => return model.cast.tokens[0],
            2..8 => return self.account(model),
            _ => {}
        }
        let root = model.sales.get(&id).map(|sale| sale.terms.allowRoot).unwrap_or_default();
        let listed: Vec<Address> = self
            .lists
            .get(&(id, root))
            .map(|list| list.iter().map(|(account, _)| *account).collect())
            .unwrap_or_default();
        match listed.is_empty() || self.chance(8) {
            true => self.buyer(model),
            false => one(&mut self.dice, &listed),
        }
    }

    fn quantity(&mut self, model: &Model, id: U256) -> u32 {
        let is_single = model.sales.get(&id).is_some_and(|sale| {
            let (_, series) = split(id);
            let has_root = model
                .gallery(id)
                .is_some_and(|gallery| !gallery.series[series as usize].root.is_zero());
            sale.terms.workInterval != 0 || !has_root
        });
        match self.dice.u8(..100) {
            0..2 => 0,
            2 => self.dice.u32(..),
            3..10 => self.dice.u32(2..9),
            _ if is_single => 1,
            10..70 => 1,
            _ => self.dice.u32(2..5),
        }
    }

    fn data(&mut self, model: &Model, sale: &Sale, recipient: Address, quantity: u32) -> Bytes {
        let mut pass = Pass::default();
        if !sale.terms.allowRoot.is_zero() {
            self.show_allowance(model, sale, recipient, &mut pass);
        }
        if !sale.terms.signer.is_zero() && !self.chance(3) {
            self.show_voucher(model, sale, recipient, quantity, &mut pass);
        }
        if sale.terms.workInterval != 0 {
            pass.workNonce = self.show_work(model, sale, recipient);
        }
        if pass == Pass::default() && self.chance(80) {
            return Bytes::new();
        }
        let mut data = pass.abi_encode();
        if pass != Pass::default() && self.chance(1) {
            data.truncate(self.dice.usize(1..300));
        }
        data.into()
    }

    fn show_allowance(&mut self, model: &Model, sale: &Sale, recipient: Address, pass: &mut Pass) {
        let old: Vec<B256> = self
            .lists
            .range((sale.id, B256::ZERO)..=(sale.id, B256::repeat_byte(0xff)))
            .map(|((_, root), _)| *root)
            .collect();
        let root = if self.chance(4) { old.first().copied() } else { Some(sale.terms.allowRoot) };
        let Some(entries) = root.and_then(|root| self.lists.get(&(sale.id, root))).cloned() else {
            return;
        };
        let leaves: Vec<B256> = entries
            .iter()
            .map(|(account, allowance)| model.cast.domain.leaf(sale.id, *account, allowance))
            .collect();
        let place = entries.iter().position(|(account, _)| *account == recipient).unwrap_or(0);
        let (_, proofs) = merkle(&leaves);
        pass.allowance = entries[place].1.clone();
        pass.proof = proofs[place].clone();
        match self.dice.u8(..50) {
            0 => pass.allowance.quantity += 1,
            1 => pass.allowance.price = pass.allowance.price.wrapping_add(1),
            2 => pass.proof.push(word(1)),
            3 => drop(pass.proof.pop()),
            _ => {}
        }
    }

    fn show_voucher(
        &mut self,
        model: &Model,
        sale: &Sale,
        recipient: Address,
        quantity: u32,
        pass: &mut Pass,
    ) {
        if !self.vouchers.is_empty() && self.chance(12) {
            let own: Vec<_> = self.vouchers.iter().rev().filter(|one| one.0 == sale.id).collect();
            let shown = match own.is_empty() || self.dice.u8(..10) == 0 {
                true => self.vouchers[self.dice.usize(..self.vouchers.len())].clone(),
                false => (*own[self.dice.usize(..own.len())]).clone(),
            };
            (pass.voucher, pass.signature) = (shown.1, shown.2);
            return;
        }
        let voucher = self.voucher(model, sale, recipient, quantity);
        let digest = model.cast.domain.voucher(sale.id, &voucher);
        let signature = self.signature(model, sale, digest);
        self.vouchers.push((sale.id, voucher.clone(), signature.clone()));
        (pass.voucher, pass.signature) = (voucher, signature);
    }

    fn voucher(
        &mut self,
        model: &Model,
        sale: &Sale,
        recipient: Address,
        quantity: u32,
    ) -> Voucher {
        let (_, series) = split(sale.id);
        let has_root = model
            .gallery(sale.id)
            .is_some_and(|gallery| !gallery.series[series as usize].root.is_zero());
        let has_words = (!has_root || self.chance(15)) != self.chance(3);
        let mut voucher = Voucher {
            buyer: if self.chance(70) { recipient } else { Address::ZERO },
            quantity: quantity.max(1),
            price: SALES_PRICE,
            expiry: model.now + self.dice.u64(..2_000),
            epoch: sale.epoch,
            nonce: U256::from(self.dice.u8(..)),
            ..Voucher::default()
        };
        if has_words {
            let number = self.dice.u64(..);
            voucher.contentHash = word(number);
            voucher.promptCommitment = word(number ^ 1);
            voucher.recordHash = word(number ^ 2);
        }
        if self.chance(30) && !(sale.terms.settles && self.chance(90)) {
            voucher.price = match self.dice.u8(..20) {
                0 => u128::MAX - 1,
                1 => 0,
                _ => self.dice.u128(..=sale.terms.startPrice),
            };
        }
        match self.dice.u8(..60) {
            0 => voucher.quantity -= 1,
            1 => voucher.expiry = model.now - self.dice.u64(1..100),
            2 => voucher.epoch ^= 1,
            3 => voucher.buyer = self.account(model),
            4 => voucher.recordHash = B256::ZERO,
            5 => voucher.contentHash = word(1),
            _ => {}
        }
        voucher
    }

    fn signature(&mut self, model: &Model, sale: &Sale, digest: B256) -> Bytes {
        if model.cast.is_actor(sale.terms.signer) {
            let first = u8::from(!self.chance(6));
            return vec![first; self.dice.usize(1..80)].into();
        }
        let own = model.cast.curators.iter().position(|one| *one == sale.terms.signer);
        let other = self.chance(4);
        let signer = key(own.unwrap_or(0) ^ usize::from(other));
        let signature = signer.sign_hash_sync(&digest).expect("a key signs");
        let mut bytes = signature.as_bytes().to_vec();
        match self.dice.u8(..50) {
            0 => bytes.truncate(self.dice.usize(1..64)),
            1 => bytes.push(27),
            2 => bytes[64] -= 27,
            3 => bytes = upper(signature),
            4 => bytes = vec![0; 65],
            5 => bytes[40] ^= 1,
            _ => {}
        }
        bytes.into()
    }

    fn show_work(&mut self, model: &Model, sale: &Sale, recipient: Address) -> U256 {
        let difficulty = sale.difficulty(model.now);
        let is_open = sale.status(model.now) == Status::Open;
        let can = difficulty <= self.patience && (is_open || model.mining == Mining::Pretended);
        if !can || self.chance(12) {
            let stale = self.nonces.last().copied().unwrap_or_default();
            return if self.chance(50) { stale } else { U256::from(self.dice.u64(..)) };
        }
        let buyer = if self.chance(4) { self.account(model) } else { recipient };
        let challenge = model.cast.domain.challenge(sale.id, buyer, sale.last_solved);
        model.mining.mine(challenge, difficulty)
    }
}

/// The same signature with s in the upper half.
fn upper(signature: Signature) -> Vec<u8> {
    Signature::new(signature.r(), ORDER - signature.s(), !signature.v()).as_bytes().to_vec()
}
