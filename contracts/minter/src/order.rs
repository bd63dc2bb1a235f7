//! Whether a purchase may happen, and what it costs. `mint`, `mintFor` and `quote` all ask here, so a quote gives the very refusal
//! that a purchase would.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::sale::{allowance::SALE_PRICE, amount, price::Price};

use crate::{
    contract::Minter,
    errors::{
        refuse, InvalidQuantity, InvalidRecipient, NotOpen, PriceIsSettled, PriceOverflow,
        SaleLimitExceeded, WalletLimitExceeded,
    },
    pass::{Pass, Words},
    sale::{condition, status, Sale},
};

/// What somebody asks for.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// Who gets the pieces, and is the buyer of every condition.
    pub(crate) recipient: Address,
    /// Pieces.
    pub(crate) quantity: u32,
}

/// What it comes to.
pub(crate) struct Deal {
    /// The price of all pieces; none when it does not fit 128 bits.
    pub(crate) total: Option<u128>,
    /// The words of the one piece, where a voucher names them.
    pub(crate) words: Option<Words>,
    /// The voucher that is used up.
    pub(crate) nonce: Option<U256>,
    /// The solution that was found, and the difficulty it met.
    pub(crate) solved: Option<(B256, u64)>,
}

impl Deal {
    /// The price as far as it can be told: what the sale asks in this second.
    pub(crate) fn of(sale: &Sale, price: &Price, order: Order, now: u64) -> Self {
        let unit = price.at(sale.elapsed(now));
        let total = amount::times(unit, order.quantity);
        Self { total, words: None, nonce: None, solved: None }
    }

    /// Replaces the price of a piece by one that an allowance or a voucher gives.
    ///
    /// # Errors
    ///
    /// `PriceIsSettled`.
    pub(crate) fn reprice(&mut self, sale: &Sale, order: Order, unit: u128) -> Result<(), Vec<u8>> {
        if unit == SALE_PRICE {
            return Ok(());
        }
        if sale.has(condition::SETTLES) {
            return Err(refuse!(PriceIsSettled, unit));
        }
        self.total = amount::times(unit, order.quantity);
        Ok(())
    }
}

impl Minter {
    /// Decides about an order, and fills in what it comes to. What is filled in when it is refused is what could be told till then.
    ///
    /// # Errors
    ///
    /// The first condition that is not met: the sale is open, recipient and quantity make sense, limits, allow-list, voucher, proof
    /// of work, in this order; `PriceOverflow` when what was paid in all would not fit 128 bits.
    pub(crate) fn authorise(
        &self,
        sale: &Sale,
        order: Order,
        data: &[u8],
        deal: &mut Deal,
    ) -> Result<(), Vec<u8>> {
        let status = sale.status(self.now());
        if status != status::OPEN {
            return Err(refuse!(NotOpen, sale.id, status));
        }
        self.check_quantity(sale, order)?;
        let pass = Pass::read(data)?;
        if sale.has(condition::ALLOW_LIST) {
            self.check_allowance(sale, order, &pass, deal)?;
        }
        if sale.has(condition::VOUCHERS) {
            self.check_voucher(sale, order, &pass, deal)?;
        }
        if sale.has(condition::WORK) {
            self.check_work(sale, order, pass.work_nonce, deal)?;
        }
        let paid = deal.total.and_then(|total| sale.progress.paid.checked_add(total));
        paid.map(drop).ok_or_else(|| refuse!(PriceOverflow))
    }

    /// Recipient, quantity, and the limits of the sale.
    fn check_quantity(&self, sale: &Sale, order: Order) -> Result<(), Vec<u8>> {
        let Order { recipient, quantity } = order;
        if recipient.is_zero() {
            return Err(refuse!(InvalidRecipient, recipient));
        }
        let left = sale.left();
        if quantity == 0 {
            return Err(refuse!(InvalidQuantity, quantity, left));
        }
        if quantity > left {
            return Err(refuse!(SaleLimitExceeded, quantity, left));
        }
        if sale.rules.wallet_limit != 0 {
            let bought = self.account(sale.id, recipient).bought;
            let left = sale.rules.wallet_limit.saturating_sub(bought);
            if quantity > left {
                return Err(refuse!(WalletLimitExceeded, recipient, quantity, left));
            }
        }
        Ok(())
    }
}
