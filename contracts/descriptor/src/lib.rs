//! The Descriptor: what wallets, markets and explorers read about a collection and its pieces.
//!
//! One Descriptor serves every collection of a chain. A collection forwards `name()`, `symbol()`, `tokenURI(uint256)` and
//! `contractURI()` to it, so the caller *is* the collection; the same views exist with the collection as an argument, for everyone
//! else. The owner of a collection decides its texts ([`Descriptor::configure`]) and where its pictures lie
//! ([`Descriptor::set_media`]); the provenance words are asked from the collection itself each time.
//!
//! **Invariant:** only `collection.owner()` changes what is said about a collection.
//!
//! **Invariant:** every answer is well-formed JSON, whatever the texts and the collection are: texts are checked on the way in
//! and escaped on the way out, numbers and hashes are written from their binary values.
//!
//! **Invariant:** all writes and events come before the one call that leaves the Descriptor (`emitBatchMetadataUpdate`).
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod arguments;
mod collection;
mod configuration;
mod contract;
mod errors;
mod events;
mod field;
mod json;
mod media;
mod metadata;
pub mod router;
mod storage;
mod text;

pub use contract::Descriptor;
pub use errors::{
    BadCollectionAnswer, Error, InvalidText, NoCollection, NotCollectionOwner, TextMissing,
    TextTooLong,
};
pub use events::{Configured, MediaSet};
pub use text::Text;

/// Ends the program: a panic in a contract has nobody to report to.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
