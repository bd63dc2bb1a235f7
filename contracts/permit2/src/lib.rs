//! Permit2 for development chains: token approvals that expire, and transfers by signature, with the interface that apps and
//! libraries expect at `0x000000000022D473030F116dDEE9F6B43aC78BA3`.
//!
//! Written from the published interface and EIP-712 types, as a Stylus program; it stands on the chain of `colophon devnet` from the
//! first block. Storage is laid out as Solidity lays out the published variables, so tools that write slots find them.
//!
//! **Invariant:** whatever a call may need is checked and written before a token or a contract wallet is called, and the storage
//! cache of the virtual machine is flushed and emptied before each of those calls: a nested call reads what was written, and what
//! it writes is not overwritten. One thing is checked later, as published: in a batch by signature, the amount of each transfer
//! when its turn comes.
//!
//! **Invariant:** every change of an allowance passes through one function of `allowances`, every use of an unordered nonce through
//! one of `nonces`.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod allowance_transfer;
mod allowances;
mod contract;
mod errors;
mod events;
mod hashes;
mod interface;
mod nonces;
pub mod router;
mod signature_transfer;
mod signatures;
mod token;

pub use contract::Permit2;
pub use interface::IPermit2;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
