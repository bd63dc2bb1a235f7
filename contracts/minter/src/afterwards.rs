//! What happens when a sale is over: the seed of a blind sale is revealed, and what is left is minted.

use alloc::vec::Vec;

use alloy_primitives::{B256, U256};
use colophon_provenance::scarcity::assignment;
use stylus_sdk::{prelude::*, ArbResult};

use crate::{
    contract::Minter,
    data::words,
    errors::{
        refuse, AlreadyRevealed, InvalidQuantity, NoUnsoldRecipient, NotBlind, RevealTooLate,
        WrongSeed,
    },
    events,
    record::{join, part, word},
    sale::{condition, mark, Sale},
};

impl Minter {
    /// `reveal(saleId, seed, promiseHash)`
    pub(crate) fn reveal(
        &mut self,
        sale_id: U256,
        seed: B256,
        promise: B256,
    ) -> Result<(), Vec<u8>> {
        let mut sale = self.find(sale_id)?;
        if !sale.has(condition::BLIND) {
            return Err(refuse!(NotBlind, sale_id));
        }
        sale.require_over(self.now())?;
        if sale.is(mark::REVEALED) {
            return Err(refuse!(AlreadyRevealed, sale_id));
        }
        self.require_in_time(&sale)?;
        let commitment = B256::new(assignment::commitment(self, &seed.0, &promise.0));
        let expected = B256::from(self.read(&sale.record, word::COMMITMENT));
        if commitment != expected {
            return Err(refuse!(WrongSeed, commitment, expected));
        }
        sale.progress.marks |= mark::REVEALED;
        self.set_progress(&sale.record, &sale.progress);
        events::revealed(self.vm(), sale_id, seed, promise);
        Ok(())
    }

    /// `mintUnsold(saleId, quantity)`
    pub(crate) fn mint_unsold(&mut self, sale_id: U256, quantity: u32) -> ArbResult {
        let sale = self.find(sale_id)?;
        sale.require_over(self.now())?;
        let (recipient, minted, difficulty) = part(self.read(&sale.record, word::REST));
        if recipient.is_zero() {
            return Err(refuse!(NoUnsoldRecipient, sale_id));
        }
        if sale.has(condition::BLIND) && !sale.is(mark::REVEALED) {
            self.require_in_time(&sale)?;
        }
        let left = sale.left().saturating_sub(minted);
        if quantity == 0 || quantity > left {
            return Err(refuse!(InvalidQuantity, quantity, left));
        }
        let now = join(recipient, minted.wrapping_add(quantity), difficulty);
        self.write(&sale.record, word::REST, &now);
        let (collection, series) = sale.series();
        let first = collection.mint(series, recipient, quantity, None)?;
        events::unsold(self.vm(), sale_id, recipient, first, quantity);
        Ok(words!(first))
    }

    /// Refuses what comes after the last second of a reveal.
    fn require_in_time(&self, sale: &Sale) -> Result<(), Vec<u8>> {
        let (now, last) = (self.now(), self.reveal_by(sale));
        if now > last {
            return Err(refuse!(RevealTooLate, last, now));
        }
        Ok(())
    }

    /// The last second of a reveal.
    pub(crate) fn reveal_by(&self, sale: &Sale) -> u64 {
        part(self.read(&sale.record, word::CURATOR)).2
    }
}
