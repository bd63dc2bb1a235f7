//! How the contracts check signatures: an account's (65 bytes, or 64 by EIP-2098; a contract says so itself, by ERC-1271), and
//! P-256 by the chain's precompile.
//!
//! Every check is a static call, so nothing changes while somebody else's code runs, and each answer is read no further than it has
//! to be: a long one costs whoever gives it, not the caller's memory.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod account;
mod p256;

pub use account::{account, recover, Fault};
pub use p256::{sha256, verify_p256};
