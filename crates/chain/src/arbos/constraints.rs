//! Constraints on the price of gas: each a target, a window and a backlog of its own.

use alloy_primitives::U256;

use super::{layout::Space, Slots};

/// Gas per second, seconds, gas that waits.
pub(crate) type Constraint = [u64; 3];

/// Most constraints that are read, as of every list of ArbOS.
const LIST_LIMIT: u64 = 65_536;

/// The list of constraints in ArbOS' storage.
#[derive(Debug)]
pub(crate) struct Constraints<'a, S> {
    slots: &'a mut S,
    space: Space,
}

impl<'a, S: Slots> Constraints<'a, S> {
    pub(super) fn new(slots: &'a mut S, space: Space) -> Self {
        Self { slots, space }
    }

    fn count(&mut self) -> Result<u64, S::Error> {
        let word = self.slots.get(self.space.at(0))?;
        Ok(u64::try_from(word).unwrap_or(u64::MAX).min(LIST_LIMIT))
    }

    fn item(&self, index: u64) -> Space {
        self.space.named(&index.to_be_bytes())
    }

    /// All of them, in order.
    pub(crate) fn all(&mut self) -> Result<Vec<Constraint>, S::Error> {
        let count = self.count()?;
        (0..count)
            .map(|index| {
                let item = self.item(index);
                let mut constraint = [0; 3];
                for (offset, field) in (0..).zip(&mut constraint) {
                    let word = self.slots.get(item.at(offset))?;
                    *field = u64::try_from(word).unwrap_or(u64::MAX);
                }
                Ok(constraint)
            })
            .collect()
    }

    /// Puts these in the place of all others.
    pub(crate) fn replace(&mut self, constraints: &[Constraint]) -> Result<(), S::Error> {
        let count = self.count()?;
        for index in 0..count.max(constraints.len() as u64) {
            let item = self.item(index);
            let place = usize::try_from(index).unwrap_or(usize::MAX);
            let fields = constraints.get(place).copied().unwrap_or_default();
            for (offset, field) in (0..).zip(fields) {
                self.slots.set(item.at(offset), U256::from(field))?;
            }
        }
        self.slots.set(self.space.at(0), U256::from(constraints.len()))
    }
}
