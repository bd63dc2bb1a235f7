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
