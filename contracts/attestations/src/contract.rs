//! What is in storage, and how the program is constructed.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::{
    prelude::*,
    storage::{StorageB256, StorageMap, StorageU256},
};

use crate::errors::{refuse, AlreadyConstructed, InvalidVerifier};

/// Set beside the verifier's address once the program is constructed, so that a verifier of zero can be told from none yet.
const CONSTRUCTED: U256 = U256::from_limbs([0, 0, 1 << 32, 0]);

/// The storage. Words that hold several numbers are described where they are read and written.
#[storage]
pub struct Attestations {
    /// The program that verifies Ed25519 (160 bits), and whether the constructor ran (the bit above).
    pub(crate) verifier: StorageU256,
    /// By the hash of issuer, schema and subject: the id of the latest attestation.
    pub(crate) latest: StorageMap<B256, StorageB256>,
    /// By id: who, when and the how-manieth (`store.rs`). Not zero once the id was used.
    pub(crate) origins: StorageMap<B256, StorageU256>,
    /// By id: the hash of the value.
    pub(crate) values: StorageMap<B256, StorageB256>,
    /// By id: how it ends (`store.rs`). Zero for one that neither expires nor was revoked or superseded.
    pub(crate) ends: StorageMap<B256, StorageU256>,
    /// By issuer: everything issued before the time in the lowest 64 bits is revoked, since the time in the next 64.
    pub(crate) before: StorageMap<Address, StorageU256>,
    /// By panel and place: a member (160 bits); in the first, above it, threshold and number of members (8 bits each).
    pub(crate) panels: StorageMap<B256, StorageMap<U256, StorageU256>>,
    /// By collection and series: the panel.
    pub(crate) series_panels: StorageMap<Address, StorageMap<U256, StorageB256>>,
}

// SAFETY: the entry point constructs the one Attestations of a call, at slot 0.
unsafe impl TopLevelStorage for Attestations {}

impl Attestations {
    /// Sets the program that verifies Ed25519, once; zero: the scheme is not available. The first call wins, so construct in the
    /// transaction of the deployment, or look at `ed25519()` afterwards.
    ///
    /// # Errors
    ///
    /// `AlreadyConstructed`, `InvalidVerifier`.
    pub(crate) fn construct(&mut self, verifier: Address) -> Result<(), Vec<u8>> {
        if self.verifier.get() != U256::ZERO {
            return Err(refuse::<AlreadyConstructed>(&[]));
        }
        let word: U256 = verifier.into_word().into();
        if verifier != Address::ZERO && self.vm().code_size(verifier) == 0 {
            return Err(refuse::<InvalidVerifier>(&[word]));
        }
        self.verifier.set(word | CONSTRUCTED);
        Ok(())
    }

    /// The program that verifies Ed25519; zero: none.
    pub(crate) fn verifier(&self) -> Address {
        address_in(self.verifier.get())
    }

    /// Time of the block, in Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }
}

/// The address in the lowest 160 bits.
pub(crate) fn address_in(word: U256) -> Address {
    let [one, two, three, _] = *word.as_limbs();
    Address::from_word(U256::from_limbs([one, two, three & 0xffff_ffff, 0]).into())
}
