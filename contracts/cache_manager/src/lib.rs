//! The cache manager of development chains: programs whose callers have paid for it are kept ready, and calls of them cost less.
//!
//! A bid is wei for one program. It counts for more the later it is placed: `decay` wei are added for every second of the chain's
//! time, which is the same as if all earlier bids lost as much. As long as there is space, any bid will do; when there is none, the
//! lowest make room, and a bid that is below one of those is refused. What was paid stays here until an owner of the chain takes
//! it. `cargo stylus cache status`, `suggest-bid` and `bid` speak this interface.
//!
//! Written from the interface and behaviour that those tools show; none of it is Nitro's. The chain of `colophon devnet` has it from
//! the first block, registered with ArbWasmCache.
//!
//! **Invariant:** the queue is a heap by bid: no entry is below its parent; `queue_size` is the sum of the sizes in it, and every
//! code hash is in it once at most.
//!
//! **Invariant:** all storage is written before the first call that changes something, and the storage cache of the virtual machine
//! is flushed and emptied there.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod bids;
mod contract;
mod events;
mod interface;
mod precompiles;
mod queue;
pub mod router;
mod settings;
mod views;

pub use contract::CacheManager;
pub use interface::ICacheManager;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
