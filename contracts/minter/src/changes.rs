//! What the owner may still change: nothing that could hurt somebody who paid.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::prelude::*;

use crate::{
    contract::Minter,
    errors::{refuse, InvalidAmendment, NotOpen},
    events,
    record::{join, word},
    sale::{condition, mark, status, Rules, Sale},
};

/// The members of a sale that can be amended, by the number in `InvalidAmendment`.
mod field {
    pub(super) const LIMIT: u8 = 1;
    pub(super) const END: u8 = 2;
    pub(super) const ALLOW_ROOT: u8 = 3;
    pub(super) const SIGNER: u8 = 4;
}

impl Minter {
    /// `amendSale(saleId, limit, end, allowRoot, signer)`
    pub(crate) fn amend_sale(
        &mut self,
        sale_id: U256,
        limit: u32,
        end: u64,
        allow_root: B256,
        signer: Address,
    ) -> Result<(), Vec<u8>> {
        let sale = self.find_own(sale_id)?;
        let status = sale.status(self.now());
        if status >= status::SOLD_OUT {
            return Err(refuse!(NotOpen, sale_id, status));
        }
        let before = self.signer(&sale);
        let refused = if limit > sale.rules.limit || limit < sale.progress.sold {
            field::LIMIT
        } else if !self.may_end(&sale, end) {
            field::END
        } else if allow_root.is_zero() == sale.has(condition::ALLOW_LIST) {
            field::ALLOW_ROOT
        } else if signer.is_zero() == sale.has(condition::VOUCHERS) {
            field::SIGNER
        } else {
            0
        };
        if refused != 0 {
            return Err(refuse!(InvalidAmendment, refused));
        }
        if signer != before {
            self.begin_epoch(&sale);
        }
        let record = &sale.record;
        self.write(record, word::RULES, &Rules { limit, end, ..sale.rules }.word());
        if sale.has(condition::ALLOW_LIST) {
            self.write(record, word::ALLOW_ROOT, &allow_root.into());
        }
        if signer != before {
            let curator = join(signer, 0, self.reveal_by(&sale));
            self.write(record, word::CURATOR, &curator);
        }
        events::sale_amended(self.vm(), sale_id, limit, end, allow_root, signer);
        Ok(())
    }

    /// Whether a sale may get this end: the one it has, or an earlier one that is not past. A blind sale keeps its end, from which
    /// the time of its reveal counts.
    fn may_end(&self, sale: &Sale, end: u64) -> bool {
        end == sale.rules.end
            || (end != 0
                && (sale.rules.end == 0 || end < sale.rules.end)
                && end >= self.now()
                && !sale.has(condition::BLIND))
    }

    /// `setPaused(saleId, paused)`
    pub(crate) fn set_paused(&mut self, sale_id: U256, paused: bool) -> Result<(), Vec<u8>> {
        let sale = self.find_own(sale_id)?;
        let mut progress = sale.progress;
        progress.marks &= !mark::PAUSED;
        if paused {
            progress.marks |= mark::PAUSED;
        }
        self.set_progress(&sale.record, &progress);
        events::sale_paused(self.vm(), sale_id, paused);
        Ok(())
    }

    /// `closeSale(saleId)`
    pub(crate) fn close_sale(&mut self, sale_id: U256) -> Result<(), Vec<u8>> {
        let sale = self.find_own(sale_id)?;
        if sale.is(mark::CLOSED) {
            return Err(refuse!(NotOpen, sale_id, status::CLOSED));
        }
        let mut progress = sale.progress;
        progress.marks |= mark::CLOSED;
        self.set_progress(&sale.record, &progress);
        events::sale_closed(self.vm(), sale_id);
        Ok(())
    }
}
