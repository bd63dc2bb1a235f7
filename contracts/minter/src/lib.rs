//! The Minter: primary sales for any number of collections.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod errors;
mod interface;

pub use errors::*;
pub use interface::IMinter;
