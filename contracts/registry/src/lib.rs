//! The Registry: what people say about models and pieces. One program a chain, shared by all collections; `docs/registry.md` is its
//! manual.
//!
//! Everything here is a *claim*, kept under the name of who made it, and never a truth: a model under its registrant, a chapter of lore
//! under its author, a prompt under the collection whose commitment it opens. So nobody can take a hash, a name or a place from somebody
//! else, and a reader chooses whom to believe.
//!
//! **Invariant:** nothing is ever erased or rewritten. A model is superseded or withdrawn once, and stays; a prompt is revealed once;
//! chapters are numbered from 1 and only grow.
//!
//! **Invariant:** an entry names only entries that were registered before it, at most 16, so lineages have no cycle; it is at most 8 deep
//! and reaches at most 64 entries, which is checked when it is registered, so that every later walk ends and succeeds.
//!
//! **Invariant:** the shares of an entry's lineage add up to exactly 10,000 basis points.
//!
//! **Invariant:** collections are only asked, by static calls, so nothing can change while they answer, and there is nothing to guard
//! against nested calls. They may be any contract: every answer is checked, and what a lying one says is kept under its own address alone.
//!
//! **Invariant:** nothing is paid here. Value is refused, whatever is called.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod collection;
mod contract;
mod datasets;
mod entries;
mod errors;
mod events;
mod interface;
mod lore;
mod models;
mod reveals;
pub mod router;
mod texts;

pub use contract::Registry;
pub use errors::*;
pub use interface::IRegistry;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
