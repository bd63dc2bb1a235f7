//! A Stylus node as a library: an in-memory Arbitrum chain behind JSON-RPC, up in milliseconds, no Docker.
//!
//! ```
//! let node = stylus_devnet::Devnet::builder().spawn()?; // any free port
//! println!("{} with {} funded accounts", node.rpc_url(), node.accounts().len());
//! drop(node); // stops the node and frees the port
//! # Ok::<(), stylus_devnet::SpawnError>(())
//! ```
//!
//! What belongs here: the public surface of the crate, nothing else. The chain itself (state, blocks, gas) is
//! `stylus-chain`; running programs is `stylus-vm`; this crate adds the network and the life of the node.

mod accounts;
mod builder;
mod chain_guard;
mod error;
mod node;
mod ready;
mod rpc;
mod server;
mod store;

pub use accounts::DevAccount;
pub use builder::{DevnetBuilder, DEFAULT_CHAIN_ID, DEFAULT_HOST, DEFAULT_PORT};
pub use chain_guard::ChainGuard;
pub use error::SpawnError;
pub use node::Devnet;
pub use ready::{Predeploy, Ready};
/// The chain behind the node, for direct typed access; see [`Devnet::chain`].
pub use stylus_chain;
