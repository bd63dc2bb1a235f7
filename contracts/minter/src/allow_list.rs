//! The allow-list: who may buy how much, at which price and when, proved against one root.

use alloc::vec::Vec;

use alloy_primitives::B256;
use colophon_provenance::tree;

use crate::{
    contract::Minter,
    errors::{refuse, AllowanceExceeded, AllowanceWindow, NotAllowed},
    order::{Deal, Order},
    pass::Pass,
    record::word,
    sale::Sale,
};

impl Minter {
    /// Checks the allowance of the recipient.
    ///
    /// # Errors
    ///
    /// `NotAllowed`, `AllowanceWindow`, `AllowanceExceeded`, `PriceIsSettled`.
    pub(crate) fn check_allowance(
        &self,
        sale: &Sale,
        order: Order,
        pass: &Pass<'_>,
        deal: &mut Deal,
    ) -> Result<(), Vec<u8>> {
        let Order { recipient, quantity } = order;
        let allowance = &pass.allowance;
        let root = B256::from(self.read(&sale.record, word::ALLOW_ROOT));
        let leaf = allowance.leaf(self, &self.place(sale.id), &recipient.into_array());
        if !tree::verify(self, &root.0, leaf, pass.proof.iter().copied()) {
            return Err(refuse!(NotAllowed, recipient, B256::new(leaf), root));
        }
        let (start, end, now) = (allowance.start, allowance.end, self.now());
        if now < start || (end != 0 && now >= end) {
            return Err(refuse!(AllowanceWindow, start, end, now));
        }
        let bought = self.account(sale.id, recipient).bought;
        let left = allowance.quantity.saturating_sub(bought);
        if quantity > left {
            return Err(refuse!(AllowanceExceeded, recipient, quantity, left));
        }
        deal.reprice(sale, order, allowance.price)
    }
}
