//! What is in storage. `tests/golden/layout.json` has the slots; `record.rs` says what lies where in a sale's words.

use alloc::{vec, vec::Vec};

use alloy_primitives::{B256, U256};
use colophon_provenance::{
    hash::{Keccak, Word},
    sale::Place,
};
use stylus_sdk::{
    host::VM,
    prelude::*,
    storage::{GlobalStorage, StorageCache, StorageGuard, StorageGuardMut},
};

#[cfg(target_arch = "wasm32")]
use crate::errors::{refuse, ReentrantCall};

/// The Minter. Its storage are four mappings, laid out as Solidity's.
#[storage]
pub struct Minter {
    words: Words,
}

/// The slots of the mappings.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Map {
    /// Sales, by id (`record.rs`).
    Sales = 0,
    /// By sale and account: what was bought and paid (`accounts.rs`).
    Accounts = 1,
    /// By sale and position: 256 nonces of vouchers, a bit each, set when used or revoked.
    Nonces = 2,
    /// By account and currency: what was credited and not withdrawn yet.
    Owed = 3,
}

/// Words of storage by slot. The SDK's mappings of structs build a handle for every member on every access, which is a tenth of
/// the program.
pub(crate) struct Words {
    host: VM,
}

impl StorageType for Words {
    type Wraps<'a> = StorageGuard<'a, Self>;
    type WrapsMut<'a> = StorageGuardMut<'a, Self>;

    unsafe fn new(_slot: U256, _offset: u8, host: VM) -> Self {
        Self { host }
    }

    fn load<'s>(self) -> Self::Wraps<'s> {
        StorageGuard::new(self)
    }

    fn load_mut<'s>(self) -> Self::WrapsMut<'s> {
        StorageGuardMut::new(self)
    }
}

// SAFETY: the entry point constructs the one Minter of a call, at slot 0.
unsafe impl TopLevelStorage for Minter {}

impl Keccak for Minter {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        self.vm().native_keccak256(bytes).0
    }
}

impl Minter {
    /// A word of storage.
    #[inline(never)]
    pub(crate) fn word(&self, slot: &U256) -> U256 {
        StorageCache::get_word(self.words.host.clone(), *slot).into()
    }

    /// Writes a word of storage.
    #[inline(never)]
    pub(crate) fn set_word(&mut self, slot: &U256, word: &U256) {
        // SAFETY: every slot comes from `entry`, and a word is written while nothing of it is held.
        unsafe { StorageCache::set_word(self.words.host.clone(), *slot, B256::from(*word)) }
    }

    /// The slot of an entry of a mapping.
    pub(crate) fn entry(&self, map: Map, key: U256) -> U256 {
        self.nested(&U256::from(map as u8), &key)
    }

    /// The slot of an entry of a mapping in a mapping.
    pub(crate) fn entry_of(&self, map: Map, first: U256, second: U256) -> U256 {
        self.nested(&self.entry(map, first), &second)
    }

    #[inline(never)]
    fn nested(&self, slot: &U256, key: &U256) -> U256 {
        let words = [key.to_be_bytes::<32>(), slot.to_be_bytes()];
        self.vm().native_keccak256(words.as_flattened()).into()
    }

    /// Refuses to run inside another call of the Minter.
    ///
    /// The host knows: it counts the frames that run as this contract. Of the Minter's functions that hand control to others the
    /// views do so by static calls, in which nothing can be written; so whatever is nested, and would write, is inside a function
    /// that writes. No slot is needed to mark that, and none can be forgotten. (Native tests have no such host.)
    ///
    /// # Errors
    ///
    /// `ReentrantCall`.
    pub(crate) fn refuse_nested(&self) -> Result<(), Vec<u8>> {
        #[cfg(target_arch = "wasm32")]
        if self.vm().msg_reentrant() {
            return Err(refuse!(ReentrantCall));
        }
        Ok(())
    }

    /// Time of the block in seconds (Unix time).
    pub(crate) fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }

    /// Where a sale is, for whatever is hashed.
    pub(crate) fn place(&self, sale_id: U256) -> Place {
        Place {
            chain_id: self.vm().chain_id(),
            minter: self.vm().contract_address().into_array(),
            sale_id: sale_id.to_be_bytes(),
        }
    }
}
