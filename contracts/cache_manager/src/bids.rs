//! Bids: what one must be, and what one does.

use alloc::vec::Vec;

use alloy_primitives::{aliases::U192, Address, B256, U256};
use alloy_sol_types::SolError;
use colophon_wire::refusal;
use stylus_sdk::prelude::*;

use crate::{
    contract::CacheManager,
    events,
    interface::ICacheManager::{AlreadyCached, AsmTooLarge, BidTooSmall, BidsArePaused},
    precompiles,
    queue::Entry,
};

impl CacheManager {
    /// Bids what came along for a program, caches it, and evicts the programs in whose place it goes.
    ///
    /// # Errors
    ///
    /// `BidsArePaused`, `AlreadyCached`, `AsmTooLarge`, `BidTooSmall`; the refusals of ArbWasm for a program that is not active.
    pub(crate) fn place_bid(&mut self, program: Address) -> Result<(), Vec<u8>> {
        if self.paused.get() {
            return Err(refusal(BidsArePaused::SELECTOR, &[]));
        }
        let code = self.vm().code_hash(program);
        if precompiles::is_cached(code)? {
            return Err(refusal(AlreadyCached::SELECTOR, &[code.into()]));
        }
        let size = self.fitting(precompiles::size(code)?)?;
        let value = self.vm().msg_value().saturating_to::<U192>();
        let entry = Entry { code, size, bid: value.saturating_add(self.gained()) };
        let evicted = self.make_room(&entry, value)?;
        self.push(entry);
        self.evict(&evicted)?;
        precompiles::cache(program)?;
        events::insert_bid(self.vm(), program, &entry);
        Ok(())
    }

    /// The least wei that would get a program of this size into the cache now.
    ///
    /// # Errors
    ///
    /// `AsmTooLarge`.
    pub(crate) fn min_bid(&self, size: u64) -> Result<U256, Vec<u8>> {
        let size = self.fitting(size)?;
        let mut free = self.free();
        let mut highest = U192::ZERO;
        for entry in self.sorted() {
            if free >= size {
                break;
            }
            free = free.saturating_add(entry.size);
            highest = entry.bid;
        }
        Ok(U256::from(highest.saturating_sub(self.gained())))
    }

    /// The same for the program with this code.
    ///
    /// # Errors
    ///
    /// `AsmTooLarge`; the refusals of ArbWasm for a program that is not active.
    pub(crate) fn min_bid_for(&self, code: B256) -> Result<U256, Vec<u8>> {
        self.min_bid(precompiles::size(code)?)
    }

    /// Takes entries out of the queue, the lowest bid first, until a new one fits. A bid as high as the highest of them is enough.
    fn make_room(&mut self, new: &Entry, value: U192) -> Result<Vec<Entry>, Vec<u8>> {
        let mut evicted = Vec::new();
        while self.free() < new.size {
            evicted.extend(self.pop());
        }
        match evicted.last() {
            Some(Entry { bid, .. }) if new.bid < *bid => {
                let min = bid.saturating_sub(self.gained());
                Err(refusal(BidTooSmall::SELECTOR, &[U256::from(value), U256::from(min)]))
            }
            _ => Ok(evicted),
        }
    }

    /// Tells the chain which programs have left the queue.
    pub(crate) fn evict(&self, entries: &[Entry]) -> Result<(), Vec<u8>> {
        for entry in entries {
            precompiles::evict(entry.code)?;
            events::delete_bid(self.vm(), entry);
        }
        Ok(())
    }

    /// A size that the cache can hold.
    fn fitting(&self, size: u64) -> Result<u64, Vec<u8>> {
        let limit = self.cache_size.get().to::<u64>();
        if size > limit {
            let sizes = [U256::from(size), U256::from(self.queue_size.get()), U256::from(limit)];
            return Err(refusal(AsmTooLarge::SELECTOR, &sizes));
        }
        Ok(size)
    }

    /// Bytes of the cache that nobody has; none when an owner made it smaller than what it holds.
    fn free(&self) -> u64 {
        self.cache_size.get().to::<u64>().saturating_sub(self.queue_size.get().to())
    }

    /// What a bid of this second gains.
    fn gained(&self) -> U192 {
        // Two numbers of 64 bits: the product fits.
        U192::from(self.vm().block_timestamp()).wrapping_mul(U192::from(self.decay.get()))
    }
}
