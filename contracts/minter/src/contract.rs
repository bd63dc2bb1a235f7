//! What is in storage. `tests/golden/layout.json` has the slots; `record.rs` says what lies where in a sale's words.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use colophon_provenance::{
    hash::{Keccak, Word},
    sale::Place,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    errors::{refuse, ReentrantCall},
    record::Record,
};

/// The Minter.
#[storage]
pub struct Minter {
    /// Sales, by id.
    pub(crate) sales: StorageMap<U256, Record>,
    /// By sale and account: what was bought and paid (`accounts.rs`).
    pub(crate) accounts: StorageMap<U256, StorageMap<Address, StorageU256>>,
    /// By sale and position: 256 nonces of vouchers, a bit each, set when used or revoked.
    pub(crate) nonces: StorageMap<U256, StorageMap<U256, StorageU256>>,
    /// By account and currency: what was credited and not withdrawn yet.
    pub(crate) owed: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

// SAFETY: the entry point constructs the one Minter of a call, at slot 0.
unsafe impl TopLevelStorage for Minter {}

impl Keccak for Minter {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        self.vm().native_keccak256(bytes).0
    }
}

impl Minter {
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
