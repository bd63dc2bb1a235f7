//! Unordered nonces: each signed transfer uses one, in any order.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use stylus_sdk::prelude::*;

use crate::{contract::Permit2, errors::plain, events, interface::IPermit2::InvalidNonce};

impl Permit2 {
    /// The nonces of a word, a bit each.
    pub(crate) fn bitmap(&self, owner: Address, word: U256) -> U256 {
        self.nonce_bitmap.getter(owner).get(word)
    }

    /// Marks a nonce as used: the word is all of it but the last byte, the bit is the last byte.
    ///
    /// # Errors
    ///
    /// `InvalidNonce` if it was used before.
    pub(crate) fn use_nonce(&mut self, owner: Address, nonce: U256) -> Result<(), Vec<u8>> {
        let (word, bit) = (nonce >> 8, U256::from(1) << nonce.byte(0));
        let bitmap = self.bitmap(owner, word);
        if !(bitmap & bit).is_zero() {
            return Err(plain::<InvalidNonce>());
        }
        self.nonce_bitmap.setter(owner).insert(word, bitmap | bit);
        Ok(())
    }

    /// Marks the nonces of a mask as used.
    pub(crate) fn invalidate(&mut self, word: U256, mask: U256) {
        let owner = self.vm().msg_sender();
        let bitmap = self.bitmap(owner, word);
        self.nonce_bitmap.setter(owner).insert(word, bitmap | mask);
        events::unordered_nonce_invalidation(self.vm(), owner, word, mask);
    }
}
