//! Minting: one piece with its words on chain, or a batch whose words are under the root of the series.

use alloy_primitives::{Address, U256};
use openzeppelin_stylus::token::erc721::{self, ERC721InvalidReceiver};

use crate::{
    collection::Collection,
    errors::{Error, SeriesWithoutRoot},
    provenance::Words,
    receiver::Delivery,
    roles,
};

impl Collection {
    /// Mints the next piece of a series and records its words.
    pub(crate) fn mint_one(
        &mut self,
        series: u32,
        to: Address,
        words: Words,
    ) -> Result<U256, Error> {
        self.require_minter(to)?;
        words.require_hashes()?;
        let id = U256::from_limbs(self.series.take(series, 1)?.to_limbs());
        self.update(to, id, Address::ZERO)?;
        self.provenance.record(id, &words);
        self.deliver(to, id, 1)?;
        Ok(id)
    }

    /// Mints the next `count` pieces of a series that has a root.
    pub(crate) fn mint_many(
        &mut self,
        series: u32,
        to: Address,
        count: u32,
    ) -> Result<U256, Error> {
        self.require_minter(to)?;
        let first = U256::from_limbs(self.series.take(series, count)?.to_limbs());
        if self.series.peek(series).root.get().is_zero() {
            return Err(SeriesWithoutRoot { series }.into());
        }
        let mut id = first;
        for _ in 0..count {
            self.update(to, id, Address::ZERO)?;
            id = id.wrapping_add(U256::from(1));
        }
        self.deliver(to, first, count)?;
        Ok(first)
    }

    /// What both ways to mint ask for first.
    fn require_minter(&self, to: Address) -> Result<(), Error> {
        self.guard.require_open()?;
        self.require_role(roles::MINTER)?;
        if to.is_zero() {
            let refused = ERC721InvalidReceiver { receiver: to };
            return Err(erc721::Error::InvalidReceiver(refused).into());
        }
        Ok(())
    }

    /// Asks the receiver of new tokens, when everything is written.
    fn deliver(&mut self, to: Address, first: U256, count: u32) -> Result<(), Error> {
        self.ask_receiver(&Delivery { from: Address::ZERO, to, first, count, data: &[] })
    }
}
