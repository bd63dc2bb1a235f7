//! Addresses with short names: the place at which each was registered, counted from 0. In storage: their number, the list
//! from 1 on, and for each its place counted from 1.

use alloy_primitives::{Address, B256, U256};

use super::{layout::Space, Slots};

/// The table of addresses in ArbOS' storage.
#[derive(Debug)]
pub(crate) struct AddressTable<'a, S> {
    slots: &'a mut S,
    space: Space,
}

impl<'a, S: Slots> AddressTable<'a, S> {
    pub(super) fn new(slots: &'a mut S, space: Space) -> Self {
        Self { slots, space }
    }

    fn place_slot(&self, member: Address) -> U256 {
        self.space.named(&[]).slot(member.into_word())
    }

    /// Number of addresses.
    pub(crate) fn size(&mut self) -> Result<u64, S::Error> {
        let word = self.slots.get(self.space.at(0))?;
        Ok(u64::try_from(word).unwrap_or(0))
    }

    /// Place of an address, if it is registered.
    pub(crate) fn lookup(&mut self, member: Address) -> Result<Option<u64>, S::Error> {
        let slot = self.place_slot(member);
        let place = u64::try_from(self.slots.get(slot)?).unwrap_or(0);
        Ok(place.checked_sub(1))
    }

    /// The address at a place.
    pub(crate) fn at(&mut self, index: u64) -> Result<Option<Address>, S::Error> {
        if index >= self.size()? {
            return Ok(None);
        }
        let word = self.slots.get(self.space.at(index + 1))?;
        Ok(Some(Address::from_word(B256::from(word))))
    }

    /// Registers an address if it is new; the answer is its place.
    pub(crate) fn register(&mut self, member: Address) -> Result<u64, S::Error> {
        if let Some(index) = self.lookup(member)? {
            return Ok(index);
        }
        let index = self.size()?;
        let place = index.saturating_add(1);
        self.slots.set(self.space.at(0), U256::from(place))?;
        self.slots.set(self.space.at(place), member.into_word().into())?;
        let slot = self.place_slot(member);
        self.slots.set(slot, U256::from(place))?;
        Ok(index)
    }
}
