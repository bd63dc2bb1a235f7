//! A set of addresses in storage: their number, the list, and for each its place in the list, counted from 1.

use alloy_primitives::{Address, B256, U256};

use super::{layout::Space, Slots};

/// A set of addresses in ArbOS' storage.
#[derive(Debug)]
pub(crate) struct AddressSet<'a, S> {
    slots: &'a mut S,
    space: Space,
}

impl<'a, S: Slots> AddressSet<'a, S> {
    pub(super) fn new(slots: &'a mut S, space: Space) -> Self {
        Self { slots, space }
    }

    fn place_slot(&self, member: Address) -> U256 {
        self.space.child(0).slot(member.into_word())
    }

    fn size(&mut self) -> Result<u64, S::Error> {
        let word = self.slots.get(self.space.at(0))?;
        Ok(u64::try_from(word).unwrap_or(0))
    }

    /// True if the address is in the set.
    pub(crate) fn contains(&mut self, member: Address) -> Result<bool, S::Error> {
        let slot = self.place_slot(member);
        self.slots.get(slot).map(|place| !place.is_zero())
    }

    /// All members, at most 65,536, in list order.
    pub(crate) fn all(&mut self) -> Result<Vec<Address>, S::Error> {
        let size = self.size()?.min(65_536);
        (1..=size)
            .map(|place| {
                let word = self.slots.get(self.space.at(place))?;
                Ok(Address::from_word(B256::from(word)))
            })
            .collect()
    }

    /// Adds an address; nothing happens if it is there already.
    pub(crate) fn add(&mut self, member: Address) -> Result<(), S::Error> {
        if self.contains(member)? {
            return Ok(());
        }
        let place = self.size()?.saturating_add(1);
        let slot = self.place_slot(member);
        self.slots.set(slot, U256::from(place))?;
        self.slots.set(self.space.at(place), member.into_word().into())?;
        self.slots.set(self.space.at(0), U256::from(place))
    }

    /// Removes an address; the last of the list takes its place.
    pub(crate) fn remove(&mut self, member: Address) -> Result<(), S::Error> {
        let slot = self.place_slot(member);
        let place = u64::try_from(self.slots.get(slot)?).unwrap_or(0);
        if place == 0 {
            return Ok(());
        }
        self.slots.set(slot, U256::ZERO)?;
        let size = self.size()?;
        if place < size {
            let word = self.slots.get(self.space.at(size))?;
            self.slots.set(self.space.at(place), word)?;
            let moved = self.place_slot(Address::from_word(B256::from(word)));
            self.slots.set(moved, U256::from(place))?;
        }
        self.slots.set(self.space.at(size), U256::ZERO)?;
        self.slots.set(self.space.at(0), U256::from(size.saturating_sub(1)))
    }
}
