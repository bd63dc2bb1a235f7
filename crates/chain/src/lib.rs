//! An Arbitrum chain in memory: EVM by revm, Stylus programs by `stylus-vm`, Arbitrum's precompiles, blocks, receipts
//! and history. No network, no disk; every answer depends only on the configuration and the calls made.
//!
//! The rules are those of ArbOS 51 (Stylus version 2) with an L1 price of zero. Differences from a Nitro node:
//! no internal start-of-block transaction, the base fee stays at its minimum, the state root in headers is a running
//! commitment rather than a Merkle–Patricia root, and `moduleHash` is a plain hash of the module.

mod arbos;
pub mod block;
pub mod call;
mod chain;
pub mod config;
pub mod error;
mod evm;
mod precompiles;
pub mod revert;
pub mod state;

pub use arbos::ARBOS_ACCOUNT;
pub use block::{Block, BlockId, LogFilter, LogRange, LogRecord, Receipt, TransactionRecord};
pub use call::{
    AccessListOutcome, AccountOverride, BlockOverrides, CallOutcome, CallRequest, StateOverrides,
    Status,
};
pub use chain::{Chain, CREATE2_FACTORY, STYLUS_DEPLOYER};
pub use config::{Clock, Config, L1Number};
pub use error::{CallError, LogError, RpcFault, TimeError, TxError};
