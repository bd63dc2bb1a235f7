//! What a stretch of a chain's life changed, as data: enough to repeat it on a copy of the chain as it was before. A
//! journal is a list of these.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{Address, Bytes, B256};
use serde::{Deserialize, Serialize};

use super::{
    dump::{dump_block, DumpedBlock},
    Chain,
};
use crate::{
    block::Block, config::Config, error::LoadError, state::State, state_changes::AccountChange,
};

/// The difference between two moments of a chain: blocks mined, blocks undone, accounts edited, time moved. Snapshots and
/// transactions that wait are not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// Blocks of the older chain, from the first, that are still there.
    keep: u64,
    /// Accounts that were edited by hand in the state of the newest of those.
    edited: BTreeMap<Address, Option<AccountChange>>,
    /// Code that the older chain does not know.
    codes: BTreeMap<B256, Bytes>,
    /// The blocks after those, oldest first.
    blocks: Vec<DumpedBlock>,
    /// Seconds that time was moved by hand, in all; back if below zero.
    time_offset: i64,
    /// Timestamp that the next block must have.
    next_timestamp: Option<u64>,
    /// Seconds between one block's timestamp and the next, instead of the clock.
    timestamp_interval: Option<u64>,
}

impl Change {
    /// How many blocks of the older chain stay.
    pub const fn kept(&self) -> u64 {
        self.keep
    }

    /// How many blocks come after those.
    pub fn added(&self) -> usize {
        self.blocks.len()
    }
}

impl Chain {
    /// What has to be done to an older moment of this chain to get this one; none if nothing that lasts differs. The
    /// cost follows the difference, not the length of the chain.
    pub fn change_since(&self, older: &Self) -> Option<Change> {
        let (mut keep, mut edited) = (self.shared_with(older), BTreeMap::new());
        if let (Some(new), Some(old)) = (self.blocks.get(keep), older.blocks.get(keep)) {
            // The same block with other accounts: edited by hand.
            if new.hash == old.hash {
                edited = new.state.changes_since(&old.state);
                keep += 1;
            }
        }
        let unchanged = keep == self.blocks.len()
            && keep == older.blocks.len()
            && edited.is_empty()
            && self.clock() == older.clock();
        let empty = State::default();
        let base = keep.checked_sub(1).and_then(|newest| older.blocks.get(newest));
        let base = base.map_or(&empty, |newest| &newest.state);
        (!unchanged).then(|| self.change(keep, self.blocks.len(), edited, base))
    }

    /// The whole chain as changes, one for each block; in order they make the chain out of nothing.
    pub fn changes(&self) -> impl Iterator<Item = Change> + '_ {
        let empty = State::default();
        (0..self.blocks.len()).map(move |index| {
            let base = index.checked_sub(1).and_then(|older| self.blocks.get(older));
            let base = base.map_or(&empty, |older| &older.state);
            self.change(index, index + 1, BTreeMap::new(), base)
        })
    }

    /// The change that keeps some blocks and adds those up to another; `base` is the state that knows the code so far.
    fn change(
        &self,
        keep: usize,
        end: usize,
        edited: BTreeMap<Address, Option<AccountChange>>,
        base: &State,
    ) -> Change {
        let state_of = |index: usize| self.blocks.get(index).map(|block| &block.state);
        let empty = State::default();
        let mut older = keep.checked_sub(1).and_then(state_of).unwrap_or(&empty);
        let mut blocks = Vec::with_capacity(end - keep);
        for block in self.blocks.iter().skip(keep).take(end - keep) {
            blocks.push(dump_block(block, older));
            older = &block.state;
        }
        let changed = blocks.iter().map(|block| &block.changes).chain([&edited]);
        let hashes = changed.flat_map(BTreeMap::values).flatten().map(AccountChange::code_hash);
        let fresh = hashes.filter(|hash| !base.knows_code(*hash));
        let codes = fresh.map(|hash| (hash, older.code_of(hash))).collect();
        let (time_offset, next_timestamp, timestamp_interval) = self.clock();
        let keep = keep as u64;
        Change { keep, edited, codes, blocks, time_offset, next_timestamp, timestamp_interval }
    }

    /// What was done to time by hand.
    const fn clock(&self) -> (i64, Option<u64>, Option<u64>) {
        (self.time_offset, self.next_timestamp, self.timestamp_interval)
    }

    /// Number of blocks, from the first, that both chains hold in one and the same form.
    fn shared_with(&self, other: &Self) -> usize {
        let same = |index: usize| match (self.blocks.get(index), other.blocks.get(index)) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        // A block that is shared has all before it in common, so the search ends where the chains part.
        let shorter = self.blocks.len().min(other.blocks.len());
        (0..shorter).rev().find(|index| same(*index)).map_or(0, |index| index + 1)
    }
}

/// A chain that is put together again from its changes.
#[derive(Debug)]
pub struct Replay {
    chain: Chain,
}

impl Replay {
    /// Before the first change. Settings of the genesis block (balances, owner, predeploys, price of data) come from the
    /// changes, all others from the configuration.
    pub fn new(config: Config) -> Self {
        Self { chain: Chain::empty(config, Default::default()) }
    }

    /// Number of blocks so far.
    pub fn blocks(&self) -> usize {
        self.chain.blocks.len()
    }

    /// Repeats a change.
    ///
    /// # Errors
    /// [`LoadError::Damaged`] for one that does not fit; the replay is of no use afterwards.
    pub fn apply(&mut self, change: Change) -> Result<(), LoadError> {
        let chain = &mut self.chain;
        let keep = usize::try_from(change.keep).unwrap_or(usize::MAX);
        if keep > chain.blocks.len() {
            let text = format!("it keeps {keep} blocks of a chain that has {}", chain.blocks.len());
            return Err(LoadError::Damaged(text));
        }
        for gone in chain.blocks.split_off(keep) {
            chain.unlist(&gone);
        }
        let mut state = chain.blocks.last().map(|newest| newest.state.clone()).unwrap_or_default();
        state.learn(change.codes).map_err(LoadError::Damaged)?;
        if !change.edited.is_empty() {
            state = state.apply(&change.edited).map_err(LoadError::Damaged)?;
            if let Some(newest) = chain.blocks.back_mut() {
                Arc::make_mut(newest).edit(|old| *old = state.clone());
            }
        }
        for block in change.blocks {
            state = state.apply(&block.changes).map_err(LoadError::Damaged)?;
            chain.restore(block, state.clone())?;
        }
        chain.time_offset = change.time_offset;
        chain.next_timestamp = change.next_timestamp;
        chain.timestamp_interval = change.timestamp_interval;
        Ok(())
    }

    /// The chain.
    ///
    /// # Errors
    /// [`LoadError::Damaged`] if there is not even a first block.
    pub fn finish(self) -> Result<Chain, LoadError> {
        if self.chain.blocks.is_empty() {
            return Err(LoadError::Damaged("there is no block".to_owned()));
        }
        Ok(self.chain)
    }
}

impl Chain {
    /// Takes a block out of the indexes.
    fn unlist(&mut self, block: &Block) {
        self.numbers.remove(&block.hash);
        let start = block.start.iter().map(|start| start.hash);
        for hash in start.chain(block.transactions.iter().map(|record| record.hash)) {
            self.transactions.remove(&hash);
        }
    }
}
