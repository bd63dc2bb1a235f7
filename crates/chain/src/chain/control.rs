//! What only a development chain can do: snapshots and edited accounts.

use std::sync::Arc;

use alloy_primitives::{Address, Bytes, U256};

use super::{Chain, Snapshot};
use crate::state::State;

impl Chain {
    /// Remembers the chain as it is, with its clock and its pool; the answer names the snapshot.
    pub fn snapshot(&mut self) -> u64 {
        let id = self.next_snapshot;
        self.next_snapshot += 1;
        self.snapshots.push_back(Snapshot {
            id,
            blocks: self.blocks.clone(),
            numbers: self.numbers.clone(),
            transactions: self.transactions.clone(),
            pool: self.pool.clone(),
            time_offset: self.time_offset,
            next_timestamp: self.next_timestamp,
            timestamp_interval: self.timestamp_interval,
        });
        id
    }

    /// Goes back to a snapshot, which is used up together with all later ones. False if there is no such snapshot.
    pub fn revert(&mut self, id: u64) -> bool {
        let Some(position) = self.snapshots.iter().position(|snapshot| snapshot.id == id) else {
            return false;
        };
        let Some(snapshot) = self.snapshots.split_off(position).pop_front() else { return false };
        self.blocks = snapshot.blocks;
        self.numbers = snapshot.numbers;
        self.transactions = snapshot.transactions;
        self.pool.restore(snapshot.pool);
        self.time_offset = snapshot.time_offset;
        self.next_timestamp = snapshot.next_timestamp;
        self.timestamp_interval = snapshot.timestamp_interval;
        true
    }

    /// Gives an account exactly this many wei.
    pub fn set_balance(&mut self, address: Address, balance: U256) {
        self.edit(|state| state.set_balance(address, balance));
    }

    /// Sets the next nonce of an account.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.edit(|state| state.set_nonce(address, nonce));
        self.forget_stale(address);
    }

    /// Sets the code of an account; no rule for deployed code applies.
    pub fn set_code(&mut self, address: Address, code: Bytes) {
        self.edit(|state| state.set_code(address, code));
    }

    /// Sets one storage slot of an account.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.edit(|state| state.set_storage(address, slot, value));
    }

    /// Changes the newest state in place: no block is mined.
    fn edit(&mut self, change: impl FnOnce(&mut State)) {
        if let Some(head) = self.blocks.back_mut() {
            Arc::make_mut(head).edit(change);
        }
    }
}
