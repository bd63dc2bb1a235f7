//! What is in storage.

use alloc::{vec, vec::Vec};

use alloy_primitives::{aliases::U32, Address, B256, U256};
use colophon_provenance::hash::{Keccak, Word};
use stylus_sdk::{
    prelude::*,
    storage::{
        StorageAddress, StorageArray, StorageB256, StorageBool, StorageMap, StorageU32, StorageU64,
        StorageU8,
    },
};

/// The storage of the Registry. Entries are numbered from 1 in the order of their registration, and named by that number inside.
#[storage]
pub struct Registry {
    /// How many entries there are.
    pub(crate) count: StorageU32,
    /// By id: the number of an entry.
    pub(crate) numbers: StorageMap<B256, StorageU32>,
    /// By number.
    pub(crate) entries: StorageMap<U32, StoredEntry>,
    /// By collection and token: the hash of the revealed texts.
    pub(crate) revealed: StorageMap<Address, StorageMap<U256, StorageB256>>,
    /// By collection and token.
    pub(crate) lore: StorageMap<Address, StorageMap<U256, StoredLore>>,
    /// By collection, series and account: who may write besides owners.
    pub(crate) writers: StorageMap<Address, StorageMap<U32, StorageMap<Address, StorageBool>>>,
}

/// A model, as stored. A walk reads one slot of it, and those of its parents.
#[storage]
pub(crate) struct StoredEntry {
    pub(crate) model_hash: StorageB256,
    pub(crate) tensor_hash: StorageB256,
    pub(crate) dataset_root: StorageB256,
    pub(crate) licence: StorageB256,
    pub(crate) uri_hash: StorageB256,
    pub(crate) registrant: StorageAddress,
    pub(crate) registered_at: StorageU64,
    /// Never zero in an entry that exists.
    pub(crate) payee: StorageAddress,
    /// The number of the entry that supersedes it; 0: none.
    pub(crate) superseded_by: StorageU32,
    pub(crate) depth: StorageU8,
    pub(crate) parent_count: StorageU8,
    pub(crate) withdrawn: StorageBool,
    /// Three to a word, see `entries.rs`.
    pub(crate) parents: StorageArray<StorageB256, 6>,
}

/// What was written about a piece.
#[storage]
pub(crate) struct StoredLore {
    pub(crate) count: StorageU32,
    /// By number, from 1.
    pub(crate) chapters: StorageMap<U32, StoredChapter>,
}

/// A chapter, as stored.
#[storage]
pub(crate) struct StoredChapter {
    pub(crate) author: StorageAddress,
    pub(crate) at: StorageU64,
    /// The number of the model's entry; 0: none.
    pub(crate) model: StorageU32,
    pub(crate) content_hash: StorageB256,
    pub(crate) prompt_commitment: StorageB256,
    pub(crate) uri_hash: StorageB256,
}

// SAFETY: the entry point constructs the one Registry of a call, at slot 0.
unsafe impl TopLevelStorage for Registry {}

/// The host's Keccak-256: a few units of gas, and no code.
impl Keccak for Registry {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        self.vm().native_keccak256(bytes).0
    }
}
