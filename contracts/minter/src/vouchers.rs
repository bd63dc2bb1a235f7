//! Vouchers: what a curator lets a buyer do, once, by a signature. Each can be revoked, and all of them at once.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::prelude::*;

use crate::{
    contract::Minter,
    errors::{
        refuse, InvalidQuantity, NotSigner, VoucherEpoch, VoucherExpired, VoucherForAnother,
        VoucherRequired, VoucherUsed, VoucherWords,
    },
    events,
    order::{Deal, Order},
    pass::Pass,
    record::part,
    sale::{condition, Sale},
    signatures,
};

impl Minter {
    /// Checks the voucher of an order.
    ///
    /// # Errors
    ///
    /// `VoucherRequired`, `VoucherForAnother`, `VoucherExpired`, `VoucherEpoch`, `VoucherWords`, `InvalidQuantity`, `VoucherUsed`,
    /// `InvalidSignature`, `InvalidSigner`, `SignerRefused`, `PriceIsSettled`.
    pub(crate) fn check_voucher(
        &self,
        sale: &Sale,
        order: Order,
        pass: &Pass<'_>,
        deal: &mut Deal,
    ) -> Result<(), Vec<u8>> {
        let signer = self.signer(sale.id);
        if pass.signature.is_empty() {
            return Err(refuse!(VoucherRequired, signer));
        }
        let voucher = &pass.voucher;
        let buyer = Address::from(voucher.buyer);
        if !buyer.is_zero() && buyer != order.recipient {
            return Err(refuse!(VoucherForAnother, buyer, order.recipient));
        }
        let now = self.now();
        if now > voucher.expiry {
            return Err(refuse!(VoucherExpired, voucher.expiry, now));
        }
        if voucher.epoch != sale.progress.epoch {
            return Err(refuse!(VoucherEpoch, voucher.epoch, sale.progress.epoch));
        }
        let words =
            [voucher.content_hash, voucher.prompt_commitment, voucher.record_hash].map(B256::new);
        let [content, prompt, record] = words;
        let mut most = voucher.quantity;
        if content.is_zero() {
            if !record.is_zero() || !prompt.is_zero() || sale.has(condition::WORDS) {
                return Err(refuse!(VoucherWords));
            }
        } else if record.is_zero() {
            return Err(refuse!(VoucherWords));
        } else {
            most = most.min(1);
            deal.words = Some(words);
        }
        if order.quantity > most {
            return Err(refuse!(InvalidQuantity, order.quantity, most));
        }
        let nonce = U256::from_be_bytes(voucher.nonce);
        self.check_unused(sale.id, nonce)?;
        let digest = voucher.digest(self, &self.place(sale.id));
        signatures::check(self.vm(), signer, B256::new(digest), pass.signature)?;
        deal.nonce = Some(nonce);
        deal.reprice(sale, order, voucher.price)
    }

    /// Who signs the vouchers of a sale.
    pub(crate) fn signer(&self, sale_id: U256) -> Address {
        part(self.sales.getter(sale_id).curator.get()).0
    }

    /// Whether a voucher was used or revoked.
    pub(crate) fn is_used(&self, sale_id: U256, nonce: U256) -> bool {
        let (position, bit) = place_of(nonce);
        let used = self.nonces.getter(sale_id).get(position);
        !(used & bit).is_zero()
    }

    /// Marks it as used.
    pub(crate) fn use_up(&mut self, sale_id: U256, nonce: U256) {
        let (position, bit) = place_of(nonce);
        let mut nonces = self.nonces.setter(sale_id);
        let used = nonces.get(position);
        nonces.insert(position, used | bit);
    }

    fn check_unused(&self, sale_id: U256, nonce: U256) -> Result<(), Vec<u8>> {
        if self.is_used(sale_id, nonce) {
            return Err(refuse!(VoucherUsed, nonce));
        }
        Ok(())
    }

    /// `revokeVoucher(saleId, nonce)`
    pub(crate) fn revoke_voucher(&mut self, sale_id: U256, nonce: U256) -> Result<(), Vec<u8>> {
        self.find_as_signer(sale_id)?;
        self.check_unused(sale_id, nonce)?;
        self.use_up(sale_id, nonce);
        events::voucher_revoked(self.vm(), sale_id, nonce);
        Ok(())
    }

    /// `revokeAllVouchers(saleId)`
    pub(crate) fn revoke_all_vouchers(&mut self, sale_id: U256) -> Result<(), Vec<u8>> {
        let sale = self.find_as_signer(sale_id)?;
        self.begin_epoch(&sale);
        Ok(())
    }

    /// Makes all vouchers void that were signed so far.
    pub(crate) fn begin_epoch(&mut self, sale: &Sale) {
        let mut progress = sale.progress;
        progress.epoch = progress.epoch.wrapping_add(1);
        self.set_progress(sale.id, &progress);
        events::vouchers_revoked(self.vm(), sale.id, progress.epoch);
    }

    /// A sale whose vouchers the caller may revoke.
    fn find_as_signer(&self, sale_id: U256) -> Result<Sale, Vec<u8>> {
        let sale = self.find(sale_id)?;
        let (caller, signer) = (self.vm().msg_sender(), self.signer(sale_id));
        if caller != signer && caller != sale.series().0.owner()? {
            return Err(refuse!(NotSigner, caller, signer));
        }
        Ok(sale)
    }
}

/// Where the bit of a nonce is: the position of its word, and the bit, which is the last byte.
fn place_of(nonce: U256) -> (U256, U256) {
    (nonce >> 8_usize, U256::from(1) << usize::from(nonce.byte(0)))
}
