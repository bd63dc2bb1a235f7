//! What is in storage.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

/// The storage of Permit2, in the order of the published variables.
#[storage]
pub struct Permit2 {
    /// By owner and position: 256 unordered nonces, a bit each, set when used.
    pub(crate) nonce_bitmap: StorageMap<Address, StorageMap<U256, StorageU256>>,
    /// By owner, token and spender: amount (160 bits), expiration (48), nonce (48), from the lowest bit on.
    pub(crate) allowance:
        StorageMap<Address, StorageMap<Address, StorageMap<Address, StorageU256>>>,
}

// SAFETY: the entry point constructs the one Permit2 of a call, at slot 0.
unsafe impl TopLevelStorage for Permit2 {}
