//! Multicall3 for development chains: many calls in one, with the interface that apps and libraries expect at
//! `0xcA11bde05977b3631167028862bE2a173976CA11`.
//!
//! Written from the published interface, as a Stylus program; it stands on the chain of `colophon devnet` from the first block. It
//! holds nothing and remembers nothing: whatever ether stays with it, anybody may take.
//!
//! **Differs from the contract of other chains**: the gas; and what a call gives back lies in the program's memory, of which there
//! are at most 8 MiB.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod calls;
mod chain;
mod interface;
pub mod router;

pub use interface::IMulticall3;
pub use router::Multicall3;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
