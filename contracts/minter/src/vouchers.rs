//! Vouchers: what a curator lets a buyer do, once, by a signature. Each can be revoked, and all of them at once.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::prelude::*;

use crate::{
    contract::{Map, Minter},
    errors::{
        refuse, InvalidQuantity, NotSigner, VoucherEpoch, VoucherExpired, VoucherForAnother,
        VoucherRequired, VoucherUsed, VoucherWords,
    },
    events,
    order::{Deal, Order},
    pass::Pass,
    record::{part, word},
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
        let signer = self.signer(sale);
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
        let content = B256::new(voucher.content_hash);
        let prompt = B256::new(voucher.prompt_commitment);
        let record = B256::new(voucher.record_hash);
        let mut most = voucher.quantity;
        if content.is_zero() {
            if !record.is_zero() || !prompt.is_zero() || sale.has(condition::WORDS) {
                return Err(refuse!(VoucherWords));
            }
        } else if record.is_zero() {
            return Err(refuse!(VoucherWords));
        } else {
            most = most.min(1);
            deal.words = Some([content, prompt, record]);
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
    pub(crate) fn signer(&self, sale: &Sale) -> Address {
        part(self.read(&sale.record, word::CURATOR)).0
    }

    /// Whether a voucher was used or revoked.
    pub(crate) fn is_used(&self, sale_id: U256, nonce: U256) -> bool {
        let (slot, bit) = self.place_of(sale_id, nonce);
        !(self.word(&slot) & bit).is_zero()
    }

    /// Marks it as used.
    pub(crate) fn use_up(&mut self, sale_id: U256, nonce: U256) {
        let (slot, bit) = self.place_of(sale_id, nonce);
        let used = self.word(&slot) | bit;
        self.set_word(&slot, &used);
    }

    /// Where the bit of a nonce is: the slot of its word, whose position is all of the nonce but the last byte, and the bit.
    fn place_of(&self, sale_id: U256, nonce: U256) -> (U256, U256) {
        let slot = self.entry_of(Map::Nonces, sale_id, nonce >> 8_usize);
        (slot, U256::from(1) << usize::from(nonce.byte(0)))
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
        self.set_progress(&sale.record, &progress);
        events::vouchers_revoked(self.vm(), sale.id, progress.epoch);
    }

    /// A sale whose vouchers the caller may revoke.
    fn find_as_signer(&self, sale_id: U256) -> Result<Sale, Vec<u8>> {
        let sale = self.find(sale_id)?;
        let (caller, signer) = (self.vm().msg_sender(), self.signer(&sale));
        if caller != signer && caller != sale.series().0.owner()? {
            return Err(refuse!(NotSigner, caller, signer));
        }
        Ok(sale)
    }
}
