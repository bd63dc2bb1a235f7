//! An Arbitrum chain in memory: EVM by revm, Stylus programs by `stylus-vm`, Arbitrum's precompiles, blocks, receipts
//! and history. No network, no disk; with [`Clock::Fixed`] every answer depends only on the configuration and the calls made.
//!
//! The rules are those of ArbOS 51 (Stylus version 2) unless [`Config::arbos`] or an owner's upgrade says otherwise, data on the
//! parent chain is free by default. Everything starts at [`Chain`]:
//!
//! - `chain` admits transactions, mines one block for each or lets them wait in a pool for a block together, answers calls and estimates, keeps every block's state;
//! - `evm` executes: revm's frames for EVM code, the Stylus machine for programs, one journal for both, so that warmth,
//!   refunds, depth and roll-back hold across the two;
//! - `arbos` is the chain's own state, in the storage of [`ARBOS_ACCOUNT`];
//! - `precompiles` are tables of methods over `arbos`;
//! - `state` is the world as persistent maps: a copy costs a few pointers;
//! - `trie` hashes it: the root in each header, and proofs against it.
//!
//! Differences from a Nitro node:
//!
//! - no internal start-of-block transaction (type 0x6a) unless [`Config::bare`] is set, so a user's transaction has
//!   index 0: common tools cannot read blocks with it;
//! - the base fee is the minimum that the owners set, there is no congestion price;
//! - the module hash of `ProgramActivated` is a plain hash of the module;
//! - a nonce gap is refused at once instead of waited for, except in the pool;
//! - `NUMBER` mirrors the chain's own number unless [`L1Number::Fixed`] says otherwise, and then `BLOCKHASH` is zero;
//! - there is no parent chain: messages to it are recorded and burn their wei, tickets from it never exist, and the methods
//!   that need it fail with code −32000 and their name;
//! - the price of data on the parent chain stays where it was set: nobody posts batches.

mod arbos;
pub mod block;
pub mod call;
mod chain;
pub mod config;
pub mod error;
mod evm;
mod precompiles;
pub mod profile;
pub mod revert;
pub mod start;
pub mod state;
mod state_changes;
pub mod trace;
mod trie;

pub use arbos::ARBOS_ACCOUNT;
pub use block::{Block, BlockId, LogFilter, LogRange, LogRecord, Receipt, TransactionRecord};
pub use call::{
    AccessListOutcome, AccountOverride, BlockOverrides, CallOutcome, CallRequest, StateOverrides,
    Status,
};
pub use chain::{
    Chain, Change, Dropped, Dump, Replay, Waiting, BLOCK_HASHES, CACHE_MANAGER, CREATE2_FACTORY,
    MULTICALL3, NODE_INTERFACE, PERMIT2, PREDEPLOYS, STYLUS_DEPLOYER,
};
pub use config::{Clock, Config, L1Number};
pub use error::{CallError, LoadError, LogError, RpcFault, TimeError, TxError};
pub use precompiles::is_precompile;
pub use trie::{AccountProof, SlotProof};
