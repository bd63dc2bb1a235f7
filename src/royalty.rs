//! What the makers of a series ask of a sale (ERC-2981), exact for every price. A marketplace decides whether it pays.

use alloy_primitives::{Address, U256};
use colophon_provenance::{
    royalty::{self, MAX_BPS},
    token_id::TokenId,
};
use stylus_sdk::prelude::*;

use crate::{
    collection::Collection,
    encoding::emit,
    errors::{Error, InvalidRoyaltyReceiver, RoyaltyTooHigh},
    events::RoyaltySet,
};

impl Collection {
    /// Sets the royalty of a series that exists.
    ///
    /// # Errors
    /// [`RoyaltyTooHigh`] above the whole price, or above its present royalty when the series is frozen;
    /// [`InvalidRoyaltyReceiver`] when the royalty is above zero and the receiver is zero: a marketplace would burn it.
    pub(crate) fn write_royalty(
        &mut self,
        series: u32,
        receiver: Address,
        bps: u16,
    ) -> Result<(), Error> {
        let max = {
            let entry = self.series.get(series)?;
            if entry.is_frozen() {
                entry.royalty_bps()
            } else {
                MAX_BPS
            }
        };
        if bps > max {
            return Err(RoyaltyTooHigh { bps, max }.into());
        }
        if receiver.is_zero() && bps != 0 {
            return Err(InvalidRoyaltyReceiver { receiver, bps }.into());
        }
        self.series.set_royalty(series, receiver, bps);
        emit(self.vm(), &RoyaltySet { series, receiver, bps });
        Ok(())
    }

    /// The royalty for a sale: that of the series the id belongs to, minted or not; nothing for any other id.
    pub(crate) fn royalty_of(&self, id: U256, price: U256) -> (Address, U256) {
        let Ok(id) = TokenId::from_limbs(id.as_limbs()) else {
            return (Address::ZERO, U256::ZERO);
        };
        let entry = self.series.peek(id.series());
        let share = royalty::portion(price.as_limbs(), entry.royalty_bps());
        (entry.royalty_receiver.get(), U256::from_limbs(share))
    }
}
