//! Byte strings in ArbOS' storage: their length, then word by word.

use alloy_primitives::U256;

use super::{layout, ArbosState, Slots};

const WORD: usize = 32;

impl<S: Slots> ArbosState<S> {
    /// The chain's configuration, as it was last set.
    pub(crate) fn chain_config(&mut self) -> Result<Vec<u8>, S::Error> {
        let space = layout::chain_config();
        let length = self.slots.get(space.at(0))?;
        let mut left = usize::try_from(length).unwrap_or(0);
        let mut bytes = Vec::new();
        let mut offset = 0;
        while left > 0 {
            offset += 1;
            let word = self.slots.get(space.at(offset))?.to_be_bytes::<WORD>();
            let taken = left.min(WORD);
            bytes.extend_from_slice(&word[WORD - taken..]);
            left -= taken;
        }
        Ok(bytes)
    }

    pub(crate) fn set_chain_config(&mut self, config: &[u8]) -> Result<(), S::Error> {
        let space = layout::chain_config();
        let old = self.slots.get(space.at(0))?;
        let old = usize::try_from(old).unwrap_or(0).div_ceil(WORD) as u64;
        let mut offset = 0;
        for chunk in config.chunks(WORD) {
            offset += 1;
            self.slots.set(space.at(offset), U256::from_be_slice(chunk))?;
        }
        for unused in offset + 1..=old {
            self.slots.set(space.at(unused), U256::ZERO)?;
        }
        self.slots.set(space.at(0), U256::from(config.len()))
    }
}
