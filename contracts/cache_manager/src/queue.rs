//! The queue: a binary heap in storage, whose first entry has the lowest bid.

use alloc::vec::Vec;

use alloy_primitives::{aliases::U192, B256, U64};

use crate::contract::CacheManager;

/// A program in the cache.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its code hash.
    pub(crate) code: B256,
    /// Bytes of native code.
    pub(crate) size: u64,
    /// Wei, with what the time of the bid added.
    pub(crate) bid: U192,
}

impl CacheManager {
    /// All entries, in the order of the heap.
    pub(crate) fn all(&self) -> Vec<Entry> {
        (0..self.entries.len()).filter_map(|index| self.entry(index)).collect()
    }

    /// All entries, the lowest bid first.
    pub(crate) fn sorted(&self) -> Vec<Entry> {
        let mut all = self.all();
        all.sort_unstable_by_key(|entry| entry.bid);
        all
    }

    /// One entry, if there are that many.
    pub(crate) fn entry(&self, index: usize) -> Option<Entry> {
        let stored = self.entries.getter(index)?;
        Some(Entry { code: stored.code.get(), size: stored.size.get().to(), bid: stored.bid.get() })
    }

    /// Adds an entry. One with the same code, which somebody evicted behind our back, goes.
    pub(crate) fn push(&mut self, entry: Entry) {
        if self.queued.get(entry.code) {
            self.forget(entry.code);
        }
        self.queued.insert(entry.code, true);
        self.grow_by(entry.size, 0);
        let index = self.entries.len();
        drop(self.entries.grow());
        self.rise(index, entry);
    }

    /// Takes out the entry with the lowest bid.
    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.take(0)
    }

    fn forget(&mut self, code: B256) {
        if let Some(stale) = self.all().iter().position(|entry| entry.code == code) {
            self.take(stale);
        }
    }

    /// Takes out an entry; the last one fills the gap.
    fn take(&mut self, index: usize) -> Option<Entry> {
        let taken = self.entry(index)?;
        let end = self.entries.len() - 1;
        let last = self.entry(end)?;
        self.entries.erase_last();
        if index != end {
            self.sink(index, last);
            // Out of the middle of the heap, it may also belong further up.
            if let Some(there) = self.entry(index) {
                self.rise(index, there);
            }
        }
        self.queued.insert(taken.code, false);
        self.grow_by(0, taken.size);
        Some(taken)
    }

    /// Puts an entry at `index` or, as long as its bid is below its parent's, in its parent's place.
    fn rise(&mut self, mut index: usize, entry: Entry) {
        while index > 0 {
            let above = (index - 1) / 2;
            match self.entry(above) {
                Some(parent) if entry.bid < parent.bid => self.put(index, parent),
                _ => break,
            }
            index = above;
        }
        self.put(index, entry);
    }

    /// Puts an entry at `index` or, as long as its bid is above a child's, in the lower child's place.
    fn sink(&mut self, mut index: usize, entry: Entry) {
        while let Some(child) = self.lower_child(index) {
            match self.entry(child) {
                Some(below) if below.bid < entry.bid => self.put(index, below),
                _ => break,
            }
            index = child;
        }
        self.put(index, entry);
    }

    fn lower_child(&self, index: usize) -> Option<usize> {
        let (left, right) = (2 * index + 1, 2 * index + 2);
        let one = self.entry(left)?;
        match self.entry(right) {
            Some(other) if other.bid < one.bid => Some(right),
            _ => Some(left),
        }
    }

    fn put(&mut self, index: usize, entry: Entry) {
        if let Some(mut stored) = self.entries.setter(index) {
            stored.code.set(entry.code);
            stored.size.set(U64::from(entry.size));
            stored.bid.set(entry.bid);
        }
    }

    fn grow_by(&mut self, more: u64, less: u64) {
        let size: u64 = self.queue_size.get().to();
        self.queue_size.set(U64::from(size.saturating_add(more).saturating_sub(less)));
    }
}

#[cfg(test)]
mod tests {
    use motsu::prelude::*;

    use alloy_primitives::Address;

    use super::*;

    fn entry(number: u64, bid: u64) -> Entry {
        Entry { code: B256::with_last_byte(number as u8), size: 10 + number, bid: U192::from(bid) }
    }

    fn size(manager: &CacheManager) -> u64 {
        manager.queue_size.get().to()
    }

    #[motsu::test]
    fn entries_leave_by_bid(contract: Contract<CacheManager>, sender: Address) {
        let mut manager = contract.sender(sender);
        // Numbers that jump about; the last ones are equal.
        let bids: Vec<u64> = (0..40).map(|n| (n * 7_919) % 101).chain([5, 5, 5]).collect();
        for (number, bid) in (0..).zip(&bids) {
            manager.push(entry(number, *bid));
        }
        let all = (0..bids.len() as u64).map(|number| 10 + number).sum();
        assert_eq!(size(&manager), all);
        let mut expected = bids;
        expected.sort_unstable();
        assert!(manager.sorted().iter().map(|entry| entry.bid.to::<u64>()).eq(expected.clone()));
        let left = core::iter::from_fn(|| manager.pop()).map(|entry| entry.bid.to::<u64>());
        assert!(left.eq(expected));
        assert_eq!((size(&manager), manager.pop().is_none()), (0, true));
    }

    #[motsu::test]
    fn a_code_is_there_once(contract: Contract<CacheManager>, sender: Address) {
        let mut manager = contract.sender(sender);
        for number in 0..12 {
            manager.push(entry(number, 100 - number));
        }
        // Somebody evicted number 3 behind the manager's back; its new bid is the lowest.
        manager.push(entry(3, 1));
        assert_eq!(manager.all().len(), 12);
        assert_eq!(size(&manager), (0..12).map(|number| 10 + number).sum());
        let left: Vec<u64> = core::iter::from_fn(|| manager.pop())
            .map(|entry| u64::from(entry.code.0[31]))
            .collect();
        assert_eq!(left, [3, 11, 10, 9, 8, 7, 6, 5, 4, 2, 1, 0]);
    }
}
