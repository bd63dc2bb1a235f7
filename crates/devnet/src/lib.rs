//! A Stylus node as a library: an in-memory Arbitrum chain behind JSON-RPC, up in milliseconds, no Docker.
//!
//! ```
//! let node = stylus_devnet::Devnet::builder().spawn()?; // any free port
//! println!("{} with {} funded accounts", node.rpc_url(), node.accounts().len());
//! drop(node); // stops the node and frees the port
//! # Ok::<(), stylus_devnet::SpawnError>(())
//! ```
//!
//! Tests need no HTTP: the same node takes typed requests, which are answered in milliseconds ([`Devnet::deploy_wasm`],
//! [`Devnet::send`], [`Devnet::call`], [`Devnet::snapshot`], [`Devnet::profile`]).
//!
//! ```
//! use stylus_devnet::{Devnet, Message};
//!
//! let node = Devnet::builder().spawn()?;
//! let counter = node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?.address;
//! node.send(Message::to(counter).data([1]))?;
//! assert_eq!(node.call(Message::to(counter))?.word(), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What belongs here: the public surface of the crate, nothing else. The chain itself (state, blocks, gas) is
//! `stylus-chain`; running programs is `stylus-vm`; this crate adds the network and the life of the node.

mod accounts;
mod builder;
mod chain_guard;
mod direct;
mod error;
mod log;
mod mining;
mod node;
mod ready;
mod rpc;
mod server;
mod store;

pub use accounts::DevAccount;
pub use builder::{DevnetBuilder, DEFAULT_CHAIN_ID, DEFAULT_HOST, DEFAULT_PORT};
pub use chain_guard::ChainGuard;
pub use direct::{Activation, Created, DirectError, Message, Outcome, Program, Revert};
pub use error::SpawnError;
pub use mining::Mining;
pub use node::Devnet;
pub use ready::{Predeploy, Ready};
/// The chain behind the node, for direct typed access; see [`Devnet::chain`].
pub use stylus_chain;
