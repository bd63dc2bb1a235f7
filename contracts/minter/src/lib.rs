//! The Minter: primary sales for any number of collections.
//!
//! A collection's owner gives the Minter the minter role and makes sales: of one series, at a price that may fall, for whoever meets the
//! conditions. Buyers pay in the chain's coin or a token, the Collection mints, and payees fetch what they earned. The rules are in
//! `colophon_provenance::sale`, and `docs/minter.md` explains them; here is what enforces them.
//!
//! **Invariant:** per currency, what the Minter holds is at least what it owes: what was credited and not withdrawn, what was paid and
//! not credited yet, and what can be refunded. It is exactly that unless somebody sends tokens from outside.
//!
//! **Invariant:** the terms of a sale never change but by `changes`, which lets nothing pass that could hurt somebody who paid. A
//! sale that is over stays over; from then on no money comes in.
//!
//! **Invariant:** releasing, withdrawing and refunding ask neither the owner nor any other account than the one that is paid, and no pause
//! stops them.
//!
//! **Invariant:** one function, `authorise`, decides about a purchase, for `quote` as for `mint`.
//!
//! **Invariant:** whatever a call may need is checked and written before a token, a Collection, a signer or a payee is called, and the
//! storage cache of the virtual machine is flushed and emptied before each of those calls. Nothing that writes runs inside a call of the
//! Minter. What is logged after the call is what only the Collection knows: the ids of the pieces.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod accounts;
mod afterwards;
mod allow_list;
mod calls;
mod changes;
mod collection;
mod contract;
mod creation;
mod data;
mod errors;
mod events;
mod fields;
mod interface;
mod order;
mod pass;
mod purchase;
mod record;
mod refunds;
pub mod router;
mod sale;
mod shares;
mod signatures;
mod terms;
mod token;
mod views;
mod vouchers;
mod work;

pub use contract::Minter;
pub use errors::*;
pub use interface::IMinter;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
