//! What only a development chain can do: snapshots, time, empty blocks, edited accounts.

use std::sync::Arc;

use alloy_primitives::{Address, Bytes, U256};

use super::{Chain, Snapshot};
use crate::{error::TimeError, state::State};

impl Chain {
    /// Remembers the chain as it is; the answer names the snapshot.
    pub fn snapshot(&mut self) -> u64 {
        let id = self.next_snapshot;
        self.next_snapshot += 1;
        self.snapshots.push(Snapshot {
            id,
            blocks: self.blocks.clone(),
            numbers: self.numbers.clone(),
            transactions: self.transactions.clone(),
            time_offset: self.time_offset,
            next_timestamp: self.next_timestamp,
        });
        id
    }

    /// Goes back to a snapshot, which is used up together with all later ones. False if there is no such snapshot.
    pub fn revert(&mut self, id: u64) -> bool {
        let Some(position) = self.snapshots.iter().position(|snapshot| snapshot.id == id) else {
            return false;
        };
        let Some(snapshot) = self.snapshots.drain(position..).next() else { return false };
        self.blocks = snapshot.blocks;
        self.numbers = snapshot.numbers;
        self.transactions = snapshot.transactions;
        self.time_offset = snapshot.time_offset;
        self.next_timestamp = snapshot.next_timestamp;
        true
    }

    /// Moves time forward by some seconds; the answer is the sum of all such moves.
    ///
    /// # Errors
    /// [`TimeError::Overflow`] beyond 2^64 seconds.
    pub fn increase_time(&mut self, seconds: u64) -> Result<u64, TimeError> {
        let offset = self.time_offset.checked_add(seconds).ok_or(TimeError::Overflow)?;
        self.config.clock.now().checked_add(offset).ok_or(TimeError::Overflow)?;
        self.time_offset = offset;
        Ok(offset)
    }

    /// The next block has this timestamp, and time goes on from there.
    ///
    /// # Errors
    /// [`TimeError::Past`] if it is before the head's.
    pub fn set_next_timestamp(&mut self, timestamp: u64) -> Result<(), TimeError> {
        let head = self.head().header.timestamp;
        if timestamp < head {
            return Err(TimeError::Past { wanted: timestamp, head });
        }
        self.next_timestamp = Some(timestamp);
        Ok(())
    }

    /// Timestamp that a block mined now would have.
    pub fn pending_timestamp(&self) -> u64 {
        let now = self.config.clock.now().saturating_add(self.time_offset);
        self.next_timestamp.unwrap_or(now).max(self.head().header.timestamp)
    }

    /// Mines that many empty blocks, each a little work: who lets strangers choose the number limits it.
    pub fn mine(&mut self, count: u64) {
        for _ in 0..count {
            let draft = self.draft();
            self.seal(draft);
        }
    }

    /// Gives an account exactly this many wei.
    pub fn set_balance(&mut self, address: Address, balance: U256) {
        self.edit(|state| state.set_balance(address, balance));
    }

    /// Sets the next nonce of an account.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.edit(|state| state.set_nonce(address, nonce));
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
            change(&mut Arc::make_mut(head).state);
        }
    }
}
