//! Accounts that post batches to the parent chain, and where their money goes. Nobody posts the batches of a development
//! chain; the table is there to be read and set.

use alloy_primitives::{address, Address, B256, U256};

use super::{layout::Space, AddressSet, Slots};

/// The only poster of a fresh chain, which is also the coinbase of its blocks.
pub(crate) const BATCH_POSTER: Address = address!("A4B000000000000000000073657175656e636572");

/// Offsets in a poster's own space.
const FUNDS_DUE: u64 = 0;
const PAY_TO: u64 = 1;

/// The table of batch posters in ArbOS' storage.
#[derive(Debug)]
pub(crate) struct BatchPosters<'a, S> {
    slots: &'a mut S,
    space: Space,
}

impl<'a, S: Slots> BatchPosters<'a, S> {
    pub(super) fn new(slots: &'a mut S, space: Space) -> Self {
        Self { slots, space }
    }

    /// The posters themselves.
    pub(crate) fn set(&mut self) -> AddressSet<'_, S> {
        AddressSet::new(self.slots, self.space.child(0))
    }

    /// What all posters are owed, wei.
    pub(crate) fn total_due(&mut self) -> Result<U256, S::Error> {
        self.slots.get(self.space.at(0))
    }

    fn poster(&self, poster: Address) -> Space {
        self.space.child(1).named(poster.as_slice())
    }

    /// Account that is paid for a poster.
    pub(crate) fn pay_to(&mut self, poster: Address) -> Result<Address, S::Error> {
        let slot = self.poster(poster).at(PAY_TO);
        self.slots.get(slot).map(|word| Address::from_word(B256::from(word)))
    }

    pub(crate) fn set_pay_to(&mut self, poster: Address, account: Address) -> Result<(), S::Error> {
        let slot = self.poster(poster).at(PAY_TO);
        self.slots.set(slot, account.into_word().into())
    }

    /// Adds a poster who is paid himself; nothing happens if he is there already.
    pub(crate) fn add(&mut self, poster: Address) -> Result<(), S::Error> {
        if self.set().contains(poster)? {
            return Ok(());
        }
        let due = self.poster(poster).at(FUNDS_DUE);
        self.slots.set(due, U256::ZERO)?;
        self.set_pay_to(poster, poster)?;
        self.set().add(poster)
    }
}
