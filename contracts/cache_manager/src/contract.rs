//! What is in storage.

use alloc::{vec, vec::Vec};

use alloy_primitives::B256;
use stylus_sdk::{
    prelude::*,
    storage::{StorageB256, StorageBool, StorageMap, StorageU192, StorageU64, StorageVec},
};

/// The storage of the cache manager.
#[storage]
pub struct CacheManager {
    /// Bytes of native code that may be cached.
    pub(crate) cache_size: StorageU64,
    /// Bytes that are.
    pub(crate) queue_size: StorageU64,
    /// Wei that a bid gains for each second of the chain's time.
    pub(crate) decay: StorageU64,
    /// Whether bids are refused for now.
    pub(crate) paused: StorageBool,
    /// The programs in the cache: a heap, the lowest bid first.
    pub(crate) entries: StorageVec<StoredEntry>,
    /// Which code hashes are in it.
    pub(crate) queued: StorageMap<B256, StorageBool>,
}

/// A program in the cache, as stored.
#[storage]
#[derive(Erase)]
pub(crate) struct StoredEntry {
    pub(crate) code: StorageB256,
    pub(crate) size: StorageU64,
    pub(crate) bid: StorageU192,
}

// SAFETY: the entry point constructs the one cache manager of a call, at slot 0.
unsafe impl TopLevelStorage for CacheManager {}
