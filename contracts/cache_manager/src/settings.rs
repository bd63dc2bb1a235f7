//! What the owners of the chain may do.

use alloc::vec::Vec;

use alloy_primitives::U64;
use alloy_sol_types::SolError;
use colophon_wire::refusal;
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{contract::CacheManager, events, interface::ICacheManager::NotChainOwner, precompiles};

impl CacheManager {
    /// Refuses everybody else.
    ///
    /// # Errors
    ///
    /// `NotChainOwner`.
    pub(crate) fn only_owners(&self) -> Result<(), Vec<u8>> {
        let sender = self.vm().msg_sender();
        if !precompiles::is_chain_owner(sender)? {
            return Err(refusal(NotChainOwner::SELECTOR, &[sender.into_word().into()]));
        }
        Ok(())
    }

    /// Sets the size of the cache in bytes. Nothing is evicted before the next bid needs room.
    pub(crate) fn set_cache_size(&mut self, size: u64) {
        self.cache_size.set(U64::from(size));
        events::set_cache_size(self.vm(), size);
    }

    /// Sets what a bid gains in a second, in wei. Bids that were placed keep what they have.
    pub(crate) fn set_decay_rate(&mut self, decay: u64) {
        self.decay.set(U64::from(decay));
        events::set_decay_rate(self.vm(), decay);
    }

    /// Stops bids, or takes them again.
    pub(crate) fn set_paused(&mut self, paused: bool) {
        self.paused.set(paused);
        events::pause(self.vm(), paused);
    }

    /// Evicts so many programs, the lowest bid first.
    pub(crate) fn evict_programs(&mut self, count: usize) -> Result<(), Vec<u8>> {
        let mut evicted = Vec::new();
        while evicted.len() < count {
            let Some(entry) = self.pop() else { break };
            evicted.push(entry);
        }
        self.evict(&evicted)
    }

    /// Sends all wei to the owner who asks.
    ///
    /// # Errors
    ///
    /// What the owner's account reverted with.
    pub(crate) fn sweep_funds(&mut self) -> Result<(), Vec<u8>> {
        let vm = self.vm();
        let all = vm.balance(vm.contract_address());
        // SAFETY: no storage value is held across the call, and the cache is emptied before it.
        unsafe { RawCall::new_with_value(all).clear_storage_cache().call(vm.msg_sender(), &[]) }
            .map(drop)
    }
}
