//! The chain: its blocks, and the entrance to everything that can be asked of it or done to it. Each group of methods
//! has its own file.

mod admission;
mod body;
mod change;
mod control;
mod draft;
mod dump;
mod estimate;
mod genesis;
mod header;
mod mined;
mod node_interface;
mod pool;
mod poster;
mod predeploys;
mod produce;
mod query;
mod request;
mod residents;
mod send;
mod simulate;
mod time;
mod trace;

pub use change::{Change, Replay};
pub use dump::Dump;
pub use node_interface::NODE_INTERFACE;
pub use pool::{Dropped, Waiting};
pub use predeploys::{CREATE2_FACTORY, PREDEPLOYS, STYLUS_DEPLOYER};
pub use residents::{BLOCK_HASHES, CACHE_MANAGER, MULTICALL3, PERMIT2};

use std::sync::Arc;

use alloy_primitives::B256;
use imbl::{HashMap, Vector};

use crate::{
    arbos::{number_in, version_of, Number},
    block::{Block, BlockId},
    config::Config,
    error::CallError,
    evm::Programs,
    state::State,
};

/// An Arbitrum chain in memory. A clone is cheap and independent: read from a clone while the original goes on.
#[derive(Clone, Debug)]
pub struct Chain {
    config: Arc<Config>,
    blocks: Vector<Arc<Block>>,
    numbers: HashMap<B256, u64>,
    transactions: HashMap<B256, u64>,
    pool: pool::Pool,
    /// Seconds that time was moved by hand, back if below zero.
    time_offset: i64,
    /// Timestamp that the next block must have.
    next_timestamp: Option<u64>,
    /// Seconds between one block's timestamp and the next, instead of the clock.
    timestamp_interval: Option<u64>,
    /// Persistent as well: a clone costs the same whatever their number.
    snapshots: Vector<Snapshot>,
    next_snapshot: u64,
    /// Compiled programs; shared by all clones, because they depend on nothing but the code.
    programs: Programs,
}

/// Everything that `revert` brings back.
#[derive(Clone, Debug)]
struct Snapshot {
    id: u64,
    blocks: Vector<Arc<Block>>,
    numbers: HashMap<B256, u64>,
    transactions: HashMap<B256, u64>,
    pool: pool::Pool,
    time_offset: i64,
    next_timestamp: Option<u64>,
    timestamp_interval: Option<u64>,
}

impl Chain {
    /// Settings that the chain was created with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// ArbOS version of the newest block.
    pub fn arbos(&self) -> u64 {
        version_of(self.head().state())
    }

    /// Gas per second that the price aims at, after a block; 0 if there is no such block.
    pub fn speed_limit(&self, at: BlockId) -> u64 {
        let limit = self.resolve(at).map(|block| number_in(block.state(), Number::SpeedLimit));
        limit.map_or(0, |limit| u64::try_from(limit).unwrap_or(u64::MAX))
    }

    /// The newest block.
    pub fn head(&self) -> &Block {
        // A chain is created with its genesis block and `revert` only restores such chains.
        &self.blocks[self.blocks.len() - 1]
    }

    /// A block; none if there is no such block.
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        self.resolve(id).ok()
    }

    /// The state after a block.
    ///
    /// # Errors
    /// The node's text for a block that does not exist.
    pub fn state_at(&self, id: BlockId) -> Result<&State, CallError> {
        self.resolve(id).map(Block::state)
    }

    /// The block, or the node's words for its absence.
    ///
    /// # Errors
    /// [`CallError::HeaderNotFound`] and, for `safe` and `finalized`, [`CallError::NoSuchTag`].
    pub fn resolve(&self, id: BlockId) -> Result<&Block, CallError> {
        let number = match id {
            BlockId::Latest | BlockId::Pending => return Ok(self.head()),
            BlockId::Earliest => 0,
            BlockId::Number(number) => number,
            BlockId::Hash(hash) => *self.numbers.get(&hash).ok_or(CallError::HeaderNotFound)?,
            BlockId::Safe => return Err(CallError::NoSuchTag("safe")),
            BlockId::Finalized => return Err(CallError::NoSuchTag("finalized")),
        };
        let index = usize::try_from(number).map_err(|_| CallError::HeaderNotFound)?;
        self.blocks.get(index).map(AsRef::as_ref).ok_or(CallError::HeaderNotFound)
    }
}
