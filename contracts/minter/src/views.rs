//! What a page asks before somebody buys.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::sale::voucher::{DOMAIN_NAME, DOMAIN_VERSION};
use colophon_wire::Reader;
use stylus_sdk::{prelude::*, ArbResult};

use crate::{
    contract::Minter,
    data::{words, Data, Word},
    order::{Deal, Order},
    pass,
    record::{part, word, Ledger},
    sale::{condition, mark, Sale},
};

/// Words of `Terms`.
const TERMS: u16 = 18;

impl Minter {
    /// `sale(saleId)`
    pub(crate) fn sale(&self, sale_id: U256) -> ArbResult {
        let sale = self.find(sale_id)?;
        let (record, rules, price) = (&sale.record, &sale.rules, self.price(&sale));
        let (signer, _, reveal_by) = part(self.read(record, word::CURATOR));
        let (unsold_recipient, _, difficulty) = part(self.read(record, word::REST));
        let mut answer = Data(words!(
            sale.currency,
            rules.curve,
            sale.has(condition::SETTLES),
            price.start,
            price.floor,
            rules.period,
            rules.start,
            rules.end,
            rules.limit,
            rules.wallet_limit,
            self.read(record, word::ALLOW_ROOT),
            signer,
            sale.pace.interval,
            sale.pace.half_life,
            difficulty,
            self.read(record, word::COMMITMENT),
            reveal_by,
            unsold_recipient,
            32 * (TERMS + 1),
            rules.payees,
        ));
        for index in 0..rules.payees {
            let (account, bps) = self.payee(record, index);
            account.put(&mut answer);
            bps.put(&mut answer);
        }
        Ok(answer.0)
    }

    /// `saleState(saleId)`
    pub(crate) fn sale_state(&self, sale_id: U256) -> ArbResult {
        let sale = self.find(sale_id)?;
        let now = self.now();
        let elapsed = sale.elapsed(now);
        let over_time = self.price(&sale);
        let price = over_time.at(elapsed);
        let (next, at) = match over_time.next_change(elapsed) {
            Some(change) => (change.price, sale.rules.start.saturating_add(change.elapsed)),
            None => (price, 0),
        };
        let (mut difficulty, mut solved_at) = (0, 0);
        if sale.has(condition::WORK) {
            difficulty = self.difficulty(&sale);
            solved_at = Ledger::of(self.read(&sale.record, word::LEDGER)).solved_at;
        }
        Ok(words!(
            sale.status(now),
            sale.progress.sold,
            self.remaining(&sale),
            price,
            next,
            at,
            sale.progress.paid,
            self.last_price(&sale),
            sale.progress.epoch,
            difficulty,
            self.read(&sale.record, word::SOLVED),
            solved_at,
            sale.is(mark::REVEALED),
        ))
    }

    /// Pieces that the sale may still mint, sold or unsold.
    fn remaining(&self, sale: &Sale) -> u32 {
        let (_, unsold, _) = part(self.read(&sale.record, word::REST));
        sale.left().saturating_sub(unsold)
    }

    /// `quote(saleId, buyer, quantity, data)`
    pub(crate) fn quote(&self, arguments: &mut Reader<'_>) -> ArbResult {
        let (sale_id, recipient) = (arguments.number(256)?, arguments.address()?);
        let order = Order { recipient, quantity: arguments.uint32()? };
        let data = arguments.bytes()?;
        let (price, reason) = match self.find(sale_id) {
            Ok(sale) => {
                let mut deal = Deal::of(&sale, &self.price(&sale), order, self.now());
                let decision = self.authorise(&sale, order, data, &mut deal);
                let decision = decision.and_then(|()| {
                    let (collection, series) = sale.series();
                    collection.foretell(self.vm().contract_address(), series, order.quantity)
                });
                (deal.total.unwrap_or(0), decision.err().unwrap_or_default())
            }
            Err(unknown) => (0, unknown),
        };
        let mut answer = Data(words!(price, 64_u8));
        answer.bytes(&reason);
        Ok(answer.0)
    }

    /// `challenge(saleId, buyer)`; of a sale without proof of work the difficulty is 0.
    pub(crate) fn challenge(&self, sale_id: U256, buyer: Address) -> ArbResult {
        let sale = self.find(sale_id)?;
        let (challenge, difficulty) = self.work_for(&sale, buyer);
        let difficulty = if sale.has(condition::WORK) { difficulty } else { 0 };
        Ok(words!(challenge, difficulty))
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
        let (chain_id, minter) = (self.vm().chain_id(), self.vm().contract_address());
        let (name, version, extensions) = (7 * 32_u16, 9 * 32_u16, 11 * 32_u16);
        let mut answer =
            Data(words!(fields, name, version, chain_id, minter, B256::ZERO, extensions));
        answer.bytes(DOMAIN_NAME.as_bytes());
        answer.bytes(DOMAIN_VERSION.as_bytes());
        answer.bytes(&[]);
        answer.0
    }
}

/// `supportsInterface(interfaceId)`
pub(crate) fn supports(interface: u32) -> bool {
    // ERC-165, and ERC-5267, whose one function is `eip712Domain()`.
    matches!(interface, 0x01ff_c9a7 | 0x84b0_196e)
}
