//! What everybody may ask.

use alloc::vec::Vec;

use alloy_primitives::U256;
use colophon_wire::Answer;

use crate::{contract::CacheManager, queue::Entry};

impl CacheManager {
    /// One entry, as three words.
    ///
    /// # Errors
    ///
    /// Empty when there is none with this number, as for an array in Solidity.
    pub(crate) fn entry_words(&self, index: U256) -> Result<Vec<u8>, Vec<u8>> {
        let entry = usize::try_from(index).ok().and_then(|index| self.entry(index));
        let entry = entry.ok_or(Vec::new())?;
        Ok(append(Answer::with_capacity(3), &entry).into_bytes())
    }

    /// The entries with the lowest bids, at most so many, the lowest first.
    pub(crate) fn smallest(&self, count: U256) -> Vec<u8> {
        let mut entries = self.sorted();
        entries.truncate(count.saturating_to());
        list(&entries)
    }
}

/// Entries as an array.
pub(crate) fn list(entries: &[Entry]) -> Vec<u8> {
    let answer = Answer::with_capacity(2 + 3 * entries.len()).size(32).size(entries.len());
    entries.iter().fold(answer, append).into_bytes()
}

fn append(answer: Answer, entry: &Entry) -> Answer {
    answer.hash(entry.code).number(U256::from(entry.size)).number(U256::from(entry.bid))
}
