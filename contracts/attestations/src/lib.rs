//! Attestations: what issuers say about pieces, models and series, signed, and withdrawn when they no longer stand by it; and panels,
//! by which a number of issuers out of a list approves of a piece.
//!
//! Claims by issuers, never truths: everything is kept under who said it, so nobody can occupy a subject, and readers choose whom
//! they believe. An attestation is an EIP-712 message of its issuer, handed in by anybody. Its id is its digest.
//!
//! **Invariant:** an attestation is taken at most once, whatever form its signature has, also after it was revoked, and only on the
//! chain and in the contract that it was signed for.
//!
//! **Invariant:** what is revoked, expired or superseded is never valid again; history only grows.
//!
//! **Invariant:** whatever is asked of others (signatures, wallets, collections) is a static call before the writes it decides about.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod claims;
mod contract;
mod digests;
mod errors;
mod events;
mod interface;
mod owner;
mod panels;
mod reading;
pub mod router;
mod signers;
mod store;
mod withdrawals;

pub use contract::Attestations;
pub use errors::*;
pub use interface::IAttestations;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
