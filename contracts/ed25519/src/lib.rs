//! Ed25519 (RFC 8032) for other contracts: a program without storage, owner or events that says whether a signature is good.
//!
//! A program of its own, because it is large and few calls need it: inside another contract it would cost each of its calls the
//! entry of 25,000 bytes of WebAssembly and 1,400 bytes of data (`docs/attestations.md` has the measurements).
//!
//! **Invariant:** verification is strict. A key that is no point, a key or R of small order, an R in another form than the canonical
//! one, and an s that is not below the group's order are refused, so nobody else can give a signature another form.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod interface;
pub mod router;

pub use interface::IEd25519;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
