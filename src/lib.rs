//! The Collection: an ERC-721 for AI art that carries the record of how each piece was made, compiled to WebAssembly
//! for Arbitrum Stylus.
//!
//! This file names the parts and the invariants, and holds no logic. [`collection`] is the composition root: every
//! public function is there (or in [`erc721`] and [`interfaces`] for the two standards) and only delegates.
//!
//! # Invariants
//!
//! 1. Ownership changes in one place, `Collection::update`: mint, transfer and burn all pass through it, and so does
//!    the count of live tokens.
//! 2. Every write and every event precede the first question to a receiver; nothing is written after it but the
//!    re-entrancy guard, which has a storage slot of its own.
//! 3. The storage cache of the virtual machine is flushed *and emptied* before every external call, so what a nested
//!    call wrote is read back, never overwritten with an older value.
//! 4. A token id is `series × 1,000,000 + index`. Indices only grow, so an id is minted once and a burnt id never
//!    returns. Ids are compared in 256 bits before they are cut to a series.
//! 5. The model hash, the root and the supply of a series never change. The words of a token are written once, by
//!    `mint` or `anchor`; afterwards only `revise` changes its content and record hash, until the series is frozen.
//! 6. The Collection holds no string: what it does not know is asked of the Descriptor, by `staticcall` only.
//! 7. Every refusal is a typed error. The only empty reverts are those of a Solidity contract: calldata that is not
//!    well formed, value sent along, and a second construction.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod arguments;
pub mod collection;
mod encoding;
pub mod erc721;
pub mod errors;
pub mod events;
pub mod forward;
pub mod interfaces;
pub mod mint;
pub mod ownership;
pub mod provenance;
pub mod receiver;
pub mod reentrancy;
pub mod roles;
#[allow(missing_docs)] // `#[entrypoint]` writes a public function without a comment.
pub mod router;
pub mod royalty;
pub mod series;

#[cfg(target_arch = "wasm32")]
mod panic;

pub use collection::Collection;
pub use errors::Error;
