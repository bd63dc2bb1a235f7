//! What a page asks before somebody buys.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::sale::{
    price::Curve,
    voucher::{DOMAIN_NAME, DOMAIN_VERSION},
};
use colophon_wire::{Answer, Reader};
use stylus_sdk::{prelude::*, ArbResult};

use crate::{
    contract::Minter,
    order::{Deal, Order},
    pass,
    record::part,
    sale::{condition, mark, Sale},
};

/// Words of `Terms`, and of `State`.
const TERMS: usize = 18;
const STATE: usize = 13;
/// ERC-165, and ERC-5267, whose one function is `eip712Domain()`.
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x84b0_196e];

impl Minter {
    /// `sale(saleId)`
    pub(crate) fn sale(&self, sale_id: U256) -> ArbResult {
        let sale = self.find(sale_id)?;
        let record = self.sales.getter(sale_id);
        let (signer, _, reveal_by) = part(record.curator.get());
        let (unsold_recipient, _, difficulty) = part(record.rest.get());
        let curve: u128 = match sale.price.curve {
            Curve::Fixed => 0,
            Curve::Linear => 1,
            Curve::Exponential => 2,
        };
        let answer = Answer::with_capacity(TERMS + 2 + 2 * usize::from(sale.payees))
            .address(sale.currency)
            .amount(curve)
            .boolean(sale.has(condition::SETTLES))
            .amount(sale.price.start)
            .amount(sale.price.floor)
            .amount(sale.price.period.into())
            .amount(sale.start.into())
            .amount(sale.end.into())
            .amount(sale.limit.into())
            .amount(sale.wallet_limit.into())
            .hash(record.allow_root.get())
            .address(signer)
            .amount(sale.pace.interval.into())
            .amount(sale.pace.half_life.into())
            .amount(difficulty.into())
            .hash(record.commitment.get())
            .amount(reveal_by.into())
            .address(unsold_recipient)
            .size(32 * (TERMS + 1))
            .amount(sale.payees.into());
        let payees = record.payees(sale.payees).into_iter();
        let answer = payees
            .fold(answer, |answer, (account, bps)| answer.address(account).amount(bps.into()));
        Ok(answer.into_bytes())
    }

    /// `saleState(saleId)`
    pub(crate) fn sale_state(&self, sale_id: U256) -> ArbResult {
        let sale = self.find(sale_id)?;
        let now = self.now();
        let elapsed = sale.elapsed(now);
        let price = sale.price.at(elapsed);
        let (next, at) = match sale.price.next_change(elapsed) {
            Some(change) => (change.price, sale.start.saturating_add(change.elapsed)),
            None => (price, 0),
        };
        let record = self.sales.getter(sale_id);
        let (mut difficulty, mut solved_at) = (0, 0);
        if sale.has(condition::WORK) {
            difficulty = self.difficulty(&sale);
            solved_at = crate::record::Ledger::of(record.ledger.get()).solved_at;
        }
        let answer = Answer::with_capacity(STATE)
            .amount(sale.status(now).into())
            .amount(sale.progress.sold.into())
            .amount(self.remaining(&sale).into())
            .amount(price)
            .amount(next)
            .amount(at.into())
            .amount(sale.progress.paid)
            .amount(sale.last_price())
            .amount(sale.progress.epoch.into())
            .amount(difficulty.into())
            .hash(record.solved.get())
            .amount(solved_at.into())
            .boolean(sale.is(mark::REVEALED));
        Ok(answer.into_bytes())
    }

    /// Pieces that the sale may still mint, sold or unsold.
    fn remaining(&self, sale: &Sale) -> u32 {
        let (_, unsold, _) = part(self.sales.getter(sale.id).rest.get());
        sale.left().saturating_sub(unsold)
    }

    /// `quote(saleId, buyer, quantity, data)`
    pub(crate) fn quote(&self, arguments: &mut Reader<'_>) -> ArbResult {
        let (sale_id, recipient) = (arguments.number(256)?, arguments.address()?);
        let order = Order { recipient, quantity: arguments.uint32()? };
        let data = arguments.bytes()?;
        let (price, reason) = match self.find(sale_id) {
            Ok(sale) => {
                let mut deal = Deal::of(&sale, order, self.now());
                let decision = self.authorise(&sale, order, data, &mut deal);
                let decision = decision.and_then(|()| {
                    let (collection, series) = sale.series();
                    collection.foretell(self.vm().contract_address(), series, order.quantity)
                });
                (deal.total.unwrap_or(0), decision.err().unwrap_or_default())
            }
            Err(unknown) => (0, unknown),
        };
        Ok(Answer::with_capacity(4 + reason.len() / 32)
            .amount(price)
            .size(64)
            .bytes(&reason)
            .into_bytes())
    }

    /// `challenge(saleId, buyer)`; of a sale without proof of work the difficulty is 0.
    pub(crate) fn challenge(&self, sale_id: U256, buyer: Address) -> ArbResult {
        let sale = self.find(sale_id)?;
        let (challenge, difficulty) = self.work_for(&sale, buyer);
        let difficulty = if sale.has(condition::WORK) { difficulty } else { 0 };
        Ok(Answer::with_capacity(2).hash(challenge).amount(difficulty.into()).into_bytes())
    }

    /// `refundable(saleId, account)`
    pub(crate) fn refundable(&self, sale_id: U256, account: Address) -> Result<u128, Vec<u8>> {
        let sale = self.find(sale_id)?;
        Ok(self.refund_of(&sale, account).unwrap_or(0))
    }

    /// `voucherDigest(saleId, voucher)`, of a sale that need not exist yet.
    pub(crate) fn voucher_digest(&self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let place = self.place(arguments.number(256)?);
        let voucher = pass::voucher(arguments)?;
        Ok(B256::new(voucher.digest(self, &place)))
    }

    /// `allowanceLeaf(saleId, account, allowance)`, of a sale that need not exist yet.
    pub(crate) fn allowance_leaf(&self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let place = self.place(arguments.number(256)?);
        let account = arguments.address()?.into_array();
        let allowance = pass::allowance(arguments)?;
        Ok(B256::new(allowance.leaf(self, &place, &account)))
    }

    /// `eip712Domain()`: name, version, chain and contract; neither salt nor extensions.
    pub(crate) fn eip712_domain(&self) -> Vec<u8> {
        let mut fields = B256::ZERO;
        fields.0[0] = 0x0f;
        Answer::with_capacity(12)
            .hash(fields)
            .size(7 * 32)
            .size(9 * 32)
            .amount(self.vm().chain_id().into())
            .address(self.vm().contract_address())
            .hash(B256::ZERO)
            .size(11 * 32)
            .bytes(DOMAIN_NAME.as_bytes())
            .bytes(DOMAIN_VERSION.as_bytes())
            .size(0)
            .into_bytes()
    }
}

/// `supportsInterface(interfaceId)`
pub(crate) fn supports(interface: u32) -> bool {
    INTERFACES.contains(&interface)
}
