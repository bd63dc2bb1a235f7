//! What may not happen while a receiver is being asked.
//!
//! A receiver gets control in the middle of somebody else's transaction. It may read everything, and it may do what a
//! holder does with what is already settled: transfer (safely too), approve, burn, anchor. It may not mint, revise or
//! change a setting: those are refused by name ([`ReentrantCall`]).

use alloc::{vec, vec::Vec};
use alloy_primitives::U256;
use stylus_sdk::{prelude::*, storage::StorageU256};

use crate::errors::{Error, ReentrantCall};

/// Nobody is being asked. Not zero, because to change a slot from zero costs 17,100 gas more than to change it back.
const OPEN: U256 = U256::from_limbs([1, 0, 0, 0]);
/// A receiver is being asked.
const ASKING: U256 = U256::from_limbs([2, 0, 0, 0]);

/// The guard. It has a slot of its own: whatever else shared it could be undone when the guard is released.
#[storage]
pub struct Guard {
    state: StorageU256,
}

impl Guard {
    /// Prepares the slot, so that the first receiver costs no more than the next.
    pub fn construct(&mut self) {
        self.state.set(OPEN);
    }

    /// Refuses to run inside a receiver.
    ///
    /// # Errors
    /// [`ReentrantCall`].
    pub fn require_open(&self) -> Result<(), Error> {
        // A frame that is not nested in another of this contract cannot be inside its receiver: this answer of the
        // host is free, and saves the read of a cold slot (2,100 gas). Native tests have no such host.
        #[cfg(target_arch = "wasm32")]
        if !self.vm().msg_reentrant() {
            return Ok(());
        }
        if self.state.get() == ASKING {
            return Err(ReentrantCall {}.into());
        }
        Ok(())
    }

    /// Marks that a receiver is being asked, and says what was marked before.
    pub fn enter(&mut self) -> U256 {
        let before = self.state.get();
        self.state.set(ASKING);
        before
    }

    /// Returns to what was marked before: a safe transfer inside a receiver must not open the guard for it.
    pub fn leave(&mut self, before: U256) {
        self.state.set(before);
    }
}
